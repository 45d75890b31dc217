"""The client: the connection to Discord and what every feature works with. It knows no feature itself."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ParamSpec, TypeVar

import discord
import structlog
import yarl
from discord import app_commands

from bot.discord.asking.conversations import Conversations
from bot.discord.asking.desk import Desk
from bot.discord.asking.limits import Limits
from bot.discord.asking.places import Places
from bot.discord.errors import report
from bot.discord.running import heartbeat
from bot.discord.running.metrics import Metrics
from bot.ledger import Ledger
from bot.settings import Settings
from index import Archive

MAX_RATELIMIT_TIMEOUT = 60.0
"""Seconds that a request waits for Discord's rate limit at most; an answer minutes late helps nobody."""
FLUSH = 10.0
"""Seconds that the answers in flight have when the bot stops."""

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
"""Nobody needs to be warned that libraries for voice are missing."""
heartbeat.install()

log = structlog.get_logger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
Feature = Callable[["Client"], None]
Interaction = discord.Interaction["Client"]


class CannotConnect(ConnectionError):
    """The gateway did not take the first connection."""


class Tree(app_commands.CommandTree["Client"]):
    """The commands, with one handler for whatever goes wrong in them."""

    def __init__(self, client: Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        await report(interaction, error)


def _intents(*, message_content: bool) -> discord.Intents:
    return discord.Intents(
        guilds=True, guild_messages=True, dm_messages=True, message_content=message_content
    )


class Client(discord.AutoShardedClient):
    """Pullquote on Discord. `clock` is in seconds since 1970.

    It needs no privileged intent; `message_content` asks for the one that ask channels and threads need.
    """

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        ledger: Ledger,
        *,
        features: Sequence[Feature],
        message_content: bool | None = None,
        metrics: Metrics | None = None,
        clock: Callable[[], float] = time.time,
        **options: Any,
    ) -> None:
        wanted = settings.discord.message_content if message_content is None else message_content
        super().__init__(
            intents=_intents(message_content=wanted),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=MAX_RATELIMIT_TIMEOUT,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            **options,
        )
        self.settings = settings
        self.whole_archive = archive
        """All articles, whoever may see them. What is shown to people is asked of `archive_in`."""
        self.ledger = ledger
        self.clock = clock
        self.metrics = metrics or Metrics()
        self.places = Places(ledger, settings.discord.private_folders, self._category_of)
        self.conversations = Conversations()
        self.desk = Desk(workers=settings.discord.workers, queue=settings.discord.queue)
        self.limits = Limits(
            per_person=settings.discord.per_person,
            per_guild=settings.discord.per_guild,
            seconds=settings.discord.limit_seconds,
            clock=clock,
        )
        self.tree = Tree(self)
        self.on_setup: list[Callable[[], Awaitable[None]]] = []
        """What features want to do after login, before the gateway is connected."""
        self.when_ready: list[Callable[[], Awaitable[None]]] = []
        """What features want to do once all servers are known, after each new connection."""
        self.on_close: list[Callable[[], object]] = []
        """What features want to end before the client closes."""
        self.after_build: dict[str, Callable[[], Awaitable[None]]] = {}
        """What features want to do once a newer generation of the index is open, each under a name of its own."""
        self.at_each_look: list[Callable[[], Awaitable[None]]] = []
        """What features want to do after each build, and every minute."""
        self.built = asyncio.Event()
        """Set when the index was built here, so that nobody waits for the next look."""
        self.looking = asyncio.Lock()
        """Held while that is done: once for each build."""
        self.building = asyncio.Lock()
        """Held while the index is being built: one build at a time, the next right after it."""
        self._launching: set[int] = set()
        self._loading = asyncio.Lock()
        self._draining: asyncio.Task[bool] | None = None
        for install in features:
            install(self)
        self.metrics.watch(self)

    @property
    def reads_messages(self) -> bool:
        """Whether Discord shows the bot messages that neither mention it nor are sent to it."""
        return self.intents.message_content

    async def setup_hook(self) -> None:
        for prepare in self.on_setup:
            await prepare()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard for the first time; discord.py itself would try for ever, every five seconds.

        Raises CannotConnect where discord.py, after a failure, wants to try again: that is the supervisor's.
        """
        if shard_id in self._launching:
            raise CannotConnect("Discord's gateway cannot be reached.")
        self._launching.add(shard_id)
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def on_ready(self) -> None:
        for note in self.when_ready:
            await note()
        log.info(
            "ready", guilds=len(self.guilds), shards=self.shard_count, reads_messages=self.reads_messages
        )
        if not self.guilds:
            log.warning("in no server yet: `pullquote discord invite` prints the link that invites it")

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        log.error("event failed", handler=event_method, exc_info=sys.exception())

    async def in_thread(self, work: Callable[P, T], /, *values: P.args, **named: P.kwargs) -> T:
        """Run something quick but blocking (the ledger, an article) off the event loop."""
        return await asyncio.to_thread(work, *values, **named)

    async def load_place(self, guild: int | None) -> None:
        """Read the server's settings, if that has not happened yet; many may ask at once, one reads."""
        if guild is None or self.places.loaded(guild):
            return
        async with self._loading:
            if not self.places.loaded(guild):
                await self.in_thread(self.places.load, guild)

    def _category_of(self, channel: int) -> int | None:
        return getattr(self.get_channel(channel), "category_id", None)

    async def archive_in(self, guild: int | None, channel: int | None) -> Archive:
        """The articles as people in a channel may see them; without one, all that its server may see."""
        await self.load_place(guild)
        selection = self.places.selection(guild, channel)
        return self.whole_archive.limited(selection) if selection else self.whole_archive

    async def close(self) -> None:
        """Take no further question, finish those in flight, and close. discord.py calls it after a crash, too."""
        if self._draining is None:
            self._draining = asyncio.create_task(self.desk.drain(FLUSH))
        if not await asyncio.shield(self._draining):  # whoever comes second waits for the same end
            log.warning("closing with answers undelivered", questions=self.desk.inside)
        for end in self.on_close:
            end()
        self.desk.close()
        await super().close()
