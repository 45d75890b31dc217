"""A quote with its span marked, as the careful reader is given it beside the question."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from index.building.spans import Span
from index.reading.whole_words import in_line, whole_words

MAX_TOKENS = 192
"""Of question and quote together."""
LONGEST_BEFORE = 240
"""Characters of what stands before the quote that are read: what "he" or "the fire" is stands in its end."""
LONGEST_HEADING = 120
"""Characters of what heads it that are read."""
LONGEST_SIDE = 360
"""Characters of the quote that are read on either side of the span."""
LONGEST_LEADING = 500
"""Characters that stand before the span where the bridge is read, too: more might leave the span out."""


class MarkedQuote(NamedTuple):
    """A quote with the words that may answer: `text[span.start:span.end]`.

    `title` and `date` (ISO 8601, or empty) are its article's, `before` the sentences before it, `heading` what heads
    these and it, where it does not stand among them; `bridge` what the article says elsewhere of the question.
    """

    title: str
    date: str
    before: str
    text: str
    span: Span
    heading: str = ""
    bridge: str = ""


def marked_text(quote: MarkedQuote) -> str:
    """The text that the careful reader is given beside the question, the span between « and ».

    Without a title that tells the span, too, as a headline tells what people ask for first: of 180 quotes that no
    reader was trained on it judged 113 rightly below such a title, without one 158.
    """
    said = said_date(quote.date)
    title = "" if _tells(quote.title, quote.text[quote.span.start : quote.span.end]) else quote.title
    head = " · ".join(part for part in (title, said) if part)
    before = _end_of(quote.before, LONGEST_BEFORE)
    left = _end_of(quote.text[: quote.span.start], LONGEST_SIDE)
    right = quote.text[quote.span.end : quote.span.end + LONGEST_SIDE]
    marked = f"{left}« {quote.text[quote.span.start : quote.span.end]} »{right}"
    heading = _end_of(quote.heading, LONGEST_HEADING)
    bridge = f"[{quote.bridge}]" if quote.bridge else ""
    if len(head) + len(bridge) + len(heading) + len(before) + len(left) > LONGEST_LEADING:
        bridge = ""
    return "\n".join(part for part in (head, bridge, heading, f"{before} {marked}".strip()) if part)


def _tells(title: str, span: str) -> bool:
    """Whether the words of a span stand in a title, one after the other."""
    words = whole_words(span)
    return bool(words) and in_line(words) in in_line(whole_words(title))


def said_date(iso: str) -> str:
    """A date as articles write it: "30 July 2009"."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return ""
    return f"{day.day} {day:%B %Y}"


def _end_of(text: str, limit: int) -> str:
    """The end of a text, from the beginning of a word."""
    return text if len(text) <= limit else text[-limit:].partition(" ")[2]
