"""Whether what was quoted still stands in its article: answers outlive the index they were given from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Literal, NamedTuple

from bot.discord.showing.markdown import escape, one_line
from index import Archive
from index.answers import Quote

State = Literal["same", "changed", "lost", "gone"]
NAMED = 3
"""Articles that are named at most, where more have changed."""


class Standing(NamedTuple):
    """`changed`: the article is another now, and holds the quote still, as `quote`; `lost`: it does not."""

    state: State
    quote: Quote


def standing(archive: Archive, quote: Quote) -> Standing:
    """Where a quote stands in the open index. Blocks."""
    article = archive.article(quote.citation.article)
    if article is None:
        return Standing("gone", quote)
    if article.sha256 == quote.citation.sha256:
        return Standing("same", quote)
    start = article.text.find(quote.text)
    if start < 0:
        return Standing("lost", quote)
    citation = dataclasses.replace(quote.citation, sha256=article.sha256)
    return Standing(
        "changed", dataclasses.replace(quote, start=start, end=start + len(quote.text), citation=citation)
    )


def changed_since(archive: Archive, quotes: Iterable[Quote]) -> str | None:
    """A sentence about the articles that are not as they were when quoted; None if all are. Blocks."""
    titles = sorted(
        {
            f"“{escape(one_line(quote.citation.title, 100))}”"
            for quote in quotes
            if standing(archive, quote).state != "same"
        }
    )
    if not titles:
        return None
    named = ", ".join([*titles[:NAMED], *(["…"] if len(titles) > NAMED else [])])
    return f"The article has changed since: {named}. It is quoted as it was when I was asked."


NOTES: dict[State, str] = {
    "same": "",
    "changed": "The article has changed since this answer was given; it still holds these words.",
    "lost": "The article has changed since this answer was given, and no longer holds these words:",
    "gone": "The article has changed since this answer was given: it is no longer there. It said then:",
}
