"""What a conversation has been about: the phrases a pronoun, or a question that names nothing, may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bot.followups import words as w
from bot.followups.exchange import Exchange
from bot.followups.fragments import frame_of, is_fragment
from bot.followups.phrases import YEAR, Phrase, phrases_of
from bot.followups.words import listed, words_of
from index.keywords import stems
from index.support import question_words

Kind = Literal["person", "thing", "things", "place", "topic"]
REACH = 5
"""Exchanges back that a follow-up may refer to."""
PLACE_PREPOSITIONS = listed("in at from near to on")
_RELATED = listed("of in on at for with about from between to")

AGE = 0.6
"""What each exchange in between takes off a phrase's rating; twice, if it stood on its own and so began anew."""
PRIMARY = 1.0
"""What is added to a phrase that an exchange was about, rather than one it mentioned on the way."""
ANSWERED = 3.2
"""The rating of an answer to "who", "which" or "where": above any phrase of its question."""


class _Rated(NamedTuple):
    score: float
    text: str


def antecedents(exchanges: Sequence[Exchange], kind: Kind, question: str = "") -> list[str]:
    """The texts that a word of this kind may stand for, likeliest first; none that the question names itself.

    `exchanges` are oldest first.
    """
    recent = exchanges[-REACH:]
    persons = _persons(recent)
    rated: list[_Rated] = []
    age = 0.0
    for exchange in reversed(recent):
        rated += [one._replace(score=one.score - age) for one in _of_exchange(exchange, kind, persons)]
        age += AGE * (2 if exchange.typed == exchange.asked else 1)
    rated.sort(key=lambda one: -one.score)
    if kind == "person" and any(one.text in persons for one in rated):
        rated = [one for one in rated if one.text in persons]
    if kind == "person":
        others = _spoken_of_as(
            recent, w.HE if _has(question, w.SHE) else w.SHE if _has(question, w.HE) else frozenset()
        )
        rated = [one for one in rated if one.text not in others]
    named = {_plain(phrase.text) for phrase in phrases_of(question)}
    asked = set(stems(question))
    texts = (one.text for one in rated if _plain(one.text) not in named)
    return list(dict.fromkeys(text for text in texts if asked.isdisjoint(stems(_head(text)))))


def _has(text: str, pronouns: frozenset[str]) -> bool:
    return any(word.lower in pronouns for word in words_of(text))


def _spoken_of_as(exchanges: Sequence[Exchange], pronouns: frozenset[str]) -> set[str]:
    """Who was meant by these pronouns before: a name that a question with one was completed by."""
    return {
        phrase.text
        for exchange in exchanges
        if _has(exchange.typed, pronouns)
        for phrase in phrases_of(exchange.asked)
        if _may_be_person(phrase) and phrase.text not in exchange.typed
    }


def _head(text: str) -> str:
    """The noun of what belongs to something: "span" of "the main span of the bridge"; else nothing."""
    head, of, _ = text.partition(" of ")
    return head.split()[-1] if of and head.split()[-1].islower() else ""


def _plain(text: str) -> str:
    return bare(text).lower()


def bare(text: str) -> str:
    """A phrase without its article, or the pronoun that says whose it is."""
    return re.sub(r"^(?:the|a|an|my|your|our|each|every|another) ", "", text, flags=re.IGNORECASE)


def _persons(exchanges: Sequence[Exchange]) -> set[str]:
    """Who is known to be a person: whoever answered "who", and whoever was asked about so."""
    found = {exchange.answer for exchange in exchanges if exchange.answer and _asks(exchange.asked) == "who"}
    for exchange in exchanges:
        about = _IS_WHO.match(exchange.asked)
        if about:
            found.add(about.group(1))
    return {person for person in found if person}


_IS_WHO = re.compile(r"who (?:is|was|were|are) (.+?)\W*$", re.IGNORECASE)


def _asks(question: str) -> str:
    """The word that asks: "who", "which", "how"."""
    word = next((word.lower for word in words_of(question) if word.lower in w.WH), "")
    return "who" if word in ("whom", "whose") else word


