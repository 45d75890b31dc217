"""Paragraphs, sentences and passages: where news is cut, to the character."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import example, given, settings

from index.passages import (
    MAX_SENTENCE,
    OVERLAP_WORDS,
    PASSAGE_WORDS,
    Span,
    paragraphs,
    passage_text,
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


@given(texts)
@settings(deadline=None)
def test_passages_are_runs_of_whole_sentences_that_leave_none_out(text: str) -> None:
    whole = sentences(text)
    starts = {sentence.start: number for number, sentence in enumerate(whole)}
    ends = {sentence.end: number for number, sentence in enumerate(whole)}
    held: set[int] = set()
    last = -1
    for start, end in passages(text, whole):
        first, final = starts[start], ends[end]
        # Each goes on where the one before ended, or repeats its last sentence; and each gets farther.
        assert first in (last, last + 1)
        assert final > last
        held.update(range(first, final + 1))
        last = final
    assert held == set(range(len(whole)))


def test_no_passage_repeats_only_what_the_one_before_has() -> None:
    long = "It went on " + "and on " * 110 + "to the end."
    text = f"He came. He saw. {long}"
    whole = sentences(text)
    assert passages(text, whole) == [Span(0, 16), Span(17, len(text))]


def test_a_passage_has_about_a_hundred_words() -> None:
    text = " ".join(f"The council of town {number} met on that day and agreed." for number in range(100))
    lengths = [len(text[start:end].split()) for start, end in passages(text, sentences(text))]
    assert len(lengths) > 8
    assert all(PASSAGE_WORDS - 10 <= length <= PASSAGE_WORDS + 10 for length in lengths[:-1])


def test_a_passage_begins_with_the_last_sentence_of_the_one_before() -> None:
    text = " ".join(f"The council of town {number} met on that day and agreed." for number in range(30))
    spans = passages(text, sentences(text))
    for before, after in pairwise(spans):
        shared = text[after.start : before.end]
        assert cut(shared) == [shared]
        assert len(shared.split()) <= OVERLAP_WORDS


def test_a_long_last_sentence_is_not_repeated() -> None:
    long = "The council " + "and its many committees " * 30 + "met."
    text = f"{long} {long} {long}"
    spans = passages(text, sentences(text))
    assert [text[start:end] for start, end in spans] == [long, long, long]


def test_the_title_is_known_to_whoever_sees_a_passage() -> None:
    assert passage_text("Bridge agreed", "Nobody objected.") == "Bridge agreed\nNobody objected."


def test_a_ragged_line_that_goes_on_in_lower_case_is_no_paragraph() -> None:
    text = "It was opened by the town's mayor, Ada Okafor, who\ngrew up beside it and had long wished for\na bridge."
    assert [text[start:end] for start, end in paragraphs(text)] == [text]
