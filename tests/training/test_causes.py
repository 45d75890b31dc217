"""Why a question has no answer: guessed from marked ones, and how well a margin tells those apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn", reason='training needs `pip install ".[train]"`')

from training.causes import Asked, Guess, told

TOWNS = ("Lima", "Oslo", "Kabul", "Lagos", "Bergen", "Quito", "Tunis", "Riga", "Minsk", "Dakar")


def marked() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Paragraphs on towns, each with one question that it answers and two that it does not, of two causes."""
    paragraphs, rows = [], []
    for line, town in enumerate(TOWNS):
        asked = f"When did {town} open its harbour?"
        paragraphs.append({"title": town, "questions": [{"question": asked}]})
        for cause, question in (
            ("N", f"When did {town} not open its harbour?"),
            ("A", f"When did {town} close its harbour?"),
        ):
            rows.append({"question": question, "cause": cause, "cause_by": "human", "paragraph_line": line})
        rows.append({"question": asked, "cause": "I", "cause_by": "auto", "paragraph_line": line})
    return paragraphs, rows


def test_a_cause_is_guessed_by_what_sets_a_question_apart() -> None:
    guess = Guess(*marked())
    asked = [
        Asked("When did Malmo not open its mill?", ["When did Malmo open its mill?"]),
        Asked("When did Malmo close its mill?", ["When did Malmo open its mill?"]),
    ]
    assert guess.causes(asked).tolist() == ["N", "A"]
    assert (guess.rightness["N"], guess.rightness["A"], guess.rightness["I"]) == (
        "2 of 2",
        "2 of 2",
        "0 of 0",
    )


def test_figures_are_of_one_cause_beside_all_answerable_questions() -> None:
    margin = np.array([5.0, 4.0, 3.0, 2.0, 1.0, 0.0, -1.0, 6.0])
    answerable = np.array([True] * 5 + [False] * 3)
    assert told(margin, answerable, np.array([False] * 5 + [True, True, False])).startswith("1.000")
    assert told(margin, answerable, np.array([False] * 7 + [True])).split("   ")[1].startswith("0%")
