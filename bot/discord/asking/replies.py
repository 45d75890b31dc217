"""The two ways to reply: to an interaction, by editing the deferred reply; to a message, by a message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import discord
import structlog

from bot.discord.asking.responding import Shown
from bot.discord.errors import (
    GONE,
    INVALID_FORM,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    TITLE_BLOCKED,
    UNKNOWN_MESSAGE,
    Told,
    lacking,
    tell,
)
from bot.discord.showing.buttons import buttons
from bot.discord.showing.presentation import Sheet, notice, told_sheet
from index.answers import Answer

log = structlog.get_logger(__name__)

MOMENT = 1.0
"""Seconds that somebody who asked by a message waits without being told of the queue."""
LONGEST_WAIT = 60.0
"""Seconds that the reply to an interaction waits for Discord's rate limit at most."""
UNNAMED = "A question"
"""A thread's name where the question itself cannot be one."""
WAIT, CANNOT_SPEAK = "⏳", "🔇"
MENDED_BY_WAITING = frozenset({"limit", "queue", "closing"})
NOT_ALLOWED = frozenset({MISSING_ACCESS, MISSING_PERMISSIONS})


def queued(position: int) -> str:
    """What somebody is told who has to wait."""
    return f"You are in the queue: number {position}. The answer comes here."


class InteractionReply:
    """A reply to a command or a button: deferred at once, then edited into the answer."""

    def __init__(
        self, interaction: discord.Interaction[Any], *, private: bool, refuse_privately: bool = False
    ) -> None:
        self._interaction = interaction
        self._private = private
        self._refuse_privately = refuse_privately and not private

    @asynccontextmanager
    async def working(self, position: int) -> AsyncIterator[None]:
        response = self._interaction.response
        if position:
            await response.send_message(embed=notice(queued(position)), ephemeral=self._private)
        else:
            await response.defer(thinking=True, ephemeral=self._private)
        yield

    def in_public(self, answer: Answer) -> bool:
        return self._interaction.guild_id is not None and not self._private and not self._whispers(answer)

    def _whispers(self, answer: Answer) -> bool:
        return self._refuse_privately and answer.status == "refused"

    async def show(self, sheet: Sheet, entry: str, answer: Answer) -> Shown | None:
        view = buttons(entry, answer, sheet.shown)
        whispered = self._whispers(answer)
        try:
            if whispered:
                return self._shown(await self._whisper(sheet, view=view))
            return self._shown(await self._edit(**_parts(sheet), view=view))
        except discord.HTTPException as error:
            if error.code not in GONE:
                raise
            log.info("reply is gone", interaction=self._interaction.id, code=error.code)
            late = error.code != UNKNOWN_MESSAGE and not whispered
            return await self._show_late(sheet, view) if late else None

    def _shown(self, message: discord.Message) -> Shown:
        return Shown(message.id, self._interaction.channel_id or 0)

    async def _whisper(self, sheet: Sheet, **parts: Any) -> discord.Message:
        """Take away what all could see of the question, and show what there is to say to the asker only."""
        async with asyncio.timeout(LONGEST_WAIT):
            with suppress(discord.NotFound):  # it was taken away before, by whoever may
                await self._interaction.delete_original_response()
            return await self._interaction.followup.send(
                sheet.content, embeds=sheet.embeds, ephemeral=True, wait=True, **parts
            )

    async def _show_late(self, sheet: Sheet, view: discord.ui.View) -> Shown | None:
        """The interaction is over, after 15 minutes: only the channel itself is left."""
        channel = self._interaction.channel
        if self._private or not isinstance(channel, discord.abc.Messageable):
            return None
        message = await channel.send(
            f"For {self._interaction.user.mention}, late:\n{sheet.content}",
            embeds=sheet.embeds,
            files=sheet.attachments(),
            view=view,
        )
        return self._shown(message)

    async def tell(self, sentence: str) -> None:
        """To the asker only, where a refusal would be: why nothing was looked for is nobody else's business."""
        sheet = Sheet((notice(sentence),))
        if not self._interaction.response.is_done():
            await tell(self._interaction, sentence)
        elif self._refuse_privately:
            await self._whisper(sheet)
        else:
            await self._edit(**_parts(sheet), view=None)

    async def turn_away(self, told: Told, *, again: bool) -> None:
        """Each time: a command that nothing answers looks broken, and only the asker sees it."""
        await self.tell(told.sentence)

    async def _edit(self, **parts: Any) -> discord.InteractionMessage:
        """What the person sees, replaced. For interactions, discord.py itself waits as long as it is told to."""
        async with asyncio.timeout(LONGEST_WAIT):
            return await self._interaction.edit_original_response(**parts)


