"""Evidence: passages read to spans and quotes, more of them while nothing is sure, the best read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building.catalogue import Catalogue
from index.building.passages import Span, sentences
from index.reading.careful import CarefulReader
from index.reading.citing import distinct_quotes, quote_of
from index.reading.closely import CAREFUL, FAR_BEHIND, marked, read_carefully
from index.reading.evidence import Evidence
from index.reading.marked import marked_text
from index.reading.reader import MODELS, Reader, ReadSpan
from index.reading.readers import FIRST, MOST, SURE, Readers, read
from index.reading.search import Found
from tests.index.desk import SEIZED, Desk
from tests.index.pieces import ALIKE, piece

GUNS = "Officers seized a total of 386 illegal firearms across the capital last year, police said."
REPORT = """# The Humber Bridge

The council has published its report.

## Length

| Part | Metres |
|---|---|
| Main span | 1,410 |
| Whole bridge | 2,220 |

## Toll

It was 1.50 pounds.
"""


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """The quick reader alone."""
    opened = Readers(Reader(), None)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def catalogue(models: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Thirty articles about nothing that is asked, one that answers, and a report with headings and a table."""
    folder = tmp_path_factory.mktemp("read")
    desk = Desk(folder / "corpus", folder / "data", models)  # type: ignore[arg-type]
    for number in range(30):
        desk.write(
            f"hall-{number:02}.txt", f"The hall of town {number} was painted blue in May, said its mayor."
        )
    desk.write("guns.txt", f"Gun crime falls\n\n{GUNS}")
    desk.write("report.md", REPORT)
    desk.build()
    with desk.open() as archive, archive._newest.borrow() as generation:
        yield generation.catalogue


def found_in(catalogue: Catalogue, *articles: str) -> list[Found]:
    """The passages of articles, as if search had found them in this order."""
    ids = [id for article in articles for id in catalogue.passages_of([article])]
    return [Found(id, 1 / rank, rank, 0.5, None, 0.0) for rank, id in enumerate(ids, 1)]


def halls(first: int, last: int) -> list[str]:
    return [f"hall-{number:02}.txt" for number in range(first, last)]


def articles_of(evidence: list[Evidence]) -> list[str]:
    return list(dict.fromkeys(item.article.id for item in evidence))


# How far it is read


def test_after_a_sure_answer_no_more_passages_are_read(catalogue: Catalogue, readers: Readers) -> None:
    order = [*halls(0, FIRST - 1), "guns.txt", *halls(FIRST, 30)]
    evidence = read(SEIZED, found_in(catalogue, *order), catalogue, readers)
    assert max(item.margin for item in evidence) >= SURE
    assert articles_of(evidence) == order[:FIRST]


def test_while_nothing_is_sure_more_passages_are_read_but_not_all(
    catalogue: Catalogue, readers: Readers
) -> None:
    order = [*halls(0, FIRST), "guns.txt", *halls(FIRST, 30)]
    evidence = read(SEIZED, found_in(catalogue, *order), catalogue, readers)
    assert articles_of(evidence) == order[:MOST]
    best = max(evidence, key=lambda item: item.margin)
    assert (best.article.id, best.answer) == ("guns.txt", "386")


def test_what_lies_beyond_the_last_passage_is_never_read(catalogue: Catalogue, readers: Readers) -> None:
    order = [*halls(0, MOST), "guns.txt"]
    assert articles_of(read(SEIZED, found_in(catalogue, *order), catalogue, readers)) == order[:MOST]
    assert read(SEIZED, [], catalogue, readers) == []


# What a piece of evidence is


def test_each_piece_is_cut_from_its_article(catalogue: Catalogue, readers: Readers) -> None:
    evidence = read(SEIZED, found_in(catalogue, "guns.txt", "report.md", *halls(0, 3)), catalogue, readers)
    for item in evidence:
        text = item.article.text
        assert item.passage.start <= item.span.start < item.span.end <= item.passage.end
        assert item.quote.start <= item.span.start < item.span.end <= item.quote.end
        assert item.context.start <= item.quote.start
        assert item.context.end == item.quote.end
        assert item.verbatim == text[item.quote.start : item.quote.end]
        assert item.answer in item.verbatim
        assert item.careful is None
    passages = [item.found.passage for item in evidence]
    assert passages == sorted(passages, key=passages.index)  # those of one passage side by side


