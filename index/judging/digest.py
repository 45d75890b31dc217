"""A digest: what several articles say about a topic or a time, one quote for each story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count, islice
from typing import NamedTuple

import numpy as np

from index.answers import FURTHER, Answer, Explanation, Quote
from index.articles.dates import days_of, written
from index.building.catalogue import Catalogue
from index.building.encoder import Encoder
from index.building.opened import OpenGeneration
from index.building.passages import Span
from index.judging.about import Item, Paragraph, about_threshold, items_about, paragraphs_of
from index.judging.stories import with_copies
from index.question.expressions import expressions
from index.question.filters import EVERYTHING, Filter, scope_of
from index.question.question import Question
from index.question.times import IN_FIGURES, Time, Wanted
from index.question.topic import NOTHING_NAMED, Topic, read_topic
from index.reading.citing import quote_at
from index.reading.quotes import quote_span

FEWEST = 5
"""Quotes that a digest has where there are so many stories, even if fewer are shown for a question."""
ONE_STORY = 0.27
"""The median cosine of paragraphs with their article's title from which an article tells one story. The sample articles
have 0.32 to 0.47, pages that list a day's news at most 0.24."""
SAME_STORY = 0.9
"""The cosine from which two paragraphs tell the same."""
SAMPLED = 8
"""Paragraphs of an article that are held against its title."""
NEAREST, NEAR = 3, 0.1
"""Quotes shown where no article is about a topic, and how likely each must be about it even so."""


def answer_to_topic(typed: str, question: Question, generation: OpenGeneration, top: int) -> Answer:
    """What articles say about the topic and of the time that were asked for, all but the time that it took.

    Where no topic is named ("what's new?", "headlines of May 2023"), what they begin with. At least FEWEST quotes, if
    there are so many stories, best or newest first; or none and the reason, with what is nearest. The confidence is
    that the best one is about the topic.
    """
    catalogue = generation.catalogue
    found = found_for(question.text, question.times, generation, question.within)
    refused = Answer(
        question=typed,
        asked_as=question.typed,
        status="refused",
        generation=generation.name,
        explanation=Explanation(threshold=about_threshold()),
        notes=found.notes,
        kind="topic",
    )
    if found.reason:
        return replace(refused, reason=found.reason)
    if not found.topic.words:
        beginnings = (_quote(one, catalogue) for one in _leading(generation, found.within))
        return _quoting(beginnings, replace(refused, confidence=1.0), generation, top)
    items = sorted(found.items, key=lambda one: one.probability, reverse=True)
    judged = replace(refused, confidence=items[0].probability if items else 0.0)
    about = [one for one in items if one.probability >= about_threshold()]
    if not about:
        nearest = tuple(_quote_of(one, catalogue) for one in items[:NEAREST] if one.probability >= NEAR)
        return replace(judged, reason=_nothing_about(found), nearest=nearest)
    if question.times.newest_first or question.heard.newest >= LIKELY:
        about.sort(key=lambda one: one.paragraph.article.date or "", reverse=True)
    stories = (_quote_of(one, catalogue) for one in one_of_each_story(about, generation))
    return _quoting(stories, judged, generation, top)


LIKELY = 0.5
"""The probability from which the newest is taken to be wanted."""


def _quoting(quotes: Iterator[Quote], answer: Answer, generation: OpenGeneration, top: int) -> Answer:
    """The answer with the first of these quotes, and a few beyond those that were wanted; if there are any."""
    top = max(top, FEWEST)
    kept = with_copies(tuple(islice(quotes, top + FURTHER)), generation.copies, generation.catalogue)
    return replace(answer, status="answered" if kept else "refused", quotes=kept[:top], further=kept[top:])


def lead_of(article: str, generation: OpenGeneration) -> Quote | None:
    """What an article begins with; None where there is no such article."""
    paragraphs = paragraphs_of(article, generation.catalogue)
    return _quote(paragraphs[0], generation.catalogue) if paragraphs else None


class FoundForTopic(NamedTuple):
    """A topic, the articles that it is asked of, and the paragraphs found; `reason` where no article is left."""

    topic: Topic
    within: Filter
    items: list[Item]
    notes: tuple[str, ...] = ()
    reason: str | None = None


def found_for(asked: str, time: Time, generation: OpenGeneration, within: Filter) -> FoundForTopic:
    """What is found for a topic among the articles of its time that a filter leaves in."""
    if time.no_such_day:
        return FoundForTopic(NOTHING_NAMED, within, [], reason=time.no_such_day)
    when = _when(asked, time, generation.newest)
    both = _narrowed(within, when.days)
    scope = scope_of(both, generation)
    if scope.reason:
        return FoundForTopic(NOTHING_NAMED, both, [], reason=scope.reason)
    topic = read_topic(when.rest, generation.encoder)
    items = items_about(topic, generation, scope) if topic.words else []
    return FoundForTopic(topic, both, items, (*when.notes, *scope.notes))


