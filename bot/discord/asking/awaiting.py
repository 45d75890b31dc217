"""Tell me when this is answered: what was refused is asked again after each build, who waits for it is told once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import discord
import structlog

from bot.discord.asking.desk import Full
from bot.discord.asking.responding import enter
from bot.discord.errors import Told, passes
from bot.discord.running.client import Client, Interaction
from bot.discord.running.generations import Later
from bot.discord.running.logs import what_went_wrong
from bot.discord.showing.buttons import FORGOTTEN, AnswerButton, buttons, pressed, view_of
from bot.discord.showing.presentation import Sheet, answer_sheet, notice, repeated
from bot.ledger import Entry
from index import Selection
from index.answers import Answer
from index.errors import IndexServerError, QuestionError

log = structlog.get_logger(__name__)

MOST = 25
"""Questions that one person waits for, at most."""
SHARE = 20
"""Questions of one server that are asked again at one look, at most: the next look goes on with the rest."""
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
        raise Told(
            f"You are waiting for {MOST} answers already. To make room, press **Tell me when this is answered** "
            "once more below one of those questions, then **Do not tell me**."
        )
    view = view_of([AnswerButton("stop", entry.id, label="Do not tell me")])
    await interaction.edit_original_response(embed=notice(PROMISE), view=view)


@pressed("stop")
async def stop(interaction: Interaction, entry: Entry, _: int) -> None:
    """They want it no more."""
    await interaction.response.defer()
    client = interaction.client
    await client.in_thread(client.ledger.stop_awaiting, entry.id, interaction.user.id)
    await interaction.edit_original_response(embed=notice("I will not tell you of this one."), view=None)


def install(client: Client) -> None:
    """Ask again after each build."""
    asked = Asked()

    async def ask_again() -> None:
        asked.begin(await client.in_thread(lambda: client.whole_archive.generation))
        postponed = False
        for id, people in (await client.in_thread(client.ledger.awaited)).items():
            try:
                entry = await client.in_thread(client.ledger.entry, id)
                found = None if entry is None else await _found(client, entry, asked)
            except (Later, sqlite3.OperationalError):  # a ledger that is locked, or whose disk is full
                postponed = True
                continue
            if entry is None or found is None:
                continue
            for person in people:
                if await _told(client, entry, found, person):
                    await client.in_thread(client.ledger.stop_awaiting, id, person)
                else:
                    postponed = True
        if postponed:
            raise Later("not everything that is waited for was asked and told")

    client.after_build["awaited"] = ask_again


Asking = tuple[Selection, str, str]
"""A part of the articles, and a question as it was typed and as it was understood."""


class Asked:
    """What was asked again of the newest generation, so that nothing is asked of it twice."""

    def __init__(self) -> None:
        self._generation = ""
        self._answers: dict[Asking, Answer | None] = {}
        self._of: Counter[int | None] = Counter()

    def begin(self, generation: str) -> None:
        """Another look, at this generation."""
        self._of.clear()
        if generation != self._generation:
            self._generation = generation
            self._answers.clear()

    async def answer(
        self, asking: Asking, guild: int | None, ask: Callable[[], Awaitable[Answer | None]]
    ) -> Answer | None:
        """What was answered, or is. Raises Later where a server has had its share of this look."""
        if asking not in self._answers:
            if self._of[guild] >= SHARE:
                raise Later("share")
            self._of[guild] += 1
            self._answers[asking] = await ask()
        return self._answers[asking]


class Found(NamedTuple):
    """What a refused question gets now: `here`, where it was refused, and of what everybody may see, if anything."""

    here: Answer
    anywhere: Answer | None


async def _found(client: Client, entry: Entry, asked: Asked) -> Found | None:
    """The answers that there are now; None where there is still none. Raises Later."""
    await client.load_place(entry.guild)

    async def ask(within: Selection) -> Answer | None:
        asking = (within, entry.answer.question, entry.answer.asked_as)
        return await asked.answer(asking, entry.guild, lambda: _asked_again(client, entry, within))

    here = await ask(client.places.selection(entry.guild, entry.channel))
    if here is None:
        return None
    return Found(here, await ask(client.places.shown_to_all(entry.guild, entry.channel)))


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
    except IndexServerError as error:
        raise Later(str(error)) from None
    except QuestionError:
        return None
    except Exception as error:  # noqa: BLE001  (one question's trouble is not the others')
        wrong = what_went_wrong(error, in_full=client.settings.discord.log_questions)
        log.error("could not ask again", entry=entry.id, **wrong)
        return None
    return answer if answer.status == "answered" else None


async def _told(client: Client, entry: Entry, found: Found, person: int) -> bool:
    """Whether a person is told, or cannot ever be; False where that has to wait until Discord takes it."""
    try:
        await _tell(client, entry, found, person)
    except Exception as error:  # noqa: BLE001  (one person's trouble is not the others')
        if passes(error) or isinstance(error, sqlite3.OperationalError):
            log.info("who waits is told later", entry=entry.id, reason=str(error))
            return False
        log.error("who waits cannot be told", entry=entry.id, **what_went_wrong(error, in_full=False))
    return True


async def _tell(client: Client, entry: Entry, found: Found, person: int) -> None:
    """By a private message; where they take none, below the refusal, if that stands in the open.

    Who waits may have left the server, or may never have seen the channel. So a private message holds what everybody
    may see, and otherwise no more than where to ask again.
    """
    try:
        user = client.get_user(person) or await client.fetch_user(person)
        channel = await user.create_dm()
        if found.anywhere is None:
            await channel.send(f"{ANSWERED_THERE} {await _link(client, entry)}")
        else:
            heading = f"You asked to be told when this is answered: {await _link(client, entry)}"
            await _send(client, found.anywhere, person, channel, heading)
    except discord.HTTPException as error:
        if passes(error):
            raise
        log.info("cannot write to who waits", code=error.code, entry=entry.id)
        await _tell_below(client, entry, found.here, person)


async def _link(client: Client, entry: Entry) -> str:
    """To the refusal; to its channel where it is gone, or was for one person's eyes."""
    message = entry.message if await _stands(client, entry) else None
    parts = [entry.guild or "@me", entry.shown_in or entry.channel, message]
    return "/".join(["https://discord.com/channels", *(str(part) for part in parts if part is not None)])


