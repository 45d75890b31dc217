"""A part of an index: whatever is asked of it, the rest is as if it were not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index import Archive, Filter, Selection
from index.building import generations
from index.building.build import build
from index.building.local import LocalStore
from index.building.opened import OpenGeneration
from index.judging.about import items_about
from index.question.filters import Scope
from index.question.topic import read_topic
from tests.index.desk import BRIDGE, GUNS, SEIZED, Desk

CLUB = """---
title: The rowing club of Zennor elects a treasurer
publisher: Club Circular
date: 2025-01-09
tags: [Rowing, members]
---

Perran Trevithick was elected treasurer of the Zennor rowing club by 31 votes on Thursday.

The club owns four boats and keeps them at Porthmeor.
"""
WIRE = """The tide mill at Woodbridge has ground 12 tonnes of flour since it was opened again in the spring, its
keepers said. Visitors came from as far away as Norway to see the wheel turn, and the bakery beside it has sold out
of bread on every one of the past nine Sundays. The trust that owns the mill means to grind twice as much next year."""
ELECTED = "Who was elected treasurer of the Zennor rowing club?"
OUTSIDE = Selection(hidden=frozenset({"club"}))


@pytest.fixture(scope="module")
def whole(models: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("parts")
    desk = Desk(folder / "corpus", folder / "data", models)  # type: ignore[arg-type]
    desk.write("guns.md", GUNS.replace("url:", "tags: Crime, London, crime\nurl:"))
    desk.write("bridge.md", BRIDGE)
    desk.write("club/secret.md", CLUB)
    desk.write("club/mill.txt", f"Mill grinds again\n\n{WIRE}")
    desk.write("town/mill.txt", f"At the mill, flour\n\n{WIRE}")
    desk.build()
    with Archive.open(desk.data) as archive:
        yield archive


def test_what_is_hidden_is_neither_quoted_nor_near_nor_named(whole: Archive) -> None:
    outside = whole.limited(OUTSIDE)
    assert whole.ask(ELECTED).answer == "Perran Trevithick"
    refused = outside.ask(ELECTED)
    assert refused.status == "refused"
    assert refused.reason == "No article mentions “Zennor”."  # to those outside, that word is nowhere
    assert all(
        quote.citation.article in {"guns.md", "bridge.md", "town/mill.txt"} for quote in refused.nearest
    )
    assert not {row.article for row in refused.explanation.candidates} & {"club/secret.md", "club/mill.txt"}
    assert {passage.article for passage, _ in outside.retrieve(ELECTED)} <= {
        "guns.md",
        "bridge.md",
        "town/mill.txt",
    }


def test_what_is_hidden_is_in_no_list_digest_or_card(whole: Archive) -> None:
    outside = whole.limited(OUTSIDE)
    assert [article.id for article in outside.articles()] == ["bridge.md", "guns.md", "town/mill.txt"]
    assert [source.article for source in outside.sources()] == ["bridge.md", "guns.md", "town/mill.txt"]
    assert outside.article("club/secret.md") is None
    assert outside.paragraphs("club/secret.md") == []
    assert whole.paragraphs("club/secret.md")
    status, newest = outside.status(), outside.status().newest
    assert newest is not None
    assert newest.id == "guns.md"
    assert status.articles == 3
    assert status.passages < whole.status().passages
    assert "Zennor" in whole.help()
    assert not any(told in outside.help() for told in ("Zennor", "5 articles", "2025"))
    digest = outside.ask("What's new?", top=10)
    assert digest.quotes
    assert not any(quote.citation.article.startswith("club/") for quote in digest.quotes)
    assert outside.ask("Any news on Zennor?").status == "refused"


def test_of_a_story_that_is_told_in_a_hidden_folder_too_nothing_is_said(whole: Archive) -> None:
    asked = "How many tonnes of flour has the tide mill ground?"
    everywhere, outside = whole.ask(asked), whole.limited(OUTSIDE).ask(asked)
    assert everywhere.quotes[0].also_in
    assert outside.quotes[0].citation.article == "town/mill.txt"
    assert outside.quotes[0].also_in == ()


@pytest.mark.parametrize(
    ("selection", "left"),
    [
        (Selection(), 5),
        (Selection(publisher="CLUB"), 1),
        (Selection(folder="club"), 2),
        (Selection(folder="clu"), 0),
        (Selection(tag="crime"), 1),
        (Selection(tag="rowing", folder="club", publisher="circular"), 1),
        (Selection(tag="rowing", hidden=frozenset({"club"})), 0),
    ],
)
def test_a_selection_is_by_publisher_folder_and_tag(whole: Archive, selection: Selection, left: int) -> None:
    assert len(whole.limited(selection).articles()) == left


def test_filters_that_are_typed_narrow_a_selection_and_never_lead_out_of_it(whole: Archive) -> None:
    inside = whole.limited(Selection(folder="club"))
    assert inside.ask(f"{ELECTED} since:2025").answer == "Perran Trevithick"
    other = inside.ask(f'{SEIZED} source:"The Example"')
    assert other.status == "refused"
    assert other.reason is not None
    assert "Bridge Weekly" not in other.reason  # the publishers that are named are those inside
    assert inside.ask(SEIZED, within=Filter(source="Example")).status == "refused"


def test_where_nothing_is_left_that_is_the_reason(whole: Archive) -> None:
    nothing = whole.limited(Selection(tag="chess"))
    for asked in (SEIZED, "What's new?", f"{SEIZED} since:2020"):
        refused = nothing.ask(asked)
        assert refused.reason == "There is no article here to look in."
        assert not refused.nearest
    assert "There are 0 articles" in nothing.help()


def test_a_part_moves_on_with_the_index(empty_desk: Desk) -> None:
    empty_desk.write("guns.md", GUNS)
    empty_desk.write("club/secret.md", CLUB)
    empty_desk.build()
    with Archive.open(empty_desk.data) as archive:
        outside = archive.limited(OUTSIDE)
        assert outside.ask("When was the Humber Bridge opened?").status == "refused"
        empty_desk.write("bridge.md", BRIDGE)
        empty_desk.build()
        assert outside.ask("When was the Humber Bridge opened?").answer == "17 July 1981"
        assert outside.article("club/secret.md") is None


def test_what_lies_in_some_folder_takes_the_place_of_nothing_above_it(empty_desk: Desk) -> None:
    empty_desk.write("zoo.md", GUNS)
    empty_desk.write("added/1/copy.md", GUNS)
    report = build(empty_desk.corpus, empty_desk.data, models=empty_desk.models)
    assert report.added == ("zoo.md",)
    assert [tuple(skipped) for skipped in report.skipped] == [("added/1/copy.md", "the same text as zoo.md")]


def test_what_a_topic_tells_is_counted_in_the_part_alone(whole: Archive, empty_desk: Desk) -> None:
    empty_desk.write("club/secret.md", CLUB)
    empty_desk.write("club/mill.txt", f"Mill grinds again\n\n{WIRE}")
    empty_desk.build()

    def signals(data: str, selection: Selection) -> dict[tuple[str, int], dict[str, float]]:
        with closing(
            OpenGeneration(generations.require_current(Path(data)), Path(data), None, LocalStore())
        ) as held:
            part = held.limited(selection)
            topic = read_topic("rowing at Porthmeor", part.encoder)
            return {one.paragraph.key: one.signals for one in items_about(topic, part, Scope(part.passages))}

    within = signals(whole.status().data, Selection(folder="club"))
    alone = signals(str(empty_desk.data), Selection())
    assert any(0 < told["held"] < 1 for told in within.values())
    assert within.keys() == alone.keys()
    for paragraph, told in within.items():
        assert told == pytest.approx(alone[paragraph], abs=1e-5)


def test_hashes_and_addresses_are_of_what_is_shown(whole: Archive) -> None:
    outside = whole.limited(OUTSIDE)
    assert outside.texts().keys() == {"bridge.md", "guns.md", "town/mill.txt"}
    assert len(whole.texts()) == 5
    with whole.limited(Selection(tag="chess"))._borrow() as nothing:
        assert (nothing.catalogue.hashes(), nothing.catalogue.urls(), nothing.size) == ({}, [], 0)