def _of_exchange(exchange: Exchange, kind: Kind, persons: set[str]) -> Iterator[_Rated]:
    answer = _entity(exchange, kind)
    if answer is not None:
        yield answer
    about = _IS_WHO.match(exchange.asked)
    if kind == "person" and about:
        yield _Rated(ANSWERED - 0.2, about.group(1))
    phrases, asks = _told_phrases(exchange.asked), len(frame_of(exchange.asked).asks)
    unknown_person = kind == "person" and _asks(exchange.asked) == "who" and exchange.answer is None
    for number, phrase in enumerate(phrases):
        score = _score(phrase, kind, persons)
        if score is None or (unknown_person and " " not in phrase.bare):
            continue
        attached = phrase.owns or (
            number > 0 and (phrase.preposition in _RELATED or phrases[number - 1].owns)
        )
        asked_for, fragment = phrase.end <= asks, is_fragment(exchange.typed)
        first = number == 0 and not (asked_for and fragment)
        score += 0.3 * (attached and kind != "person") + (0.6 if fragment else 0.1) * first
        score += _primacy(phrase, kind) * _is_primary(phrase, exchange)
        score += 0.6 * (phrase.is_superlative and answer is None) - (1.2 if fragment else 0.4) * asked_for
        yield _Rated(score, extended(exchange.asked, phrases, number))
        if (
            phrase.owns
            and number + 1 < len(phrases)
            and kind != "person"
            and (fragment or exchange.typed == exchange.asked)
        ):
            yield _Rated(score + 0.2, exchange.asked[phrase.start : phrases[number + 1].end])
        if kind == "things":
            yield from _pair(exchange.asked, phrases, number, score)


def _primacy(phrase: Phrase, kind: Kind) -> float:
    """ "They" are rather several things on the way than the one thing it was about."""
    return 0.3 * PRIMARY if kind == "things" and not phrase.is_plural else PRIMARY


def _told_phrases(asked: str) -> list[Phrase]:
    """The phrases of a question and of what was said with it, but not a lone "Deep.", nor "longer" in "is longer"."""
    lone = [match.span(1) for match in re.finditer(r"\b(?:is|are|was|were) (\w{2,}er)\b", asked)]
    lone += [match.span() for match in re.finditer(r"(?:^|(?<=[.!?] ))[\w’']+[.!](?= )", asked)]
    return [
        phrase for phrase in phrases_of(asked) if not any(start <= phrase.start < end for start, end in lone)
    ]


def _is_primary(phrase: Phrase, exchange: Exchange) -> bool:
    """Whether an exchange was about this phrase.

    A question that stands on its own is about what it names; one that was completed, about what completed it;
    a question that a fragment was put into, about all that it names.
    """
    if exchange.typed == exchange.asked:
        return True
    if is_fragment(exchange.typed):
        return True
    return re.search(rf"\b{re.escape(phrase.bare)}\b", exchange.typed, re.IGNORECASE) is None


def _score(phrase: Phrase, kind: Kind, persons: set[str]) -> float | None:
    """How likely a phrase of a question is meant by a word of this kind; None where it cannot be."""
    if phrase.is_number or phrase.is_time:
        return None
    score = phrase.weight + 0.5 * phrase.is_name
    if kind == "person":
        if _may_be_person(phrase):
            return score + 1 + 0.5 * (phrase.text in persons)
        return score - 0.5 if phrase.is_name else None  # "the Mayor of London"
    if phrase.text in persons:
        return score - 2
    if kind == "place":
        lies = phrase.preposition in PLACE_PREPOSITIONS
        return score + 0.8 * lies - 0.8 * (phrase.determiner == "the") if phrase.is_name else None
    if kind == "things":
        return score + 1.2 * phrase.is_plural
    if kind == "thing":
        return score - 0.4 * phrase.is_plural
    return score


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
    if kind in ("thing", "person") and re.search(r" and [a-z]", answer):
        return None  # more than one, and no name: "Kensington and Chelsea" is one
    asks, has_name = _asks(exchange.asked), any(word[0].isupper() for word in answer.split())
    aside = exchange.asked.split(" ", 1)[0].lower() in w.PREPOSITIONS or re.search(
        r" (?:in|on|at)\W*$", exchange.asked
    )
    selects = asks in ("what", "which") and has_name and not aside and not _DESCRIBES.match(exchange.asked)
    about = _IS_WHO.match(exchange.asked)
    named = about is not None and about.group(1)[0].isupper() and "'s " not in about.group(1)
    # What was typed as a search, "top scorer at the World Cup", and got a name.
    searched = (
        not asks
        and frame_of(exchange.asked).auxiliary == ""
        and all(part[0].isupper() for part in answer.split())
    )
    fits = {
        "person": (asks == "who" and not named) or selects or searched,
        "thing": selects,
        "things": asks == "who" or selects or (asks == "what" and re.search(r"[^siu]s$", answer) is not None),
        "place": asks == "where" or (asks in ("what", "which") and has_name),
        "topic": False,
    }[kind]
    if not fits:
        return None
    many = kind != "things" or asks == "who" or re.search(r"s\b|\band\b", answer) is not None
    return _Rated(ANSWERED if many else 0.9, answer)


