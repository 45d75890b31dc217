"""Generations, open: everything that a question needs, replaced by newer ones while questions are answered."""

from __future__ import annotations

import copy
import functools
import math
import sqlite3
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from index.building import generations
from index.building.catalogue import Catalogue
from index.building.copies import copies_shown
from index.building.encoder import ENCODERS, Encoder, export_folder
from index.building.halves import Store
from index.building.selection import Selection
from index.errors import (
    ArchiveClosed,
    DataNotWritable,
    EncoderError,
    IndexDamaged,
    IndexMismatch,
    UnusableIndex,
)

LIMITED = 50
"""Parts of a generation that are kept ready."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until a generation that could not be read is tried again: twice as long each time, up to the longest."""

PATIENCE = 2.0
"""Seconds from the beginning of an opening for which questions wait for it: a sound disk takes a tenth of that."""


class OpenGeneration:
    """One published generation with all its parts open.

    Where a newer one cannot be used, `trouble` says so to whoever keeps the index, and `warning` to whoever asks it.
    """

    def __init__(
        self,
        folder: Path,
        data: Path,
        model: str | None,
        store: Store,
        *,
        most: int | None = generations.CHECKED,
    ) -> None:
        """Open a folder and its halves in a store. `model`, if given, must be the encoder it was made with.

        `most` is as `check_contents` has it. Raises IndexDamaged, IndexMismatch, EncoderError.
        """
        self.name = folder.name
        self.trouble: str | None = None
        self.warning: str | None = None
        self.manifest = generations.read_manifest(folder)
        generations.check_contents(folder, self.manifest, most)
        if model is not None:
            generations.check_encoder(self.manifest, model)
        self.encoder = Encoder(export_folder(self.manifest.encoder, data / ENCODERS))
        self._check_encoder(folder)
        try:
            self.vectors, self.keywords = store.open(folder, self.manifest)
            self.catalogue = Catalogue.open(folder / generations.CATALOGUE, Path(self.manifest.corpus))
            try:
                self.copies = self.catalogue.copies()
            except BaseException:
                self.catalogue.close()
                raise
        except OSError as error:
            generations.unopened(folder, "one of its files", error)
        except (RuntimeError, ValueError, sqlite3.DatabaseError) as error:
            raise IndexDamaged(f"The index in {folder} is damaged ({error}).", generations.MEND) from error
        self.passages: list[int] | None = None
        """Those that there are, by id; None where that is all of the index."""
        self._limited: OrderedDict[Selection, OpenGeneration] = OrderedDict()
        self._limiting = threading.Lock()

    def answers_instead(self, damage: IndexDamaged | None) -> None:
        """Say that it answers in place of a newer one with that damage; None where there is no such one any more."""
        trouble = warning = None
        if damage is not None:
            day, time = self.manifest.built_at[:10], self.manifest.built_at[11:16]
            trouble = f"{damage} Until then, generation {self.name} answers, built {day} at {time} UTC."
            is_ = "cannot be read" if damage.is_unreadable else "is damaged"
            warning = f"The newest generation of the index {is_}; generation {self.name} of {day} answers."
        with self._limiting:
            if trouble != self.trouble:
                self.trouble, self.warning = trouble, warning
                self._limited.clear()  # its parts would go on saying what it said before

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.vectors) if self.passages is None else len(self.passages)

    def mentions(self, stem: str) -> int:
        """How many of its passages hold a stem."""
        return self.keywords.count(stem, self.passages)

    def limited(self, selection: Selection) -> OpenGeneration:
        """The same generation as if it held only what a selection leaves in, made once for each of the last LIMITED."""
        if not selection:
            return self
        with self._limiting:
            part = self._limited.pop(selection, None) or self._part(selection)
            self._limited[selection] = part
            if len(self._limited) > LIMITED:
                self._limited.popitem(last=False)
            return part

    def _part(self, selection: Selection) -> OpenGeneration:
        sources = self.catalogue.sources()
        left = frozenset(one.article for one in sources if selection.admits(one))
        if len(left) == len(sources):
            return self
        part = copy.copy(self)
        part.__dict__.pop("newest", None)
        part.passages = self.catalogue.passages_of(sorted(left))
        part.catalogue = self.catalogue.limited(left)
        part.copies = copies_shown(part.catalogue)
        return part

    @functools.cached_property
    def newest(self) -> date | None:
        """The day of the newest article, if any has one."""
        article = self.catalogue.newest()
        return date.fromisoformat(article.date) if article is not None and article.date else None

    def _check_encoder(self, folder: Path) -> None:
        if self.encoder.description.sha256 != self.manifest.encoder_sha256:
            raise IndexMismatch(
                f"The index in {folder} was made with another export of the encoder {self.manifest.encoder!r} "
                "than the one beside it. Run `pullquote index --full` to build it anew."
            )

    def close(self) -> None:
        """Close its files."""
        self.catalogue.close()


def _open_newest(data: Path, model: str | None, store: Store) -> OpenGeneration:
    """Open the current generation; where it is pruned away while being opened, the one that replaced it."""
    while True:
        folder = generations.require_current(data)
        try:
            return OpenGeneration(folder, data, model, store)
        except UnusableIndex:
            if generations.current(data) == folder:
                raise


