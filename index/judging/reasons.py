"""Reasons: why a question is refused, told by the signals that took most from the probability of the nearest quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.judging.judge import Judged
from index.judging.model import JudgeModel
from index.judging.signals import is_mentioned
from index.keywords import Mentions
from index.opposition import opposed
from index.question.question import Question
from index.support import Word, missing_names, missing_numbers
from index.timing.ties import other_time, unmet

MOST_NAMED = 4
"""Words that a reason names at most."""
NOTHING_NEAR = "Nothing in the articles is near to this."
NOTHING_ANSWERS = "The articles come near to the subject, but nothing in them answers this."

_CAUSES = {
    "dense": "near",
    "dense_rank": "near",
    "keyword": "near",
    "keyword_rank": "near",
    "lacking_in_quote": "near",
    "lacking_nearby": "near",
    "unknown": "unknown",
    "names_lacking": "names",
    "names_lacking_in_article": "names",
    "numbers_lacking": "numbers",
    "timely": "time",
    "untimely": "time",
    "planned": "planned",
    "contrary": "contrary",
}
"""What a signal tells of; those of the readers tell only that nothing answers."""


def reason(question: Question, ranked: Sequence[Judged], mentions: Mentions, model: JudgeModel) -> str:
    """One sentence: of the causes that took from the nearest quote's probability, the greatest that can be told."""
    if not any(word.weight for word in question.words):
        return "The question does not say what it is about."
    if not ranked:
        nowhere = [word for word in question.words if not is_mentioned(word, mentions)]
        return f"No article mentions {_listed(nowhere)}." if nowhere else NOTHING_NEAR
    nearest = ranked[0]
    taken: dict[str, float] = defaultdict(float)
    for name, weight in model.weights(nearest.signals).against(nearest.signals, model.usual).items():
        taken[_CAUSES.get(name, "answer")] += weight
    for cause in sorted(taken, key=lambda cause: -taken[cause]):
        if taken[cause] > 0 and (said := _said(cause, question, nearest, mentions)):
            return said
    return NOTHING_ANSWERS


def _said(cause: str, question: Question, nearest: Judged, mentions: Mentions) -> str | None:
    """The sentence for a cause; None where the quote itself would contradict it, or nothing can be named."""
    item = nearest.evidence
    if cause == "answer":
        return NOTHING_ANSWERS
    if cause == "near":
        return NOTHING_NEAR if nearest.signals["lacking_nearby"] > HALF else NOTHING_ANSWERS
    if cause == "unknown":
        nowhere = [word for word in question.words if not is_mentioned(word, mentions)]
        return f"No article mentions {_listed(nowhere)}." if nowhere else None
    if cause in ("names", "numbers"):
        names = missing_names(question.words, item.source)
        lacking = names or missing_numbers(question.words, item.led_up_to)
        return f"What comes nearest does not mention {_listed(lacking)}." if lacking else None
    if cause == "time":
        return _of_time(question, nearest)
    if cause == "contrary" and (contrary := opposed(question.text, item.verbatim, item.answer)):
        asked, said = contrary[0]
        return f"What comes nearest says “{said}”, not “{asked}”."
    if cause == "planned":
        return "What comes nearest only says what was planned or expected."
    return None


HALF = 0.5
"""The share of the question's words that a passage lacks from which it is not near to the question's subject."""


def _of_time(question: Question, nearest: Judged) -> str | None:
    times = unmet(question.times, nearest.evidence)
    if not times:
        return None
    asked = " and ".join(f"“{one.named if one.way == 'in' else one.words}”" for one in times)
    told = other_time(nearest.evidence)
    return f"Nothing near to this is tied to {asked}" + (f": what comes nearest {told}." if told else ".")


def _listed(words: Sequence[Word]) -> str:
    shown = [f"“{word.text}”" for word in words[:MOST_NAMED]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