_DESCRIBES = re.compile(r"what (?:did|does|do|happened)\b", re.IGNORECASE)


def extended(question: str, phrases: Sequence[Phrase], number: int) -> str:
    """A phrase with what belongs to it: "of" and a phrase after a noun, "in" and a year after anything."""
    phrase = phrases[number]
    end = phrase.end
    loose = phrase.is_superlative
    for after in phrases[number + 1 :]:
        between = question[end : after.start].strip().lower()
        joins = between == "of" or (loose and between in ("in", "on", "at"))
        if not (joins and not phrase.is_name) and not (between in ("in", "of") and after.is_year):
            break
        end = after.end
    text = question[phrase.start : end]
    return re.sub(r"^(?:my|your|our|another|each|every) ", "", text, flags=re.IGNORECASE)


def _pair(question: str, phrases: Sequence[Phrase], number: int, score: float) -> Iterator[_Rated]:
    """Two phrases that "and" joins, which "they" may mean together."""
    if number + 1 < len(phrases) and re.fullmatch(
        r" (?:and|or|versus|vs) ", question[phrases[number].end : phrases[number + 1].start]
    ):
        yield _Rated(score + 0.3, question[phrases[number].start : phrases[number + 1].end])


def names_in_titles(exchanges: Sequence[Exchange]) -> list[str]:
    """The names in the title of the article quoted last, most telling first."""
    title = next((one.titles[0] for one in reversed(exchanges[-2:]) if one.titles), "")
    words = title.split()
    if 1 < len(words) <= 6 and sum(word[0].isupper() for word in words) > len(words) / 2:
        return [title]
    names = [phrase for phrase in phrases_of(title) if phrase.is_name]
    names = [phrase for phrase in names if any(word.namehood > 0.5 for word in question_words(phrase.bare))]
    texts = [
        re.sub(r"(?<=\w) [a-z]+[^s\W]s\b.*", "", phrase.text) for phrase in names
    ]  # "… passes 150 million"
    return sorted(texts, key=lambda text: -text.count(" "))


def without_year(text: str) -> str:
    """A phrase without the year that `extended` left on it."""
    return re.sub(rf" (?:in|of) {YEAR}$", "", text)


def nouns_asked(exchanges: Sequence[Exchange]) -> Iterator[str]:
    """The nouns that questions asked for or were about, latest first: "goal" of "who scored the winning goal?"."""
    for exchange in reversed(exchanges[-REACH:]):
        phrases = [phrase for phrase in phrases_of(exchange.asked) if not phrase.is_number]
        plain = [phrase for phrase in phrases if phrase.head[0].islower() and stems(phrase.head)]
        for phrase in sorted(plain, key=lambda phrase: -_is_primary(phrase, exchange)):
            yield _without_superlative(phrase.bare)


def _without_superlative(text: str) -> str:
    return re.sub(
        r"^(?:(?:first|second|last|other|new|old|winning|\w{2,}est|most \w+|different|main) )+", "", text
    )