def _open_good(data: Path, model: str | None, store: Store) -> OpenGeneration:
    """Open the current generation; where it is damaged or unreadable, the newest one that is not, which says so."""
    try:
        return _open_newest(data, model, store)
    except IndexDamaged as damage:
        for folder in reversed(generations.published(data)[:-1]):
            with suppress(UnusableIndex, EncoderError):
                opened = OpenGeneration(folder, data, model, store)
                opened.answers_instead(damage)
                return opened
        raise


class _PassedOver(NamedTuple):
    """A newer generation that could not be used, tried again when the clock says `until`, after a pause in seconds."""

    name: str
    until: float = math.inf
    pause: float = 0.0


class NewestGeneration:
    """The newest generation of a data folder, lent to one question after another and replaced between them.

    Thread-safe. A replaced generation is closed when the last question that borrowed it is answered.
    """

    def __init__(
        self, data: Path, model: str | None, store: Store, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Open the current one; the store is closed with this. `clock` is in seconds.

        Raises IndexMissing, IndexDamaged, IndexMismatch, EncoderError.
        """
        self._data, self._model, self._store, self._clock = data, model, store, clock
        try:
            self._open: OpenGeneration | None = _open_good(data, model, store)
        except BaseException:
            store.close()
            raise
        self._borrowed: Counter[OpenGeneration] = Counter()
        self._passed_over: _PassedOver | None = None
        self._changed = threading.Condition()
        """Held for moments only: every question needs it."""
        self._opening = threading.Lock()
        """Held by the one that opens a newer generation, for as long as its disk takes."""
        self._began: float | None = None
        """When that one began; None where nobody opens one, or has only just begun."""

    def refresh(self, *, wait: bool = True) -> bool:
        """Move to a newer generation if one was published, while questions go on being answered from the open one.

        One that cannot be used is passed over, once; one that cannot be read is tried again after a pause. Where
        another thread is opening one, that is waited for first, without `wait` only until PATIENCE is over.
        """
        if self._newer() is None:
            return False
        now, began = self._clock(), self._began
        patience = max(0.0, PATIENCE - (0.0 if began is None else now - began))
        if not self._opening.acquire(timeout=-1 if wait else patience):
            return False
        try:
            self._began = self._clock()
            newest = self._newer()
            return newest is not None and self._move(newest)
        finally:
            self._began = None
            self._opening.release()

    def _newer(self) -> str | None:
        """The name of the newest generation, where there is something to do about it now."""
        newest, opened, passed = generations.current(self._data), self._open, self._passed_over
        if newest is None or opened is None:
            return None
        if newest.name == opened.name:
            return newest.name if opened.trouble is not None else None
        waiting = passed is not None and passed.name == newest.name and self._clock() < passed.until
        return None if waiting else newest.name

    def _move(self, newest: str) -> bool:
        """Open the newest generation and lend it from now on. Hold `_opening`."""
        before = self._open
        if before is None:
            return False
        if newest == before.name:
            before.answers_instead(None)  # what was newer, and no good, is gone
            return False
        try:
            opened = _open_newest(self._data, self._model, self._store)
        except (UnusableIndex, EncoderError, DataNotWritable) as error:
            damage = error if isinstance(error, IndexDamaged) else None
            self._pass_over(newest, is_unreadable=damage is not None and damage.is_unreadable)
            before.answers_instead(damage)
            return False
        with self._changed:
            if self._open is None:  # closed meanwhile
                opened.close()
                return False
            self._open = opened
            self._close_if_idle(before)
            return True

    def _pass_over(self, name: str, *, is_unreadable: bool) -> None:
        if not is_unreadable:
            self._passed_over = _PassedOver(name)
            return
        last, pause = self._passed_over, FIRST_PAUSE
        if last is not None and last.name == name:
            pause = min(2 * last.pause, LONGEST_PAUSE)
        self._passed_over = _PassedOver(name, self._clock() + pause, pause)

    @contextmanager
    def borrow(self) -> Iterator[OpenGeneration]:
        """The open generation, for as long as the context lasts. Raises ArchiveClosed, and IndexDamaged by its use."""
        with self._changed:
            if self._open is None:
                raise ArchiveClosed("This archive is closed; open it again to ask.")
            generation = self._open
            self._borrowed[generation] += 1
        try:
            yield generation
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"The index {generation.name} is damaged ({error}).", generations.MEND
            ) from error
        finally:
            with self._changed:
                self._borrowed[generation] -= 1
                self._close_if_idle(generation)
                self._changed.notify_all()

    def close(self) -> None:
        """Lend no more, wait until everything borrowed is back, and close."""
        with self._changed:
            last, self._open = self._open, None
            self._changed.wait_for(lambda: not any(self._borrowed.values()))
        # Whoever is opening a newer one needs the store, and closes what was opened again.
        with self._opening, self._changed:
            if last is not None:
                self._close_if_idle(last)
                self._store.close()

    def _close_if_idle(self, generation: OpenGeneration) -> None:
        if generation is not self._open and not self._borrowed[generation]:
            del self._borrowed[generation]
            generation.close()
