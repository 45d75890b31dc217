"""Ablation: a signal that decides is found to help, noise is not; on made questions, and once the whole way."""

from __future__ import annotations

import numpy as np
import pytest

from index.evaluation.ablation import KEPT, STAGES, Without, ablate, ask_all
from index.evaluation.fitting import Asked
from index.evaluation.questions import BadQuestionSet, Question
from index.judging.signals import signals_of
from tests.index.desk import OPENED, SEEN, SEIZED, Desk
from tests.index.pieces import piece

NAMES = ("decides", "noise", "repeats")
PIECES = 4


def questions(count: int = 240, seed: int = 0) -> list[Asked]:
    """Questions whose right piece has a high first signal; the third repeats it, the second is noise."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        answerable = number % 3 > 0
        right = np.arange(PIECES) == (random.integers(PIECES) if answerable else -1)
        decides = random.normal(0, 1, PIECES) + 4 * right
        noise, repeats = random.normal(0, 1, PIECES), decides + random.normal(0, 0.1, PIECES)
        signals = np.column_stack([decides, noise, repeats])
        made.append(Asked(f"q{number}", "made", answerable, f"g{number}", NAMES, signals, right))
    return made


def only(asked: list[Asked], *names: str) -> list[Asked]:
    places = [NAMES.index(name) for name in names]
    return [one._replace(names=names, signals=one.signals[:, places]) for one in asked]


def rows(asked: list[Asked]) -> dict[str, Without]:
    return {row.left_out: row for row in ablate(asked)}


def test_a_signal_that_decides_is_found_to_help() -> None:
    without = rows(only(questions(), "decides", "noise"))
    lost = without["decides"]
    assert lost.helped > lost.hurt
    assert lost.gain.low is not None
    assert lost.gain.low > 0
    assert lost.first < without["nothing"].first / 2
    assert lost.right < without["nothing"].right
    assert lost.area < without["nothing"].area


def test_noise_is_not_found_to_help() -> None:
    without = rows(only(questions(), "decides", "noise"))
    kept = without["noise"]
    assert kept.gain.low is not None
    assert kept.gain.low <= 0
    assert abs(kept.first - without["nothing"].first) <= 5
    assert kept.area == pytest.approx(without["nothing"].area, abs=0.02)


def test_of_two_signals_that_say_the_same_either_can_go() -> None:
    without = rows(questions())
    for name in ("decides", "repeats"):
        assert without[name].right >= without["nothing"].right - 5
    assert rows(only(questions(), "decides", "noise"))["decides"].right < without["decides"].right - 50


def test_with_nothing_left_out_nothing_is_helped_or_hurt() -> None:
    first = ablate(questions())[0]
    assert (first.left_out, first.helped, first.hurt, first.gain.value) == ("nothing", 0, 0, 0.0)
    assert first.right <= len(questions())
    assert first.first <= sum(one.answerable for one in questions())


def test_helped_less_hurt_is_what_is_won() -> None:
    asked = questions()
    everything, *others = ablate(asked)
    for row in others:
        assert row.helped - row.hurt == everything.right - row.right
        assert row.gain.value == pytest.approx((row.helped - row.hurt) / len(asked))


def test_a_stage_is_left_out_as_a_whole_and_one_that_is_all_there_is_not() -> None:
    stage, names = next(iter(STAGES.items()))
    asked = [one._replace(names=(*names, "more")) for one in only(questions(60), "decides", "repeats")]
    asked = [
        one._replace(signals=np.column_stack([one.signals, np.zeros(PIECES)])[:, : len(one.names)])
        for one in asked
    ]
    assert stage in rows(asked)
    alone = [one._replace(names=names, signals=one.signals[:, : len(names)]) for one in asked]
    assert stage not in rows(alone)
    assert set(names) <= set(rows(alone))


def test_a_set_of_which_nothing_can_be_held_out_is_told() -> None:
    for few in ([], questions()[:1]):
        with pytest.raises(BadQuestionSet, match="two articles at least"):
            ablate(few)


def test_the_stages_name_signals_that_there_are() -> None:
    signals = signals_of([piece("Officers seized 386 guns.", "386", careful=1.0)])[0]
    assert {name for names in STAGES.values() for name in names} <= set(signals)


def test_questions_without_any_evidence_are_counted_and_break_nothing() -> None:
    nothing = Asked("q", "", True, "alone", (), np.empty((0, 0)), np.empty(0, dtype=np.bool_))
    refused = nothing._replace(group="other", answerable=False)
    asked = only(questions(60), "decides", "noise")
    before, after = rows(asked)["nothing"], rows([*asked, nothing, refused])["nothing"]
    assert after.first == before.first
    assert after.right == before.right + 1  # the one that is rightly refused


SET = [
    Question(SEIZED, ("386",), "guns.md"),
    Question(OPENED, ("17 July 1981",), "bridge.md"),
    Question(SEEN, ("Joan Little",), "owl.txt"),
    Question("who won the cup?", ()),
]


def test_a_set_is_asked_with_all_its_evidence_and_each_right_piece_marked(three_articles: Desk) -> None:
    told: list[tuple[str, int, int]] = []
    with three_articles.open() as archive:
        asked = ask_all(archive, SET, lambda *progress: told.append(progress))
        evidence = archive.gathered(SEIZED)
    assert told == [("asking", number, 4) for number in range(1, 5)]
    assert [one.answerable for one in asked] == [True, True, True, False]
    assert [bool(one.right.any()) for one in asked] == [True, True, True, False]
    best = sorted(evidence, key=lambda item: -item.worth)[:KEPT]
    signals = signals_of(best)
    assert asked[0].names == tuple(sorted(signals[0]))
    expected = [[one[name] for name in asked[0].names] for one in signals]
    assert asked[0].signals == pytest.approx(np.array(expected))
    assert asked[0].right.tolist() == ["386" in item.verbatim for item in best]
    assert {one.group for one in asked} == {"guns.md", "bridge.md", "owl.txt", "who won the cup?"}
