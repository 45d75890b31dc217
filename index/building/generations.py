"""Generations: index directories, each published whole by one atomic rename, opened read-only, pruned.

data/
  encoders/              the exported encoder that every generation here was made with
  generations/
    000007-1f2e3d/       catalogue.sqlite  vectors.faiss  keywords/  manifest.json
    000008-4c5b6a/       the highest number is the current one
    .building-…          being written, or left by a build that died: never looked at
  build.lock             held while a build runs; build.holder.json says by whom
  looked.json            when a build last found the current generation to be up to date; files.json how it read files
  log.jsonl              a line for each generation that was ever published
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from filelock import FileLock, Timeout

from index.building.handing_on import checksum
from index.building.notes import forget_holder, holder, note_holder
from index.building.passages import SPLITTER
from index.errors import BuildBusy, DataNotWritable, IndexDamaged, IndexMismatch, IndexMissing

FORMAT = 11
"""How a generation is laid out and its articles were read; another number means that it must be built anew."""
KEPT = 2
"""Generations kept, where nothing else is said: the current one and, should it be damaged, the one before."""
CHECKED = 32 * 2**20
"""Bytes of a file below which its content is checked whenever its generation is opened; the catalogue's always is."""
CATALOGUE, VECTORS, KEYWORDS, MANIFEST = "catalogue.sqlite", "vectors.faiss", "keywords", "manifest.json"
LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made with and what it holds.

    `files` gives each file's size in bytes, `checksums` its CRC-32 in hexadecimal; `changes` how many articles were
    "added", "changed" and "removed" since the one before, and `restored` names the one to which was rolled back, if so.
    `collection` is where a server keeps its passages; empty where they are in the folder.
    """

    format: int
    splitter: str
    encoder: str
    encoder_sha256: str
    dimension: int
    corpus: str
    built_at: str
    articles: int
    passages: int
    files: dict[str, int]
    collection: str = ""
    checksums: dict[str, str] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    restored: str = ""


def generations_folder(data: Path) -> Path:
    """Where a data folder keeps its generations."""
    return data / "generations"


def current(data: Path) -> Path | None:
    """The folder of the newest published generation, if there is one."""
    folders = published(data)
    return folders[-1] if folders else None


def published(data: Path) -> list[Path]:
    """The folders of the published generations, oldest first."""
    names = filter(_NAME.fullmatch, _listed(data))
    return [generations_folder(data) / name for name in sorted(names, key=number_of)]


_NAME = re.compile(r"\d+-[0-9a-f]{6}")


def number_of(name: str) -> int:
    """The number in a generation's name. Raises ValueError where there is none."""
    return int(name.partition("-")[0])


def unfinished(data: Path) -> list[Path]:
    """What builds and removals that died have left among the generations; one that runs has folders there, too."""
    return [generations_folder(data) / name for name in sorted(_listed(data)) if name.startswith(".")]


def _listed(data: Path) -> list[str]:
    try:
        return [entry.name for entry in generations_folder(data).iterdir()]
    except OSError:
        return []


def require_current(data: Path) -> Path:
    """As `current`, or raise IndexMissing."""
    folder = current(data)
    if folder is None:
        raise IndexMissing(f"There is no index in {data}. Run `pullquote index` to build it.")
    return folder


