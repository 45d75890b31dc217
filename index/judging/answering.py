"""Answering: judged evidence to quotes and the values side by side, or to a refusal with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.answers import FURTHER, Answer, Candidate, Excerpt, Explanation, Quote
from index.building.as_read import joined
from index.building.opened import OpenGeneration
from index.judging.judge import Judged, worthy
from index.judging.reasons import reason
from index.judging.rivals import figure_groups, groups_of, quotes_of_each
from index.judging.stories import one_of_each, with_copies
from index.judging.ties import time_notes
from index.judging.verdict import Decision
from index.question.filters import Scope
from index.question.question import Question
from index.question.support import unsupported, weighty
from index.reading.citing import distinct_quotes
from index.reading.evidence import Evidence

NEAREST = 3
"""Passages shown with a refusal at most."""


def answer(
    typed: str,
    question: Question,
    ranked: Sequence[Judged],
    scope: Scope,
    threshold: float,
    top: int,
    generation: OpenGeneration,
    decision: Decision | None = None,
) -> Answer:
    """The Answer, all but the time that it took: at most `top` quotes where the best is sure enough.

    A quote that decides a claim is sure enough, and the first.
    """
    kept = worthy(question, ranked, threshold)
    if decision:
        kept = [decision.by, *(one for one in kept if one is not decision.by)]
        ranked = [decision.by, *(one for one in ranked if one is not decision.by)]
    refused = Answer(
        question=typed,
        asked_as=question.typed,
        status="refused",
        generation=generation.name,
        confidence=ranked[0].probability if ranked else 0.0,
        explanation=_explained(question, ranked, threshold),
        notes=scope.notes,
    )
    chosen = one_of_each([one.evidence for one in kept], generation.copies)
    if chosen:
        decided = replace(refused, claim=decision.verdict if decision else None)
        return _quoting(chosen, question, decided, top, generation)
    why = scope.reason or reason(question, ranked, generation.mentions, generation.encoder)
    order = one_of_each([one.evidence for one in ranked], generation.copies)
    nearest = [replace(quote, about=None) for quote in distinct_quotes(order, min(top, NEAREST))]
    return replace(refused, reason=why, nearest=with_copies(nearest, generation.copies, generation.catalogue))


def _quoting(
    chosen: Sequence[Evidence], question: Question, answer: Answer, top: int, generation: OpenGeneration
) -> Answer:
    """The answer with quotes of the chosen evidence, and the values that it gives side by side."""
    copies, catalogue = generation.copies, generation.catalogue
    groups = groups_of(question.text, chosen, copies, question.times)
    quotes = quotes_of_each(groups, chosen, top)
    more = distinct_quotes(chosen, len(quotes) + FURTHER)
    further = [quote for quote in more if quote not in quotes]
    shown = with_copies(_about_once([*quotes, *further]), copies, catalogue)
    return replace(
        answer,
        status="answered",
        answer=joined(chosen[0].answer),
        quotes=shown[: len(quotes)],
        notes=(*answer.notes, *time_notes(question.times, chosen[0])),
        figures=figure_groups(groups, quotes, copies),
        further=shown[len(quotes) :],
    )


def _about_once(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes, what they are about told with the first that it is told of."""
    told: set[Excerpt | None] = set()
    shown = []
    for quote in quotes:
        shown.append(replace(quote, about=None) if quote.about in told else quote)
        told.add(quote.about)
    return shown


def _explained(question: Question, ranked: Sequence[Judged], threshold: float) -> Explanation:
    """A row for each passage, the likeliest first, with the span that was rated best in it."""
    best: dict[int, Judged] = {}
    for one in ranked:
        best.setdefault(one.evidence.found.passage, one)
    if not ranked:
        return Explanation((), threshold)
    lacking = unsupported(weighty(question.words), ranked[0].evidence.nearby)
    return Explanation(
        tuple(_row(one.evidence) for one in best.values()),
        threshold,
        ranked[0].signals,
        tuple(word.text for word in lacking),
    )


def _row(item: Evidence) -> Candidate:
    return Candidate(
        article=item.article.id,
        start=item.passage.start,
        end=item.passage.end,
        dense_rank=item.found.dense_rank,
        dense=item.found.dense,
        keyword_rank=item.found.keyword_rank,
        keyword=item.found.keyword,
        fused=item.found.fused,
        margin=item.margin,
        careful=item.careful,
        span=item.answer,
    )
