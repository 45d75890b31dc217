"""The files of a corpus folder: which are candidates for an article, and their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath

from index.articles.article import Skipped, Unreadable
from index.errors import CorpusError

OWN = "added"
"""The folder of the corpus with what single servers added, in a folder for each."""
FORMATS = {
    ".txt": "text",
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm"), "html"),
    ".pdf": "pdf",
    ".eml": "message",
}
"""The ends of names by which a file with one article is told, and what it is read as."""
READERS = {
    **dict.fromkeys(FORMATS, "single"),
    **dict.fromkeys((".eml", ".mbox"), "mailbox"),
    **dict.fromkeys((".jsonl", ".ndjson"), "lines"),
    ".xml": "export",
    **dict.fromkeys((".warc", ".warc.gz"), "warc"),
    ".zip": "zipped",
}
"""The ends of names by which a file with articles is told, and the module of `formats` that reads it."""
ADDED = tuple(end for end in READERS if end not in FORMATS)
"""What an index is not built from, as it holds more articles than one."""
UNLISTED = "a folder that cannot be listed"
MAX_FILE_BYTES = 4 * 1024 * 1024
"""A larger file is no news article (the longest novel in English is about this size): it is skipped."""
MADE = ("message", "pdf")
"""What a file is read as that nobody writes by hand: an e-mail, a PDF."""
MOST_BYTES = {"message": 10 * MAX_FILE_BYTES, "pdf": 25 * MAX_FILE_BYTES}
"""Bytes of a message with all that is attached to it, and of a PDF with its pictures."""


def article_files(corpus: Path) -> Iterator[Path | Skipped]:
    """Every candidate file below the corpus folder in path order, or why one is left out.

    Hidden files and folders and README files are passed over in silence. Raises CorpusError where the folder
    is missing, is a file or cannot be listed.
    """
    check_corpus(corpus)
    for inside, file in sorted(below(corpus)):
        if file is None:
            yield Skipped(_printable(inside), UNLISTED)
        elif file.stem.lower() != "readme":
            reason = _reason_to_skip(file)
            yield Skipped(_printable(inside), reason) if reason else file


def is_passed_over(name: PurePath) -> bool:
    """Whether a file's place in an archive or folder says that it is none of its articles: hidden, or a README."""
    return name.stem.lower() in ("", "readme") or any(
        part.startswith((".", "__MACOSX")) for part in name.parts
    )


def check_corpus(corpus: Path) -> None:
    """Raise CorpusError where there is no corpus folder that can be listed."""
    try:
        os.scandir(corpus).close()
    except OSError as error:
        if isinstance(error, NotADirectoryError) and corpus.is_file():
            raise CorpusError(f"{corpus} is a file; --corpus takes a folder of articles.") from None
        if isinstance(error, NotADirectoryError | FileNotFoundError):
            raise CorpusError(
                f"There is no corpus folder at {corpus}. Create it, let `pullquote add` create it with an article, "
                "or name another with --corpus."
            ) from None
        raise CorpusError(f"The corpus folder {corpus} cannot be listed: {error.strerror}.") from error


def below(top: Path) -> Iterator[tuple[str, Path | None]]:
    """What lies in a folder, by its place inside it: a path, or None for a folder that cannot be listed.

    Hidden files and folders are passed over, and links to folders not followed. One that goes away meanwhile is no
    more.
    """
    unlisted: list[OSError] = []
    for folder, folders, files in os.walk(top, onerror=unlisted.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith("."):
                file = Path(folder, name)
                yield file.relative_to(top).as_posix(), file
    for error in unlisted:
        if not isinstance(error, FileNotFoundError):
            yield Path(error.filename).relative_to(top).as_posix(), None


def _reason_to_skip(path: Path) -> str | None:
    if _printable(str(path)) != str(path):
        return "its name is not valid UTF-8"
    if path.name.lower().endswith(ADDED):
        return "`pullquote add` reads it, from wherever it lies, and writes its articles here"
    if path.suffix.lower() not in FORMATS:
        return f"not a format that is read ({', '.join(sorted(FORMATS))})"
    try:
        if path.is_file():
            return None
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return "a link to nothing" if path.is_symlink() and not path.exists() else "not a regular file"


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def whole(content: bytes) -> bytes:
    """What was read of an article in an archive. Raises Unreadable where it is nothing, or over MAX_FILE_BYTES."""
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable(f"more than {MAX_FILE_BYTES // 2**20} MB; an article in an archive may have no more")
    if not content.strip():
        raise Unreadable("empty")
    return content


def read_bytes(path: Path) -> bytes:
    """The file's content. Raises Unreadable where it is empty, too large or cannot be read."""
    try:
        size = path.stat().st_size
        most = MOST_BYTES.get(FORMATS.get(path.suffix.lower(), ""), MAX_FILE_BYTES)
        if size > most:
            raise Unreadable(f"{size / 2**20:.1f} MB; an article may have {most // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    if not content.strip():
        raise Unreadable("empty")
    return content
