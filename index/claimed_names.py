"""Claims about a name: "Did Ella Toone score the winning goal?" as the question that the name would answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.catalogue import Catalogue
from index.evidence import Evidence, gather
from index.reader import Reader
from index.support import question_words, table


class Named(NamedTuple):
    """A claim's name, and the question that asks for it. `sole` says that only one name can be right.

    Only then do the articles differ by giving another one: who else scored is no objection to who did.
    """

    question: str
    name: str
    sole: bool


def claimed_name(said: str, auxiliary: str | None) -> Named | None:
    """The name that a claim says something of; None where it starts and ends with none.

    `auxiliary` is the word that a yes/no question begins with, None of a statement.
    """
    if agent := _AGENT.fullmatch(said):
        if auxiliary is None or not _is_name(agent["name"]):
            return None
        verb = auxiliary.lower()
        return Named(f"who {verb} {agent['rest'].split(maxsplit=1)[1]} by?", agent["name"], sole=True)
    rest = said.split(maxsplit=1)[1] if auxiliary is not None else said
    found = _leading_name(rest)
    if found is None:
        return None
    name, told = found
    role = f"{auxiliary.lower()} {told}" if auxiliary is not None else told
    if _is_thing(name):
        return Named(f"what {role}?", name, sole=False)
    return Named(f"who {role}?", name, sole=_SOLE.match(role) is not None)


_AGENT = re.compile(r"(?P<rest>(?:was|were|is|are)\s.+?)\s+by\s+(?P<name>\S+(?:\s+\S+){0,5})", re.IGNORECASE)
_SOLE = re.compile(
    r"(?:is|was)\s+the\s+[\w’'-]+(?:\s+[\w’'-]+)*|(?:(?:did|does|has)\s+)?[\w’'-]+\s+the\s+"
    r"(?:first|last|only|winning|decisive|final|opening|sole|[\w-]{2,}est|most\s+\w+|least\s+\w+)\s.+",
    re.IGNORECASE,
)
"""What only one can be or have done: "was the mayor of London", "scored the winning goal"."""


def _leading_name(text: str) -> tuple[str, str] | None:
    """The name that a text begins with, and what is said of it."""
    words = text.split()
    start = int(words[:1] in (["the"], ["The"]))
    end = start
    while end < len(words) - 1 and (_is_named(words[end]) or (end > start and words[end] in _JOINS)):
        end += 1
    while end > start and words[end - 1] in _JOINS:
        end -= 1
    name, told = " ".join(words[:end]), " ".join(words[end:])
    return (name, told) if end > start and _is_name(name) else None


_JOINS = frozenset(("of", "de", "von", "van", "al"))


def _is_named(word: str) -> bool:
    return word[:1].isupper() or any(one.is_name for one in question_words(f"x {word}")[1:])


def _is_name(text: str) -> bool:
    """Whether all of it is a name, and none of it a time: nobody is called Monday."""
    parts = [word for word in text.split() if word not in _JOINS and word.lower() != "the"]
    return bool(parts) and all(map(_is_named, parts)) and not any(word.lower() in _TIMES for word in parts)


def _is_thing(name: str) -> bool:
    """Whether a name ends in what it is the name of: "Humber Bridge"."""
    last = question_words(f"x {name.split()[-1].lower()}")[1:]
    return bool(last) and last[0].stem in table() and not last[0].is_name


_TIMES = frozenset(
    re.findall(
        r"\w+",
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
        "august september october november december",
    )
)


def answered_by_name(
    named: Named, answered: Sequence[Evidence], catalogue: Catalogue, reader: Reader
) -> list[Evidence]:
    """The evidence, its first quote marked where it gives the claim's name, if it gives that; else as it is."""
    if not answered or named.sole:
        return list(answered)
    first = answered[0]
    read = gather(named.question, [first.found], catalogue, reader)
    best = next((item for item in read if item.quote == first.quote and item.margin > 0), None)
    return [best, *answered[1:]] if best is not None and gives(best, named) else list(answered)


def gives(item: Evidence, named: Named) -> bool:
    """Whether the words that answer are the name, or that name in another length: "Kelly" and "Chloe Kelly"."""
    said, claimed = _parts(item.answer), _parts(named.name)
    if not said or any(word[0].isdecimal() for word in said - claimed):
        return False
    return claimed <= said or (said <= claimed and bool(said & _last(claimed, named.name)))


def gives_another(item: Evidence, named: Named) -> bool:
    """Whether the words that answer are a name that has no word in common with the one claimed."""
    said = _parts(item.answer)
    is_name = any(word[:1].isupper() for word in item.answer.split())
    return is_name and bool(said) and not said & _parts(named.name)


def _parts(name: str) -> set[str]:
    return {
        word for word in re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", name.lower())) if word not in _SMALL
    }


_SMALL = frozenset(("the", "a", "an", "and", *_JOINS))


def _last(parts: set[str], name: str) -> set[str]:
    """The part that a name is known by: its last word."""
    words = [word for word in re.findall(r"[^\W_]+", name.lower()) if word in parts]
    return set(words[-1:])
