"""Evidence: the passages found for a question, read, each with its best span and the quote around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.answers import Citation, Quote
from index.articles import Article
from index.catalogue import Catalogue
from index.passages import Sentence, Span, passage_text
from index.quotes import paragraph_of, quote_span
from index.reader import Reader, Text
from index.search import Found


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage as found and read: its best span and the quote around it, all as offsets in the article."""

    found: Found
    article: Article
    passage: Span
    span: Span
    quote: Span
    paragraph: int
    margin: float

    @property
    def answer(self) -> str:
        """The best span's words."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def quoted(self) -> str:
        """The quote's words, below the article's title."""
        return passage_text(self.article.title, self.article.text[self.quote.start : self.quote.end])

    @property
    def source(self) -> str:
        """All that is known of the article: its title, publisher, date and text."""
        known = (self.article.title, self.article.publisher, self.article.date, self.article.text)
        return "\n".join(filter(None, known))

    @property
    def nearby(self) -> str:
        """The passage's words, below the article's title."""
        return passage_text(self.article.title, self.article.text[self.passage.start : self.passage.end])


def gather(question: str, found: Sequence[Found], catalogue: Catalogue, reader: Reader) -> list[Evidence]:
    """Read what was found: one Evidence a passage, in the order of search."""
    passages = catalogue.passages([hit.passage for hit in found])
    sources = {id: _Source.of(catalogue, id) for id in {passage.article for passage in passages}}
    texts = [
        Text(sources[id].article.title, sources[id].article.text[start:end]) for _, id, start, end in passages
    ]
    evidence = []
    for hit, passage, best in zip(found, passages, reader.read(question, texts), strict=True):
        article, sentences = sources[passage.article]
        span = Span(passage.start + best.span.start, passage.start + best.span.end)
        evidence.append(
            Evidence(
                found=hit,
                article=article,
                passage=Span(passage.start, passage.end),
                span=span,
                quote=quote_span(article, sentences, span),
                paragraph=paragraph_of(sentences, span),
                margin=best.margin,
            )
        )
    return evidence


class _Source(NamedTuple):
    """An article that was found, with its sentences."""

    article: Article
    sentences: list[Sentence]

    @classmethod
    def of(cls, catalogue: Catalogue, id: str) -> _Source:
        article = catalogue.article(id)
        if article is None:
            raise LookupError(f"The catalogue has a passage of {id}, but not the article.")
        return cls(article, catalogue.sentences(id))


def quote_of(evidence: Evidence) -> Quote:
    """The quote that this evidence makes."""
    article, quote, span = evidence.article, evidence.quote, evidence.span
    return Quote(
        text=article.text[quote.start : quote.end],
        start=quote.start,
        end=quote.end,
        highlights=((span.start - quote.start, span.end - quote.start),),
        score=evidence.margin,
        citation=Citation(
            article=article.id,
            title=article.title,
            publisher=article.publisher,
            date=article.date,
            url=article.url,
            path=article.path,
            paragraph=evidence.paragraph,
            sha256=article.sha256,
        ),
    )


def distinct_quotes(evidence: Sequence[Evidence], limit: int) -> tuple[Quote, ...]:
    """Quotes of the first pieces of evidence, without one that overlaps an earlier one of the same article."""
    kept: list[Quote] = []
    for quote in map(quote_of, evidence):
        if len(kept) < limit and not any(_overlap(quote, other) for other in kept):
            kept.append(quote)
    return tuple(kept)


def _overlap(one: Quote, other: Quote) -> bool:
    return one.citation.article == other.citation.article and one.start < other.end and other.start < one.end