def test_of_one_passage_no_two_quotes_overlap(catalogue: Catalogue, readers: Readers) -> None:
    evidence = read(SEIZED, found_in(catalogue, "guns.txt", "report.md", *halls(0, 8)), catalogue, readers)
    of_passage: dict[int, list[Span]] = {}
    for item in evidence:
        earlier = of_passage.setdefault(item.found.passage, [])
        assert all(item.quote.end <= other.start or other.end <= item.quote.start for other in earlier)
        earlier.append(item.quote)


def test_a_row_is_read_below_its_table_s_heading_and_quoted_alone(
    catalogue: Catalogue, readers: Readers
) -> None:
    question = "how long is the main span of the Humber Bridge?"
    evidence = read(question, found_in(catalogue, "report.md"), catalogue, readers)
    best = max(evidence, key=lambda item: item.margin)
    assert best.answer == "1,410"
    assert best.verbatim == "Main span\t1,410"
    assert best.heading == "Length\nPart\tMetres"


def test_a_heading_is_no_passage_that_is_read(catalogue: Catalogue, readers: Readers) -> None:
    evidence = read("what was the toll?", found_in(catalogue, "report.md"), catalogue, readers)
    assert not {"Length", "Toll", "Part\tMetres"} & {item.verbatim for item in evidence}


def test_a_piece_is_told_below_what_heads_it() -> None:
    item = piece(
        "Guns\n\nHe came. Officers seized 386. They left.",
        "386",
        title="Crime",
        publisher="Echo",
        day="2024-03-19",
        headings=(0,),
    )
    lead = "Crime\nEcho\n2024-03-19\nGuns\n"
    assert item.led_up_to == f"{lead}He came. Officers seized 386."
    assert item.nearby == f"{lead}He came. Officers seized 386. They left."
    assert item.source == f"{lead}{item.article.text}"


def test_worth_weighs_margin_and_closeness() -> None:
    near, far = ALIKE._replace(dense=0.9), ALIKE._replace(dense=0.1)
    assert piece(GUNS, "386", found=near).worth > piece(GUNS, "386", found=far).worth
    assert piece(GUNS, "386", margin=2.0).worth - piece(GUNS, "386").worth == 2.0


# Read again


def test_without_a_careful_reader_nothing_is_read_again() -> None:
    evidence = [piece(GUNS, "386"), piece(GUNS, "386", margin=3.0)]
    assert read_carefully(SEIZED, evidence, None) == evidence


@pytest.mark.parametrize(
    ("text", "headings", "before"),
    [
        ("He came. Officers seized 386.", (), "He came."),
        ("Guns\n\nOfficers seized 386.", (0,), "Guns"),
        ("Officers seized 386.", (), ""),
    ],
)
def test_a_quote_is_read_again_with_its_span_and_what_leads_up_to_it(
    text: str, headings: tuple[int, ...], before: str
) -> None:
    quote = marked(piece(text, "386", title="Crime", day="2024-03-19", headings=headings))
    assert (quote.title, quote.date, quote.before) == ("Crime", "2024-03-19", before)
    assert quote.text == "Officers seized 386."
    assert quote.text[quote.span.start : quote.span.end] == "386"


def test_what_heads_a_list_is_read_with_each_of_its_items() -> None:
    text = "Failed the test\n\nHollow Bay\n\nTern Sands"
    item = replace(piece(text, "Tern Sands", title="Beaches"), heading="Beaches\nFailed the test")
    quote = marked(replace(item, read_from=text.index("Hollow")))
    assert (quote.heading, quote.before, quote.text) == ("Failed the test", "Hollow Bay", "Tern Sands")
    assert marked(replace(item, read_from=0)).heading == ""  # it stands before the quote


def test_what_the_article_says_elsewhere_of_the_question_is_read_with_a_quote(
    catalogue: Catalogue, readers: Readers, careful: CarefulReader
) -> None:
    with_careful = readers._replace(careful=careful)
    asked = "What does it cost to cross the Humber bridge that the council reported on?"
    (item,) = [
        item
        for item in read(asked, found_in(catalogue, "report.md"), catalogue, with_careful)
        if item.verbatim == "It was 1.50 pounds."
    ]
    assert item.bridge is not None
    bridge = item.article.text[item.bridge.start : item.bridge.end]
    assert bridge == "The council has published its report."
    assert f"[{bridge}]" in marked_text(marked(item))
    assert item.careful is not None


