"""Reading quickly: the passages that search found, read by the quick reader, and the quotes around their best spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.articles import Article
from index.building.as_read import AsRead, as_read, starts_of
from index.building.catalogue import Catalogue
from index.building.passages import Outline, Sentence, Span
from index.figures.numbers import with_whole_numbers
from index.reading.evidence import Evidence
from index.reading.own.scale import MarginScale
from index.reading.quotes import paragraph_of, quote_span, read_from, with_sentence_before
from index.reading.reader import Reader, ReadSpan, Text
from index.reading.search import Found

QUOTES = 2
"""Quotes that a passage gives at most."""


def read_quickly(
    question: str, found: Sequence[Found], catalogue: Catalogue, reader: Reader, scale: MarginScale
) -> Iterator[Evidence]:
    """From each passage found, in their order, its best spans: one a quote, each with the next best one of that."""
    passages = _passages(found, catalogue)
    read = reader.read(question, [passage.text for passage in passages], scale)
    for passage, spans in zip(passages, read, strict=True):
        yield from _quotes_in(passage, spans)


def _quotes_in(passage: _Passage, spans: Sequence[ReadSpan]) -> list[Evidence]:
    """The quotes around a passage's best spans, at most QUOTES of them."""
    article, sentences = passage.source.article, passage.source.sentences
    pieces: list[Evidence] = []
    for read_span, margin in spans:
        span = passage.seen.in_article(read_span) or Span(passage.place.start, passage.place.start)
        quote = quote_span(article, sentences, span)
        span = _with_whole_numbers(article.text, quote, span)
        beside = next((n for n, piece in enumerate(pieces) if quote.overlaps(piece.quote)), None)
        if beside is not None:
            pieces[beside] = _with_rival(pieces[beside], ReadSpan(span, margin))
        elif len(pieces) < QUOTES:
            pieces.append(
                Evidence(
                    found=passage.hit,
                    article=article,
                    passage=passage.place,
                    heading=passage.source.outline.heading(passage.place),
                    span=span,
                    quote=quote,
                    context=with_sentence_before(sentences, quote),
                    read_from=read_from(article.text, sentences, quote),
                    paragraph=paragraph_of(sentences, quote),
                    margin=margin,
                    columns=passage.columns,
                    told=passage.source.told,
                )
            )
    return pieces


def _with_rival(piece: Evidence, rival: ReadSpan) -> Evidence:
    """A piece of evidence with the next best span of its quote, if that is the first other one that lies in it."""
    start, end = rival.span
    lies_in_it = piece.quote.start <= start < end <= piece.quote.end
    is_another = piece.other is None and rival.span != piece.span
    return replace(piece, other=rival) if is_another and lies_in_it else piece


def _with_whole_numbers(text: str, quote: Span, span: Span) -> Span:
    start, end = with_whole_numbers(
        text[quote.start : quote.end], span.start - quote.start, span.end - quote.start
    )
    return Span(quote.start + start, quote.start + end)


class _Source(NamedTuple):
    """An article that was found, with its sentences; `told` are those that are headings or can be found."""

    article: Article
    sentences: list[Sentence]
    told: list[Sentence]
    outline: Outline

    @classmethod
    def of(cls, catalogue: Catalogue, id: str) -> _Source:
        article = catalogue.article(id)
        if article is None:
            raise LookupError(f"The catalogue has a passage of {id}, but not the article.")
        sentences = catalogue.sentences(id)
        starts = catalogue.passage_starts(id)
        found = {sentence.paragraph for sentence in sentences if sentence.start in starts}
        told = [sentence for sentence in sentences if sentence.heading or sentence.paragraph in found]
        return cls(article, sentences, told, Outline(article.text, sentences))


class _Passage(NamedTuple):
    """A passage that search found: where it stands in its article, what heads its columns, and how it is read."""

    hit: Found
    source: _Source
    place: Span
    columns: tuple[str, ...]
    seen: AsRead

    @property
    def text(self) -> Text:
        """The passage as the reader takes it."""
        place, outline = self.place, self.source.outline
        starts = [s.start for s in self.source.sentences if place.start <= s.start < place.end]
        context = "\n".join(filter(None, (outline.lead(place), outline.context(place))))
        return Text(self.source.article.title, self.seen.text, starts_of(self.seen, starts), context)


def _passages(found: Sequence[Found], catalogue: Catalogue) -> list[_Passage]:
    """The passages found, in their order; each article of theirs is fetched once."""
    sources: dict[str, _Source] = {}
    passages: list[_Passage] = []
    for hit, passage in zip(found, catalogue.passages([hit.passage for hit in found]), strict=True):
        if passage.article not in sources:
            sources[passage.article] = _Source.of(catalogue, passage.article)
        source, place = sources[passage.article], Span(passage.start, passage.end)
        columns = source.outline.columns(place)
        seen = as_read(source.article.text, place, columns)
        passages.append(_Passage(hit, source, place, tuple(columns), seen))
    return passages
