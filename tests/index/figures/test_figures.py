"""Figures: values read from a text, with the exact offsets of their words."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Archive
from index.building.passages import sentences
from index.figures import Figure, agree, figures_in
from index.figures.numbers import numbers_in, with_whole_numbers
from tests.index import generated


def read(text: str) -> list[tuple[str, str, str, str]]:
    """The words, kind, normalised value and unit of each figure."""
    return [
        (text[figure.start : figure.end], figure.kind, figure.normalised, figure.unit)
        for figure in figures_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "words", "kind", "value", "unit"),
    [
        ("Officers seized 386 guns", "386", "count", "386", ""),
        ("It counted 59,597,300 people", "59,597,300", "count", "59597300", ""),
        ("three hundred and eighty-six guns", "three hundred and eighty-six", "count", "386", ""),
        ("Three\nhundred people came", "Three\nhundred", "count", "300", ""),
        ("down to eight", "eight", "count", "8", ""),
        ("1.2m people", "1.2m", "count", "1200000", ""),
        ("two and a half million people", "two and a half million", "count", "2500000", ""),
        ("half a million came", "half a million", "count", "500000", ""),
        ("a quarter of a million homes", "a quarter of a million", "count", "250000", ""),
        ("two dozen boats", "two dozen", "count", "24", ""),
        ("a wall 1.2m high", "1.2m", "measure", "1.2", "metres"),
        ("It measures 1,410 metres", "1,410 metres", "measure", "1410", "metres"),
        ("a 10-mile walk", "10-mile", "measure", "10", "miles"),
        ("winds of 99 miles an hour", "99 miles an hour", "measure", "99", "miles an hour"),
        ("at 70mph", "70mph", "measure", "70", "miles an hour"),
        ("2,100 square miles", "2,100 square miles", "measure", "2100", "square miles"),
        ("fell by 44 per cent", "44 per cent", "percentage", "44", "%"),
        ("fell by 44%", "44%", "percentage", "44", "%"),
        ("up by 2 percentage points", "2 percentage points", "percentage", "2", "percentage points"),
        ("30-40% of them", "30-40%", "percentage", "30–40", "%"),
        ("just over half are prosecuted", "just over half", "fraction", "0.5", ""),
        ("one in five children", "one in five", "fraction", "0.2", ""),
        ("two thirds of them", "two thirds", "fraction", "0.6667", ""),
        ("It cost £3bn", "£3bn", "money", "3000000000", "pounds"),
        ("US$2.3 million in debt", "US$2.3 million", "money", "2300000", "dollars"),
        ("five million pounds", "five million pounds", "money", "5000000", "pounds"),
        ("between £3m and £4m", "between £3m and £4m", "money", "3000000–4000000", "pounds"),
        ("between 10 and 20 people", "between 10 and 20", "count", "10–20", ""),
        ("10 to 20 people", "10 to 20", "count", "10–20", ""),
        ("Tyrese Miller, 22, who was shot", "22", "age", "22", "years"),
        ("a twenty-two-year-old man", "twenty-two", "age", "22", "years"),
        ("people aged 65 and over", "65", "age", "65", "years"),
        ("its lowest in 15 years", "15 years", "duration", "15", "years"),
        ("a 90-minute delay", "90-minute", "duration", "90", "minutes"),
        ("opened on 17 July 1981.", "17 July 1981", "date", "1981-07-17", ""),
        ("on July 17, 1981, it opened", "July 17, 1981", "date", "1981-07-17", ""),
        ("on May 3 2009 it opened", "May 3 2009", "date", "2009-05-03", ""),
        ("on May 3rd 2009", "May 3rd 2009", "date", "2009-05-03", ""),
        ("since March 2023", "March 2023", "date", "2023-03", ""),
        ("on 5 May at 3pm", "5 May", "date", "--05-05", ""),
        ("on 1981-07-17", "1981-07-17", "date", "1981-07-17", ""),
        ("in 2000 police met", "2000", "date", "2000", ""),
        ("about 2000 people came", "about 2000", "count", "2000", ""),
        ("the 2021 census", "2021", "date", "2021", ""),
        ("2016: the trains are ordered", "2016", "date", "2016", ""),
        ("Over three years", "three years", "duration", "3", "years"),
        ("in 2022/23", "2022/23", "years", "2022/2023", ""),
        ("in 1999/00", "1999/00", "years", "1999/2000", ""),
        ("from 2014–2020", "2014–2020", "years", "2014/2020", ""),
        ("in the 1990s", "the 1990s", "years", "1990/1999", ""),
    ],
)
def test_a_figure_is_read_with_its_words(text: str, words: str, kind: str, value: str, unit: str) -> None:
    assert read(text) == [(words, kind, value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "a 2-1 win",
        "Covid-19 and the M25",
        "at 10:30 or 3pm",
        "in a 4-4-2",
        "his 80th birthday",
        "no one knew",
        "one of the victims",
        "several hundred",
        "hundreds of people",
        "No. 10",
        "May he rest",
        "it may be",
        "5th of them",
        "in the second half",
        "SMACS 0723",
    ],
)
def test_what_looks_like_a_number_and_states_none_is_passed_over(text: str) -> None:
    assert read(text) == []


def test_a_change_is_two_figures_and_a_year_belongs_to_neither() -> None:
    assert read("fell from 196 in 2022/23 to 145 in 2023/24") == [
        ("196", "count", "196", ""),
        ("2022/23", "years", "2022/2023", ""),
        ("145", "count", "145", ""),
        ("2023/24", "years", "2023/2024", ""),
    ]
    assert [words for words, *_ in read("came down from 12 to eight")] == ["12", "eight"]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("more than 140 incidents", "over"),
        ("at least 140 incidents", "over"),
        ("up to 140 incidents", "under"),
        ("nearly 140 incidents", "under"),
        ("about 140 incidents", "about"),
        ("140 incidents", ""),
    ],
)
def test_words_that_bound_a_value_are_part_of_it(text: str, bound: str) -> None:
    (figure,) = figures_in(text)
    assert (figure.bound, figure.value) == (bound, Decimal(140))
    assert text[figure.start : figure.end] == text.removesuffix(" incidents")


def only(text: str) -> Figure:
    """The one figure of a text."""
    (figure,) = figures_in(text)
    return figure


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("386 guns", "three hundred and eighty-six", True),
        ("386 guns", "500 guns", False),
        ("386 guns", "about 400 guns", False),
        ("400 guns", "about 400 guns", True),
        ("386 guns", "about 500 guns", False),
        ("500 guns", "more than 140 guns", False),
        ("100 guns", "more than 140 guns", False),
        ("£3bn", "£3,000 million", True),
        ("£3bn", "$3bn", False),
        ("2 km", "2,000 metres", False),
        ("44%", "44 per cent", True),
        ("44%", "44", False),
        ("in 1981", "on 17 July 1981", True),
        ("on 17 July", "on 17 July 1981", True),
        ("in 1982", "on 17 July 1981", False),
        ("in 2022", "in 2022/23", False),
        ("15 guns", "between 10 and 20 guns", False),
        ("25 guns", "between 10 and 20 guns", False),
    ],
)
def test_figures_agree_only_where_they_can_be_compared(one: str, other: str, same: bool) -> None:
    first, second = only(one), only(other)
    assert agree(first, second) is agree(second, first) is same


_WRITTEN = st.one_of(
    st.integers(0, 10**9).map(lambda n: (f"{n:,}", Decimal(n))),
    st.integers(2, 999).map(lambda n: (str(n), Decimal(n))),
    st.decimals(2, 999, places=1).map(lambda n: (f"{n}m", n * 10**6)),
    st.integers(2, 99).map(lambda n: (f"{n} million", Decimal(n * 10**6))),
)


@given(
    _WRITTEN,
    st.sampled_from(["", "Police seized ", "“", "They had\n"]),
    st.sampled_from([" guns.", " people", " of them,"]),
)
def test_a_written_number_is_found_where_it_stands(
    written: tuple[str, Decimal], before: str, after: str
) -> None:
    words, value = written
    (figure,) = figures_in(before + words + after)
    assert (figure.start, figure.end) == (len(before), len(before + words))
    assert (figure.kind, figure.value) == ("count", value)


_TRICKY = (
    *(
        "from",
        "to",
        "between",
        "and a half",
        "£",
        "$",
        "%",
        "-",
        "1",
        "2",
        "22",
        "1,200",
        "2022/23",
        "17 July",
        "1981",
    ),
    *(
        "three",
        "hundred",
        "million",
        "m",
        "bn",
        "per cent",
        "-year-old",
        ",",
        ".",
        "in",
        "the",
        "one of",
        "2014–2020",
    ),
    *("5–7", "a dozen", "aged", "(", "half a", "٣", "\n"),
)
_PIECES = st.lists(st.sampled_from(_TRICKY), max_size=14)


@given(generated.texts | _PIECES.map(" ".join) | _PIECES.map("".join))
def test_offsets_are_exact_whatever_the_text(text: str) -> None:
    end = 0
    for figure in figures_in(text):
        words = text[figure.start : figure.end]
        assert end <= figure.start < figure.end <= len(text)
        assert words == words.strip()
        assert figure.normalised
        end = figure.end


def test_of_the_sample_articles_only_names_scores_and_ordinals_are_not_read(archive: Archive) -> None:
    unread = set()
    for article in archive.articles():
        for sentence in sentences(article.text):
            words = article.text[sentence.start : sentence.end]
            figures = figures_in(words)
            unread |= {
                word.group()
                for word in re.finditer(r"\w*\d[\w-]*", words)
                if not any(figure.start < word.end() and word.start() < figure.end for figure in figures)
            }
    named = re.compile(r"\d-\d|\d+(?:st|nd|rd|th)|[A-Z]\d+|0723")
    assert {"2-1", "127th", "M48", "0723"} < unread
    assert [word for word in unread if not named.fullmatch(word)] == []


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("Four hundred and six people paid.", "six people", "Four hundred and six people"),
        ("Oil costs $50.39 a barrel.", "50", "50.39"),
        ("It made 1.6 trillion in May.", "trillion", "1.6 trillion"),
        ("Six of the 31 ferries left.", "ferries", "ferries"),
        ("He had twenty five-pound notes.", "five-pound notes", "five-pound notes"),
    ],
)
def test_a_part_of_a_number_is_taken_whole(text: str, part: str, whole: str) -> None:
    start, end = with_whole_numbers(text, text.index(part), text.index(part) + len(part))
    assert text[start:end] == whole


def test_numbers_before_half_a_million_are_read() -> None:
    text = "Ten guns and 386 knives cost half a million, and two hundred and six more 1.2m."
    words = [text[number.start : number.end] for number in numbers_in(text)]
    assert words == ["Ten", "386", "half a million", "two hundred and six", "1.2m"]
