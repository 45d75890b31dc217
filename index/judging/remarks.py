"""What the bot says to a remark that asks the articles nothing: what it does, what it has, what can be asked."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from weakref import WeakKeyDictionary

from index.answers import Answer
from index.articles.dates import written
from index.building.catalogue import Source
from index.building.counted import counted
from index.building.opened import OpenGeneration
from index.errors import IndexServerError
from index.judging.about import about_threshold, items_about, paragraphs_of
from index.question.filters import Scope
from index.question.kind import read_kind
from index.question.question import Question
from index.question.topic import read_topic

EXAMPLES = 2
"""Topics that are named as examples, each of another article."""
NEWEST = 12
"""Articles in which examples are looked for."""


def reply_to_remark(typed: str, question: Question, generation: OpenGeneration) -> Answer:
    """A refusal whose reason is the help card, all but the time that it took."""
    return Answer(
        question=typed,
        asked_as=question.typed,
        status="refused",
        generation=generation.name,
        reason=help_card(generation),
        kind="remark",
    )


def help_card(generation: OpenGeneration) -> str:
    """What the bot does, what is indexed, and questions that get an answer from it."""
    if generation not in _CARDS:
        does = "I answer questions about news articles by quoting them, and write nothing of my own."
        sources = sorted(generation.catalogue.sources(), key=lambda one: one.date or "", reverse=True)
        try:
            *first, last = (f"“{one}”" for one in examples(generation, sources))
        except IndexServerError:  # what is asked for example is tried first; it is, when the server is back
            return f"{does} {_held(generation, sources)}"
        asked = f"{', '.join(first)} or {last}" if first else last
        _CARDS[generation] = " ".join([does, _held(generation, sources), f"Ask, for example: {asked}"])
    return _CARDS[generation]


_CARDS: WeakKeyDictionary[OpenGeneration, str] = WeakKeyDictionary()
"""The cards of the generations that are open."""


def _held(generation: OpenGeneration, sources: list[Source]) -> str:
    """ "There are 800 articles, from 3 February 2006 to 24 December 2021; the newest is “…”."."""
    count = f"There {'is' if len(sources) == 1 else 'are'} {counted(len(sources), 'article', 'articles')}"
    newest = generation.catalogue.newest()
    dates = [date.fromisoformat(one.date) for one in sources if one.date]
    if newest is None or not dates:
        return f"{count}."
    days = (
        f"from {written(dates[-1])} to {written(dates[0])}"
        if len(set(dates)) > 1
        else f"of {written(dates[0])}"
    )
    return f"{count}, {days}; the newest is “{newest.title}”."


def examples(generation: OpenGeneration, sources: list[Source]) -> list[str]:
    """Questions that are answered: for names in the newest articles, and for the newest month."""
    topics = (name for one in sources[:NEWEST] if (name := _name_in(one, generation)))
    asked = [f"Any news on {name}?" for name in islice(dict.fromkeys(topics), EXAMPLES)]
    newest = next((one.date for one in sources if one.date), None)
    if newest is None:
        return [*asked, "What's new?"]
    day = date.fromisoformat(newest)
    return [*asked, f"What happened in {calendar.month_name[day.month]} {day.year}?"]


def _name_in(source: Source, generation: OpenGeneration) -> str | None:
    """A name in an article's title or first paragraph for which a digest would show that article."""
    return next((name for name in _names(source, generation) if _works(name, source, generation)), None)


def _names(source: Source, generation: OpenGeneration) -> Iterator[str]:
    paragraphs = paragraphs_of(source.article, generation.catalogue)[:1]
    for one in paragraphs:
        for text in (one.article.title, one.heading, one.text):
            yield from _NAME.findall(text)


_NAME = re.compile(
    r"(?:(?<!^)(?<![.!?:] )\b[A-Z][a-zà-þ]+(?: [A-Z][a-zà-þ]+)*|^[A-Z][a-zà-þ]+(?: [A-Z][a-zà-þ]+)+)"
    r"(?=[.,;:?!)”]|$)"
)
"""Words with capitals, of those that begin a sentence only runs; where a clause ends, for there a name is whole."""


def _works(name: str, source: Source, generation: OpenGeneration) -> bool:
    if read_kind(f"Any news on {name}?", generation.encoder).kind != "topic":
        return False
    topic = read_topic(name, generation.encoder)
    if topic.text != name:
        return False
    own = Scope(generation.catalogue.passages_of([source.article]))
    items = items_about(topic, generation, own)
    return any(one.probability >= about_threshold() for one in items)
