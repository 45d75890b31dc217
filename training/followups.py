"""Fits the few weights by which a turn's readings are chosen, and shows how they do on dialogues left out.

    python -m training.followups DIALOGUES CAST_TURNS --data INDEX [--out bot/followups/weights.json] [--cache FILE] \\
        [--days CURRENT_EVENTS.jsonl.gz --own-data INDEX]

DIALOGUES are turns written out by people with the answers wanted: `{"id", "turns": [{"say", "means", "answers",
"kind"}]}`, asked of INDEX; CAST_TURNS those of TREC CAsT (Dalton et al. 2019-2022, MIT), `{"id", "raw", "rewritten"}`,
which have no articles. The prior is a conditional logit on which reading is nearest to what a person wrote; the
evidence a logistic regression on which reading's first quote is right. With `--days` the dialogues written for this
(`training.dialogues`) are fitted to as well, asked of the index that `training.elsewhere` makes; they are always seen,
and only DIALOGUES are left out in turn. Run it again whenever the engine's confidence is fitted anew: answers are kept
in FILE, which must go then.
"""

from __future__ import annotations

import argparse
import functools
import json
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.conversation import Turn, correction, exchange_of
from bot.followups import at_hand
from bot.followups.choosing import (
    WEIGHTS,
    Hearing,
    Weights,
    chosen,
    evidence_of,
    first_quote,
    likeliest,
)
from bot.followups.readings import readings
from bot.followups.signals import reading_signals, turn_signals
from bot.followups.topics import REACH, Exchange
from index import Answer, Archive
from index.building.keywords import stems
from index.evaluation.rightness import holds
from index.question.kind import Read
from training.dialogues import DIALOGUES, with_answers
from training.passage import read_lines

FOLDS = 6
ALONE = frozenset({"independent", "topic", "remark"})
"""The kinds of turns that mean what they say."""
DIALOGUE_WEIGHT = 3.0
"""What a turn of DIALOGUES counts in the prior beside one of our own, or of CAsT, of which there are far more."""


class Dialogue(NamedTuple):
    """Turns as a person wrote them, and whom they are asked."""

    id: str
    turns: list[dict[str, Any]]
    engine: Engine


class Example(NamedTuple):
    """One turn's readings: signals of each, and which of them are as near as any to what a person wrote."""

    group: str
    signals: list[dict[str, float]]
    near: NDArray[np.bool_]
    plain: bool
    weight: float


class Engine:
    """An archive that remembers what it was asked."""

    def __init__(self, archive: Archive, cache: Path | None) -> None:
        self._archive, self._file = archive, cache
        self._held: dict[str, Answer] = {}
        if cache and cache.exists():
            self._held = pickle.loads(cache.read_bytes())

    def ask(self, question: str) -> Answer:
        """The answer to a question by itself."""
        if question not in self._held:
            self._held[question] = self._archive.ask(question)
            if self._file and len(self._held) % 50 == 0:
                self._file.write_bytes(pickle.dumps(self._held))
        return self._held[question]

    @functools.cache  # noqa: B019  (it lives as long as the run)
    def heard(self, turn: str) -> Read:
        """What a turn is likely to be by itself."""
        return self._archive.heard(turn)


