"""A piece of an article as search and the readers see it, and where each of its characters stands in the article.

What a reader of the page does without thinking is done here: a word divided at a line's end is one word, a letter is a
letter whatever the printer made of it, and a table's cell stands below its column's heading. Quotes are cut from the
article itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.articles.characters import LIGATURES, UNSEEN
from index.building.keywords import stems
from index.building.spans import Span
from index.building.words import table


class AsRead(NamedTuple):
    """A text for the models. `places` has each character's offset in the article, -1 for one that was put in.

    `cells` are the offsets in `text` at which a table's cells begin.
    """

    text: str
    places: tuple[int, ...]
    cells: tuple[int, ...] = ()

    def in_article(self, span: Span) -> Span | None:
        """A span of this text in the article; of words that were put in alone, the cell that they head, if any."""
        places = [place for place in self.places[span.start : span.end] if place >= 0]
        if places:
            return Span(places[0], places[-1] + 1)
        end = next((cell for cell in self.cells if cell > span.start), len(self.text))
        places = [place for place in self.places[span.start : end] if place >= 0]
        return Span(places[0], places[-1] + 1) if places else None

    def of_article(self, span: Span) -> Span:
        """A span of the article in this text."""
        inside = [at for at, place in enumerate(self.places) if span.start <= place < span.end]
        return Span(inside[0], inside[-1] + 1) if inside else Span(0, 0)


def as_read(text: str, span: Span, columns: Sequence[str] = ()) -> AsRead:
    """The piece `text[span.start:span.end]` as it is read; `columns` are the headings of a table's row."""
    row = is_row(text, span)
    pieces: list[str] = []
    places: list[int] = []
    cells: list[int] = []

    def put(words: str, place: int) -> None:
        pieces.append(words)
        places.extend([place] * len(words))

    def keep(start: int, end: int) -> None:
        pieces.append(text[start:end])
        places.extend(range(start, end))

    column = text.count("\t", text.rfind("\n", 0, span.start) + 1, span.start) if row else 0
    if row:
        cells.append(0)
        put(_label(columns, column), -1)
    at = span.start
    for place, end, words in _changes(text, span):
        keep(at, place)
        at = end
        if not row or words != "\t":
            put(words, place)
            continue
        column += 1
        if text[end : end + 1] not in ("\t", "\n", ""):
            put("; ", -1)
            cells.append(len(places))
            put(_label(columns, column), -1)
    keep(at, span.end)
    return AsRead("".join(pieces), tuple(places), tuple(cells))


def is_row(text: str, span: Span) -> bool:
    """Whether a piece is a table's row: a line with tabs between its cells."""
    return "\t" in text[span.start : span.end] and "\n" not in text[span.start : span.end]


def cell_as_read(row: AsRead, span: Span) -> tuple[str, Span]:
    """A row with one cell marked, as it is read closely: after its first and those of words, without other figures.

    These are what a reader confuses the one with: `training.cells` shows what is gained. The whole row where no column
    names the cell, nothing stands before it, or the span is of several.
    """
    ends = [start - len("; ") for start in row.cells[1:]] + [len(row.text)]
    number = max(n for n, start in enumerate(row.cells) if start <= span.start)
    names = [row.text[start:end] for start, end in zip(row.cells[:number], ends, strict=False)]
    names = names[:1] + [cell for cell in names[1:] if _WORDS.fullmatch(cell.rpartition(": ")[2])]
    named = row.places[row.cells[number]] < 0
    if not (names and named) or span.end > ends[number]:
        return row.text, span
    before = "; ".join(names) + ": "
    start = len(before) + span.start - row.cells[number]
    return before + row.text[row.cells[number] : ends[number]], Span(start, start + span.end - span.start)


_WORDS = re.compile(r"\D*[^\W\d_]\D*")


def joined(text: str) -> str:
    """A text with its divided words whole, without a note of where they stood."""
    whole = Span(0, len(text))
    pieces, at = [], 0
    for place, end, words in _changes(text, whole):
        pieces += [text[at:place], words]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def _label(columns: Sequence[str], column: int) -> str:
    return f"{columns[column]}: " if column < len(columns) and columns[column] else ""


def _changes(text: str, span: Span) -> Iterator[tuple[int, int, str]]:
    """Where a piece is read otherwise than it stands: from, to, and how."""
    for match in _UNLIKE.finditer(text, span.start, span.end):
        if match.group("divided"):
            yield match.start("hyphen"), match.end(), _hyphen(match)
        else:
            yield match.start(), match.end(), _LETTERS.get(match.group(), "")


_LETTERS = dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " ") | dict.fromkeys("\u2010\u2011", "-")
_LETTERS |= dict.fromkeys(UNSEEN, "")
_LETTERS |= {"\t": "\t"} | LIGATURES
_UNLIKE = re.compile(
    rf"(?P<divided>(?<=[^\W\d_])(?P<hyphen>[-\u00ad\u2010])[^\S\n]*\n[^\S\n]*(?=[^\W\d_]))|[{''.join(_LETTERS)}]"
    r"|(?<=[A-Za-z])[\u00ad\u200c\u200d](?=[A-Za-z])"
)
_BEFORE, _AFTER = re.compile(r"[^\W\d_]+\Z"), re.compile(r"[^\W\d_]+")


def _hyphen(divided: re.Match[str]) -> str:
    """The hyphen at a line's end as it is read: one that the line's end put in is nothing, as soft ones are always.

    It was there before where a new name begins, or where both sides are words and the whole is none, as in no name.
    """
    text = divided.string
    at = divided.start("hyphen")
    before, after = _BEFORE.search(text[max(0, at - 40) : at]), _AFTER.match(text, divided.end())
    if divided.group("hyphen") == "\u00ad":
        return ""
    if before is None or after is None or after.group()[0].isupper():
        return "-"
    if before.group()[0].isupper():
        return ""
    known = table()
    whole, *halves = (
        [*stems(word), ""][0] for word in (before.group() + after.group(), before.group(), after.group())
    )
    if whole in known:
        return ""
    if not halves[1]:  # a stop word: "pre- and post-war"
        return "- "
    return "-" if all(half in known for half in halves) else ""


def columns_of(rows: Sequence[str]) -> list[str]:
    """The headings of a table's columns from its rows of headings, the upper ones first."""
    split = [row.split("\t") for row in rows]
    width = max(map(len, split), default=0)
    named = ([cells[column].strip() for cells in split if column < len(cells)] for column in range(width))
    return [" ".join(dict.fromkeys(filter(None, names))) for names in named]


def starts_of(piece: AsRead, starts: Sequence[int]) -> tuple[int, ...]:
    """Where in a piece sentences begin that begin at these offsets in the article, and its cells."""
    known = [place for place in piece.places if place >= 0]
    at = [n for n, place in enumerate(piece.places) if place >= 0]
    begins = (at[min(bisect_left(known, start), len(at) - 1)] for start in starts) if at else ()
    return tuple(sorted({*begins, *piece.cells}))
