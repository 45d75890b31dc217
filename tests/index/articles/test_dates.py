"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from index.articles.dates import days_of, month_of, written, year_of


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2022", "2022-01-01", "2023-01-01"),
        ("March 2023", "2023-03-01", "2023-04-01"),
        ("mar 2023", "2023-03-01", "2023-04-01"),
        ("2023-12", "2023-12-01", "2024-01-01"),
        ("2023-05-01", "2023-05-01", "2023-05-02"),
        ("2023/05/01", "2023-05-01", "2023-05-02"),
        ("1 May 2023", "2023-05-01", "2023-05-02"),
        ("May 1st, 2023", "2023-05-01", "2023-05-02"),
        ("01/02/2023", "2023-02-01", "2023-02-02"),
    ],
)
def test_a_written_date_means_its_days(text: str, first: str, after: str) -> None:
    days = days_of(text)
    assert days is not None
    assert [day.isoformat() for day in days] == [first, after]


@pytest.mark.parametrize(
    "text", ["", "yesterday", "March", "22", "1 May", "2023-02-30", "2023-13", "9999", "0000", "guns in 2023"]
)
def test_what_is_no_date_or_lacks_its_year_means_none(text: str) -> None:
    assert days_of(text) is None


def test_runs_of_days_meet_where_they_share_a_day() -> None:
    assert year_of(2023).meets(month_of(2023, 12))
    assert not year_of(2023).meets(month_of(2024, 1))
    assert written(date(2024, 3, 19)) == "19 March 2024"
