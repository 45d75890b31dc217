"""Taking answers back: by the button below them, and with the question, where its author deletes that."""

from __future__ import annotations

import discord
import structlog

from bot.discord.asking.conversations import thread
from bot.discord.asking.edits import Recent
from bot.discord.errors import GONE, MISSING_ACCESS, UNKNOWN_CHANNEL, Told
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.buttons import pressed
from bot.ledger import Entry

log = structlog.get_logger(__name__)


def install(client: Client) -> None:
    """Listen to threads that are deleted, of whose messages nothing is told: what was answered there is forgotten."""

    @client.event
    async def on_raw_thread_delete(payload: discord.RawThreadDeleteEvent) -> None:
        gone = await client.in_thread(client.ledger.forget_shown_in, payload.thread_id)
        client.conversations.forget(thread(payload.thread_id))
        if gone:
            log.info("taken back with their thread", answers=gone)


@pressed("delete")
async def delete(interaction: Interaction, entry: Entry, _: int) -> None:
    """Delete the answer and all that is kept of it, for who asked and for moderators."""
    if not await _may_delete(interaction, entry):
        raise Told(
            "Only the person who asked and those with **Manage Messages** can delete an answer.", "refused"
        )
    await interaction.response.defer()
    await interaction.delete_original_response()
    await forget(interaction.client, entry)


async def _may_delete(interaction: Interaction, entry: Entry) -> bool:
    if interaction.permissions.manage_messages or interaction.user.id in _askers(interaction.message):
        return True
    ledger = interaction.client.ledger
    return await interaction.client.in_thread(ledger.is_asker, entry.id, interaction.user.id)


def _askers(answer: discord.Message | None) -> set[int]:
    """Whom Discord itself knows to have asked: by a command, or by the message replied to."""
    if answer is None:
        return set()
    asked_by = answer.interaction_metadata.user.id if answer.interaction_metadata else None
    replied_to = answer.reference.resolved if answer.reference else None
    author = replied_to.author.id if isinstance(replied_to, discord.Message) else None
    return {person for person in (asked_by, author) if person is not None}


async def forget(client: Client, entry: Entry) -> None:
    """What was asked and answered was never said: neither in the ledger nor in the conversation."""
    await client.in_thread(client.ledger.forget, entry.id)
    if entry.message is not None:
        client.conversations.take_back(entry.message, entry.answer.question)


async def message_deleted(client: Client, recent: Recent, message: int) -> None:
    """A message is gone: an answer is forgotten, the answer to a question goes with it."""
    await recent.answered(message)  # what is being made is not there yet to be deleted
    entry = await client.in_thread(client.ledger.entry_asked_by, message)
    if entry is not None:
        await _delete_message(client, entry)
    else:
        entry = await client.in_thread(client.ledger.entry_at, message)
    if entry is not None:
        await forget(client, entry)
        log.info("taken back", entry=entry.id)


async def _delete_message(client: Client, entry: Entry) -> None:
    if entry.message is None or entry.shown_in is None:
        return
    channel = client.get_partial_messageable(entry.shown_in)
    try:
        await channel.get_partial_message(entry.message).delete()
    except discord.HTTPException as error:
        if error.code not in GONE | {UNKNOWN_CHANNEL, MISSING_ACCESS}:
            raise
        log.info("answer is gone already", message=entry.message, code=error.code)
