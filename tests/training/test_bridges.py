"""Pairs, and what their articles say elsewhere of their questions."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from index.reading.marked import marked_text
from training import bridges
from training.bridges import Page, Pages, with_bridge
from training.pair import Group, Pair, write_groups

FIRST = "A storm closes the harbour of Eastquay."
FINED = "A bakery in Harwell was fined.\n\nIt rained.\n\nThe fine was £2,000."
LATER = "A florist in Harwell was fined.\n\nIt rained.\n\nThe fine was £2,000."


def asked(question: str, quote: str = "The fine was £2,000.", date: str = "2012-03-04") -> Pair:
    return Pair(question, "Harwell", date, "It rained.", quote, 0, 3, 1)


@pytest.mark.parametrize(("date", "bridge"), [("2012-03-04", "A bakery"), ("2013-03-04", "A florist")])
def test_of_articles_that_have_the_quote_that_of_its_date_is_taken(date: str, bridge: str) -> None:
    pages = Pages([Page(FINED, "2012-03-04"), Page(LATER, "2013-03-04")])
    made = with_bridge(asked("how much was the bakery or the florist fined", date=date), pages)
    assert made.bridge == f"{bridge} in Harwell was fined."
    assert made._replace(bridge="") == asked("how much was the bakery or the florist fined", date=date)


def test_what_stands_in_no_article_and_what_lacks_nothing_gets_none() -> None:
    pages = Pages([Page(FINED, "")])
    assert with_bridge(asked("how much was the bakery fined", "The fine was £3,000."), pages).bridge == ""
    assert with_bridge(asked("how much was the fine"), pages).bridge == ""


def test_a_file_of_pairs_is_written_anew(tmp_path: Path) -> None:
    def lines(name: str, *rows: object) -> str:
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as out:
            out.writelines(f"{json.dumps(row)}\n" for row in rows)
        return str(tmp_path / name)

    about = {"title": "Bees", "questions": []}
    squad = lines("squad", about | {"context": "Bees fly."}, about | {"context": "They make honey in May."})
    news = lines("news", {"title": "Storm", "context": FIRST, "questions": []})
    days = lines("days", {"date": "2012-03-04", "items": [{"text": text} for text in FINED.split("\n\n")]})
    pairs = [
        asked("how much was the bakery fined"),
        Pair("what do bees make", "", "", "", "They make honey in May.", 10, 15, 1),
        Pair("what does the storm shut", "", "", "", FIRST, 15, 26, 1),
    ]
    write_groups([Group("one", pairs[:1]), Group("two", pairs[1:])], tmp_path / "pairs.jsonl.gz")
    bridges.main(
        [
            str(tmp_path / "pairs.jsonl.gz"),
            str(tmp_path / "out.jsonl.gz"),
            *("--squad", squad, "--news", news, "--days", days),
        ]
    )
    with gzip.open(tmp_path / "out.jsonl.gz", "rt", encoding="utf-8") as made:
        groups = [json.loads(line) for line in made]
    assert [group["kind"] for group in groups] == ["one", "two"]
    got = [Pair(*pair) for group in groups for pair in group["pairs"]]
    assert [pair.bridge for pair in got] == ["A bakery in Harwell was fined.", "Bees fly.", ""]
    assert [pair._replace(bridge="") for pair in got] == pairs


def test_a_pair_is_read_with_its_bridge() -> None:
    pair = asked("how much was the bakery fined")._replace(bridge="A bakery in Harwell was fined.")
    assert "[A bakery in Harwell was fined.]" in marked_text(pair.marked)
    assert "[" not in marked_text(pair._replace(bridge="").marked)


def test_overlapping_passages_of_a_title_are_one_article_with_each_sentence_once() -> None:
    rows = [
        ("Bees", "Bees fly. They make honey."),
        ("Ants", "Ants walk."),
        ("Bees", "They make honey. They sleep."),
    ]
    pages = list(bridges.by_title({"title": title, "context": text} for title, text in rows))
    texts = [" ".join(page.text.split()) for page in pages]
    assert texts == ["Bees fly. They make honey. They sleep.", "Ants walk."]
