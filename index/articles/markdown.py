"""Markdown to the plain text that a reader sees, its words untouched and its paragraphs apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from types import MappingProxyType
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.articles.article import QUOTATION
from index.articles.characters import as_seen


class PlainText(NamedTuple):
    """The text without its markup, and the first-level heading that titles it, if it begins with one.

    `headings` are the offsets of other headings and of tables' first rows, `items` those of list items with how deep
    in lists they stand and of quotations, `links` the number of paragraphs left out
    that are nothing but links to other pages, `pages` the offsets where pages of a printed article begin, with their
    numbers.
    """

    text: str
    title: str | None
    headings: tuple[int, ...] = ()
    items: Mapping[int, int] = MappingProxyType({})
    links: int = 0
    pages: Mapping[int, int] = MappingProxyType({})


def plain_text(source: str) -> PlainText:
    """Render Markdown as paragraphs of plain text with a blank line between them.

    A first-level heading at the very top becomes the title and leaves the text; other headings, list items,
    quotations, code and table rows become paragraphs of their own.
    """
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    title = None
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title, tokens = _words(tokens[1].children or ()).strip() or None, tokens[3:]
    links = {
        place
        for place, token in enumerate(tokens)
        if tokens[place - 1].type == "paragraph_open" and _is_link(token.children or ())
    }
    kept = [token for place, token in enumerate(tokens) if place not in links]
    return joined(_paragraphs(kept), title)._replace(links=len(links))


class Paragraph(NamedTuple):
    """A paragraph's text, whether it heads others, and how deep in lists it stands, or that it is a QUOTATION."""

    text: str
    heads: bool = False
    depth: int = 0


def joined(paragraphs: Iterable[Paragraph], title: str | None) -> PlainText:
    """Paragraphs with a blank line between them, and where those begin that are headings or items."""
    texts: list[str] = []
    headings: list[int] = []
    items: dict[int, int] = {}
    pages: dict[int, int] = {}
    end = 0
    for text, heads, depth in paragraphs:
        if _PAGE in text:
            text, begun = _without_pages(text)
            pages |= {end + place: number for place, number in begun.items()}
            if not text.strip():
                continue
        start = end + len(text) - len(text.lstrip())
        if heads:
            headings.append(start)
        elif depth:
            items[start] = depth
        texts.append(text)
        end += len(text) + 2
    return PlainText("\n\n".join(texts), title, tuple(headings), items, pages=pages)


_PAGE = "\ufdd2"
"""Stands on both sides of a page's number while a text is read: a code point that no text may hold."""
_PAGE_MARK = re.compile(r"<!-- page (\d{1,6}) -->\s*")


def _without_pages(text: str) -> tuple[str, dict[int, int]]:
    """A text without the numbers of pages in it, and where in it pages begin."""
    text, *marked = text.split(_PAGE)
    begun = {}
    for number, words in zip(marked[::2], marked[1::2], strict=True):
        begun[len(text)] = int(number)
        text += words
    return text, begun


def _paragraphs(tokens: list[Token]) -> Iterable[Paragraph]:
    """Each paragraph, whether it heads others, and how deep in lists it stands or that it is a quotation."""
    row: list[str] = []
    in_row = heads = underlined = False
    depth = quoting = 0
    for token in tokens:
        heads = _HEADS.get(token.type, heads)
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        quoting += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        underlined = token.markup in ("-", "=") if token.type == "heading_open" else underlined
        if token.type == "tr_open":
            row, in_row = [], True
        elif token.type == "tr_close":
            in_row = False
            # Tabs between cells, as a browser copies a table: no sign that a reader does not see.
            if any(row):
                yield Paragraph("\t".join(row).rstrip("\t"), heads)
        elif token.type == "inline":
            words = _words(token.children or ()).strip()
            if in_row:
                row.append(" ".join(words.split()))
            elif words:
                place = depth or (QUOTATION if quoting else 0)
                yield Paragraph(words, heads and not (underlined and _is_prose(words)), place)
        elif token.type in ("fence", "code_block") and token.content.strip():
            yield Paragraph(token.content.strip("\n"))
        elif token.type == "html_block" and (words := _block_words(token.content)):
            yield Paragraph(words)


def _block_words(markup: str) -> str:
    """The words of a block of HTML, or the number of the page that it marks."""
    if page := _PAGE_MARK.fullmatch(markup):
        return f"{_PAGE}{page.group(1)}{_PAGE}"
    return as_seen(_without_tags(markup)).strip()


def _is_link(children: Sequence[Token]) -> bool:
    """Whether a paragraph or item is a link with hardly a word beside it, and no sentence."""
    depth, linked = 0, list[Token]()
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if depth:
            linked.append(child)
    words, text = len(_words(linked).split()), _words(children).strip()
    beside = len(text.split()) - words
    return words >= FEWEST_LINKED and beside <= min(MOST_BESIDE_LINKS, words) and text[-1] not in ".!?"


FEWEST_LINKED, MOST_BESIDE_LINKS = 3, 4
"""Words of a link to another story, and words beside it ("Read also:")."""


def _is_prose(words: str) -> bool:
    """Whether what stands on a rule, which to Markdown makes it a heading, is a sentence above a rule."""
    return words.rstrip("\"'”’)")[-1:] in (".", "!", "?", ":") or len(words.split()) > MOST_HEADING_WORDS


MOST_HEADING_WORDS = 20
"""Words of a line above a rule that may be a heading."""
_HEADS = {"heading_open": True, "heading_close": False, "thead_open": True, "thead_close": False}
"""Whether what comes after a token heads others, where that changes there."""


def _words(children: Iterable[Token]) -> str:
    """The words of a line, without what is struck out: that the article no longer says."""
    words, struck = [], 0
    for child in children:
        struck += {"s_open": 1, "s_close": -1}.get(child.type, 0)
        words.append("" if struck else _word(child))
    return as_seen("".join(words))


def _word(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type in ("text", "code_inline", "text_special"):
        return token.content
    if token.type == "html_inline" and (page := _PAGE_MARK.fullmatch(token.content)):
        return f"{_PAGE}{page.group(1)}{_PAGE}"
    return "\n" if token.type == "html_inline" and _BREAK.match(token.content) else ""


_BREAK = re.compile(r"<br\b", re.IGNORECASE)


def _without_tags(markup: str) -> str:
    seen = _UNSEEN.sub("", markup)
    return re.sub(r"\s*\n\s*", "\n", unescape(re.sub(r"<[^>]*>", "\n", _WITHIN_A_LINE.sub("", seen))))


_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_WITHIN_A_LINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time|u)\b[^>]*>", re.IGNORECASE
)
