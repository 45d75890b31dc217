"""What a conversation has been about: the phrases a pronoun, or a question that names nothing, may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bot.followups import words as w
from bot.followups.phrases import YEAR, Phrase, phrases_of
from bot.followups.words import share_of_stems, words_of

Kind = Literal["person", "thing", "things", "place", "topic"]
REACH = 4
"""Exchanges back that a follow-up may refer to."""
PLACE_PREPOSITIONS = frozenset("in at from near to on".split())
_RELATED = frozenset("of in on at for with about from between to".split())


class Exchange(NamedTuple):
    """A question as it was asked of the articles, what was typed, and the short answer, None after a refusal.

    `titles` are those of the articles quoted, `date` that of the first of them, in ISO 8601.
    """

    typed: str
    asked: str
    answer: str | None = None
    quote: str = ""
    titles: tuple[str, ...] = ()
    date: str | None = None


class _Rated(NamedTuple):
    score: float
    text: str


def antecedents(exchanges: Sequence[Exchange], kind: Kind, question: str = "") -> list[str]:
    """The texts that a word of this kind may stand for, likeliest first; none that the question names itself.

    `exchanges` are oldest first.
    """
    rated: list[_Rated] = []
    recent = exchanges[-REACH:]
    for distance, exchange in enumerate(reversed(recent)):
        before = recent[: len(recent) - 1 - distance]
        rated += [one._replace(score=one.score - 0.6 * distance) for one in _of_exchange(exchange, kind, before)]
    rated.sort(key=lambda one: -one.score)
    named = [phrase.bare for phrase in phrases_of(question)]
    texts = (one.text for one in rated)
    return list(dict.fromkeys(text for text in texts if not (named and _names(text, named))))


def _names(text: str, named: Sequence[str]) -> bool:
    """Whether one of the phrases named is this one, or its head."""
    bare = _plain(text)
    return any(_plain(phrase) == bare for phrase in named)


def _plain(text: str) -> str:
    return re.sub(r"^(?:the|a|an) ", "", text.lower())


def _of_exchange(exchange: Exchange, kind: Kind, before: Sequence[Exchange]) -> Iterator[_Rated]:
    answer = _entity(exchange, kind)
    if answer is not None:
        yield answer
    phrases = phrases_of(exchange.asked)
    earlier = [one.asked for one in before[-2:]]
    for number, phrase in enumerate(phrases):
        score = _score(phrase, kind, is_first=number == 0)
        if score is None:
            continue
        attached = number > 0 and (phrase.preposition in _RELATED or phrases[number - 1].owns)
        continued = bool(earlier) and share_of_stems(phrase.bare, earlier)
        yield _Rated(
            score + 0.3 * (phrase.owns or attached) + 0.2 * continued, extended(exchange.asked, phrases, number)
        )


def _score(phrase: Phrase, kind: Kind, *, is_first: bool) -> float | None:
    """How likely a phrase of a question is meant by a word of this kind; None where it cannot be."""
    if phrase.is_number or phrase.head.lower() in _TIMES:
        return None
    score = phrase.weight + 0.5 * phrase.is_name + 0.1 * is_first
    if kind == "person":
        return score + 1 if _may_be_person(phrase) else None
    if kind == "place":
        return score + (0.8 if phrase.preposition in PLACE_PREPOSITIONS else 0.0) if phrase.is_name else None
    if kind == "things":
        return score + 0.5 * phrase.is_plural
    if kind == "thing":
        return score - 0.4 * phrase.is_plural
    return score


_TIMES = frozenset("year years month months week weeks day days century time today decade".split())


def _may_be_person(phrase: Phrase) -> bool:
    words = phrase.bare.split()
    return (
        phrase.is_name
        and phrase.determiner == ""
        and phrase.preposition not in {"in", "at", "near"}
        and len(words) <= 4
        and all(word[0].isupper() for word in words)
    )


def _entity(exchange: Exchange, kind: Kind) -> _Rated | None:
    """The short answer, where the question asked for somebody, something or some place that it did not name."""
    answer = exchange.answer
    if answer is None or not re.match(r"[^\W\d]", answer) or len(answer.split()) > 7:
        return None
    asks = next((word.lower for word in words_of(exchange.asked) if word.lower in w.WH), "")
    has_name = any(word[0].isupper() for word in answer.split())
    fits = {
        "person": asks in ("who", "whom", "whose") or (asks in ("what", "which") and has_name),
        "thing": asks in ("what", "which") and has_name and not _is_description(exchange.asked),
        "things": asks in ("who", "whom", "what", "which") and (has_name or asks in ("who", "whom"))
        and not _is_description(exchange.asked),
        "place": asks == "where" or (asks in ("what", "which") and has_name),
        "topic": False,
    }[kind]
    if not fits:
        return None
    bonus = 0.9 if kind == "things" and not _may_be_many(answer) else 2.6
    return _Rated(bonus, answer)


def _may_be_many(answer: str) -> bool:
    return re.search(r"s\b|\band\b", answer) is not None


def _is_description(asked: str) -> bool:
    """Whether a question asks what somebody did, or what something is, rather than which."""
    return re.match(r"(?:what|which) (?:did|does|do|happened)\b", asked, re.IGNORECASE) is not None


def extended(question: str, phrases: Sequence[Phrase], number: int) -> str:
    """A phrase with what belongs to it: "of" and a phrase after a noun, "in" and a year after anything."""
    phrase = phrases[number]
    end = phrase.end
    for after in phrases[number + 1 :]:
        between = question[end : after.start].strip().lower()
        if not (between == "of" and not phrase.is_name) and not (between in ("in", "of") and after.is_year):
            break
        end = after.end
    return question[phrase.start : end]


def without_year(text: str) -> str:
    """A phrase without the year that `extended` left on it."""
    return re.sub(rf" (?:in|of) {YEAR}$", "", text)
