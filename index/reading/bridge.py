"""The bridge: of a question's words those that a quote lacks, where its article says most of them.

"The fine was £2,000" answers "how much was the baker fined?" in an article whose first sentence has the baker.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from index.building.as_read import is_row
from index.building.keywords import stems
from index.building.passages import Sentence, Span
from index.question.support import (
    Word,
    held_stems,
    in_some_form,
    is_known,
    is_telling_number,
    question_words,
    weight_of,
)

REACH = 3_000
"""Characters of an article on either side of the quote that are looked at: the whole of most."""
LONGEST = 300
"""Characters of a sentence that can be one."""
LEAST = 0.4
"""What the words weigh at least: one that tells a question from others, or two that hardly do."""


class Nearby(NamedTuple):
    """A sentence near to a quote, its stems, by how many characters it is apart, and whether it heads others."""

    place: Span
    stems: frozenset[str]
    far: int
    heads: bool


def nearby(text: str, sentences: Sequence[Sentence], quote: Span) -> list[Nearby]:
    """The sentences around a quote that may tell what it is about: no table's rows, none that is very long."""
    found = []
    for number in range(bisect_left(sentences, (quote.start - REACH,)), len(sentences)):
        place = Span(sentences[number].start, sentences[number].end)
        if place.start > quote.end + REACH:
            break
        if place.overlaps(quote) or place.end - place.start > LONGEST or is_row(text, place):
            continue
        far = max(quote.start - place.end, place.start - quote.end)
        held = frozenset(stems(text[place.start : place.end]))
        found.append(Nearby(place, held, far, bool(sentences[number].heading)))
    return found


def leading_up(near: Sequence[Nearby], quote: Span) -> list[Nearby]:
    """Those before the quote, from what heads it."""
    before = [one for one in near if one.place.start < quote.start]
    begins = max((number for number, one in enumerate(before) if one.heads), default=0)
    return before[begins:]


def bridge_of(question: str, seen: str, near: Iterable[Nearby]) -> Span | None:
    """The sentence that has most of the question's words which what is `seen` has not.

    `seen` is the quote with what is read beside it. Words count by how rare they are in questions; of two sentences
    that have as much the one is taken that is nearer to the quote. None where no sentence has enough.
    """
    held = held_stems(seen)
    return _sentence_with([word for word in question_words(question) if word.stem not in held], near)


def subject_of(question: str, shown: str, near: Iterable[Nearby]) -> Span | None:
    """The sentence that has most of the names and telling numbers of the question which what is shown has not.

    A word that English questions do not have is a name here: people type them in lower case.
    """
    held = held_stems(shown)
    words = [word for word in question_words(question) if not in_some_form(word.stem, held)]
    return _sentence_with([word for word in words if _names(word)], near)


def _names(word: Word) -> bool:
    return is_telling_number(word) if word.is_number else word.is_name or not is_known(word)


def _sentence_with(words: Collection[Word], near: Iterable[Nearby]) -> Span | None:
    weights = {word.stem: weight_of(word) for word in words}
    best, found = (LEAST, float("-inf")), None
    for place, held, far, _ in near if weights else ():
        worth = (sum(weights[stem] for stem in weights.keys() & held), -far)
        if worth > best:
            best, found = worth, place
    return found
