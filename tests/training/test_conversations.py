"""Questions asked as turns of a conversation, for training."""

from __future__ import annotations

import random

import pytest

from index.building.keywords import stems
from training.conversations import as_asked, in_conversation

BEFORE = "Who built the Humber Bridge near Hull?"


@pytest.mark.parametrize("seed", range(12))
def test_what_a_turn_leaves_out_stands_in_brackets(seed: int) -> None:
    asked = in_conversation("How long is the Humber Bridge?", BEFORE, random.Random(seed))
    assert asked.startswith("How long is ")
    assert asked.endswith(")")
    assert {"humber", "bridg", "hull"} <= set(stems(asked))


def test_a_name_becomes_a_pronoun_or_stays() -> None:
    asked = {in_conversation("How long is the Humber Bridge?", BEFORE, random.Random(n)) for n in range(40)}
    assert any("Humber Bridge? (" in one for one in asked)
    assert any(one.startswith("How long is it? (") and "Humber" in one for one in asked)


def test_nothing_is_added_where_the_other_question_says_no_more() -> None:
    question = "Who built the Humber Bridge near Hull in 1981?"
    assert in_conversation(question, "Where is it?", random.Random(0)) == question


def test_some_are_asked_so_and_never_where_there_is_no_other_question() -> None:
    rng = random.Random(3)
    alone = {"questions": [{"question": "How long is the Humber Bridge?"}]}
    beside = {"questions": [*alone["questions"], {"question": BEFORE}]}
    question = alone["questions"][0]["question"]
    assert not any(as_asked(question, alone, rng).endswith(")") for _ in range(200))
    asked = [as_asked(question, beside, rng).endswith(")") for _ in range(1000)]
    assert 0.08 < sum(asked) / len(asked) < 0.16
