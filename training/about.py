"""Fit what tells whether a paragraph is about a topic (`index/models/about.json`), in folds over topics.

    python -m training.about DATA_FOLDER asked.jsonl [--out index/models/about.json]

DATA_FOLDER holds an index of the days that asked.jsonl is about. A paragraph is about a topic if it, or the heading
right above it, matches the pattern that goes with the topic; of a topic that is nowhere, no paragraph is.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index import Archive
from index.judging.about import Item
from index.judging.digest import found_for
from index.question.filters import EVERYTHING
from index.question.times import time_asked

FOLDS = 5


class Asked(NamedTuple):
    """A topic with the paragraphs found for it, and which of them are about it."""

    text: str
    absent: bool
    items: list[Item]
    about: list[bool]


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("asked", type=Path)
    parser.add_argument("--out", type=Path, default=Path("index/models/about.json"))
    given = parser.parse_args()
    topics = collected(given.data, given.asked)
    names = list(topics[0].items[0].signals)
    probabilities = _in_folds(topics, names)
    _report(topics, probabilities)
    threshold = _threshold(topics, probabilities)
    fitted = _fit(topics, names)
    model = {
        "about": "Made by `python -m training.about`; see training/README.md.",
        "intercept": round(float(fitted.intercept_[0]), 4),
        "coefficients": dict(zip(names, (round(float(one), 4) for one in fitted.coef_[0]), strict=True)),
        "threshold": round(threshold, 3),
    }
    given.out.write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(model, indent=2))


def collected(data: Path, asked: Path) -> list[Asked]:
    """The topics that name something, each with what is found for it."""
    topics = []
    with Archive.open(data) as archive, archive._newest.borrow() as generation:
        for line in asked.read_text(encoding="utf-8").splitlines():
            one: dict[str, Any] = json.loads(line)
            if not one["kind"].startswith("topic"):
                continue
            time = time_asked(one["say"], generation.newest)
            found = found_for(one["say"], time, generation, EVERYTHING)
            if not found.items:
                continue
            pattern = re.compile(one.get("about") or "$^")
            about = [
                bool(pattern.search(f"{item.paragraph.text}\n{item.paragraph.heading}"))
                for item in found.items
            ]
            topics.append(Asked(one["say"], one["kind"] == "topic-absent", found.items, about))
    return topics


def _fit(topics: Sequence[Asked], names: Sequence[str]) -> LogisticRegression:
    """Each topic weighs the same, whatever it has found."""
    rows = [[item.signals[name] for name in names] for topic in topics for item in topic.items]
    targets = [about for topic in topics for about in topic.about]
    weights = [10 / len(topic.items) for topic in topics for _ in topic.items]
    return LogisticRegression(C=10, max_iter=2000).fit(rows, targets, weights)


def _in_folds(topics: Sequence[Asked], names: Sequence[str]) -> list[list[float]]:
    fold = (np.random.default_rng(0).permutation(len(topics)) % FOLDS).tolist()
    probabilities: dict[int, list[float]] = {}
    for number in range(FOLDS):
        fitted = _fit([topic for topic, of in zip(topics, fold, strict=True) if of != number], names)
        for n in (n for n, of in enumerate(fold) if of == number):
            rows = [[item.signals[name] for name in names] for item in topics[n].items]
            probabilities[n] = fitted.predict_proba(rows)[:, 1].tolist()
    return [probabilities[n] for n in range(len(topics))]


def _threshold(topics: Sequence[Asked], probabilities: Sequence[list[float]]) -> float:
    """Where paragraphs are told apart best: the most F1 over all topics, every topic weighing the same."""
    flat = [
        (p, about, 1 / len(topic.items))
        for topic, ps in zip(topics, probabilities, strict=True)
        for p, about in zip(ps, topic.about, strict=True)
    ]

    def f1(at: float) -> float:
        right = sum(weight for p, about, weight in flat if about and p >= at)
        given = sum(weight for p, _, weight in flat if p >= at)
        there = sum(weight for _, about, weight in flat if about)
        return 2 * right / (given + there)

    return max((n / 100 for n in range(10, 91)), key=f1)


def _report(topics: Sequence[Asked], probabilities: Sequence[list[float]]) -> None:
    flat = [about for topic in topics for about in topic.about]
    print("area under ROC", round(roc_auc_score(flat, [p for ps in probabilities for p in ps]), 4))
    best = [max(ps) for ps in probabilities]
    absent = [topic.absent for topic in topics]
    for at in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        kept = sum(p >= at for p, none in zip(best, absent, strict=True) if not none)
        refused = sum(p < at for p, none in zip(best, absent, strict=True) if none)
        print(f"at {at}: {kept} of {len(absent) - sum(absent)} answered, {refused} of {sum(absent)} refused")
    for topic, p in zip(topics, best, strict=True):
        if topic.absent == (p >= 0.5) or (not topic.absent and not any(topic.about)):
            print(
                f"  {'absent' if topic.absent else 'there '} {p:.2f} {sum(topic.about)} found | {topic.text}"
            )


if __name__ == "__main__":
    main()
