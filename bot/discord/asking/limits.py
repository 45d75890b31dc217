"""How often a person and a server may ask: sliding windows over the times of past questions, in memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Hashable
from typing import NamedTuple

_SWEEP = 1_000
"""Windows held before those that have run out are looked for and dropped."""


class Limited(NamedTuple):
    """A limit is hit; `until` is when it ends, in seconds since 1970."""

    whose: str
    until: float


class Limits:
    """The limits of one bot. All its methods are quick and need the event loop's thread only."""

    def __init__(
        self, *, per_person: int, per_guild: int, seconds: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._per_person = per_person
        self._per_guild = per_guild
        self._seconds = seconds
        self._clock = clock
        self._asked: dict[Hashable, deque[float]] = {}
        self._sweep_at = _SWEEP

    def take(self, person: int, guild: int | None, *, place: int, cooldown: float = 0) -> Limited | None:
        """Count one question, or tell which limit forbids it; a question turned away does not count.

        `cooldown` is the least number of seconds between two questions of a person in `place`.
        """
        now = self._clock()
        rules = [
            ("you", ("person", person), self._per_person, self._seconds),
            ("you", ("place", person, place), 1, cooldown),
        ]
        if guild is not None:
            rules.append(("this server", ("guild", guild), self._per_guild, self._seconds))
        for whose, key, most, seconds in rules:
            times = self._recent(key, now, seconds)
            if len(times) >= most and seconds:
                return Limited(whose, times[-most] + seconds)
        for _, key, _, seconds in rules:
            if seconds:
                self._asked.setdefault(key, deque()).append(now)
        self._sweep(now)
        return None

    def first(self, person: int, notice: str) -> bool:
        """Whether a person is not yet told this in this window; from now on they are."""
        now, key = self._clock(), ("told", person, notice)
        if self._recent(key, now, self._seconds):
            return False
        self._asked[key] = deque([now])
        self._sweep(now)
        return True

    def _recent(self, key: Hashable, now: float, seconds: float) -> deque[float]:
        times = self._asked.get(key, deque())
        while times and times[0] <= now - seconds:
            times.popleft()
        return times

    def _sweep(self, now: float) -> None:
        if len(self._asked) <= self._sweep_at:
            return
        oldest = now - max(self._seconds, _LONGEST_COOLDOWN)
        self._asked = {key: times for key, times in self._asked.items() if times and times[-1] > oldest}
        self._sweep_at = max(_SWEEP, 2 * len(self._asked))


_LONGEST_COOLDOWN = 3_600.0
"""Seconds; the settings command takes no longer one."""
