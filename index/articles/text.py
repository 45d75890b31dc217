"""Plain text: its front matter, and the lines that look like headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from index.articles.article import Source
from index.articles.front_matter import front_matter


def text_source(raw: str) -> Source:
    body, metadata, warnings = front_matter(raw)
    return Source(body, None, metadata, warnings, tuple(_standing_alone(body)))


def _standing_alone(text: str) -> Iterator[int]:
    """Where lines begin that look like headings: short, alone between blank lines, no sentence, above a paragraph."""
    blocks = list(_BLOCK.finditer(text))
    for block, below in pairwise(blocks):
        line = block.group().strip()
        if (
            "\n" not in line
            and len(line.split()) <= MOST_HEADING_WORDS
            and line[-1].isalnum()
            and len(below.group().split()) > MOST_HEADING_WORDS
        ):
            yield block.start()


_BLOCK = re.compile(r"\S(?:.|\n(?![^\S\n]*(?:\n|\Z)))*")
MOST_HEADING_WORDS = 12
"""Words of a line in plain text that may be a heading; what it heads has more."""
