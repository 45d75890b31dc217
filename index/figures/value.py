"""The values that a text can state. Nothing is converted: 2 km and 2,000 metres are 2 and 2000."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


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


Value = Decimal | Moment | Years


def normalised(value: Value) -> str:
    """A value without separators, words, an exponent or idle zeros."""
    if not isinstance(value, Decimal):
        return str(value)
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def agree(one: Value, other: Value) -> bool:
    """Whether two values are the same: equal ones, or dates of which one is told more exactly."""
    if isinstance(one, Moment) and isinstance(other, Moment):
        both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
        return bool(both) and all(a == b for a, b in both)
    return type(one) is type(other) and one == other
