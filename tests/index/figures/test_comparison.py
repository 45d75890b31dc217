"""Comparisons: which words of a sentence are those that it holds something else against."""

from __future__ import annotations

import pytest

from index.figures.comparison import comparisons


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        (
            "London had 8,799,800 residents, 7.7 per cent more than in 2011, but so it goes.",
            "7.7 per cent more than in 2011",
        ),
        ("At about 220 miles it is the longest, a little ahead of the Thames.", "ahead of the Thames"),
        (
            "There were 145 in 2023/24, compared with 196 in the 12 months before.",
            "compared with 196 in the 12 months before",
        ),
        ("There were 145, down from 196 in 2022.", "down from 196 in 2022"),
        (
            "It is higher than the tower, which is 330 metres tall, and newer.",
            "higher than the tower, which is 330 metres tall",
        ),
        ("There were fewer fires than in 2019.", "fewer fires than in 2019"),
        ("It was as long as the Thames.", "as long as the Thames"),
    ],
)
def test_the_other_side_of_a_comparison_is_found(text: str, compared: str) -> None:
    (found,) = comparisons(text)
    assert text[found.start : found.end] == compared


@pytest.mark.parametrize(
    "text",
    ["More than 300 guns were seized.", "It ran from 2011 to 2021.", "Tea rather than coffee was served."],
)
def test_where_nothing_is_held_against_anything_there_is_none(text: str) -> None:
    assert not comparisons(text)
