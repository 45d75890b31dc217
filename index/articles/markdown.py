"""Markdown to the plain text that a reader sees, its words untouched and its paragraphs apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.articles.characters import as_seen


class PlainText(NamedTuple):
    """The text without its markup, and the first-level heading that titles it, if it begins with one.

    `headings` are the offsets of other headings and of tables' first rows.
    """

    text: str
    title: str | None
    headings: tuple[int, ...] = ()


def plain_text(source: str) -> PlainText:
    """Render Markdown as paragraphs of plain text with a blank line between them.

    A first-level heading at the very top becomes the title and leaves the text; other headings, list items,
    quotations, code and table rows become paragraphs of their own.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    title = None
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title, tokens = _words(tokens[1].children or ()).strip() or None, tokens[3:]
    return joined(_paragraphs(tokens), title)


def joined(paragraphs: Iterable[tuple[str, bool]], title: str | None) -> PlainText:
    """Paragraphs with a blank line between them, and where those begin that are said to be headings."""
    texts, headings, end = [], [], 0
    for text, heading in paragraphs:
        if heading:
            headings.append(end)
        texts.append(text)
        end += len(text) + 2
    return PlainText("\n\n".join(texts), title, tuple(headings))


def _paragraphs(tokens: list[Token]) -> Iterable[tuple[str, bool]]:
    """Each paragraph, and whether it heads others."""
    row: list[str] = []
    in_row = heads = underlined = False
    for token in tokens:
        heads = _HEADS.get(token.type, heads)
        underlined = token.markup in ("-", "=") if token.type == "heading_open" else underlined
        if token.type == "tr_open":
            row, in_row = [], True
        elif token.type == "tr_close":
            in_row = False
            # Tabs between cells, as a browser copies a table: no sign that a reader does not see.
            if any(row):
                yield "\t".join(row).rstrip("\t"), heads
        elif token.type == "inline":
            words = _words(token.children or ()).strip()
            if in_row:
                row.append(" ".join(words.split()))
            elif words:
                yield words, heads and not (underlined and _is_prose(words))
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield token.content.strip("\n"), False
        elif token.type == "html_block" and (words := as_seen(_without_tags(token.content)).strip()):
            yield words, False


def _is_prose(words: str) -> bool:
    """Whether what stands on a rule, which to Markdown makes it a heading, is a sentence above a rule."""
    return words.rstrip("\"'”’)")[-1:] in (".", "!", "?", ":") or len(words.split()) > MOST_HEADING_WORDS


MOST_HEADING_WORDS = 20
"""Words of a line above a rule that may be a heading."""
_HEADS = {"heading_open": True, "heading_close": False, "thead_open": True, "thead_close": False}
"""Whether what comes after a token heads others, where that changes there."""


def _words(children: Iterable[Token]) -> str:
    return as_seen("".join(_word(child) for child in children))


def _word(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type in ("text", "code_inline", "text_special"):
        return token.content
    return "\n" if token.type == "html_inline" and _BREAK.match(token.content) else ""


_BREAK = re.compile(r"<br\b", re.IGNORECASE)


def _without_tags(markup: str) -> str:
    seen = _UNSEEN.sub("", markup)
    return re.sub(r"\s*\n\s*", "\n", unescape(re.sub(r"<[^>]*>", "\n", _WITHIN_A_LINE.sub("", seen))))


_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_WITHIN_A_LINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u)\b[^>]*>", re.IGNORECASE
)
