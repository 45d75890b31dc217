"""Looking an index through for what is wrong with it, and mending what can be mended without guessing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from index.building import generations
from index.building.catalogue import Catalogue
from index.building.counted import counted
from index.building.halves import Store
from index.building.local import LocalDraft
from index.building.opened import OpenGeneration
from index.building.vectors import VectorIndex
from index.errors import EncoderDamaged, IndexDamaged, IndexMismatch, UnusableIndex

NEAR_EMPTY = 20
"""Words below which an article says hardly anything: most likely it was not read as it should have been."""
NAMED = 5
"""Articles or files named in one finding, at most."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong: a sentence that says what mends it, and whether `repair` does. `what` is the kind of thing."""

    what: str
    sentence: str
    mendable: bool


def faults(data: Path, model: str, store: Store) -> Iterator[Fault]:
    """Everything wrong with the index in a data folder; all of it is read. See `outdated` for what is no fault.

    Raises IndexMissing, IndexMismatch, and IndexServerError where the store cannot be reached.
    """
    yield from _left_over(data)
    current = generations.require_current(data)
    for folder in generations.published(data):
        if isinstance(damage := _fault(folder), IndexDamaged):
            yield _damaged("generation", damage)
            if folder == current:
                return
    try:
        opening = OpenGeneration(current, data, model, store, most=0)
    except IndexDamaged as damage:
        yield _damaged("generation", damage)
        return
    except EncoderDamaged as damage:
        yield _damaged("encoder", damage)
        return
    with closing(opening) as opened:
        yield from _doubtful(opened.catalogue)
        try:
            store.check(opened.manifest)
        except IndexDamaged as error:
            yield Fault("passages", str(error), mendable=False)
        else:
            yield from _disagreements(opened)


def _damaged(what: str, damage: IndexDamaged | EncoderDamaged) -> Fault:
    """What is damaged with the one thing that mends it; what cannot be read may be whole, and is left to people."""
    if isinstance(damage, IndexDamaged) and damage.is_unreadable:
        return Fault(what, str(damage), mendable=False)
    return Fault(what, f"{damage.what} {_REPAIR}", mendable=True)


def outdated(data: Path) -> Iterator[str]:
    """A sentence on each older generation that is kept in another format: no fault, but no good to go back to."""
    for folder in generations.published(data)[:-1]:
        if isinstance(_fault(folder, whole=False), IndexMismatch):
            yield (
                f"generation {folder.name} is of another format, which this version cannot go back to; "
                "`pullquote index --full` builds one that takes its place"
            )


def _left_over(data: Path) -> Iterator[Fault]:
    """What dead builds left, and files in generations that no manifest names."""
    if _is_building(data):
        return
    stray = [path.name for path in generations.unfinished(data)]
    for folder in generations.published(data):
        stray += [f"{folder.name}/{name}" for name in _unnamed(folder)]
    if stray:
        yield Fault(
            "files",
            f"{counted(len(stray), 'file is', 'files are')} orphaned below the data folder: {_some(stray)}. {_REPAIR}",
            mendable=True,
        )


_REPAIR = "`pullquote doctor --repair` mends it."


def _is_building(data: Path) -> bool:
    lock = FileLock(data / "build.lock", timeout=0)
    try:
        with lock:
            return False
    except (Timeout, OSError):
        return True


def _unnamed(folder: Path) -> list[str]:
    """Files of a generation that its manifest does not name; where that cannot be read, none can be told."""
    with suppress(UnusableIndex, OSError):
        return sorted(generations.files_of(folder).keys() - generations.read_manifest(folder).files.keys())
    return []


def _fault(folder: Path, *, whole: bool = True) -> UnusableIndex | None:
    """Why a generation cannot be used: it is damaged or of another format. Looked at `whole`, every byte is read."""
    try:
        manifest = generations.read_manifest(folder)
        if whole:
            generations.check_contents(folder, manifest)
    except UnusableIndex as error:
        return error
    return None


def _disagreements(opened: OpenGeneration) -> Iterator[Fault]:
    missing, orphaned = _difference(opened)
    mendable = isinstance(opened.vectors, VectorIndex)
    mend = _REPAIR if mendable else "Run `pullquote index --full` to build it anew."
    if missing or orphaned:
        bare = counted(len(missing), "passage has", "passages have")
        strange = counted(len(orphaned), "vector has", "vectors have")
        sentence = f"{bare} no vector, {strange} no passage. {mend}"
        yield Fault("vectors", sentence, mendable=mendable)
    count, held = opened.catalogue.counts()[1], _words_held(opened)
    if count != held:
        passages = counted(held, "passage", "passages")
        sentence = f"the keyword index holds {passages}, the catalogue {count:,}. {mend}"
        yield Fault("keywords", sentence, mendable=mendable)


