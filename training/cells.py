"""How the careful reader is best given a table's cell: a row as a whole, or the cell with what names it.

    python -m training.cells [MODELS]

`cells.jsonl.gz` has tables written for this, with questions that one cell answers, or none. Every cell of a table is
held against every question of it; printed are how often the best cell is the right one, the area under ROC of its logit
(right against wrong or untold), and right less wrong ones where cells from a logit of 1 are given.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import roc_auc_score

from index.building.as_read import AsRead, as_read, cell_as_read
from index.building.spans import Span
from index.reading.careful import CarefulReader
from index.reading.marked import MarkedQuote
from index.reading.reader import MODELS
from training.passage import read_lines

TABLES = Path(__file__).with_name("cells.jsonl.gz")
GIVEN = 1.0
Way = Callable[[AsRead, Span], tuple[str, Span]]
WAYS: dict[str, Way] = {
    "the whole row": lambda row, span: (row.text, span),
    "the cell, and the words before it": cell_as_read,
}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", type=Path, nargs="?", default=MODELS)
    reader = CarefulReader.of(parser.parse_args().models)
    if reader is None:
        parser.error("there is no careful reader in that folder")
    tables = list(read_lines(TABLES))
    for name, way in WAYS.items():
        best = [_best(reader, table, question, way) for table in tables for question in table["questions"]]
        right, logits = [one for one, _ in best], [logit for _, logit in best]
        net = sum(1 if one else -1 for one, logit in best if logit >= GIVEN)
        print(
            f"{name}: the best cell is right for {sum(right)} of {len(best)}, "
            f"area {roc_auc_score(right, logits):.3f}, right less wrong {net}"
        )
    reader.close()


def _best(
    reader: CarefulReader, table: dict[str, Any], question: dict[str, Any], way: Way
) -> tuple[bool, float]:
    """Whether the cell that the reader likes best is the one that answers, and its logit."""
    cells = [(row, column) for row, cells in enumerate(table["rows"]) for column in range(len(cells))]
    quotes = [_quote(table, table["rows"][row], column, way) for row, column in cells]
    logits = reader.read(question["asked"], quotes)
    best = max(range(len(cells)), key=logits.__getitem__)
    return list(cells[best]) == question["cell"], logits[best]


def _quote(table: dict[str, Any], row: Sequence[str], column: int, way: Way) -> MarkedQuote:
    text = "\t".join(row)
    start = sum(len(cell) + 1 for cell in row[:column])
    seen = as_read(text, Span(0, len(text)), table["columns"])
    told, span = way(seen, seen.of_article(Span(start, start + len(row[column]))))
    return MarkedQuote(table["title"], "2024-06-07", table["heading"], told, span)


if __name__ == "__main__":
    main()
