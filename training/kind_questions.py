"""Things that people type to a news bot, with what each is: a question, a topic, a remark to the bot.

Made from prompts (`lists/`) and from names, places and headings of news; questions are those of SQuAD and Wikinews too.
"""

from __future__ import annotations

import calendar
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from training.lists import lines
from training.typing_habits import as_typed


class Typed(NamedTuple):
    """What somebody typed. `newest` says whether the newest is wanted; `topic` are its words for what it is about."""

    text: str
    kind: str
    newest: bool = False
    topic: str | None = None


class News(NamedTuple):
    """What prompts are filled with, from news."""

    headings: list[str]
    names: list[str]
    places: list[str]
    things: list[str]
    sentences: list[str]


def read_news(path: Path, without: frozenset[str]) -> News:
    """Headings, names, places, things and sentences of news days, those `without` left out."""
    headings: list[str] = []
    names: dict[str, int] = {}
    places: dict[str, int] = {}
    things: dict[str, int] = {}
    sentences: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for day in map(json.loads, file):
            if day["date"] in without:
                continue
            for item in day["items"]:
                headings += item["topic"]
                sentences.append(item["text"].split(". ")[0])
                for pattern, counts in ((_NAME, names), (_PLACE, places), (_THING, things)):
                    for found in pattern.findall(item["text"]):
                        counts[found] = counts.get(found, 0) + 1
    return News(
        headings=[heading for heading in dict.fromkeys(headings) if len(heading.split()) <= _LONGEST],
        names=[name for name, count in names.items() if count >= _OFTEN],
        places=[place for place, count in places.items() if count >= _OFTEN and place not in _NO_PLACES],
        things=[thing for thing, count in things.items() if count >= _OFTEN],
        sentences=[one for one in sentences if 5 <= len(one.split()) <= 25],
    )


_NAME = re.compile(r"(?<=[a-z,] )[A-ZÀ-Þ][\w'’-]+(?: (?:al-|de |van |von |bin )?[A-ZÀ-Þ][\w'’-]+){1,2}")
_PLACE = re.compile(r"\b(?:in|from|near) ([A-ZÀ-Þ][a-zà-þ]+(?: [A-ZÀ-Þ][a-zà-þ]+)?)\b")
_THING = re.compile(
    r"\b(?:the|of|for|about|with) ((?:[a-z]+ )?[a-z]{4,})(?=[,.]| (?:in|of|on|at|for|and|is|was|are|were)\b)"
)
_NO_PLACES = frozenset(calendar.month_name[1:])
_LONGEST, _OFTEN = 7, 2


def typed_things(news: News, asked: Sequence[str], count: int, rng: random.Random) -> Iterator[Typed]:
    """So many things that people type, in no order: half of them questions, a third topics, a sixth remarks.

    Behind them a few that are in every list: requests for the newest, and what was typed in other languages.
    """
    makers = (
        *[lambda: Typed(as_typed(rng.choice(asked), rng), "ask")] * 4,
        *[lambda: Typed(_filled(rng.choice(_ASKED), news, rng)[0], "ask")] * 4,
        lambda: Typed(_filled(rng.choice(_PRACTICAL), news, rng)[0], "ask"),
        lambda: Typed(_claim(rng.choice(news.sentences), rng), "ask"),
        *[lambda: _topic(rng.choice(_PROMPTS), news, rng)] * 3,
        lambda: _topic("{topic}", news, rng),
        *[lambda: _topic(rng.choice(_NEWEST), news, rng, newest=True)] * 2,
        lambda: _topic(rng.choice(_PERIODS), news, rng),
        *[lambda: Typed(_filled(rng.choice(_REMARKS), news, rng)[0], "remark")] * 3,
    )
    for _ in range(count):
        made = rng.choice(makers)()
        yield made._replace(text=_as_people_type(made.text, rng))
    for text in _NEWEST_ALONE * 4:
        yield Typed(_as_people_type(text, rng), "topic", newest=True, topic="")
    yield from _OTHER_LANGUAGES


_ASKED, _PRACTICAL = lines("asked_things"), lines("practical_things")
_PROMPTS, _NEWEST = lines("topic_prompts"), lines("newest_prompts")
_PERIODS, _REMARKS, _THINGS = lines("period_prompts"), lines("remarks"), lines("topic_things")
_NEWEST_ALONE = lines("newest_alone")
_OTHER_LANGUAGES = [
    *(Typed(text, "ask") for text in lines("other_languages_questions")),
    *(Typed(text, "topic") for text in lines("other_languages_topics")),
    *(Typed(text, "topic", newest=True) for text in lines("other_languages_newest")),
    *(Typed(text, "remark") for text in lines("other_languages_remarks")),
]
"""In sixteen languages: articles may be in one that the encoder hardly knows."""


