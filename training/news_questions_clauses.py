"""Simple clauses of news sentences: who, the verb with its forms, to whom, and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from training.news_questions_nouns import (
    ALSO_NOUNS,
    PLURALS,
    begins_noun,
    head_of,
    is_many,
    is_somebody,
    noun_phrase,
)
from training.news_questions_text import Span, Token, tokens, words_of
from training.news_questions_verbs import BASE, BE, MODALS, PARTICIPLE, PAST, PRESENT, Verb

_ADVERBS = words_of("also reportedly officially allegedly formally again later now not")


@dataclass(frozen=True, slots=True)
class Clause:
    """The first clause of a sentence; `how` is active, passive, modal or other (any verb to be looked at)."""

    text: str
    sentence: Span
    words: tuple[Token, ...]
    subject: Span
    how: str
    verb: Verb
    at: int
    """The index of the verb's last word."""
    hedged: str
    """Adverbs and modal between subject and verb."""

    @property
    def who(self) -> str:
        """The subject's words."""
        return self.text[slice(*self.subject)]

    @property
    def is_person(self) -> bool:
        """Whether the subject is somebody."""
        return is_somebody(self.who)

    @property
    def is_plural(self) -> bool:
        """Whether "were" fits the subject better than "was"."""
        return is_many(self.who)

    @property
    def rest(self) -> str:
        """What follows the verb, to the end of the sentence."""
        return self.text[self.words[self.at].end : self.sentence[1]].strip().rstrip(".")

    def thing(self) -> Span | None:
        """The object, where one surely follows."""
        return noun_phrase(self.words, self.at + 1)


def clause(text: str, sentence: Span) -> Clause | None:
    """The main clause at the head of a sentence, where it can be told apart surely."""
    words = tuple(tokens(text, sentence))
    first = _opening(words)
    for n in range(first + 1, min(len(words), first + 22)):
        word = words[n].text
        found = _predicate(words, n)
        if not found:
            if word in _STOPS:
                return None
            continue
        how, verb, at = found
        subject = _subject(text, words, first, n, how, word)
        if not subject:
            return None
        hedged = " ".join(w.text for w in words[n:at])
        return Clause(text, sentence, words, subject, how, verb, at, hedged)
    return None


def _opening(words: tuple[Token, ...]) -> int:
    """Past an opening such as "In Iraq," or "On Friday,"."""
    if len(words) > 6 and words[0].text in ("In", "On", "At"):
        for n in range(2, 6):
            if words[n].text == ",":
                return n + 1
    return 0


def _predicate(words: tuple[Token, ...], n: int) -> tuple[str, Verb, int] | None:
    """How the verb at this word is used, which it is, and at which word it ends."""
    word = words[n].text
    at = n
    if word in BE | MODALS | {"has", "have", "had"}:
        helpers = [word]
        while at + 1 < len(words) and words[at + 1].text in _ADVERBS | {"been", "be"}:
            at += 1
            helpers.append(words[at].text)
        if at + 1 >= len(words) or "not" in helpers:
            return None
        nxt = words[at + 1].text
        if word in BE or "been" in helpers:
            return ("passive", PARTICIPLE[nxt], at + 1) if nxt in PARTICIPLE and word not in MODALS else None
        if word in MODALS:
            return ("modal", BASE[nxt], at + 1) if nxt in BASE and "be" not in helpers else None
        return ("active", PARTICIPLE[nxt], at + 1) if nxt in PARTICIPLE else None
    verb = PRESENT.get(word) or BASE.get(word) or PAST.get(word)
    if not verb or n + 1 >= len(words):
        return None
    if verb.sort in "si" or begins_noun(words, n + 1):
        return "active", verb, n
    return None


_STOPS = words_of(
    "that who which whose whom after before as when while because if although though since until unless whether "
    "is are was were has have had will would may might could can must do does did not to with without by "
    'but or during amid following despite due than then said ; : ( ) " “ ” – —'
)
_NO_START = words_of(
    "it he she they this that these those there in on at after before as when while because if although "
    "though since for from by with during amid following despite due according meanwhile however also "
    "speaking citing and but or another others some most many one both each his her its their what how to "
    "we i you several tens up over about all no not only once under today yesterday"
)


def _subject(text: str, words: tuple[Token, ...], first: int, n: int, how: str, word: str) -> Span | None:
    """The noun phrase before the verb; an apposition between commas is left out."""
    own = words[first:n]
    commas = [k for k, w in enumerate(own) if w.text == ","]
    if len(commas) == 2 and commas[1] == len(own) - 1 and commas[0] > 0 and commas[1] - commas[0] > 2:
        own = own[: commas[0]]
    elif commas:
        return None
    if not own or own[0].text.lower() in _NO_START or any(w.text in _STOPS for w in own):
        return None
    if len(own) > 12 or not re.match(r"[A-Z0-9]", own[0].text):
        return None
    if any(w.text.endswith("ing") and w.text not in ("Beijing", "building") for w in own[1:]):
        return None
    if any(_is_verb_only(w.text) for w in own) or own[0].text.endswith("ly"):
        return None
    head = head_of(own)
    if not _agrees(head, how, word, joined=" and " in text[own[0].start : own[-1].end]):
        return None
    return own[0].start, own[-1].end


def _is_verb_only(word: str) -> bool:
    """Whether a small word can only be a verb, so that no noun phrase holds it."""
    if word in ALSO_NOUNS:
        return False
    return word in BASE or word in PRESENT or (word in PAST and word in ("said", "also")) or word in _ADVERBS


def _agrees(head: str, how: str, word: str, *, joined: bool) -> bool:
    """Whether the form of the verb fits the subject's number."""
    if not re.match(r"[A-Za-z0-9]", head):
        return False
    plural = head in PLURALS or (head.islower() and head.endswith("s") and not head.endswith("ss"))
    if how == "active" and word in PRESENT and word not in PAST:
        return not plural and not (joined and head.islower())
    if word in BASE and word not in PAST:
        return plural or joined or head[0].isupper()
    if word in ("is", "was", "has"):
        return not plural
    return True
