"""What was measured, as tables for people; what went wrong, to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.render import quote_blocks
from bot.terminal import harmless, print_blocks
from index.building.counted import counted
from index.evaluation.ablation import Without
from index.evaluation.calibrate import Calibration, Level, answers_to_pass
from index.evaluation.evaluate import Evaluation, Recall
from index.evaluation.fitting import Asked
from index.evaluation.funnel import CUTS, ORDERS
from index.evaluation.intervals import Figure
from index.evaluation.lost import Lost
from index.evaluation.metrics import Bin, Risk
from index.evaluation.run import Outcome

_FIGURES: dict[str, dict[str, str]] = {
    "All questions": {
        "answered": "answered",
        "right_of_given": "right, of the answers given",
    },
    "Questions with an answer (a refusal is wrong)": {
        "first_right": "first quote right",
        "any_right": "any of three quotes right",
        "exact_match": "short answer, exact match",
        "f1": "short answer, F1",
    },
    "The same, had every question been answered": {
        "forced_first_right": "first quote right",
        "forced_any_right": "any of three quotes right",
        "forced_exact_match": "short answer, exact match",
        "forced_f1": "short answer, F1",
    },
    "Refusals": {
        "refusal_precision": "precision: refused, and no answer",
        "refusal_recall": "recall: no answer, and refused",
    },
}
_AREAS = {
    "auroc_right": "area under ROC, right or not",
    "auroc_answerable": "area under ROC, answerable or not",
    "calibration_error": "expected calibration error",
}
_LATENCIES = {"latency_p50": "median", "latency_p95": "95th percentile"}


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """The figures, then how risk goes with coverage, whether confidence can be believed, and the funnel."""
    counts = _counts(evaluation.questions, evaluation.answerable)
    if evaluation.threshold is not None:
        counts += f" {evaluation.strictness.capitalize()}: answered from {evaluation.threshold:.2f}."
    console.print(Text(counts))
    _print_not_judged(console, evaluation.questions - evaluation.judged)
    _print_table(console, _figures(evaluation))
    _print_table(console, _risks(evaluation.risk_coverage, evaluation.in_use))
    _print_table(console, _bins(evaluation.reliability))
    if evaluation.recall:
        _print_table(console, _recall(evaluation.recall))


def _counts(questions: int, answerable: int) -> str:
    told = counted(questions, "question", "questions")
    return f"{told}: {answerable:,} with an answer, {questions - answerable:,} without."


def _print_not_judged(console: Console, count: int) -> None:
    """What has no part in thresholds and risk, as no confidence of the judge's decided it."""
    if count:
        told = counted(count, "was taken for a remark or a topic", "were taken for remarks or topics")
        console.print(
            Text(f"{told}, which no threshold decides: left out of confidence, risk and reliability.")
        )


def _figures(evaluation: Evaluation) -> Table:
    table = _table("", "figure", "95 % interval")
    for heading, names in _FIGURES.items():
        _section(table, heading, names, evaluation, _percent)
    _section(table, "Confidence", _AREAS, evaluation, "{:.3f}".format)
    _section(table, "Milliseconds an answer", _LATENCIES, evaluation, "{:.0f}".format)
    return table


def _section(
    table: Table, heading: str, names: dict[str, str], evaluation: Evaluation, form: Callable[[float], str]
) -> None:
    table.add_row(Text(heading, "bold"))
    for name, meaning in names.items():
        figure: Figure = getattr(evaluation.figures, name)
        table.add_row(f"  {meaning}", *_cells(figure, form))


def _cells(figure: Figure, form: Callable[[float], str]) -> tuple[str, str]:
    if figure.value is None or figure.low is None or figure.high is None:
        return "–", ""
    return form(figure.value), f"{form(figure.low).removesuffix(' %')} to {form(figure.high)}"


def _risks(rows: Sequence[Risk], in_use: Risk | None) -> Table:
    table = _table(
        "answering from", "answers", "coverage", "wrong", "risk", "95 % bound", title="Risk and coverage"
    )
    marked = [(row, "") for row in rows] + ([(in_use, "in use ")] if in_use else [])
    for row, mark in sorted(marked, key=lambda item: -item[0].threshold):
        shares = (_percent(row.risk), _percent(row.bound))
        start = f"{mark}{row.threshold:.2f}"
        table.add_row(start, f"{row.answered:,}", _percent(row.coverage), f"{row.wrong:,}", *shares)
    return table


def _bins(rows: Sequence[Bin]) -> Table:
    table = _table("confidence", "questions", "mean", "right", "95 % interval", title="Reliability")
    for row in rows:
        interval = f"{_percent(row.right_low).removesuffix(' %')} to {_percent(row.right_high)}"
        cells = (f"{row.questions:,}", _percent(row.confidence), _percent(row.right), interval)
        table.add_row(f"{row.low:.1f} to {row.high:.1f}", *cells)
    return table


def _recall(rows: Sequence[Recall]) -> Table:
    """Recall for questions with an answer; for those without, their paragraph need only be found."""
    table = _table("", *(f"@{cut}" for cut in CUTS), title="Gold paragraph among the first …")
    for heading, kind in (("Questions with an answer", "answerable"), ("Questions without", "unanswerable")):
        table.add_row(Text(heading, "bold"))
        for order in ORDERS:
            shown = [_cells(getattr(row, kind), _percent)[0] for row in rows if row.order == order]
            table.add_row(f"  {order}", *shown)
    return table


