"""Generations: index directories, each published whole by one atomic rename, opened read-only, pruned.

data/
  encoders/              the exported encoder that every generation here was made with
  generations/
    000007-1f2e3d/       catalogue.sqlite  vectors.faiss  keywords/  manifest.json
    000008-4c5b6a/       the highest number is the current one
    .building-…          being written, or left by a build that died: never looked at
  build.lock             held while a build runs; build.holder.json says by whom
  looked.json            when a build last found the current generation to be up to date
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.building.holder import forget_holder, holder, note_holder
from index.building.passages import SPLITTER
from index.errors import BuildBusy, DataNotWritable, IndexDamaged, IndexMismatch, IndexMissing

FORMAT = 9
"""The layout of a generation; another number means that it must be built anew."""
KEPT = 2
"""Generations kept: the current one and, for whoever is just opening it, the one before."""
CATALOGUE, VECTORS, KEYWORDS, MANIFEST = "catalogue.sqlite", "vectors.faiss", "keywords", "manifest.json"
LOOKED = "looked.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made with and what it holds. `files` gives each file's size in bytes.

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


def generations_folder(data: Path) -> Path:
    """Where a data folder keeps its generations."""
    return data / "generations"


def current(data: Path) -> Path | None:
    """The folder of the newest published generation, if there is one."""
    folders = published(data)
    return folders[-1] if folders else None


def published(data: Path) -> list[Path]:
    """The folders of the published generations, oldest first."""
    try:
        names = [entry.name for entry in os.scandir(generations_folder(data)) if _NAME.fullmatch(entry.name)]
    except OSError:
        return []
    return [generations_folder(data) / name for name in sorted(names, key=_number)]


_NAME = re.compile(r"\d+-[0-9a-f]{6}")


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def require_current(data: Path) -> Path:
    """As `current`, or raise IndexMissing."""
    folder = current(data)
    if folder is None:
        raise IndexMissing(f"There is no index in {data}. Run `pullquote index` to build it.")
    return folder


def read_manifest(folder: Path) -> Manifest:
    """A generation's manifest, its files checked for presence and size.

    Raises IndexDamaged where something is missing or short, IndexMismatch where this version cannot read it.
    """
    mend = "Run `pullquote index --full` to build it anew."
    try:
        stored = json.loads((folder / MANIFEST).read_text())
        made_with = stored["format"], stored["splitter"]
        if made_with == (FORMAT, SPLITTER):  # another format may hold other keys
            manifest = Manifest(**stored)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(f"The index in {folder} has no readable manifest ({error}). {mend}") from error
    if made_with != (FORMAT, SPLITTER):
        raise IndexMismatch(
            f"The index in {folder} was made in format {made_with[0]} with splitter {made_with[1]}; "
            f"this version uses format {FORMAT} with {SPLITTER}. {mend}"
        )
    for name, size in manifest.files.items():
        file = folder / name
        found = file.stat().st_size if file.exists() else None
        if found != size:
            is_ = "is missing" if found is None else f"has {found} bytes, not {size}"
            raise IndexDamaged(f"The index in {folder} is damaged: {name} {is_}. {mend}")
    return manifest


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
            f"Another build of {data} is running ({holder(data)}); it will be done sooner. Try again when it is."
        ) from None
    except OSError as error:
        raise not_writable(data, error) from error
    try:
        note_holder(data)
        _sweep(data)
        yield
    finally:
        forget_holder(data)
        lock.release()


def not_writable(data: Path, error: Exception) -> DataNotWritable:
    """The error for a data folder that refuses a write."""
    why = getattr(error, "strerror", None) or error
    return DataNotWritable(f"The data folder {data} cannot be written ({why}). Name another with --data.")


def _sweep(data: Path) -> None:
    for entry in os.scandir(generations_folder(data)):
        if entry.name.startswith("."):
            shutil.rmtree(entry.path, ignore_errors=True)


def start(data: Path) -> Path:
    """A new folder in which the next generation is written, unseen by readers. Hold `building`."""
    return Path(tempfile.mkdtemp(prefix=".building-", dir=generations_folder(data)))


def publish(data: Path, folder: Path, manifest: Manifest) -> Path:
    """Make a finished folder the current generation: all of it on disk first, then one rename."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2))
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    before = current(data)
    number = _number(before.name) + 1 if before else 1
    # A name never comes again, so that an open archive notices a data folder that was deleted and built anew.
    published = generations_folder(data) / f"{number:06d}-{secrets.token_hex(3)}"
    folder.rename(published)
    _sync(generations_folder(data))
    _prune(data)
    return published


def note_looked(data: Path, folder: Path, when: datetime) -> None:
    """Note that a build looked at the corpus then, and found that the generation holds it. Hold `building`."""
    with suppress(OSError):  # without the note, touched files are only told of again
        note = data / f".{LOOKED}"
        note.write_text(json.dumps({"generation": folder.name, "at": when.isoformat()}))
        note.replace(data / LOOKED)


def last_looked(data: Path, generation: str) -> datetime | None:
    """When a build last found a generation to hold the corpus as it was, if that is noted."""
    try:
        noted = json.loads((data / LOOKED).read_text())
        return datetime.fromisoformat(noted["at"]) if noted["generation"] == generation else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


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


def _prune(data: Path) -> None:
    for folder in published(data)[:-KEPT]:
        hidden = folder.with_name(f".pruned-{folder.name}")
        folder.rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)
