"""What builds note beside the index: who holds its lock, and what was seen where no generation had to be written."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.building.catalogue import KnownFile

HOLDER, LOOKED, FILES = "build.holder.json", "looked.json", "files.json"


def note_holder(data: Path) -> None:
    """Note that this process builds from now on, for whoever finds the lock held. Hold the lock."""
    told = {"process": os.getpid(), "machine": socket.gethostname(), "since": datetime.now(UTC).isoformat()}
    _note(data / HOLDER, told)


def forget_holder(data: Path) -> None:
    """The build is over. Hold the lock."""
    with suppress(OSError):
        (data / HOLDER).unlink(missing_ok=True)


def holder(data: Path) -> str:
    """ "process 4711 on desk-3, since 20:14:03 UTC", or "another process" where that is not noted."""
    try:
        told = json.loads((data / HOLDER).read_text())
        since = datetime.fromisoformat(told["since"])
        return f"process {told['process']} on {told['machine']}, since {since:%H:%M:%S} UTC"
    except (OSError, ValueError, TypeError, KeyError):
        return "another process"


def note_looked(data: Path, generation: str, when: datetime) -> None:
    """Note that a build looked at the corpus then, and found that the generation holds it. Hold `building`."""
    _note(data / LOOKED, {"generation": generation, "at": when.isoformat()})


def last_looked(data: Path, generation: str) -> datetime | None:
    """When a build last found a generation to hold the corpus as it was, if that is noted."""
    try:
        return datetime.fromisoformat(_noted(data / LOOKED, generation)["at"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note_files(data: Path, generation: str, files: Mapping[str, KnownFile]) -> None:
    """Note how files are known that are otherwise known to the generation's catalogue, by path. Hold `building`."""
    known = noted_files(data, generation)
    if files.items() - known.items():
        _note(data / FILES, {"generation": generation, "files": {**known, **files}})


def noted_files(data: Path, generation: str) -> dict[str, KnownFile]:
    """The files that were noted since a generation was published."""
    try:
        noted = _noted(data / FILES, generation)["files"].items()
        return {path: KnownFile(*map(str, known)) for path, known in noted}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _note(file: Path, what: dict[str, Any]) -> None:
    # Without the note, files are read or told of again, or a second builder is told less.
    with suppress(OSError):
        draft = file.with_name(f".{file.name}")
        draft.write_text(json.dumps(what))
        draft.replace(file)


def _noted(file: Path, generation: str) -> dict[str, Any]:
    """What is noted of a generation. Raises OSError, and ValueError, TypeError or KeyError where that is nothing."""
    noted: dict[str, Any] = json.loads(file.read_text())
    if noted["generation"] != generation:
        raise KeyError(generation)
    return noted