def _table(first: str, *others: str, title: str | None = None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left", title_style="bold")
    table.add_column(first, no_wrap=True)
    for heading in others:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _print_table(console: Console, table: Table) -> None:
    """A table as wide as it needs to be, also where the terminal is not: figures that are cut off are none."""
    needed = table.__rich_measure__(console, console.options.update(max_width=_WIDEST)).maximum
    table.width = needed if needed > console.width else None
    console.print(table, crop=False)


_WIDEST = 1_000
"""Columns that no table of figures has."""


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def print_ablation(console: Console, asked: Sequence[Asked], rows: Sequence[Without]) -> None:
    """A line for each signal and stage left out."""
    console.print(Text(_counts(len(asked), sum(one.answerable for one in asked))))
    table = _table(
        "left out", "first\nright", "end\nright", "helped", "hurt", "gain\n(%)", "95 %\ninterval", "area"
    )
    for row in rows:
        gain, interval = _cells(row.gain, lambda part: f"{100 * part:.1f}")
        counts = (row.first, row.right, row.helped, row.hurt)
        table.add_row(row.left_out, *(f"{count:,}" for count in counts), gain, interval, f"{row.area:.3f}")
    _print_table(console, table)


def print_lost(console: Console, counts: Lost) -> None:
    """Where answers are lost, a line for each step."""
    table = _table("", "questions", "of those with an answer", title="Where answers are lost")
    for name, meaning in _LOST.items():
        count = getattr(counts, name)
        table.add_row(meaning, f"{count:,}", _percent(count / max(1, counts.answerable)))
    _print_table(console, table)


_LOST = {
    "found": "a right passage among the first ten",
    "read": "a right quote among all that were read",
    "quick": "the quick reader's own best is right",
    "first": "the judge's first is right",
    "given": "given as the first quote",
    "refused": "refused, the right one nearest",
}


def print_failures(console: Console, evaluation: Evaluation) -> None:
    """Every question that came out wrong: what it was, what was expected and what came back."""
    for number, (kind, outcome) in enumerate(_failures(evaluation), 1):
        question, answer = outcome.question, outcome.answer
        console.print(Text(f"{number}. {harmless(question.text)}", "bold"))
        console.print(Text(f"{kind} (confidence {answer.confidence:.2f})"))
        place = f" in {question.article}" if question.article else ""
        expected = ", ".join(question.answers) + place if question.answerable else "a refusal"
        console.print(Text(f"expected: {harmless(expected)}"))
        if answer.reason is not None:
            console.print(Text(f"reason: {harmless(answer.reason)}"))
        print_blocks(console, quote_blocks(outcome.quotes))
        console.print()


def failures_json(evaluation: Evaluation) -> list[dict[str, Any]]:
    """The same as JSON: each failure with what was expected and the whole answer."""
    return [
        {
            "failure": kind,
            "question": outcome.question.text,
            "expected": list(outcome.question.answers),
            "article": outcome.question.article,
            "answer": outcome.answer.to_json(),
        }
        for kind, outcome in _failures(evaluation)
    ]


def _failures(evaluation: Evaluation) -> Iterator[tuple[str, Outcome]]:
    for outcome in evaluation.outcomes:
        if not outcome.correct:
            yield _kind(outcome), outcome


def _kind(outcome: Outcome) -> str:
    if outcome.answered and not outcome.question.answerable:
        return "answered, but there is no answer"
    if outcome.answered:
        return "a further quote is right" if outcome.any_right else "no quote is right"
    if outcome.first_right:
        return "refused, but the first nearest passage is right"
    return "refused, and the first nearest passage is not right"


def print_calibration(console: Console, calibration: Calibration) -> None:
    """What was chosen for each strictness, or how many questions it would take."""
    console.print(Text(_counts(calibration.questions, calibration.answerable)))
    _print_not_judged(console, calibration.questions - calibration.judged)
    table = _table("strictness", "wrong at most", "answer from", "answers", "wrong", "95 % bound")
    for level in calibration.levels:
        table.add_row(level.name, _percent(level.allowed), *_chosen(level))
    _print_table(console, table)
    for level in calibration.levels:
        if level.threshold is None:
            console.print(Text(_shortfall(level, calibration.judged)))
    if calibration.answerable == calibration.questions:
        console.print(Text("Every question has an answer: nothing is promised for those that have none."))


def _chosen(level: Level) -> tuple[str, ...]:
    if level.risk is None:
        return ("–",)
    risk = level.risk
    return f"{risk.threshold:.2f}", f"{risk.answered:,}", f"{risk.wrong:,}", _percent(risk.bound)


def _shortfall(level: Level, judged: int) -> str:
    least = answers_to_pass(0, level.allowed)
    why = f"{level.name}: it takes {least} answers without a wrong one to promise {_percent(level.allowed)}."
    if level.needed is None and not judged:
        return f"{why} Here no question was judged."
    if level.needed is None:
        return f"{why} Here even the surest are wrong more often than that: more of the same will not do."
    return f"{why} About {level.needed:,} questions like these would be enough."
