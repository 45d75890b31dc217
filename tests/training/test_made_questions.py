"""Questions made by patterns: what is marked lies in the text, what tempts is beside the answer, seeds decide all."""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("transformers", reason='training needs `pip install ".[train]"`')

from training import news_questions, pairs, tellings, tellings_measures, tellings_ranked, tellings_roles
from training.news_questions_clauses import clause
from training.news_questions_details import details
from training.news_questions_text import Item, Known, sentences
from training.passage import read_lines

PLACES = (("Kabul", "Afghanistan"), ("Lima", "Peru"), ("Lagos", "Nigeria"), ("Bergen", "Norway"))
EVENTS = (
    "A bomb blast at a market in {town}, {country}, kills {many} people and injures {more} others.",
    "President Maria Lund of {country} accuses Prime Minister Peter Holt of hiding {many} reports from Congress.",
    "Former Prime Minister of {country} Anna Kell dies at age {many}.",
    "A 6.{few} magnitude earthquake hits northern {country} near {town}, killing at least {many} people on Monday.",
    "Police in {town}, {country}, arrest {many} people after a protest against a new law.",
    "The European Union signs a €{many} million agreement with {country} on fishing because stocks have fallen.",
    "{country} defeats Iceland 3-{few} in the final of the World Cup in {town}, {country}.",
    "The death toll from the floods in {country} rises to {more}.",
    "Foreign Minister Ida Moe denies that {country} has sold {many} tanks to rebels.",
)
LEFT_OUT = "2009-07-03"


def write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return list(read_lines(path))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A module's `main` with these arguments."""

    def call(main: Callable[[], None], *arguments: object) -> None:
        monkeypatch.setattr(sys, "argv", ["training", *map(str, arguments)])
        main()

    return call


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Nine kinds of events in four places, twice each, on eighteen days."""
    texts = [
        event.format(town=town, country=country, few=n + 1, many=17 + 6 * n + turn, more=61 + 9 * n + turn)
        for turn in range(2)
        for event, (n, (town, country)) in product(EVENTS, enumerate(PLACES))
    ]
    days = [
        {"date": f"2009-07-{day + 1:02}", "items": [{"text": text, "topic": []} for text in texts[day::18]]}
        for day in range(18)
    ]
    return write(tmp_path / "news.jsonl.gz", days)


@pytest.fixture
def made_of_news(news: Path, run: Callable[..., None], tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    def make(name: str, *more: object) -> list[dict[str, Any]]:
        (tmp_path / "days.txt").write_text(f"{LEFT_OUT}\n")
        out = tmp_path / f"{name}.jsonl.gz"
        run(news_questions.main, news, out, "--without", tmp_path / "days.txt", *more)
        return read(out)

    return make


STATEMENTS = (
    ("Maria Holt dredged the harbour in {}.", "Who dredged the harbour in {}?", "Maria Holt"),
    ("Peter Lund built a fish hall in {}.", "Who built a fish hall in {}?", "Peter Lund"),
    ("Anna Kell planted forty apple trees in {}.", "Who planted forty apple trees in {}?", "Anna Kell"),
    ("The city sold the old tower in {}.", "What did the city sell in {}?", "the old tower"),
    ("Ida Moe founded the museum in {}.", "Who founded the museum in {}?", "Ida Moe"),
    ("The council opened the bridge in {}.", "When did the council open the bridge?", "{}"),
)


@pytest.fixture
def statements(tmp_path: Path) -> tuple[Path, Path]:
    """SQuAD's form and that of the Wikinews questions, with plain statements of three years each."""
    squad, wikinews = [], []
    for year in (1911, 1952, 1987):
        text = " ".join(said.format(year) for said, _, _ in STATEMENTS)
        rows: list[dict[str, Any]] = [
            {"question": asked.format(year), "answer": answer.format(year), "certain": True}
            for _, asked, answer in STATEMENTS
        ]
        for (said, _, _), row in zip(STATEMENTS, rows, strict=True):
            begun = text.index(said.format(year))
            row["start"] = text.lower().index(str(row["answer"]).lower(), begun)
            row["answer"] = text[row["start"] :][: len(str(row["answer"]))]
        squad.append({"title": f"Bram_in_{year}", "context": text, "questions": rows})
        answers = [{"start": row["start"], "text": row["answer"]} for row in rows[:2]]
        wikinews.append(
            {
                "context": text,
                "questions": [
                    {"question": row["question"], "set": "qamr", "answers": [answer]}
                    for row, answer in zip(rows[:2], answers, strict=True)
                ],
            }
        )
    return write(tmp_path / "squad.jsonl.gz", squad), write(tmp_path / "wikinews.jsonl.gz", wikinews)


@pytest.fixture
def told(
    statements: tuple[Path, Path], run: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[dict[str, Any]]]:
    """What `tellings` makes of the statements, with fewer of those that it makes up."""
    monkeypatch.setattr(tellings_roles, "MADE_UP", 60)
    for name in ("PARTS", "SIZES", "PAIRS"):
        monkeypatch.setattr(tellings_measures, name, 60)

    def make(name: str, *more: object) -> list[dict[str, Any]]:
        out = tmp_path / f"{name}.jsonl.gz"
        run(tellings.main, *statements, out, *more)
        return read(out)

    return make