def main() -> None:
    """Fit in folds and print what was right, then fit on everything and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dialogues", type=Path)
    parser.add_argument("cast", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--days", type=Path, help="Current events, by day: the dialogues on them, too")
    parser.add_argument("--own-data", type=Path, help="the index that those are asked of")
    arguments = parser.parse_args()
    if bool(arguments.days) != bool(arguments.own_data):
        parser.error("--days and --own-data go together")
    with ExitStack() as opened:

        def engine(data: Path, cache: Path | None) -> Engine:
            return Engine(opened.enter_context(Archive.open(data)), cache)

        asked = engine(arguments.data, arguments.cache)
        lines = arguments.dialogues.read_text(encoding="utf-8").splitlines()
        dialogues = [Dialogue(one["id"], one["turns"], asked) for one in map(json.loads, lines)]
        own: list[Dialogue] = []
        if arguments.days:
            cache = arguments.cache
            asked = engine(arguments.own_data, cache and cache.with_name(f"own-{cache.name}"))
            written = with_answers(read_lines(DIALOGUES), read_lines(arguments.days))
            own = [Dialogue(one["id"], one["turns"], asked) for one in written]
        examples = [
            *_of_cast(arguments.cast, asked.heard),
            *_of_dialogues(dialogues, DIALOGUE_WEIGHT),
            *_of_dialogues(own, 1.0),
        ]
        outcomes: list[Outcome] = []
        for fold in range(FOLDS):
            left_out = {one.id for one in dialogues[fold::FOLDS]}
            left_out |= set(
                sorted({one.group for one in examples if one.group.startswith("cast")})[fold::FOLDS]
            )
            prior = _fit_prior([one for one in examples if one.group not in left_out])
            print(f"fold {fold}: {_prior_figures([one for one in examples if one.group in left_out], prior)}")
            evidence = _fit_evidence([one for one in (*dialogues, *own) if one.id not in left_out], prior)
            for dialogue in dialogues[fold::FOLDS]:
                outcomes += _converse(dialogue, Weights(prior, evidence))
        _print_outcomes(outcomes)
        prior = _fit_prior(examples)
        evidence = _fit_evidence([*dialogues, *own], prior)
    rounded = {"prior": _rounded(prior), "evidence": _rounded(evidence)}
    arguments.out.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def _of_cast(path: Path, hearing: Hearing) -> Iterator[Example]:
    history: list[Exchange] = []
    topic = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        begun, _, number = row["id"].partition("_")
        if begun != topic or number in ("1", "1-1"):
            topic, history = begun, []
        if history:
            turn = row["raw"].strip()
            yield _example(f"cast{topic}", turn, row["rewritten"], history, hearing(turn), 1.0)
        history.append(Exchange(row["raw"], row["rewritten"]))


def _of_dialogues(dialogues: Sequence[Dialogue], weight: float) -> Iterator[Example]:
    for dialogue in dialogues:
        for turn, history in _histories(dialogue):
            means = turn["say"] if turn["kind"] in ALONE else turn["means"]
            heard = dialogue.engine.heard(turn["say"])
            yield _example(dialogue.id, turn["say"], means, history, heard, weight)


def _histories(dialogue: Dialogue) -> Iterator[tuple[dict[str, Any], list[Exchange]]]:
    """Every later turn with the exchanges before it as a person wrote them out."""
    history: list[Exchange] = []
    for turn in dialogue.turns:
        if turn["kind"] == "courtesy":
            continue
        if history and turn["kind"] != "correction" and at_hand.asks(turn["say"]) is None:
            yield turn, list(history)
        if turn["kind"] == "remark":
            continue
        history.append(exchange_of(Turn(turn["say"], dialogue.engine.ask(turn["means"]))))


def _example(
    group: str, turn: str, means: str, history: Sequence[Exchange], heard: Read, weight: float
) -> Example:
    found, shown = readings(turn, history), turn_signals(turn, history, heard)
    plain = set(stems(turn)) == set(stems(means))
    if plain:
        near = np.array([one.way == "said" for one in found])
    else:
        shares = np.array([_overlap(one.text, means) - 0.03 * (one.way == "said") for one in found])
        near = shares >= shares.max() - 0.02
    return Example(group, [reading_signals(one, shown) for one in found], near, plain, weight)


def _overlap(one: str, other: str) -> float:
    """F1 of the stems of two texts."""
    first, second = set(stems(one)), set(stems(other))
    return 2 * len(first & second) / max(1, len(first) + len(second))


def _fit_prior(examples: Sequence[Example], penalty: float = 0.5) -> dict[str, float]:
    names = sorted({name for one in examples for signals in one.signals for name in signals})
    tables = [_table(one.signals, names) for one in examples]

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = penalty * w @ w, 2 * penalty * w
        for table, one in zip(tables, examples, strict=True):
            powers = np.exp(table @ w - (table @ w).max())
            shares = powers / powers.sum()
            near = max(1e-12, float(shares[one.near].sum()))
            total -= one.weight * np.log(near)
            slope = slope - one.weight * table.T @ (shares * one.near / near - shares)
        return float(total), slope

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return dict(zip(names, map(float, fitted), strict=True))


def _table(rows: Sequence[dict[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows])


def _prior_figures(examples: Sequence[Example], prior: dict[str, float]) -> str:
    counts: Counter[str] = Counter()
    for one in examples:
        names = sorted(prior)
        order = np.argsort(-(_table(one.signals, names) @ np.array([prior[name] for name in names])))
        kind = "plain" if one.plain else "leaning"
        counts[kind] += 1
        counts[f"{kind} first"] += int(one.near[order[0]])
        counts[f"{kind} in 4"] += int(one.near[order[:4]].any())
    return ", ".join(f"{name} {counts[name]}" for name in sorted(counts))


def _fit_evidence(
    dialogues: Sequence[Dialogue], prior: dict[str, float], penalty: float = 1.0
) -> dict[str, float]:
    rows, right = [], []
    for dialogue in dialogues:
        for turn, history in _histories(dialogue):
            if "answers" not in turn:
                continue
            likely = likeliest(turn["say"], history, dialogue.engine.heard, prior)
            answers = [dialogue.engine.ask(one.reading.text) for one in likely]
            for place, answer in enumerate(answers):
                rows.append(evidence_of(place, likely, answers, turn["say"], history))
                right.append(_found(turn, answer))
    names = sorted({name for row in rows for name in row})
    table, wanted = _table(rows, names), np.array(right, dtype=float)
    free = np.array([name != "one" for name in names])

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        shares = 1 / (1 + np.exp(-table @ w))
        total = -np.sum(wanted * np.log(shares + 1e-12) + (1 - wanted) * np.log(1 - shares + 1e-12))
        return float(total + penalty * np.sum((free * w) ** 2)), table.T @ (
            shares - wanted
        ) + 2 * penalty * free * w

    fitted = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return dict(zip(names, map(float, fitted), strict=True))


def _found(turn: dict[str, Any], answer: Answer) -> bool:
    """Whether the first quote, given or only nearest, is right."""
    quote = first_quote(answer)
    return bool(turn["answers"]) and quote is not None and holds(quote.text, turn["answers"])


class Outcome(NamedTuple):
    """How a turn of a conversation went, and whether it goes right as a person has written it out."""

    kind: str
    answered: bool
    right: bool
    written_out: bool


def _converse(dialogue: Dialogue, fitted: Weights) -> Iterator[Outcome]:
    history: list[Exchange] = []
    for turn in dialogue.turns:
        if turn["kind"] == "courtesy" or at_hand.asks(turn["say"]) is not None:
            continue
        said = correction(turn["say"]) or turn["say"] if history else turn["say"]
        answer = chosen(said, history[-REACH:], dialogue.engine.ask, dialogue.engine.heard, fitted)
        means = dialogue.engine.ask(turn["means"])
        yield Outcome(turn["kind"], answer.status == "answered", _right(turn, answer), _right(turn, means))
        if said != turn["say"]:
            history.pop()
        history.append(exchange_of(Turn(said, answer)))


def _right(turn: dict[str, Any], answer: Answer) -> bool:
    """Whether a turn that has an answer gets it, and one that has none is refused."""
    answered = answer.status == "answered"
    return answered and _found(turn, answer) if turn["answers"] else not answered


def _print_outcomes(outcomes: Sequence[Outcome]) -> None:
    wrong = sum(one.answered and not one.right for one in outcomes)
    print(f"wrong answers: {wrong}; turns: right, of those right when written out, written out right, all")
    for kind in [*sorted({one.kind for one in outcomes}), ""]:
        these = [one for one in outcomes if kind in (one.kind, "")]
        right = sum(one.right for one in these)
        both = sum(one.right and one.written_out for one in these)
        print(
            f"{kind or 'all':<12}{right:>5}{both:>5}{sum(one.written_out for one in these):>5}{len(these):>5}"
        )


def _rounded(fitted: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in sorted(fitted.items()) if abs(value) >= 0.005}


if __name__ == "__main__":
    main()
