"""Adding articles for a person who waits: where they come from, what became of each, and the build at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.building import build_index, built_line, give_way
from bot.terminal import say
from index.articles.web import is_web_address

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.adding.add import Outcome, Shelf, What
    from index.adding.known import Known
    from index.adding.sources import Sourced, Web
    from index.articles.draft import Draft
    from index.articles.fetching import Fetcher
    from index.building.build import BuildReport

REFUSED = 1
WAIT = 600.0
"""Seconds to wait for another build to end."""
MARKS = {"added": "+", "changed": "~", "unchanged": "=", "left out": "·", "refused": "!"}


def fetcher_of(settings: Settings) -> Fetcher:
    """A fetcher that may go where the settings allow."""
    from index.articles.fetching import Fetcher, networks

    return Fetcher(networks(settings.allowed_networks))


def sourced(
    settings: Settings,
    sources: Iterable[str],
    feeds: Iterable[str],
    known: Known,
    there: Callable[[str], bool],
    about: Mapping[str, str],
) -> Iterator[Sourced]:
    """The drafts in these files and pages, in their order, then those of the feeds; with what a person says of them."""
    from index.adding.sources import Web, completed

    web = Web(fetcher_of(settings), known, there, whole_feeds=bool(about))
    found = _sourced(settings, sources, feeds, web)
    yield from completed(found, about, settings.corpus.absolute(), known)


def _sourced(settings: Settings, sources: Iterable[str], feeds: Iterable[str], web: Web) -> Iterator[Sourced]:
    from index.adding.sources import from_files
    from index.articles.draft import Refused

    for source in sources:
        if is_web_address(source):
            yield from web.pages([source])
        elif "://" in source:  # as a path it would be told with one stroke less
            yield Refused(source, "no address that can be fetched; one begins with https://")
        else:
            yield from from_files([Path(source).expanduser()], settings.corpus, settings.data_folder)
    for feed in feeds:
        yield from _of_feed(feed, web)


def _of_feed(feed: str, web: Web) -> Iterator[Sourced]:
    """What is new in a feed; where nothing is, that is said of the feed, for somebody waits for it."""
    from index.adding.sources import Same

    is_same = True
    for one in web.feeds([feed]):
        is_same = False
        yield one
    if is_same:
        yield Same(feed, "")


def take_in(settings: Settings, shelf: Shelf, found: Iterable[Sourced]) -> int:
    """Put the drafts into the corpus, say what became of each, and build. The exit code."""
    give_way()
    met: set[What] = set()
    read: dict[str, tuple[str, ...]] = {}
    new = not settings.corpus.exists()
    for outcome in shelf.put(found):
        if new and settings.corpus.exists():  # its name may be a slip of the keyboard
            new = False
            say(f"There was no folder {settings.corpus}: it was made.", err=True)
        say_outcome(outcome)
        sys.stdout.flush()
        met.add(outcome.what)
        if outcome.what not in ("refused", "left out"):
            read[outcome.name] = outcome.warnings
    if read:  # also where nothing is new: an earlier build may have been stopped
        report = build_index(settings, wait=WAIT)
        for line in (
            *_of_these(report, read),
            *(built_line(report) if report.added or report.changed else ()),
        ):
            say(line)
    return REFUSED if "refused" in met or (met and not read) else 0


def _of_these(report: BuildReport, read: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What a build warns of in articles that were just read: what is not searched; not what was told of the reading."""
    for warning in report.warnings:
        id, _, words = warning.partition(": ")
        if id in read and words not in read[id]:
            yield f"! {warning}"


def say_outcome(outcome: Outcome) -> None:
    """Write `+ 2024-03-19-a-title.md: A title`, and what was doubtful; what was refused onto standard error."""
    what = "" if outcome.what in ("added", "changed") else f"{outcome.what}: "
    sentence = f"{outcome.name}: {what}{outcome.detail}"
    say(sentence, label=f"{MARKS[outcome.what]} ", err=outcome.what == "refused")
    for warning in outcome.warnings:
        say(warning, label="  ! ")


def show_drafts(found: Iterable[Sourced]) -> int:
    """Show each article as it would be read. The exit code."""
    from index.adding.sources import Found
    from index.articles.draft import LeftOut, Refused

    shown = refused = left_out = False
    for one in found:
        if isinstance(one, Found):
            shown = True
            _show(one.draft)
        elif isinstance(one, LeftOut):
            left_out = True
            say(f"· {one.what}: left out: {one.reason}")
        elif isinstance(one, Refused):
            refused = True
            say(f"! {one.what}: refused: {one.reason}", err=True)
    say("Nothing was written: this was a dry run.")
    return REFUSED if refused or (left_out and not shown) else 0


def _show(draft: Draft) -> None:
    for name in ("title", "publisher", "date", "url"):
        say(getattr(draft, name) or "not known", label=f"{name:<10}")
    say(f"{len(draft.text.split()):,}", label=f"{'words':<10}")
    for warning in draft.told:
        say(warning, label="! ")
    say("")
    for paragraph in draft.text.split("\n\n"):
        say(paragraph.strip("\n"), label="  ")
        say("")
