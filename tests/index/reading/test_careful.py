"""The careful reader: what it is given to read of a quote, to the character, and that it is opened or left out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building.passages import Span
from index.reading.careful import LONGEST_QUESTION, CarefulReader
from index.reading.marked import LONGEST_BEFORE, LONGEST_HEADING, LONGEST_SIDE, MarkedQuote, marked_text
from index.reading.reader import MODELS

pytestmark = pytest.mark.run_models

GUNS = "Officers seized 386 firearms."


def quoted(text: str, answer: str, *, title: str = "", date: str = "", before: str = "") -> MarkedQuote:
    start = text.index(answer)
    return MarkedQuote(title, date, before, text, Span(start, start + len(answer)))


@pytest.mark.parametrize(
    ("title", "date", "before", "expected"),
    [
        ("", "", "", "Officers seized « 386 » firearms."),
        ("Crime", "", "", "Crime\nOfficers seized « 386 » firearms."),
        ("Crime", "2024-03-09", "", "Crime · 9 March 2024\nOfficers seized « 386 » firearms."),
        ("", "2024-03-09", "", "9 March 2024\nOfficers seized « 386 » firearms."),
        ("Crime", "some day", "", "Crime\nOfficers seized « 386 » firearms."),
        ("Crime", "", "He came.", "Crime\nHe came. Officers seized « 386 » firearms."),
        ("Police seize 386 guns", "2024-03-09", "", "9 March 2024\nOfficers seized « 386 » firearms."),
        ("1,386 guns", "", "", "1,386 guns\nOfficers seized « 386 » firearms."),
    ],
)
def test_a_quote_is_read_below_its_title_and_day_with_its_span_marked(
    title: str, date: str, before: str, expected: str
) -> None:
    assert marked_text(quoted(GUNS, "386", title=title, date=date, before=before)) == expected


def test_what_heads_a_quote_is_read_above_what_stands_before_it() -> None:
    quote = quoted(GUNS, "386", title="Crime", before="He came.")._replace(heading="By the police")
    assert marked_text(quote) == "Crime\nBy the police\nHe came. Officers seized « 386 » firearms."
    long = " ".join(f"word{n}" for n in range(99))
    assert len(marked_text(quote._replace(heading=long))) < LONGEST_HEADING + 60


@pytest.mark.parametrize(
    ("answer", "read"), [("Officers", "« Officers » seized"), ("firearms.", "386 « firearms. »")]
)
def test_a_span_at_an_edge_is_marked_as_well(answer: str, read: str) -> None:
    assert read in marked_text(quoted(GUNS, answer))


def test_of_a_long_quote_what_is_nearest_to_the_span_is_read() -> None:
    left, right = " ".join(f"left{n}" for n in range(200)), " ".join(f"right{n}" for n in range(200))
    read = marked_text(quoted(f"{left} 386 {right}", " 386 "))
    before, marked, after = read.partition("«  386  »")
    assert marked
    assert left.endswith(before)
    assert LONGEST_SIDE - len("left199 ") <= len(before) <= LONGEST_SIDE
    assert before.startswith("left")  # no half of a word
    assert after == right[:LONGEST_SIDE]


def test_of_what_stands_before_the_end_is_read() -> None:
    before = " ".join(f"word{n}" for n in range(200))
    read = marked_text(quoted(GUNS, "386", before=before)).removesuffix(" Officers seized « 386 » firearms.")
    assert before.endswith(read)
    assert read.startswith("word")
    assert LONGEST_BEFORE - len("word199 ") <= len(read) <= LONGEST_BEFORE


@given(
    st.text(max_size=40),
    st.text(max_size=900),
    st.text(max_size=40),
    st.text(max_size=900),
    st.text(max_size=600),
)
def test_any_quote_is_read_in_bounds_with_its_words_as_they_are(
    title: str, left: str, answer: str, right: str, before: str
) -> None:
    quote = MarkedQuote(
        title, "2024-03-09", before, left + answer + right, Span(len(left), len(left + answer))
    )
    read = marked_text(quote)
    assert f"« {answer} »" in read
    most = len(title) + LONGEST_BEFORE + 2 * LONGEST_SIDE + len(answer) + len(" · 9 March 2024\n «  »")
    assert len(read) <= most


def test_where_there_are_no_weights_there_is_no_careful_reader(tmp_path: Path) -> None:
    assert CarefulReader.of(tmp_path) is None


@pytest.fixture(scope="module")
def careful() -> Iterator[CarefulReader]:
    reader = CarefulReader.of(MODELS)
    if reader is None:
        pytest.skip("the careful reader's weights are not in the package")
    yield reader
    reader.close()


def test_it_reads_quotes_in_their_order_alike_from_many_threads(careful: CarefulReader) -> None:
    asked = "how many firearms were seized?"
    right, wrong = quoted(GUNS, "386"), quoted("Two barn owls are nesting in Hagg Wood.", "Two")
    first, second, third = careful.read(asked, [right, wrong, right])
    assert first == third
    assert first > 0 > second
    assert careful.read(asked, []) == []
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda _: careful.read(asked, [right, wrong]), range(8)))
    assert read == [[first, second]] * 8


def test_which_words_are_marked_matters(careful: CarefulReader) -> None:
    text = "There were 145 offences, and officers seized 386 firearms."
    offences, firearms = careful.read(
        "how many firearms were seized?", [quoted(text, "145"), quoted(text, "386")]
    )
    assert firearms > offences


@pytest.mark.parametrize("question", ["x" * LONGEST_QUESTION, "word " * 400, "你好", "😀", "[SEP] [CLS]"])
def test_no_question_and_no_quote_is_too_long(careful: CarefulReader, question: str) -> None:
    read = careful.read(question, [quoted("word " * 2_000 + GUNS, "386"), quoted("x" * 5_000, "x")])
    assert len(read) == 2
    assert all(isinstance(margin, float) for margin in read)