def asked_in(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in rows:
        for asked in row["asked"]:
            yield row["text"], asked


def assert_well_marked(rows: Sequence[dict[str, Any]]) -> None:
    """Spans hold whole words of their text; what tempts never overlaps the answer."""
    for text, asked in asked_in(rows):
        start, end = asked["start"], asked["end"]
        tempting = [tuple(span) for span in asked["tempting"]]
        answer = [] if start == -1 else [(start, end)]
        assert (start == -1) == (end == -1), asked
        for first, last in [*answer, *tempting]:
            assert 0 <= first < last <= len(text), asked
            assert text[first:last] == text[first:last].strip(), asked
            assert not text[max(0, first - 1) : first + 1].isalnum() or first == 0, (asked, text[first:last])
            assert not text[last - 1 : last + 1].isalnum() or last == len(text), (asked, text[first:last])
        assert all(not (start < last and first < end) for first, last in tempting if answer), (text, asked)
        assert asked["question"].strip() == asked["question"] != "", asked


def test_several_of_a_sort_are_told_of_in_its_plural() -> None:
    told = [told.text for told in tellings_ranked.ranked(random.Random(1))]
    assert any("libraries" in text for text in told)
    assert not [text for text in told if re.search(r"[^aeiou]ys\b", text)]


def test_news_items_are_asked_of_what_they_tell(made_of_news: Callable[..., list[dict[str, Any]]]) -> None:
    rows = made_of_news("out")
    assert_well_marked(rows)
    answers = {
        (asked["kind"], text[asked["start"] : asked["end"]])
        for text, asked in asked_in(rows)
        if asked["start"] >= 0
    }
    assert len({kind for kind, _ in answers}) >= 5
    assert any(answer.isdigit() for _, answer in answers)
    assert any(asked["start"] == -1 and asked["tempting"] for _, asked in asked_in(rows))
    assert all(row["kind_of"] == "news" and row["date"] != LEFT_OUT for row in rows)
    for row in rows:
        questions = [asked["question"] for asked in row["asked"]]
        assert 0 < len(questions) <= 4
        assert len(set(questions)) == len(questions)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "Police in Lagos arrest Peter Holt in connection with the murder of a banker.",
            {"Who told the police about Peter Holt?", "How much was the bail of Peter Holt?"},
        ),
        ("Police in Lagos arrest Peter Holt, who is free on bail.", set()),
        ("Peter Holt praises the murdered banker.", set()),
    ],
)
def test_a_detail_is_asked_for_only_where_no_word_could_tell_it(text: str, questions: set[str]) -> None:
    item = Item("2009-07-03", "", text)
    clauses = [made for span in sentences(text) if (made := clause(text, span))]
    asked = [
        one
        for seed in range(12)
        for one in details(item, clauses, Known([item]), random.Random(seed))
        if "bail" in one.question or "told" in one.question
    ]
    assert {one.question for one in asked} == questions
    assert all(one.span is None and one.tempting for one in asked)


def test_days_kept_back_are_the_only_ones_left_out(
    made_of_news: Callable[..., list[dict[str, Any]]], news: Path
) -> None:
    texts = {item["text"]: day["date"] for day in read(news) for item in day["items"]}
    rows = made_of_news("out")
    assert all(texts[row["text"]] == row["date"] for row in rows)
    assert len({row["date"] for row in rows}) > 12


def test_news_questions_are_the_seeds(made_of_news: Callable[..., list[dict[str, Any]]]) -> None:
    once, again, other = made_of_news("a"), made_of_news("b"), made_of_news("c", "--seed", 8)
    assert once == again != other


def test_at_most_so_many_items_and_questions(
    made_of_news: Callable[..., list[dict[str, Any]]], tmp_path: Path
) -> None:
    rows = made_of_news("out", "--limit", 20, "--most", 1, "--sample", tmp_path / "sample.txt")
    assert 0 < len(rows) <= 20
    assert all(len(row["asked"]) == 1 for row in rows)
    sample = (tmp_path / "sample.txt").read_text(encoding="utf-8")
    assert sample.count("\nQ ") == len(rows)
    assert all(row["text"] in sample for row in rows)


def test_statements_are_told_as_denied_feared_and_corrected(
    told: Callable[..., list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = told("out")
    assert int(capsys.readouterr().out.split(" plain statements")[0].split()[-1]) >= 6
    assert_well_marked(rows)
    by_kind: dict[str, set[bool]] = {}
    for _, asked in asked_in(rows):
        by_kind.setdefault(asked["kind"], set()).add(asked["start"] >= 0)
    assert by_kind["denied"] == by_kind["rank untold"] == {False}
    assert by_kind["whole of events"] == {True}
    assert len(by_kind) > 10
    assert {True} in by_kind.values()
    denied = [(text, asked) for text, asked in asked_in(rows) if asked["kind"] == "denied"]
    assert all(asked["tempting"] for _, asked in denied)
    assert {"Maria Holt", "Peter Lund"} & {text[slice(*asked["tempting"][0])] for text, asked in denied}


def test_tellings_are_the_seeds(told: Callable[..., list[dict[str, Any]]]) -> None:
    once, again, other = told("a"), told("b"), told("c", "--seed", 8)
    assert once == again != other


def test_tellings_are_limited_and_sampled(told: Callable[..., list[dict[str, Any]]], tmp_path: Path) -> None:
    rows = told("out", "--limit", 25, "--sample", tmp_path / "sample.txt")
    assert len(rows) == 25
    sample = (tmp_path / "sample.txt").read_text(encoding="utf-8")
    assert all(asked["question"] in sample for _, asked in asked_in(rows))


def test_what_is_made_becomes_pairs(
    made_of_news: Callable[..., list[dict[str, Any]]], told: Callable[..., list[dict[str, Any]]]
) -> None:
    rows = [*made_of_news("news"), *told("told", "--limit", 150)]
    groups = list(pairs.contrasts(rows, random.Random(1)))
    marked = [asked for _, asked in asked_in(rows) if asked["start"] >= 0 or asked["tempting"]]
    assert len(groups) > 0.9 * len(marked)
    for group in groups:
        for pair in group.pairs:
            assert 0 <= pair.start < pair.end <= len(pair.quote)
