"""Plans: a question for what happened is not asked of what was only due to."""

from __future__ import annotations

import pytest

from index import Archive
from index.figures.plans import is_only_planned


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "planned"),
    [
        ("When did it open?", "It had been due to open in 2018 at a cost of £14bn.", "2018", True),
        ("When did it open?", "It was scheduled for 2018, but opened in 2022.", "2018", True),
        ("When did it open?", "It was scheduled for 2018, but opened in 2022.", "2022", False),
        ("What did it cost?", "It was expected to cost £14bn and was built for £19bn.", "£19bn", False),
        ("When was it due to open?", "It had been due to open in 2018.", "2018", False),
        ("When will it open?", "It is expected to open in 2030.", "2030", False),
        ("Who opened it?", "The Queen opened it in 2018.", "The Queen", False),
    ],
)
def test_what_is_only_planned(question: str, sentence: str, answer: str, planned: bool) -> None:
    assert is_only_planned(question, sentence, sentence.index(answer)) == planned


def test_what_happened_comes_before_what_was_planned(archive: Archive) -> None:
    assert archive.ask("when did the elizabeth line open").answer == "24 May 2022"
    assert archive.ask("when was the elizabeth line due to open?").answer == "December 2018"
