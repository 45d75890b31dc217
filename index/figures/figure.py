"""A figure: a value that a text states, of a kind, in a unit, with the offsets of its words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal[
    "count", "percentage", "fraction", "money", "measure", "duration", "age", "date", "years", "other"
]
"""`other` is what looks like a number and states none that could answer: a score, a time of day."""
Bound = Literal["", "about", "over", "under"]


class Moment(NamedTuple):
    """A day, a month or a year; a day or month without its year where the text leaves that out."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """As ISO 8601 writes it; `--07-17` is 17 July of no year in particular."""
        parts = [f"{self.year:04d}" if self.year is not None else "-"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


class Years(NamedTuple):
    """A span of years, both included: 2022/23, or the 1990s."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"


class Range(NamedTuple):
    """From one number to another, both included."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return f"{plain(self.low)}–{plain(self.high)}"


Value = Decimal | Range | Moment | Years


@dataclass(frozen=True, slots=True)
class Figure:
    """What `text[start:end]` states.

    `unit` is written out in the plural ("pounds", "years", "square miles"), "%" for percentages and empty for
    counts; `bound` says whether the text gives the value itself or only that it is about, over or under that,
    and `start` includes the words that say so. Nothing is converted: 2 km and 2,000 metres are two figures.
    """

    kind: Kind
    value: Value
    unit: str
    bound: Bound
    start: int
    end: int

    @property
    def normalised(self) -> str:
        """The value without separators or words."""
        return plain(self.value) if isinstance(self.value, Decimal) else str(self.value)


def plain(number: Decimal) -> str:
    """A number in digits, without an exponent or idle zeros."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures are of one kind and unit, so that they agree or differ."""
    if isinstance(one.value, Moment | Years):
        return isinstance(other.value, Moment | Years)
    if not isinstance(other.value, Decimal | Range) or one.unit != other.unit:
        return False
    return one.kind == other.kind or {one.kind, other.kind} == {"age", "duration"}


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures state the same: equal values, or dates of which one is told more exactly.

    "About 400" and 400 do; more than 400 is something else.
    """
    if not comparable(one, other) or {one.bound, other.bound} not in ({one.bound}, {"", "about"}):
        return False
    if isinstance(one.value, Moment) and isinstance(other.value, Moment):
        return not _clash(one.value, other.value)
    return one.value == other.value


def _clash(one: Moment, other: Moment) -> bool:
    """Whether a part that both name is not the same; with no part in common nothing is said either way."""
    both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return not both or any(a != b for a, b in both)
