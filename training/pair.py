"""Pairs of a question and a quote, in groups: what the careful reader is trained on."""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """A question and a quote; `quote[start:end]` is the marked span, `label` 1 where it answers."""

    question: str
    title: str
    date: str
    before: str
    quote: str
    start: int
    end: int
    label: int


class Group(NamedTuple):
    """Pairs that are read together."""

    kind: str
    pairs: list[Pair]
