"""Citing: the quotes that evidence makes, each with where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.answers import Citation, Excerpt, Quote
from index.articles import Article
from index.building.passages import Span
from index.reading.evidence import Evidence


def quote_of(evidence: Evidence) -> Quote:
    """The quote that this evidence makes."""
    quote, span = evidence.quote, evidence.span
    marked = ((span.start - quote.start, span.end - quote.start),)
    shown = quote_at(evidence.article, quote, evidence.paragraph, evidence.margin, marked)
    if evidence.subject is None:
        return shown
    start, end = evidence.subject
    return replace(shown, about=Excerpt(evidence.article.text[start:end], start, end))


def quote_at(
    article: Article, span: Span, paragraph: int, score: float, highlights: tuple[tuple[int, int], ...] = ()
) -> Quote:
    """The quote of these words of an article, which begin in this paragraph of it, counted from 1."""
    return Quote(
        text=article.text[span.start : span.end],
        start=span.start,
        end=span.end,
        highlights=highlights,
        score=score,
        citation=_citation(article, paragraph, span.start),
    )


def _citation(article: Article, paragraph: int, start: int) -> Citation:
    begun = [place for place in article.pages if place <= start]
    return Citation(
        article=article.id,
        title=article.title,
        publisher=article.publisher,
        date=article.date,
        url=article.url,
        path=article.path,
        paragraph=paragraph,
        sha256=article.sha256,
        page=article.pages[max(begun)] if begun else None,
    )


def distinct_quotes(evidence: Sequence[Evidence], limit: int) -> tuple[Quote, ...]:
    """Quotes of the first pieces of evidence, without one that overlaps or repeats an earlier one.

    What two articles say word for word is one quote: that it stands in both is told by the answer's sources.
    """
    kept: list[Quote] = []
    for quote in map(quote_of, evidence):
        if len(kept) < limit and not any(_overlap(quote, other) or _alike(quote, other) for other in kept):
            kept.append(quote)
    return tuple(kept)


def _overlap(one: Quote, other: Quote) -> bool:
    return one.citation.article == other.citation.article and one.start < other.end and other.start < one.end


def _alike(one: Quote, other: Quote) -> bool:
    return " ".join(one.text.split()) == " ".join(other.text.split())
