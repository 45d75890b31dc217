"""Questions and passages changed so that they no longer fit: what is changed, and that the offsets still hold."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("transformers", reason='training needs `pip install ".[train]"`')

from training.changes import Changer, Place
from training.passage_changes import PassageChanger, Telling
from training.train import packaged_encoder
from training.turns import Turner
from training.wording import Names, Words, holds

USED = (
    "The council defeated the bill. The baron feared the council. The fleet attacked the harbour in the spring. "
    "Salt dissolves in the water of the lake, and the water absorbs the heat of the sun. The garden of the castle "
    "was painted. The tower of the castle was painted by the artist. The wall of the garden was repaired. "
    "The lake of the forest and the forest of the lake were sold."
)
ROUNDS = 60


@pytest.fixture(scope="module")
def words() -> Words:
    """Real word embeddings, and the neighbours of a few sentences said often."""
    return Words(packaged_encoder(), [USED] * 50)


def place(question: str, sentence: str, answer: str, before: str = "") -> Place:
    return Place(question, 0, "A title", f"{before} {sentence}".strip(), sentence, answer)


def telling(question: str, sentence: str, answer: str, before: str = "") -> Telling:
    start = sentence.index(answer)
    return Telling(question, 0, f"{before} {sentence}".strip(), sentence, start, start + len(answer))


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "kind", "turned"),
    [
        (
            "Who moved the court from Bram to Westquay?",
            "King Otto moved the court from Bram to Westquay.",
            "King Otto",
            "swapped",
            "Who moved the court from Westquay to Bram?",
        ),
        (
            "What share of the water in the lake is salt?",
            "Of the water in the lake, nine parts in ten are salt.",
            "nine parts in ten",
            "swapped",
            "What share of the lake in the water is salt?",
        ),
        (
            "Who feared the council?",
            "The baron feared the council.",
            "The baron",
            "voice",
            "Who was feared by the council?",
        ),
        (
            "What did the fleet attack?",
            "The fleet attacked the harbour.",
            "the harbour",
            "voice",
            "What attacked the fleet?",
        ),
        (
            "Who was the bill defeated by?",
            "The bill was defeated by the council.",
            "the council",
            "voice",
            "Who defeated the bill?",
        ),
        (
            "Why did the baron sell his horses?",
            "The baron sold his horses because the harvest was poor.",
            "because the harvest was poor",
            "asked otherwise",
            "When did the baron sell his horses?|Where did the baron sell his horses?",
        ),
    ],
)
def test_a_question_turned_round_says_something_else_with_its_own_words(
    words: Words, question: str, sentence: str, answer: str, kind: str, turned: str
) -> None:
    turner = Turner(words)
    seen = [turner.turn(place(question, sentence, answer), random.Random(seed)) for seed in range(ROUNDS)]
    assert {change.question for change in seen if change and change.kind == kind} == set(turned.split("|"))


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("What lies between Bram and Westquay?", "A forest lies between Bram and Westquay.", "A forest"),
        ("Who married the baron?", "Anna Kell married the baron.", "Anna Kell"),
        ("Why was it sold?", "Last year it was sold in Bram to pay for the war.", "to pay for the war"),
        ("Who was there in 1911?", "Anna Kell was there in 1911.", "Anna Kell"),
    ],
)
def test_what_would_mean_the_same_or_be_answered_all_the_same_is_not_turned(
    words: Words, question: str, sentence: str, answer: str
) -> None:
    turner = Turner(words)
    for seed in range(ROUNDS):
        assert turner.turn(place(question, sentence, answer), random.Random(seed)) is None


def test_a_year_that_is_added_is_not_the_sentences(words: Words) -> None:
    given = place("Who repaired the wall?", "The wall was repaired by Peter Lund in 1911.", "Peter Lund")
    seen = [Turner(words).turn(given, random.Random(seed)) for seed in range(ROUNDS)]
    added = [change for change in seen if change and change.kind == "added year"]
    assert len({change.question for change in added}) > 3
    for change in added:
        assert change.old == "1911"
        assert change.new
        assert change.question == f"Who repaired the wall in {change.new}?"
        assert change.new != "1911"


def test_a_noun_of_the_passage_takes_anothers_place(words: Words) -> None:
    given = place(
        "Who painted the garden of the castle?",
        "The garden of the castle was painted by Anna Kell.",
        "Anna Kell",
        "The lake and the forest were sold before.",
    )
    changer = Changer(Names([]), words)
    seen = [changer.change(given, random.Random(seed)) for seed in range(ROUNDS)]
    moved = [change for change in seen if change and change.kind == "noun of the passage"]
    assert moved
    for change in moved:
        new = set(change.question.rstrip("?").split()) - set(given.question.rstrip("?").split())
        assert new <= {"lake", "forest"}


def test_a_changed_passage_keeps_its_answer_in_place_and_says_what_it_answers_now() -> None:
    names = Names([(0, "Who built the fish hall of Bram?"), (1, "Who built the mill of Arden?")] * 3)
    changer = PassageChanger(names)
    given = telling(
        "Who opened the first fish hall of Bram?",
        "Long before, the first fish hall of Bram was opened by Peter Lund.",
        "Peter Lund",
        "There are two of them.",
    )
    kinds = set()
    for seed in range(ROUNDS):
        changed = changer.change(given, random.Random(seed))
        assert changed
        kinds.add(changed.kind)
        assert changed.sentence[given.start + changed.moved : given.end + changed.moved] == "Peter Lund", (
            changed
        )
        if changed.kind == "passage negated":
            assert changed.question is None
            assert "was not opened" in changed.sentence or "was never opened" in changed.sentence
        elif changed.kind == "passage name":
            assert not holds(changed.sentence, "Bram")
            assert changed.question
            assert not holds(changed.question, "Bram")
        else:
            assert changed.question
            assert changed.sentence != given.sentence
            assert changed.question != given.question
    assert kinds == {"passage negated", "passage name", "passage opposite"}


def test_a_name_that_the_passage_has_elsewhere_is_not_asked_for_anew() -> None:
    """The passage tells of the other name, too: what it says of it is not known to be an answer."""
    changer = PassageChanger(Names([(0, "Who built the mill of Arden?")] * 3))
    given = telling(
        "Who owns the fish hall of Bram?",
        "The fish hall of Bram belongs to Peter Lund.",
        "Peter Lund",
        "The mill of Arden was sold.",
    )
    seen = [changer.change(given, random.Random(seed)) for seed in range(ROUNDS)]
    named = [changed for changed in seen if changed and changed.kind == "passage name"]
    assert named
    assert all("Arden" in changed.sentence and changed.question is None for changed in named)


def test_a_denial_is_not_denied_again() -> None:
    given = telling("Who was not paid?", "The crew was not paid by Peter Lund.", "Peter Lund")
    changer = PassageChanger(Names([]))
    seen = [changer.change(given, random.Random(seed)) for seed in range(ROUNDS)]
    assert {changed.kind for changed in seen if changed} <= {"passage opposite"}
