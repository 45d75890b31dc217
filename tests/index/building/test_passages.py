"""Paragraphs, sentences and passages: where news is cut, to the character."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.building.as_read import as_read, joined
from index.building.passages import (
    CONTEXT,
    FRAGMENT,
    LONGEST,
    MAX_SENTENCE,
    SHORT,
    Outline,
    Span,
    paragraphs,
    passages,
    sentences,
)
from tests.index.generated import texts


def cut(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Brown met Mrs. Ng at 10 a.m. on Tuesday.", "Dr. Lee was there."],
        ["The firm made £1.5m.", "It had lost $2.3bn in 2021."],
        ["Prices rose by 3.5 per cent.", "Wages fell."],
        ["Ms. Jones of the U.S. Army spoke.", "He left."],
        ["J. K. Rowling wrote it.", "P. D. James did not."],
        ["The trial began on Jan. 5.", "It ended on Feb. 6."],
        ["It shuts in Nov.", "Boats go until then.", "Shut on Mon. Oct. 3 and on Tue. Nov. 4."],
        ["Did she win?", "No.", "She was No. 5 of nine.", "Children pay on Sun.", "“Not I,” he said."],
        ["Talks with the U.S. said to have begun are over.", "He lives in the U.S.", "The firm does not."],
        [
            "A barge struck it at 4:40 a.m. Feb. 11.",
            "It was shut by 9 p.m. 3 May.",
            "It ended at 9 p.m.",
            "Some 300 people had come.",
            "It opens at 6 a.m.",
            "Passengers wait.",
        ],
        ["It says so in vol. 3 and on approx. 40 pages.", "See nos. 4 and 5."],
        ["Approx. 300 homes lost power.", "See Vol. 3 of the report.", "It is in Ch. 4 of the book."],
        ["It weighs 300 kg.", "It sank.", "He led a sect.", "Police arrested him."],
        ["He moved to the U.S.", "She stayed behind.", "The U.S. Senate voted on Tuesday."],
        ["The parade goes down Depot Ave.", "Horses will lead it.", "St. Mary's church is old."],
        ["Harlow & Co. Ltd. closed.", "It was sold by Harlow & Co.", "Shares in the firm fell."],
        ["The wall is 700 m.", "It was built in 1901.", "He drove at 70 m.p.h.", "Police stopped him."],
        ["The match starts at 7 p.m. Monday.", "She wrote to the Gov.", "She has had no reply."],
        ["Is it so?", "Yes!", "It is."],
        ["“I was there. I saw it,” she said.", "“It was red.”"],
        ['He asked, "Is it so?" and left.'],
        ["She laughed 😀.", "He did not.", "👩‍👩‍👧‍👦 They left."],
        ["It cost £5\u00a0million.", "Then it fell."],
        ["One word"],
    ],
)
def test_a_paragraph_is_cut_into_its_sentences(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


def test_a_quotation_over_paragraphs_stays_in_its_paragraphs() -> None:
    text = "“I was there.\n\n“I saw it.\n\n“It was red,” she said. Nobody asked."
    assert cut(text) == ["“I was there.", "“I saw it.", "“It was red,” she said.", "Nobody asked."]
    assert [sentence.paragraph for sentence in sentences(text)] == [0, 1, 2, 2]


NEWS = [
    "The council met last night and agreed the plan for the bridge, which engineers had drawn up in May.",
    "It will be built next year. Work on the approach roads, at a cost of £1.5m, begins in spring.",
    "Nobody objected.",
]


def test_one_sentence_paragraphs_between_blank_lines() -> None:
    assert cut("\n\n".join(["First here.", "Second here.", "Third here."])) == [
        "First here.",
        "Second here.",
        "Third here.",
    ]


@pytest.mark.parametrize("width", [40, 60, 72])
def test_hard_wrapped_lines_run_on(width: int) -> None:
    text = "\n\n".join(textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in NEWS)
    assert [text[start:end].replace("\n", " ") for start, end in paragraphs(text)] == NEWS
    assert [sentence.replace("\n", " ") for sentence in cut(text)][1:] == [
        "It will be built next year.",
        "Work on the approach roads, at a cost of £1.5m, begins in spring.",
        "Nobody objected.",
    ]


def test_one_paragraph_a_line() -> None:
    text = "\n".join(NEWS)
    assert [text[start:end] for start, end in paragraphs(text)] == NEWS


def test_a_headline_above_the_text_stands_alone() -> None:
    text = "Bridge agreed\n" + NEWS[0]
    assert cut(text) == ["Bridge agreed", NEWS[0]]


def test_what_is_too_long_for_a_sentence_is_cut_at_a_space() -> None:
    text = "word " * 2_000
    pieces = cut(text)
    assert len(text) == 10_000
    assert all(len(piece) <= MAX_SENTENCE for piece in pieces)
    assert " ".join(pieces) == text.strip()


def test_what_has_no_space_is_cut_all_the_same() -> None:
    pieces = cut("x" * 10_000)
    assert "".join(pieces) == "x" * 10_000
    assert max(map(len, pieces)) <= MAX_SENTENCE


@given(texts)
@settings(deadline=None)
@example("\x1c\n\x1d\n\n\x85 a\u2028b")
@example("a.\r\rb")
def test_sentences_cover_all_but_white_space_in_order(text: str) -> None:
    end = 0
    paragraph = 0
    for sentence in sentences(text):
        assert not text[end : sentence.start].strip()
        piece = text[sentence.start : sentence.end]
        assert piece == piece.strip()
        assert piece
        assert len(piece) <= MAX_SENTENCE
        assert paragraph <= sentence.paragraph <= paragraph + 1
        end, paragraph = sentence.end, sentence.paragraph
    assert not text[end:].strip()


def test_a_ragged_line_that_goes_on_in_lower_case_is_no_paragraph() -> None:
    text = "It was opened by the town's mayor, Ada Okafor, who\ngrew up beside it and had long wished for\na bridge."
    assert [text[start:end] for start, end in paragraphs(text)] == [text]


@pytest.mark.parametrize("hyphen", ["\u2010", "\u00ad"])
def test_a_line_that_ends_within_a_word_is_no_paragraph(hyphen: str) -> None:
    """However wide another line is: a page's head above two columns, for one."""
    head = "THE TOLLAND AND DISTRICT GAZETTE, FOUNDED IN THE YEAR 1874"
    text = f"{head}\n\nIt was found by Dr Anne-\nMarie Loxley, of Har{hyphen}\nGreave."
    assert [text[start:end] for start, end in paragraphs(text)] == text.split("\n\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What they said of the bridge -", "Nothing."),
        ("The winners are-", "Ada Pell"),
        ("Moody's    Baa3", "Fitch    BBB-"),
        ("Fitch\tBBB-", "Moody's\tBaa3"),
        ("- AB-", "- B-"),
        ("Grade: B-", "Points: 54"),
    ],
)
def test_a_line_that_ends_with_a_dash_is_one(one: str, other: str) -> None:
    text = f"{one}\n{other}\nThe mayor and her council were glad of it, all the same."
    assert [text[start:end] for start, end in paragraphs(text)] == text.split("\n")


