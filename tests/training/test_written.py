"""Questions written over news passages: where their words stand, and the pairs that they become."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from index.reading.reader import MODELS, Reader
from training import written
from training.pair import Pair
from training.passage import read_lines

SHIP = (
    "The ferry Aurora hit a rock off Bram on Monday. Its captain, Maria Holt, 41, brought all 212 passengers "
    "ashore. Nine of the crew were hurt."
)
OWNER = "The ferry is run by Bram Lines. Its head, Olaf Dahl, commanded the Aurora for years."
DAY = "A storm closes the harbour of Westquay for 3 days. The mayor denies that 12 boats were lost."
PAGE = "Bram council will vote in May.\n\nIts leader, Ada Lund, 58, fears that 40 jobs will go.\n\nShe called it a cut."


def row(passage: str, held: str, *asked: tuple[str, str, int], **more: str) -> dict[str, Any]:
    questions = [
        [question, held.index(words), held.index(words) + len(words), answers, "plain"]
        for question, words, answers in asked
    ]
    known = {} if "text" in more else {"digest": written.digest(held)}
    return {"passage": passage, "headline": "Headline", "asked": questions, **known, **more}


COMMAND = ("Who was in command of the Aurora?", "Maria Holt", 1)
ROWS = [
    row("w1", SHIP, COMMAND, ("How many crew were there?", "Nine", 0)),
    row("w2", OWNER, ("Who owns the Aurora?", "Bram Lines", 1)),
    row(
        "c2009-07-30#1", DAY, ("For how long is the harbour shut?", "3 days", 1), ("How many sank?", "12", 0)
    ),
    row(
        "p1",
        PAGE,
        ("Who leads Bram's council?", "Ada Lund", 1),
        ("How many jobs went?", "40", 0),
        text=PAGE,
        date="2021-04-05",
    ),
]
WIKINEWS = [
    {"title": "other", "context": "Nothing."},
    {"title": "wikinews 7", "context": SHIP + "\n"},
    {"title": "wikinews 7", "context": OWNER},
]
DAYS = [{"date": "2009-07-30", "items": [{"text": "Nothing."}, {"text": DAY}]}]


def marked(pair: Pair) -> str:
    return pair.quote[pair.start : pair.end]


def test_every_passage_is_found_where_its_id_says() -> None:
    ship, owner, day, page = written.written(ROWS, WIKINEWS, DAYS)
    assert (ship.passage.text, ship.passage.date, ship.article) == (SHIP, "", "wikinews 7")
    assert owner.article == ship.article
    assert (day.passage.text, day.passage.date, day.article) == (DAY, "2009-07-30", "2009-07-30")
    assert (page.passage.text, page.passage.date, page.article) == (PAGE, "2021-04-05", "p1")
    assert ship.passage.title == "Headline"
    question, span, answers, kind = day.asked[0]
    assert (question, DAY[span.start : span.end], answers, kind) == (
        ROWS[2]["asked"][0][0],
        "3 days",
        True,
        "plain",
    )


@pytest.mark.parametrize("line", [row("w9", SHIP), row("w0", SHIP), row("c2009-07-30#1", SHIP)])
def test_another_passage_than_the_one_written_on_is_an_error(line: dict[str, Any]) -> None:
    with pytest.raises(written.OtherPassage, match=line["passage"]):
        list(written.written([line], WIKINEWS, DAYS))


@pytest.mark.parametrize("seed", range(4))
def test_pairs_of_one_quote_are_read_together(seed: int) -> None:
    made = list(written.groups(written.written(ROWS, WIKINEWS, DAYS), Reader(MODELS), random.Random(seed)))
    every = [pair for group in made for pair in group.pairs]
    told = {(marked(pair), pair.label) for pair in every}
    assert {("Maria Holt", 1), ("Nine", 0), ("3 days", 1), ("12", 0), ("Ada Lund", 1), ("40", 0)} <= told
    assert sum(pair.label for pair in every) == 4
    page = [group for group in made if any("Ada Lund" in pair.quote for pair in group.pairs)]
    assert len(page) == 1  # both questions on one sentence
    assert all(
        pair.before == "Bram council will vote in May." for pair in page[0].pairs if "Ada" in pair.quote
    )


def test_what_the_reader_takes_elsewhere_in_the_article_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "BESIDE", 1.0)
    both = [row("w1", SHIP, COMMAND), row("w2", OWNER)]
    found = set()
    for seed in range(8):
        made = written.groups(written.written(both, WIKINEWS, DAYS), Reader(MODELS), random.Random(seed))
        (group,) = made
        right = next(pair for pair in group.pairs if pair.label)
        wrong = [pair for pair in group.pairs if not pair.label]
        assert all(pair.quote != right.quote and "Maria Holt" not in pair.quote for pair in wrong)
        assert all(pair.question == right.question for pair in wrong)
        found |= {marked(pair) for pair in wrong}
    assert found  # of the other passage: of its own it takes the right one
    assert all(words in OWNER for words in found)


def test_what_is_shipped_is_whole() -> None:
    rows = list(read_lines(written.QUESTIONS))
    ids = [row["passage"] for row in rows]
    assert len(set(ids)) == len(ids) > 1_500
    for row in rows:
        assert {answers for *_, answers, _ in row["asked"]} <= {0, 1}
        assert all(0 <= start < end for _, start, end, *_ in row["asked"])
    pages = [row for row in rows if "text" in row]
    assert len(pages) >= 40
    for row in pages:
        assert all(row["text"][start:end].strip() for _, start, end, *_ in row["asked"])


def test_pages_held_back_are_asked_and_not_trained_on(tmp_path: Path) -> None:
    rows = list(read_lines(written.QUESTIONS))
    held = {row["passage"] for row in rows if row["passage"] in written.UNREAD}
    assert held == written.UNREAD
    asked = [one for one, _ in written.pages(rows, tmp_path / "pages")]
    assert [one for one, _ in written.pages(rows, tmp_path / "pages")] == asked  # a judge may be fitted anew
    assert {one.article for one in asked} == {path.name for path in (tmp_path / "pages").iterdir()}
    assert {path.stem for path in (tmp_path / "pages").iterdir()} == written.HELD_BACK
    answerable = [one for one in asked if one.answers]
    assert 0 < len(answerable) < len(asked)
    for one in answerable:
        assert one.answers[0] in (tmp_path / "pages" / str(one.article)).read_text(encoding="utf-8")
    for kept_out in (written.HELD_BACK, written.MEASURED):
        page = [row for row in rows if row["passage"] in kept_out][:1]
        assert list(written.groups(written.written(page, [], []), Reader(MODELS), random.Random(1))) == []
