"""`pullquote doctor`: what the bot needs, looked at one by one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from bot.options import current_settings, folder_options

if TYPE_CHECKING:
    from bot.settings import Settings

FAULT = 2


@click.command
@folder_options
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Check index, model, ledger, disk, token, intents and permissions.

    Exit codes: 0 all is well, 2 something is not; a sentence for each fault says what mends it.
    """
    faults = asyncio.run(_show(current_settings(ctx)))
    ctx.exit(FAULT if faults else 0)


async def _show(settings: Settings) -> int:
    from bot.discord.doctor import examine
    from bot.terminal import say

    faults = 0
    async for what, ok, sentence in examine(settings):
        say(f"{'ok' if ok else 'FAULT'}: {what}: {sentence}")
        faults += not ok
    return faults
