"""Deciding: which evidence answers the question, whether that is sure enough, and what is missing where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.confidence import confidence_model, features_of, heft
from index.evidence import Evidence
from index.figures.plans import is_only_planned
from index.keywords import Mentions, stems
from index.opposition import opposed
from index.rivals import is_anothers, of_less_or_more
from index.support import Word, missing_names, missing_numbers, question_words, unsupported, weighty
from index.timing.asked import TIMELESS, Time, time_asked
from index.timing.ties import is_tied_from_afar, other_time, unmet

NEAR = 0.3
"""The cosine to the nearest passage below which a question is not even near to the articles' subjects."""
MOST_NAMED = 4
"""Words that a reason names at most."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. `order` has the evidence best first; `worthy` is that part of it which may be quoted."""

    answered: bool
    confidence: float
    threshold: float
    reason: str | None
    order: tuple[Evidence, ...]
    worthy: tuple[Evidence, ...]
    features: dict[str, float]
    unsupported: tuple[str, ...]


class Rated(NamedTuple):
    """A piece of evidence, the confidence in it, and what that was computed from."""

    evidence: Evidence
    confidence: float
    features: dict[str, float]


def decide(
    question: str,
    evidence: Sequence[Evidence],
    mentions: Mentions,
    threshold: float,
    *,
    time: Time | None = None,
    from_afar: Sequence[Evidence] = (),
) -> Decision:
    """Rate every piece of evidence; answer with the best if confidence in it reaches the threshold, else say why.

    `time` is what the question asks of time; `from_afar` is evidence for it without the times that it names, which
    counts where those are told by "last year" and the like, or around the quote. In a refusal, what would answer for
    another time is nearest.
    """
    time = time or time_asked(question, None)
    words = question_words(time.content)
    tied = [item for item in from_afar if is_tied_from_afar(time, item)]
    rated = sorted([*rate(time.content, evidence, time), *rate(time.without, tied, time)], key=_order)
    if not rated:
        return Decision(
            answered=False,
            confidence=0.0,
            threshold=threshold,
            reason=_nothing_found(words, mentions),
            order=(),
            worthy=(),
            features={},
            unsupported=(),
        )
    rated = _own_first(question, rated, threshold)
    if time.newest_first:
        rated = _newest_first(rated, threshold)
    best = rated[0]
    answered = best.confidence >= threshold
    of_other_times = [] if answered else rate(time.without, from_afar)
    nearest = [one for one in of_other_times if one.confidence >= threshold]
    return Decision(
        answered=answered,
        confidence=best.confidence,
        threshold=threshold,
        reason=None if answered else _reason(words, rated[0].evidence, mentions, time, nearest),
        order=tuple(one.evidence for one in (*nearest, *rated)),
        worthy=tuple(one.evidence for one in rated if one.confidence >= _least(rated, threshold))
        if answered
        else (),
        features=best.features,
        unsupported=tuple(word.text for word in unsupported(weighty(words), best.evidence.nearby)),
    )


def rate(question: str, evidence: Sequence[Evidence], time: Time = TIMELESS) -> list[Rated]:
    """Every piece of evidence with the confidence in it, the surest first.

    There is none in evidence that is about something else, whatever the reader makes of it, and none in any
    where the question is about nothing.
    """
    words = question_words(question)
    rated = []
    for item in evidence:
        features = features_of(question, words, item)
        idle = is_about_nothing(words) or about_something_else(words, item, time)
        rated.append(Rated(item, 0.0 if idle else confidence_model().probability(features), features))
    return sorted(rated, key=_order)


def _order(one: Rated) -> tuple[float, float]:
    return -one.confidence, -one.evidence.margin


def _least(rated: Sequence[Rated], threshold: float) -> float:
    """The confidence from which evidence stands beside the surest: half as sure is no second answer to it."""
    return max(threshold, max(one.confidence for one in rated) / 2)


def _own_first(question: str, rated: Sequence[Rated], threshold: float) -> list[Rated]:
    """Those that answer, a plan or a figure of anything else than the question's after the others."""
    least = _least(rated, threshold)
    answering = [one for one in rated if one.confidence >= least]
    if len(answering) < 2:
        return list(rated)
    yielding = of_less_or_more(question, [one.evidence for one in answering])
    own = sorted(
        zip(yielding, answering, strict=True),
        key=lambda one: (
            one[0],
            is_anothers(question, one[1].evidence) or is_plan(question, one[1].evidence),
        ),
    )
    return [*(one for _, one in own), *rated[len(own) :]]


