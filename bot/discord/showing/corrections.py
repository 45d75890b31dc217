"""Corrections: when a quoted article has changed or is gone, the answers that quoted it say so, by an edit."""

from __future__ import annotations

import discord
import structlog

from bot.discord.errors import passes
from bot.discord.running.client import Client
from bot.discord.running.generations import Later
from bot.discord.running.logs import what_went_wrong
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.standing import NAMED, State, standing
from bot.discord.showing.visible import visible
from bot.ledger import DAY, Entry
from index import Archive
from index.answers import Quote

log = structlog.get_logger(__name__)

SINCE = 30 * DAY
"""Seconds: older answers are left as they are."""
_CORRECTION = "⚠️ **Correction:**"
"""Begins each line that a message is marked with."""
_SAID: dict[State, str] = {
    "changed": "has changed since; it still holds these words",
    "lost": "has changed since, and no longer holds these words",
    "gone": "is no longer there",
}


def install(client: Client) -> None:
    """Look at the answers after each build."""

    async def mark() -> None:
        texts = await client.in_thread(client.whole_archive.texts)
        since, postponed = client.clock() - SINCE, False
        for id in await client.in_thread(client.ledger.quoting_otherwise, texts, since):
            try:
                await _look_at(client, id)
            except Exception as error:  # noqa: BLE001  (one answer's trouble is not the others')
                postponed |= passes(error)
                log.warning("answer not marked", entry=id, **what_went_wrong(error, in_full=False))
        if postponed:
            raise Later("not every answer was marked")

    client.after_build["corrections"] = mark


async def _look_at(client: Client, id: str) -> None:
    entry = await client.in_thread(client.ledger.entry, id)
    if entry is None:
        return
    archive = await client.archive_in(entry.guild, None)
    quotes = visible(entry, client.places.selection(entry.guild, None)).answer.quotes
    note = await client.in_thread(correction, archive, quotes)
    if note != await client.in_thread(client.ledger.correction, id):
        await _mark(client, entry, note)
        await client.in_thread(client.ledger.correct, id, note)


def correction(archive: Archive, quotes: tuple[Quote, ...]) -> str:
    """What became of the quoted articles, as Markdown; empty where all are as they were. Blocks."""
    lines: dict[str, str] = {}
    for quote in quotes:
        state = standing(archive, quote).state
        if state != "same":
            title = escape(one_line(quote.citation.title, 100))
            lines.setdefault(quote.citation.article, f"{_CORRECTION} the article “{title}” {_SAID[state]}.")
    return "\n".join(list(lines.values())[:NAMED])


async def _mark(client: Client, entry: Entry, note: str) -> None:
    """Below what the message says; the embeds stay, or stay suppressed."""
    if entry.message is None or entry.shown_in is None:
        return
    channel = client.get_partial_messageable(entry.shown_in, guild_id=entry.guild)
    message = channel.get_partial_message(entry.message)
    try:
        said = (await message.fetch()).content.splitlines()
        lines = [line for line in said if not line.startswith(_CORRECTION)]
        await message.edit(content="\n".join([*lines, note]).strip())
    except discord.HTTPException as error:  # deleted, or shown to one person only, where no edit is possible
        if passes(error):
            raise
        log.info("answer cannot be marked", entry=entry.id, code=error.code)
    else:
        log.info("answer marked", entry=entry.id)
