"""AutoMod: the words that a server lets nobody write, except those with MANAGE_GUILD."""

from __future__ import annotations

from .errors import Json, api_error
from .model import Channel, User, walk
from .permissions import Permission, base_permissions
from .state import State

MESSAGE_BLOCKED, TITLE_BLOCKED = 200000, 200001


def check_words(state: State, channel: Channel, author: User, body: Json) -> None:
    """Raise 200000 for a message, new or edited, that holds a blocked word anywhere; bots are not exempt."""
    if _blocked(state, channel, author, _spoken(body)):
        raise api_error(MESSAGE_BLOCKED)


def check_title(state: State, channel: Channel, author: User, title: str) -> None:
    """Raise 200001 for the name of a thread that holds a blocked word."""
    if _blocked(state, channel, author, title):
        raise api_error(TITLE_BLOCKED)


def _blocked(state: State, channel: Channel, author: User, text: str) -> bool:
    guild = channel.guild
    if guild is None or not state.blocked_words.get(guild.id):
        return False
    if base_permissions(guild, author) & (Permission.MANAGE_GUILD | Permission.ADMINISTRATOR):
        return False
    return any(word.casefold() in text.casefold() for word in state.blocked_words[guild.id])


def _spoken(body: Json) -> str:
    parts = [body.get("content") or ""]
    for embed in body.get("embeds") or []:
        parts += [embed.get("title") or "", embed.get("description") or ""]
        parts += [f"{row['name']} {row['value']}" for row in embed.get("fields") or []]
        parts.append((embed.get("footer") or {}).get("text") or "")
    parts += [c["content"] for c in walk(body.get("components") or []) if c["type"] == 10]
    return "\n".join(parts)
