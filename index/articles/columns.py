"""Tables in plain text, set in columns with spaces: their rows with tabs between the cells, as those of pages are."""

from __future__ import annotations

import re
from typing import NamedTuple

FEWEST_ROWS = 3
"""Lines in columns that are a table."""
FIGURES = 0.5
"""The share of the cells behind the first that are figures, or stand for none: in less, spaces mean something else, but
where a whole column is of figures and all columns stand straight."""
LONGEST_FIGURE = 30
"""Characters of a cell that may be a figure."""
WIDEST = 40
"""Columns of a table."""
MOST_CAPTION = 12
"""Words of a line right above a table that heads it."""


Place = tuple[int, int]
"""Where a cell begins and ends in its line."""


class Rows(NamedTuple):
    """A text with its tables as rows, each a paragraph, and the offsets of the lines that head these."""

    text: str
    headings: tuple[int, ...]


def with_rows(text: str) -> Rows:
    """Write the tables of a text as rows. What is no table stays as it was, to the character."""
    pieces: list[str] = []
    headings: list[int] = []
    end = 0
    for block in re.split(r"(\n(?:[^\S\n]*\n)+)", text):
        rows = _table(block.split("\n")) if "   " in block else None
        if rows is not None:
            headings += _caption(pieces, end)
            block = "\n\n".join("\t".join(row).rstrip("\t") for row in rows.cells)
            if rows.headed:
                headings.append(end + len(block) - len(block.lstrip()))
        pieces.append(block)
        end += len(block)
    return Rows("".join(pieces), tuple(headings))


class _Table(NamedTuple):
    cells: list[list[str]]
    headed: bool


def _table(lines: list[str]) -> _Table | None:
    """The cells of lines in columns; None where they are no table."""
    rules = [place for place, line in enumerate(lines) if _RULE.fullmatch(line)]
    rows = [list(_CELL.finditer(line)) for line in lines if line.strip() and not _RULE.fullmatch(line)]
    width = max(map(len, rows), default=0)
    if len(rows) < FEWEST_ROWS or not 2 <= width <= WIDEST or any(len(cells) != width for cells in rows[1:]):
        return None
    places = [[cell.span() for cell in cells] for cells in rows]
    full = [[cell.group() for cell in cells] for cells in rows]
    if places[0][0][0] > 1 and len(full[0]) < width:
        full[0] = _above(places[0], full[0], places[1])
    first = full[0]
    if len(first) != width:
        return None
    columns = list(zip(*full[1:], strict=True))[1:]
    figures = sum(_is_figure(cell) for column in columns for cell in column)
    in_columns = width > 2 and _are_aligned(places[1:]) and any(all(map(_is_figure, one)) for one in columns)
    if figures < FIGURES * len(columns) * len(full[1:]) and not in_columns:
        return None
    unlike = width > 2 and not any(map(_is_figure, first))
    return _Table(full, not first[0] or rules[:1] == [1] or unlike)


def _above(places: list[Place], names: list[str], columns: list[Place]) -> list[str]:
    """The names of columns, each above the column that it is nearest to; nothing above those that have none.

    Where two are nearest to one, they are those of the last columns. A line of one name alone is none of names.
    """
    if len(names) < 2 < len(columns):
        return names
    row = [""] * len(columns)
    for place, name in zip(places, names, strict=True):
        nearest = min(
            range(len(columns)), key=lambda n: min(abs(a - b) for a, b in zip(place, columns[n], strict=True))
        )
        row[nearest] = name
    return row if sum(map(bool, row)) == len(names) else [""] * (len(columns) - len(names)) + names


def _are_aligned(rows: list[list[Place]]) -> bool:
    """Whether all cells of a column begin, or end, at one place."""
    return all(
        any(len(set(edges)) == 1 for edges in zip(*column, strict=True)) for column in zip(*rows, strict=True)
    )


def _is_figure(cell: str) -> bool:
    return len(cell) <= LONGEST_FIGURE and _FIGURE.fullmatch(cell) is not None


_CELL = re.compile(r"[^ \t\n]+(?: [^ \t\n]+)*")
"""A cell: what two spaces or a tab part from others."""
_RULE = re.compile(r"[\s|+]*[-=_–—]{2}[-=_–—\s|+]*")
_FIGURE = re.compile(r"\W*\d[\d.,:/–-]*\W*\w{0,3}\W*|[-–—]|")
"""A cell that is a figure, perhaps with its unit, or stands for none: "12.4", "£1,500", "9 km", "–"."""


def _caption(pieces: list[str], end: int) -> list[int]:
    """Where the line right above a table begins, if it is short and alone."""
    if len(pieces) < 2:
        return []
    above, gap = pieces[-2], pieces[-1]
    line = above.strip()
    alone = line and "\n" not in line and len(line.split()) <= MOST_CAPTION and line[-1] not in ".!?"
    return [end - len(gap) - len(above.lstrip())] if alone else []
