"""The desk where questions are answered: a few at once, a bounded queue behind, and none after closing time.

with desk.enter(person, party, cost) as ticket:   # at once: a place, or Full, Crowding or Closing
    ...                                 # acknowledge; tell them their position
    answer = await ticket.work(ask)     # a worker thread runs it; the event loop stays free
    ...                                 # deliver: until then the ticket counts as in flight

Whose turn is next is told by start-time fair queueing (Goyal, Vin and Cheng, 1996): each party, a server or
somebody who asks in private, gets the same share of the work, so that none waits for all that another one asks.
"""

from __future__ import annotations

import asyncio
import heapq
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
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
        self.closing = False
        self._tickets: dict[Ticket, None] = {}
        self._of: Counter[int] = Counter()
        self._empty = asyncio.Event()
        self._empty.set()
        self._turns = Turns(workers)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="answer", initializer=_step_back)

    @property
    def inside(self) -> int:
        """Questions that were let in and whose answers are not yet delivered."""
        return len(self._tickets)

    @property
    def waiting(self) -> int:
        """How many are in the queue."""
        return max(0, self.inside - self.workers)

    def enter(self, person: int, party: Hashable = None, cost: float = 1.0) -> Ticket:
        """A place at the desk or in the queue. Raises Full, Crowding or Closing.

        Where the queue is full, the newest question of the party that has most in it makes room for one of a party
        that has fewer. `cost` is how much work the question is, beside others.
        """
        if self.closing:
            raise Closing
        if self._of[person] >= MOST_OF_ONE:
            raise Crowding
        if sum(not ticket.sent_away for ticket in self._tickets) >= self.workers + self.queue:
            self._make_room(party)
        return Ticket(self, person, party, cost)

    def _make_room(self, party: Hashable) -> None:
        waiting = [ticket for ticket in self._tickets if not ticket.begun and not ticket.sent_away]
        of = Counter(ticket.party for ticket in waiting)
        longest, most = max(of.items(), key=lambda item: item[1], default=(None, 0))
        if of[party] + 1 >= most:
            raise Full
        next(ticket for ticket in reversed(waiting) if ticket.party == longest).send_away()

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

    def _admit(self, ticket: Ticket) -> None:
        self._tickets[ticket] = None
        self._of[ticket.person] += 1
        self._empty.clear()

    def _dismiss(self, ticket: Ticket) -> None:
        del self._tickets[ticket]
        self._of -= Counter([ticket.person])
        if not self._tickets:
            self._empty.set()
            self._turns.begin_anew()


def _step_back() -> None:
    """Let the event loop go first where processors are few: this thread's work is long, the loop's short.

    On Linux a thread has a priority of its own; elsewhere this would concern the whole process.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


class Ticket:
    """One question's place, held until the `with` block ends.

    `position` counts from 1 in the queue and is 0 at the desk; `begun` once its work has, `sent_away` if it had to
    make room.
    """

    def __init__(self, desk: Desk, person: int, party: Hashable, cost: float) -> None:
        self._desk, self.person, self.party, self._cost = desk, person, party, cost
        self.begun = self.sent_away = False
        self._turn: asyncio.Future[None] | None = None
        self.start = desk._turns.start(party, cost)
        others = [other for other in desk._tickets if not other.sent_away]
        ahead = sum(other.begun or other.start <= self.start for other in others)
        self.position = max(0, ahead + 1 - desk.workers)
        desk._admit(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._desk._dismiss(self)

    async def work(self, job: Callable[[], T]) -> T:
        """Run `job` in a worker thread when it is this ticket's turn. Raises Full where it had to make room."""
        if self.sent_away:
            raise Full
        self._turn = self._desk._turns.wait(self.start)
        try:
            await self._turn
        except asyncio.CancelledError:
            self._desk._turns.forgo(self._turn)
            raise
        self.begun = True
        try:
            return await asyncio.get_running_loop().run_in_executor(self._desk._threads, job)
        finally:
            self._desk._turns.done()

    def send_away(self) -> None:
        """Give the place up: `work` raises Full, at once where it waits already."""
        self.sent_away = True
        self._desk._turns.give_back(self.party, self.start, self._cost)
        if self._turn is not None and not self._turn.done():
            self._turn.set_exception(Full())


class Turns:
    """Whose work is next: that with the earliest start in virtual time, which goes on with what is begun."""

    def __init__(self, free: int) -> None:
        self._free = free
        self._now = 0.0
        self._finish: dict[Hashable, float] = {}
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    def start(self, party: Hashable, cost: float) -> float:
        """When a party's next work starts: now, or when what it asked before is done."""
        start = max(self._now, self._finish.get(party, 0.0))
        self._finish[party] = start + cost
        return start

    def give_back(self, party: Hashable, start: float, cost: float) -> None:
        """The newest work of a party will not be done."""
        if self._finish.get(party) == start + cost:
            self._finish[party] = start

    def wait(self, start: float) -> asyncio.Future[None]:
        """Done when the work that starts then may begin."""
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (start, next(self._number), turn))
        self._next()
        return turn

    def done(self) -> None:
        """Work that had begun has ended."""
        self._free += 1
        self._next()

    def forgo(self, turn: asyncio.Future[None]) -> None:
        """Nobody waits for this turn any more; it may have come this very moment."""
        if turn.done() and not turn.cancelled() and turn.exception() is None:
            self.done()

    def begin_anew(self) -> None:
        """Nothing is waiting or begun: what parties had before counts no more."""
        self._now = 0.0
        self._finish.clear()

    def _next(self) -> None:
        while self._free and self._waiting:
            start, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._free -= 1
                self._now = max(self._now, start)
                turn.set_result(None)
