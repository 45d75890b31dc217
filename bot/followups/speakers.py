"""Speakers: who a sentence says that its words are from, by name or as "the hospital", "police", "a spokesman"."""

from __future__ import annotations

import calendar
import re

from bot.followups import words as w

_VERB = (
    r"(?:said|says|told|added|adds|warned|warns|claimed|claims|argued|wrote|announced|stated|reported|insisted|"
    r"believes|believed|described|promised|explained|noted|called|confirmed|estimated|stressed|proposed)"
)
_NAME = r"[A-Z][\w.'’-]*(?: (?:(?:of|for|the|de|von|van|and) )*[A-Z][\w.'’-]*)*"
_SAYING = (
    r"(?:said|says?|told|tells?|warned|warns?|claimed|claims?|argued|argues?|stated|states?|reported|reports?|"
    r"insisted|insists?|confirmed|confirms?|estimated|estimates?|announced|believed?|believes|added(?= that\b|,))"
)
"""Verbs of speech alone: "called" and "described" mostly tell of something else where no person stands before them."""
_NAMED = (
    re.compile(rf"[Aa]ccording to (?:the )?({_NAME})"),
    re.compile(rf"^[“\"‘]?((?:The )?{_NAME}), [a-z][^.]{{1,90}}, (?:also |has )?{_VERB}\b"),
    re.compile(rf"(?:^|[\s“\"‘(])((?:The |the )?{_NAME}),? (?:also |has |have |had )?{_VERB}\b"),
    re.compile(rf"\b{_SAYING} (?:the )?({_NAME})(?=[,.”\"]|$)"),
)
_WORDS = r"[\w’'-]+(?: [\w’'-]+){0,6}?(?<!\b[Aa])(?<!\bthe)(?<!\bThe)(?<!\b[Aa]n)"
_UNNAMED = (
    re.compile(rf"[Aa]ccording to ({_WORDS})(?=[,.;:”\")]|$)"),
    re.compile(
        rf"(?:^|[,;:–—”\"’] ?|\b(?:and|but|as|while) )(?:[Ii]n (?:a|an) \w+,? )?[“\"‘]?"
        rf"({_WORDS}),? (?:also |has |have |had )?{_SAYING}\b(?! to\b)"
    ),
    re.compile(rf"[,”\"’] {_SAYING} ({_WORDS})(?=[,.;:]|$| (?:on|in|at|after|last|this|yesterday)\b)"),
)
_PRONOUN = re.compile(rf"(?:^|[,”\"] )(?:he|she|they)\b(?: also| then)? (?:{_VERB})\b", re.IGNORECASE)
_NO_SPEAKERS = (
    w.HE
    | w.SHE
    | w.IT
    | w.THEY
    | w.DEMONSTRATIVES
    | w.OTHER_PRONOUNS
    | w.PREPOSITIONS
    | w.CONJUNCTIONS
    | w.WH
    | w.ADVERBS
    | w.AUXILIARIES
) - w.POSSESSIVES


_DAYS = {*calendar.day_name, *calendar.month_name}
_FULL_STOP = re.compile(r"(?<=[a-z]{3})\.$")


def speaker_in(text: str) -> tuple[int, int] | None:
    """Where a sentence names or describes who speaks; None where it does neither."""
    for form in _NAMED:
        for match in form.finditer(text):
            first = match.group(1).split()[0]
            if first.lower() not in _NO_SPEAKERS and first not in _DAYS:
                return match.start(1), match.start(1) + len(_FULL_STOP.sub("", match.group(1)))
    for form in _UNNAMED:
        for match in form.finditer(text):
            if _describes(match.group(1)):
                return match.span(1)
    return None


def _describes(words: str) -> bool:
    """Whether words may describe somebody: no clause, and nothing that can only lead up to a description."""
    first, *others = (word.lower() for word in words.split())
    if first in _NO_SPEAKERS or first.endswith("ly"):
        return False
    bare = [first, *others][-1] in w.ARTICLES | w.POSSESSIVES
    return not bare and not any(word in w.AUXILIARIES for word in others)


def leans_on_speaker(text: str) -> bool:
    """Whether a sentence says "he said", so that who that is stands before it."""
    return _PRONOUN.search(text) is not None
