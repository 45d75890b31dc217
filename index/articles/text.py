"""Plain text: front matter or the headers of an e-mail above it, and the lines that look like headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from index.articles.article import Source
from index.articles.characters import as_seen
from index.articles.columns import with_rows
from index.articles.footnotes import without_marks
from index.articles.front_matter import front_matter
from index.articles.letter import is_letter, without_chrome, without_signature
from index.articles.mail import mail
from index.articles.metadata import iso_date
from index.articles.running import without_running_lines
from index.articles.shortcodes import without_shortcodes
from index.articles.spacing import single_spaced


def text_source(raw: str) -> Source:
    """A plain text, a page that was saved as one, or an e-mail."""
    body, metadata, warnings = front_matter(raw)
    letter = None if metadata else mail(body)
    if letter is not None:
        body, metadata = letter.body if letter.html else without_signature(letter.body), letter.metadata
    body = without_shortcodes(body)
    if "&lt;" in body and not is_html(body):
        from index.articles.page import with_tags

        body = with_tags(body)
    if (letter is not None and letter.html) or is_html(body):
        return _page(body, metadata, warnings)
    pages = without_running_lines(without_marks(as_seen(body)))
    text, told = single_spaced(pages.text), list(warnings)
    if pages.left_out:
        told.append(_left_out([" ".join(columns) for columns in pages.left_out], "lines of printed pages"))
        metadata = _masthead(pages.left_out) | metadata
    if letter is not None or is_letter(text):
        text, left_out = without_chrome(text)
        told += [_left_out(left_out, "paragraphs of links, menus or advertisements")] if left_out else []
    text, heads = with_rows(text)
    headings = tuple(sorted({*heads, *_standing_alone(text)}))
    return Source(text, None, metadata, tuple(told), headings, dict(_items(text)))


def is_html(text: str) -> bool:
    """Whether a text is a page's source: it begins with a tag, or has paragraphs that are closed, links or emphasis."""
    return bool(_HTML.match(text) or _TAGGED.search(text)) or len(_CLOSED.findall(text)) > 1


_HTML = re.compile(
    r"\s*<(?:!doctype\s|\?xml\b|html\b|head\b|body\b|article\b|main\b|div\b|p\b|h[1-6]\b)", re.IGNORECASE
)
_CLOSED = re.compile(r"</(?:p|div|h[1-6]|li|td|article)\s*>|<br\s*/?>", re.IGNORECASE)
_TAGGED = re.compile(
    r"""<(?:a|img|span|font|iframe|figure|time|abbr)\s[^<>]*=\s*["'][^<>]*>"""
    r"|<(b|i|em|strong|u|sup|sub|small|mark|cite|q)>[^<>]*</\1>",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"<(?:html|head|body|script|style)\b", re.IGNORECASE)


def _page(markup: str, metadata: dict[str, Any], warnings: Sequence[str]) -> Source:
    from index.articles.page import page_source, with_paragraphs

    page = page_source(markup if _WHOLE.search(markup) else with_paragraphs(markup, wrapped=True))
    return page._replace(metadata=page.metadata | metadata, warnings=(*warnings, *page.warnings))


def _left_out(lines: Sequence[str], what: str) -> str:
    return f"{len(lines)} {what} left out, the first {lines[0][:60]!r}"


def _masthead(running: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The day of the paper, where a running line has it."""
    columns = (column for line in running for column in line)
    dates = (column for column in columns if re.search(r"\d{4}", column) and iso_date(column))
    return {"date": date} if (date := next(dates, None)) else {}


def _standing_alone(text: str) -> Iterator[int]:
    """Where lines begin that look like headings: short, alone between blank lines, no sentence, above a paragraph."""
    blocks = list(BLOCK.finditer(text))
    for block, below in pairwise(blocks):
        line = block.group().strip()
        if (
            "\n" not in line
            and len(line.split()) <= MOST_HEADING_WORDS
            and line[-1].isalnum()
            and len(below.group().split()) > MOST_HEADING_WORDS
        ):
            yield block.start()


BLOCK = re.compile(r"\S(?:.|\n(?![^\S\n]*(?:\n|\Z)))*")
"""Lines without a blank one between."""


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Where lines begin that are list items by their marks, below a line that announces a list or another item."""
    lines = text.split("\n")
    depth, start = 0, 0
    for number, line in enumerate(lines):
        mark = _BULLET.match(line)
        if mark and depth:
            yield start + len(line) - len(line.lstrip()), 1
        elif line.strip():
            depth = int(line.rstrip().endswith(":") or _is_above_list(line, lines[number + 1 : number + 3]))
        start += len(line) + 1


def _is_above_list(line: str, below: Sequence[str]) -> bool:
    """Whether a short line that is no sentence stands right above two lines with the marks of a list."""
    is_short = len(line.split()) <= MOST_HEADING_WORDS and line.rstrip()[-1].isalnum()
    return is_short and not _BULLET.match(line) and len(below) > 1 and all(map(_BULLET.match, below))


_BULLET = re.compile(r"\s*(?:[-*•–‣▪]|\d{1,2}[.)])\s+\S")
MOST_HEADING_WORDS = 12
"""Words of a line in plain text that may be a heading; what it heads has more."""
