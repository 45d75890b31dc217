"""Questions on pages whose parts are read with what heads them: what is found is labelled, and read as it is headed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index import Archive, build
from training.headed import MOST_WRONG, PAGES, groups_of
from training.pair import Pair
from training.passage import read_lines

PAGE = """---
title: Bakers of Lomma stop work
date: 2024-05-06
---

Bakers in Lomma stopped work on Monday.

## What the union wants

- a rise of 9 per cent
- a canteen at the mill

## What the firm offers

- a rise of 4 per cent
- one free loaf a day
"""
WANTED, OFFERED = "what rise does the union want", "what rise does the firm offer"
ROW = {
    "page": "bakers",
    "markdown": PAGE,
    "asked": [
        [WANTED, ["9 per cent"], "below"],
        [OFFERED, ["4 per cent"], "below"],
        ["what rise does the mayor want", [], "other"],
        ["what does the mill make", ["flour"], "below"],
        ["what are the bakers after", ["a rise of 9 per cent", "a canteen at the mill"], "below"],
        ["what do the bakers and the firm want", ["a canteen at the mill", "one free loaf a day"], "below"],
    ],
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("headed")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "bakers.md").write_text(PAGE)
    build(folder / "corpus", folder / "data")
    with Archive.open(folder / "data") as archive:
        yield archive


def pairs_of(archive: Archive, question: str) -> list[Pair]:
    return [
        Pair(*pair)
        for group in groups_of(ROW, archive)
        for pair in group.pairs
        if Pair(*pair).question == question
    ]


@pytest.mark.parametrize(
    ("question", "words", "heading"),
    [(WANTED, "9 per cent", "What the union wants"), (OFFERED, "4 per cent", "What the firm offers")],
)
def test_an_item_answers_below_its_own_heading_alone(
    archive: Archive, question: str, words: str, heading: str
) -> None:
    pairs = pairs_of(archive, question)
    right = [pair for pair in pairs if pair.label]
    assert not any("\n" in pair.quote[pair.start : pair.end] for pair in pairs)
    assert [pair.quote[pair.start : pair.end] for pair in right] == [words]
    assert heading in f"{right[0].heading}\n{right[0].before}"
    assert 0 < len(pairs) - len(right) <= MOST_WRONG
    assert all(words not in pair.quote for pair in pairs if not pair.label)


def test_a_whole_list_is_marked_with_what_heads_it(archive: Archive) -> None:
    lists = {
        (pair.quote[pair.start : pair.end], pair.label)
        for pair in pairs_of(archive, "what are the bakers after")
        if "\n" in pair.quote[pair.start : pair.end]
    }
    assert lists == {
        ("a rise of 9 per cent\n\na canteen at the mill", 1),
        ("a rise of 4 per cent\n\none free loaf a day", 0),
    }


def test_lists_of_which_a_part_answers_are_left_out(archive: Archive) -> None:
    spans = [
        pair.quote[pair.start : pair.end]
        for pair in pairs_of(archive, "what do the bakers and the firm want")
    ]
    assert spans
    assert not any("\n" in span for span in spans)


def test_where_nothing_answers_all_that_is_found_is_wrong(archive: Archive) -> None:
    pairs = pairs_of(archive, "what rise does the mayor want")
    assert any("\n" in pair.quote[pair.start : pair.end] for pair in pairs)  # a whole list
    assert not any(pair.label for pair in pairs)


def test_a_question_whose_answer_the_page_lacks_is_left_out(archive: Archive) -> None:
    assert not pairs_of(archive, "what does the mill make")


def test_every_answer_stands_once_on_its_page() -> None:
    rows = list(read_lines(PAGES))
    answers = [(row["markdown"], words) for row in rows for _, held, _ in row["asked"] for words in held]
    assert len(rows) >= 60
    assert len(answers) > 1_000
    assert all(page.count(words) == 1 for page, words in answers)