def _topic(prompt: str, news: News, rng: random.Random, *, newest: bool = False) -> Typed:
    text, topic = _filled(prompt, news, rng)
    return Typed(text, "topic", newest, topic)


def _filled(prompt: str, news: News, rng: random.Random) -> tuple[str, str]:
    """A prompt with something in each of its gaps, and what was put in, joined."""
    put: list[str] = []

    def fill(gap: re.Match[str]) -> str:
        if gap[1] == "on":
            return rng.choice(("on", "in", ""))
        if gap[1] == "time":
            return _time(rng)
        word = _of_news(gap[1], news, rng)
        put.append(word)
        return word

    return re.sub(r" +", " ", _GAP.sub(fill, prompt)).strip(), " ".join(put)


_GAP = re.compile(r"\{(\w+)\}")


def _of_news(gap: str, news: News, rng: random.Random) -> str:
    if gap == "name":
        return rng.choice(news.names)
    if gap == "place":
        return rng.choice(news.places)
    if gap == "thing":
        return rng.choice(news.things)
    draw = rng.random()
    if draw < 0.25:
        return _filled(rng.choice(_THINGS), news, rng)[0]
    if draw < 0.35:
        return rng.choice(news.things)
    if draw < 0.5:
        return re.sub(r"^(?:the )?\d{4}(?:–\d+)? ", "", rng.choice(news.headings))
    if draw < 0.6:
        return rng.choice(news.headings)
    return rng.choice(news.names if draw < 0.8 else news.places)


def _time(rng: random.Random) -> str:
    """A day, a month or a year, written in one of the ways that people write them."""
    day = date(1999, 1, 1) + timedelta(rng.randrange(365 * 28))
    return rng.choice(
        (
            f"{day.day} {day:%B} {day.year}",
            f"{day.day} {day:%B} {day.year}",
            f"{day:%B} {day.day}, {day.year}",
            f"{day:%B} {day.day}th {day.year}",
            f"the {day.day}th of {day:%B} {day.year}",
            f"{day:%d/%m/%Y}",
            f"{day:%Y-%m-%d}",
            f"{day:%b} {day.day} {day.year}",
            f"{day:%B} {day.year}",
            f"{day:%B} {day.year}",
            f"{day:%b} {day.year}",
            f"{day.year}",
            f"the year {day.year}",
            f"{day:%B}",
            f"{day.day} {day:%B}",
            rng.choice(("last week", "last month", "last year", "yesterday", "this month", "in the 2000s")),
        )
    )


def _claim(sentence: str, rng: random.Random) -> str:
    """A sentence of news as somebody holds it against the articles."""
    plain = sentence.rstrip(".")
    return rng.choice(("{}", "{}.", "{}, right?", "is it true that {}", "{}, correct?", "{}?")).format(plain)


def _as_people_type(text: str, rng: random.Random) -> str:
    """Often in lower case, with or without its question mark; now and then with a slip or a word of courtesy."""
    if rng.random() < 0.4:
        text = text.lower()
    if rng.random() < 0.15:
        text = text[0].upper() + text[1:] if text else text
    if rng.random() < 0.3:
        text = text.rstrip("? ") + rng.choice(("", "?", ""))
    if rng.random() < 0.08 and len(text) > 8:
        at = rng.randrange(3, len(text) - 1)
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if rng.random() < 0.06:
        text = rng.choice(("hey ", "ok so ", "hi, ", "um ", "please ", "hey bot ", "so ")) + text
    if rng.random() < 0.05:
        text = text.rstrip("? ") + rng.choice((" please", " pls", " thanks", ", thanks!"))
    return text


def squad_questions(path: Path) -> list[str]:
    """The questions of SQuAD's training half."""
    return [asked["question"].strip() for line in _lines(path) for asked in line["questions"]]


def squad_titles(path: Path) -> list[str]:
    """The titles of its articles, each once."""
    return list(dict.fromkeys(line["title"].replace("_", " ") for line in _lines(path)))


def wikinews_questions(path: Path) -> list[str]:
    """The questions over Wikinews and Wikipedia."""
    return [asked["question"].strip() for line in _lines(path) for asked in line["questions"]]


def _lines(path: Path) -> Iterator[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
