"""Reasons: why a question is refused, in one sentence that the passage shown under it never contradicts."""

from __future__ import annotations

from collections.abc import Sequence

from index.building.encoder import Encoder
from index.building.keywords import Mentions, stems
from index.judging.judge import Judged
from index.judging.likeness import not_named
from index.judging.ties import other_time, unmet
from index.question.question import Question
from index.question.support import (
    Word,
    is_known,
    is_telling_number,
    missing_names,
    missing_numbers,
    unsupported,
    weight_of,
)

MOST_NAMED = 4
"""Words that a reason names at most."""
NEAR = 0.3
"""The cosine to the nearest passage below which, if that lacks most of its words, a question is not even near."""
TELLING = 5
"""Letters from which a word in lower case shows its language: "el" and "la" stand in English articles, too."""
UNLIKELY = 0.1
"""The probability that the nearest passage answers from which it is near, whatever words it has: of 1,634 questions
over news and SQuAD's tuning half 60 are told so under it, none of them above a right quote, without it 83 and 3."""
FOREIGN, FEWEST_STRANGE = 0.6, 3
"""The share of the words of a question in another language, and their number, that no article has either, from which it
is told that it seems to be in another one than they are."""


def reason(
    question: Question, ranked: Sequence[Judged], mentions: Mentions, encoder: Encoder | None = None
) -> str:
    """What the articles, or the nearest of them, lack; else how near they come.

    The encoder tells names that the nearest passage has in another form.
    """
    if question.times.no_such_day:
        return question.times.no_such_day
    shown = ranked[0].evidence.nearby if ranked else ""
    if not any(map(weight_of, question.words)):
        return "The question does not say what it is about."
    nowhere = [word for word in question.words if not is_mentioned(word, mentions)]
    foreign = question.is_foreign
    if foreign and not _have_its_language(question, nowhere):
        return "The question seems to be in another language than the articles."
    named = [word for word in nowhere if word.is_name or is_telling_number(word)]
    if not foreign and (named := not_named(named, shown, encoder)):
        return f"No article mentions {_listed(named)}."
    if not ranked:
        return "Nothing in the articles is near to this."
    nearest = ranked[0].evidence
    told = {part for wanted in question.times.wanted for part in wanted.parts}
    timeless = [word for word in question.words if word.text.lower() not in told]
    unnamed = [] if foreign else missing_names(timeless, nearest.source)
    if lacking := not_named(unnamed, shown, encoder):
        return f"What comes nearest does not mention {_listed(lacking)}."
    if untimely := _of_time(question, ranked[0]):
        return untimely
    if lacking := missing_numbers(question.words, nearest.source):
        return f"What comes nearest does not mention {_listed(lacking)}."
    lacking = unsupported(question.words, nearest.nearby)
    is_far = nearest.found.dense < NEAR and ranked[0].probability < UNLIKELY
    if is_far and sum(map(weight_of, lacking)) > sum(map(weight_of, question.words)) / 2:
        return "Nothing in the articles is near to this."
    return "The articles come near to the subject, but nothing in them answers this."


def _have_its_language(question: Question, nowhere: Sequence[Word]) -> bool:
    """Whether articles have words of another language that a question is in; a short one may be part of a name."""
    strange = [word for word in question.words if not is_known(word)]
    if any(word.text.islower() and len(word.stem) >= TELLING and word not in nowhere for word in strange):
        return True
    return len(set(strange) & set(nowhere)) < max(FEWEST_STRANGE, FOREIGN * len(question.words))


def _of_time(question: Question, nearest: Judged) -> str | None:
    times = unmet(question.times, nearest.evidence)
    if not times:
        return None
    asked = " and ".join(f"“{one.named if one.way == 'in' else one.words}”" for one in times)
    told = other_time(nearest.evidence)
    return f"Nothing near to this is tied to {asked}" + (f": what comes nearest {told}." if told else ".")


def is_mentioned(word: Word, mentions: Mentions) -> bool:
    """Whether any passage holds a word; a figure such as 1,410 is indexed in its parts."""
    return bool(mentions(word.stem)) or all(map(mentions, stems(word.text)))


def _listed(words: Sequence[Word]) -> str:
    shown = [f"“{word.text}”" for word in words[:MOST_NAMED]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
