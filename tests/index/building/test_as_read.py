"""Pieces of articles as they are read: divided words whole, cells below their columns; and back, to the character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building.as_read import as_read, cell_as_read, columns_of, joined, starts_of
from index.building.spans import Span


def whole(text: str) -> Span:
    return Span(0, len(text))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("an explo-\nsion in Dun-\nmere", "an explosion in Dunmere"),
        ("an explo\u00ad\n  sion", "an explosion"),
        ("the har\u00ad\nbour of Stan\u00ad\nley", "the harbour of Stanley"),
        ("pre- and in pre-\nand post-war, with-\nin", "pre- and in pre- and post-war, within"),
        ("a well-\nknown man, Anne-\nMarie", "a well-known man, Anne-Marie"),
        ("from 2031-\n32, as the ofﬁcer said", "from 2031-\n32, as the officer said"),
        ("one – two\nthree", "one – two\nthree"),
        ("Ha\u00adven\u200bford\u2060 \u202etown\u202c", "Havenford town"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_words_divided_at_line_ends_are_whole(text: str, read: str) -> None:
    assert joined(text) == as_read(text, whole(text)).text == read


def test_a_divided_word_is_quoted_as_it_stands() -> None:
    text = "They met Ada Wil-\nkes there."
    piece = as_read(text, whole(text))
    place = piece.text.index("Wilkes")
    found = piece.in_article(Span(place, place + len("Wilkes")))
    assert found is not None
    assert text[found.start : found.end] == "Wil-\nkes"
    assert piece.of_article(found) == Span(place, place + len("Wilkes"))


ROWS = "\t2022\t2023\n\nSales\t41\t45\n\n\t\t7"


def test_a_cell_is_read_below_its_column() -> None:
    row = Span(ROWS.index("Sales"), ROWS.index("45") + 2)
    piece = as_read(ROWS, row, columns_of(["\t2022\t2023"]))
    assert piece.text == "Sales; 2022: 41; 2023: 45"
    assert [piece.text[cell:].split(";")[0] for cell in piece.cells] == ["Sales", "2022: 41", "2023: 45"]
    found = piece.in_article(Span(piece.text.index("2023"), len(piece.text)))
    assert found is not None
    assert ROWS[found.start : found.end] == "45"
    headed = piece.in_article(Span(piece.text.index("2022"), piece.text.index("2022") + 4))
    assert headed is not None
    assert ROWS[headed.start : headed.end] == "41"


def test_columns_have_the_headings_of_all_their_rows() -> None:
    assert columns_of(["Team\tGames\tGames", "Team\tWon\tLost"]) == ["Team", "Games Won", "Games Lost"]
    assert columns_of([]) == []


@given(st.text(alphabet="ab-\n\tﬁ\u00a0\u00ad. ", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_every_span_that_is_read_has_its_words_in_the_article(text: str, one: int, other: int) -> None:
    piece = as_read(text, whole(text), ["x", "y"])
    assert len(piece.text) == len(piece.places)
    places = [place for place in piece.places if place >= 0]
    assert places == sorted(places)
    start, end = sorted((min(one, len(piece.text)), min(other, len(piece.text))))
    found = piece.in_article(Span(start, end))
    assert found is None or 0 <= found.start < found.end <= len(text)
    assert list(starts_of(piece, [0])) == sorted(starts_of(piece, [0]))


@pytest.mark.parametrize(
    ("row", "cell", "read"),
    [
        ("Roe\tOrrin\t332\t9.3", "9.3", "Name: Roe; Town: Orrin: Share: «9.3»"),
        ("3\tRoe\t332\t9.3", "332", "Name: 3; Town: Roe: Votes: «332»"),
        ("Roe\tOrrin\t332\t9.3", "Orrin", "Name: Roe: Town: «Orrin»"),
        ("Roe\tOrrin\t332\t9.3", "Roe", "Name: «Roe»; Town: Orrin; Votes: 332; Share: 9.3"),
        ("Roe\tOrrin\t332\t9.3", "332\t9.3", "Name: Roe; Town: Orrin; Votes: «332; Share: 9.3»"),
        ("2021\t4\t332\t9.3", "332", "Name: 2021: Votes: «332»"),
    ],
)
def test_a_cell_is_read_closely_with_the_words_before_it_and_no_other_figure(
    row: str, cell: str, read: str
) -> None:
    piece = as_read(row, whole(row), ["Name", "Town", "Votes", "Share"])
    start = row.index(cell)
    text, span = cell_as_read(piece, piece.of_article(Span(start, start + len(cell))))
    assert f"{text[: span.start]}«{text[span.start : span.end]}»{text[span.end :]}" == read


def test_a_cell_without_a_column_is_read_in_its_row() -> None:
    piece = as_read("Roe\t2\t4\tLee", whole("Roe\t2\t4\tLee"))
    assert cell_as_read(piece, Span(8, 9)) == ("Roe; 2; 4; Lee", Span(8, 9))
