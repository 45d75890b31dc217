"""Everything the server knows, by id; and the one door through which changes reach the gateway."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .commands import Commands
from .errors import Json, api_error
from .events import Event, Intents
from .model import Channel, Guild, Message, User
from .watch import Watch

GUILD_INSTALL, USER_INSTALL = 0, 1
DISCORD_EPOCH = 1420070400000
"""Milliseconds since 1970 at which snowflakes begin: the first second of 2015."""


@dataclass(frozen=True)
class Application:
    """The bot's application, as the developer portal has it set up."""

    id: str
    name: str
    bot: User
    owner: User
    token: str
    privileged_intents: Intents = Intents.NONE
    installs: tuple[int, ...] = (GUILD_INSTALL, USER_INSTALL)
    """For what it may be installed: servers, people."""


@dataclass
class Rules:
    """Discord's times and sizes. A test may change any of them while the server runs."""

    ack_window: float = 3.0
    """Seconds in which an interaction must be acknowledged (10062 after that)."""
    token_life: float = 900.0
    """Seconds for which an interaction's token answers (50027 after that)."""
    heartbeat_interval: float = 41.25
    """Seconds between heartbeats, as HELLO asks for them."""
    shards: int = 1
    """What GET /gateway/bot recommends."""
    session_starts: int = 1000
    """IDENTIFYs left today."""
    upload_limit: int = 10 * 1024 * 1024
    """Bytes in one request's files (40005 above)."""
    sends: tuple[int, float] = (5, 5.0)
    """Messages that the bot may send to one channel of a server, and in how many seconds (429 above)."""
    dm_sends: tuple[int, float] = (5, 10.0)
    """The same for one DM."""
    command_creates: int = 200
    """New application commands a day in one guild, and globally (30034 above)."""


@dataclass(eq=False, repr=False)
class State:
    application: Application
    rules: Rules
    users: dict[str, User] = field(default_factory=dict)
    by_guild_id: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """What the CDN serves: path → content type and bytes."""
    events: list[Event] = field(default_factory=list)
    """Every event published, whether or not a session was there to receive it."""
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    command_permits: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """By guild and command: the roles and people that a server has named for it in its own settings."""
    blocked_words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By guild: words that its AutoMod lets nobody write."""
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self._counter = itertools.count(1)
        self.commands = Commands(
            self.application.id, self.new_id, self.rules, lambda: self.application.installs
        )
        for user in (self.application.bot, self.application.owner):
            self.users[user.id] = user

    @property
    def bot(self) -> User:
        return self.application.bot

    @property
    def guilds(self) -> list[Guild]:
        """The guilds the bot is in."""
        return [guild for guild in self.by_guild_id.values() if self.bot.id in guild.members]

    def new_id(self) -> str:
        """A snowflake: later ones are greater, and each tells its time."""
        milliseconds = int(time.time() * 1000) - DISCORD_EPOCH
        return str((milliseconds << 22) + next(self._counter))

    def publish(
        self, name: str, data: Json, guild: Guild | None = None, without_content: Json | None = None
    ) -> None:
        event = Event(name, data, guild, without_content)
        self.events.append(event)
        for listener in self.listeners:
            listener(event)
        self.watch.changed()

    def channel(self, channel_id: str) -> Channel:
        if channel_id not in self.channels:
            raise api_error(10003)
        return self.channels[channel_id]

    def guild(self, guild_id: str) -> Guild:
        """A guild the bot is in; of others it may not know."""
        guild = self.by_guild_id.get(guild_id)
        if guild is None:
            raise api_error(10004)
        if self.bot.id not in guild.members:
            raise api_error(50001)
        return guild

    def message(self, channel: Channel, message_id: str) -> Message:
        """A message of the channel as anybody but an ephemeral reply's reader finds it."""
        message = channel.messages.get(message_id)
        if message is None or message.ephemeral:
            raise api_error(10008)
        return message

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise api_error(10013)
        return self.users[user_id]
