"""Who holds the build lock: noted beside it, for whoever finds it held."""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

HOLDER = "build.holder.json"


def note_holder(data: Path) -> None:
    """Note that this process builds from now on. Hold the lock."""
    told = {"process": os.getpid(), "machine": socket.gethostname(), "since": datetime.now(UTC).isoformat()}
    with suppress(OSError):  # without the note, a second builder is told less
        draft = data / f".{HOLDER}"
        draft.write_text(json.dumps(told))
        draft.replace(data / HOLDER)


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
