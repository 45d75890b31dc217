"""Evidence: the passages found for a question, read: their best spans, and the quotes around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.answers import Citation, Quote
from index.articles import Article
from index.catalogue import Catalogue, Passage
from index.figures.asked import asked_kinds
from index.figures.binding import asked_for
from index.figures.figure import Kind
from index.passages import Sentence, Span
from index.quotes import paragraph_of, quote_span, with_sentence_before
from index.reader import Reader, Text
from index.search import Found

CLOSER = 5
"""Pieces of evidence that are read a second time."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that may answer, in a passage as found and read, and the quote around it: offsets in the article.

    `context` is the quote with the sentence before it. `margin` is the reader's in the whole passage, `closer` the best
    that it sees in `context` alone: what answers only beside other sentences is often taken from them.
    """

    found: Found
    article: Article
    passage: Span
    span: Span
    quote: Span
    context: Span
    paragraph: int
    margin: float
    closer: float

    @property
    def answer(self) -> str:
        """The best span's words."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def verbatim(self) -> str:
        """The quote's words and no others."""
        return self.article.text[self.quote.start : self.quote.end]

    @property
    def quoted(self) -> str:
        """The quote's words, below what heads its article."""
        return self._below_heading(self.verbatim)

    @property
    def nearby(self) -> str:
        """The passage's words, below what heads its article."""
        return self._below_heading(self.article.text[self.passage.start : self.passage.end])

    @property
    def led_up_to(self) -> str:
        """The words of the quote and of the sentence before it, below what heads its article."""
        return self._below_heading(self.article.text[self.context.start : self.context.end])

    @property
    def source(self) -> str:
        """The article's words, below what heads it."""
        return self._below_heading(self.article.text)

    def _below_heading(self, text: str) -> str:
        """A text below its article's title, publisher and date."""
        heading = (self.article.title, self.article.publisher, self.article.date)
        return "\n".join([*filter(None, heading), text])


def gather(question: str, found: Sequence[Found], catalogue: Catalogue, reader: Reader) -> list[Evidence]:
    """Read what was found, in the order of search: from each passage its best spans, one a quote, best first."""
    passages = catalogue.passages([hit.passage for hit in found])
    sources = {id: _Source.of(catalogue, id) for id in {passage.article for passage in passages}}
    texts = [sources[passage.article].text_of(passage) for passage in passages]
    kinds = asked_kinds(question)
    evidence = []
    for hit, passage, spans in zip(found, passages, reader.read(question, texts), strict=True):
        article, sentences = sources[passage.article]
        quoted: list[Span] = []
        for (start, end), margin in spans:
            span = Span(passage.start + start, passage.start + end)
            if kinds:
                span = _as_bound(question, sources[passage.article], passage, span, kinds)
            quote = quote_span(article, sentences, span)
            if any(quote.start < other.end and other.start < quote.end for other in quoted):
                continue
            quoted.append(quote)
            evidence.append(
                Evidence(
                    found=hit,
                    article=article,
                    passage=Span(passage.start, passage.end),
                    span=span,
                    quote=quote,
                    context=with_sentence_before(sentences, quote),
                    paragraph=paragraph_of(sentences, quote),
                    margin=margin,
                    closer=margin,
                )
            )
    return read_closer(question, evidence, reader)


def read_closer(question: str, evidence: list[Evidence], reader: Reader) -> list[Evidence]:
    """The same evidence, the best of it read again in few sentences; what is not is no surer than the worst of that."""
    best = sorted(evidence, key=lambda item: -item.margin)[:CLOSER]
    texts = [
        Text(item.article.title, item.article.text[item.context.start : item.context.end]) for item in best
    ]
    read = [spans[0].margin for spans in reader.read(question, texts)]
    seen = {id(item): margin for item, margin in zip(best, read, strict=True)}
    least = min(read, default=0.0)
    return [replace(item, closer=seen.get(id(item), min(item.margin, least))) for item in evidence]


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

    def within(self, passage: Passage) -> list[Sentence]:
        """The sentences of the passage."""
        return [sentence for sentence in self.sentences if passage.start <= sentence.start < passage.end]

    def text_of(self, passage: Passage) -> Text:
        """The passage as the reader takes it."""
        sentences = tuple(sentence.start - passage.start for sentence in self.within(passage))
        return Text(self.article.title, self.article.text[passage.start : passage.end], sentences)


def _as_bound(question: str, source: _Source, passage: Passage, span: Span, kinds: frozenset[Kind]) -> Span:
    """The span, or the figure that the question's year or name belongs to where the reader took another one's."""
    sentences = source.within(passage)
    read = next((n for n, one in enumerate(sentences) if one.start <= span.start < one.end), None)
    if read is None or span.start == span.end:
        return span
    texts = [source.article.text[sentence.start : sentence.end] for sentence in sentences]
    begins = sentences[read].start
    found = asked_for(question, texts, read, span.start - begins, span.end - begins, kinds)
    if found is None:
        return span
    begins = sentences[found.sentence].start
    return Span(begins + found.figure.start, begins + found.figure.end)


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
