"""An element of a page as the paragraphs, headings, list items and rows that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from index.articles.article import QUOTATION
from index.articles.markdown import Paragraph
from index.articles.pruning import INLINE, LINE, NARROW
from index.articles.tables import EMPTY, HEAD


def paragraphs_of(body: Any, inline: Collection[str]) -> Iterator[Paragraph]:
    """The paragraphs, headings, list items and table rows of an element, with no marks of markup.

    `inline` are the tags within a line: of a page, INLINE; of what trafilatura made of it, WITHIN_A_LINE.
    """
    yield from _apart("".join(_pieces(body, inline)) if body is not None else "")


def _apart(pieces: str) -> Iterator[Paragraph]:
    """Pieces of text to paragraphs: a newline wherever one begins or ends, and marks of what it is."""
    for text in pieces.split("\n"):
        words = narrow(text.translate(_UNMARKED))
        if (paragraph := re.sub(r"[ \n\r\f\v]+", " ", words).strip(" \n")).strip():
            depth = text.count(_ITEM) or (QUOTATION if _QUOTED in text else 0)
            yield Paragraph(paragraph.replace(LINE, "\n"), _HEADS in text, depth)


_HEADS, _ITEM, _QUOTED = "\ufdd0", "\ufdd1", "\ufdd3"
"""Mark a heading, and each list and quotation that a piece stands in: no text may hold them (noncharacters)."""
_UNMARKED = dict.fromkeys(map(ord, (_HEADS, _ITEM, _QUOTED)))


def _pieces(element: Any, inline: Collection[str], within: str = "") -> Iterator[str]:
    """The text in order, a newline wherever a paragraph begins or ends; `within` are the marks of where it stands."""
    if not isinstance(element.tag, str) or element.tag in _UNREAD:
        return
    if element.tag in ("row", "tr"):
        yield from _row([cell for cell in element if cell.tag in ("cell", "td", "th")])
        return
    within += _mark(element)
    edge = "" if element.tag in inline else "\n"
    yield edge
    yield _HEADS if element.tag in _HEADINGS else ""
    yield (within if edge else "") + _said(element.text, inline)
    for child in element:
        yield from _pieces(child, inline, within)
        yield ("" if child.tag in inline else within) + _said(child.tail, inline)
    yield edge


def _said(text: str | None, inline: Collection[str]) -> str:
    """A piece of text; in a page, a newline within it is no more than a space."""
    return (text or "").replace("\n", " ") if inline is INLINE else text or ""


_QUOTATIONS = ("quote", "blockquote")


def _mark(element: Any) -> str:
    """What marks a list's item, one of a list of terms (what is said of a term stands below it), or a quotation."""
    if element.tag == "dd" or (element.tag == "item" and element.get("rend", "").startswith("dd")):
        return 2 * _ITEM
    if element.tag in ("item", "li", "dt"):
        return _ITEM
    return _QUOTED if element.tag in _QUOTATIONS else ""


_HEADINGS = ("head", "h2", "h3", "h4", "h5", "h6")
_UNREAD = ("script", "nav", "footer", "form", "aside", "title")
WITHIN_A_LINE = ("hi", "ref", "del", "span", "a")


def _row(cells: list[Any]) -> Iterator[str]:
    """A table's row, tabs between its cells, as a browser copies a table: no sign that the page does not have."""
    texts = [" ".join("".join(cell.itertext()).split()).replace(EMPTY, "") for cell in cells]
    heads = bool(texts) and (texts[0].startswith(HEAD) or all(_is_head(cell) for cell in cells))
    texts = [text.replace(HEAD, "") for text in texts]
    if any(texts):
        yield "\n" + (_HEADS if heads else "") + "\t".join(texts).rstrip("\t") + "\n"


def _is_head(cell: Any) -> bool:
    return bool(cell.tag == "th" or cell.get("role") == "head")


def narrow(text: str) -> str:
    """A page's words with its narrow spaces, which stood as a mark while it was read."""
    return text.replace(NARROW, "\u202f")
