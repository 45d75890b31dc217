"""What an Article is: a source document as plain text, with what is known about where it is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from index.errors import PullquoteError

FEWEST_WORDS = 50
"""Words that can be an article; fewer are a teaser, a notice or a caption."""

QUOTATION = -1
"""Stands for how deep in lists a paragraph stands that is set apart as somebody's words: a block quotation."""


@dataclass(frozen=True, slots=True)
class Article:
    """One source document.

    `id` is the file's path inside the corpus folder with forward slashes, `path` where that file lies here,
    `date` ISO 8601, `sha256` the hash of `text` (UTF-8), `file_sha256` that of the file's bytes. `tags` are what the
    file says that it is about. `headings` are the offsets in `text` of paragraphs that head others, `items` those of
    list items with how deep in lists they stand, and those of quotations set apart (QUOTATION); both are known while
    an article is read from its file, and an index keeps them with its sentences. `pages` are the offsets where pages of
    a printed article begin, with their numbers.
    `given` are the names of the values that a person gave who added it: its source does not take these back.
    """

    id: str
    path: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    text: str
    sha256: str
    file_sha256: str
    tags: tuple[str, ...] = ()
    headings: tuple[int, ...] = field(default=(), compare=False)
    items: Mapping[int, int] = field(default_factory=dict, compare=False)
    pages: Mapping[int, int] = field(default_factory=dict, compare=False)
    given: tuple[str, ...] = field(default=(), compare=False)


class Skipped(NamedTuple):
    """A file that was left out of the index, and why."""

    path: str
    reason: str


class Reading(NamedTuple):
    """An article as read, and what in its file was wrong but could be passed over."""

    article: Article
    warnings: tuple[str, ...]


class Unreadable(Exception):
    """A file that cannot become an article; its text is the reason, for people."""


@contextmanager
def reading() -> Iterator[None]:
    """Where a file is malformed, what its reader or a library raises is Unreadable: it ends this one file only."""
    try:
        yield
    except (Unreadable, PullquoteError, OSError):
        raise
    except Exception as error:  # what all the libraries raise on what is malformed is known to nobody
        told = " ".join(str(error).split())[:200]
        raise Unreadable(f"it is malformed ({type(error).__name__}{': ' if told else ''}{told})") from error


class Source(NamedTuple):
    """What a format's reader takes from a file: the text, a title if the format names one, metadata.

    `month_first` is set where the file's dates are known to be written 3/19/2024.
    """

    text: str
    title: str | None
    metadata: dict[str, Any]
    warnings: tuple[str, ...]
    headings: tuple[int, ...] = ()
    items: Mapping[int, int] = MappingProxyType({})
    month_first: bool = False
    pages: Mapping[int, int] = MappingProxyType({})
