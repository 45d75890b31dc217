"""Evidence: the passages found for a question, read: their best spans, and the quotes around them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from index.answers import Citation, Excerpt, Quote
from index.articles import Article
from index.building.as_read import AsRead, as_read, cell_as_read, joined, starts_of
from index.building.catalogue import Catalogue
from index.building.passages import Outline, Sentence, Span
from index.figures.numbers import with_whole_numbers
from index.reading.bridge import bridge_of, leading_up, nearby, subject_of
from index.reading.careful import LONGEST_QUESTION, CarefulReader
from index.reading.claims import ClaimReader
from index.reading.marked import MarkedQuote, marked_text, said_date
from index.reading.own.scale import UNSCALED, MarginScale
from index.reading.quotes import listed_below, paragraph_of, quote_span, read_from, with_sentence_before
from index.reading.reader import Reader, ReadSpan, Text
from index.reading.search import Found
from index.stopwatch import Stopwatch

FIRST, MOST = 10, 20
"""Passages read at once, and at most: the others only while nothing is sure. Of 380 questions over news days the right
one is among the first ten for 379, among twenty for all."""
SURE = 4.0
"""The margin (logits) from which the passages after the first ten are not read: the best of them rarely reaches it."""
AT_ONCE, CAREFUL = 2, 4
"""Quotes that the careful reader reads at once, and at most: where one of two answers and the other does not, no
further one is read. Of 1,730 questions as many end right as if all four were."""
CLOSENESS = 12.0
"""What a cosine is worth beside a margin (logits) where evidence is put in order before it is judged."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that may answer, in a passage as found and read, and the quote around it: offsets in the article.

    `heading` is what heads the passage, `columns` what heads the cells of a table's row, `context` the quote with the
    sentence before it, `read_from` where the sentences begin that are read before it. Of the sentences that its article
    has `told`, `bridge` says most of what of the question is not read so, and `subject` names what the quote does not:
    None until they are looked for, for the careful reader. `margin` is the quick reader's in the passage, `careful` the
    careful reader's for the quote: None where it did not read it. `other` is what the quick reader likes next best in
    the same quote.
    """

    found: Found
    article: Article
    passage: Span
    heading: str
    span: Span
    quote: Span
    context: Span
    read_from: int
    paragraph: int
    margin: float
    careful: float | None = None
    columns: tuple[str, ...] = ()
    other: ReadSpan | None = None
    told: Sequence[Sentence] = field(default=(), repr=False, compare=False)
    bridge: Span | None = None
    subject: Span | None = None

    @property
    def answer(self) -> str:
        """The best span's words."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def verbatim(self) -> str:
        """The quote's words and no others."""
        return self.article.text[self.quote.start : self.quote.end]

    @property
    def nearby(self) -> str:
        """The passage's words, below what heads it and its article."""
        return self._below_heading(self.article.text[self.passage.start : self.passage.end])

    @property
    def led_up_to(self) -> str:
        """The words of the quote and of the sentence before it, below what heads them."""
        return self._below_heading(self.article.text[self.context.start : self.context.end])

    @property
    def source(self) -> str:
        """The article's words, below what heads it."""
        return self._below_heading(self.article.text)

    @property
    def worth(self) -> float:
        """How likely it is to answer as far as the quick reader and search tell: an order, no probability."""
        return self.margin + CLOSENESS * self.found.dense

    def exchanged(self) -> Evidence | None:
        """The same quote with its other span taken for the answer; None where there is no other."""
        if self.other is None:
            return None
        held = ReadSpan(self.span, self.margin)
        return replace(self, span=self.other.span, margin=self.other.margin, other=held)

    def _below_heading(self, text: str) -> str:
        """A text as it is read, below its article's title, publisher and date, and what heads the passage."""
        heading = (self.article.title, self.article.publisher, self.article.date, self.heading)
        return "\n".join([*filter(None, heading), joined(text)])


_NOTHING = MarkedQuote("", "", "", "", Span(0, 0))


class Readers(NamedTuple):
    """The quick reader, the careful one and that of claims where there are such.

    `scale` is that on which the quick one's margins are put.
    """

    quick: Reader
    careful: CarefulReader | None
    scale: MarginScale = UNSCALED
    claims: ClaimReader | None = None

    def open(self) -> None:
        """Open those that open only when they first read. Raises ReaderError."""
        if self.careful is not None:
            self.careful.read("", [_NOTHING])
        if self.careful is not None and self.claims is not None:
            self.claims.read("", _NOTHING, self.careful)

    def close(self) -> None:
        """End the readers' threads."""
        self.quick.close()
        if self.careful is not None:
            self.careful.close()


def read(
    question: str,
    found: Sequence[Found],
    catalogue: Catalogue,
    readers: Readers,
    wanted: int = 0,
    watch: Stopwatch | None = None,
) -> list[Evidence]:
    """What passages say to a question, in the order of search; the best of it read again by the careful reader.

    From each passage its best spans, one a quote and best first, each with the next best one of that quote. The first
    passages are read, and while nothing in them is sure the others, too. Where more quotes are wanted than the careful
    reader reads at most, it reads so many. What each reader took is told to the watch.
    """
    watch = watch or Stopwatch()
    evidence = list(_read(question, found[:FIRST], catalogue, readers))
    if max((item.margin for item in evidence), default=0.0) < SURE:
        evidence += _read(question, found[FIRST:MOST], catalogue, readers)
    watch.lap("reading_quickly")
    evidence = read_carefully(question, evidence, readers.careful, max(CAREFUL, wanted))
    watch.lap("reading_carefully")
    return evidence


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


def _read(
    question: str, found: Sequence[Found], catalogue: Catalogue, readers: Readers
) -> Iterator[Evidence]:
    passages = _passages(found, catalogue)
    read = readers.quick.read(question, [passage.text for passage in passages], readers.scale)
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


QUOTES = 2
"""Quotes that a passage gives at most."""


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
