"""Gateway events and the intents that a session needs to receive them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

from .errors import Json
from .model import Guild


class Intents(IntFlag):
    NONE = 0
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intents.GUILD_MEMBERS | Intents.GUILD_PRESENCES | Intents.MESSAGE_CONTENT

_IN_GUILD_AND_DM = {
    "MESSAGE_CREATE": (Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES),
    "MESSAGE_UPDATE": (Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES),
    "MESSAGE_DELETE": (Intents.GUILD_MESSAGES, Intents.DIRECT_MESSAGES),
    "MESSAGE_DELETE_BULK": (Intents.GUILD_MESSAGES, Intents.NONE),
    "MESSAGE_REACTION_ADD": (Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_REACTION_REMOVE": (Intents.GUILD_MESSAGE_REACTIONS, Intents.DIRECT_MESSAGE_REACTIONS),
    "TYPING_START": (Intents.GUILD_MESSAGE_TYPING, Intents.DIRECT_MESSAGE_TYPING),
    "GUILD_MEMBER_ADD": (Intents.GUILD_MEMBERS, Intents.NONE),
    "GUILD_MEMBER_UPDATE": (Intents.GUILD_MEMBERS, Intents.NONE),
    "GUILD_MEMBER_REMOVE": (Intents.GUILD_MEMBERS, Intents.NONE),
    "INTERACTION_CREATE": (Intents.NONE, Intents.NONE),
}


@dataclass(frozen=True)
class Event:
    """Something that happened, for every session that may know of it."""

    name: str
    data: Json
    guild: Guild | None = None
    without_content: Json | None = None
    """The same event for a session that lacks MESSAGE_CONTENT; None where nothing is withheld."""

    @property
    def intent(self) -> Intents:
        """The intent a session needs; whatever is not listed above belongs to GUILDS."""
        in_guild, in_dm = _IN_GUILD_AND_DM.get(self.name, (Intents.GUILDS, Intents.NONE))
        return in_guild if self.guild else in_dm

    def data_for(self, intents: Intents) -> Json | None:
        """What a session with these intents receives; None if nothing."""
        if self.intent and not self.intent & intents:
            return None
        if self.without_content is not None and not intents & Intents.MESSAGE_CONTENT:
            return self.without_content
        return self.data
