"""Question sets: what is asked, and what would be right."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from random import Random
from typing import Any

from index.errors import PullquoteError

KEYS = ("question", "answers", "article")
"""What is read of a line."""


class BadQuestionSet(PullquoteError):
    """A question set is missing or not in the form that is read."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its accepted answers; with none, the right thing is to refuse.

    `article` names the article that answers: its id, its file's name or its title. `paragraph` is the text of
    the paragraph that the question was written on, where the set says so.
    """

    text: str
    answers: tuple[str, ...]
    article: str | None = None
    paragraph: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether there is an answer to give."""
        return bool(self.answers)


def read_questions(path: Path, tell: Callable[[str], None] = lambda _: None) -> list[Question]:
    """A question set in JSON lines, plain or gzipped.

    Each line is an object with "question", "answers" (a list; empty, null or left out where the articles have no
    answer) and, where it matters, "article". Keys of the set's own may stand beside them: which ones are not read,
    `tell` is told once; one that looks like a slip is an error. Raises BadQuestionSet.
    """
    lines = [
        (f"{path}, line {n}", line) for n, line in enumerate(read_text(path).split("\n"), 1) if line.strip()
    ]
    if not lines:
        raise BadQuestionSet(f'{path} holds no questions. A line is {{"question": …, "answers": […]}}.')
    rows = [(where, _row(line, where)) for where, line in lines]
    questions = [_question(row, where) for where, row in rows]
    if unread := sorted({key for _, row in rows for key in row} - {*KEYS}):
        tell(f"{path}: not read of its lines: {', '.join(unread)}.")
    return questions


def read_text(path: Path) -> str:
    """A text file's content, unpacked where it is gzipped. Raises BadQuestionSet."""
    try:
        content = path.read_bytes()
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadQuestionSet(f"The question set {path} cannot be read: {reason}.") from None
    except UnicodeDecodeError:
        raise BadQuestionSet(f"The question set {path} is not UTF-8 text.") from None


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadQuestionSet(f"{where}: not JSON ({error}).") from None
    if not isinstance(row, dict):
        raise BadQuestionSet(f"{where}: not an object.")
    for missing in KEYS[:2]:  # "article" may be left out, and keys of its kind are common
        if missing not in row and (near := get_close_matches(missing, {*row} - {*KEYS}, n=1, cutoff=0.8)):
            raise BadQuestionSet(f'{where}: "{near[0]}" is not read; "{missing}" may be meant.')
    return row


def _question(row: dict[str, Any], where: str) -> Question:
    article = row.get("article")
    if article is not None and not isinstance(article, str):
        raise BadQuestionSet(f'{where}: "article" is neither a name nor null.')
    return Question(_text(row, where), _answers(row, where), article)


def _text(row: dict[str, Any], where: str) -> str:
    text = row.get("question")
    if not isinstance(text, str) or not text.strip():
        raise BadQuestionSet(f'{where}: "question" is missing or empty.')
    return text


def _answers(row: dict[str, Any], where: str) -> tuple[str, ...]:
    if (answers := row.get("answers")) is None:
        return ()
    if not isinstance(answers, list) or not all(isinstance(item, str) and item.strip() for item in answers):
        raise BadQuestionSet(f'{where}: "answers" is not a list of texts.')
    return tuple(dict.fromkeys(answers))


def sample(questions: list[Question], size: int | None, seed: int) -> list[Question]:
    """So many of the questions, drawn at random and in their own order; all of them where `size` is None."""
    if size is None or size >= len(questions):
        return questions
    return [questions[place] for place in sorted(Random(seed).sample(range(len(questions)), size))]
