"""Fit the confidence model: ask a mix of questions, see which first quotes are right, regress, choose thresholds.

    python -m training.confidence collect SQUAD_TUNE WORK [--questions N]
    python -m training.confidence fit WORK

The mix follows the promise that the thresholds make: half of the questions are answered by the articles, a
quarter was written to mislead (SQuAD 2.0's unanswerable ones), a quarter is about an article that is absent.
The articles are cut into two halves; each is an archive of its own, and is asked its own questions and, as the
absent quarter, the other's. Half of the questions are typed in lower case, half without a question mark.

To the fit, not to the thresholds, questions are added in which one word was exchanged for another of its kind (a
name, a year, a common word) that the paragraph does not hold: SQuAD's misleading questions keep to the words of
their paragraph, and would teach that a foreign name matters little.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from index import Archive, build
from index.articles import Article
from index.confidence import COEFFICIENTS, STRICTNESSES, features_of
from index.decision import about_something_else
from index.evaluation.calibrate import ALLOWED, choose
from index.evaluation.intervals import Floats
from index.evaluation.metrics import Risk
from index.evaluation.questions import Question
from index.evaluation.rightness import holds
from index.evaluation.squad import read_squad, squad_corpus
from index.evidence import Evidence
from index.keywords import stems
from index.reader import MODELS
from index.support import Word, question_words

SEED = 20
REGULARISATION = 1.0
EXCHANGED_WEIGHT = 0.5
FOLDS = 9


class Asked(NamedTuple):
    """A question of the mix with what was read for it. `kind` is answered, misleading, absent or exchanged."""

    kind: str
    question: str
    answers: tuple[str, ...]
    group: str
    evidence: list[Evidence]


def main() -> None:
    """Run the command that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    collecting = commands.add_parser("collect")
    collecting.add_argument("squad", type=Path)
    collecting.add_argument("work", type=Path)
    collecting.add_argument("--questions", type=int, default=2400, help="in the mix")
    fitting = commands.add_parser("fit")
    fitting.add_argument("work", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "collect":
        collect(arguments.squad, arguments.work, arguments.questions)
    else:
        fit(arguments.work)


def collect(squad: Path, work: Path, questions: int) -> None:
    """Ask the mix and keep everything that was read, so that fitting can be tried again at no cost."""
    random, asked = Random(SEED), list[Asked]()
    titles = sorted(article.title for article in read_squad(squad))
    random.shuffle(titles)
    halves = titles[::2], titles[1::2]
    with tempfile.TemporaryDirectory() as temporary:
        owns = [squad_corpus(squad, Path(temporary) / f"corpus-{n}", half) for n, half in enumerate(halves)]
        for number, (own, other) in enumerate(zip(owns, reversed(owns), strict=True)):
            data = Path(temporary) / f"data-{number}"
            build(Path(temporary) / f"corpus-{number}", data, models=work / "encoders")
            with Archive.open(data) as archive:
                for kind, question in _mix(own, other, questions // 2, random):
                    asked.append(_ask(archive, kind, _typed(question, random)))
                    if len(asked) % 100 == 0:
                        print(f"{len(asked)} asked", flush=True)
    work.mkdir(parents=True, exist_ok=True)
    (work / "asked.pickle").write_bytes(pickle.dumps(asked))


def _mix(
    own: Sequence[Question], other: Sequence[Question], size: int, random: Random
) -> Iterator[tuple[str, Question]]:
    answered = [question for question in own if question.answerable]
    misleading = [question for question in own if not question.answerable]
    absent = [question for question in other if question.answerable]
    yield from (("answered", question) for question in random.sample(answered, size // 2))
    yield from (("misleading", question) for question in random.sample(misleading, size // 4))
    yield from (("absent", question.without_answer()) for question in random.sample(absent, size // 4))
    exchanged = (_exchange(question, own, random) for question in random.sample(answered, size // 2))
    yield from (("exchanged", question) for question in [new for new in exchanged if new][: size // 4])


def _exchange(question: Question, others: Sequence[Question], random: Random) -> Question | None:
    """The question with one word that its paragraph holds exchanged for one of its kind that it does not hold."""
    held = set(stems(f"{question.paragraph} {question.article}"))
    words = [word for word in question_words(question.text) if word.stem in held and _kind(word)]
    if not words:
        return None
    kinds = sorted({_kind(word) for word in words})
    kind = random.choice(kinds)
    word = random.choice([word for word in words if _kind(word) == kind])
    for _ in range(100):
        donors = [donor for donor in question_words(random.choice(others).text) if _kind(donor) == kind]
        new = (
            str(int(word.text) + random.randint(-40, 40))
            if kind == "year"
            else random.choice(donors).text
            if donors
            else ""
        )
        if new and not held & set(stems(new)):
            text = re.sub(rf"\b{re.escape(word.text)}\b", new, question.text)
            return replace(question, text=text, answers=())
    return None


def _kind(word: Word) -> str:
    if word.is_number:
        return "year" if len(word.text) == 4 and word.text.isdecimal() else ""
    if word.namehood > 0.8 and word.text[0].isupper():
        return "name"
    return "common" if word.namehood < 0.2 and word.weight > 0.5 and word.text.islower() else ""


def _typed(question: Question, random: Random) -> Question:
    text = question.text.strip()
    text = text.rstrip("? ") if random.random() < 0.5 else text
    return replace(question, text=text.lower() if random.random() < 0.5 else text)


def _ask(archive: Archive, kind: str, question: Question) -> Asked:
    evidence = [replace(item, article=_shared(item.article)) for item in archive.read(question.text)]
    return Asked(kind, question.text, question.answers, question.article or "", evidence)


_ARTICLES: dict[str, Article] = {}


def _shared(article: Article) -> Article:
    """One object for one article, so that its text is kept once."""
    return _ARTICLES.setdefault(article.sha256, article)


def fit(work: Path) -> None:
    """Fit, print how well it does on articles it was not fitted on, and write coefficients and thresholds."""
    kept = pickle.loads((work / "asked.pickle").read_bytes())  # noqa: S301  (written by `collect`)
    table = [_rows(one) for one in kept if one.evidence]
    # The first fit is on what the reader ranks first, the second on what the first fit does.
    coefficients, _ = _regress([max(rows, key=lambda row: row.features["margin"]) for rows in table])
    firsts = [max(rows, key=lambda row: _score(row, coefficients)) for rows in table]
    coefficients, intercept = _regress(firsts)
    held_out = _held_out(firsts)
    _print(coefficients, firsts, held_out)
    stored = {
        "made": datetime.now(UTC).date().isoformat(),
        "by": "training/confidence.py, on the tuning half of SQuAD 2.0's development set",
        "reader_sha256": hashlib.sha256((MODELS / "reader.onnx").read_bytes()).hexdigest(),
        "questions": dict(sorted(Counter(row.kind for row in firsts).items())),
        "intercept": intercept,
        "coefficients": coefficients,
        **_choose(firsts, held_out),
    }
    (work / "confidence.json").write_text(json.dumps(stored, indent=2) + "\n")
    print(json.dumps(stored, indent=2), f"\nCopy it to {COEFFICIENTS.name} when it is better.")


class _Row(NamedTuple):
    """One piece of evidence; `strange` where its article lacks what it would have to hold."""

    kind: str
    group: str
    features: dict[str, float]
    strange: bool
    right: bool


def _rows(one: Asked) -> list[_Row]:
    words = question_words(one.question)
    return [
        _Row(
            kind=one.kind,
            group=one.group or one.question,
            features=features_of(one.question, words, item),
            strange=bool(about_something_else(words, item)),
            right=holds(item.verbatim, one.answers),
        )
        for item in one.evidence
    ]


def _score(row: _Row, coefficients: dict[str, float]) -> float:
    return -np.inf if row.strange else sum(coefficients[name] * value for name, value in row.features.items())


def _regress(rows: list[_Row]) -> tuple[dict[str, float], float]:
    """Coefficients by feature, and the intercept."""
    rows = [row for row in rows if not row.strange]
    model = _model().fit(
        _matrix(rows), [row.right for row in rows], logisticregression__sample_weight=_weights(rows)
    )
    scale, line = model["standardscaler"].scale_, model["logisticregression"]
    names = rows[0].features
    coefficients = {
        name: round(float(value), 4) for name, value in zip(names, line.coef_[0] / scale, strict=True)
    }
    return coefficients, round(float(line.intercept_[0]), 4)


def _model() -> Any:
    return make_pipeline(StandardScaler(with_mean=False), LogisticRegression(C=REGULARISATION, max_iter=5000))


def _matrix(rows: list[_Row]) -> Floats:
    return np.array([list(row.features.values()) for row in rows])


def _weights(rows: list[_Row]) -> Floats:
    return np.array([EXCHANGED_WEIGHT if row.kind == "exchanged" else 1.0 for row in rows])


def _held_out(rows: list[_Row]) -> Floats:
    """The confidence in each row by a model that was fitted on other articles."""
    kept = [row for row in rows if not row.strange]
    confidence = cross_val_predict(
        _model(),
        _matrix(kept),
        [row.right for row in kept],
        groups=[row.group for row in kept],
        cv=GroupKFold(FOLDS),
        params={"logisticregression__sample_weight": _weights(kept)},
        method="predict_proba",
    )[:, 1]
    rest = iter(confidence)
    return np.array([0.0 if row.strange else next(rest) for row in rows])


def _choose(rows: list[_Row], confidence: Floats) -> dict[str, Any]:
    """The thresholds, and what they give on the mix: `best` ends as many right as any, answered or refused."""
    mix = np.array([row.kind != "exchanged" for row in rows])
    answerable = np.array([row.kind == "answered" for row in rows])[mix]
    right, confidence = np.array([row.right for row in rows])[mix], confidence[mix]
    ends_right = {
        float(at): float(np.where(confidence >= at, right, ~answerable).mean())
        for at in np.round(np.arange(0.05, 1, 0.01), 2)
    }
    chosen = {name: choose(confidence, right, allowed) for name, allowed in ALLOWED.items()}
    picked = _pick(chosen, ends_right, len(right))
    return {
        "auroc": round(float(roc_auc_score(right, confidence)), 3),
        "ends_right": {name: round(ends_right[round(at, 2)], 3) for name, at in picked.items()},
        "guaranteed": {
            name: risk
            and {
                "threshold": risk.threshold,
                "coverage": round(risk.coverage, 3),
                "risk": round(risk.risk, 3),
            }
            for name, risk in chosen.items()
        },
        "thresholds": picked,
    }


def _pick(chosen: dict[str, Risk | None], ends_right: dict[float, float], questions: int) -> dict[str, float]:
    """The thresholds that the product uses.

    Normally the lowest that ends questions right as often as the best one does, to one standard error (the
    one-standard-error rule, Breiman et al. 1984): among thresholds that the data cannot tell apart the one that
    answers most, since half of the mix is there to be refused, which is more than people ask in earnest. Lenient
    is the lowest to two standard errors. Strict is the strictest guarantee that can be given at all, else the
    highest to two standard errors: with this reader a guarantee costs most of the answers, which is for those to
    choose who need it.
    """
    most = max(ends_right.values())
    error = (most * (1 - most) / questions) ** 0.5

    def near(errors: int) -> list[float]:
        return [at for at, share in ends_right.items() if share >= most - errors * error]

    guaranteed = {name: risk.threshold for name, risk in chosen.items() if risk}
    strict = [guaranteed[name] for name in STRICTNESSES if name in guaranteed]
    return {
        "strict": round([*strict, max(near(2))][0], 2),
        "normal": round(min(near(1)), 2),
        "lenient": round(min(near(2)), 2),
    }


def _print(coefficients: dict[str, float], rows: list[_Row], confidence: Floats) -> None:
    deviations = _matrix(rows).std(axis=0)
    for (name, value), deviation in zip(coefficients.items(), deviations, strict=True):
        print(f"  {name:24} {value * deviation:+.2f} per standard deviation")
    kinds, right = np.array([row.kind for row in rows]), np.array([row.right for row in rows])
    margin = np.array([row.features["margin"] for row in rows])
    print(f"  right first, of answered ones: {right[kinds == 'answered'].mean():.3f}")
    for kind in sorted(set(kinds) - {"answered"}):
        among = right | (kinds == kind)
        before, after = (roc_auc_score(right[among], score[among]) for score in (margin, confidence))
        print(f"  area under ROC, right against {kind}: margin {before:.3f}, confidence {after:.3f}")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        given = confidence >= threshold
        wrong = [f"{kind} {(given & ~right)[kinds == kind].mean():.2f}" for kind in sorted(set(kinds))]
        print(
            f"  at {threshold}: right {(given & right)[kinds == 'answered'].mean():.2f}; wrong: {', '.join(wrong)}"
        )


if __name__ == "__main__":
    main()
