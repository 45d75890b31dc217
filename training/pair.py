"""Pairs of a question and a quote, in groups: what the careful reader is trained on."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from index.building.spans import Span
from index.reading.marked import MarkedQuote


class Pair(NamedTuple):
    """A question and a quote; `quote[start:end]` is the marked span, `label` 1 where it answers.

    `bridge` is what its article says elsewhere of the question's words, `heading` what heads it, where that does not
    stand in `before`.
    """

    question: str
    title: str
    date: str
    before: str
    quote: str
    start: int
    end: int
    label: int
    bridge: str = ""
    heading: str = ""

    @property
    def marked(self) -> MarkedQuote:
        """The quote as the careful reader is given it."""
        span = Span(self.start, self.end)
        return MarkedQuote(
            self.title, self.date, self.before, self.quote, span, heading=self.heading, bridge=self.bridge
        )


class Group(NamedTuple):
    """Pairs that are read together."""

    kind: str
    pairs: list[Pair]


def write_groups(groups: Sequence[Group], out: Path) -> None:
    """Write groups, one a line, and say how many pairs of each kind and label there are."""
    with gzip.open(out, "wt", encoding="utf-8", compresslevel=3) as lines:
        lines.writelines(json.dumps(group._asdict(), ensure_ascii=False) + "\n" for group in groups)
    counts = Counter((group.kind, pair.label) for group in groups for pair in group.pairs)
    print(len(groups), "groups;", counts.most_common())
