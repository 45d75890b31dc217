"""Files that hold articles: one of any format that is read to its drafts. Each format is imported when it comes."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

from index.articles.article import Unreadable, reading
from index.articles.draft import Draft, Refused
from index.articles.files import READERS, is_passed_over
from index.errors import PullquoteError

Drafts = Iterator[Draft | Refused]


def drafts_of_file(path: Path, not_of: Callable[[Path], Refused | None] = lambda _: None) -> Drafts:
    """Every article in a file, or in the files of a folder, and what in it becomes none, with the reason.

    `not_of` tells which of a folder's files are left out, and why: for all that say the same that is told once.
    """
    if path.is_dir():
        left = set()
        for file in sorted(file for file in path.rglob("*") if file.is_file()):
            if is_passed_over(file.relative_to(path)):
                continue
            if (why := not_of(file)) is None:
                yield from drafts_of_file(file)
            elif why not in left:
                left.add(why)
                yield why
        return
    try:
        with reading():
            yield from _reader(path)(path)
    except (Unreadable, PullquoteError) as reason:
        yield Refused(str(path), str(reason))
    except OSError as error:
        yield Refused(str(path), f"cannot be read: {error.strerror or error}")


def _reader(path: Path) -> Callable[[Path], Drafts]:
    """Raises Unreadable where no format is told by the name."""
    name = path.name.lower()
    suffix = next((end for end in READERS if name.endswith(end)), None)
    if not path.exists():
        raise Unreadable("there is no such file; an address of the web begins with https://")
    if suffix is None:
        raise Unreadable(f"not a format that is read ({', '.join(READERS)})")
    module = importlib.import_module(f"index.articles.formats.{READERS[suffix]}")
    reader: Callable[[Path], Drafts] = module.drafts
    return reader
