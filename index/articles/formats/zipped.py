"""An archive of files: each that is an article, read where it lies; nothing is unpacked onto the disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from index.articles.article import Unreadable
from index.articles.draft import Draft, LeftOut, Refused, drafted, other_files
from index.articles.files import ADDED, FORMATS, MAX_FILE_BYTES, is_passed_over, whole
from index.articles.formats.single import draft_of_content

MOST_FILES = 100_000
MOST_TIMES = 200
"""How many times smaller than its content an archive may be; one that is more is made to fill a disk."""
SMALL = 2**20
"""Bytes of content that are harmless however well they are packed."""


def drafts(path: Path) -> Iterator[Draft | LeftOut | Refused]:
    """The articles in the archive, and which of its files are not read.

    Raises Unreadable where it is none, or one that is made to harm.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check(members, path)
            others = []
            for member in members:
                name = _name(member)
                if _leads_out(name):
                    yield Refused(f"{path}, {member.filename}", "its name leads out of the archive")
                elif is_passed_over(name):
                    continue
                elif name.suffix.lower() in FORMATS:
                    yield _member(archive, member, name, path)
                else:
                    others.append(name)
            yield from _left(others, path)
    except zipfile.BadZipFile:
        raise Unreadable("no archive that can be read") from None


def _check(members: list[zipfile.ZipInfo], path: Path) -> None:
    if len(members) > MOST_FILES:
        raise Unreadable(f"{len(members):,} files; an archive may have {MOST_FILES:,}")
    size = sum(member.file_size for member in members)
    if size > SMALL and size > MOST_TIMES * path.stat().st_size:
        raise Unreadable(f"{size:,} bytes packed into {path.stat().st_size:,}: it is made to fill a disk")


def _name(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _leads_out(name: PurePosixPath) -> bool:
    return name.is_absolute() or ".." in name.parts or ":" in "".join(name.parts[:1])


def _left(names: list[PurePosixPath], path: Path) -> Iterator[LeftOut | Refused]:
    """Which files of the archive are not read: those that hold articles by name, the others by their formats."""
    for name in names:
        if name.name.lower().endswith(ADDED):
            yield Refused(f"{path}, {name}", "not read inside an archive: unpack it, and add it from there")
    yield from other_files(path, (name for name in names if not name.name.lower().endswith(ADDED)))


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