def test_a_table_s_cell_is_read_with_its_column_alone(
    catalogue: Catalogue, readers: Readers, careful: CarefulReader
) -> None:
    asked = "How many metres has the main span that the council reported on?"
    evidence = read(asked, found_in(catalogue, "report.md"), catalogue, readers._replace(careful=careful))
    cells = [item for item in evidence if item.columns and item.careful is not None]
    assert cells
    assert all(item.bridge is None and item.subject is None for item in cells)


def test_what_would_push_the_span_out_of_what_is_read_is_left_out() -> None:
    text = f"Ada Pell was fined.\n\n{'It was a long hearing, and many spoke, ' * 12}and the fine was £2,000."
    item = replace(piece(text, "£2,000", title="Court news " * 12), bridge=Span(0, 19))
    assert "[Ada Pell" not in marked_text(marked(item))
    assert "« £2,000 »" in marked_text(marked(item))
    short = replace(piece(FINE, "£2,000", title="Court news"), bridge=Span(0, 19))
    assert "[Ada Pell was fined.]" in marked_text(marked(short))


FINE = "Ada Pell was fined.\n\nThe hearing was long. Many spoke.\n\nIt rained.\n\nThe fine was £2,000."


def test_what_is_not_searched_tells_nothing_of_a_quote(
    models: object, careful: CarefulReader, readers: Readers, tmp_path: Path
) -> None:
    desk = Desk(tmp_path / "corpus", tmp_path / "data", models)  # type: ignore[arg-type]
    sign_up = "Sign up to our newsletter and read every story of Pell's bakery first."
    desk.write(
        "court.txt",
        f"Court news\n\nIt rained.\n\nThe fine was £2,000.\n\n{sign_up}\n\nThe court rose at four.",
    )
    desk.build()
    with desk.open() as archive, archive._newest.borrow() as generation:
        catalogue = generation.catalogue
        found = found_in(catalogue, "court.txt")
        assert sign_up not in [text for _, text in catalogue.passage_texts()]
        evidence = read(
            "how much was pell's bakery fined", found, catalogue, readers._replace(careful=careful)
        )
    assert all(item.bridge is None for item in evidence)


def test_a_quote_tells_where_its_article_names_what_was_asked(careful: CarefulReader) -> None:
    text = "Ioana Petrescu, 38, will run the theatre. It rained all day.\n\nShe will be paid £54,000."
    item = replace(piece(text, "£54,000", title="Theatres merge"), told=sentences(text))
    assert quote_of(item).about is None  # nothing was asked
    (read_now,) = read_carefully("how much will ioana petrescu earn", [item], careful)
    about = quote_of(read_now).about
    assert about is not None
    assert text[about.start : about.end] == about.text == "Ioana Petrescu, 38, will run the theatre."
    (read_now,) = read_carefully("how much will she earn", [item], careful)
    assert quote_of(read_now).about is None


@pytest.fixture(scope="module")
def careful() -> Iterator[CarefulReader]:
    reader = CarefulReader.of(MODELS)
    if reader is None:
        pytest.skip("the careful reader's weights are not in the package")
    yield reader
    reader.close()


def test_only_the_worthiest_are_read_again(careful: CarefulReader) -> None:
    evidence = [piece(GUNS, "386", margin=float(margin)) for margin in (1, 9, 2, 8, 3, 7, 4)]
    again = read_carefully(SEIZED, evidence, careful)
    assert [item.margin for item in again] == [item.margin for item in evidence]
    read_again = {item.margin for item in again if item.careful is not None}
    assert read_again == set(sorted((item.margin for item in evidence), reverse=True)[:CAREFUL])
    assert sum(item.careful is not None for item in read_carefully(SEIZED, evidence, careful, 2)) == 2


def test_the_careful_reader_tells_what_answers_from_what_does_not(careful: CarefulReader) -> None:
    text = f"There were 145 firearms offences in London in the year to March. {GUNS}"
    wrong, right = read_carefully(SEIZED, [piece(text, "145"), piece(text, "386")], careful)
    assert wrong.careful is not None
    assert right.careful is not None
    assert right.careful > 0 > wrong.careful


DAM = "The wall will be 118 m high and a kilometre and a half long."


def beside(text: str, answer: str, other: str, behind: float) -> Evidence:
    """A piece of evidence with the other span of its quote, so far behind it (logits)."""
    one, two = piece(text, answer), piece(text, other)
    return replace(one, other=ReadSpan(two.span, one.margin - behind))


