"""Files that hold articles: one of any format that is read to its drafts. Each format is imported when it comes."""

from __future__ import annotations

import importlib
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath

from index.articles.article import Unreadable, reading
from index.articles.draft import Draft, Refused
from index.articles.files import READERS, UNLISTED, below, is_passed_over
from index.errors import PullquoteError

Drafts = Iterator[Draft | Refused]


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
    left, nothing = set(), True
    for inside, file in sorted(below(folder)):
        if file is None:
            nothing = False
            yield Refused(str(folder / inside), UNLISTED)
            continue
        with suppress(OSError):  # one that cannot be looked at is told below
            if is_passed_over(PurePath(inside)) or not file.is_file():
                continue
        nothing = False
        if (why := not_of(file)) is None:
            yield from drafts_of_file(file)
        elif why not in left:
            left.add(why)
            yield why
    if nothing:
        raise Unreadable("a folder with no file in it that could be an article")


def _reader(path: Path) -> Callable[[Path], Drafts]:
    """Raises Unreadable where no format is told by the name."""
    name = path.name.lower()
    suffix = next((end for end in READERS if name.endswith(end)), None)
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise Unreadable("there is no such file; an address of the web begins with https://") from None
    if not regular:
        raise Unreadable("not a regular file")  # a pipe would be waited for
    if suffix is None:
        raise Unreadable(f"not a format that is read ({', '.join(READERS)})")
    module = importlib.import_module(f"index.articles.formats.{READERS[suffix]}")
    reader: Callable[[Path], Drafts] = module.drafts
    return reader
