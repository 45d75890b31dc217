"""Where and how the bot answers: each server's settings, and its channels' own over them."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import discord

from bot.discord.asking.blocked import pattern_of
from bot.ledger import Ledger
from index import Selection
from index.articles.files import OWN

WHOLE_SERVER = 0
_MOST = 100_000
"""Servers whose settings are held in memory: more than anybody's bot is in, so that none in use is dropped."""


@dataclass(frozen=True, slots=True)
class Place:
    """How the bot behaves in a channel.

    `cooldown` is the least number of seconds between two questions of one person. `threads` opens a thread
    for each question asked by a mention. `log_channel`, of the whole server, is told who changed the articles; 0
    where none is. Answers quote articles of a `publisher`, in a `folder`, with a `tag`, as far as these are set.
    With `own_only`, of the whole server, what it adds is shown to nobody else. `blocked`, of the whole server, are
    words that are not repeated in public.
    """

    answers: bool = True
    ask_channel: bool = False
    private: bool = False
    cooldown: int = 0
    threads: bool = False
    log_channel: int = 0
    publisher: str = ""
    folder: str = ""
    tag: str = ""
    own_only: bool = False
    blocked: Sequence[str] = ()

    @property
    def listens(self) -> bool:
        """Whether questions need no mention."""
        return self.ask_channel and self.answers


class _Settings(NamedTuple):
    """A server's settings by channel and name, and the pattern of the words that it blocks."""

    by_channel: Mapping[tuple[int, str], Any]
    blocked: re.Pattern[str] | None


_NONE = _Settings({}, None)


class Places:
    """Settings of all servers, read from the ledger once each. What blocks says so.

    `private` names folders of the corpus, each with the only servers that may see it.
    """

    def __init__(
        self,
        ledger: Ledger,
        private: Mapping[str, Collection[int]] | None = None,
        category_of: Callable[[int], int | None] = lambda _: None,
    ) -> None:
        """Blocks. `category_of` tells the category that a channel stands in."""
        self._ledger = ledger
        self._private = private or {}
        self._own = ledger.servers_with("own_only")
        self._closed = _Closed(self._private, self._own)
        self._category_of = category_of
        self._settings: OrderedDict[int, _Settings] = OrderedDict()

    def loaded(self, guild: int | None) -> bool:
        return guild is None or guild in self._settings

    def load(self, guild: int) -> None:
        """Read a server's settings. Blocks."""
        settings = self._ledger.settings(guild)
        self._settings[guild] = _Settings(settings, pattern_of(settings.get((WHOLE_SERVER, "blocked"), ())))
        if len(self._settings) > _MOST:
            self._settings.popitem(last=False)

    def at(self, guild: int | None, channel: int) -> Place:
        """The settings in force in a channel of a server that was loaded; in a DM, the defaults.

        A channel's own stand over its category's, and these over the server's.
        """
        if guild is None:
            return Place()
        settings = self._of(guild).by_channel
        in_force: dict[str, Any] = {}
        for layer in (WHOLE_SERVER, self._category_of(channel), channel):
            in_force |= {name: value for (where, name), value in settings.items() if where == layer}
        return replace(Place(), **in_force)

    def blocks(self, guild: int | None, *texts: str | None) -> bool:
        """Whether any of these texts holds a word that is not to be repeated in a server that was loaded."""
        pattern = None if guild is None else self._of(guild).blocked
        return pattern is not None and pattern.search("\n".join(text or "" for text in texts)) is not None

    def _of(self, guild: int) -> _Settings:
        return self._settings.get(guild, _NONE)

    def selection(self, guild: int | None, channel: int | None) -> Selection:
        """The articles that are quoted in a channel; without one, all that the server may see."""
        everything = Selection(hidden=self._closed.hidden_from(guild))
        if guild is None or channel is None:
            return everything
        place = self.at(guild, channel)
        return replace(everything, publisher=place.publisher, folder=place.folder, tag=place.tag)

    def shown_to_all(self, guild: int | None, channel: int | None) -> Selection:
        """Of the articles that are quoted in a channel, those that everybody may see, wherever they are.

        For a message that reaches one person outside of the server, who may not be in it any more.
        """
        return replace(self.selection(guild, channel), hidden=self._closed.hidden_from(None))

    def channels(self, guild: int) -> list[int]:
        """Channels with settings of their own."""
        return sorted({channel for channel, _ in self._of(guild).by_channel if channel != WHOLE_SERVER})

    def change(
        self, guild: int, channel: int, changes: Mapping[str, bool | int | str | Sequence[str]]
    ) -> None:
        """Keep changes to a channel's settings, or the whole server's. Blocks."""
        for name, value in changes.items():
            self._ledger.set_setting(guild, channel, name, value)
        self._reload(guild)

    def forget(self, guild: int) -> None:
        """The ledger has nothing of this server any more."""
        self._settings.pop(guild, None)

    def clear(self, guild: int, channel: int | None) -> None:
        """Back to the defaults. Blocks."""
        self._ledger.clear_settings(guild, channel)
        self._reload(guild)

    def _reload(self, guild: int) -> None:
        self.load(guild)
        own = self._ledger.servers_with("own_only")
        if own != self._own:
            self._own, self._closed = own, _Closed(self._private, own)


class _Closed:
    """The folders that not every server sees: found out when they change, not for each question."""

    def __init__(self, private: Mapping[str, Collection[int]], own: Collection[int]) -> None:
        """`private` folders are seen by the servers named with each, what a server of `own` added by that server."""
        seen = [*private.items(), *((added_by(guild), (guild,)) for guild in own)]
        named = {guild for _, guilds in seen for guild in guilds}
        self._all = frozenset(folder for folder, _ in seen)
        self._from = {
            guild: frozenset(folder for folder, guilds in seen if guild not in guilds) for guild in named
        }

    def hidden_from(self, guild: int | None) -> frozenset[str]:
        """Those that a server does not see; in private, all."""
        return self._all if guild is None else self._from.get(guild, self._all)


def added_by(guild: int) -> str:
    """The folder of the corpus with what a server added."""
    return f"{OWN}/{guild}"


def home_of(channel: Any) -> int | None:
    """The channel whose settings count: a thread's parent, else the channel itself."""
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return getattr(channel, "id", None)


def in_private_thread(channel: Any) -> bool:
    """Whether only some of those who see its channel see this."""
    return isinstance(channel, discord.Thread) and channel.is_private()


def channels_seen(interaction: discord.Interaction[Any]) -> list[int]:
    """Where in the server the person could have read a question."""
    guild, person = interaction.guild, interaction.user
    if guild is None or not isinstance(person, discord.Member):
        return []
    return [channel.id for channel in guild.channels if channel.permissions_for(person).view_channel]
