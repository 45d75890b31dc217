"""Selections: the part of an index that somebody is shown, whatever they ask; the rest is as if it were not there."""

from __future__ import annotations

from dataclasses import dataclass

from index.building.catalogue import Source


@dataclass(frozen=True, slots=True)
class Selection:
    """Articles of a publisher whose name holds `publisher`, in a `folder` of the corpus, with a `tag`: all that is set.

    Those in a folder of `hidden` are left out. A folder is a path in the corpus, "club/minutes", and holds what is in
    the folders inside it. Case counts in folders alone.
    """

    publisher: str = ""
    folder: str = ""
    tag: str = ""
    hidden: frozenset[str] = frozenset()

    def admits(self, source: Source) -> bool:
        """Whether an article belongs to it."""
        return (
            self.publisher.casefold() in (source.publisher or "").casefold()
            and (not self.folder or source.article.startswith(f"{self.folder}/"))
            and (not self.tag or self.tag.casefold() in (tag.casefold() for tag in source.tags))
            and not self.hides(source.article)
        )

    def hides(self, article: str) -> bool:
        """Whether an article's file lies in a hidden folder."""
        parts = article.split("/")
        return any("/".join(parts[:depth]) in self.hidden for depth in range(1, len(parts)))

    def __bool__(self) -> bool:
        return self != Selection()