class _When(NamedTuple):
    """The days that a topic is asked of, None where none are named, and what it says beside them."""

    days: Filter
    rest: str
    notes: tuple[str, ...] = ()


def _when(asked: str, time: Time, newest: date | None) -> _When:
    """Times named in so many words; else one told from another day, "last week", counted from the newest article."""
    if time.wanted:
        days = EVERYTHING
        for wanted in time.wanted:
            days = _narrowed(days, _days_of(wanted))
        # Where a time is all that is named, nothing is left of what was asked without it.
        return _When(days, time.without if time.without != time.content else "")
    if (figures := IN_FIGURES.search(asked)) and (day := days_of(figures.group())):
        rest = asked[: figures.start()] + asked[figures.end() :]
        return _When(Filter(since=day.first, before=day.after), rest)
    told = [one for one in expressions(asked, newest) if one.relative]
    if not told or newest is None:
        return _When(EVERYTHING, time.content)
    words = asked[told[0].start : told[0].end]
    note = f"“{words}” is counted from the newest article, of {written(newest)}."
    rest = asked[: told[0].start] + asked[told[0].end :]
    return _When(Filter(since=told[0].days.first, before=told[0].days.after), rest, (note,))


def _days_of(wanted: Wanted) -> Filter:
    first, after = wanted.days
    if wanted.way == "in":
        return Filter(since=first, before=after)
    if wanted.way == "before":
        return Filter(before=after if wanted.event else first)
    return Filter(since=first if wanted.way == "since" or wanted.event else after)


def _narrowed(one: Filter, other: Filter) -> Filter:
    """What both filters leave in, where both name days; they may leave nothing."""
    since = max(filter(None, (one.since, other.since)), default=None)
    before = min(filter(None, (one.before, other.before)), default=None)
    return Filter(since, before, one.source or other.source)


def _leading(generation: OpenGeneration, within: Filter) -> Iterator[Paragraph]:
    """What articles begin with, the newest article first; then what comes second in those that list several things."""
    catalogue, copies = generation.catalogue, generation.copies
    left = {
        one.article: one.date or "" for one in catalogue.sources() if within.admits(one.publisher, one.date)
    }
    originals = [id for id in left if copies.original(id) == id or copies.original(id) not in left]
    going_on = sorted(originals, key=lambda id: left[id], reverse=True)
    for place in count():
        told, going_on = going_on, []
        for id in told:
            paragraphs = paragraphs_of(id, catalogue)
            if place == 1 and tells_one_story(paragraphs, generation.encoder):
                continue
            if place < len(paragraphs):
                yield paragraphs[place]
                going_on.append(id)
        if not going_on:
            return


def one_of_each_story(items: Sequence[Item], generation: OpenGeneration) -> Iterator[Item]:
    """The items in their order without those that tell a story again: of the same article, a copy, or alike."""
    kept: list[Item] = []
    for item in items:
        if not any(_same_story(item, other, generation) for other in kept):
            kept.append(item)
            yield item


def _same_story(one: Item, other: Item, generation: OpenGeneration) -> bool:
    if float(one.vector @ other.vector) >= SAME_STORY:
        return True
    first, second = (item.paragraph.article.id for item in (one, other))
    if generation.copies.original(first) != generation.copies.original(second):
        return False
    return tells_one_story(paragraphs_of(first, generation.catalogue), generation.encoder)


def tells_one_story(paragraphs: Sequence[Paragraph], encoder: Encoder) -> bool:
    """Whether an article's title says what its paragraphs are about; "News of 3 May" does not."""
    if not paragraphs:
        return True
    sampled = [one.text for one in paragraphs[:SAMPLED]]
    vectors = encoder.encode_passages([paragraphs[0].article.title, *sampled])
    return float(np.median(vectors[1:] @ vectors[0])) >= ONE_STORY


def _quote_of(item: Item, catalogue: Catalogue) -> Quote:
    return _quote(item.paragraph, catalogue, item.quote, item.probability)


def _quote(paragraph: Paragraph, catalogue: Catalogue, span: Span | None = None, score: float = 0.0) -> Quote:
    """A quote of these sentences, or of a paragraph's first two, with who speaks and the list that they announce."""
    article, opening = paragraph.article, paragraph.sentences[:2]
    said = span or Span(opening[0].start, opening[-1].end)
    quoted = quote_span(article, catalogue.sentences(article.id), said)
    return quote_at(article, quoted, paragraph.number + 1, score)


def _nothing_about(found: FoundForTopic) -> str:
    articles = " ".join(filter(None, ["No article", found.within.in_words]))
    return f"{articles} is about “{found.topic.text}”."
