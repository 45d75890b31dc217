"""The bridge: where an article says what a question has and the quote has not."""

from __future__ import annotations

import pytest

from index.building.passages import Span, sentences
from index.reading.bridge import LONGEST, REACH, Nearby, bridge_of, leading_up, nearby, subject_of

FINED = """A bakery in Harwell has been fined for selling bread short of its weight.

Inspectors weighed sixty loaves in March. The shop's owner, Ada Pell, said that her scales were to blame.

A butcher in the same street was let off with a warning.

The fine was £2,000."""
QUOTE = "The fine was £2,000."


def near(text: str, quote: str = QUOTE, headings: tuple[int, ...] = ()) -> tuple[list[Nearby], Span]:
    place = Span(text.index(quote), text.index(quote) + len(quote))
    return nearby(text, sentences(text, headings), place), place


def bridge(question: str, text: str = FINED, seen: str = "") -> str:
    """The words that are found for QUOTE, which is read alone or with what is `seen` beside it."""
    place = bridge_of(question, f"{seen}\n{QUOTE}", near(text)[0])
    return text[place.start : place.end] if place else ""


def subject(question: str, text: str = FINED, headings: tuple[int, ...] = (), shown: str = "") -> str:
    around, quote = near(text, headings=headings)
    place = subject_of(question, f"{shown}\n{QUOTE}", leading_up(around, quote))
    return text[place.start : place.end] if place else ""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("How much was the bakery fined?", "A bakery in Harwell"),
        ("how big was ada pell's fine", "The shop's owner"),
        ("how much must the butcher pay", "A butcher in the same street"),
    ],
)
def test_it_is_the_sentence_that_has_what_the_quote_lacks(question: str, begins: str) -> None:
    assert bridge(question).startswith(begins)


def test_rare_words_count_for_more_than_common_ones() -> None:
    text = f"The street has many people.\n\nThe bakery is shut.\n\n{QUOTE}"
    assert bridge("How many people in the street saw the bakery fined?", text) == "The bakery is shut."


def test_of_two_sentences_that_have_as_much_the_nearer_is_taken() -> None:
    text = f"The bakery opened in May.\n\nThe bakery closed in June.\n\n{QUOTE}\n\nIt rained."
    assert bridge("What was the bakery's fine?", text) == "The bakery closed in June."
    after = f"The bakery opened in May.\n\n{'It rained. ' * 9}\n\n{QUOTE}\n\nThe bakery closed in June."
    assert bridge("What was the bakery's fine?", after) == "The bakery closed in June."


def test_there_is_none_where_nothing_is_lacking_or_the_article_has_it_nowhere() -> None:
    assert bridge("What was the fine?") == ""
    assert bridge("What was the bakery's fine?", seen="Bakery fined") == ""
    assert bridge("What was the fishmonger's fine?") == ""
    assert bridge("How much was it?") == ""


def test_a_word_that_most_questions_might_have_makes_none() -> None:
    text = f"The clerk made it a long day for many.\n\n{QUOTE}"
    assert bridge("what was the fine that day", text) == ""


def test_neither_what_is_far_away_nor_a_sentence_without_end_nor_a_row_is_one() -> None:
    filling = "It rained on the town hall. " * (REACH // 28 + 1)
    asked = "What was the bakery's fine?"
    assert bridge(asked, f"The bakery is shut.\n\n{filling}\n\n{QUOTE}") == ""
    assert bridge(asked, f"{QUOTE}\n\n{filling}\n\nThe bakery is shut.") == ""
    assert bridge(asked, f"The bakery is shut.\n\n{filling[:500]}\n\n{QUOTE}") != ""
    endless = f"The bakery is shut, {'and it rained, ' * (LONGEST // 15)}and that was all.\n\n{QUOTE}"
    assert bridge(asked, endless) == ""
    assert bridge(asked, f"Bakery\t£2,000\tMarch\n\n{QUOTE}") == ""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("how big was ada pell's fine", "The shop's owner"),  # "fine" stands in the quote
        ("How many loaves made the fine of Harwell's bakery?", "A bakery in Harwell"),
        ("what did the shop have to pay", ""),  # no name
        ("What was Corrie's fine?", ""),  # who stands nowhere
    ],
)
def test_a_subject_is_the_sentence_that_names_what_the_quote_does_not(question: str, begins: str) -> None:
    assert subject(question).startswith(begins)
    assert bool(subject(question)) == bool(begins)


def test_a_small_number_names_nothing() -> None:
    assert subject("what was the fine of the 60 people", f"They weighed 60 of them.\n\n{QUOTE}") == ""
    assert subject("what was the fine of the 608 people", f"They weighed 608 of them.\n\n{QUOTE}") != ""


def test_a_name_in_another_form_is_named() -> None:
    text = f"A Zambian baker lives in Harwell.\n\n{QUOTE}"
    assert subject("What did Zambia pay?", text, shown="Zambian baker fined") == ""


def test_a_subject_stands_before_the_quote_and_below_what_heads_it() -> None:
    after = f"It rained.\n\n{QUOTE}\n\nAda Pell said that her scales were to blame."
    assert subject("how big was ada pell's fine", after) == ""
    told = "Rye\n\nAda Pell bakes in Rye.\n\nDale\n\nIt rained.\n\n" + QUOTE
    assert subject("how big was ada pell's fine", told) == "Ada Pell bakes in Rye."
    assert subject("how big was ada pell's fine", told, (0, told.index("Dale"))) == ""
    assert subject("how big was the fine in Dale", told, (0, told.index("Dale"))) == "Dale"
