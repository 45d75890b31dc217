"""What settings ask for and the bot cannot do: what it lacks in a channel, and what no channel of its kind has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import discord

from bot.discord.asking.places import WHOLE_SERVER, Place
from bot.discord.errors import lacking
from bot.discord.running.client import Client

NO_INTENT = (
    "I cannot read ordinary messages yet: the **message-content intent** is missing. Whoever runs me switches "
    "it on in Discord's developer portal and sets `PULLQUOTE_DISCORD__MESSAGE_CONTENT=true`. Until then, "
    "mention me."
)
_MOST = 10
"""Channels that are named for one fault."""
_SPEAKING = ("view_channel", "send_messages", "embed_links", "read_message_history")
_IN_POSTS = ("view_channel", "send_messages_in_threads", "embed_links", "read_message_history")
_OPENING = ("create_public_threads", "send_messages_in_threads")
_TELLING = ("view_channel", "send_messages", "embed_links")

Channel = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.ForumChannel


def faults(client: Client, guild: int) -> list[str]:
    """A sentence for each thing that is set and cannot work, with the channels where it cannot."""
    where: dict[str, list[int]] = defaultdict(list)
    known = client.get_guild(guild)
    for channel in known.channels if known else ():
        if isinstance(channel, Channel):
            for fault in _faults_in(client, channel):
                where[fault].append(channel.id)
    sentences = [f"{fault} in {_listed(channels)}." for fault, channels in where.items()]
    places = [each for each in (WHOLE_SERVER, *client.places.channels(guild)) if not _is_forum(client, each)]
    wanted = any(client.places.at(guild, each).ask_channel for each in places)
    return [*([NO_INTENT] if wanted and not client.reads_messages else []), *sentences]


def _is_forum(client: Client, channel: int) -> bool:
    """A forum's posts have titles, which Discord shows without the intent."""
    return isinstance(client.get_channel(channel), discord.ForumChannel)


def _faults_in(client: Client, channel: Channel) -> Iterator[str]:
    guild, place = channel.guild, client.places.at(channel.guild.id, channel.id)
    allowed = channel.permissions_for(guild.me)
    own = channel.id in client.places.channels(guild.id)
    if place.log_channel == channel.id and (missing := lacking(allowed, _TELLING)):
        yield f"I cannot tell of changes: I lack {missing}"
    if not place.answers or not (own or allowed.view_channel):
        return
    if (own or place.ask_channel) and (missing := lacking(allowed, _speaking(channel))):
        yield f"I cannot answer: I lack {missing}"
    yield from _without_threads(place, channel, allowed)


def _without_threads(place: Place, channel: Channel, allowed: discord.Permissions) -> Iterator[str]:
    if not place.threads:
        return
    if isinstance(channel, discord.ForumChannel):
        return  # each post is a thread already
    if not isinstance(channel, discord.TextChannel):
        yield "No thread can be opened for a question"
    elif missing := lacking(allowed, _OPENING):
        yield f"I cannot open threads: I lack {missing}"


def _speaking(channel: Channel) -> tuple[str, ...]:
    return _IN_POSTS if isinstance(channel, discord.ForumChannel) else _SPEAKING


def _listed(channels: list[int]) -> str:
    named = ", ".join(f"<#{channel}>" for channel in channels[:_MOST])
    return f"{named} and {len(channels) - _MOST:,} more" if len(channels) > _MOST else named
