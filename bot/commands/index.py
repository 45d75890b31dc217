"""`pullquote index`: bring the index up to date, and report."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from bot.options import current_settings, folder_options, keep_option

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command
@click.option("--full", is_flag=True, help="Read and encode every article anew.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@click.option("--verbose", is_flag=True, help="Name every file that was added, changed or removed.")
@click.option(
    "--rollback",
    is_flag=False,
    flag_value="",
    metavar="[GENERATION]",
    help="Go back to the generation before, or to one that `pullquote log` lists, instead.",
)
@keep_option
@folder_options
@click.pass_context
def index(ctx: click.Context, *, full: bool, dry_run: bool, verbose: bool, rollback: str | None) -> None:
    """Bring the index up to date with the articles: only what changed is read and encoded again.

    Files that were left out or may have been misread are named with the reason; the others are counted. Questions go
    on being answered from the index as it was until the new one is complete.
    """
    from bot.building import build_index, give_way, report_lines
    from bot.terminal import say

    if rollback is not None:
        if full or dry_run:
            raise click.UsageError("--rollback goes with neither --full nor --dry-run.")
        _roll_back(current_settings(ctx), rollback or None)
        return
    give_way()
    report = build_index(current_settings(ctx), full=full, dry_run=dry_run)
    for line in report_lines(report, verbose=verbose):
        say(line)


def _roll_back(settings: Settings, to: str | None) -> None:
    """Go back, and say to what, and what becomes of the articles."""
    from bot.terminal import say
    from index.building.counted import counted
    from index.building.history import history, roll_back
    from index.building.stores import store_of

    with closing(store_of(settings.milvus)) as store:
        name = roll_back(settings.data_folder, settings.model, store, to, settings.keep)
    entry = next(entry for entry in history(settings.data_folder) if entry.generation == name)
    say(f"Generation {name} is {entry.restored} once more: {counted(entry.articles, 'article', 'articles')}.")
    say("The files of the articles are as they were; the next `pullquote index` takes in what they hold.")
