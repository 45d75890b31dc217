"""Questions and pieces of evidence made by hand, for tests of what is judged rather than found and read."""

from __future__ import annotations

import hashlib
from datetime import date

from index.articles import Article
from index.building.keywords import Mentions, stems
from index.building.passages import Outline, Span, passages, sentences
from index.question.filters import EVERYTHING
from index.question.kind import A_QUESTION
from index.question.question import Question
from index.question.support import question_words
from index.question.times import time_asked
from index.reading.evidence import Evidence
from index.reading.quotes import paragraph_of, quote_span, read_from, with_sentence_before
from index.reading.search import Found

ALIKE = Found(1, 0.1, 1, 0.5, 1, 10.0)
"""As a passage is found that both halves of search put first."""


def asked(text: str, newest: date | None = None) -> Question:
    """A question, read; without an encoder, which tells only whether it is one."""
    words, times = tuple(question_words(text)), time_asked(text, newest)
    return Question(text, text, EVERYTHING, times, words, A_QUESTION)


def piece(
    text: str,
    answer: str,
    *,
    id: str = "news.txt",
    title: str = "News",
    publisher: str | None = None,
    day: str | None = None,
    headings: tuple[int, ...] = (),
    margin: float = 0.0,
    careful: float | None = None,
    found: Found = ALIKE,
) -> Evidence:
    """The evidence that an article's text gives where the first of these words in it are taken for the answer."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = Article(id, f"/corpus/{id}", title, publisher, day, None, text, digest, digest)
    cut = sentences(text, headings)
    start = text.index(answer)
    span = Span(start, start + len(answer))
    passage = next(place for place in passages(text, cut) if place.start <= start < place.end)
    quote = quote_span(article, cut, span)
    return Evidence(
        found=found,
        article=article,
        passage=passage,
        heading=Outline(text, cut).heading(passage),
        span=span,
        quote=quote,
        context=with_sentence_before(cut, quote),
        read_from=read_from(text, cut, quote),
        paragraph=paragraph_of(cut, quote),
        margin=margin,
        careful=careful,
    )


def mentions_of(*texts: str) -> Mentions:
    """How many of some passages hold a stem."""
    held = [frozenset(stems(text)) for text in texts]
    return lambda stem: sum(stem in one for one in held)
