"""Tables of plain text, and the day that stands above an article: what the setting of a text says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.columns import with_rows
from index.articles.dateline import dateline
from tests.index.articles.conftest import Reader

CATCH = """The fleet brought home less than in any year since the war, the board of the harbour said on Friday.

FISH LANDED (thousand tonnes)

               2021      2022
               ----      ----
Brakness       14.2      13.8
Sull            6.0         -

Source: the board
"""


def test_columns_of_a_text_are_a_table_s_rows(read: Reader) -> None:
    article = read("a.txt", CATCH).article
    paragraphs = article.text.split("\n\n")
    assert paragraphs[1:5] == [
        "FISH LANDED (thousand tonnes)",
        "\t2021\t2022",
        "Brakness\t14.2\t13.8",
        "Sull\t6.0\t-",
    ]
    heads = [article.text[start:].split("\n")[0] for start in article.headings]
    assert heads == ["FISH LANDED (thousand tonnes)", "2021\t2022"]


@pytest.mark.parametrize(
    "text",
    [
        "Tyger    Tyger\nburning  bright\nin the   night",
        "Sales    4    5\nLoss    1    2",
        "Sales    4    5\nLoss    1\nTaxes    1    2    3",
        "He left.   She stayed.\nNobody knew.",
    ],
)
def test_what_is_no_table_stays_as_it_was(text: str) -> None:
    assert with_rows(text).text == text
    assert not with_rows(text).headings


@given(st.text(alphabet="ab1- \n\t", max_size=80))
def test_no_word_of_a_text_is_lost_but_rules(text: str) -> None:
    found = with_rows(text)
    assert [word for word in found.text.split() if word.strip("-")] == [
        word for word in text.split() if word.strip("-")
    ]
    assert all(0 <= start < len(found.text) for start in found.headings)


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["By Ida Roe\nPublished Oct. 8, 2019", "It rained."], "Oct. 8, 2019"),
        (["Updated: 30 November 2023, The Evening Mail"], "30 November 2023"),
        (["Friday, 1st March 2024 · No. 212"], "1st March 2024"),
        (["From 3 May 2021 to 4 May 2021"], None),
        (["The mill burned down on 3 May 2021."], None),
        (["May 2021"], None),
        (["word " * 20, "3 May 2021"], None),
    ],
)
def test_a_date_in_a_short_line_above_the_text_is_that_of_publication(
    lines: list[str], day: str | None
) -> None:
    assert dateline(lines) == day


def test_an_article_has_the_date_above_it_where_it_has_no_other(read: Reader) -> None:
    body = "By Ida Roe\n3 May 2021\n\n" + "The mill was sold to a man from Orrin on Friday. " * 3
    assert read("a.txt", f"Mill sold\n\n{body}").article.date == "2021-05-03"
    assert read("b.txt", f"The flood of 3 May 2021\n\n{body[11:]}").article.date == "2021-05-03"
    assert read("c.txt", f"The flood of 4 May 1953\n\n{body[23:]}").article.date is None
    assert read("d.md", f"---\ndate: 2020-01-02\n---\n# Mill sold\n\n{body}").article.date == "2020-01-02"
    assert read("e.md", f"# Mill sold\n\n{body}").article.date == "2021-05-03"
