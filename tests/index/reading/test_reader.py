"""The reader: the best span of a passage, to the character, and how much better it is than none."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from index.reading.reader import MAX_TOKENS, NO_TOKENS, SPANS, Reader, Text
from tests.index.generated import articles, questions

pytestmark = pytest.mark.run_models

SEIZED = "Officers seized a total of 386 illegal firearms across the capital last year."
OWLS = "Two pairs of barn owls are nesting in Hagg Wood for the first time since 1962."
FILLER = "The council of the town met on that day, and it agreed upon its plan for the year. "


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


def span_of(reader: Reader, question: str, text: str) -> tuple[str, float]:
    ((best, *_),) = reader.read(question, [Text("A title", text)])
    return text[best.span.start : best.span.end], best.margin


def test_the_span_that_answers(reader: Reader) -> None:
    words, margin = span_of(reader, "how many illegal firearms were seized?", SEIZED)
    assert words == "386"
    assert margin > 0


def test_a_passage_that_does_not_answer_is_below_zero(reader: Reader) -> None:
    assert span_of(reader, "how many illegal firearms were seized?", OWLS)[1] < 0
    assert span_of(reader, "when was the Humber Bridge opened?", SEIZED)[1] < 0


def test_passages_come_back_in_their_order(reader: Reader) -> None:
    texts = [Text("", text) for text in (OWLS, SEIZED, OWLS, FILLER, SEIZED)]
    read = reader.read("how many illegal firearms were seized?", texts)
    assert [best.margin > 0 for best, *_ in read] == [False, True, False, False, True]
    assert read[1] == read[4]
    assert reader.read("how many?", []) == []


@pytest.mark.parametrize("before", [0, 10, 30, 60])
def test_an_answer_is_found_however_far_into_a_long_passage(reader: Reader, before: int) -> None:
    text = FILLER * before + SEIZED + " " + FILLER * 25
    assert len(text.split()) > MAX_TOKENS
    assert span_of(reader, "how many illegal firearms were seized?", text)[0] == "386"


def test_the_title_is_read_but_never_quoted(reader: Reader) -> None:
    text = "It was opened by the Queen on 17 July 1981, said the town's mayor, Ada Okafor."
    ((best, *_),) = reader.read(
        "when was the Humber Bridge opened?", [Text("The Humber Bridge in 1999", text)]
    )
    assert text[best.span.start : best.span.end] == "17 July 1981"


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200b", "\x07"])
def test_a_passage_without_tokens_answers_nothing(reader: Reader, text: str) -> None:
    words, margin = span_of(reader, "how many?", text)
    assert words == ""
    assert margin == NO_TOKENS


@pytest.mark.parametrize("question", ["word " * 400, "你好", "😀?", "[SEP] [CLS] [PAD]", "x" * 2_000, "a"])
def test_no_question_is_too_much(reader: Reader, question: str) -> None:
    assert span_of(reader, question, SEIZED)[0] in SEIZED


@given(articles, questions)
@settings(
    deadline=None,
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_spans_lie_apart_within_their_passage_the_best_first(
    reader: Reader, text: str, question: str
) -> None:
    (spans,) = reader.read(question, [Text("News", text)])
    assert 1 <= len(spans) <= SPANS
    for read in spans:
        assert 0 <= read.span.start <= read.span.end <= len(text)
        assert text[read.span.start : read.span.end].strip() or read.margin == NO_TOKENS
    assert [read.margin for read in spans] == sorted((read.margin for read in spans), reverse=True)
    in_place = sorted(read.span for read in spans)
    assert all(before.end <= after.start for before, after in pairwise(in_place))


def test_a_rival_in_the_next_sentence_is_seen(reader: Reader) -> None:
    text = f"There were 145 firearms offences in London in the year to March. {SEIZED}"
    (spans,) = reader.read("how many guns were seized?", [Text("Gun crime falls", text)])
    assert {"145", "386"} <= {text[span.start : span.end] for span, _ in spans}


def test_many_threads_read_the_same(reader: Reader) -> None:
    texts = [Text("", SEIZED), Text("", OWLS)]
    expected = reader.read("how many illegal firearms were seized?", texts)
    with ThreadPoolExecutor(4) as pool:
        read = pool.map(lambda _: reader.read("how many illegal firearms were seized?", texts), range(20))
    assert list(read) == [expected] * 20
