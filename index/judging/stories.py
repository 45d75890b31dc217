"""Stories: of the wire copies of one article, what a question gets: one quote, and where else it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.answers import Quote
from index.building.catalogue import Catalogue, Copies
from index.reading.evidence import Evidence


def one_of_each(evidence: Sequence[Evidence], copies: Copies) -> list[Evidence]:
    """The evidence in its order, of the same quote in several copies only one: the original's, else the first."""
    if not copies.originals:
        return list(evidence)
    kept: dict[tuple[str, str], Evidence] = {}
    for item in evidence:
        original = copies.original(item.article.id)
        key = original, _plain(item.verbatim)
        if key not in kept or (item.article.id == original != kept[key].article.id):
            kept[key] = item
    return list(kept.values())


def with_copies(quotes: Sequence[Quote], copies: Copies, catalogue: Catalogue) -> tuple[Quote, ...]:
    """The quotes, each with the other articles of its story in which it stands word for word."""
    return tuple(replace(quote, also_in=_also_in(quote, copies, catalogue)) for quote in quotes)


def _also_in(quote: Quote, copies: Copies, catalogue: Catalogue) -> tuple[str, ...]:
    words = _plain(quote.text)
    others = (catalogue.article(id) for id in copies.others(quote.citation.article))
    return tuple(article.id for article in others if article and words in _plain(article.text))


def _plain(text: str) -> str:
    return " ".join(text.split())
