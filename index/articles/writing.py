"""A draft written as a Markdown file with front matter, which reads as the draft's very text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from index.articles.article import QUOTATION
from index.articles.characters import as_seen
from index.articles.draft import Draft
from index.articles.front_matter import KEYS


def markdown_of(draft: Draft) -> str:
    """The file that a draft becomes in a corpus."""
    body = draft.markdown if draft.markdown is not None else "\n\n".join(_blocks(draft))
    return f"{_front_matter(draft)}\n{body.strip()}\n"


def difference(draft: Draft, read: str) -> str | None:
    """Where a text, as it reads once it is written, is another than the draft's; None where it is nowhere.

    White space and the marks of list items, for which Markdown has its own, are none of the text.
    """
    wanted, got = _bare(draft.text), _bare(read)
    if wanted == got:
        return None
    place = next((n for n, pair in enumerate(zip(wanted, got, strict=False)) if len({*pair}) > 1), -1)
    place = min(len(wanted), len(got)) if place < 0 else place
    return f"{wanted[place : place + 40]!r} would read as {got[place : place + 40]!r}"


def _bare(text: str) -> str:
    lines = as_seen(text.encode("utf-8", "replace").decode()).split("\n")
    return "".join("".join(_MARKS.sub("", line).split()) for line in lines)


_MARKS = re.compile(r"^[-*•–‣▪\s]+")


def _front_matter(draft: Draft) -> str:
    values = ((key, getattr(draft, key)) for key in KEYS)
    # What JSON has for a text YAML reads as the same text.
    lines = [f"{key}: {_yaml(key, value)}" for key, value in values if value]
    lists = {"tags": draft.tags, "given": draft.given}
    lines += [f"{key}: {json.dumps(listed, ensure_ascii=False)}" for key, listed in lists.items() if listed]
    return "\n".join(["---", *lines, "---", ""])


def _yaml(key: str, value: str) -> str:
    return value if key == "date" else json.dumps(value, ensure_ascii=False)


class _Paragraph(NamedTuple):
    start: int
    text: str
    heads: bool
    depth: int


def _blocks(draft: Draft) -> Iterator[str]:
    """The paragraphs as Markdown, those apart that a blank line parts."""
    group: list[_Paragraph] = []
    for paragraph in _paragraphs(draft):
        if group and not _goes_on(group[-1], paragraph):
            yield _block(group, draft.pages)
            group = []
        group.append(paragraph)
    if group:
        yield _block(group, draft.pages)


def _paragraphs(draft: Draft) -> Iterator[_Paragraph]:
    headings, at, in_table = set(draft.headings), 0, False
    for piece in _parted(draft.text, set(draft.items)):
        start = at + len(piece) - len(piece.lstrip())
        if piece.strip():
            # In a table, a tab at the beginning stands behind a first cell that is empty.
            cells = piece.strip("\n").rstrip() if in_table or start in headings else piece.strip()
            in_table = "\t" in cells
            text = cells if in_table else piece.strip()
            yield _Paragraph(start, text, start in headings, draft.items.get(start, 0))
        at += len(piece)


def _parted(text: str, items: set[int]) -> Iterator[str]:
    """The text in pieces that together are all of it: at blank lines, and before lines that are items."""
    at = 0
    for edge in _EDGE.finditer(text):
        after = edge.end()
        if edge.group().count("\n") > 1 or _first_word(text, after) in items:
            yield text[at:after]
            at = after
    yield text[at:]


_EDGE = re.compile(r"\n(?:[^\S\n]*\n)*")


def _first_word(text: str, start: int) -> int:
    word = re.compile(r"\S").search(text, start)
    return word.start() if word else -1


def _goes_on(before: _Paragraph, paragraph: _Paragraph) -> bool:
    """Whether two paragraphs belong to one list, or to one table."""
    return (before.depth > 0 and paragraph.depth > 0) or (
        _is_row(before) and _is_row(paragraph) and not paragraph.heads
    )


def _is_row(paragraph: _Paragraph) -> bool:
    return "\t" in paragraph.text and "\n" not in paragraph.text and not paragraph.depth


def _block(group: list[_Paragraph], pages: Mapping[int, int]) -> str:
    first, last = group[0], group[-1]
    within = {place: n for place, n in pages.items() if first.start <= place < last.start + len(last.text)}
    if first.depth > 0 or _is_row(first):
        return _page_marks(within.values()) + (_list(group) if first.depth > 0 else _table(group))
    marks = _page_marks([within.pop(first.start)] if first.start in within else [])
    text = _lines(_with_pages(first, within))
    if first.depth == QUOTATION:
        text = "> " + text.replace("\n", "\n> ")
    return marks + (f"## {' '.join(text.split())}" if first.heads else text)


_PAGE = "<!-- page {} -->"
"""Where a page of a printed article begins, as index.articles.markdown reads it."""


def _page_marks(numbers: Iterable[int]) -> str:
    """Marks that stand alone: one that begins a line would make HTML of all of it."""
    return "".join(f"{_PAGE.format(number)}\n\n" for number in numbers)


def _with_pages(paragraph: _Paragraph, pages: Mapping[int, int]) -> str:
    """A paragraph, escaped, with marks where pages begin within it."""
    at, parts = 0, []
    for place, number in sorted(pages.items()):
        parts += [_escaped(paragraph.text[at : place - paragraph.start]), _PAGE.format(number)]
        at = place - paragraph.start
    return "".join([*parts, _escaped(paragraph.text[at:])])


def _list(group: list[_Paragraph]) -> str:
    """Items; where all of them have their marks in the text, as in plain text, Markdown's stand in their place."""
    marked = all(_BULLET.match(item.text) for item in group)
    lines, depth = [], 0
    for item in group:
        depth = min(item.depth, depth + 1)
        indent = "  " * (depth - 1)
        words = _lines(_escaped(_BULLET.sub("", item.text, count=1) if marked else item.text))
        lines.append(f"{indent}- " + words.replace("\n", f"\n{indent}  "))
    return "\n".join(lines)


_BULLET = re.compile(r"[-*•–‣▪]\s+")


def _table(group: list[_Paragraph]) -> str:
    """Rows of a table; one whose first row is no row of headings gets an empty one, as a table must have one."""
    rows = [row.text.split("\t") for row in group]
    width = max(map(len, rows))
    rows = rows if group[0].heads else [[""] * width, *rows]
    cells = [[_escaped(cell.strip()) for cell in row] + [""] * (width - len(row)) for row in rows]
    written = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([written[0], "|" + " --- |" * width, *written[1:]])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


_SPECIAL = re.compile(r"[\\`*\[\]<~{}^|]|(?<![^\W_])_|_(?![^\W_])")
"""Signs that mean something within a line of Markdown, or to those who put shortcodes or footnotes into it."""


def _lines(text: str) -> str:
    """Lines that begin as no block of Markdown does."""
    return "\n".join(_BEGINS.sub(r"\g<1>\\\g<2>", line.strip()) for line in text.split("\n") if line.strip())


_BEGINS = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|)([#>+=:.)-])")
