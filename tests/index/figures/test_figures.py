"""Figures: numbers and dates read from a text, with the exact offsets of their words."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Archive
from index.building.passages import sentences
from index.figures.dates import dates_in
from index.figures.numbers import numbers_in, with_whole_numbers
from index.figures.value import Moment, Years, agree, normalised
from tests.index import generated


def numbers(text: str) -> list[tuple[str, str]]:
    """The words and the normalised value of each number."""
    return [(text[one.start : one.end], normalised(one.value)) for one in numbers_in(text)]


def dates(text: str) -> list[tuple[str, str]]:
    """The same of each date."""
    return [(text[one.start : one.end], normalised(one.value)) for one in dates_in(text)]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Officers seized 386 guns", "386", "386"),
        ("It counted 59,597,300 people", "59,597,300", "59597300"),
        ("It drew 18\u200f,\u200f500 people", "18\u200f,\u200f500", "18500"),
        ("three hundred and eighty-six guns", "three hundred and eighty-six", "386"),
        ("Three\nhundred people came", "Three\nhundred", "300"),
        ("down to eight", "eight", "8"),
        ("1.2m people", "1.2m", "1200000"),
        ("a wall 1.2m high", "1.2", "1.2"),
        ("two and a half million people", "two and a half million", "2500000"),
        ("half a million came", "half a million", "500000"),
        ("a quarter of a million homes", "a quarter of a million", "250000"),
        ("two dozen boats", "two dozen", "24"),
        ("It cost £3bn", "3bn", "3000000000"),
        ("It cost £61m²", "61m", "61000000"),
        ("It cost 2.50 a day", "2.50", "2.5"),
        ("a twenty-two-year-old man", "twenty-two", "22"),
        ("his 80th birthday", "80", "80"),
    ],
)
def test_a_number_is_read_with_its_words(text: str, words: str, value: str) -> None:
    assert numbers(text) == [(words, value)]


@pytest.mark.parametrize(
    "text", ["Covid-19 and the M25", "in a 4-4-2", "a 2-1 win", "at 10:30", "several hundred", "SMACS 0723"]
)
def test_what_looks_like_a_number_and_states_none_is_passed_over(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("opened on 17 July 1981.", "17 July 1981", "1981-07-17"),
        ("on July 17, 1981, it opened", "July 17, 1981", "1981-07-17"),
        ("on May 3 2009 it opened", "May 3 2009", "2009-05-03"),
        ("on May 3rd 2009", "May 3rd 2009", "2009-05-03"),
        ("since March 2023", "March 2023", "2023-03"),
        ("on 5 May at 3pm", "5 May", "--05-05"),
        ("on 1981-07-17", "1981-07-17", "1981-07-17"),
        ("in 2000 police met", "2000", "2000"),
        ("the 2021 census", "2021", "2021"),
        ("2016: the trains are ordered", "2016", "2016"),
        ("in 2022/23", "2022/23", "2022/2023"),
        ("in 1999/00", "1999/00", "1999/2000"),
        ("from 2014–2020", "2014–2020", "2014/2020"),
        ("in the 1990s", "the 1990s", "1990/1999"),
    ],
)
def test_a_date_is_read_with_its_words(text: str, words: str, value: str) -> None:
    assert (words, value) == dates(text)[0]


@pytest.mark.parametrize(
    "text", ["about 2000 people came", "ran for 2000 metres", "May he rest", "it may be"]
)
def test_what_looks_like_a_date_and_is_none_is_passed_over(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal(386), Decimal("386.0"), True),
        (Decimal(386), Decimal(400), False),
        (Decimal(1981), Moment(1981), False),
        (Moment(1981), Moment(1981, 7, 17), True),
        (Moment(None, 7, 17), Moment(1981, 7, 17), True),
        (Moment(1982), Moment(1981, 7, 17), False),
        (Moment(None, 7), Moment(1981), False),
        (Years(2022, 2023), Years(2022, 2023), True),
        (Years(2022, 2023), Moment(2022), False),
    ],
)
def test_values_agree_where_they_are_the_same(
    one: Decimal | Moment | Years, other: Decimal | Moment | Years, same: bool
) -> None:
    assert agree(one, other) is agree(other, one) is same


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
    (number,) = numbers_in(before + words + after)
    assert number[:3] == (value, len(before), len(before + words))


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
    for number in numbers_in(text):
        words = text[number.start : number.end]
        assert end <= number.start < number.end <= len(text)
        assert words == words.strip()
        assert normalised(number.value)
        end = number.end
    for date in dates_in(text):
        assert 0 <= date.start < date.end <= len(text)
        assert normalised(date.value)


def test_of_the_sample_articles_only_names_and_scores_are_not_read(archive: Archive) -> None:
    unread = set()
    for article in archive.articles():
        for sentence in sentences(article.text):
            words = article.text[sentence.start : sentence.end]
            read = [one[1:3] for one in numbers_in(words)] + [one[1:3] for one in dates_in(words)]
            unread |= {
                word.group()
                for word in re.finditer(r"\w*\d[\w-]*", words)
                if not any(start < word.end() and word.start() < end for start, end in read)
            }
    named = re.compile(r"\d-\d|[A-Z]\d+|0723")
    assert {"2-1", "M48", "0723"} < unread
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
