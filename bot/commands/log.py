"""`pullquote log`: the generations of the index: when each was built, what changed, how large it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from bot.options import current_settings, folder_options

if TYPE_CHECKING:
    from index.building.history import Published


@click.command
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each.")
@folder_options
@click.pass_context
def log(ctx: click.Context, *, as_json: bool) -> None:
    """List the generations of the index, the newest first: when, what changed, how large.

    Those that are kept can be gone to: `pullquote index --rollback GENERATION`; without one, to the one before.
    """
    from bot.terminal import say
    from index.building.history import history

    for entry in history(current_settings(ctx).data_folder):
        if as_json:
            click.echo(json.dumps(entry.to_json()))
        else:
            say(_line(entry), label=f"{entry.generation:<15}")


def _line(entry: Published) -> str:
    from bot.commands.status import size
    from index.building.counted import counted

    changed = ", ".join(f"{count:,} {kind}" for kind, count in entry.changes.items() if count)
    parts = [
        entry.state,
        f"{entry.built_at[:16].replace('T', ' ')} UTC" if entry.built_at else "",
        f"back to {entry.restored}" if entry.restored else changed or "nothing changed",
        f"{counted(entry.articles, 'article', 'articles')}, {counted(entry.passages, 'passage', 'passages')}",
        size(entry.bytes),
    ]
    return " · ".join(filter(None, parts))
