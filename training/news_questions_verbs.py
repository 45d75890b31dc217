"""The forms of verbs that news uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from training.lists import lines
from training.news_questions_text import words_of


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb's forms and its class, as the list has them."""

    base: str
    present: str
    past: str
    participle: str
    ing: str
    sort: str


def _regular(base: str, ending: str) -> str:
    if ending == "s":
        if re.search(r"(?:s|sh|ch|x|z)$", base):
            return f"{base}es"
        return f"{base[:-1]}ies" if re.search(r"[^aeiou]y$", base) else f"{base}s"
    if ending == "ing":
        if base.endswith("ie"):
            return f"{base[:-2]}ying"
        if base.endswith("e") and not base.endswith("ee"):
            return f"{base[:-1]}ing"
    elif base.endswith("e"):
        return f"{base}d"
    elif re.search(r"[^aeiou]y$", base):
        return f"{base[:-1]}ied"
    if base in _DOUBLED:
        return f"{base}{base[-1]}{ending}"
    return f"{base}{ending}"


_DOUBLED = words_of(
    "ban stab rob scrap ram expel admit strip trap plan run cut hit shut sit get begin repel win cancel "
    "kidnap acquit drop stop step tap quit submit commit permit refer transfer rig plot"
)


def _verbs() -> list[Verb]:
    found = []
    for line in lines("news_verbs"):
        base, *middle, sort = line.split()
        past, participle = middle or (_regular(base, "ed"), _regular(base, "ed"))
        found.append(Verb(base, _regular(base, "s"), past, participle, _regular(base, "ing"), sort))
    return found


VERBS = _verbs()
BASE = {verb.base: verb for verb in VERBS}
PRESENT = {verb.present: verb for verb in VERBS}
PAST = {verb.past: verb for verb in VERBS}
PARTICIPLE = {verb.participle: verb for verb in VERBS}
ING = {verb.ing: verb for verb in VERBS}
_IRREGULAR = [line.split() for line in lines("news_irregular")]
_PAST_OF_BASE = {base: past for base, past, _ in _IRREGULAR}
_PAST_OF_ING = {ing: past for _, past, ing in _IRREGULAR}


def past_of(word: str) -> str | None:
    """The past of a verb given as "build" or "building"; None where the word is no such form."""
    if word in ING:
        return ING[word].past
    if word in BASE:
        return BASE[word].past
    if found := _PAST_OF_ING.get(word) or _PAST_OF_BASE.get(word):
        return found
    if not re.fullmatch(r"[a-z]{3,}", word):
        return None
    if re.search(r"[a-z]{3,}ing$", word):
        return _regular(word[:-3], "ed") if not word.endswith("eing") else f"{word[:-3]}d"
    return _regular(word, "ed")


_OTHER_VERBS = words_of(
    "transfer upgrade apply rebuild rebuke investigate disrupt monitor protect prevent secure provide "
    "establish implement supply import export use increase reduce improve eliminate allow help share "
    "convert relocate evict erect join renew ensure retaliate shut tackle privatise privatize nationalise "
    "cooperate contribute return hire train vaccinate boost finance fund sponsor phase double merge "
    "settle invest negotiate mediate dismantle disarm dispose eradicate lay testify vacate expropriate "
    "regulate tighten relax enforce compensate prohibit outlaw lobby harbour harbor plead cede"
)


def is_verb(word: str) -> bool:
    """Whether this is surely the plain form of a verb."""
    return word in BASE or word in _PAST_OF_BASE or word in _OTHER_VERBS


BE = frozenset(("is", "are", "was", "were"))
MODALS = frozenset(("will", "may", "might", "could", "should", "would"))
