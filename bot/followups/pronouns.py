"""Pronouns: which of them refer to what was said before, and what each may stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.followups import words as w
from bot.followups.antecedents import REACH, Kind, antecedents, bare, without_year
from bot.followups.exchange import Exchange
from bot.followups.fragments import frame_of
from bot.followups.phrases import YEAR, phrases_of
from bot.followups.words import TELLING, Word, is_verb, listed, words_of

MEANINGS = 3
"""Meanings that are tried."""


def resolved(question: str, exchanges: Sequence[Exchange], said_before: str = "") -> list[str]:
    """The question with its pronouns replaced by what they may stand for, likeliest first; empty where it has none.

    `said_before` is what was said in the same breath.
    """
    words = words_of(question)
    pronouns = [at for at in range(len(words)) if _refers(words, at, question, said_before)]
    if any(words[at].lower in w.IT for at in pronouns) and not any(map(_names_several, exchanges[-REACH:])):
        # "How often do they shut it?": whoever they are, they are not what was spoken of.
        pronouns = [at for at in pronouns if words[at].lower not in ("they", "them")]
    if not pronouns:
        return []
    found = [_replaced(question, words, pronouns, exchanges, rank) for rank in range(MEANINGS)]
    return [one for one in found if one is not None]


def _names_several(exchange: Exchange) -> bool:
    """Whether an exchange names what "they" may be: several things, or who did something, which may be a company."""
    if exchange.answer and re.search(r"\b(?:who|which|what)\b", exchange.asked, re.IGNORECASE):
        return True
    return any(phrase.is_plural and not phrase.is_time for phrase in phrases_of(exchange.asked))


def _replaced(
    question: str, words: Sequence[Word], pronouns: Sequence[int], exchanges: Sequence[Exchange], rank: int
) -> str | None:
    """The question with the first pronoun replaced by its meaning of this rank, and others by their likeliest."""
    taken: dict[str, str] = {}
    pieces: list[str] = []
    at = 0
    for number in pronouns:
        kind = "time" if words[number].lower == "then" else _kind(words, number)
        if kind in taken:
            continue
        choices = [text for text in _meanings(kind, exchanges, question) if text not in taken.values()]
        if words[number].lower in _SEVERAL:
            choices = [text for text in choices if _is_plural(text)] or choices
        wanted = rank if not taken else 0
        if len(choices) <= wanted:
            if not taken and rank:
                return None
            continue
        taken[kind] = choices[wanted]
        start, end, text = _put(words, number, choices[wanted])
        if kind == "time" and number and words[number - 1].lower in w.PREPOSITIONS:
            text = text.removeprefix("in ")  # "by then", "since then"
        pieces += [question[at:start], text]
        at = end
    return "".join([*pieces, question[at:]]) if taken else None


_SEVERAL = listed("them these those")
"""Words for several things; "they" may be a company."""


def _is_plural(text: str) -> bool:
    return any(phrase.is_plural for phrase in phrases_of(text)[:1]) or " and " in text


def _meanings(kind: Kind | str, exchanges: Sequence[Exchange], question: str) -> list[str]:
    if kind == "topic":
        subject = frame_of(exchanges[-1].asked)
        if subject.asks.lower() == "what" and subject.auxiliary.lower() in w.BE:
            return [subject.rest]
    if kind == "time":
        last = exchanges[-1]
        times = re.findall(YEAR, f"{last.answer or ''} {last.asked}")
        return [f"in {times[0]}"] if times else []
    named: Kind = kind  # type: ignore[assignment]
    found = antecedents(exchanges, named, question)
    if kind == "person" and not found and not exchanges[-1].asked.lower().startswith("who"):
        found = antecedents(exchanges, "thing", question)
    if kind == "place" and re.search(r"\b(?:is|are|was|were) there\W*$", question, re.IGNORECASE):
        # "How many types are there?" asks of a place only if there is one.
        last = exchanges[-1]
        return [
            text
            for text in found
            if text == last.answer or re.search(rf"\b(?:in|at|near|on) {re.escape(text)}", last.asked)
        ]
    return list(dict.fromkeys([*found[:1], *map(without_year, found)]))


def _kind(words: Sequence[Word], number: int) -> Kind:
    word = words[number].lower
    if word in w.HE | w.SHE:
        return "person"
    if word in w.THEY or word in ("these", "those", "each", "both"):
        return "things"
    if word == "there":
        return "place"
    if word in w.DEMONSTRATIVES and not _determines(words, number) and not _is_one(words, number + 1):
        return "topic"
    return "thing"


def _is_one(words: Sequence[Word], at: int) -> bool:
    """Whether "one" stands here for what was said; in "that one of the bridges" it does not."""
    partitive = at + 1 < len(words) and words[at + 1].lower == "of"
    return at < len(words) and words[at].lower in w.ONES and not partitive


def _put(words: Sequence[Word], number: int, text: str) -> tuple[int, int, str]:
    """What to write in place of a pronoun, and where."""
    word = words[number]
    after = words[number + 1] if number + 1 < len(words) else None
    owns = word.lower in w.POSSESSIVES and after is not None and not after.is_mark and _may_be_owned(after)
    if owns or word.lower in ("theirs", "hers") or re.search(r"['’]s$", word.text):
        if after is not None and re.search(r"['’]s$", word.text) and not _may_be_owned(after):
            return word.start, word.end, f"{text} is"
        return word.start, word.end, text + ("'" if text.endswith("s") else "'s")
    if word.lower == "there":
        existential = number > 0 and words[number - 1].lower in w.BE
        return word.start, word.end, f"there in {text}" if existential else f"in {text}"
    if word.lower in w.DEMONSTRATIVES and after is not None and _is_one(words, number + 1):
        return word.start, after.end, text
    if _determines(words, number):
        return word.start, word.end, bare(text)
    if word.lower == "each":
        return word.start, word.end, f"each of {text}"
    return word.start, word.end, text


def _may_be_owned(word: Word) -> bool:
    """Whether a word may follow a possessor: no function word, and no participle, as in "it's used"."""
    return word.lower in ("other", "own", "most") or word.lower not in w.FUNCTION_WORDS | {"more"}


def _determines(words: Sequence[Word], number: int) -> bool:
    """Whether a demonstrative is the determiner of a phrase."""
    after = words[number + 1] if number + 1 < len(words) else None
    if words[number].lower not in w.DEMONSTRATIVES or after is None or after.is_mark:
        return False
    return after.lower not in w.FUNCTION_WORDS | w.ONES and (
        words[number].lower != "that" or not is_verb(after)
    )


def _refers(words: Sequence[Word], at: int, question: str, said_before: str) -> bool:
    """Whether a word of a question refers to what was said before it."""
    word, last = words[at].lower, at + 1 == len(words) or words[at + 1].is_mark
    before = words[at - 1].lower if at else ""
    if word in w.HE | w.SHE | w.THEY | w.IT:
        empty = word == "it" and _EMPTY_IT.match(question[words[at].end :].lower()) is not None
        return not empty and not _has_own_antecedent(words, at, question, said_before)
    if word in w.DEMONSTRATIVES:
        return _points_back(words, at) and not _has_own_antecedent(words, at, question, said_before)
    if word == "there":
        if words[at].text.lower() != "there":
            return False
        return last if before in w.BE else not (not last and words[at + 1].lower in w.AUXILIARIES)
    if word == "each":
        return last or words[at + 1].lower in w.AUXILIARIES or is_verb(words[at + 1])
    return word == "then" and last and at > 0


_EMPTY_IT = re.compile(
    r" (?:\w+ )?(?:true|said|clear|likely|possible|probable|known|thought|believed|the case) that\b|"
    r" (?:\w+ )?(?:possible|easy|hard|difficult|better|best|necessary|legal|illegal|important|good|bad|ok|okay|"
    r"common|normal|worth|safe|dangerous|impossible|expensive|healthy|time|usual|enough) (?:to|for \w+ to|if)\b|"
    r" (?:take|cost)s?(?: \w+){0,4} (?:to|for)\b| (?:rain|snow)\w*"
)
""" "It" that stands for nothing: "is it true that", "how long does it take to"."""


def _has_own_antecedent(words: Sequence[Word], at: int, question: str, said_before: str) -> bool:
    """Whether a phrase before it in the same turn, in another clause, is what a pronoun stands for."""
    if said_before and any(phrase.weight >= TELLING for phrase in phrases_of(said_before)):
        return True
    joints = [word.start for word in words[:at] if word.lower in _NEW_CLAUSE or word.text in (",", ";", ":")]
    clause = max(joints, default=-1)
    return any(
        phrase.end <= clause and (phrase.weight >= TELLING or phrase.is_name)
        for phrase in phrases_of(question[: words[at].start])
    )


_NEW_CLAUSE = listed("and or but so if when because while although before after that who which")


def _points_back(words: Sequence[Word], at: int) -> bool:
    """Whether "this", "that", "these" or "those" points back rather than joining clauses."""
    if words[at].lower != "that" or at + 1 == len(words) or words[at + 1].is_mark:
        return True
    before = words[at - 1].lower if at else ""
    leads = before in w.BE | w.DO | w.PREPOSITIONS | {"", "like", "why", "how", "and"}
    return leads and words[at + 1].lower not in w.WH
