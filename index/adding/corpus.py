"""Files of the corpus folder: named by date and title, written in one step, and taken out without being lost."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.articles import Article, Unreadable, read_article
from index.errors import CorpusError

REMOVED = "removed"
"""The folder, beside the index, of files that were taken out of the corpus or replaced."""
_LONGEST_NAME, _MOST_NAME_BYTES = 80, 200
"""Characters and bytes: a file system takes no name of more than 255 bytes."""


def name_for(title: str, date: str | None) -> str:
    """The name of an article's file without its suffix: its date and its title, in what any file system takes."""
    stem = stem_of(title) or "article"
    return f"{date}-{stem}" if date else stem


def stem_of(title: str) -> str | None:
    """A title in what any file system takes and that leads nowhere else; None where it has nothing of the kind."""
    words = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", title).lower()).strip("-_")[:_LONGEST_NAME]
    stem = words.encode()[:_MOST_NAME_BYTES].decode(errors="ignore").strip("-_")
    return stem if stem and stem != "readme" else None


def free_path(corpus: Path, name: str, article: Article) -> Path:
    """Where a new article of this name goes: no file is there, or one that an addition that died has left of it."""
    for number in range(1, 10_000):
        path = corpus / (f"{name}.md" if number == 1 else f"{name}-{number}.md")
        if not path.exists() or is_same(article, path, corpus):
            return path
    raise CorpusError(
        f"There are 9,999 files called {name} in {corpus}. Remove some, or name another --corpus."
    )


def read_there(path: Path, corpus: Path) -> Article | None:
    """The article that a file of the corpus is; None where it is none, or not there."""
    try:
        return read_article(path, corpus).article
    except Unreadable:
        return None


def holds(corpus: Path, id: str, text: str) -> bool:
    """Whether an article's file is there with the text of this hash, whatever an index knows of it."""
    there = read_there(corpus / id, corpus)
    return there is not None and there.sha256 == text


def is_same(article: Article, path: Path, corpus: Path) -> bool:
    """Whether a file of the corpus reads as this article does, and says the same of it."""
    there = read_there(path, corpus)
    return there is not None and _told(there) == _told(article)


def _told(article: Article) -> tuple[str | None, ...]:
    about = article.title, article.publisher, article.date, article.url, *article.tags
    return article.sha256, *about, *article.given


def write(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a file in one step, in the place of the one that is there. Raises CorpusError.

    Of a `new` one there must be none: raises FileExistsError.
    """
    taken = False
    with _as_corpus_error(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            if new:
                taken = not _linked(temporary, path)
            else:
                Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    if taken:
        raise FileExistsError(path)


def forget_unfinished(corpus: Path) -> None:
    """Remove what additions that died have left of files that they were writing; a new one may be being written.

    Raises CorpusError where the folder is not to be had.
    """
    with _as_corpus_error(corpus):
        for path in corpus.rglob(f"{_UNFINISHED}*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _LONGEST_WRITING:
                    path.unlink()


_UNFINISHED = ".adding-"
_LONGEST_WRITING = 3600
"""Seconds; a file of the largest size takes a few."""


def _linked(temporary: str, path: Path) -> bool:
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    return True


def put_aside(path: Path, data: Path, *, move: bool) -> Path:
    """Keep a file of the corpus beside the index, moved or copied there; where it is then. Raises CorpusError."""
    folder = data / REMOVED / secrets.token_hex(8)
    with _as_corpus_error(path.parent):
        folder.mkdir(parents=True)
        kept = folder / path.name
        if move:
            shutil.move(path, kept)
        else:
            shutil.copy2(path, kept)
        return kept


@contextmanager
def _as_corpus_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CorpusError(
            f"The folder of articles {folder} cannot be changed ({error.strerror or error}). "
            "Name another with --corpus, or mend its permissions."
        ) from error
