"""The desk where questions are answered: a few at once, a bounded queue behind, and none after closing time.

with desk.enter(person) as ticket:      # at once: a place, or Full, Crowding or Closing
    ...                                 # acknowledge; tell them their position
    answer = await ticket.work(ask)     # a worker thread runs it; the event loop stays free
    ...                                 # deliver: until then the ticket counts as in flight
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Self, TypeVar

T = TypeVar("T")


class Full(Exception):
    """The queue is full."""


class Crowding(Exception):
    """This person has as many questions here as one may have."""


class Closing(Exception):
    """The bot is shutting down and takes no further question."""


MOST_OF_ONE = 3
"""Questions of one person that are answered or wait at the same time: nobody else waits for more."""


class Desk:
    """`workers` questions at once and at most `queue` waiting. Belongs to one event loop."""

    def __init__(self, *, workers: int, queue: int) -> None:
        self.workers = workers
        self.queue = queue
        self.inside = 0
        """Questions that were let in and whose answers are not yet delivered."""
        self.closing = False
        self._of: Counter[int] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()
        self._free = asyncio.Semaphore(workers)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="answer", initializer=_step_back)

    @property
    def waiting(self) -> int:
        """How many are in the queue."""
        return max(0, self.inside - self.workers)

    def enter(self, person: int) -> Ticket:
        """A place at the desk or in the queue. Raises Full, Crowding or Closing."""
        if self.closing:
            raise Closing
        if self.inside >= self.workers + self.queue:
            raise Full
        if self._of[person] >= MOST_OF_ONE:
            raise Crowding
        return Ticket(self, person)

    async def idle(self) -> None:
        """Wait until nothing is in flight."""
        await self._empty.wait()

    async def drain(self, seconds: float) -> bool:
        """Take no further question and wait for those in flight; False if some were not done in time."""
        self.closing = True
        try:
            async with asyncio.timeout(seconds):
                await self.idle()
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Stop the worker threads; one that is busy ends with its question."""
        self.closing = True
        self._threads.shutdown(wait=False, cancel_futures=True)


def _step_back() -> None:
    """Let the event loop go first where processors are few: this thread's work is long, the loop's short.

    On Linux a thread has a priority of its own; elsewhere this would concern the whole process.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


class Ticket:
    """One question's place, held until the `with` block ends.

    `position` counts from 1 in the queue and is 0 at the desk.
    """

    def __init__(self, desk: Desk, person: int) -> None:
        self._desk, self._person = desk, person
        desk.inside += 1
        desk._of[person] += 1
        desk._empty.clear()
        self.position = desk.waiting

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._desk.inside -= 1
        self._desk._of -= Counter([self._person])
        if not self._desk.inside:
            self._desk._empty.set()

    async def work(self, job: Callable[[], T]) -> T:
        """Run `job` in a worker thread when it is this ticket's turn."""
        async with self._desk._free:
            return await asyncio.get_running_loop().run_in_executor(self._desk._threads, job)
