"""Claims about a name: "Did Chloe Kelly score the winning goal?" as the question that the name would answer.

The articles may be found to agree. They never differ: who else did it, was it later or goes by another name, no quote
can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.catalogue import Catalogue
from index.evidence import Evidence, gather
from index.reader import Reader
from index.support import question_words, table


class Named(NamedTuple):
    """The name that a claim says something of, and the question that asks for it."""

    question: str
    name: str


def claimed_name(said: str, auxiliary: str | None) -> Named | None:
    """The name that a claim says something of; None where it says nothing of a name, or something of two.

    `auxiliary` is the word that a yes/no question begins with, None of a statement.
    """
    named = _agent(said, auxiliary) or _subject(said, auxiliary)
    if named is None or any(_is_name(name) and not _is_thing(name) for name in _NAME.findall(named.question)):
        return None  # "Did Penrith beat Carlisle?": a reader may take either for the one who did
    return named


_NAME = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")


def _agent(said: str, auxiliary: str | None) -> Named | None:
    """Of "was the bridge opened by the Queen", asked or stated, the name after "by"."""
    found = (_ASKED_AGENT if auxiliary is not None else _STATED_AGENT).fullmatch(said)
    if found is None or not _is_name(found["name"]):
        return None
    return Named(f"who {found['be'].lower()} {found['told']} {found['verb']} by?", found["name"])


_BY = r"(?P<verb>\S+)\s+by\s+(?P<name>\S+(?:\s+\S+){0,5})"
_ASKED_AGENT = re.compile(rf"(?P<be>was|were|is|are)\s+(?P<told>.+?)\s+{_BY}", re.IGNORECASE)
_STATED_AGENT = re.compile(rf"(?P<told>.+?)\s+(?P<be>was|were|is|are)\s+{_BY}", re.IGNORECASE)


def _subject(said: str, auxiliary: str | None) -> Named | None:
    """The name that comes first, and what is said of it."""
    words = said.split()[auxiliary is not None :]
    if _AGENTS.search(said):
        return None
    start = int(words[:1] in (["the"], ["The"]))
    end = start
    while end < len(words) - 1 and (_is_named(words[end]) or (end > start and words[end] in _JOINS)):
        end += 1
    while end > start and words[end - 1] in _JOINS:
        end -= 1
    name, told = " ".join(words[:end]), " ".join(words[end:])
    if end == start or not _is_name(name) or not _TOLD.match(told) or _runs_on(told, auxiliary):
        return None
    role = f"{auxiliary.lower()} {told}" if auxiliary is not None else told
    return Named(f"{'what' if _is_thing(name) else 'who'} {role}?", name)


_AGENTS = re.compile(r"\bby\s+(?:the\s+)?[A-Z]")
_JOINS = frozenset(("of", "de", "von", "van", "al"))
_TOLD = re.compile(r"(?!(?:for|and|or|of|in|at|on|to|from|with|by|who|which|that)\b)\w", re.IGNORECASE)


def _runs_on(told: str, auxiliary: str | None) -> bool:
    """Whether the name goes on in what follows it after "is": "the Elizabeth" of "is the Elizabeth line new"."""
    first = question_words(f"x {told.split()[0]}")[1:]
    return auxiliary is not None and auxiliary.lower() in _BE and bool(first) and first[0].nounhood > 0


_BE = frozenset(("is", "are", "was", "were"))


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
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "  # noqa: SIM905
    "september october november december christmas easter".split()
)


def answered_by_name(
    named: Named, answered: Sequence[Evidence], catalogue: Catalogue, reader: Reader
) -> list[Evidence]:
    """The evidence, its first quote marked where it gives the claim's name, if it gives that; else as it is."""
    if not answered:
        return []
    first = answered[0]
    read = gather(named.question, [first.found], catalogue, reader)
    best = next((item for item in read if item.quote == first.quote and item.margin > 0), None)
    return [best, *answered[1:]] if best is not None and gives(best, named) else list(answered)


def gives(item: Evidence, named: Named) -> bool:
    """Whether the words that answer are the name and nothing else, or its last part: "Kelly" of "Chloe Kelly".

    A part is not enough where the article never has the whole, nor is "crime in London fell" of London's falling.
    """
    if _ASIDE.search(item.article.text[item.quote.start : item.span.start]):
        return False
    said, claimed = _parts(item.answer), _parts(named.name)
    if said == claimed:
        return True
    if claimed and said[-len(claimed) :] == claimed:
        # "Queen Elizabeth" of "Elizabeth", but not "England beat Spain" of "Spain".
        return all(word[:1].isupper() for word in re.findall(r"[^\W_]+", item.answer))
    longer = said[: len(claimed)] == claimed and _is_name(item.answer)
    shorter = (
        bool(said) and claimed[-len(said) :] == said and " ".join(claimed) in " ".join(_parts(item.source))
    )
    return longer or shorter


_ASIDE = re.compile(
    r"\b(?:in|at|on|near|from|of|to|for|across|with|against|over|than|after)\s+(?:the\s+)?\Z", re.IGNORECASE
)


def _parts(name: str) -> list[str]:
    return [
        word for word in re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", name.lower())) if word not in _SMALL
    ]


_SMALL = frozenset(("the", "a", "an", "and", *_JOINS))