async def _stands(client: Client, entry: Entry) -> bool:
    """Whether the refusal is a message that can be opened: what only its asker was shown is not found a second time."""
    if entry.message is None or entry.shown_in is None:
        return False
    channel = client.get_partial_messageable(entry.shown_in, guild_id=entry.guild)
    try:
        await channel.get_partial_message(entry.message).fetch()
    except discord.HTTPException as error:
        if passes(error):
            raise
        return False
    return True


async def _tell_below(client: Client, entry: Entry, answer: Answer, person: int) -> None:
    """Nobody is pinged but who asked for it."""
    if entry.private or entry.guild is None or entry.message is None or entry.shown_in is None:
        return
    if not client.places.at(entry.guild, entry.channel).answers:
        return
    if isinstance(client.get_channel(entry.shown_in), discord.abc.PrivateChannel):
        return  # there, for want of a permission in the server
    channel = client.get_partial_messageable(entry.shown_in, guild_id=entry.guild)
    below = channel.get_partial_message(entry.message).to_reference(fail_if_not_exists=True)
    try:
        heading = f"<@{person}> This is answered now:"
        await _send(client, answer, person, channel, heading, asked=entry, below=below)
    except discord.HTTPException as error:  # the refusal was deleted, or was for one person's eyes
        if passes(error):
            raise
        log.info("who waits cannot be told", code=error.code, entry=entry.id)


async def _send(
    client: Client,
    answer: Answer,
    person: int,
    channel: discord.DMChannel | discord.PartialMessageable,
    heading: str,
    *,
    asked: Entry | None = None,
    below: discord.MessageReference | None = None,
) -> None:
    """In private, or `below` the refusal to what was `asked` in a server."""
    guild = asked.guild if asked else None
    sheet = answer_sheet(answer, echo=True, repeat=not client.places.blocks(guild, *repeated(answer)))
    kept = await client.in_thread(
        client.ledger.record,
        answer,
        guild=guild,
        channel=asked.channel if asked else channel.id,
        asker=person,
        private=guild is None,
        listed=False,
    )
    try:
        message = await _post(channel, sheet, heading, buttons(kept, answer, sheet.shown), person, below)
    except BaseException:
        await client.in_thread(client.ledger.forget, kept)
        raise
    try:
        await client.in_thread(client.ledger.place, kept, message.id, channel.id)
    except sqlite3.OperationalError as error:  # it is told, and is not to be told again
        log.error("a message is not in the ledger", entry=kept, reason=str(error))


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
