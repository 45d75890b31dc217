"""The archive: what a question gets, and that it goes on answering while the index is rebuilt."""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import MAX_QUESTION, Answer, Archive
from index.errors import ArchiveClosed, IndexMissing, QuestionError
from tests.conftest import ROOT
from tests.index.desk import GUNS, OPENED, SEIZED, Desk, best
from tests.index.generated import articles, questions
from tests.untimed import untimed

MAPS = Path("/proc/self/maps")

# The public form

_TEXT, _OPTIONAL = {"type": "string"}, {"type": ["string", "null"]}


def _object(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


QUOTE = _object(
    text=_TEXT,
    start={"type": "integer"},
    end={"type": "integer"},
    highlights={"type": "array", "items": {"type": "array", "items": {"type": "integer"}, "minItems": 2}},
    score={"type": "number"},
    citation=_object(
        article=_TEXT,
        title=_TEXT,
        publisher=_OPTIONAL,
        date=_OPTIONAL,
        url=_OPTIONAL,
        path=_TEXT,
        paragraph={"type": "integer", "minimum": 1},
        page={"type": ["integer", "null"], "minimum": 1},
        sha256=_TEXT,
    ),
    also_in={"type": "array", "items": _TEXT},
    about={
        "anyOf": [{"type": "null"}, _object(text=_TEXT, start={"type": "integer"}, end={"type": "integer"})]
    },
)
FIGURES = _object(
    text=_TEXT,
    value=_TEXT,
    unit={"type": "string"},
    kind=_TEXT,
    sources={"type": "integer", "minimum": 1},
    quotes={"type": "array", "items": {"type": "integer", "minimum": 0}},
    date=_OPTIONAL,
)
FORM = _object(
    question=_TEXT,
    asked_as=_TEXT,
    status={"enum": ["answered", "refused"]},
    reason=_OPTIONAL,
    answer=_OPTIONAL,
    quotes={"type": "array", "items": QUOTE},
    nearest={"type": "array", "items": QUOTE},
    confidence={"type": "number", "minimum": 0, "maximum": 1},
    notes={"type": "array", "items": _TEXT},
    claim={"type": "null"},
    kind={"enum": ["ask", "topic", "remark"]},
    figures={"type": "array", "items": FIGURES},
    generation=_TEXT,
    elapsed_ms={"type": "number", "minimum": 0},
)
"""The design's JSON form of an answer."""


def check(archive: Archive, answer: Answer) -> None:
    """What must hold of every answer, whatever was asked."""
    form = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    jsonschema.validate(form, FORM)
    for quote in (*answer.quotes, *answer.nearest):
        article = archive.article(quote.citation.article)
        assert article is not None
        assert article.text[quote.start : quote.end] == quote.text
        assert article.sha256 == quote.citation.sha256
        assert quote.text == quote.text.strip() != ""
        assert all(0 <= start <= end <= len(quote.text) for start, end in quote.highlights)
    if answer.kind == "remark":
        assert (answer.status, answer.quotes, answer.nearest) == ("refused", (), ())
        assert answer.reason
    elif answer.kind == "topic":
        assert (answer.status == "answered") == bool(answer.quotes)
        assert answer.quotes or answer.reason
    elif answer.status == "answered":
        assert answer.quotes
        assert not answer.nearest
        assert answer.reason is None
        ((start, end),) = answer.quotes[0].highlights
        assert answer.answer == answer.quotes[0].text[start:end] != ""
        assert answer.confidence >= answer.explanation.threshold
    else:
        assert not answer.quotes
        assert answer.answer is None
        assert answer.reason
        assert answer.confidence < answer.explanation.threshold


CORPUS_QUESTIONS = (
    "how many guns were seized?",
    "how many illegal firearms did officers seize?",
    "who is Paul Brogden?",
    "how many people were murdered with guns?",
    "what was Tyrese Miller's age?",
    "which boroughs have gone without a gun murder?",
    "when was the Humber Bridge opened?",
    "how long is the main span of the Humber Bridge?",
    "who won the Women's Euro in 2022?",
    "what did the Webb telescope show?",
    "when did the Severn Bridge tolls end?",
    "how often has the Thames Barrier been closed?",
    "how many people live in England and Wales?",
    "how many passengers did the Elizabeth line carry in its first year?",
    "when did new trains begin to run on the Glasgow Subway?",
    "who scored in the World Cup final?",
    "how many guns were seized in Manchester?",
    "what is the capital of France?",
    "who won the cricket in Karachi?",
    "wie viele Waffen wurden beschlagnahmt?",
    "你好吗?",
    "😀 guns 😀",
    "the of and",
    "what?",
    "guns " * 200,
    "x" * MAX_QUESTION,
)


@pytest.mark.parametrize("question", CORPUS_QUESTIONS, ids=lambda question: question[:40])
def test_every_answer_over_the_corpus_is_cut_from_its_article(archive: Archive, question: str) -> None:
    check(archive, archive.ask(question))


@given(
    st.lists(articles, min_size=1, max_size=3),
    st.lists(questions, min_size=1, max_size=3),
)
@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_over_generated_articles_is_cut_from_its_article(
    desk: Desk, texts: list[str], asked: list[str]
) -> None:
    for number, text in enumerate(texts):
        desk.write(f"generated-{number}.txt", text)
    desk.build()
    with desk.open() as archive:
        for question in asked:
            check(archive, archive.ask(question))


def test_an_explained_answer_says_what_was_found_and_why(archive: Archive) -> None:
    answer = archive.ask(OPENED)
    form = json.loads(json.dumps(answer.to_json(explain=True)))
    assert form["explain"]["candidates"][0]["article"] == "humber-bridge-at-forty.md"
    assert form["explain"]["threshold"] == answer.explanation.threshold
    assert form["explain"]["features"]
    for candidate in answer.explanation.candidates:
        assert candidate.dense_rank or candidate.keyword_rank
        article = archive.article(candidate.article)
        assert article is not None
        assert candidate.span in article.text[candidate.start : candidate.end]


READ = (
    "opening",
    "understanding",
    "searching",
    "reading_quickly",
    "reading_carefully",
    "judging",
    "answering",
)


@pytest.mark.parametrize(
    ("typed", "kind", "stages"),
    [
        (OPENED, "ask", READ),
        ("who won the cricket in Karachi?", "ask", READ),
        ("what's new in Glasgow?", "topic", ("opening", "understanding", "digest", "answering")),
        ("hello", "remark", ("opening", "understanding", "answering")),
    ],
)
def test_an_answer_tells_what_each_stage_took(
    archive: Archive, typed: str, kind: str, stages: tuple[str, ...]
) -> None:
    answer = archive.ask(typed)
    assert answer.kind == kind
    took = answer.explanation.stages_ms
    assert tuple(took) == stages
    assert min(took.values()) >= 0
    assert sum(took.values()) == pytest.approx(answer.elapsed_ms)
    assert answer.to_json(explain=True)["explain"]["stages_ms"] == took


# Answers


def test_an_answer_with_its_citation(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        answer = archive.ask(OPENED)
    assert (answer.status, answer.answer, answer.reason) == ("answered", "17 July 1981", None)
    quote = answer.quotes[0]
    assert quote.text == "The Humber Bridge was opened by the Queen on 17 July 1981."
    assert quote.citation.title == "The Humber Bridge at forty"
    assert quote.citation.publisher == "Bridge Weekly"
    assert quote.citation.date == "2021-07-17"
    assert quote.citation.url is None
    assert quote.citation.path == str(three_articles.corpus / "bridge.md")
    assert quote.citation.paragraph == 1
    assert answer.generation == three_articles.generation.name


def test_a_short_answer_that_a_line_divides_is_whole_and_its_quote_is_not(desk: Desk) -> None:
    text = "The dam held.\n\nThe dam's engineer is Philippa Monte-\nfalco, the com\u00adpany said on Monday."
    desk.write("dam.txt", f"The dam\n\n{text}\n")
    desk.build()
    with desk.open() as archive:
        answer = archive.ask("who is the engineer of the dam?")
    assert answer.answer == "Philippa Montefalco"
    assert best(answer) == "Philippa Monte-\nfalco"


@pytest.mark.parametrize(
    ("title", "text", "question", "answer"),
    [
        (
            "Stamp from a cookery book fetches £68,000",
            "A stamp that lay in a cookery book has been sold in Harrogate for £68,000.",
            "How much did the stamp from the cookery book sell for?",
            "£68,000",
        ),
        (
            "Frost takes two thirds of the Tarn valley's apples",
            "Growers in the Tarn valley have lost two thirds of their apple crop after three nights of frost.",
            "What share of the apple crop has been lost in the Tarn valley?",
            "two thirds",
        ),
    ],
)
def test_what_a_headline_tells_is_answered_as_surely_below_it_as_below_another(
    desk: Desk, title: str, text: str, question: str, answer: str
) -> None:
    margins = []
    for shown in (title, "Local news"):
        desk.write("a.md", f'---\ntitle: "{shown}"\n---\n\n{text}\n\nNobody could say what comes next.\n')
        desk.build()
        with desk.open() as archive:
            got = archive.ask(question)
        assert (got.status, got.answer) == ("answered", answer)
        assert got.explanation is not None
        margin = got.explanation.candidates[0].careful
        assert margin is not None
        margins.append(margin)
    assert abs(margins[0] - margins[1]) < 1


@pytest.mark.parametrize("top", [1, 3])
def test_whom_a_quote_is_about_is_told_once_and_in_no_refusal(desk: Desk, top: int) -> None:
    text = (
        "Theatres merge\n\nIoana Petrescu, 38, will run the joint theatre. It will have two stages.\n\n"
        "She has hired Lena Roe as the chief designer.\n\nShe has hired Max Dahl as the musical director."
    )
    desk.write("theatre.txt", text)
    desk.build()
    with desk.open() as archive:
        answer = archive.ask("whom did petrescu hire", strictness="lenient", top=top)
        refusal = archive.ask(
            "what colour is the car that Petrescu drives to the theatre", strictness="strict"
        )
        article = archive.article("theatre.txt")
    assert article is not None
    assert answer.status == "answered"
    first, second = (*answer.quotes, *answer.further)
    assert (len(answer.quotes), len(answer.further)) == ((1, 1) if top == 1 else (2, 0))
    assert first.about is not None
    assert first.about.text == "Ioana Petrescu, 38, will run the joint theatre."
    assert article.text[first.about.start : first.about.end] == first.about.text
    assert answer.to_json()["quotes"][0]["about"] == asdict(first.about)
    assert second.about is None
    assert refusal.status == "refused"
    assert refusal.nearest
    assert all(quote.about is None for quote in refusal.nearest)


def test_the_paragraph_of_a_citation_is_where_the_archive_says_it_is(archive: Archive) -> None:
    (quote, *_) = archive.ask(OPENED).quotes
    paragraphs = archive.paragraphs(quote.citation.article)
    start, end = paragraphs[quote.citation.paragraph - 1]
    assert start <= quote.start < end
    article = archive.article(quote.citation.article)
    assert article is not None
    assert [article.text[start:end] for start, end in paragraphs] == article.text.split("\n\n")
    assert archive.paragraphs("no-such.md") == []


@pytest.mark.parametrize("top", [1, 2, 5])
def test_no_more_quotes_than_asked_for_and_none_twice(archive: Archive, top: int) -> None:
    answer = archive.ask("what did Commander Paul Brogden say?", top=top)
    shown = answer.quotes or answer.nearest
    assert 1 <= len(shown) <= top
    places = [(quote.citation.article, n) for quote in shown for n in range(quote.start, quote.end)]
    assert len(places) == len(set(places))


def test_a_question_about_another_place_is_refused_and_the_place_named(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        answer = archive.ask("how many illegal firearms were seized in Manchester?")
    assert answer.status == "refused"
    assert answer.reason == "No article mentions “Manchester”."
    assert answer.nearest


def test_stricter_never_answers_what_laxer_refuses(archive: Archive) -> None:
    for question in CORPUS_QUESTIONS[:6]:
        asked = [archive.ask(question, strictness=level).status for level in ("strict", "normal", "lenient")]
        assert asked == sorted(asked, reverse=True)


def test_a_question_completed_from_a_conversation(archive: Archive) -> None:
    answer = archive.ask("when was it opened?", asked_as=OPENED)
    assert (answer.question, answer.asked_as) == ("when was it opened?", OPENED)
    assert answer.answer == archive.ask(OPENED).answer


def test_white_space_in_a_question_does_not_matter(archive: Archive) -> None:
    answer = archive.ask("  when was\n the Humber\u00a0Bridge\topened? ")
    assert answer.asked_as == OPENED
    assert answer.answer == archive.ask(OPENED).answer


@pytest.mark.run_models
def test_a_question_gets_the_same_answer_twice(archive: Archive) -> None:
    first, second = (untimed(archive.ask(OPENED)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("question", ["", "   ", "\n", "?!…", "😀", "---"])
def test_what_is_no_question(archive: Archive, question: str) -> None:
    with pytest.raises(QuestionError, match="There is no question"):
        archive.ask(question)
    with pytest.raises(QuestionError):
        archive.retrieve(question)


@pytest.mark.parametrize("question", [None, 1, b"how many guns were seized?"])
def test_a_question_that_is_no_text(archive: Archive, question: Any) -> None:
    with pytest.raises(QuestionError, match="A question is a text, not"):
        archive.ask(question)


def test_an_enormous_question(archive: Archive) -> None:
    with pytest.raises(QuestionError, match=r"has 2001 characters; at most 2000"):
        archive.ask("x" * (MAX_QUESTION + 1))


@pytest.mark.parametrize(
    "question", ["the of and", "is it?", "wie viele Waffen wurden beschlagnahmt?", "你好吗?"]
)
def test_what_has_no_answer_is_refused_with_a_reason(archive: Archive, question: str) -> None:
    answer = archive.ask(question)
    assert answer.status == "refused"
    assert answer.reason


# What is open


def test_articles_and_status(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        assert [article.id for article in archive.articles()] == ["bridge.md", "guns.md", "owl.txt"]
        assert archive.article("guns.md") in archive.articles()
        assert archive.article("no-such.md") is None
        status = archive.status()
    assert (status.articles, status.passages, status.encoder) == (3, 7, "all-MiniLM-L6-v2")
    assert (status.corpus, status.data) == (str(three_articles.corpus), str(three_articles.data))
    assert status.newest is not None
    assert status.newest.id == "guns.md"
    assert datetime.fromisoformat(status.built_at).tzinfo is not None
    assert {"catalogue", "vectors", "keywords", "encoder"} <= status.bytes.keys()
    assert all(size > 0 for size in status.bytes.values())


def test_search_alone(archive: Archive) -> None:
    found = archive.retrieve(OPENED, limit=5)
    assert len(found) == 5
    assert found[0][0].article == "humber-bridge-at-forty.md"
    assert all(passage.id == hit.passage for passage, hit in found)


def test_no_index_yet(empty_desk: Desk) -> None:
    with pytest.raises(IndexMissing, match="pullquote index"):
        empty_desk.open()
    assert not empty_desk.data.exists()


def test_a_closed_archive_says_so(three_articles: Desk) -> None:
    archive = three_articles.open()
    archive.close()
    archive.close()
    with pytest.raises(ArchiveClosed):
        archive.ask(OPENED)


def test_an_index_opens_from_its_folder_alone(desk: Desk) -> None:
    shutil.rmtree(desk.corpus)
    moved = desk.data.rename(desk.data.with_name("moved"))
    with Archive.open(moved) as archive:
        assert best(archive.ask(SEIZED)) == "386"


# Rebuilt while it is open


def test_a_newer_generation_answers_the_next_question(desk: Desk) -> None:
    with desk.open() as archive:
        first = archive.ask(SEIZED)
        desk.write("guns.md", GUNS.replace("386", "387"))
        desk.build()
        second = archive.ask(SEIZED)
        assert (best(first), best(second)) == ("386", "387")
        assert (first.generation, second.generation) == tuple(folder.name for folder in desk.generations())
        assert archive.generation == second.generation
        assert not archive.refresh()


def test_a_generation_that_cannot_be_used_is_passed_over(desk: Desk) -> None:
    with desk.open() as archive:
        before = archive.generation
        desk.write("guns.md", GUNS.replace("386", "387"))
        desk.build()
        (desk.generation / "vectors.faiss").write_bytes(b"")
        assert best(archive.ask(SEIZED)) == "386"
        assert archive.generation == before
        desk.build()
        assert best(archive.ask(SEIZED)) == "387"


def test_an_open_archive_outlives_its_folder_and_sees_what_is_built_in_its_place(desk: Desk) -> None:
    with desk.open() as archive:
        shutil.rmtree(desk.data)
        assert best(archive.ask(SEIZED)) == "386"
        desk.write("guns.md", GUNS.replace("386", "387"))
        desk.build()
        assert best(archive.ask(SEIZED)) == "387"


@pytest.mark.run_models
def test_questions_go_on_while_the_index_is_rebuilt_and_the_archive_closed(desk: Desk) -> None:
    archive, answered = desk.open(), threading.Semaphore(0)

    def ask() -> list[tuple[str, str]]:
        """Ask again and again until the archive is closed."""
        seen: list[tuple[str, str]] = []
        while True:
            try:
                answer = archive.ask(SEIZED)
            except ArchiveClosed:
                return seen
            seen.append((answer.generation, best(answer)))
            answered.release()

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        said = {desk.generation.name: "386"}
        for number in range(400, 405):
            assert answered.acquire(timeout=60)
            desk.write("guns.md", GUNS.replace("386", str(number)))
            report = desk.build()
            assert report.generation is not None
            said[report.generation] = str(number)
        archive.refresh()  # another thread may be at it: a question would not wait for that
        assert best(archive.ask(SEIZED)) == "404"
        archive.close()
        seen = [answer for asked in asking for answer in asked.result()]
    assert len(seen) >= 5
    assert all(words == said[name] for name, words in seen)


@pytest.mark.skipif(not MAPS.exists(), reason="needs Linux's /proc")
def test_replaced_generations_are_let_go(desk: Desk) -> None:
    def held() -> int:
        """How many of the desk's files this process has open or mapped."""
        gc.collect()
        opened = [str(descriptor.resolve()) for descriptor in Path("/proc/self/fd").iterdir()]
        return sum(str(desk.data) in path for path in (*opened, *MAPS.read_text().splitlines()))

    assert held() == 0
    with desk.open() as archive:
        archive.ask(SEIZED)
        before = held()
        assert before > 0
        for number in range(400, 403):
            desk.write("guns.md", GUNS.replace("386", str(number)))
            desk.build()
            assert best(archive.ask(SEIZED)) == str(number)
        assert held() == before
    del archive
    assert held() == 0


# Fast from the first second


def test_asking_imports_nothing_that_is_slow(three_articles: Desk) -> None:
    code = (
        "import sys; from index import Archive\n"
        f"print(Archive.open({str(three_articles.data)!r}).ask({OPENED!r}).answer)\n"
        "slow = {'torch', 'transformers', 'sentence_transformers', 'discord', 'trafilatura', 'scipy', 'onnx'}\n"
        "print(sorted(slow & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["17 July 1981", "[]"]
    assert done.stderr == ""


def test_rebuilding_imports_no_torch_either(desk: Desk) -> None:
    desk.write("new.txt", "A new article.\n\nIt has a text.")
    code = (
        "import sys; from index import build\n"
        f"print(build({str(desk.corpus)!r}, {str(desk.data)!r}, full=True).passages)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'discord'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["9", "[]"]