def is_plan(question: str, item: Evidence) -> bool:
    """Whether a quote only says that what answers was due to happen, of a question that asks what did."""
    return is_only_planned(question, item.verbatim, item.span.start - item.quote.start)


def _newest_first(rated: Sequence[Rated], threshold: float) -> list[Rated]:
    """Those that answer by their articles' dates, the newest first, and then the others.

    One counts for that if it is at least half as sure as the surest: a newer article does not make a guess an answer.
    """
    least = _least(rated, threshold)
    answering = [one for one in rated if one.confidence >= least]
    newest = sorted(answering, key=lambda one: one.evidence.article.date or "", reverse=True)
    return [*newest, *rated[len(answering) :]]


def is_about_nothing(words: Sequence[Word]) -> bool:
    """Whether a question is made only of words that most questions are made of: "how many?", "what is it?"."""
    return not any(map(heft, words))


def about_something_else(words: Sequence[Word], item: Evidence, time: Time = TIMELESS) -> list[Word]:
    """The names of the question that the article lacks, and the numbers that the quote and what leads up to it lack.

    An article that never says Manchester does not answer for Manchester; a figure near which the year asked for
    does not stand is not that year's. What the question names as a `time` may be told otherwise: see `timing.ties`.
    """
    told = {part for wanted in time.wanted for part in wanted.parts}
    lacking = {part for wanted in unmet(time, item) for part in wanted.parts}
    others = [word for word in words if word.text.lower() not in told]
    untimely = [word for word in words if word.text.lower() in lacking]
    return missing_names(others, item.source) + missing_numbers(others, item.led_up_to) + untimely


def _reason(
    words: Sequence[Word], best: Evidence, mentions: Mentions, time: Time, nearest: Sequence[Rated]
) -> str:
    """That the nearest passage is of another time, what no article or not this one mentions, else how near it is."""
    if is_about_nothing(words):
        return "The question does not say what it is about."
    if nearest:
        return _of_other_time(nearest[0].evidence, time)
    beyond = {part for wanted in unmet(time, best) if wanted.way != "in" for part in wanted.parts}
    # "Before 2019" need not be said with 2019.
    elsewhere = [word for word in about_something_else(words, best, time) if word.text.lower() not in beyond]
    told = {part for wanted in time.wanted for part in wanted.parts}
    timeless = [word for word in weighty(words) if word.text.lower() not in told]
    if nowhere := _known_nowhere(elsewhere or unsupported(timeless, best.nearby), mentions):
        return f"No article mentions {_listed(nowhere)}."
    if elsewhere:
        return f"What comes nearest does not mention {_listed(elsewhere)}."
    if (best.found.dense or 0.0) < NEAR:
        return "Nothing in the articles is near to this."
    if contrary := opposed(time.content, best.verbatim, best.answer):
        asked, said = contrary[0]
        return f"What comes nearest says “{said}”, not “{asked}”."
    return "The articles come near to the subject, but nothing in them answers this."


def _of_other_time(nearest: Evidence, time: Time) -> str:
    times = unmet(time, nearest) or time.wanted
    lacking = (wanted.named if wanted.way == "in" else wanted.words for wanted in times)
    asked = " and ".join(f"“{words}”" for words in lacking)
    told = other_time(nearest)
    return f"Nothing near to this is tied to {asked}" + (f": what comes nearest {told}." if told else ".")


def _nothing_found(words: Sequence[Word], mentions: Mentions) -> str:
    nowhere = _known_nowhere(weighty(words), mentions)
    return (
        f"No article mentions {_listed(nowhere)}." if nowhere else "Nothing in the articles is near to this."
    )


def _known_nowhere(words: Sequence[Word], mentions: Mentions) -> list[Word]:
    """Those of the words that no passage holds; a figure such as 1,410 is indexed in its parts."""
    return [word for word in words if not mentions(word.stem) and not all(map(mentions, stems(word.text)))]


def _listed(words: Sequence[Word]) -> str:
    shown = [f"“{word.text}”" for word in words[:MOST_NAMED]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
