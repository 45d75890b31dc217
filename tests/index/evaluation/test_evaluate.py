"""The judge on the sample corpus and on a small SQuAD, asked for real."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Archive, build
from index.answers import Answer
from index.evaluation.evaluate import Evaluation, evaluate, measure
from index.evaluation.funnel import CUTS, ORDERS, gold_ranks
from index.evaluation.intervals import Bootstrap
from index.evaluation.questions import BadQuestionSet, Question
from index.evaluation.run import Outcome, mark
from index.evaluation.squad import squad_corpus

SEIZED = Question("How many guns were seized in London last year?", ("386",), "london-gun-crime.md")
UNANSWERED = Question(SEIZED.text, ())
QUEEN = Question(
    "When did the Queen open the Thames Barrier?", ("8 May 1984",), "thames-barrier-forty-years.md"
)
CRICKET = Question("Who won the cricket in Karachi?", ())


@pytest.fixture(scope="module")
def seized(archive: Archive) -> Answer:
    return archive.ask(SEIZED.text)


def test_a_right_answer_is_marked_right(seized: Answer) -> None:
    outcome = mark(SEIZED, seized)
    assert (outcome.first_right, outcome.any_right, outcome.exact_match, outcome.f1) == (True, True, 1, 1)
    assert outcome.correct


def test_the_same_answer_is_wrong_for_other_questions(seized: Answer) -> None:
    assert not mark(dataclasses.replace(SEIZED, answers=("145",)), seized).correct
    assert not mark(dataclasses.replace(SEIZED, article="humber-bridge-at-forty.md"), seized).first_right
    assert not mark(UNANSWERED, seized).correct


def test_a_refusal_is_marked_by_what_it_would_have_said(archive: Archive) -> None:
    refusal = archive.ask(CRICKET.text)
    assert refusal.status == "refused"
    assert mark(CRICKET, refusal).correct
    had_it = dataclasses.replace(CRICKET, answers=(refusal.nearest[0].text,))
    outcome = mark(had_it, refusal)
    assert outcome.first_right
    assert not outcome.correct


def test_no_quotes_at_all_are_not_right(seized: Answer) -> None:
    outcome = mark(SEIZED, dataclasses.replace(seized, quotes=(), nearest=()))
    assert (outcome.first_right, outcome.any_right, outcome.exact_match, outcome.f1) == (False, False, 0, 0)


def outcomes_of(answer: Answer) -> list[Outcome]:
    """Ten outcomes with figures that can be counted by hand.

    Of six questions with an answer, four are answered (three right) and two refused (one of them right, had it
    been answered); of four without, one is answered.
    """
    right, wrong, lacking = SEIZED, dataclasses.replace(SEIZED, answers=("145",)), UNANSWERED
    rows = [(right, True)] * 3 + [(wrong, True), (right, False), (wrong, False), (lacking, True)]
    rows += [(lacking, False)] * 3
    return [mark(question, _as(answer, given, place)) for place, (question, given) in enumerate(rows)]


def _as(answer: Answer, given: bool, place: int) -> Answer:
    quotes = answer.quotes
    return dataclasses.replace(
        answer,
        status="answered" if given else "refused",
        quotes=quotes if given else (),
        nearest=() if given else quotes,
        confidence=0.9 - place / 10 if given else 0.05,
        elapsed_ms=100.0 + place,
    )


def test_figures_by_hand(seized: Answer) -> None:
    outcomes = outcomes_of(dataclasses.replace(seized, quotes=seized.quotes[:1]))
    figures = measure(outcomes, "normal", Bootstrap(len(outcomes), seed=0)).figures
    values = {field.name: getattr(figures, field.name).value for field in dataclasses.fields(figures)}
    assert values == pytest.approx(
        {
            "answered": 5 / 10,
            "right_of_given": 3 / 5,
            "first_right": 3 / 6,
            "any_right": 3 / 6,
            "exact_match": 3 / 6,
            "f1": 3 / 6,
            "forced_first_right": 4 / 6,
            "forced_any_right": 4 / 6,
            "forced_exact_match": 4 / 6,
            "forced_f1": 4 / 6,
            "refusal_precision": 3 / 5,
            "refusal_recall": 3 / 4,
            # Right: 0.9, 0.8, 0.7 and one 0.05. Not right: 0.6, 0.3 and four 0.05.
            "auroc_right": (3 * 6 + 4 / 2) / 24,
            # With an answer: 0.9, 0.8, 0.7, 0.6, 0.05, 0.05. Without: 0.3, 0.05, 0.05, 0.05.
            "auroc_answerable": (4 * 4 + 2 * 3 / 2) / 24,
            # Bins by confidence: 0.9, 0.8 and 0.7 right, 0.6 and 0.3 not, and of five at 0.05 one right.
            "calibration_error": (0.1 + 0.2 + 0.3 + 0.6 + 0.3 + abs(0.25 - 1)) / 10,
            "latency_p50": 104,
            "latency_p95": 109,
        },
        abs=1e-9,
    )


def test_every_figure_lies_in_its_interval(seized: Answer) -> None:
    outcomes = outcomes_of(seized)
    figures = measure(outcomes, "normal", Bootstrap(len(outcomes), seed=0)).figures
    for field in dataclasses.fields(figures):
        figure = getattr(figures, field.name)
        if field.name != "calibration_error":  # which resampling can only increase
            assert figure.low <= figure.value <= figure.high, field.name


def test_where_every_question_has_an_answer_refusals_have_no_recall(seized: Answer) -> None:
    figures = measure([mark(SEIZED, seized)] * 3, "normal", Bootstrap(3, seed=0)).figures
    assert (
        figures.refusal_recall.value is figures.refusal_precision.value is figures.auroc_right.value is None
    )


def test_a_question_set_is_measured(archive: Archive) -> None:
    told: list[tuple[str, int, int]] = []
    evaluation = evaluate(
        archive,
        [SEIZED, QUEEN, CRICKET],
        resamples=50,
        progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    assert told == [("asking", 1, 3), ("asking", 2, 3), ("asking", 3, 3)]
    assert (evaluation.questions, evaluation.answerable) == (3, 2)
    assert evaluation.figures.forced_first_right.value == 1
    assert evaluation.figures.refusal_recall.value == 1
    assert evaluation.recall == ()
    assert evaluation.risk_coverage[-1].coverage == 1
    assert sum(row.questions for row in evaluation.reliability) == 3
    assert json.loads(json.dumps(evaluation.to_json()))["figures"]["refusal_recall"]["value"] == 1


def test_a_question_that_cannot_be_asked_is_named(archive: Archive) -> None:
    with pytest.raises(
        BadQuestionSet, match=r"“why xxx.*cannot be asked: The question has 4,?004 characters"
    ):
        evaluate(archive, [SEIZED, Question("why " + "x" * 4_000, ())])


def test_confidence_and_threshold_decide_alone(archive: Archive) -> None:
    """What `calibrate` relies on: an answer is given exactly where confidence reaches the threshold."""
    evaluation = evaluate(archive, [SEIZED, QUEEN, CRICKET], resamples=1)
    assert evaluation.threshold is not None
    for outcome in evaluation.outcomes:
        assert outcome.answered == (outcome.answer.confidence >= evaluation.threshold)


PARAGRAPHS = (
    "The Exe rises on Exmoor. It is 60 miles long and reaches the sea at Exmouth.",
    "Exeter stands on the Exe. Its cathedral was begun in 1112 and has the longest medieval vault in the world.",
    "A canal beside the river was dug in the 1560s, one of the oldest in Britain. Ships of 14 feet draught used it.",
)
SMALL_SQUAD = [
    {
        "title": "River_Exe",
        "paragraphs": [
            {
                "context": PARAGRAPHS[0],
                "qas": [
                    {"question": "How long is the Exe?", "answers": ["60 miles"]},
                    {"question": "How wide is the Exe?", "answers": [], "is_impossible": True},
                ],
            },
            {
                "context": PARAGRAPHS[1],
                "qas": [{"question": "When was the cathedral begun?", "answers": ["1112"]}],
            },
        ],
    },
    {
        "title": "Canals",
        "paragraphs": [
            {"context": PARAGRAPHS[2], "qas": [{"question": "When was it dug?", "answers": ["1560s"]}]}
        ],
    },
]


@pytest.fixture(scope="module")
def squad(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[Question]]]:
    folder = tmp_path_factory.mktemp("squad")
    (folder / "squad.json").write_text(json.dumps(SMALL_SQUAD))
    questions = squad_corpus(folder / "squad.json", folder / "corpus")
    build(folder / "corpus", folder / "data", models=models)
    with Archive.open(folder / "data") as archive:
        yield archive, questions


def test_the_funnel_finds_the_gold_paragraph(squad: tuple[Archive, list[Question]]) -> None:
    archive, questions = squad
    evaluation = evaluate(archive, questions, resamples=20)
    assert [(row.order, row.at) for row in evaluation.recall] == [
        (order, at) for order in ORDERS for at in CUTS
    ]
    # The corpus has two passages.
    assert {row.answerable.value for row in evaluation.recall if row.order == "fused" and row.at > 1} == {1}
    assert {row.unanswerable.value for row in evaluation.recall if row.order == "dense" and row.at > 1} == {1}
    assert recall_at_1(evaluation, "fused") <= recall_at_1(evaluation, "read") == 1


def recall_at_1(evaluation: Evaluation, order: str) -> float:
    (value,) = (row.answerable.value for row in evaluation.recall if (row.order, row.at) == (order, 1))
    assert value is not None
    return value


def test_a_passage_counts_only_with_the_answer_in_the_paragraph(
    squad: tuple[Archive, list[Question]],
) -> None:
    archive, questions = squad
    answer = archive.ask(questions[0].text)
    ranks = gold_ranks(archive, questions[0], answer)
    assert ranks is not None
    assert ranks.fused is not None
    # 1112 stands in the same passage, but not in this paragraph.
    elsewhere = dataclasses.replace(questions[0], answers=("1112",))
    assert gold_ranks(archive, elsewhere, answer) == (None, None, None, None)
    nowhere = dataclasses.replace(questions[0], article="no-such.txt")
    assert gold_ranks(archive, nowhere, answer) is None
    assert gold_ranks(archive, SEIZED, answer) is None
