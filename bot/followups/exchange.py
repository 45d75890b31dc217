"""One exchange of a conversation, as far as what follows it may refer to it."""

from __future__ import annotations

from typing import NamedTuple


class Exchange(NamedTuple):
    """What was typed, the question as it was asked of the articles, and the short answer, None after a refusal.

    `quote` is the first one's text, `titles` are those of the articles quoted, `date` that of the first of them,
    in ISO 8601.
    """

    typed: str
    asked: str
    answer: str | None = None
    quote: str = ""
    titles: tuple[str, ...] = ()
    date: str | None = None