def test_the_sentences_of_a_paragraph_that_heads_others_are_flagged() -> None:
    text = "Bridge agreed. At last.\n\nNobody objected."
    assert [sentence.heading for sentence in sentences(text, [0])] == [1, 1, 0]
    assert [sentence.heading for sentence in sentences(text)] == [0, 0, 0]


# Passages


def shown(text: str, headings: Sequence[int] = ()) -> list[str]:
    return [text[start:end] for start, end in passages(text, sentences(text, headings))]


def heads_of(text: str, *lines: str) -> list[int]:
    return [text.index(line) for line in lines]


@given(st.data(), texts)
@settings(deadline=None)
def test_passages_are_runs_of_whole_sentences_that_leave_out_nothing_but_headings(
    data: st.DataObject, text: str
) -> None:
    blocks = paragraphs(text)
    heads = data.draw(st.sets(st.sampled_from([block.start for block in blocks]))) if blocks else set()
    whole = sentences(text, heads)
    body = [sentence for sentence in whole if not sentence.heading] or whole
    starts = {sentence.start: number for number, sentence in enumerate(body)}
    ends = {sentence.end: number for number, sentence in enumerate(body)}
    next_one = 0
    for start, end in passages(text, whole):
        first, last = starts[start], ends[end]
        # Each goes on where the one before ended: none is left out, and none is in two.
        assert first == next_one
        assert last >= first
        assert len({sentence.paragraph for sentence in body[first : last + 1]}) == 1
        next_one = last + 1
    assert next_one == len(body)


