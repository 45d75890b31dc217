"""Asking a question set, one question after the other, and marking each answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.answers import Answer, Quote
from index.archive import Archive
from index.errors import QuestionError
from index.evaluation.funnel import Ranks, gold_ranks
from index.evaluation.questions import BadQuestionSet, Question
from index.evaluation.rightness import exact_match, f1, is_right
from index.judging.confidence import Strictness

TOP = 3
"""Quotes looked at for "any right"."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    The marks are those of the quotes whether or not they were given: for a refusal, of the nearest passages,
    as if an answer had been forced. They are 0 for a question without an answer. `ranks` is None where the
    question names no paragraph.
    """

    question: Question
    answer: Answer
    first_right: bool
    any_right: bool
    exact_match: float
    f1: float
    ranks: Ranks | None

    @property
    def answered(self) -> bool:
        """Whether an answer was given."""
        return self.answer.status == "answered"

    @property
    def judged(self) -> bool:
        """Whether the confidence is the judge's: a remark has none, and a topic is told by a model of its own."""
        return self.answer.kind == "ask"

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes that were given, or would have been."""
        return self.answer.quotes or self.answer.nearest

    @property
    def correct(self) -> bool:
        """Whether it came out as it should: a right first quote, or a refusal where there is no answer."""
        return self.first_right if self.answered else not self.question.answerable


def run(
    archive: Archive, questions: Sequence[Question], strictness: Strictness, progress: Progress | None = None
) -> list[Outcome]:
    """Ask every question and mark what comes back. Raises BadQuestionSet where one cannot be asked."""
    outcomes = []
    for done, question in enumerate(questions, 1):
        answer = _ask(archive, question, strictness)
        outcomes.append(mark(question, answer, gold_ranks(archive, question, answer)))
        if progress is not None:
            progress("asking", done, len(questions))
    return outcomes


def _ask(archive: Archive, question: Question, strictness: Strictness) -> Answer:
    try:
        return archive.ask(question.text, top=TOP, strictness=strictness)
    except QuestionError as error:
        raise BadQuestionSet(
            f"One of the questions, “{question.text[:60]}”, cannot be asked: {error}"
        ) from error


def mark(question: Question, answer: Answer, ranks: Ranks | None = None) -> Outcome:
    """Hold an answer, given or forced, against what would be right."""
    quotes = answer.quotes or answer.nearest
    right = [is_right(quote, question) for quote in quotes]
    short = _short_answer(quotes[0]) if quotes else ""
    return Outcome(
        question=question,
        answer=answer,
        first_right=bool(right and right[0]),
        any_right=any(right),
        exact_match=exact_match(short, question.answers),
        f1=f1(short, question.answers),
        ranks=ranks,
    )


def _short_answer(quote: Quote) -> str:
    start, end = quote.highlights[0] if quote.highlights else (0, 0)
    return quote.text[start:end]
