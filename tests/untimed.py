"""What two answers to one question are compared by."""

from __future__ import annotations

from typing import Any

from index import Answer


def untimed(answer: Answer) -> dict[str, Any]:
    """The public form of an answer and its explanation, less the times that it took."""
    form = answer.to_json(explain=True)
    del form["elapsed_ms"], form["explain"]["stages_ms"]
    return form