@given(texts)
@settings(deadline=None)
def test_only_a_long_paragraph_is_cut_and_into_no_more_parts_than_it_takes(text: str) -> None:
    whole = sentences(text)
    of_paragraph: dict[int, list[int]] = {}
    for start, end in passages(text, whole):
        (paragraph,) = {one.paragraph for one in whole if start <= one.start < end}
        words = sum(len(text[one.start : one.end].split()) for one in whole if start <= one.start < end)
        of_paragraph.setdefault(paragraph, []).append(words)
    for lengths in of_paragraph.values():
        assert len(lengths) <= max(1, -(-sum(lengths) // LONGEST))


def test_a_paragraph_is_a_passage_however_short() -> None:
    assert shown("\n\n".join(NEWS)) == NEWS
    assert shown("He came.\n\nHe saw. He won.") == ["He came.", "He saw. He won."]


def test_a_paragraph_of_as_many_words_as_are_read_is_whole() -> None:
    text = " ".join("The council met again today." for _ in range(LONGEST // 5))
    assert shown(text) == [text]


def test_a_longer_paragraph_is_cut_between_sentences_into_like_parts() -> None:
    text = " ".join(f"The council of town {number} met on that day and agreed." for number in range(40))
    lengths = [len(part.split()) for part in shown(text)]
    assert sum(lengths) == len(text.split()) == 440
    assert len(lengths) == 3
    assert max(lengths) <= LONGEST
    assert max(lengths) - min(lengths) <= 11
    assert all(part.startswith("The council") and part.endswith("agreed.") for part in shown(text))


def test_a_long_sentence_is_a_passage_of_its_own() -> None:
    long = "The council " + "and its many committees " * 50 + "met."
    assert shown(f"{long} {long}") == [long, long]


def test_headings_are_no_passages() -> None:
    text = "Bridge agreed\n\nNobody objected.\n\nWhat it costs\n\nIt costs £1.5m."
    heads = heads_of(text, "Bridge agreed", "What it costs")
    assert shown(text, heads) == ["Nobody objected.", "It costs £1.5m."]


def test_a_text_of_headings_only_is_cut_as_if_they_were_paragraphs() -> None:
    text = "Bridge agreed\n\nWhat it costs"
    assert shown(text, heads_of(text, "Bridge agreed", "What it costs")) == ["Bridge agreed", "What it costs"]


def test_of_nothing_there_are_no_passages() -> None:
    assert passages("", sentences("")) == passages(" \n\n ", sentences(" \n\n ")) == []


LIST = "\n\n".join(("It met.", "To close:", "two halls:", "Orrin", "Nunn", "the pool", "It rained."))
ITEMS = {
    LIST.index(words): depth for words, depth in (("two", 1), ("Orrin", 2), ("Nunn", 2), ("the pool", 1))
}


def test_a_list_item_stands_below_what_announces_its_list() -> None:
    whole = sentences(LIST, (), ITEMS)
    announced = {
        LIST[start:end]: Outline(LIST, whole).heading(Span(start, end)).split("\n")
        for start, end in passages(LIST, whole)
    }
    assert announced["Nunn"] == ["To close:", "two halls:"]
    assert announced["the pool"] == ["To close:"]
    assert announced["It rained."] == [""]


def test_a_table_s_row_is_one_sentence_and_is_read_with_its_scale_and_columns() -> None:
    text = "It grew.\n\nAll in millions.\n\n\t2022\t2023\n\nSales, U.K. Mostly. Not all.\t41\t45\n\nLoss\t\t3"
    whole = sentences(text, [text.index("2022")])
    last = passages(text, whole)[-1]
    assert len(whole) == 5
    assert Outline(text, whole).columns(last) == ["", "2022", "2023"]
    assert Outline(text, whole).searched("Hall", last) == "Hall\nAll in millions.\nLoss; 2023: 3"


# What stands before a passage

REPORT = "\n\n".join(
    (
        "The council has published its report on bridges.",
        "Humber Bridge",
        "It was opened in 1981. It is 2,220 metres long.",
        "Toll",
        "Year\tPounds",
        "1990\t1.60",
        "2012\t1.50",
        "Severn Bridge",
        "It was opened in 1966.",
    )
)
HEADS = heads_of(REPORT, "Humber Bridge", "Toll", "Year\tPounds", "Severn Bridge")


def outline() -> Outline:
    return Outline(REPORT, sentences(REPORT, HEADS))


def place(words: str) -> Span:
    spans = passages(REPORT, sentences(REPORT, HEADS))
    return next(span for span in spans if words in REPORT[span.start : span.end])


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("The council", ""),
        ("1981", "Humber Bridge"),
        ("1990", "Toll\nYear\tPounds"),
        ("2012", "Toll\nYear\tPounds"),
        ("1966", "Severn Bridge"),
    ],
)
def test_a_passage_stands_below_the_headings_nearest_before_it(words: str, heading: str) -> None:
    assert outline().heading(place(words)) == heading


@pytest.mark.parametrize(
    ("words", "context"),
    [
        ("The council", ""),
        ("1981", ""),  # a heading stands between
        ("1990", ""),
        ("2012", ""),
        ("1966", ""),
    ],
)
def test_a_short_passage_is_read_with_what_stands_before_it_up_to_its_heading(
    words: str, context: str
) -> None:
    assert outline().context(place(words)) == context


def test_what_is_read_before_a_short_passage_are_whole_sentences_of_few_words() -> None:
    told = [f"Sentence {number} of the report has exactly eight words." for number in range(20)]
    text = "\n\n".join([" ".join(told), "It was repealed."])
    last = passages(text, sentences(text))[-1]
    assert text[last.start : last.end] == "It was repealed."
    before = Outline(text, sentences(text)).context(last)
    assert before == " ".join(told[-(CONTEXT // 9) :])
    assert len(before.split()) <= CONTEXT


def test_a_long_passage_is_read_alone() -> None:
    enough = "word " * SHORT + "more."
    text = f"It came before.\n\n{enough}"
    assert Outline(text, sentences(text)).context(passages(text, sentences(text))[-1]) == ""


def test_a_part_of_a_paragraph_stands_below_the_heading_of_all_of_it() -> None:
    text = "Towns\n\n" + " ".join(f"The council of town {n} met on that day and agreed." for n in range(30))
    whole = sentences(text, [0])
    parts = passages(text, whole)
    assert len(parts) > 1
    assert {Outline(text, whole).heading(part) for part in parts} == {"Towns"}


def test_search_sees_a_passage_below_its_title_and_heading() -> None:
    seen = outline().searched("Bridges", place("1981"))
    assert seen == "Bridges\nHumber Bridge\nIt was opened in 1981. It is 2,220 metres long."


def test_search_sees_of_a_fragment_what_stands_before_it_too_and_of_a_sentence_not() -> None:
    assert outline().searched("Bridges", place("2012")) == "Bridges\nToll\nYear: 2012; Pounds: 1.50"
    sentence = "It was opened by the Queen in the year 1981."
    text = f"The bridge was built by the council.\n\n{sentence}"
    last = passages(text, sentences(text))[-1]
    assert FRAGMENT < len(sentence.split()) <= SHORT
    assert Outline(text, sentences(text)).searched("", last) == sentence
    assert Outline(text, sentences(text)).context(last) == "The bridge was built by the council."


@given(st.data(), texts)
@settings(deadline=None)
def test_what_stands_before_any_passage_is_cut_from_the_text(data: st.DataObject, text: str) -> None:
    blocks = paragraphs(text)
    heads = data.draw(st.sets(st.sampled_from([block.start for block in blocks]))) if blocks else set()
    whole = sentences(text, heads)
    for passage in passages(text, whole):
        of = Outline(text, whole)
        context = of.context(passage)
        assert joined(context) == context
        assert context in joined(text[: passage.start])
        assert len(context.split()) <= CONTEXT
        assert all(line in joined(text) for line in of.heading(passage).split("\n"))
        assert of.searched("", passage).endswith(as_read(text, passage, of.columns(passage)).text)
