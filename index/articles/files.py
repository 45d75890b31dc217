"""The files of a corpus folder: which are candidates for an article, and their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.articles.article import Skipped, Unreadable
from index.errors import CorpusError

FORMATS = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
MAX_FILE_BYTES = 4 * 1024 * 1024
"""A larger file is no news article (the longest novel in English is about this size): it is skipped."""


def article_files(corpus: Path) -> Iterator[Path | Skipped]:
    """Every candidate file below the corpus folder in path order, or why one is left out.

    Hidden files and folders and README files are passed over in silence. Raises CorpusError where the folder
    is missing, is a file or cannot be listed.
    """
    if not corpus.exists():
        raise CorpusError(f"There is no corpus folder at {corpus}. Create it, or name another with --corpus.")
    if not corpus.is_dir():
        raise CorpusError(f"{corpus} is a file; --corpus takes a folder of articles.")
    try:
        paths = sorted(corpus.rglob("*"), key=lambda path: path.relative_to(corpus).as_posix())
    except OSError as error:
        raise CorpusError(f"The corpus folder {corpus} cannot be listed: {error.strerror}.") from error
    for path in paths:
        inside = path.relative_to(corpus)
        if (
            any(part.startswith(".") for part in inside.parts)
            or path.stem.lower() == "readme"
            or path.is_dir()
        ):
            continue
        reason = _reason_to_skip(path)
        yield Skipped(_printable(inside.as_posix()), reason) if reason else path


def _reason_to_skip(path: Path) -> str | None:
    if _printable(str(path)) != str(path):
        return "its name is not valid UTF-8"
    if path.suffix.lower() not in FORMATS:
        return f"not a format that is read ({', '.join(sorted(FORMATS))})"
    if path.is_symlink() and not path.exists():
        return "a link to nothing"
    if not path.is_file():
        return "not a regular file"
    return None


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def read_bytes(path: Path) -> bytes:
    """The file's content. Raises Unreadable where it is empty, too large or cannot be read."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise Unreadable(f"{size / 2**20:.1f} MB; an article may have {MAX_FILE_BYTES // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    if not content.strip():
        raise Unreadable("empty")
    return content