def _difference(opened: OpenGeneration) -> tuple[list[int], list[int]]:
    """Passages without a vector, and vectors without a passage, by id."""
    known = np.array(opened.catalogue.passage_ids(), dtype=np.int64)
    held = opened.vectors.ids()
    return np.setdiff1d(known, held).tolist(), np.setdiff1d(held, known).tolist()


def _words_held(opened: OpenGeneration) -> int:
    count = getattr(opened.keywords, "__len__", None)  # a server's half tells no number
    return int(count()) if count is not None else opened.catalogue.counts()[1]


def _doubtful(catalogue: Catalogue) -> Iterator[Fault]:
    """What only whoever keeps the articles can mend."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    empty, future = [], []
    for id, date, words in catalogue.lengths():
        if words < NEAR_EMPTY:
            empty.append(id)
        if date is not None and date > tomorrow:
            future.append(f"{id} ({date})")
    if empty:
        few = counted(len(empty), "article has", "articles have")
        sentence = f"{few} fewer than {NEAR_EMPTY} words: {_some(empty)}. Look there."
        yield Fault("near-empty articles", sentence, mendable=False)
    if future:
        early = counted(len(future), "article is of a day", "articles are of days")
        sentence = f"{early} to come: {_some(future)}. Set what is wrong there right."
        yield Fault("dates", sentence, mendable=False)


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (" and others" if len(names) > NAMED else "")


def repair(data: Path, model: str, store: Store, keep: int = generations.KEPT) -> list[str]:
    """Mend what can be mended from what is there; a sentence for each thing done. `faults` is the dry run.

    `keep` is how many generations stay where a mended one is published, as for `build`. Orphaned files and damaged
    generations that another can stand in for are removed; vectors and keywords are made to hold the catalogue's
    passages and no others. Articles are never touched. Raises BuildBusy, DataNotWritable; IndexDamaged where no
    generation is whole, and EncoderDamaged where the encoder is not: then a build makes them anew.
    """
    done: list[str] = []
    try:
        with generations.building(data):
            stray = [folder / name for folder in generations.published(data) for name in _unnamed(folder)]
            for path in stray:
                path.unlink(missing_ok=True)
                done.append(f"removed {path.parent.name}/{path.name}, which no manifest names")
            done += _without_damaged(data)
            done += _agreeing(data, model, store, keep)
            if done:
                store.published(data)
    except OSError as error:
        raise generations.not_writable(data, error) from error
    return done


def _without_damaged(data: Path) -> list[str]:
    """Remove damaged generations, as long as a whole one is left. Raises IndexDamaged where none is."""
    found = {folder: _fault(folder) for folder in generations.published(data)}
    bad = [folder for folder, why in found.items() if isinstance(why, IndexDamaged) and not why.is_unreadable]
    if bad and None not in found.values():
        raise IndexDamaged(f"No generation in {data} is whole.", generations.MEND)
    for folder in bad:
        generations.remove(folder)
    return [f"removed the damaged generation {folder.name}" for folder in bad]


def _agreeing(data: Path, model: str, store: Store, keep: int) -> list[str]:
    """Publish the current generation with vectors and keywords of the catalogue's passages, where they differ."""
    current = generations.require_current(data)
    with closing(OpenGeneration(current, data, model, store)) as opened:
        missing, orphaned = _difference(opened)
        if not any(_disagreements(opened)) or not isinstance(opened.vectors, VectorIndex):
            return []
        with generations.draft(data) as folder:
            with closing(
                Catalogue.copy(
                    current / generations.CATALOGUE,
                    folder / generations.CATALOGUE,
                    Path(opened.manifest.corpus),
                    opened.manifest.checksums.get(generations.CATALOGUE),
                )
            ) as catalogue:
                draft = LocalDraft(opened.vectors, anew=True)
                draft.remove(orphaned)
                texts = dict(catalogue.passage_texts(missing))
                draft.add(list(texts), opened.encoder.encode_passages(list(texts.values())))
                draft.save(folder, catalogue)
            files, sums = generations.files_of(folder), generations.checksums_of(folder)
            manifest = replace(opened.manifest, files=files, checksums=sums, changes={})
            name = generations.publish(data, folder, manifest, keep).name
    made = counted(len(missing), "vector", "vectors")
    return [f"generation {name}: {made} made, {len(orphaned):,} removed, the keyword index written anew"]
