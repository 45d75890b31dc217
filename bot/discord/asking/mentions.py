"""Mentions in what people write: on the wire they are numbers, which nobody means to ask the articles for."""

from __future__ import annotations

import re
from collections.abc import Callable

import discord

_MENTION = re.compile(r"<(?:@!?(?P<person>\d+)|@&\d+|#\d+|id:\w+|a?:\w+:\d+)>")


def named(text: str, name_of: Callable[[int], str | None]) -> str:
    """`text` with people by their names, and without those unknown, roles, channels and emoji of servers.

    A channel's name is left out as not everybody who reads the answer may see that channel.
    """

    def name(mention: re.Match[str]) -> str:
        found = name_of(int(mention["person"])) if mention["person"] else None
        return f"@{found}" if found else " "

    return _MENTION.sub(name, text).strip()


def named_in_server(text: str, guild: discord.Guild | None) -> str:
    """The same for what Discord hands over without the people whom it mentions: who of the server is known."""

    def name_of(person: int) -> str | None:
        member = guild.get_member(person) if guild else None
        return member.display_name if member else None

    return named(text, name_of)


def content_of(message: discord.Message, *, but: int = 0) -> str:
    """What a message says, so, and without the mention of the user `but`."""
    names = {user.id: user.display_name for user in message.mentions if user.id != but}
    return named(message.content, names.get)
