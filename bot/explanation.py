"""Why a question was answered or refused: the decision in words, what was found and read, and how long it took."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from bot.terminal import harmless, print_wrapped
from index.answers import Answer, Candidate


def print_explanation(console: Console, answer: Answer) -> None:
    """What was asked and decided, in a sentence or two; then the passages that were read, in the judge's order."""
    why = answer.explanation
    for sentence in (_asked(answer), _decision(answer)):
        print_wrapped(console, Text(harmless(sentence)), "", "")
    if why.candidates:
        console.print()
        heading = (
            "What was read, in the order of the judge, who weighs all that is known of each; before it stands one "
            "part of that, the quick reader's margin (its best words over no answer):"
        )
        print_wrapped(console, Text(heading, "dim"), "", "")
    for row in why.candidates:
        print_wrapped(console, Text(harmless(row.span)), f"{row.margin:+7.2f}  ", " " * 9)
        print_wrapped(console, Text(harmless(_where_from(row)), "dim"), " " * 9, " " * 9)
    rests_on = [
        f"generation {answer.generation}",
        ", ".join(f"{name} {value:.3g}" for name, value in why.features.items()),
        "nothing supports: " + ", ".join(why.unsupported) if why.unsupported else "",
        _took(answer),
    ]
    for line in filter(None, rests_on):
        print_wrapped(console, Text(harmless(line)), "", "  ")


def _took(answer: Answer) -> str:
    """The milliseconds it took, by stage; empty where that is not known, as of what a chat answers by itself."""
    stages = [f"{stage.replace('_', ' ')} {ms:.1f}" for stage, ms in answer.explanation.stages_ms.items()]
    return f"took {answer.elapsed_ms:.1f} ms: {', '.join(stages)}" if stages else ""


def _asked(answer: Answer) -> str:
    completed = answer.asked_as.split() != answer.question.split()
    return f"Asked: {answer.question}" + (f" (understood as: {answer.asked_as})" if completed else "")


def _decision(answer: Answer) -> str:
    """The decision and its ground. What a chat answers from the quote at hand rests on no confidence of its own."""
    answered, sure = answer.status == "answered", answer.confidence >= answer.explanation.threshold
    decision = "Answered" if answered else "Refused"
    if answer.claim:
        made = "agrees with" if answer.claim == "agrees" else "differs from"
        decision += f" because the first quote {made} what was claimed"
    elif answered is sure:
        confidence, threshold = _apart(answer.confidence, answer.explanation.threshold)
        compared = "is at least" if sure else "is below"
        decision += f" because the confidence, {confidence}, {compared} {threshold}"
    return f"{decision}. {answer.reason}" if answer.reason else f"{decision}."


def _apart(one: float, other: float) -> tuple[str, str]:
    """Both with two decimals, or with four where two would not tell them apart."""
    digits = 4 if f"{one:.2f}" == f"{other:.2f}" else 2
    return f"{one:.{digits}f}", f"{other:.{digits}f}"


def _where_from(row: Candidate) -> str:
    """A candidate's article, score and rank from each half of search that found it, and the careful reader's margin."""
    parts = [row.article]
    if row.dense_rank is not None:
        parts.append(f"dense {row.dense:.2f} #{row.dense_rank}")
    if row.keyword_rank is not None:
        parts.append(f"keyword {row.keyword:.1f} #{row.keyword_rank}")
    parts.append(f"fused {row.fused:.4f}")
    if row.careful is not None:
        parts.append(f"read again {row.careful:+.2f}")
    return " · ".join(parts)
