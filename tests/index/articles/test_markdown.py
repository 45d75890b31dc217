"""Markdown to plain text: the words untouched, the paragraphs apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles.markdown import plain_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One *two* **three** `four` [five](https://example.org) six.", "One two three four five six."),
        ("One\ntwo\n\nthree", "One\ntwo\n\nthree"),
        ("One  \ntwo", "One\ntwo"),
        ("- one\n- two", "one\n\ntwo"),
        ("1. one\n2. two", "one\n\ntwo"),
        ("> one\n> two\n\nthree", "one\ntwo\n\nthree"),
        ("One\n\n## Two\n\nThree", "One\n\nTwo\n\nThree"),
        ("```\nx = 1\n```", "x = 1"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\tb\n\n1\t2"),
        ("| a | b |\n|---|---|\n|   | 2 |\n|   |   |", "a\tb\n\n\t2"),
        ("One<br>two &amp; <b>three</b> &pound;5", "One\ntwo & three £5"),
        ("<div>\none <!-- not\nthis -->two\n</div>", "one two"),
        ("<p>It cost <b>&pound;5</b>.</p><p>It opened.</p>", "It cost £5.\nIt opened."),
        ("<style>p { color: red }</style>\n<table><tr><td>one</td><td>two</td></tr></table>", "one\ntwo"),
        ("One ![a picture](a.png) two", "One  two"),
        ("It cost \\*£5\\*.", "It cost *£5*."),
        ("2 < 3 and snake_case_names", "2 < 3 and snake_case_names"),
        ("One\n\n---\n\ntwo", "One\n\ntwo"),
    ],
)
def test_markup_goes_and_words_stay(source: str, text: str) -> None:
    assert plain_text(source).text == text


def test_a_first_heading_becomes_the_title_and_leaves_the_text() -> None:
    assert plain_text("# The *Bridge*\n\nIt opened.")[:3] == ("It opened.", "The Bridge", ())
    assert plain_text("It opened.\n\n# The Bridge")[:3] == ("It opened.\n\nThe Bridge", None, (12,))
    assert plain_text("## The Bridge\n\nIt opened.")[:3] == ("The Bridge\n\nIt opened.", None, (0,))


def heads(source: str) -> list[str]:
    """The paragraphs that head others."""
    plain = plain_text(source)
    return [plain.text[start:].split("\n\n")[0] for start in plain.headings]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Title\n\nOne.\n\n## Two\n\nThree.\n\n### *Four*\n\nFive.", ["Two", "Four"]),
        ("One.\n\nTwo\n---\n\nThree.", ["Two"]),
        ("Costs\n\n| year | cost |\n|---|---|\n| 1990 | 5 |\n| 1991 | 6 |", ["year\tcost"]),
        ("## Costs\n\n| year | cost |\n|---|---|\n| 1990 | 5 |", ["Costs", "year\tcost"]),
        ("- one\n- two\n\n> three", []),
        ("One.\n\n##\n\nTwo.", []),
        ("- ## One\n- two", ["One"]),
        ("```\n# not a heading\n```\n\n**Bold**", []),
    ],
)
def test_headings_and_first_rows_of_tables_head_what_follows(source: str, expected: list[str]) -> None:
    assert heads(source) == expected


@given(st.lists(st.sampled_from(["## A b", "Some words.", "- item", "| a | b |\n|---|---|\n| 1 | 2 |"])))
def test_every_heading_begins_a_paragraph(blocks: list[str]) -> None:
    plain = plain_text("\n\n".join(["Opening.", *blocks]))
    starts, end = [], 0
    for paragraph in plain.text.split("\n\n"):
        starts.append(end)
        end += len(paragraph) + 2
    assert set(plain.headings) <= set(starts)
    assert len(plain.headings) == sum(block[0] in "#|" for block in blocks)


@given(st.lists(st.from_regex(r"[A-Za-z]{1,9}", fullmatch=True), min_size=1))
@settings(deadline=None)
def test_plain_words_stay_as_they_are(words: list[str]) -> None:
    assert plain_text(" ".join(words)).text == " ".join(words)


@given(st.text(alphabet="#*_`[]()<>!-=|\n\t ab&;\\", max_size=80))
@settings(deadline=None)
def test_no_markup_crashes(source: str) -> None:
    text = plain_text(source).text
    assert "\n\n\n" not in text or "```" in source or "    " in source or "\t" in source or "<" in source
