"""Completing a follow-up: what its pronouns stand for, what its gaps leave out, where its topic belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.followups import words as w
from bot.followups.antecedents import antecedents, bare, names_in_titles, nouns_asked, without_year
from bot.followups.exchange import Exchange
from bot.followups.fragments import asks_why, is_fragment, opener, put_into_question
from bot.followups.phrases import Phrase, phrases_of
from bot.followups.pronouns import resolved
from bot.followups.words import TELLING, Word, is_verb, listed, weight, words_of
from index.keywords import stems
from index.support import question_words

MOST = 3
"""Completions that are worth asking: the likeliest, and what it may mean else."""


class FollowUp(NamedTuple):
    """What a follow-up may mean, likeliest first. `certain` says that it does not stand on its own."""

    completions: tuple[str, ...]
    certain: bool


def follow_up(question: str, exchanges: Sequence[Exchange]) -> FollowUp | None:
    """What a question means after these exchanges, oldest first; None where it stands on its own."""
    question = " ".join(question.split())
    if not exchanges or all(word.is_mark for word in words_of(question)):
        return None
    before, core = _last_sentence(question)
    rest = opener(core)
    says = any(phrase.weight >= TELLING or phrase.is_name for phrase in phrases_of(before))
    if _is_statement(rest) or (says and is_fragment(core)):
        return None
    if is_fragment(core):
        inner = [rest] if asks_why(rest) else resolved(rest, exchanges) or [rest]
        found = [new for one in inner for new in put_into_question(one, exchanges)]
        if inner == [rest]:
            found = _of_topic(rest, exchanges) + found
        return _follow_up(found, certain=True)
    found = resolved(rest, exchanges, said_before=before)
    if not found and says:
        return None
    found = found or _gap_filled(rest, exchanges)
    if found:
        return _follow_up([before + one for one in found], certain=True)
    return _named_in_full(before, rest, exchanges) or _bridged(before, rest, exchanges)


def _of_topic(fragment: str, exchanges: Sequence[Exchange]) -> list[str]:
    """ "The cost" and other nouns that say little by themselves, of what was spoken of; else empty."""
    phrases = phrases_of(fragment)
    if len(phrases) != 1 or phrases[0].determiner != "the" or phrases[0].is_name or phrases[0].preposition:
        return []
    if (
        phrases[0].weight >= _RELATIONAL
        or re.search(_ORDINAL, phrases[0].head)
        or any(phrases[0].head == phrase.head for phrase in phrases_of(exchanges[-1].asked))
    ):
        return []
    topics = [
        text
        for text in antecedents(exchanges, "topic", fragment)[:1]
        if text[:1].isupper() or text.startswith("the ")
    ]
    return [f"What is {phrases[0].text} of {text}" for text in topics]


_RELATIONAL = 0.56
"""A noun below this weight is one of something: "cost", "population", "author"."""


def _follow_up(found: Sequence[str], *, certain: bool) -> FollowUp | None:
    completions = tuple(dict.fromkeys(_sentence(one) for one in found))[:MOST]
    return FollowUp(completions, certain) if completions else None


def _sentence(text: str) -> str:
    """As a question is written: a capital to begin with, a mark at the end."""
    text = re.sub(r"\s+", " ", text).strip()
    return text[:1].upper() + text[1:] + ("" if text[-1:] in "?.!" else "?")


def _last_sentence(question: str) -> tuple[str, str]:
    """What is said first, and the last sentence, which asks."""
    cut = max(
        (
            match.end()
            for match in re.finditer(r"(?<!\bSt)(?<!\b[DM]r)(?<!\bM[st])(?<!\bMrs)[.!?;]\s+(?=\w)", question)
        ),
        default=0,
    )
    return question[:cut], question[cut:]


def _is_statement(text: str) -> bool:
    """Whether somebody says something rather than asks: it begins as no question and no request does."""
    first = words_of(text)[0].lower
    return not text.rstrip().endswith("?") and first in w.IT | w.THEY | w.DEMONSTRATIVES | w.OTHER_PRONOUNS


def _gap_filled(question: str, exchanges: Sequence[Exchange]) -> list[str]:
    """With the noun that "the first", "a new one", "how many are" or "which is" leaves out; empty without a gap."""
    words = words_of(question)
    for at, word in enumerate(words):
        before = words[at - 1].lower if at else ""
        if not _ends_phrase(words, at):
            continue
        if at == 0 and word.lower == "which" and len(words) > 1 and words[1].lower in w.BE:
            topics = antecedents(exchanges, "things", question)[:2]
            if len(topics) == 2 and topics[0].split()[-1] == topics[1].split()[-1]:
                topics = [f"{topics[1]} and {topics[0]}"]
            return [f"{word.text} of {text} {question[words[1].start :]}" for text in topics]
        if (
            before == "how"
            and word.lower == "many"
            and at + 1 < len(words)
            and words[at + 1].lower in w.BE | w.HAVE
        ):
            return _with_nouns(question, word.end, word.end, _nouns(exchanges, plural=True), exchanges)
        if word.lower in ("one", "ones") and before not in _NUMBERED | w.PREPOSITIONS:
            nouns = _nouns(exchanges, plural=word.lower == "ones")
            return _with_nouns(question, word.start, word.end, nouns, exchanges)
        if _is_ordinal(words, at) and before in ("the", "most", "least"):
            return _with_nouns(question, word.end, word.end, _nouns(exchanges, plural=False), exchanges)
    return []


_NUMBERED = listed("number no day of from than as hundred") | {""}


def _ends_phrase(words: Sequence[Word], at: int) -> bool:
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or after.is_mark:
        return True
    if after.lower in ("one", "ones"):
        return False
    return after.lower in w.AUXILIARIES | w.PREPOSITIONS | {"and", "or", "ever"} or is_verb(after)


def _is_ordinal(words: Sequence[Word], at: int) -> bool:
    word = words[at].lower
    if word == "latest" and at + 1 < len(words) and words[at + 1].lower in ("on", "about"):
        return False  # "the latest on the strike" is news, not one of several
    if re.fullmatch(_ORDINAL, word) and word not in _NO_SUPERLATIVES:
        return True
    return at > 1 and words[at - 1].lower in ("most", "least") and words[at - 2].lower == "the"


_ORDINAL = r"first|second|third|last|others?|best|worst|\w{2,}est"
_NO_SUPERLATIVES = listed("west forest interest harvest protest request guest test rest contest arrest quest")


def _nouns(exchanges: Sequence[Exchange], *, plural: bool) -> list[str]:
    return [noun for noun in dict.fromkeys(nouns_asked(exchanges)) if plural == _is_plural(noun)] or list(
        dict.fromkeys(nouns_asked(exchanges))
    )


def _is_plural(noun: str) -> bool:
    return re.search(r"[^siu]s$|people$|men$|children$", noun) is not None


def _with_nouns(
    question: str, start: int, end: int, nouns: Sequence[str], exchanges: Sequence[Exchange]
) -> list[str]:
    """The question with a noun put in, and then with the topic that it belongs to, if it takes one for granted."""
    found = []
    for noun in nouns[:2]:
        text = f"{question[:start].rstrip()} {noun} {question[end:].lstrip()}".replace(" ?", "?")
        bridged = _bridged("", text, exchanges)
        found += list(bridged.completions[:2]) if bridged else [text]
    return found


def _named_in_full(before: str, question: str, exchanges: Sequence[Exchange]) -> FollowUp | None:
    """With "the bridge" written out as the bridge that was spoken of, and a surname as the whole name."""
    phrases = phrases_of(question)
    for number, phrase in enumerate(phrases):
        if _is_loose(question, phrases, number):
            fuller = _fuller(phrase, antecedents(exchanges, "topic"))
        elif phrase.is_name and not phrase.determiner and " " not in phrase.bare:
            fuller = _whole_name(phrase.bare, antecedents(exchanges, "person"))
        else:
            continue
        if fuller is not None:
            text = f"{before}{question[: phrase.start]}{fuller}{question[phrase.end :]}"
            return _follow_up([text], certain=not phrase.is_name)
    return None


def _fuller(phrase: Phrase, texts: Sequence[str]) -> str | None:
    """The text that ends with this phrase's words and says more."""
    end = stems(phrase.bare)
    for text in map(without_year, texts):
        held = stems(bare(text))
        if end and len(held) > len(end) and held[-len(end) :] == end and " of " not in text:
            return f"the {bare(text)}"
    return None


