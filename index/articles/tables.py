"""Tables of a page made rectangular: every cell below its column's heading, merged cells in each place they cover."""

from __future__ import annotations

from typing import Any, NamedTuple

MOST_SPAN = 100
"""Rows or columns that a cell may cover; more are a mistake."""


class _Cell(NamedTuple):
    text: str
    head: bool


def square(tree: Any) -> None:
    """Rewrite the tables of facts in a page; those that hold blocks of text or other tables are left alone.

    A row of headings stays one; so is a first row that alone is all in bold, and a row that is one cell over the whole
    width with rows below it. A heading that is merged counts for each of its columns, a fact for each of its rows. A
    caption becomes a heading before the table.
    """
    for table in list(tree.iter("table")):
        if _holds_more(table):
            continue
        grid = _grid(table)
        if max(map(len, grid), default=0) > 1:
            _rewrite(table, grid)


def unfold_layout(tree: Any) -> None:
    """Make boxes of the tables that only lay a page out: they say so, or hold blocks of text and no rows of facts."""
    for table in list(tree.iter("table")):
        if table.get("role") in ("presentation", "none") or (_holds_more(table) and not _has_rows(table)):
            unfold(table)


def _holds_more(table: Any) -> bool:
    """Whether a table holds another one, or blocks of text."""
    return table.find(".//table") is not None or any(map(_holds_blocks, table.iter("td")))


def _has_rows(table: Any) -> bool:
    """Whether a table has headings, a caption, or two rows of several cells, as facts do."""
    own = [element for element in table.iter("caption", "thead", "th", "tr") if _table_of(element) is table]
    rows = [row for row in own if row.tag == "tr" and len(row.findall("td")) > 1]
    return len(rows) > 1 or any(element.tag != "tr" for element in own)


def unfold(table: Any) -> None:
    """Make boxes of a table's cells."""
    for element in [
        table,
        *(e for e in table.iter("thead", "tbody", "tfoot", "tr", "td", "th") if _table_of(e) is table),
    ]:
        element.tag = "div"


def _table_of(element: Any) -> Any:
    """The table that a part of one belongs to."""
    return next(element.iterancestors("table"), None)


def _holds_blocks(cell: Any) -> bool:
    return (
        len(cell.xpath(".//p | .//ul | .//ol | .//h1 | .//h2 | .//h3")) > 1
        or len(cell.text_content().split()) > MOST_WORDS
    )


MOST_WORDS = 80
"""Words of a cell; with more, a table is how a page is laid out."""


def _grid(table: Any) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    above: dict[int, tuple[_Cell, int]] = {}
    lines = list(table.iter("tr"))
    bold = bool(lines) and is_bold(lines[0]) and not all(map(is_bold, lines))
    for line in lines:
        row = {column: cell for column, (cell, _) in above.items()}
        above = {column: (cell, left - 1) for column, (cell, left) in above.items() if left > 1}
        column = 0
        cells = [cell for cell in line if cell.tag in ("td", "th")]
        for cell in cells:
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            alone = len(cells) == 1 < across and line is not lines[-1]
            head = cell.tag == "th" or line.getparent().tag == "thead" or alone or (bold and line is lines[0])
            one = _Cell(_text(cell), head)
            for place in range(across):
                while column in row:
                    column += 1
                row[column] = one if head or not place else _NONE
                if down > 1:
                    above[column] = (row[column], down - 1)
        rows.append([row.get(column, _NONE) for column in range(max(row, default=-1) + 1)])
    return rows


def _text(cell: Any) -> str:
    """A cell's words, those of its lines and list items apart. Changes the cell."""
    for edge in cell.iter("br", "li", "p", "div"):
        edge.text, edge.tail = f" {edge.text or ''}", f" {edge.tail or ''}"
    return " ".join("".join(cell.itertext()).split())


def is_bold(element: Any) -> bool:
    """Whether all words of a row or paragraph are in bold."""
    return bool(element.text_content().strip()) and not element.xpath(
        ".//text()[normalize-space() and not(ancestor::b or ancestor::strong)]"
    )


_NONE = _Cell("", head=False)


def _span(cell: Any, name: str) -> int:
    written = cell.get(name, "1").strip()
    return min(max(int(written), 1), MOST_SPAN) if written.isdecimal() else 1


def _rewrite(table: Any, grid: list[list[_Cell]]) -> None:
    caption = table.find("caption")
    title = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
    for child in list(table):
        table.remove(child)
    table.text = None
    width = max(map(len, grid))
    for row in grid:
        told = [cell for cell in row if cell.text]
        heads = bool(told) and all(cell.head for cell in told)
        once = [told[0]] if heads and len({cell.text for cell in told}) == 1 else row
        line = table.makeelement("tr")
        for cell in [*once, *[_NONE] * (width - len(once))]:
            made = table.makeelement("th" if heads else "td")
            made.text = cell.text or EMPTY
            line.append(made)
        if heads:
            line[0].text = HEAD + line[0].text
        table.append(line)
    if title:
        head = table.makeelement("h4")
        head.text = title
        table.addprevious(head)


EMPTY, HEAD = "∅", "⊢"
"""Stand for an empty cell, without which its row would close up, and before a row of headings, while a page is read."""
