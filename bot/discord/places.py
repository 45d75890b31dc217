"""Where and how the bot answers: each server's settings, and its channels' own over them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from bot.ledger import Ledger

WHOLE_SERVER = 0
_MOST = 100_000
"""Servers whose settings are held in memory: more than anybody's bot is in, so that none in use is dropped."""


@dataclass(frozen=True, slots=True)
class Place:
    """How the bot behaves in a channel.

    `cooldown` is the least number of seconds between two questions of one person. `threads` opens a thread
    for each question asked by a mention. `log_channel`, of the
    whole server, is told who changed the articles; 0 where none is.
    """

    answers: bool = True
    ask_channel: bool = False
    private: bool = False
    cooldown: int = 0
    threads: bool = False
    log_channel: int = 0

    @property
    def listens(self) -> bool:
        """Whether questions need no mention."""
        return self.ask_channel and self.answers


class Places:
    """Settings of all servers, read from the ledger once each. `load` blocks, the rest do not."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._settings: OrderedDict[int, dict[tuple[int, str], Any]] = OrderedDict()

    def loaded(self, guild: int | None) -> bool:
        return guild is None or guild in self._settings

    def load(self, guild: int) -> None:
        """Read a server's settings."""
        self._settings[guild] = self._ledger.settings(guild)
        if len(self._settings) > _MOST:
            self._settings.popitem(last=False)

    def at(self, guild: int | None, channel: int) -> Place:
        """The settings in force in a channel of a server that was loaded; in a DM, the defaults."""
        if guild is None:
            return Place()
        settings = self._settings.get(guild, {})
        server = {name: value for (where, name), value in settings.items() if where == WHOLE_SERVER}
        own = {name: value for (where, name), value in settings.items() if where == channel}
        return replace(Place(), **server | own)

    def channels(self, guild: int) -> list[int]:
        """Channels with settings of their own."""
        return sorted({channel for channel, _ in self._settings.get(guild, {}) if channel != WHOLE_SERVER})

    def change(self, guild: int, channel: int, changes: dict[str, bool | int]) -> None:
        """Keep changes to a channel's settings, or the whole server's. Blocks."""
        for name, value in changes.items():
            self._ledger.set_setting(guild, channel, name, value)
        self.load(guild)

    def forget(self, guild: int) -> None:
        """The ledger has nothing of this server any more."""
        self._settings.pop(guild, None)

    def clear(self, guild: int, channel: int | None) -> None:
        """Back to the defaults. Blocks."""
        self._ledger.clear_settings(guild, channel)
        self.load(guild)
