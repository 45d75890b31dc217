"""The funnel: at which rank each stage of search and reading has the passage that answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.answers import Answer
from index.archive import Archive
from index.articles import Article
from index.evaluation.questions import Question
from index.evaluation.rightness import holds

CUTS = (1, 5, 20, 50)
ORDERS = ("dense", "keyword", "fused", "read")


class Ranks(NamedTuple):
    """The rank, from 1, of the first passage that counts in each order; None where none does."""

    dense: int | None
    keyword: int | None
    fused: int | None
    read: int | None


class _Hit(NamedTuple):
    """A passage in the fused order: its place in the corpus, its ranks, and whether it counts."""

    place: tuple[str, int, int]
    dense: int | None
    keyword: int | None
    counts: bool


def gold_ranks(archive: Archive, question: Question, answer: Answer) -> Ranks | None:
    """Where the gold paragraph comes; None where the question names no paragraph in the archive.

    A passage counts if it overlaps the gold paragraph and, where the question has an answer, an accepted
    answer stands in that overlap. The read order is the reader's own, by margin, of the passages that it
    read; those it did not read follow in the fused order.
    """
    article = archive.article(question.article) if question.article and question.paragraph else None
    start = article.text.find(question.paragraph or "") if article else -1
    if article is None or start == -1:
        return None
    gold = (start, start + len(question.paragraph or ""))
    hits = [
        _Hit(
            (passage.article, passage.start, passage.end),
            found.dense_rank,
            found.keyword_rank,
            passage.article == article.id and _counts(article, gold, (passage.start, passage.end), question),
        )
        for passage, found in archive.retrieve(answer.asked_as)
    ]
    return Ranks(
        dense=min((hit.dense for hit in hits if hit.counts and hit.dense), default=None),
        keyword=min((hit.keyword for hit in hits if hit.counts and hit.keyword), default=None),
        fused=_first(hits),
        read=_first(_as_read(hits, answer)),
    )


def _counts(article: Article, gold: tuple[int, int], passage: tuple[int, int], question: Question) -> bool:
    overlap = article.text[max(gold[0], passage[0]) : min(gold[1], passage[1])]
    return bool(overlap) and (not question.answerable or holds(overlap, question.answers))


def _as_read(hits: Sequence[_Hit], answer: Answer) -> list[_Hit]:
    margins = {(row.article, row.start, row.end): row.margin for row in answer.explanation.candidates}
    return sorted(hits, key=lambda hit: -margins.get(hit.place, float("-inf")))


def _first(hits: Iterable[_Hit]) -> int | None:
    return next((rank for rank, hit in enumerate(hits, 1) if hit.counts), None)