def _whole_name(name: str, texts: Sequence[str]) -> str | None:
    """The name of two or three words, all of them names, of which this is the first or the last."""
    for text in texts:
        parts = text.split()
        if (
            2 <= len(parts) <= 3
            and name in (parts[0], parts[-1])
            and all(word.namehood > 0.5 for word in question_words(text))
        ):
            return text
    return None


def _bridged(before: str, question: str, exchanges: Sequence[Exchange]) -> FollowUp | None:
    """With the topic put in where a question takes one for granted; None where it names its own.

    A question without a telling word cannot stand on its own; one with "the towers" may.
    """
    phrases = phrases_of(question)
    if any(phrase.is_name or phrase.is_year for phrase in phrases) or _PERSONAL.search(question):
        return None
    loose = [phrase for number, phrase in enumerate(phrases) if _is_loose(question, phrases, number)]
    existential = _EXISTENTIAL.search(question)
    telling = any(phrase.weight >= TELLING for phrase in phrases)
    if any(phrase.weight >= _ANCHOR for phrase in phrases if phrase not in loose):
        loose = []
    title = {stem for exchange in exchanges[-2:] for one in exchange.titles[:1] for stem in stems(one)}
    if telling and not loose and not existential:
        return None
    if loose and title.issuperset(stems(loose[0].bare)):
        return None
    place = _place(question, phrases, loose, existential=existential is not None)
    asked = set(stems(question))
    topics = [
        text
        for text in _topics(question, exchanges)
        if (weight(text) >= TELLING or re.search(r"\b[A-Z]", text)) and asked.isdisjoint(stems(text)[-1:])
    ]
    found = [f"{before}{question[:place]} of {text}{question[place:]}" for text in topics]
    return _follow_up(found, certain=not telling)


