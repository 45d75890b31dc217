"""A draft: an article as it was read elsewhere, before it lies in the corpus; or why something becomes none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from index.articles.article import FEWEST_WORDS, Unreadable, reading
from index.articles.metadata import usable_metadata
from index.articles.parse import OF_ARTICLE, parse_article
from index.articles.text import is_html


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that is not yet in the corpus.

    `key` is what it is known by where it comes from: its web address, or a file and a place in that. `headings`,
    `items`, `pages` and `tags` are as an Article has them. `markdown` is the text's source where it came as Markdown.
    `feed` says that it is what a feed has of the article, which may be no more than its beginning. `given` are the
    names of the values that a person gave, `doubts` what is doubtful about the others, by their names.
    """

    key: str
    title: str
    text: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    headings: tuple[int, ...] = ()
    items: Mapping[int, int] = field(default_factory=dict)
    pages: Mapping[int, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    markdown: str | None = None
    tags: tuple[str, ...] = ()
    feed: bool = False
    given: tuple[str, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)

    @property
    def told(self) -> tuple[str, ...]:
        """All that is to be said of how it was read."""
        return (*self.warnings, *self.doubts.values())


class Refused(NamedTuple):
    """What does not become an article: what it is, for people, and why."""

    what: str
    reason: str


class LeftOut(NamedTuple):
    """What lies beside articles and was not to become one, which is no fault: where it lies, and what it is."""

    what: str
    reason: str


def other_files(where: Path, names: Iterable[PurePath]) -> Iterator[LeftOut]:
    """Files of a folder or an archive that are in no format that is read, counted by format, if there are any."""
    others = Counter(name.suffix.lower() or name.name for name in names)
    if others:
        listed = ", ".join(f"{count} {suffix}" for suffix, count in others.most_common(MOST_LISTED))
        files = "1 file in it is" if others.total() == 1 else f"{others.total()} files in it are"
        yield LeftOut(str(where), f"{files} not in a format that is read ({listed})")


MOST_LISTED = 5
"""Formats that are named of those that are not read."""


def drafted(what: str, read: Callable[[], Draft]) -> Draft | Refused:
    """The draft that `read` gives, or why there is none: one that is malformed takes no other with it."""
    try:
        with reading():
            return read()
    except (Unreadable, OSError) as reason:
        return Refused(what, str(reason))


def draft_of_file(content: bytes, name: str, key: str) -> Draft:
    """The draft in the bytes of a file that a corpus may hold. Raises Unreadable."""
    article, warnings = parse_article(content, Path(name), Path())
    same = {name: getattr(article, name) for name in OF_ARTICLE}
    return Draft(key=key, warnings=warnings, **same)


def draft_of_page(content: bytes, key: str, url: str | None) -> Draft:
    """The draft in a page's HTML, in UTF-8; its address is `url` unless it names another. Raises Unreadable."""
    draft = long_enough(draft_of_file(content, "page.html", key))
    return with_metadata(draft, {"url": url} if draft.url is None and url else {})


def long_enough(draft: Draft) -> Draft:
    """The draft of an article from the web. Raises Unreadable where it has too few words for one."""
    if (words := len(draft.text.split())) < FEWEST_WORDS:
        raise Unreadable(f"{words} words are no article; one has {FEWEST_WORDS} at least")
    return draft


def draft_of_fields(key: str, text: str, metadata: Mapping[str, Any], name: str = "text") -> Draft:
    """The draft of a text, plain or HTML, whose metadata are known from elsewhere. Raises Unreadable.

    Where nothing else can be its title, the `name` is.
    """
    file = f"{name}.html" if is_html(text) else f"{name}.txt"
    return with_metadata(draft_of_file(text.encode("utf-8", "replace"), file, key), metadata)


def with_metadata(draft: Draft, metadata: Mapping[str, Any]) -> Draft:
    """A draft with these values in the place of its own, as far as they can be kept; doubts about those are gone."""
    kept, wrong = usable_metadata(dict(metadata))
    doubts = {name: doubt for name, doubt in draft.doubts.items() if name not in kept}
    return replace(draft, warnings=(*draft.warnings, *wrong), doubts=doubts, **kept)  # type: ignore[arg-type]  # text


def with_given(draft: Draft, given: Mapping[str, str]) -> Draft:
    """A draft with what a person says of it, noted as such."""
    return replace(with_metadata(draft, given), given=tuple(dict.fromkeys((*draft.given, *given))))
