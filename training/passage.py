"""A text of a question set as pairs are cut from it, and what the quick reader takes in it for an answer."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.building.passages import Sentence, Span, sentences
from index.reading.quotes import read_from
from index.reading.reader import Reader, Text
from training.pair import Pair


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its sentences, from which quotes are cut."""

    title: str
    date: str
    heading: str
    text: str
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, text: str, title: str = "", date: str = "", heading: str = "") -> Passage:
        """A passage, cut into sentences as the product does."""
        return cls(title, date, heading, text, tuple(sentences(text)))

    def pair(self, question: str, start: int, end: int, label: int) -> Pair | None:
        """The question with the whole sentences around `text[start:end]`; None where none holds it."""
        own = [one for one in self.sentences if one.start < end and start < one.end]
        if not own or start >= end or not own[0].start <= start < end <= own[-1].end:
            return None
        quote = Span(own[0].start, own[-1].end)
        before = self.text[read_from(self.text, self.sentences, quote) : quote.start].strip()
        return Pair(
            question,
            self.title,
            self.date,
            before or self.heading,
            self.text[quote.start : quote.end],
            start - quote.start,
            end - quote.start,
            label,
        )

    def shares_sentence(self, one: Span, other: Span) -> bool:
        """Whether some sentence holds both spans, which do not overlap."""
        return not one.overlaps(other) and any(
            s.start <= min(one.start, other.start) and max(one.end, other.end) <= s.end
            for s in self.sentences
        )


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def taken(reader: Reader, question: str, passage: Passage) -> Span:
    """The reader's best span in a passage."""
    begins = tuple(sentence.start for sentence in passage.sentences)
    return reader.read(question, [Text(passage.title, passage.text, begins)])[0][0].span
