"""Signals: numbers about a question and a piece of evidence, each a column that can be left out and measured."""

from __future__ import annotations

from collections.abc import Sequence

from index.evidence import Evidence
from index.figures import figures_in
from index.figures.plans import is_only_planned
from index.keywords import Mentions, stems
from index.opposition import is_contrary
from index.question.question import Question
from index.search import RANK_CONSTANT
from index.support import Word, heft, missing_names, missing_numbers, unsupported
from index.timing.ties import unmet

Signals = dict[str, float]

UNREAD = -2.0
"""The careful margin (logits) of evidence that was not worth reading again, below which the worst of that may lie."""
FARTHEST = 8.0
"""Logits between a margin and its rival's, beyond which it is of no further matter."""


def signals_of(question: Question, evidence: Sequence[Evidence], mentions: Mentions) -> list[Signals]:
    """The signals of each piece of evidence for a question, in their order."""
    best_keyword = max((item.found.keyword for item in evidence), default=0.0) or 1.0
    unknown = [word for word in question.words if not is_mentioned(word, mentions)]
    least = min((item.careful for item in evidence if item.careful is not None), default=0.0)
    return [
        {
            **_of_readers(item, evidence, least),
            **_of_search(item, best_keyword),
            **_of_words(question, item, unknown),
            **_of_sense(question, item),
        }
        for item in evidence
    ]


def _of_readers(item: Evidence, evidence: Sequence[Evidence], least: float) -> Signals:
    """`margin` and `careful` in logits; `lead` by how much the margin is over that of the best other quote."""
    rivals = [other.margin for other in evidence if other is not item and other.verbatim != item.verbatim]
    lead = item.margin - max(rivals, default=item.margin)
    careful = {"careful": min(UNREAD, least) if item.careful is None else item.careful}
    return {
        "margin": item.margin,
        "lead": max(-FARTHEST, min(FARTHEST, lead)),
        **(careful if any(other.careful is not None for other in evidence) else {}),
    }


def _of_search(item: Evidence, best_keyword: float) -> Signals:
    """`dense` is a cosine, `keyword` BM25 as a share of the best; ranks are as fusion weighs them, 1 for the first."""
    return {
        "dense": item.found.dense,
        "dense_rank": _weighed(item.found.dense_rank),
        "keyword": item.found.keyword / best_keyword,
        "keyword_rank": _weighed(item.found.keyword_rank),
    }


def _weighed(rank: int | None) -> float:
    return (RANK_CONSTANT + 1) / (RANK_CONSTANT + rank) if rank else 0.0


def _of_words(question: Question, item: Evidence, unknown: Sequence[Word]) -> Signals:
    """Shares of the question's words, by weight, that quote and passage lack or that no article has; lacking names."""
    total = sum(map(heft, question.words)) or 1.0

    def share(words: Sequence[Word]) -> float:
        return sum(map(heft, words)) / total

    return {
        "lacking_in_quote": share(unsupported(question.words, item.quoted)),
        "lacking_nearby": share(unsupported(question.words, item.nearby)),
        "unknown": share(unknown),
        "names_lacking": float(len(missing_names(question.words, item.nearby))),
        "names_lacking_in_article": float(len(missing_names(question.words, item.source))),
        "numbers_lacking": float(len(missing_numbers(question.words, item.led_up_to))),
    }


def _of_sense(question: Question, item: Evidence) -> Signals:
    """How many of the times asked for it is tied to, and how many not; the rest 0 or 1.

    `kind` tells whether what answers is a figure of the kind asked for: 1, -1 if not, 0 where none is asked for.
    """
    untimely = len(unmet(question.times, item))
    return {
        "timely": float(len(question.times.wanted) - untimely),
        "untimely": float(untimely),
        "kind": _kind(question, item),
        "planned": float(is_only_planned(question.text, item.verbatim, item.span.start - item.quote.start)),
        "contrary": float(is_contrary(question.text, item.verbatim, item.answer)),
    }


def _kind(question: Question, item: Evidence) -> float:
    if not question.figures:
        return 0.0
    return 1.0 if any(figure.kind in question.figures for figure in figures_in(item.answer)) else -1.0


def is_mentioned(word: Word, mentions: Mentions) -> bool:
    """Whether any passage holds a word; a figure such as 1,410 is indexed in its parts."""
    return bool(mentions(word.stem)) or all(map(mentions, stems(word.text)))
