"""The readers together: passages found for a question in, evidence out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.building.catalogue import Catalogue
from index.building.passages import Span
from index.reading.careful import CarefulReader
from index.reading.claims import ClaimReader
from index.reading.closely import CAREFUL, read_carefully
from index.reading.evidence import Evidence
from index.reading.marked import MarkedQuote
from index.reading.own.scale import UNSCALED, MarginScale
from index.reading.quickly import read_quickly
from index.reading.reader import Reader
from index.reading.search import Found
from index.stopwatch import Stopwatch

FIRST, MOST = 10, 20
"""Passages read at once, and at most: the others only while nothing is sure. Of 380 questions over news days the right
one is among the first ten for 379, among twenty for all."""
SURE = 4.0
"""The margin (logits) from which the passages after the first ten are not read: the best of them rarely reaches it."""
_NOTHING = MarkedQuote("", "", "", "", Span(0, 0))


class Readers(NamedTuple):
    """The quick reader, the careful one and that of claims where there are such.

    `scale` is that on which the quick one's margins are put.
    """

    quick: Reader
    careful: CarefulReader | None
    scale: MarginScale = UNSCALED
    claims: ClaimReader | None = None

    def open(self) -> None:
        """Open those that open only when they first read. Raises ReaderError."""
        if self.careful is not None:
            self.careful.read("", [_NOTHING])
        if self.careful is not None and self.claims is not None:
            self.claims.read("", _NOTHING, self.careful)

    def close(self) -> None:
        """End the readers' threads."""
        self.quick.close()
        if self.careful is not None:
            self.careful.close()


def read(
    question: str,
    found: Sequence[Found],
    catalogue: Catalogue,
    readers: Readers,
    wanted: int = 0,
    watch: Stopwatch | None = None,
) -> list[Evidence]:
    """What passages say to a question, in the order of search; the best of it read again by the careful reader.

    The first passages are read, and while nothing in them is sure the others, too. Where more quotes are wanted than
    the careful reader reads at most, it reads so many. What each reader took is told to the watch.
    """
    watch = watch or Stopwatch()
    evidence = list(read_quickly(question, found[:FIRST], catalogue, readers.quick, readers.scale))
    if max((item.margin for item in evidence), default=0.0) < SURE:
        evidence += read_quickly(question, found[FIRST:MOST], catalogue, readers.quick, readers.scale)
    watch.lap("reading_quickly")
    evidence = read_carefully(question, evidence, readers.careful, max(CAREFUL, wanted))
    watch.lap("reading_carefully")
    return evidence
