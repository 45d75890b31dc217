"""Where answers are lost: each step counts the questions that still have their right quote there."""

from __future__ import annotations

import pytest

from index.evaluation.lost import Lost, lost
from index.evaluation.questions import Question
from index.evaluation.run import run
from tests.index.desk import OPENED, SEEN, SEIZED, Desk

EASY = [
    Question(SEIZED, ("386",), "guns.md"),
    Question(OPENED, ("17 July 1981",), "bridge.md"),
    Question(SEEN, ("Joan Little",), "owl.txt"),
]
ELSEWHERE = Question("when was the Humber Bridge opened?", ("1066",))
"""With an answer that no article gives."""
NOBODY = Question("who won the cup?", ())


def counted(desk: Desk, questions: list[Question]) -> Lost:
    with desk.open() as archive:
        return lost(archive, run(archive, questions, "lenient"))


def test_easy_questions_are_lost_nowhere(three_articles: Desk) -> None:
    assert counted(three_articles, EASY) == Lost(3, 3, 3, 3, 3, 3, 0)


def test_what_no_article_says_is_lost_in_search(three_articles: Desk) -> None:
    assert counted(three_articles, [*EASY, ELSEWHERE]) == Lost(4, 3, 3, 3, 3, 3, 0)


def test_questions_without_an_answer_are_not_counted(three_articles: Desk) -> None:
    assert counted(three_articles, [NOBODY]) == Lost(0, 0, 0, 0, 0, 0, 0)


def test_each_is_told_as_it_is_read(three_articles: Desk) -> None:
    told: list[tuple[str, int, int]] = []
    with three_articles.open() as archive:
        lost(archive, run(archive, [EASY[0], NOBODY, EASY[1]], "normal"), lambda *done: told.append(done))
    assert told == [("reading", 1, 2), ("reading", 2, 2)]


@pytest.mark.parametrize("strictness", ["strict", "normal", "lenient"])
def test_what_stands_first_is_given_or_refused(three_articles: Desk, strictness: str) -> None:
    with three_articles.open() as archive:
        counts = lost(archive, run(archive, [*EASY, ELSEWHERE, NOBODY], strictness))  # type: ignore[arg-type]
    assert counts.first == counts.given + counts.refused
