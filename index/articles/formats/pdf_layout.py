"""The lines of printed pages to text: which go on, which begin a paragraph, which are headings, which pages repeat."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise, takewhile
from statistics import median
from typing import Any, NamedTuple

from index.articles.characters import LIGATURES
from index.articles.running import blotted


class Line(NamedTuple):
    """A line of a page: where it begins, in points from the lower left corner, and its letters' size."""

    text: str
    x: float
    y: float
    size: float


Page = Sequence[Line]


class Set(NamedTuple):
    """A text set from pages. `running` are the lines left out, `title` the largest words of the first page, if any."""

    text: str
    title: str
    headings: tuple[int, ...]
    pages: dict[int, int]
    running: tuple[str, ...]


def page_of(page: Any) -> list[Line]:
    """The lines of one of pypdf's pages, in the order in which they are written."""
    lines: list[Line] = []
    begun: list[Line] = []

    def end() -> None:
        text = "".join(piece.text for piece in begun)
        told = next((piece for piece in begun if piece.text.strip()), None)
        if told is not None:
            lines.append(told._replace(text=" ".join(text.translate(_LETTERS).split())))
        begun.clear()

    def take(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        x, y = _place(outer, inner)
        scale = math.sqrt(
            abs((inner[0] * inner[3] - inner[1] * inner[2]) * (outer[0] * outer[3] - outer[1] * outer[2]))
        )
        for number, part in enumerate(text.split("\n")):
            if number:
                end()
            if part:
                begun.append(Line(part, x, y, round(size * scale, 1)))

    page.extract_text(visitor_text=take)
    end()
    return lines


def _place(outer: list[float], inner: list[float]) -> tuple[float, float]:
    """Where a piece of text begins: its own place, as the page around it moves it."""
    x, y = inner[4], inner[5]
    return outer[0] * x + outer[2] * y + outer[4], outer[1] * x + outer[3] * y + outer[5]


_LETTERS = str.maketrans(LIGATURES | {"\0": ""})


def set_text(pages: Sequence[Page]) -> Set:
    """Set the text of these pages."""
    running = _running(pages)
    kept = [[line for line in page if (number, line) not in running] for number, page in enumerate(pages)]
    body = _body_size(kept)
    words = Counter(word for page in kept for line in page for word in _WORD.findall(line.text.casefold()))
    text, headings, begins = "", [], dict[int, int]()
    for paragraph in _paragraphs(kept, body):
        text += "\n\n" if text else ""
        start = len(text)
        words_in_it = sum(len(line.text.split()) for _, line in paragraph)
        if paragraph[0][1].size > HEADING * body and words_in_it <= 30:
            headings.append(start)
        for page, line in paragraph:
            text = _joined(text, line.text, words) if len(text) > start else text + line.text
            if page + 1 not in begins.values():
                begins[len(text) - len(line.text)] = page + 1
    left_out = tuple(dict.fromkeys(line.text for _, line in sorted(running)))
    return Set(text, _title(kept, body), tuple(headings), begins, left_out)


def _running(pages: Sequence[Page]) -> set[tuple[int, Line]]:
    """The lines nearest to the edges of pages that, but for their numbers, come again on another page."""
    edges: list[tuple[int, Line, str]] = []
    for number, page in enumerate(pages):
        heights = sorted({line.y for line in page})
        near = {*heights[:EDGE], *heights[-EDGE:]} if len(pages) > 1 else set()
        edges += ((number, line, blotted(line.text)) for line in page if line.y in near)
    seen = Counter(blotted for _, blotted in {(number, blotted) for number, _, blotted in edges})
    return {(number, line) for number, line, blotted in edges if seen[blotted] > 1}


EDGE = 2
"""Lines from the upper and lower edge of a page that it may repeat."""
HEADING = 1.15
"""How many times larger than the text a heading is."""


def _body_size(pages: Sequence[Page]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _title(pages: Sequence[Page], body: float) -> str:
    """The largest words of the first page that has any, where they are larger than the text."""
    first = next((page for page in pages if page), ())
    largest = max((line.size for line in first), default=0.0)
    if largest <= HEADING * body:
        return ""
    run = dropwhile(lambda line: line.size != largest, first)
    return " ".join(line.text for line in takewhile(lambda line: line.size == largest, run))[:300]


def _paragraphs(pages: Sequence[Page], body: float) -> Iterator[list[tuple[int, Line]]]:
    """The lines of each paragraph, with the number of their page, from 0."""
    lines = [(number, line) for number, page in enumerate(pages) for line in page]
    of_body = [line for _, line in lines if line.size == body]
    gaps = [one.y - other.y for one, other in pairwise(of_body) if 0 < one.y - other.y < 4 * body]
    leading = median(gaps) if gaps else 1.2 * body
    width = median([len(line.text) for line in of_body] or [0])
    paragraph: list[tuple[int, Line]] = []
    for at in lines:
        if paragraph and _begins(paragraph[-1], at, leading * at[1].size / body if body else leading, width):
            yield paragraph
            paragraph = []
        paragraph.append(at)
    if paragraph:
        yield paragraph


def _begins(before: tuple[int, Line], at: tuple[int, Line], leading: float, width: float) -> bool:
    """Whether a line begins a paragraph, as its size, its place or the line before it shows."""
    (page, line), (next_page, next_line) = before, at
    ends = bool(_ENDS.search(line.text))
    if abs(line.size - next_line.size) > 0.12 * line.size or _BULLET.match(next_line.text):
        return True
    gap = line.y - next_line.y
    if page != next_page or gap < -0.5 * line.size:  # over a page's or a column's end
        return ends
    if gap > WIDE * leading:
        return True
    indented = 0.7 * line.size < next_line.x - line.x < 8 * line.size
    return ends and (indented or len(line.text) < SHORT * width)


_BULLET = re.compile(r"[•‣▪◦]\s")
_ENDS = re.compile(r"[.!?:][\"'”’)\]]*$")
WIDE, SHORT = 1.25, 0.75
"""How many times the usual distance of lines sets a paragraph off, and the share of the usual width of a last line."""


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """A line put behind what stands before it; a word that was divided between them is whole again.

    A hyphen stays where the text has the same word with it elsewhere, or where what follows is no lower-case letter.
    """
    if text.endswith("\u00ad"):
        return text[:-1] + line
    divided = _DIVIDED.search(text[-LONGEST_WORD:])
    follows = _WORD.match(line)
    if divided is None or follows is None:
        return f"{text} {line}"
    before, after = divided.group(1), follows.group().split("-")[0]
    if not after[0].islower() or words[f"{before}-{after}".casefold()]:
        return text + line
    return text[:-1] + line


_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
LONGEST_WORD = 60
"""Characters of a word that may be divided: a text is long, and is looked at for every line."""
_DIVIDED = re.compile(r"([^\W\d_]+)[-\u2010]$")
