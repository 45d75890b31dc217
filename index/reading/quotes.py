"""Quoting: an answer span to the whole sentences around it, exactly as they stand in the article."""

from __future__ import annotations

from collections.abc import Sequence

from index.articles import Article
from index.building.passages import Sentence, Span

MAX_EXTENSION = 4
"""Sentences that a quote may reach back for its speaker; farther than that it is no longer short enough to read."""


def quote_span(article: Article, sentences: Sequence[Sentence], span: Span) -> Span:
    """The whole sentences that hold the span; in a quotation that runs over paragraphs, back to who speaks."""
    first, last = _holding(sentences, span)
    return Span(sentences[_with_speaker(article.text, sentences, first)].start, sentences[last].end)


def with_sentence_before(sentences: Sequence[Sentence], quote: Span) -> Span:
    """The quote and the sentence before it, if there is one."""
    first, _ = _holding(sentences, quote)
    return Span(sentences[max(0, first - 1)].start, quote.end)


def paragraph_of(sentences: Sequence[Sentence], span: Span) -> int:
    """The paragraph in which the span begins, counted from 1."""
    return sentences[_holding(sentences, span)[0]].paragraph + 1


def _holding(sentences: Sequence[Sentence], span: Span) -> tuple[int, int]:
    first = next(number for number, sentence in enumerate(sentences) if sentence.end > span.start)
    last = next(n for n in range(first, len(sentences)) if sentences[n].end >= span.end)
    return first, last


def _with_speaker(text: str, sentences: Sequence[Sentence], number: int) -> int:
    """The sentence that opens the quotation in which this one stands, if it opened in an earlier paragraph.

    In news, every paragraph of a long quotation begins with an opening mark and only the last one is closed,
    so a paragraph that begins with a mark after one that was left open carries on the same speech.
    """
    speaker = number
    while (previous := _continued_from(text, sentences, speaker)) is not None:
        speaker = previous
        if number - speaker > MAX_EXTENSION:
            return number
    return speaker


def _continued_from(text: str, sentences: Sequence[Sentence], number: int) -> int | None:
    """The last paragraph's sentence in which its quotation opens, if this sentence's paragraph carries it on."""
    paragraph = sentences[number].paragraph
    begins = next(n for n in range(number, -1, -1) if n == 0 or sentences[n - 1].paragraph != paragraph)
    if begins == 0 or text[sentences[begins].start] not in _OPENING:
        return None
    before = sentences[begins - 1].paragraph
    earlier = [n for n in range(begins - 1, -1, -1) if sentences[n].paragraph == before]
    return next(
        (n for n in earlier if _left_open(text[sentences[n].start : sentences[begins - 1].end])), None
    )


_OPENING = '"“'


def _left_open(text: str) -> bool:
    if "“" in text or "”" in text:
        return text.rfind("“") > text.rfind("”")
    return text.count('"') % 2 == 1
