"""The generations that were published: what is known of each, and going back to one that is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.building import generations
from index.building.generations import number_of
from index.building.halves import Store
from index.building.handing_on import hand_on
from index.building.opened import OpenGeneration
from index.errors import IndexDamaged, IndexMissing, NothingToRestore, UnusableIndex


@dataclass(frozen=True, slots=True)
class Published:
    """One generation: `built_at` in ISO 8601, `changes` by kind since the one before, `bytes` on disk.

    `state` is "current", "kept", "gone", "damaged", "unreadable" or, of another format, "outdated"; `restored` names
    the generation to which this one went back.
    """

    generation: str
    built_at: str
    articles: int
    passages: int
    bytes: int
    state: str
    changes: dict[str, int] = field(default_factory=dict)
    restored: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form that `pullquote log --json` prints."""
        return asdict(self)


def history(data: Path) -> list[Published]:
    """Every generation that is known of, the newest first. Raises IndexMissing where there never was one."""
    known = {entry.generation: entry for entry in _logged(data)}
    kept = generations.published(data)
    for folder in kept:
        known[folder.name] = _kept(folder, known.get(folder.name), current=folder == kept[-1])
    if not known:
        raise IndexMissing(f"There is no index in {data}. Run `pullquote index` to build it.")
    return sorted(known.values(), key=lambda entry: number_of(entry.generation), reverse=True)


def _logged(data: Path) -> list[Published]:
    """What the log says; a line that a dying build left half written is passed over."""
    entries = []
    try:
        lines = (data / generations.LOG).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
    for line in lines:
        try:
            entry = Published(**json.loads(line), state="gone")
            number_of(entry.generation)
            entries.append(entry)
        except (ValueError, TypeError, AttributeError):
            continue
    return entries


def _kept(folder: Path, logged: Published | None, *, current: bool) -> Published:
    try:
        manifest = generations.read_manifest(folder)
    except UnusableIndex as error:
        found = sum(generations.files_of(folder).values())
        return replace(logged or Published(folder.name, "", 0, 0, found, ""), state=_state(error))
    return Published(**generations.told_of(folder, manifest), state="current" if current else "kept")


def _state(error: UnusableIndex) -> str:
    if isinstance(error, IndexDamaged):
        return "unreadable" if error.is_unreadable else "damaged"
    return "outdated"


def roll_back(
    data: Path, model: str, store: Store, to: str | None = None, keep: int = generations.KEPT
) -> str:
    """Publish the generation before the current one once more, or the one that `to` names; its new name.

    After going back, the one before is that of the generation gone back to. `to` is a name or the number in it. The
    corpus is not touched: the next build takes in again what it holds. Raises NothingToRestore, IndexMissing,
    IndexDamaged, IndexMismatch, BuildBusy, DataNotWritable.
    """
    generations.require_current(data)
    with generations.building(data):
        source = _target(data, to)
        with closing(OpenGeneration(source, data, model, store, most=None)) as opened:
            manifest = opened.manifest  # what cannot be opened is no good to go back to
            store.check(manifest)
        origin = manifest.restored or source.name
        try:
            with generations.draft(data) as folder:
                for name in manifest.files:
                    (folder / name).parent.mkdir(parents=True, exist_ok=True)
                    hand_on(source / name, folder / name, manifest.checksums.get(name))
                restored = replace(manifest, changes={}, restored=origin)
                named = generations.publish(data, folder, restored, keep)
        except OSError as error:
            raise generations.not_writable(data, error) from error
        store.published(data)
    return named.name


def _target(data: Path, to: str | None) -> Path:
    """The folder to go back to. Raises NothingToRestore."""
    kept = generations.published(data)
    if to is not None:
        number = to.partition("-")[0]
        for folder in kept:
            if to == folder.name or (
                number == to and number.isdigit() and number_of(folder.name) == int(number)
            ):
                return folder
        raise NothingToRestore(f"No generation {to} is kept. `pullquote log` lists those that are.")
    last = _holds(kept[-1])
    others = sorted(kept[:-1], key=lambda folder: number_of(_holds(folder)))
    before = [folder for folder in others if number_of(_holds(folder)) < number_of(last)]
    if before:
        return before[-1]
    raise NothingToRestore(" ".join(_nothing_before(last, kept[-1].name, [folder.name for folder in others])))


def _nothing_before(last: str, current: str, others: list[str]) -> Iterator[str]:
    """Why there is no going back any further, and what there is instead: later ones, which `log` lists as kept."""
    yield f"No generation from before {last} is kept" + (
        f", which {current} is once more." if last != current else "."
    )
    if others:
        yield f"Kept is {others[-1]}, from after it: `pullquote index --rollback {number_of(others[-1])}` goes to that."
    yield "PULLQUOTE_KEEP, or `pullquote index --keep N`, says how many are kept."


def _holds(folder: Path) -> str:
    """The generation that a folder is once more; itself where it is its own, or cannot say."""
    with suppress(UnusableIndex):  # going back is all the more wanted
        return generations.read_manifest(folder).restored or folder.name
    return folder.name
