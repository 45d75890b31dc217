"""Binding: of several figures, the one that the question's year, place or name belongs to."""

from __future__ import annotations

import pytest

from index import Archive
from index.figures import figures_in
from index.figures.asked import asked_kinds
from index.figures.binding import asked_for, bindings
from tests.index.desk import Desk

FELL = "Firearms offences fell from 196 in 2022/23 to 145 in 2023/24."
COUNTED = "On census day there were 56,489,800 residents in England and 3,107,500 in Wales."
NEWS = f"""---
title: Figures of the year
date: 2024-05-01
---

{FELL}

{COUNTED}

London had 12 ferries, Leeds 9.

Trams ran in 31 towns in 1920. In 1980 there were seven.
"""


def moved(question: str, span: str, *sentences: str) -> str | None:
    """The figure to which the span moves, which was read in the first sentence that holds it."""
    read = next(number for number, sentence in enumerate(sentences) if span in sentence)
    start = sentences[read].index(span)
    kinds = asked_kinds(question)
    place = asked_for(question, sentences, read, start, start + len(span), kinds)
    return place and sentences[place.sentence][place.figure.start : place.figure.end]


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        (FELL, {"196": ["2022/23"], "145": ["2023/24"]}),
        (COUNTED, {"56,489,800": ["England"], "3,107,500": ["Wales"]}),
        ("London had 12, Leeds 9.", {"12": ["London"], "9": ["Leeds"]}),
        ("London: 12; Leeds: 9.", {"12": ["London"], "9": ["Leeds"]}),
        ("England and Wales had 12 and 9 respectively.", {"12": ["England"], "9": ["Wales"]}),
        ("In 2022, 196 were recorded, and 145 in 2023.", {"196": ["2022"], "145": ["2023"]}),
        ("It was 196 (2022/23) and 145 (2023/24).", {"196": ["2022/23"], "145": ["2023/24"]}),
        ("More than in 2011, when 56,075,912 people were counted.", {"56,075,912": ["2011"]}),
        (
            "There were 145 in 2023, down from 196 in the year before.",
            {"145": ["2023"], "196": ["the year before"]},
        ),
        ("In 2022, 12 people died and 30 were hurt.", {"12": ["2022"], "30": []}),
    ],
)
def test_a_figure_belongs_to_what_grammar_ties_it_to(sentence: str, bound: dict[str, list[str]]) -> None:
    counts = [figure for figure in figures_in(sentence) if figure.kind == "count"]
    assert {
        sentence[figure.start : figure.end]: [anchor.words for anchor in anchors]
        for figure, anchors in bindings(sentence, counts).items()
    } == bound


@pytest.mark.parametrize(
    ("question", "span", "sentence", "right"),
    [
        ("how many offences were there in 2022/23?", "145", FELL, "196"),
        ("how many offences were there in 2023/24?", "196 in 2022/23 to 145", FELL, "145"),
        ("how many residents were there in Wales?", "56,489,800", COUNTED, "3,107,500"),
        ("how many residents were there in wales?", "56,489,800", COUNTED, "3,107,500"),
        ("how many did Leeds have?", "12", "London had 12, Leeds 9.", "9"),
        (
            "when did the Severn Bridge open?",
            "1981",
            "The Humber Bridge opened in 1981, the Severn Bridge in 1966.",
            "1966",
        ),
        (
            "by what percentage did Wales grow?",
            "6.6 per cent",
            "England grew by 6.6 per cent and Wales by 1.4 per cent.",
            "1.4 per cent",
        ),
    ],
)
def test_the_span_moves_to_the_figure_that_is_asked_for(
    question: str, span: str, sentence: str, right: str
) -> None:
    assert moved(question, span, sentence) == right


@pytest.mark.parametrize(
    ("question", "span", "sentence"),
    [
        (
            "when was the Wexcombe School founded?",
            "1917",
            "Founded as the School of Arts in 1917, the Wexcombe School was named after John M. Wexcombe in 1988.",
        ),
        (
            "when did Wexcombe get its own judge?",
            "1169",
            "Wexcombe got its own judge Ada Lee in 1169, while in 1136 a council was set up in Wexcombe.",
        ),
        (
            "how many towns is Wexcombe linked to?",
            "six",
            "Wexcombe lies at the junction of three County Roads linking it to six other towns.",
        ),
        (
            "what percentage of Wexcombe were Welsh?",
            "26 per cent",
            "The people of Wexcombe were 44 per cent English, 26 per cent Welsh, 5 per cent Irish.",
        ),
        ("how many offences were there in 2022/23?", "196", FELL),
        ("how many offences were there?", "145", FELL),
        ("how many offences were there in 2019?", "145", FELL),
        ("what happened in 2022/23?", "145", FELL),
        ("how many people were hurt in 2022?", "30", "In 2022, 12 people died and 30 were hurt."),
        ("what was the price in 2012?", "£3", "The price was halved in 2012 from £3 to £1.50."),
        ("how many residents were there in England and Wales?", "56,489,800", COUNTED),
    ],
)
def test_the_reader_is_left_alone_where_grammar_does_not_say(question: str, span: str, sentence: str) -> None:
    assert moved(question, span, sentence) is None


def test_the_figure_may_stand_in_the_next_sentence() -> None:
    now, before = "In 2023/24 there were 145 murders.", "In 2022/23 there were 196."
    assert moved("how many murders were there in 2022/23?", "145", now, before) == "196"
    assert (
        moved("how many murders were there in 2022/23?", "145", now, "In 2022/23 there were 196 fires.")
        is None
    )


def test_a_part_of_a_whole_may_be_told_in_the_next_sentence() -> None:
    whole, parts = "Some 43,000 homes lost power.", "Cumbria had 28,000 of them, Northumberland 15,000."
    assert moved("how many homes lost power in Northumberland?", "43,000", whole, parts) == "15,000"
    assert moved("how many homes lost power in Cumbria?", "43,000", whole, parts) == "28,000"
    assert moved("how many homes lost power?", "43,000", whole, parts) is None
    assert (
        moved("how many homes lost power in Cumbria?", "43,000", whole, "Cumbria has 28,000 farms.") is None
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many firearms offences were there in 2022/23?", "196"),
        ("how many firearms offences were there in 2023/24?", "145"),
        ("how many residents were there in Wales?", "3,107,500"),
        ("how many residents were there in England?", "56,489,800"),
        ("how many ferries did Leeds have?", "9"),
        ("how many ferries did London have?", "12"),
        ("in how many towns did trams run in 1980?", "seven"),
        ("in how many towns did trams run in 1920?", "31"),
    ],
)
def test_one_passage_answers_each_question_with_its_own_figure(
    empty_desk: Desk, question: str, answer: str
) -> None:
    empty_desk.write("news.md", NEWS)
    empty_desk.build()
    with empty_desk.open() as archive:
        given = archive.ask(question, strictness="lenient")
        (quote, *_) = given.quotes or given.nearest
        article = archive.article(quote.citation.article)
    ((start, end),) = quote.highlights
    assert quote.text[start:end] == answer
    assert article is not None
    assert article.text[quote.start : quote.end] == quote.text


def test_the_year_of_another_bridge_comes_after_its_own(archive: Archive) -> None:
    answer = archive.ask("when was the Humber Bridge opened?")
    assert answer.answer == "17 July 1981"
    assert "Forth Road Bridge" not in answer.quotes[0].text
