"""An archive of files: each that is an article, read where it lies; nothing is unpacked onto the disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from index.articles.article import Unreadable
from index.articles.draft import Draft, Refused, drafted
from index.articles.files import ADDED, FORMATS, MAX_FILE_BYTES, is_passed_over, whole
from index.articles.formats.single import draft_of_content

MOST_FILES = 100_000
MOST_TIMES = 200
"""How many times smaller than its content an archive may be; one that is more is made to fill a disk."""
MOST_LISTED = 5
"""Formats that are named of those that are not read."""
SMALL = 2**20
"""Bytes of content that are harmless however well they are packed."""


def drafts(path: Path) -> Iterator[Draft | Refused]:
    """The articles in the archive, and which of its files are not read.

    Raises Unreadable where it is none, or one that is made to harm.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(members, path)
            shown = [(member, name) for member in members if not is_passed_over(name := _name(member))]
            for member, name in shown:
                if name.suffix.lower() in FORMATS:
                    yield _member(archive, member, name, path)
            yield from _left([name for _, name in shown if name.suffix.lower() not in FORMATS], path)
    except zipfile.BadZipFile:
        raise Unreadable("no archive that can be read") from None


def _check(members: list[zipfile.ZipInfo], path: Path) -> None:
    if len(members) > MOST_FILES:
        raise Unreadable(f"{len(members):,} files; an archive may have {MOST_FILES:,}")
    for member in members:
        name = _name(member)
        if name.is_absolute() or ".." in name.parts or ":" in "".join(name.parts[:1]):
            raise Unreadable(f"the name {member.filename!r} in it leads out of the archive")
    size = sum(member.file_size for member in members)
    if size > SMALL and size > MOST_TIMES * path.stat().st_size:
        raise Unreadable(f"{size:,} bytes packed into {path.stat().st_size:,}: it is made to fill a disk")


def _name(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _left(names: list[PurePosixPath], path: Path) -> Iterator[Refused]:
    """Which files of the archive are not read: those that hold articles by name, the others by their formats."""
    for name in names:
        if name.name.lower().endswith(ADDED):
            yield Refused(f"{path}, {name}", "not read inside an archive: unpack it, and add it from there")
    left = (name for name in names if not name.name.lower().endswith(ADDED))
    others = Counter(name.suffix.lower() or name.name for name in left)
    if others:
        listed = ", ".join(f"{count} {suffix}" for suffix, count in others.most_common(MOST_LISTED))
        yield Refused(str(path), f"{others.total()} files in it are not in a format that is read ({listed})")


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: PurePosixPath, path: Path
) -> Draft | Refused:
    def read() -> Draft:
        return draft_of_content(_content(archive, member), name.name, f"{path.resolve()}#{name}")

    return drafted(f"{path}, {member.filename}", read)


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member's bytes, of which no more are unpacked than an article may have. Raises Unreadable."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Unreadable("a link to another file")
    if member.flag_bits & 1:
        raise Unreadable("it is encrypted")
    try:
        with archive.open(member) as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"it cannot be unpacked ({error})") from None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
        raise Unreadable("damaged") from None
    return whole(content)