class MessageReply:
    """A reply to a message: a message below it, in its channel or in a thread opened for it.

    Where the bot may not write there, the answer goes to the person privately, with what is missing.
    """

    def __init__(
        self, message: discord.Message, *, thread_name: str | None = None, post: bool = False
    ) -> None:
        self._message = message
        self._thread_name = thread_name
        self._post = post
        self._into: discord.Thread | None = None
        self._above = ""
        self._writing = asyncio.Lock()
        self.sent: discord.Message | None = None

    @asynccontextmanager
    async def working(self, position: int) -> AsyncIterator[None]:
        await self._open_thread()
        if position:
            announcing = asyncio.create_task(self._announce(position))
            try:
                yield
            finally:
                async with self._writing:
                    announcing.cancel()
            return
        typing = (self._into or self._message.channel).typing()
        try:
            await typing.__aenter__()
        except (discord.HTTPException, discord.RateLimited):
            yield
            return
        try:
            yield
        finally:
            await typing.__aexit__(None, None, None)

    async def _announce(self, position: int) -> None:
        """Tell those who have to wait for more than a moment; most do not, and a notice costs a message."""
        await asyncio.sleep(MOMENT)
        async with self._writing:
            if self.sent is None:
                with suppress(discord.HTTPException, discord.RateLimited):  # the answer itself may yet come
                    await self._send(told_sheet(queued(position)))

    async def _open_thread(self) -> None:
        """Open the thread that was asked for; where that cannot be, the reply goes into the channel."""
        name, self._thread_name = self._thread_name, None
        if name is None:
            return
        try:
            self._into = await self._named_thread(name)
        except (discord.HTTPException, discord.RateLimited) as error:
            log.info("no thread opened", reason=str(error), channel=self._message.channel.id)

    async def _named_thread(self, name: str) -> discord.Thread:
        try:
            return await self._message.create_thread(name=name)
        except discord.HTTPException as error:
            if error.code != TITLE_BLOCKED:
                raise
            return await self._message.create_thread(name=UNNAMED)

    def in_public(self, answer: Answer) -> bool:
        return self._message.guild is not None

    async def show(self, sheet: Sheet, entry: str, answer: Answer) -> Shown | None:
        await self._put(sheet, buttons(entry, answer, sheet.shown, post=self._post))
        return Shown(self.sent.id, self.sent.channel.id) if self.sent else None

    async def tell(self, sentence: str) -> None:
        await self._put(told_sheet(sentence))

    async def turn_away(self, told: Told, *, again: bool) -> None:
        """Once in a window: by a mark where waiting mends it, privately where the channel is not for the bot.

        Where it says already that the question waits, that is put right.
        """
        if self.sent is not None:
            await self.tell(told.sentence)
        elif again:
            return
        elif told.why in MENDED_BY_WAITING:
            await self._mark(WAIT)
        elif told.why in ("place", "unreadable"):
            await self._send_privately(told_sheet(told.sentence))
        else:
            await self.tell(told.sentence)

    async def _put(self, sheet: Sheet, view: discord.ui.View | None = None) -> None:
        """Into the message that is there already, or into a new one."""
        async with self._writing:
            if self.sent is None:
                await self._send(sheet, view)
            else:
                await self._edit(self.sent, sheet, view)

    async def _edit(self, sent: discord.Message, sheet: Sheet, view: discord.ui.View | None) -> None:
        try:
            # Unless told otherwise, discord.py shows embeds again that somebody has suppressed.
            kept: Any = discord.utils.MISSING
            self.sent = await sent.edit(**_parts(self._below(sheet)), view=view, suppress=kept)
        except discord.NotFound:
            log.info("answer was deleted", message=sent.id)
            self.sent = None

    async def _send(self, sheet: Sheet, view: discord.ui.View | None = None) -> None:
        parts = _new_parts(sheet, view)
        try:
            if sheet.embeds and not self._shows_embeds():
                await self._send_privately(sheet, view, self._what_is_missing())
            elif self._into is not None:
                self.sent = await self._into.send(**parts)
            else:
                self.sent = await self._message.reply(mention_author=False, **parts)
        except discord.Forbidden as error:
            if error.code not in NOT_ALLOWED:
                raise
            await self._send_privately(sheet, view, self._what_is_missing())
        except discord.HTTPException as error:
            if not _is_unknown_reference(error):
                raise
            log.info("question was deleted", message=self._message.id)

    def _shows_embeds(self) -> bool:
        """Without Embed Links, Discord may take a message and leave its embeds out, with no error."""
        allowed = self._allowed()
        return allowed is None or not allowed.send_messages or allowed.embed_links

    def _allowed(self) -> discord.Permissions | None:
        """What the bot may do where it replies; None in private."""
        channel, guild = self._into or self._message.channel, self._message.guild
        if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return None
        return channel.permissions_for(guild.me)

    async def _send_privately(
        self, sheet: Sheet, view: discord.ui.View | None = None, above: str = ""
    ) -> None:
        """Write to the person; where they take no messages, only a mark on their own message is left."""
        self._above = above
        try:
            self.sent = await self._message.author.send(**_new_parts(self._below(sheet), view))
        except discord.HTTPException as error:
            log.warning("cannot reach the asker", code=error.code, channel=self._message.channel.id)
            await self._mark(CANNOT_SPEAK)

    def _below(self, sheet: Sheet) -> Sheet:
        """The same, below what has to be said first in private."""
        return replace(sheet, content=f"{self._above}\n{sheet.content}".strip())

    async def _mark(self, emoji: str) -> None:
        try:
            await self._message.add_reaction(emoji)
        except discord.HTTPException as error:
            log.warning("cannot even react", code=error.code, channel=self._message.channel.id)

    def _what_is_missing(self) -> str:
        allowed, channel = self._allowed(), self._into or self._message.channel
        speaking = "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"
        needed = ("view_channel", speaking, "embed_links", "attach_files", "read_message_history")
        names = "" if allowed is None else lacking(allowed, needed)
        return (
            f"I may not answer in <#{channel.id}>: I lack {names or 'a permission'} there. "
            "Somebody who runs the server can give me that. Until then, here it is."
        )


def _parts(sheet: Sheet) -> dict[str, Any]:
    """What an edit puts in place of what was there."""
    return {"content": sheet.content or None, "embeds": sheet.embeds, "attachments": sheet.attachments()}


def _new_parts(sheet: Sheet, view: discord.ui.View | None) -> dict[str, Any]:
    """What a new message is made of. The files are opened anew each time: sending closes them."""
    parts: dict[str, Any] = {"content": sheet.content, "embeds": sheet.embeds, "files": sheet.attachments()}
    return parts if view is None else {**parts, "view": view}


def _is_unknown_reference(error: discord.HTTPException) -> bool:
    """The message to reply to is gone: its author took the question back."""
    return error.code == INVALID_FORM and "message_reference" in error.text
