"""Opening the reader that a setting names: the packaged one, or an operator's own, exported once. No torch here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.building.encoder import export_folder
from index.errors import ReaderError
from index.reading.own.description import (
    digest_of,
    is_path,
    read_description,
    resolved,
    times_of,
    write_description,
)
from index.reading.reader import Reader


def open_reader(model: str | None, readers: Path, exporting: Callable[[], None] | None = None) -> Reader:
    """Open the packaged reader, or the export of a model in the folder `readers`.

    `model` is a folder or a hub id. Where there is no export that can be opened, or the folder has changed since, say
    so by `exporting` and make one; only that imports transformers and torch. A folder that is gone leaves its export
    in use. Raises ReaderError.
    """
    if model is None:
        return Reader()
    model = resolved(model)
    folder = export_folder(model, readers)
    if not is_outdated(model, folder):
        with suppress(ReaderError):
            return Reader(folder)
    if is_path(model) and not Path(model).is_dir():
        raise ReaderError(f"There is no reader in {model}: that folder does not exist. {_GIVE}")
    if exporting is not None:
        exporting()
    from index.reading.own.export import export_reader

    export_reader(model, folder)
    return Reader(folder)


_GIVE = "Give --reader (or PULLQUOTE_READER) the folder of a question-answering model, or a hub id."


def is_outdated(model: str, folder: Path) -> bool:
    """Whether a model's folder holds something else than its export was made from.

    A glance at sizes and times tells that nothing changed; only where they differ are the contents hashed. A hub id
    is never outdated: what was exported stays.
    """
    source = Path(model)
    if not source.is_dir():
        return False
    try:
        description = read_description(folder)
        times = times_of(source)
        if times == description.source:
            return False
        if digest_of(source) != description.source_sha256:
            return True
    except (OSError, ValueError, TypeError, KeyError):
        return True
    with suppress(OSError):  # a data folder that cannot be written costs the hash again, no more
        write_description(replace(description, source=times), folder)
    return False