def test_the_quick_reader_tells_what_else_in_the_quote_may_answer(
    catalogue: Catalogue, readers: Readers
) -> None:
    (item,) = read("How many firearms were seized?", found_in(catalogue, "guns.txt")[-1:], catalogue, readers)
    assert item.answer == "386"
    assert item.other is not None
    assert item.other.margin < item.margin
    assert item.quote.start <= item.other.span.start < item.other.span.end <= item.quote.end
    assert item.other.span.end <= item.span.start or item.span.end <= item.other.span.start


def test_the_careful_reader_chooses_among_two_spans_of_a_quote(careful: CarefulReader) -> None:
    question = "How long will the wall be?"
    (chosen,) = read_carefully(
        question, [beside(DAM, "118 m", "a kilometre and a half", behind=2.0)], careful
    )
    assert chosen.answer == "a kilometre and a half"
    assert chosen.quote == piece(DAM, "118 m").quote
    (alone,) = read_carefully(question, [piece(DAM, chosen.answer)], careful)
    assert chosen.careful == alone.careful

    (kept,) = read_carefully(question, [beside(DAM, "a kilometre and a half", "118 m", behind=2.0)], careful)
    assert kept.answer == "a kilometre and a half"


def test_a_span_that_the_quick_reader_hardly_likes_is_not_read(careful: CarefulReader) -> None:
    far = beside(DAM, "118 m", "a kilometre and a half", behind=FAR_BEHIND + 0.1)
    assert read_carefully("How long will the wall be?", [far], careful)[0].answer == "118 m"


# Quotes


def test_a_quote_has_its_span_and_its_citation() -> None:
    item = piece("He came.\n\nOfficers seized 386.", "386", title="Crime", day="2024-03-19", margin=1.5)
    quote = quote_of(item)
    assert quote.text == "Officers seized 386."
    assert [quote.text[start:end] for start, end in quote.highlights] == ["386"]
    assert quote.score == 1.5
    assert (quote.citation.article, quote.citation.paragraph) == (item.article.id, 2)
    assert (quote.citation.title, quote.citation.date) == ("Crime", "2024-03-19")


TWO = "Officers seized 386 guns in London. Raids went on in Leeds."


def test_a_sentence_is_quoted_once_whichever_words_answer_in_it() -> None:
    quotes = distinct_quotes([piece(TWO, "386"), piece(TWO, "London"), piece(TWO, "Leeds")], 5)
    assert [quote.text for quote in quotes] == TWO.replace(". ", ".|").split("|")
    assert quotes[0].highlights == ((16, 19),)


def test_what_two_articles_say_word_for_word_is_quoted_once() -> None:
    wrapped = TWO.replace("guns in", "guns\nin")
    quotes = distinct_quotes([piece(TWO, "386"), piece(wrapped, "386", id="copy.txt")], 5)
    assert [quote.citation.article for quote in quotes] == ["news.txt"]


_TEXTS = {
    "a.txt": TWO,
    "b.txt": "Officers seized 386 guns in London.\n\nAll of them in Leeds.",
    "c.txt": f"{TWO} {TWO}",
}
_PIECES = st.builds(
    lambda id, answer: piece(_TEXTS[id], answer, id=id),
    st.sampled_from(sorted(_TEXTS)),
    st.sampled_from(("386", "guns", "London", "Leeds")),
)


@given(st.lists(_PIECES, max_size=8), st.integers(0, 4))
def test_no_sentence_is_ever_quoted_twice_and_the_first_is_kept(evidence: list[Evidence], limit: int) -> None:
    quotes = distinct_quotes(evidence, limit)
    assert len(quotes) <= limit
    texts = [" ".join(quote.text.split()) for quote in quotes]
    assert len(set(texts)) == len(texts)
    if evidence and limit:
        assert quotes[0] == quote_of(evidence[0])
    if len(quotes) < limit:  # nothing was left out but what is there already
        assert {" ".join(quote_of(item).text.split()) for item in evidence} == set(texts)


def test_what_is_set_apart_as_a_quotation_is_answered_with_who_says_it(empty_desk: Desk) -> None:
    said = "Councillor Ada Cole said in a statement:\n\n> The contractor was paid £70,000 twice for the same roof."
    empty_desk.write(
        "roof.md", f"# Row over a roof\n\nThe council met on Monday.\n\n{said}\n\nNobody replied.\n"
    )
    empty_desk.build()
    with empty_desk.open() as archive:
        answer = archive.ask("how much was the contractor paid for the roof?", strictness="lenient")
    assert answer.quotes[0].text == said.replace("> ", "")
