"""Binding: which year, place or name a figure belongs to, and that each question gets its own figure."""

from __future__ import annotations

import pytest

from index import Archive
from index.figures import figures_in
from index.judging.binding import bindings
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
    ("question", "answer"),
    [
        ("how many firearms offences were there in 2023/24?", "145"),
        ("how many residents were there in Wales?", "3,107,500"),
        ("how many residents were there in England?", "56,489,800"),
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
