"""Files that hold articles: one of any format that is read to its drafts. Each format is imported when it comes."""

from __future__ import annotations

import importlib
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from index.articles.article import Unreadable, reading
from index.articles.draft import Draft, LeftOut, Refused, other_files
from index.articles.files import READERS, UNLISTED, below, is_passed_over
from index.errors import PullquoteError

Drafts = Iterator[Draft | LeftOut | Refused]


def drafts_of_file(path: Path, not_of: Callable[[Path], Refused | None] = lambda _: None) -> Drafts:
    """Every article in a file, or in the files of a folder, and what in it becomes none, with the reason.

    `not_of` tells which files are left out, and why: for all of a folder that say the same that is told once.
    """
    try:
        with reading():
            if path.is_dir():
                yield from _in_folder(path, not_of)
            elif path.is_file() and (why := not_of(path)) is not None:
                yield why
            else:
                yield from _reader(path)(path)
    except (Unreadable, PullquoteError) as reason:
        yield Refused(str(path), str(reason))
    except OSError as error:
        yield Refused(str(path), f"cannot be read: {error.strerror or error}")


def _in_folder(folder: Path, not_of: Callable[[Path], Refused | None]) -> Drafts:
    """Raises Unreadable where there is nothing to read in the folder."""
    left, others, nothing = set(), [], True
    for inside, file in sorted(below(folder)):
        if file is None:
            nothing = False
            yield Refused(str(folder / inside), UNLISTED)
            continue
        with suppress(OSError):  # one that cannot be looked at is told below
            if is_passed_over(PurePath(inside)) or not file.is_file():
                continue
        nothing = False
        if (why := not_of(file)) is not None:
            if why not in left:
                left.add(why)
                yield why
        elif _module(file) is None:
            others.append(file)
        else:
            yield from drafts_of_file(file)
    yield from other_files(folder, others)
    if nothing:
        raise Unreadable("a folder with no file in it that could be an article")


def _reader(path: Path) -> Callable[[Path], Drafts]:
    """Raises Unreadable where no format is told by the name."""
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable("there is no such file; an address of the web begins with https://") from None
    if not regular:
        raise Unreadable("not a regular file")  # a pipe would be waited for
    if (module := _module(path)) is None:
        raise Unreadable(f"not a format that is read ({', '.join(READERS)})")
    reader: Callable[[Path], Drafts] = importlib.import_module(f"index.articles.formats.{module}").drafts
    return reader


def _module(path: Path) -> str | None:
    """The module that reads a file of this name, if one does."""
    return next((module for end, module in READERS.items() if path.name.lower().endswith(end)), None)
