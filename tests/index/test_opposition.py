"""Quotes that say the opposite of what was asked."""

from __future__ import annotations

import pytest

from index.opposition import TABLE, Opposed, is_contrary, is_denied_by_question_alone, opposed
from tests.index.desk import Desk


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("When was the mill opened?", "The mill was closed in 1911.", [("opened", "closed")]),
        ("who was the third mayor", "Anna Kell was the first mayor of Bram.", [("third", "first")]),
        ("which northern towns flooded", "Southern towns were flooded.", [("northern", "Southern")]),
        ("What is the least common bird?", "The most common bird is the sparrow.", [("least", "most")]),
    ],
)
def test_an_opposite_is_found(question: str, text: str, found: list[tuple[str, str]]) -> None:
    assert opposed(question, text) == [Opposed(*pair) for pair in found]
    assert is_contrary(question, text)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("When was the mill opened?", "The mill was opened in 1911 and closed in 1950.", ""),
        ("When did the mill open?", "It was opened, not closed.", ""),  # another form of the same word
        ("Did it rise or fall?", "It did fall.", "fall"),  # a choice
        ("What happened to the first mill?", "The last one of them stands.", "last"),  # what was asked for
        ("How high was the lowest tower?", "The lowest tower was 3 metres high.", ""),
        ("how many were there", "There were low walls.", ""),
        ("how low is it", "It is high.", ""),  # "how low" says nothing of low
        ("Who owns the mill?", "Peter Lund owns it.", ""),
        ("When did John Major resign?", "It was a minor matter.", ""),
        ("Who won the fort?", "The French lost the fort to the British.", "the British"),  # says the same
    ],
)
def test_what_is_no_opposite_is_none(question: str, text: str, answer: str) -> None:
    assert opposed(question, text, answer) == []


@pytest.mark.parametrize(
    ("question", "text", "alone"),
    [
        ("What did the bill not allow?", "The bill allowed fishing.", True),
        ("what didn’t they sell", "They sold apples.", True),
        ("What did the bill not allow?", "The bill banned fishing.", False),
        ("What did the bill not allow?", "It never allowed fishing.", False),
        ("What did the bill allow?", "It did not allow fishing.", False),
        ("What did the bill not allow?", "The bank of the band allowed fishing.", True),
        ("which towns have no mill", "Bram has one.", True),
        ("which towns have never been flooded", "Bram was flooded.", True),
        ("no idea: when did it open?", "It opened in 1911.", False),
        ("When did it open? I could not find it", "It opened in 1911.", False),
        ("I don't know, how many were seized?", "They seized nine.", False),
        ("I don't know when it opened, can you tell me?", "It opened in 1911.", False),
        ("when did it open, do you not know?", "It opened in 1911.", False),
        ("Why not tell me when it opened?", "It opened in 1911.", False),
        ("Who, if not Kelly, scored?", "Toone scored.", False),
        ("did it open in 1911 or not?", "It opened in 1911.", False),
    ],
)
def test_a_denial_is_the_questions_alone(question: str, text: str, *, alone: bool) -> None:
    assert is_denied_by_question_alone(question, text) is alone
    assert is_contrary(question, text) is alone


def test_the_table_has_lines_of_words_that_differ() -> None:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        words = line.split("/")
        assert len(set(words)) == len(words) > 1, line
        assert all(word == word.lower().strip() for word in words), line


def test_a_refusal_says_what_is_the_other_way_round(empty_desk: Desk) -> None:
    empty_desk.write(
        "mill.txt", "The mill of Bram\n\nThe water mill on the river was closed in 1911 by Peter Lund.\n"
    )
    empty_desk.build()
    with empty_desk.open() as archive:
        refused = archive.ask("when was the water mill opened", strictness="strict")
        answered = archive.ask("when was the water mill closed")
    assert answered.answer == "1911"
    assert refused.status == "refused"
    assert refused.reason == "What comes nearest says “closed”, not “opened”."
    assert refused.confidence < answered.confidence