_PERSONAL = re.compile(r"\b(?:he|him|his|she|hers?|you|yours?|yourself)\b", re.IGNORECASE)
""" "Who made you?" is about the bot, and no topic is missing from it."""
_ANCHOR = 0.7
"""A phrase so telling says what a question is about, whatever else it takes for granted."""
_EXISTENTIAL = re.compile(
    r"^(?:are|is|were|was) there\b(?!.* (?:in|of|for|between|to|that|with|about) )|\b(?:are|is|were|was) there\W*$",
    re.IGNORECASE,
)
""" "Are there any benefits?", "how many types are there?"."""


def _is_loose(question: str, phrases: Sequence[Phrase], number: int) -> bool:
    """Whether a phrase takes for granted what it belongs to: "the towers", with nothing after that says of what."""
    phrase = phrases[number]
    if phrase.determiner != "the" or phrase.is_name or phrase.weight >= _UNIQUE:
        return False
    if phrase.preposition in ("of", "between"):
        return False
    return _COMPLEMENT.match(question[phrase.end :]) is None


_UNIQUE = 0.95
"""A noun so rare needs nothing to belong to: "the phenylalanine"."""
_COMPLEMENT = re.compile(
    r"\W*(?:of|between|behind|to|that|which|who|with|about|from|around|at|than|as)\b", re.IGNORECASE
)


def _place(question: str, phrases: Sequence[Phrase], loose: Sequence[Phrase], *, existential: bool) -> int:
    """Where the topic goes: after what belongs to it, else at the end."""
    end = len(question.rstrip("?!. "))
    if loose:
        return loose[0].end
    if existential and phrases:
        return phrases[0].end
    if phrases and _COMPLEMENT.match(question[phrases[-1].end :]) is None and not phrases[-1].preposition:
        return phrases[-1].end
    return end


def _topics(question: str, exchanges: Sequence[Exchange]) -> list[str]:
    """What a question may take for granted: what was asked about, and the names in the title of what was quoted."""
    asked = antecedents(exchanges, "topic", question)
    return list(
        dict.fromkeys(
            [*asked[:1], *names_in_titles(exchanges)[:1], *map(without_year, asked[:1]), *asked[1:2]]
        )
    )