def read_manifest(folder: Path) -> Manifest:
    """A generation's manifest, its files checked for presence and size, and whether they can be opened.

    Raises IndexDamaged where something is missing, short or unreadable, IndexMismatch where this version is another.
    """
    try:
        stored = json.loads((folder / MANIFEST).read_text())
        made_with = stored["format"], stored["splitter"]
        if made_with == (FORMAT, SPLITTER):  # another format may hold other keys
            manifest = Manifest(**stored)
    except OSError as error:
        unopened(folder, MANIFEST, error)
    except (ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(f"The index in {folder} has no readable manifest ({error}).", MEND) from error
    if made_with != (FORMAT, SPLITTER):
        raise IndexMismatch(
            f"The index in {folder} was made in format {made_with[0]} with splitter {made_with[1]}; "
            f"this version uses format {FORMAT} with {SPLITTER}. "
            "Run `pullquote index --full` to build it anew."
        )
    for name, size in manifest.files.items():
        try:
            with (folder / name).open("rb") as file:
                found = os.fstat(file.fileno()).st_size
        except OSError as error:
            unopened(folder, name, error)
        if found != size:
            raise IndexDamaged(
                f"The index in {folder} is damaged: {name} has {found} bytes, not {size}.", MEND
            )
    return manifest


MEND = "Run `pullquote index` to build it anew."


def unopened(folder: Path, name: str, error: OSError) -> NoReturn:
    """Raise IndexDamaged for a file that cannot be opened: where it is not missing, the error is the cause."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError):
        raise IndexDamaged(f"The index in {folder} is damaged: {name} is missing.", MEND) from None
    raise IndexDamaged(
        f"The index in {folder} cannot be read: {name}: {error.strerror or error}. It may be whole: see that its files "
        "may be read and that its disk works, then try again."
    ) from error


def check_contents(folder: Path, manifest: Manifest, most: int | None = None) -> None:
    """Read the files of a generation and hold them against their checksums. Raises IndexDamaged.

    With `most`, larger files than so many bytes are left out; but never the catalogue, from which everything is quoted.
    """
    for name, expected in manifest.checksums.items():
        if most is not None and manifest.files.get(name, 0) >= most and name != CATALOGUE:
            continue
        try:
            found = checksum(folder / name)
        except OSError as error:
            unopened(folder, name, error)
        if found != expected:
            raise IndexDamaged(
                f"The index in {folder} is damaged: what is in {name} is not what was written.", MEND
            )


def checksums_of(
    folder: Path, before: Path | None = None, noted: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Each file's checksum. One that is the very file of the generation `before` has the one that is `noted` there."""
    same = {
        name: known
        for name, known in (noted or {}).items()
        if before and _is_same(folder / name, before / name)
    }
    return {name: same.get(name) or checksum(folder / name) for name in files_of(folder)}


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def check_encoder(manifest: Manifest, model: str) -> None:
    """Raise IndexMismatch where the index was made with another model than the one that is set."""
    if manifest.encoder != model:
        raise IndexMismatch(
            f"The index was made with the encoder {manifest.encoder!r}, but {model!r} is set. "
            "Run `pullquote index --full` to build it anew, or set the model back."
        )


@contextmanager
def building(data: Path, wait: float = 0) -> Iterator[None]:
    """Hold the data folder's build lock, making the folder if need be; `wait` is in seconds.

    Raises BuildBusy where another build holds it for longer, DataNotWritable where the folder cannot be written.
    """
    try:
        generations_folder(data).mkdir(parents=True, exist_ok=True)
        lock = FileLock(data / "build.lock", timeout=wait)
        lock.acquire()
    except Timeout:
        raise BuildBusy(
            f"Another build of {data} is running ({holder(data)}). Try again when it has ended."
        ) from None
    except OSError as error:
        raise not_writable(data, error) from error
    try:
        note_holder(data)
        for path in unfinished(data):
            shutil.rmtree(path, ignore_errors=True)
        yield
    finally:
        forget_holder(data)
        lock.release()


def not_writable(data: Path, error: Exception) -> DataNotWritable:
    """The error for a data folder that refuses a write."""
    why = getattr(error, "strerror", None) or error
    return DataNotWritable(f"The data folder {data} cannot be written ({why}). Name another with --data.")


@contextmanager
def draft(data: Path) -> Iterator[Path]:
    """A new folder in which the next generation is written, unseen by readers until it is published.

    Hold `building`. Nothing is left of it where it was not published. Raises OSError.
    """
    folder = Path(tempfile.mkdtemp(prefix=".building-", dir=generations_folder(data)))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # published, it is no longer there


def publish(data: Path, folder: Path, manifest: Manifest, keep: int = KEPT) -> Path:
    """Make a finished folder the current generation: all of it on disk first, then one rename. Only `keep` stay."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2))
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    before = current(data)
    number = number_of(before.name) + 1 if before else 1
    # A name never comes again, so that an open archive notices a data folder that was deleted and built anew.
    named = generations_folder(data) / f"{number:06d}-{secrets.token_hex(3)}"
    folder.rename(named)
    _sync(generations_folder(data))
    _log(data, named, manifest)
    prune(data, keep)
    return named


def _log(data: Path, folder: Path, manifest: Manifest) -> None:
    """A line on what was published: all that is left of it when it is pruned."""
    written = json.dumps(told_of(folder, manifest)).encode() + b"\n"
    with suppress(OSError), (data / LOG).open("a+b") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - 1))
        if log.read().strip(b"\n"):
            # A build died at its line: that one is lost, and this one is not to be.
            written = b"\n" + written
        log.write(written)


def told_of(folder: Path, manifest: Manifest) -> dict[str, Any]:
    """What the log tells of a generation, by the names that `history.Published` has for it."""
    told = {"generation": folder.name, "built_at": manifest.built_at, "articles": manifest.articles}
    told |= {"passages": manifest.passages, "changes": manifest.changes, "restored": manifest.restored}
    return {**told, "bytes": sum(manifest.files.values())}


def files_of(folder: Path) -> dict[str, int]:
    """Each file of a generation but its manifest, with its size in bytes."""
    files = {
        file.relative_to(folder).as_posix(): file.stat().st_size
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    return {name: size for name, size in files.items() if name != MANIFEST and not name.endswith(".lock")}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def prune(data: Path, keep: int) -> None:
    """Remove all but the newest generations. Hold `building`. Raises OSError."""
    for folder in published(data)[: -max(1, keep)]:
        remove(folder)


def remove(folder: Path) -> None:
    """Take a published generation away, for readers all at once. Hold `building`. Raises OSError."""
    hidden = folder.with_name(f".removed-{folder.name}")
    folder.rename(hidden)
    shutil.rmtree(hidden, ignore_errors=True)
