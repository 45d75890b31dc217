"""SQuAD's training half as articles, cut into passages the way the product cuts them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from index.building.passages import Sentence, Span, passages, sentences


@dataclass(frozen=True, slots=True)
class Source:
    """An article: its paragraphs joined by blank lines, its sentences and its passages."""

    title: str
    text: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer's place: `sources[source].text[start:end]`, in the paragraph given."""

    question: str
    source: int
    paragraph: Span
    start: int
    end: int


def read_training_half(path: Path) -> tuple[list[Source], list[Asked]]:
    """All articles, and the questions whose answer's offset is certain."""
    by_title: dict[str, list[dict[str, object]]] = {}
    for line in _lines(path):
        by_title.setdefault(str(line["title"]), []).append(line)
    sources: list[Source] = []
    asked: list[Asked] = []
    for title, paragraphs in by_title.items():
        text = "\n\n".join(str(paragraph["context"]) for paragraph in paragraphs)
        cut = sentences(text)
        start = 0
        for paragraph in paragraphs:
            span = Span(start, start + len(str(paragraph["context"])))
            asked.extend(_asked(paragraph, len(sources), span))
            start = span.end + 2
        sources.append(Source(unquote(title).replace("_", " "), text, tuple(cut), tuple(passages(text, cut))))
    return sources, asked


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _asked(paragraph: dict[str, object], source: int, span: Span) -> Iterator[Asked]:
    questions = paragraph["questions"]
    for row in questions if isinstance(questions, list) else []:
        if row["certain"]:
            start = span.start + int(row["start"])
            yield Asked(" ".join(row["question"].split()), source, span, start, start + len(row["answer"]))
