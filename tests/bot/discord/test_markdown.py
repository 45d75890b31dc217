"""Whatever an article holds comes out as the harmless text it is, and comes back to the byte."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord.showing.markdown import block_quote, bold, escape, one_line, width
from tests.bot.discord.read_back import quotations, unescape

MARKUP = st.text(
    alphabet=st.sampled_from("ab 1.)*_~`|\\<>[]()#:@!/-+\n\t\r\0\u200b\u202a\u202e\u202c\u2066\u2069␍␡é𝄞")
)
TEXTS = st.one_of(st.text(), MARKUP)

LIVE = re.compile(
    r"(?<!\\)(?:\\\\)*"  # an even number of backslashes: what follows is not escaped
    r"(?:\*|_|~|`|\||<(?:[@#:/at])|\[|@everyone|@here|https?:|:\w+:|\.gg/)"
)

HOSTILE = [
    "@everyone and @here, <@123>, <@&456>, <#789>, </ask:1>, <t:1700000000:R>, <:a:1>",
    "join discord.gg/abc, discord.com/invite/abc or https://discord.gg/abc, [here](https://example.com)",
    "```py\ncode```, `inline`, ||spoiler||, ~~struck~~, **bold**, __under__, *it*",
    "# Heading\n-# small\n- item\n  + item\n1. one\n2) two\n> quoted\n>>> all of it",
    "a back\\slash, a \\*star\\*, a trailing \\",
    "zero\u200bwidth, @\u200beveryone, \ufefffeff, \u202eoverridden\u202c, \u2067isolated\u2069, عربي, עברית",
    "carriage\r\nreturn, bell\x07, null\0, a real picture ␍ and ␡, delete\x7f",
    "¯\\_(ツ)_/¯ :smile: 👩‍👩‍👧",
]


@given(TEXTS)
@example("\\")
@example("␍\r")
def test_unescape_is_the_inverse_of_escape(text: str) -> None:
    assert unescape(escape(text)) == text


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
@example("a*\n\n*b", [(0, 6)])
@example("\n", [(0, 1)])
@example("", [])
def test_a_quote_comes_back_to_the_byte_with_any_highlights(
    text: str, highlights: list[tuple[int, int]]
) -> None:
    message = f"{bold('an answer')}\n{block_quote(text, highlights)}\n— a title\n"
    assert quotations(message) == [text]


@given(TEXTS)
@example("\u202e386\u202c \u2067left\u2069")
@example("\\\u202e\u202c")
def test_nothing_in_a_text_turns_the_direction_of_writing(text: str) -> None:
    written = escape(text)
    assert not re.search("[\u202a\u202b\u202d\u202e](?!\u202c)|[\u2066-\u2068](?!\u2069)", written)


@given(TEXTS)
def test_nothing_in_a_text_is_live_markup(text: str) -> None:
    assert not LIVE.search(escape(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_and_recoverable(text: str) -> None:
    written = block_quote(text, [])
    assert not LIVE.search(written.replace("> ", "", 1))
    assert quotations(written) == [text]
    assert all(line.startswith("> ") for line in written.split("\n"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("- item", "\\- item"),
        ("  + item", "  \\+ item"),
        ("12. item", "12\\. item"),
        ("gun-related, 3.5 and -4", "gun-related, 3.5 and -4"),
        (
            "It's a “plain” sentence (of 19 words), isn't it?",
            "It's a “plain” sentence (of 19 words), isn't it?",
        ),
    ],
)
def test_lists_are_escaped_only_where_a_line_begins(text: str, written: str) -> None:
    assert escape(text) == written


def test_highlights_are_bold_and_touching_ones_become_one() -> None:
    assert block_quote("with 386 illegal firearms", [(5, 8)]) == "> with **386** illegal firearms"
    assert block_quote("abcd", [(0, 2), (2, 3), (1, 2)]) == "> **abc**d"
    assert block_quote("one\ntwo", [(0, 7)]) == "> **one**\n> **two**"


def test_two_quotes_come_back_apart() -> None:
    message = "\n".join([block_quote("first\nof two", []), "cited", block_quote("second", [(0, 3)]), "cited"])
    assert quotations(message) == ["first\nof two", "second"]


def test_a_title_is_one_clean_line() -> None:
    assert one_line("  a\n\u202etitle\0 of\u200b news ", 50) == "a title of news"
    assert one_line("x" * 60, 50) == "x" * 49 + "…"


def test_width_counts_as_discord_does() -> None:
    assert (width("abc"), width("𝄞")) == (3, 2)
