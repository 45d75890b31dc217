"""Reading closely: the worthiest evidence held against the question by the careful reader."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from index.building.as_read import as_read, cell_as_read, joined
from index.reading.bridge import bridge_of, leading_up, nearby, subject_of
from index.reading.careful import LONGEST_QUESTION, CarefulReader
from index.reading.evidence import Evidence
from index.reading.marked import MarkedQuote, marked_text, said_date
from index.reading.quotes import listed_below

AT_ONCE, CAREFUL = 2, 4
"""Quotes that the careful reader reads at once, and at most: where one of two answers and the other does not, no
further one is read. Of 1,730 questions as many end right as if all four were."""


def read_carefully(
    question: str, evidence: list[Evidence], reader: CarefulReader | None, most: int = CAREFUL
) -> list[Evidence]:
    """The same evidence, the worthiest quotes of it read again, until it is clear where those that answer end."""
    if reader is None:
        return evidence
    best = sorted(range(len(evidence)), key=lambda place: -evidence[place].worth)[:most]
    read_again = list(evidence)
    surest = -math.inf
    for start in range(0, len(best), AT_ONCE):
        places = best[start : start + AT_ONCE]
        read_now = _best_spans(question, [evidence[place] for place in places], reader)
        for place, item in zip(places, read_now, strict=True):
            read_again[place] = item
        margins = [item.careful for item in read_now if item.careful is not None]
        surest = max(surest, *margins)
        if surest > 0 >= min(margins):
            break
    return read_again


def _best_spans(question: str, evidence: Sequence[Evidence], reader: CarefulReader) -> list[Evidence]:
    """Each piece with the careful reader's margin, and with the other span of its quote where both like that better."""
    spans = [_spans_of(with_bridge(question, item)) for item in evidence]
    margins = iter(reader.read(question, [marked(one) for of in spans for one in of]))
    read = [[replace(one, careful=next(margins)) for one in of] for of in spans]
    return [max(of, key=lambda one: (one.careful or 0.0) + QUICK_SHARE * one.margin) for of in read]


def with_bridge(question: str, item: Evidence) -> Evidence:
    """A piece of evidence with where its article has elsewhere what the question says, and what it names."""
    if item.columns:
        return item
    asked = question[:LONGEST_QUESTION]
    shown = f"{item.article.title}\n{said_date(item.article.date or '')}\n{item.verbatim}"
    near = nearby(item.article.text, item.told, item.quote)
    return replace(
        item,
        bridge=bridge_of(asked, marked_text(marked(item)), near),
        subject=subject_of(asked, shown, leading_up(near, item.quote)),
    )


def _spans_of(item: Evidence) -> list[Evidence]:
    """A piece of evidence, and the same with the other span of its quote where that is not far behind.

    And with the list in its quote, where its span lies in what heads that: "Shops that sold them" are those below.
    """
    other = item.exchanged()
    spans = [item] if other is None or other.margin < item.margin - FAR_BEHIND else [item, other]
    listed = listed_below(item.told, item.quote, item.span)
    return [*spans, replace(item, span=listed)] if listed != item.span else spans


QUICK_SHARE, FAR_BEHIND = 0.5, 6.0
"""What the quick reader's margin counts beside the careful one's where two spans of a quote are held against each
other, and how far behind (logits) the second one is not worth reading."""


def marked(item: Evidence) -> MarkedQuote:
    """A piece of evidence as the careful reader takes it."""
    article, quote = item.article, item.quote
    seen = as_read(article.text, quote, item.columns)
    before = "" if item.columns else joined(article.text[item.read_from : quote.start].strip())
    text, span = seen.text, seen.of_article(item.span)
    if seen.cells:
        text, span = cell_as_read(seen, span)
    heading = _heading_apart(item, before)
    bridge = joined(article.text[item.bridge.start : item.bridge.end]) if item.bridge else ""
    return MarkedQuote(article.title, article.date or "", before, text, span, heading, bridge)


def _heading_apart(item: Evidence, before: str) -> str:
    """What heads a piece of evidence and stands neither before its quote nor, as columns, in its cells."""
    lines = (line for line in item.heading.split("\n") if not (item.columns and "\t" in line))
    known = {item.article.title, "", *before.split("\n")}
    return "\n".join(line for line in lines if line not in known)
