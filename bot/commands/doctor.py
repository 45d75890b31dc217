"""`pullquote doctor`: what the bot needs, looked at one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from bot.options import current_settings, folder_options, keep_option

if TYPE_CHECKING:
    from bot.settings import Settings

FAULT = 2


@click.command
@click.option(
    "--repair",
    is_flag=True,
    help="First mend what is damaged, as far as that needs no guessing; touch no article.",
)
@keep_option
@folder_options
@click.pass_context
def doctor(ctx: click.Context, *, repair: bool) -> None:
    """Check index, model, ledger, disk, token, intents and permissions.

    Every byte of the index is read: damaged, missing and orphaned files, passages without a vector and vectors without
    a passage, near-empty articles and dates in the future are told. Where nothing of Discord is set, the bot's token,
    intents and permissions are no fault. Nothing is changed without --repair. Exit codes: 0 all is well, 2 something
    is not; a sentence for each fault says what mends it.
    """
    if repair:
        _repair_notes(current_settings(ctx))
        _repair(current_settings(ctx))
    _note(current_settings(ctx))
    faults = asyncio.run(_show(current_settings(ctx)))
    ctx.exit(FAULT if faults else 0)


def _note(settings: Settings) -> None:
    """What is no fault, but good to know."""
    from bot.terminal import say
    from index.building.checking import outdated

    for sentence in outdated(settings.data_folder):
        say(f"note: {sentence}.")


async def _show(settings: Settings) -> int:
    from bot.discord.running.doctor import examine
    from bot.terminal import say

    faults = 0
    async for what, ok, sentence, note in examine(settings):
        say(f"{'note' if note else 'ok' if ok else 'FAULT'}: {what}: {sentence}")
        faults += not ok
    return faults


def _repair_notes(settings: Settings) -> None:
    from bot.terminal import say
    from index.adding.known import ADDED, begin_anew, damage

    if damage(settings.data_folder) is not None:
        aside = begin_anew(settings.data_folder)
        say(f"repair: put the damaged {ADDED} aside as {aside}; the next addition begins a new one.")
        say(
            "note: what a feed brought and you removed is no longer known, so that the feed may bring it back."
        )


def _repair(settings: Settings) -> None:
    from bot.terminal import say

    nothing = True
    for done in _repairs(settings):
        nothing = False
        say(f"repair: {done}.")
    if nothing:
        say("repair: nothing to mend.")


def _repairs(settings: Settings) -> Iterator[str]:
    """Mend the index from what is whole of it; what cannot be mended so is built from the articles."""
    from index.building import generations
    from index.errors import EncoderDamaged, IndexDamaged

    newest = generations.current(settings.data_folder)
    try:
        yield from _mended(settings)
    except (IndexDamaged, EncoderDamaged) as damage:
        if isinstance(damage, IndexDamaged) and damage.is_unreadable:
            raise
        yield damage.what.removesuffix(".")
        yield _built(settings)
        yield from _mended(settings)
    else:
        if newest is not None and not newest.is_dir():  # it was damaged, and an older one is the newest now
            yield _built(settings)


def _mended(settings: Settings) -> list[str]:
    from index.building.checking import repair
    from index.building.stores import store_of

    with closing(store_of(settings.milvus)) as store:
        return repair(settings.data_folder, settings.model, store, settings.keep)


def _built(settings: Settings) -> str:
    from bot.building import build_index

    return f"brought the index up to date with the articles, in generation {build_index(settings).generation}"
