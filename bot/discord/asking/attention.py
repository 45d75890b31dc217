"""What is meant for the bot of what people say to each other: where it listens to all, and where it is called."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.discord.asking.mentions import content_of, named
from bot.discord.asking.responding import too_long
from bot.discord.running.client import Client
from bot.followups import at_hand

_LINK = re.compile(r"<?\w+://\S+")
UNREADABLE = (
    "Discord does not show me the message that you replied to. Right-click it, then **Apps**, "
    "**Find in the articles**; or forward it to me in a private message."
)


async def is_for_the_articles(client: Client, message: discord.Message) -> bool:
    """Whether a message of an ask channel asks the articles something, rather than the people there.

    A reply is for whom it replies to, a mention for whom it mentions.
    """
    if message.type is discord.MessageType.reply or message.mentions or message.role_mentions:
        return False
    return await asks_the_articles(client, message.content)


async def asks_the_articles(client: Client, written: str) -> bool:
    """Whether this is a question or a topic no longer than one may be, and neither a remark nor a link alone."""
    text = _LINK.sub(" ", written).strip()
    if not any(character.isalnum() for character in text) or too_long(written, client.settings.discord):
        return False
    return (await client.in_thread(client.whole_archive.heard, text)).kind != "remark"


async def is_about_another(client: Client, message: discord.Message, typed: str) -> bool:
    """Whether a reply to somebody that mentions the bot ("is this true?", "source?") is about what they wrote.

    It is, where it asks the articles nothing by itself.
    """
    meant = replied_to(message)
    if message.type is not discord.MessageType.reply or (meant is not None and meant.author == client.user):
        return False
    if not any(character.isalnum() for character in typed) or at_hand.asks(typed) is not None:
        return True
    if too_long(typed, client.settings.discord):
        return False
    return (await client.in_thread(client.whole_archive.heard, typed)).kind == "remark"


def text_of(message: discord.Message) -> str:
    """What somebody wrote; of a forwarded message, what it passes on."""
    passed_on = (named(snapshot.content, lambda _: None) for snapshot in message.message_snapshots)
    return next((text for text in (content_of(message), *passed_on) if text), "")


def replied_to(message: discord.Message) -> discord.Message | None:
    """The message that this one replies to, as far as Discord sent it along."""
    resolved: Any = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None
