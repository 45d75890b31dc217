"""An answer that was given some time ago, without what its server may not see any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.ledger import Entry
from index import Answer, Selection
from index.answers import Quote


def visible(entry: Entry, selection: Selection) -> Entry:
    """The entry without quotes, passages and rows of articles in hidden folders."""
    return entry._replace(answer=visible_answer(entry.answer, selection)) if selection.hidden else entry


def visible_answer(answer: Answer, selection: Selection) -> Answer:
    """The answer without quotes, passages and rows of articles in hidden folders."""
    quotes, nearest = _kept(answer.quotes, selection), _kept(answer.nearest, selection)
    rows = [row for row in answer.explanation.candidates if not selection.hides(row.article)]
    whole = len(quotes) == len(answer.quotes)
    return replace(
        answer,
        quotes=quotes,
        nearest=nearest,
        further=_kept(answer.further, selection),
        answer=answer.answer if whole else None,
        claim=answer.claim if whole else None,
        figures=answer.figures if whole else (),
        explanation=replace(answer.explanation, candidates=tuple(rows)),
    )


def _kept(quotes: Iterable[Quote], selection: Selection) -> tuple[Quote, ...]:
    return tuple(
        replace(quote, also_in=tuple(other for other in quote.also_in if not selection.hides(other)))
        for quote in quotes
        if not selection.hides(quote.citation.article)
    )
