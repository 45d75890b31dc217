"""Verifying: quotes that were given, read again in their articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.building.verify import verify
from tests.index.desk import GUNS, SEIZED, Desk


def quotes(desk: Desk) -> list[dict[str, Any]]:
    """The quotes of an answer or a refusal, as they come back from JSON."""
    with desk.open() as archive:
        form = json.loads(json.dumps(archive.ask(SEIZED).to_json()))
    return [*form["quotes"], *form["nearest"]]


@pytest.fixture
def quote(desk: Desk) -> dict[str, Any]:
    return next(quote for quote in quotes(desk) if "386" in quote["text"])


def test_every_quote_is_found(desk: Desk) -> None:
    given = quotes(desk)
    assert given
    assert [verify(quote).verdict for quote in given] == ["FOUND"] * len(given)
    assert [verify(quote, desk.corpus).verdict for quote in given] == ["FOUND"] * len(given)


def test_a_moved_quote_is_changed(desk: Desk, quote: dict[str, Any]) -> None:
    desk.write("guns.md", GUNS.replace("There were 145", "Alas, there were 145"))
    verified = verify(quote)
    assert (verified.verdict, verified.article, verified.quote) == ("CHANGED", "guns.md", quote["text"])
    now, since = verified.detail.split("; ")
    assert now == f"it stands at {quote['start'] + len('Alas, ')} now"
    assert since.startswith(f"the text {quote['citation']['sha256'][:12]} of 2024-03-19 was replaced by ")


def test_a_quote_whose_words_changed(desk: Desk, quote: dict[str, Any]) -> None:
    desk.write("guns.md", GUNS.replace("386", "387"))
    verified = verify(quote)
    assert verified.verdict == "CHANGED"
    said = quote["text"].replace("386", "387")
    assert verified.detail.startswith(f"the article no longer says so, but “{said}”; the text ")
    desk.write("guns.md", "Barn owls are nesting in Hagg Wood.\n\nThe wardens are glad of it.")
    assert verify(quote).detail.startswith("the article no longer says so; the text ")


def test_changed_metadata_leaves_a_quote_where_it_is(desk: Desk, quote: dict[str, Any]) -> None:
    desk.write("guns.md", GUNS.replace("title: Gun crime falls in London", "title: Another title"))
    assert verify(quote).verdict == "FOUND"


@pytest.mark.parametrize("content", [None, b"", b"\0\0\0"])
def test_an_article_that_is_no_more(desk: Desk, quote: dict[str, Any], content: bytes | None) -> None:
    (desk.corpus / "guns.md").unlink()
    if content is not None:
        desk.write("guns.md", content)
    assert verify(quote).verdict == "GONE"
    assert verify(quote, desk.corpus).verdict == "GONE"


def test_another_corpus_is_looked_into_where_it_is_named(
    desk: Desk, quote: dict[str, Any], tmp_path: Path
) -> None:
    moved = desk.corpus.rename(tmp_path / "moved")
    assert verify(quote).verdict == "GONE"
    assert verify(quote, moved).verdict == "FOUND"


def test_an_article_in_a_folder_is_found_by_its_path(desk: Desk) -> None:
    (desk.corpus / "2024" / "march").mkdir(parents=True)
    (desk.corpus / "guns.md").rename(desk.corpus / "2024" / "march" / "guns.md")
    desk.build()
    assert {verify(quote).verdict for quote in quotes(desk)} == {"FOUND"}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"text": "a"},
        {"text": "a", "start": "x", "end": 1, "citation": {"article": "a.md", "path": "/a.md"}},
        {"text": "a", "start": 0, "end": 1, "citation": None},
        {"text": "a", "start": 0, "end": 1, "citation": {"article": "a.md", "path": None}},
    ],
)
def test_what_is_no_quote(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a quote"):
        verify(wrong)
