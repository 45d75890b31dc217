"""Tell me when this is answered: what was refused is asked again after each build, who waits for it is told once."""

from __future__ import annotations

from typing import NamedTuple

import discord
import structlog

from bot.discord.asking.desk import Full
from bot.discord.asking.places import WHOLE_SERVER
from bot.discord.asking.responding import enter
from bot.discord.errors import Told
from bot.discord.managing.blocking import is_blocked
from bot.discord.running.client import Client, Interaction
from bot.discord.running.generations import Later
from bot.discord.showing.buttons import FORGOTTEN, AnswerButton, buttons, pressed, view_of
from bot.discord.showing.presentation import Sheet, answer_sheet, notice, repeated
from bot.ledger import Entry
from index import Selection
from index.answers import Answer
from index.errors import QuestionError

log = structlog.get_logger(__name__)

MOST = 25
"""Questions that one person waits for, at most."""
NOBODY = 0
"""In whose name questions are asked again: they take a place of their own at the desk."""
PROMISE = (
    "Whenever articles are added or changed I ask this again, and when they answer it I tell you once, in a private "
    "message. Until then I keep your user id with the question."
)
ANSWERED_THERE = (
    "What you wanted to know is answered now, by articles that I do not quote in private messages. "
    "Ask it again there:"
)


@pressed("await")
async def wait_for(interaction: Interaction, entry: Entry, _: int) -> None:
    """Note that this person wants to be told."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    client = interaction.client
    noted = await client.in_thread(client.ledger.await_answer, entry.id, interaction.user.id, MOST)
    if noted is None:
        raise Told(FORGOTTEN, "forgotten")
    if not noted:
        raise Told(f"You wait for {MOST} answers already. Below one of those, press **Do not tell me**.")
    view = view_of([AnswerButton("stop", entry.id, label="Do not tell me")])
    await interaction.edit_original_response(embed=notice(PROMISE), view=view)


@pressed("stop")
async def stop(interaction: Interaction, entry: Entry, _: int) -> None:
    """They want it no more."""
    await interaction.response.defer()
    client = interaction.client
    await client.in_thread(client.ledger.stop_awaiting, entry.id, interaction.user.id)
    await interaction.edit_original_response(embed=notice("I will not tell you."), view=None)


def install(client: Client) -> None:
    """Ask again after each build."""

    async def ask_again() -> None:
        waiting = await client.in_thread(client.ledger.awaited)
        for id, people in waiting.items():
            entry = await client.in_thread(client.ledger.entry, id)
            found = None if entry is None else await _found(client, entry)
            if entry is None or found is None:
                continue
            for person in people:
                await _tell(client, entry, found, person)
                await client.in_thread(client.ledger.stop_awaiting, id, person)

    client.after_build.append(ask_again)


class Found(NamedTuple):
    """What a refused question gets now: `here`, where it was refused, and of what everybody may see, if anything."""

    here: Answer
    anywhere: Answer | None


async def _found(client: Client, entry: Entry) -> Found | None:
    """The answers that there are now; None where there is still none. Raises Later."""
    await client.load_place(entry.guild)
    within, open_to_all = (
        which(entry.guild, entry.channel) for which in (client.places.selection, client.places.shown_to_all)
    )
    here = await _asked_again(client, entry, within)
    if here is None:
        return None
    return Found(here, here if within == open_to_all else await _asked_again(client, entry, open_to_all))


async def _asked_again(client: Client, entry: Entry, within: Selection) -> Answer | None:
    """The answer of a part of the articles, at the desk like any other; None where they have none. Raises Later."""
    top, strictness, refused = client.settings.top, client.settings.strictness, entry.answer
    archive = client.whole_archive.limited(within)
    try:
        with enter(client, NOBODY, entry.guild, refused.asked_as) as ticket:
            answer = await ticket.work(
                lambda: archive.ask(
                    refused.question, asked_as=refused.asked_as, top=top, strictness=strictness
                )
            )
    except Told as told:
        raise Later(told.why) from None
    except Full:
        raise Later("queue") from None
    except QuestionError:
        return None
    return answer if answer.status == "answered" else None


async def _tell(client: Client, entry: Entry, found: Found, person: int) -> None:
    """By a private message; where they take none, below the refusal, if that stands in the open.

    Who waits may have left the server, or may never have seen the channel. So a private message holds what everybody
    may see, and otherwise no more than where to ask again.
    """
    try:
        user = client.get_user(person) or await client.fetch_user(person)
        channel = await user.create_dm()
        if found.anywhere is None:
            await channel.send(f"{ANSWERED_THERE} {_link(entry)}")
        else:
            heading = f"You wanted to know when this is answered: {_link(entry)}"
            await _send(client, found.anywhere, person, channel, heading)
    except discord.HTTPException as error:
        log.info("cannot write to who waits", code=error.code, entry=entry.id)
        await _tell_below(client, entry, found.here, person)


def _link(entry: Entry) -> str:
    """To the refusal, or to its channel."""
    parts = [entry.guild or "@me", entry.shown_in or entry.channel, entry.message]
    return "/".join(["https://discord.com/channels", *(str(part) for part in parts if part is not None)])


async def _tell_below(client: Client, entry: Entry, answer: Answer, person: int) -> None:
    """Nobody is pinged but who asked for it."""
    if entry.private or entry.guild is None or entry.message is None or entry.shown_in is None:
        return
    channel = client.get_partial_messageable(entry.shown_in, guild_id=entry.guild)
    below = channel.get_partial_message(entry.message).to_reference(fail_if_not_exists=True)
    try:
        heading = f"<@{person}> This is answered now:"
        await _send(client, answer, person, channel, heading, guild=entry.guild, below=below)
    except discord.HTTPException as error:  # the refusal was deleted, or was for one person's eyes
        log.info("who waits cannot be told", code=error.code, entry=entry.id)


async def _send(
    client: Client,
    answer: Answer,
    person: int,
    channel: discord.DMChannel | discord.PartialMessageable,
    heading: str,
    *,
    guild: int | None = None,
    below: discord.MessageReference | None = None,
) -> None:
    words = client.places.at(guild, WHOLE_SERVER).blocked
    sheet = answer_sheet(answer, echo=True, repeat=not is_blocked(words, *repeated(answer)))
    kept = await client.in_thread(
        client.ledger.record,
        answer,
        guild=guild,
        channel=channel.id,
        asker=person,
        private=guild is None,
        listed=False,
    )
    try:
        message = await _post(channel, sheet, heading, buttons(kept, answer, sheet.shown), person, below)
    except discord.HTTPException:
        await client.in_thread(client.ledger.forget, kept)
        raise
    await client.in_thread(client.ledger.place, kept, message.id, channel.id)


async def _post(
    channel: discord.DMChannel | discord.PartialMessageable,
    sheet: Sheet,
    heading: str,
    view: discord.ui.View,
    person: int,
    below: discord.MessageReference | None,
) -> discord.Message:
    content, files = f"{heading}\n{sheet.content}".strip(), sheet.attachments()
    if below is None:
        return await channel.send(content, embeds=sheet.embeds, files=files, view=view)
    only_them = discord.AllowedMentions(
        everyone=False, roles=False, replied_user=False, users=[discord.Object(person)]
    )
    return await channel.send(
        content, embeds=sheet.embeds, files=files, view=view, reference=below, allowed_mentions=only_them
    )
