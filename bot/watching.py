"""Following the corpus and the feeds: what changes is indexed, in a terminal's watch as in the Discord bot's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adding import fetcher_of
from bot.settings import Settings
from index.errors import PullquoteError

if TYPE_CHECKING:
    from index.adding.add import Outcome
    from index.articles.fetching import Fetcher

PAUSE = 60.0
"""Seconds after which watching begins again where the folder could not be watched any more."""


def follow(
    settings: Settings,
    corpus: Path,
    data: Path,
    stop: threading.Event,
    *,
    build: Callable[[], None],
    tell: Callable[[Outcome], None],
    fault: Callable[[PullquoteError], None],
) -> None:
    """Build once the corpus is watched, and again whenever files in it have changed. Blocks until `stop` is set.

    The feeds are looked at every so often. `tell` hears what became of each article of one, `fault` what went wrong:
    neither ends it.
    """
    fetcher, next_look = fetcher_of(settings), time.monotonic()

    def watch() -> None:
        from index.adding.watching import changes

        nonlocal next_look
        for changed in changes(corpus, data, stop):
            if changed:
                _safely(build, fault)
            if settings.feeds and time.monotonic() >= next_look and not stop.is_set():
                _safely(lambda: _look(_outcomes(settings, corpus, data, fetcher), stop, tell), fault)
                next_look = time.monotonic() + 60 * settings.feed_minutes

    while not stop.is_set():
        _safely(watch, fault)
        stop.wait(PAUSE)


def _safely(work: Callable[[], None], fault: Callable[[PullquoteError], None]) -> None:
    """Do something, whatever comes of it: what was not foreseen is told as a fault, too, with its cause."""
    try:
        work()
    except PullquoteError as error:
        fault(error)
    except Exception as error:  # noqa: BLE001  (whoever watches goes on, whatever it was)
        unforeseen = PullquoteError(f"What was not foreseen went wrong ({type(error).__name__}: {error}).")
        unforeseen.__cause__ = error
        fault(unforeseen)


def _look(outcomes: Iterator[Outcome], stop: threading.Event, tell: Callable[[Outcome], None]) -> None:
    """Add what is new in the feeds: files, which are then indexed as any that change."""
    for outcome in outcomes:
        if outcome.what != "unchanged":
            tell(outcome)
        if stop.is_set():
            return


def _outcomes(settings: Settings, corpus: Path, data: Path, fetcher: Fetcher) -> Iterator[Outcome]:
    from index.adding.add import Shelf
    from index.adding.known import known_sources
    from index.adding.sources import Web

    with known_sources(data) as known:
        shelf = Shelf(corpus, data, known, settings.discord.private_folders)
        yield from shelf.put(Web(fetcher, known, shelf.there).feeds(settings.feeds))
