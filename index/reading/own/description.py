"""What an exported reader is, kept beside its weights as `reader.json`; and what it was exported from."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from index.reading.own.layout import Layout, Piece

READERS = "readers"
"""The folder of a data folder in which readers lie."""
DESCRIPTION = "reader.json"
SHORT = 12
"""Characters of a hash that a mark shows."""
_READ = {".safetensors", ".bin", ".json", ".txt", ".model"}
"""How the files end of which a model is made: weights, configuration, vocabulary."""

Times = dict[str, list[int]]
"""By file name, its size in bytes and when it was last written, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class ReaderDescription:
    """An exported reader.

    `model` is what was asked for, a folder or a hub id; `sha256` that of the ONNX file; `max_tokens` the
    longest input; `precision` int8 or float32. `source` and `source_sha256` are the files of the
    folder that it was made from, empty for a hub id.
    """

    model: str
    layout: Layout
    max_tokens: int
    precision: str
    sha256: str
    source: Times
    source_sha256: str

    @property
    def mark(self) -> str:
        """Names the reader among all others: a calibration made with one says nothing of another."""
        return self.sha256[:SHORT]


def write_description(description: ReaderDescription, folder: Path) -> None:
    """Keep a description in a reader's folder."""
    (folder / DESCRIPTION).write_text(json.dumps(asdict(description), indent=2) + "\n", encoding="utf-8")


def read_description(folder: Path) -> ReaderDescription:
    """The description in a reader's folder. Raises OSError, ValueError, TypeError, KeyError."""
    stored: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    pieces, no_answer = stored.pop("layout")
    layout = Layout(tuple(Piece(what, segment) for what, segment in pieces), no_answer)
    kept = {field.name: stored[field.name] for field in fields(ReaderDescription) if field.name != "layout"}
    return ReaderDescription(layout=layout, **kept)


def resolved(model: str) -> str:
    """What a setting names: a folder's whole path, where it is a path at all, else a hub id as it is."""
    path = Path(model).expanduser()
    return str(path.absolute()) if is_path(model) else model


def is_path(model: str) -> bool:
    """Whether a folder is meant: it is there, or no hub id looks like that."""
    path = Path(model).expanduser()
    return path.is_dir() or path.is_absolute() or model.startswith(".") or len(path.parts) > 2


def times_of(folder: Path) -> Times:
    """Size and time of the files that a model is made of."""
    stats = ((file.name, file.stat()) for file in _files(folder))
    return {name: [stat.st_size, stat.st_mtime_ns] for name, stat in stats}


def digest_of(folder: Path) -> str:
    """One hash of the names and contents of the files that a model is made of."""
    whole = hashlib.sha256()
    for file in _files(folder):
        with file.open("rb") as content:
            whole.update(os.fsencode(file.name) + hashlib.file_digest(content, "sha256").digest())
    return whole.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix in _READ and file.is_file())
