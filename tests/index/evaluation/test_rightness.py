"""What counts as right: a quote that holds an answer, SQuAD's exact match and F1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.answers import Citation, Quote
from index.evaluation.questions import Question
from index.evaluation.rightness import exact_match, f1, holds, is_right

QUOTE = Quote(
    text="Officers seized 386 firearms in London's boroughs.",
    start=0,
    end=50,
    highlights=((16, 19),),
    score=1.0,
    citation=Citation("2024/guns.md", "Gun crime falls", None, None, None, "guns.md", 1, "0" * 64),
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Officers seized 386 firearms.", "386"),
        ("Officers seized (386) firearms.", "386"),
        ("London’s boroughs", "London"),
        ("Its span of 1,410 metres", "1410 metres"),
        ("The Akashi Kaikyo Bridge in Japan", "the Akashi Kaikyo Bridge"),
        ("a gun-related murder", "gun"),
        ("It cost £5.2 million", "5.2 million"),
        ("from 2022/23 on", "2022"),
        ("Vitamin A", "A"),
    ],
)
def test_an_answer_stands_in_a_text(text: str, answer: str) -> None:
    assert holds(text, [answer])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Officers seized 386 firearms.", "38"),
        ("Its span of 1,410 metres", "410 metres"),
        ("It cost £5.2 million", "2 million"),
        ("the gunman", "gun"),
        ("Brent, Harrow and Barnet", "Harrow, Brent"),
        ("anything at all", "…"),
        ("", "386"),
    ],
)
def test_an_answer_does_not_stand_in_a_text(text: str, answer: str) -> None:
    assert not holds(text, [answer])


@given(st.text(), st.text(alphabet="abcdef ", min_size=1), st.text())
def test_an_answer_stands_wherever_it_is_put(before: str, answer: str, after: str) -> None:
    if answer.strip():
        assert holds(f"{before} {answer} {after}", ["never", answer])


@pytest.mark.parametrize("article", [None, "2024/guns.md", "guns.md", "Gun crime falls", "gun crime FALLS"])
def test_a_quote_is_right_if_it_is_from_the_article_named(article: str | None) -> None:
    assert is_right(QUOTE, Question("How many?", ("386",), article))


def test_a_quote_from_another_article_is_not_right() -> None:
    assert not is_right(QUOTE, Question("How many?", ("386",), "bridge.md"))


def test_no_quote_is_right_where_there_is_no_answer() -> None:
    assert not is_right(QUOTE, Question("How many knives?", ()))


@pytest.mark.parametrize(
    ("given_answer", "answers", "match", "overlap"),
    [
        ("386", ["386"], 1, 1),
        ("The Humber Bridge!", ["humber bridge"], 1, 1),
        ("386 illegal firearms", ["386"], 0, 2 * 1 / (3 + 1)),
        ("Commander Paul Brogden", ["Paul Brogden", "Brogden"], 0, 2 * 2 / (3 + 2)),
        ("b b c", ["b b d"], 0, 2 * 2 / (3 + 3)),
        ("London", ["Manchester"], 0, 0),
        ("", ["386"], 0, 0),
        ("386", [], 0, 0),
    ],
)
def test_short_answers_are_marked_as_squad_marks_them(
    given_answer: str, answers: list[str], match: float, overlap: float
) -> None:
    assert exact_match(given_answer, answers) == match
    assert f1(given_answer, answers) == pytest.approx(overlap)


@given(st.text(), st.text())
def test_f1_is_a_share_and_symmetrical(one: str, other: str) -> None:
    assert 0 <= f1(one, [other]) <= 1
    assert f1(one, [other]) == f1(other, [one])
    assert f1(one, [one]) == exact_match(one, [one]) == 1
