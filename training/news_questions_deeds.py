"""What somebody is said to have done or to be going to do, as the words after a verb put it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from training.news_questions_clauses import Clause
from training.news_questions_text import Asked, Item, Span, words_of
from training.news_questions_verbs import is_verb, past_of


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody is said to have done or to be going to do: as it is put, in the past, and its span."""

    put: str
    past: str
    span: Span


def deed_at(clause: Clause, n: int, *, noun: bool = False) -> Deed | None:
    """The verb at this word and what follows it up to a break."""
    span = clause_span(clause, n, 14)
    if noun and span and (found := _PART_IN.match(clause.text[slice(*span)])):
        rest = clause.text[slice(*span)][found.end() :]
        put = f"{found.group(1)}{rest}"
        return None if OWN.search(rest) or not rest else Deed(put, f"{_PARTS[found.group(1)]}{rest}", span)
    word = clause.words[n].text
    past = past_of(word) if span and (word.endswith("ing") if noun else is_verb(word)) else None
    if not span or not past:
        return None
    said = clause.text[span[0] : span[1]]
    first, _, rest = said.partition(" ")
    if not rest or OWN.search(said) or first in _NO_DEED or rest.split()[0] in ("to", "that", "not", "been"):
        return None
    if re.search(r"\b(?:any|such|this|these|that|which|who)\b|ing$", rest) or not re.search(
        r"[A-Z\d]|\w+ \w+", rest
    ):
        return None
    return Deed(said, f"{past} {rest}", span)


_PARTS = {
    "involvement in": "was involved in",
    "responsibility for": "was responsible for",
    "role in": "had a role in",
    "knowledge of": "knew of",
}
_PART_IN = re.compile(rf"(?:any |all |a |state |government )?({'|'.join(_PARTS)})(?= )")
_NO_DEED = words_of("be become remain continue consider try seek help do go allow having trying seeking")


def never(item: Item, deed: Deed, kind: str, tempting: tuple[Span, ...]) -> list[Asked]:
    """ "Who did it?", which a stance does not tell; nothing where the item speaks of the deed elsewhere."""
    elsewhere = (item.text[: deed.span[0]] + item.text[deed.span[1] :]).lower()
    stem = deed.put.split()[0]
    if stem not in ("be", "being") and stem[: max(3, len(stem) - 3)].lower() in elsewhere:
        return []
    return [Asked(kind, f"Who {deed.past}?", None, tempting)]


OWN = re.compile(r"\b(?:its|his|her|their|him|them|it|he|she|they)\b")


def clause_span(clause: Clause, n: int, most: int = 16) -> Span | None:
    """From this word up to a comma, a new clause or the sentence's end."""
    end = n
    while end < len(clause.words) and clause.words[end].text not in _BREAKS:
        end += 1
    while end > n and clause.words[end - 1].text == ".":
        end -= 1
    if end < len(clause.words) and _is_cut(clause, n, end):
        return None
    if not 2 <= end - n <= most or end >= len(clause.words):
        return None
    return clause.words[n].start, clause.words[end - 1].end


def _is_cut(clause: Clause, n: int, end: int) -> bool:
    """Whether the break falls within a phrase: a quotation, a list, a word that wants another."""
    mark, last = clause.words[end].text, clause.words[end - 1].text
    if mark in '"“(' or last in (
        "of",
        "a",
        "an",
        "the",
        "to",
        "for",
        "in",
        "on",
        "as",
        "both",
        "its",
        "than",
    ):
        return True
    said = clause.text[clause.words[n].start : clause.words[end - 1].end]
    if mark == "and" and re.search(r"\b(?:both|between|including)\b", said):
        return True
    if mark == ",":
        ahead = [w.text for w in clause.words[end + 1 : end + 5]]
        return "," in ahead[1:] or "and" in ahead[:3]
    return False


_BREAKS = words_of(', . ; : ( ) " “ ” – — after as while and but following amid saying which when because')
