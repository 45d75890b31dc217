"""`pullquote watch`: what changes in the corpus and the feeds is indexed, until it is stopped."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

import click

from bot.options import current_settings, folder_options, remember

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.adding.add import Outcome
    from index.errors import PullquoteError


@click.command
@click.option(
    "--feed",
    "feeds",
    multiple=True,
    metavar="URL",
    help="A feed whose new articles are added.  [default: PULLQUOTE_FEEDS]",
)
@click.option(
    "--every",
    "feed_minutes",
    type=float,
    callback=remember,
    expose_value=False,
    help="Minutes between two looks at the feeds.  [default: 15]",
)
@folder_options
@click.pass_context
def watch(ctx: click.Context, feeds: tuple[str, ...]) -> None:
    """Index what changes in the corpus, a second after the last change, and add what is new in the feeds.

    Whoever is asking, in a terminal or on Discord, has the new articles at the next question. Ctrl-C or SIGTERM ends.
    """
    from bot.options import command_line

    if feeds:
        command_line(ctx)["feeds"] = feeds
    settings, stop = current_settings(ctx), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _watch(settings, stop)


def _watch(settings: Settings, stop: threading.Event) -> None:
    from bot.adding import WAIT, say_outcome
    from bot.building import build_index, done_lines, give_way, trouble
    from bot.terminal import say
    from bot.watching import follow
    from index.articles import article_files
    from index.building.counted import counted

    give_way()
    said: set[str] = set()

    def fault(error: PullquoteError) -> None:
        say(str(error), err=True)

    def build() -> None:
        report = build_index(settings, wait=WAIT)
        for line in trouble(report):
            if line not in said:  # what was said of a file stands until it changes
                say(line)
        said.clear()
        said.update(trouble(report))
        if report.added or report.changed or report.removed:
            for line in done_lines(report):
                say(line)
        sys.stdout.flush()

    def tell(outcome: Outcome) -> None:
        say_outcome(outcome)
        sys.stdout.flush()

    next(iter(article_files(settings.corpus)), None)  # a folder that is not there is said at once
    feeds = f" and {counted(len(settings.feeds), 'feed', 'feeds')}" if settings.feeds else ""
    say(f"Watching {settings.corpus}{feeds}. Ctrl-C ends.")
    sys.stdout.flush()
    corpus, data = settings.corpus.absolute(), settings.data_folder
    follow(settings, corpus, data, stop, build=build, tell=tell, fault=fault)
    say("Stopped.")
