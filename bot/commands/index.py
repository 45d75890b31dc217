"""`pullquote index`: bring the index up to date, and report."""

from __future__ import annotations

import click

from bot.options import current_settings, folder_options


@click.command
@click.option("--full", is_flag=True, help="Read and encode every article anew.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@click.option("--verbose", is_flag=True, help="Name every file that was added, changed or removed.")
@folder_options
@click.pass_context
def index(ctx: click.Context, *, full: bool, dry_run: bool, verbose: bool) -> None:
    """Bring the index up to date with the articles: only what changed is read and encoded again.

    Files that were left out or may have been misread are named with the reason; the others are counted. Questions go
    on being answered from the index as it was until the new one is complete.
    """
    from bot.building import build_index, report_lines
    from bot.terminal import say

    report = build_index(current_settings(ctx), full=full, dry_run=dry_run)
    for line in report_lines(report, verbose=verbose):
        say(line)
