"""Where answers are lost: at which step of a question's way the right quote drops out, for any question set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.archive import Archive
from index.evaluation.rightness import holds, is_right
from index.evaluation.run import Outcome, Progress
from index.reading.citing import quote_of
from index.reading.readers import FIRST


class Lost(NamedTuple):
    """Counts of questions that have an answer, each step as it stands.

    `found` have a right passage among the first ten of search, `read` a right quote among all that were read, `quick`
    one that the quick reader likes best, `first` one that the judge puts first, `given` get it as their first quote;
    `refused` were refused though it stands first among the nearest.
    """

    answerable: int
    found: int
    read: int
    quick: int
    first: int
    given: int
    refused: int


def lost(archive: Archive, outcomes: Sequence[Outcome], progress: Progress | None = None) -> Lost:
    """Count, for questions that were asked; each is read once more."""
    rows = [outcome for outcome in outcomes if outcome.question.answerable]
    found = read = quick = 0
    for done, outcome in enumerate(rows, 1):
        question = outcome.question
        passages = archive.retrieve(question.text, FIRST)
        articles = {passage.article: archive.article(passage.article) for passage, _ in passages}
        found += any(
            article is not None and holds(article.text[passage.start : passage.end], question.answers)
            for passage, _ in passages
            for article in [articles[passage.article]]
        )
        evidence = archive.gathered(question.text)
        read += any(is_right(quote_of(item), question) for item in evidence)
        best = max(evidence, key=lambda item: item.margin, default=None)
        quick += best is not None and is_right(quote_of(best), question)
        if progress is not None:
            progress("reading", done, len(rows))
    return Lost(
        answerable=len(rows),
        found=found,
        read=read,
        quick=quick,
        first=sum(outcome.first_right for outcome in rows),
        given=sum(outcome.first_right and outcome.answered for outcome in rows),
        refused=sum(outcome.first_right and not outcome.answered for outcome in rows),
    )
