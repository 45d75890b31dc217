"""Where sentences end after shortened words: what the regression is fitted to."""

from __future__ import annotations

import pytest

pytest.importorskip("sklearn", reason='training needs `pip install ".[train]"`')

from training.sentence_ends import Form, made, places

FORMS = [Form("United States", "U.S."), Form("October", "Oct.", "in dates")]


def read(text: str) -> list[tuple[str, str, bool]]:
    return [
        (place.text[: place.end], place.text[place.following :], place.is_end)
        for place in places(text, FORMS)
    ]


def test_the_full_stop_behind_a_long_form_tells_where_a_sentence_ends() -> None:
    assert read("He left the United States. She stayed.") == [("He left the U.S.", "She stayed.", True)]
    assert read("The United States Army left.") == [("The U.S.", "Army left.", False)]
    assert read("She saw the United States again.") == []


def test_a_month_is_shortened_in_dates_alone() -> None:
    assert read("It began on October 3 and ended in October. Rain fell.") == [
        ("It began on Oct.", "3 and ended in October. Rain fell.", False),
        ("It began on October 3 and ended in Oct.", "Rain fell.", True),
    ]
    assert read("After the October Revolution he fled.") == []


def test_ends_are_made_where_a_comma_stands() -> None:
    [place] = made("In the United States, where he lives, it rains.", FORMS, lambda: ["Nobody came."])
    assert (place.text, place.is_end) == ("In the U.S. Nobody came.", True)
