"""Fitting the judge: thresholds on outcomes that are known, and the whole way once on the sample articles."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np
import pytest

from index import Archive, build
from index.evaluation.ablation import KEPT
from index.evaluation.fitting import Asked, Held, fit, held_out
from index.judging.model import judge_model
from index.judging.signals import signals_of
from training import judge

NAMES = ("margin", "noise")


def asked_of(
    signals: list[list[float]],
    right: list[bool],
    *,
    group: str = "",
    weight: float = 1.0,
    answerable: bool = True,
) -> Asked:
    return Asked(
        question="who?",
        kind="made plain",
        answerable=answerable,
        group=group,
        names=NAMES,
        signals=np.array(signals, dtype=np.float64).reshape(-1, len(NAMES)),
        right=np.array(right, dtype=np.bool_),
        weight=weight,
    )


def outcomes(*rows: tuple[float, bool, bool], weights: tuple[float, ...] = ()) -> tuple[list[Asked], Held]:
    """Questions with the probability of their first quote, whether it is right, and whether there is an answer."""
    asked = [
        asked_of([[0.0, 0.0]], [right], answerable=answerable, weight=weights[n] if weights else 1.0)
        for n, (_, right, answerable) in enumerate(rows)
    ]
    return asked, Held(np.array([right for _, right, _ in rows]), np.array([given for given, _, _ in rows]))


def test_thresholds_are_where_that_many_answers_are_right() -> None:
    """Nine of the first ten are right, then 9 of 12, and later 13 of 20: the least of each is the threshold."""
    nine = [(0.99 - n / 100, True, True) for n in range(9)]
    rest = [(0.90, False, True), (0.80, False, False), (0.79, False, False), *[(0.70, True, True)] * 4]
    last = [(0.40, False, False)] * 4
    asked, held = outcomes(*nine, *rest, *last)
    assert judge.thresholds_of(asked, held) == {"strict": 0.9, "normal": 0.7, "lenient": 0.4}


def test_a_wrong_answer_costs_only_where_a_refusal_was_right() -> None:
    """A wrong quote for a question with an answer is no worse than a refusal: what is gained after it counts."""
    answerable, held = outcomes((0.9, True, True), (0.5, False, True), (0.4, True, True))
    assert judge.thresholds_of(answerable, held)["normal"] == 0.4
    without, held = outcomes((0.9, True, True), (0.5, False, False), (0.4, True, True))
    assert judge.thresholds_of(without, held)["normal"] == 0.9


def test_every_question_counts_by_its_weight() -> None:
    rows = (0.9, True, True), (0.5, False, False), (0.4, True, True)
    assert judge.thresholds_of(*outcomes(*rows, weights=(1.0, 1.0, 3.0)))["normal"] == 0.4
    assert judge.thresholds_of(*outcomes(*rows, weights=(1.0, 3.0, 1.0)))["normal"] == 0.9


@pytest.fixture(scope="module")
def separable() -> list[Asked]:
    """The piece with the greater margin is right, but for a few; the other signal tells nothing."""
    random = np.random.default_rng(2)
    made = []
    for n in range(120):
        margins, noise = random.normal(size=3), random.normal(size=3)
        right = margins == margins.max() if n % 10 else np.zeros(3, dtype=bool)
        made.append(asked_of(np.column_stack([margins, noise]).tolist(), right.tolist(), group=str(n // 2)))
    return made


def test_a_fit_gives_weight_to_what_tells_right_from_wrong(separable: list[Asked]) -> None:
    model = fit(separable, [0, 1])
    margin, noise = model.coefficients
    assert margin > 10 * abs(noise)
    guessed = np.concatenate([model.probabilities(one.signals) for one in separable])
    right = np.concatenate([one.right for one in separable])
    assert guessed.mean() == pytest.approx(right.mean(), abs=0.01)
    assert guessed[right].mean() > 2 * guessed[~right].mean()


def test_a_fit_heeds_weights_and_the_columns_it_is_given(separable: list[Asked]) -> None:
    inverted = [
        one._replace(right=one.signals[:, 0] == one.signals[:, 0].min(), weight=9.0) for one in separable
    ]
    assert fit(separable + inverted, [0]).coefficients[0] < 0
    (only,) = fit(separable, [0]).coefficients
    alone = fit(separable, [1])
    assert only > 1
    assert abs(alone.coefficients[0]) < 0.5
    assert alone.columns == (1,)


def test_held_out_questions_are_judged_by_models_that_did_not_see_them(separable: list[Asked]) -> None:
    held = held_out(separable, [0])
    assert held.right.mean() == pytest.approx(0.9)
    # One group, right against the sense of all others: seen by the fit it would weigh; held out it is judged wrong.
    odd = asked_of([[9.0, 0.0], [-9.0, 0.0]], [False, True], group="odd")
    judged = held_out([*separable, odd, odd], [0])
    assert not judged.right[-2:].any()
    assert (judged.probability[-2:] > 0.9).all()


def test_a_question_without_evidence_is_refused(separable: list[Asked]) -> None:
    held = held_out([*separable, asked_of([], [], group="none")], [0])
    assert (held.right[-1], held.probability[-1]) == (False, 0.0)


QUESTIONS: tuple[tuple[str, list[str]], ...] = (
    ("how many illegal firearms were seized in London last year?", ["386"]),
    ("how long is the Thames Barrier?", ["520 metres", "520"]),
    ("who won the cricket in Karachi?", []),
    ("what is the capital of Peru?", []),
    ("how many bakers are there in Lisbon?", []),
)


def test_questions_asked_become_a_model_that_judges(
    corpus: Path,
    models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [{"id": str(n), "question": q, "answers": answers} for n, (q, answers) in enumerate(QUESTIONS)]
    left_out = [
        {"id": "c", "say": "Guns were seized.", "answers": ["386"], "kind": "claim"},
        {"id": "d", "turns": [{"say": "guns?"}], "answers": []},
    ]
    questions = tmp_path / "asked.jsonl"
    questions.write_text("\n".join(map(json.dumps, rows + left_out)))
    monkeypatch.setattr(judge, "build", functools.partial(build, models=models))
    work, out = tmp_path / "work", tmp_path / "judge.json"
    judge.main(["collect", str(work), "--news", str(corpus), str(questions)])
    collected, asked, names = judge.rows_of(work, careful=False)
    assert [row.question for row in collected] == [question for question, _ in QUESTIONS]
    assert [row.answerable for row in collected] == [bool(answers) for _, answers in QUESTIONS]
    assert collected[0].right[0]
    assert not any(any(row.right) for row in collected[2:])
    assert all(len(one.right) == len(one.signals) <= KEPT for one in asked)

    judge.main(["collect", str(work), "--news", str(corpus), str(questions), "--few"])
    again, _, _ = judge.rows_of(work, careful=False)
    assert [row.question for row in again] == [question for question, _ in QUESTIONS]
    assert {row.source for row in again} == {"news", "news-few"}
    for row, before in zip(again, collected, strict=True):
        if row.source == "news":
            assert row.evidence == before.evidence
        else:
            assert len({item.article.id for item in row.evidence}) <= 10
    judge.main(["read", str(work)])
    judge.main(["fit", str(work), "--out", str(out)])
    told = capsys.readouterr().out
    assert "all signals" in told
    assert all(f"without {name}" in told for name in names)
    model = judge_model(out)
    assert set(model.quick.coefficients) == set(names) == {"margin", "keyword"}
    assert set(model.both.coefficients) == {*names, "careful", "lead"}
    # What is kept of a question is enough to judge it as the product does while the index is there.
    with Archive.open(work / "news") as archive:
        evidence = archive.gathered(QUESTIONS[0][0], carefully=False)
    live = signals_of(evidence)
    best = sorted(range(len(evidence)), key=lambda n: -evidence[n].worth)[:KEPT]
    assert asked[0].signals == pytest.approx(
        np.array([[live[n][name] for name in names] for n in best]), abs=1e-3
    )
    probabilities = [model.quick.probability(signals) for signals in live]
    assert max(probabilities) == probabilities[collected[0].right.index(True)]
    assert set(model.quick.thresholds) == {"strict", "normal", "lenient"}


def test_a_folder_without_a_careful_reader_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no careful reader"):
        judge.main(["read", str(tmp_path), "--careful", str(tmp_path)])
