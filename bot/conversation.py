"""A chat: the questions asked so far and what each got."""

from __future__ import annotations

from typing import NamedTuple

from index import Answer, Archive
from index.confidence import Strictness


class Turn(NamedTuple):
    """One exchange: what was typed and what it got."""

    question: str
    answer: Answer


class Conversation:
    """The turns of one person in one place, oldest first."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []

    def ask(
        self, archive: Archive, question: str, *, top: int = 3, strictness: Strictness = "normal"
    ) -> Answer:
        """Ask, and keep the turn. Raises QuestionError as `Archive.ask` does."""
        answer = archive.ask(question, top=top, strictness=strictness)
        self.turns.append(Turn(question, answer))
        return answer

    def reset(self) -> None:
        """Forget what was said."""
        self.turns.clear()
