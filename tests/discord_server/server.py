"""The server itself: its lifecycle, its faults on demand, and waiting for what the bot does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Self, TypeVar

import discord
import yarl
from aiohttp import web

from .events import Intents
from .gateway import Gateway
from .model import Channel, Guild, Message, User
from .people import Match, Person
from .permissions import NOTHING, Permission
from .responses import Responses
from .rest import Exchange, Fault, RateLimit, Rest
from .sessions import Heartbeat, Identify, Refusal
from .state import Application, Rules
from .watch import PATIENCE

T = TypeVar("T")

TOKEN = "a.loopback.token"


class DiscordServer(Responses):
    """Discord on a loopback port, for one application and its bot.

    It starts with the guilds named, each with the channels #general and #news, and nobody in them but the bot
    and the owner. `server.token` is the only token it knows. The application has no privileged intent unless
    `privileged_intents` grants one.
    """

    def __init__(
        self,
        *,
        guilds: tuple[str, ...] = ("Newsroom", "Reading Room"),
        token: str = TOKEN,
        name: str = "pullquote",
        privileged_intents: Intents = Intents.NONE,
        rules: Rules | None = None,
    ) -> None:
        bot = User("100000000000000001", name, bot=True)
        owner = User("100000000000000002", "owner", "The Owner")
        super().__init__(Application(bot.id, name, bot, owner, token, privileged_intents), rules or Rules())
        self.gateway = Gateway(self)
        self.rest = Rest(self)
        for guild_name in guilds:
            self.add_guild(guild_name)
        self._runner: web.AppRunner | None = None
        self.origin = ""
        """`host:port`, once started."""

    # Lifecycle

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * self.rules.upload_limit)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_route("*", "/api/v10/{tail:.*}", self.rest.handle)
        app.router.add_get("/cdn/{tail:.*}", self.rest.download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self.gateway.close()
        await self._runner.cleanup()
        if self.rest.crashes and error is None:
            raise self.rest.crashes[0]

    @property
    def api_url(self) -> str:
        return f"http://{self.origin}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://{self.origin}/gateway/"

    @property
    def token(self) -> str:
        return self.application.token

    @contextmanager
    def install(self) -> Iterator[None]:
        """Point discord.py at this server, for every client made or connected within; then put all back."""
        route, socket = discord.http.Route, discord.gateway.DiscordWebSocket
        before = route.BASE, socket.DEFAULT_GATEWAY
        route.BASE, socket.DEFAULT_GATEWAY = self.api_url, yarl.URL(self.gateway_url)
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY = before

    @asynccontextmanager
    async def running(self, client: discord.Client, *, token: str | None = None) -> AsyncIterator[None]:
        """Connect a client to this server and wait until it is ready; close it in the end.

        If the client stops by itself before that, what it died of is raised.
        """
        with self.install():
            start = asyncio.create_task(client.start(self.token if token is None else token))
            ready = asyncio.create_task(self._ready(client))
            try:
                await asyncio.wait((start, ready), return_when=asyncio.FIRST_COMPLETED)
                if start.done():
                    await start
                await ready
                yield
            finally:
                ready.cancel()
                await client.close()
                await asyncio.gather(start, ready, return_exceptions=True)

    async def _ready(self, client: discord.Client) -> None:
        await self.until_connected()
        await client.wait_until_ready()

    # Who and where

    def person(
        self,
        username: str,
        *,
        permissions: Permission = NOTHING,
        guilds: tuple[Guild, ...] | None = None,
        display_name: str | None = None,
    ) -> Person:
        """A new person, member of these guilds (or all), with these permissions beside @everyone's."""
        person = Person(self.new_id(), username, display_name or username.title(), server=self)
        self.users[person.id] = person
        for guild in self.guilds if guilds is None else guilds:
            self.add_member(guild, person, permissions=permissions)
        return person

    # What the bot did

    @property
    def exchanges(self) -> list[Exchange]:
        """Every REST request and its reply, in order."""
        return self.rest.exchanges

    @property
    def refused(self) -> list[Exchange]:
        """The exchanges that ended in an error: a test of a well-behaved bot asserts that there are none."""
        return [exchange for exchange in self.exchanges if exchange.status >= 400]

    @property
    def heartbeats(self) -> list[Heartbeat]:
        return self.gateway.heartbeats

    @property
    def identifies(self) -> list[Identify]:
        """Each IDENTIFY the bot sent: the intents it asked for, its shard."""
        return self.gateway.identifies

    def longest_silence(self) -> float:
        """The longest time in seconds between two heartbeats of one connection; 0 before the second."""
        return self.gateway.longest_silence()

    @property
    def pinged(self) -> list[tuple[Message, User]]:
        """Whom the bot has notified, with which message."""
        messages = [m for m in self.every_message if m.author is self.bot]
        return [(message, user) for message in messages for user in message.pinged]

    async def until(self, look: Callable[[], T | None], what: str, *, within: float = PATIENCE) -> T:
        """Wait for `look` to find something (not None, not False) in this server.

        It is asked again after every change here: what changes inside the bot alone wakes nobody.
        """
        return await self.watch.until(look, what, within=within, instead=self.recently)

    async def until_message(
        self,
        channel: Channel,
        match: Match = "",
        *,
        seen_by: User | None = None,
        after: Message | None = None,
        within: float = PATIENCE,
    ) -> Message:
        """Wait for a message of the bot in the channel that matches and is not loading; the newest such.

        With `after`, only messages newer than that one count.
        """
        test = match if callable(match) else lambda message: match in message.text
        newer_than = int(after.id) if after else 0

        def visible() -> list[Message]:
            return channel.visible_to(seen_by) if seen_by else list(channel.messages.values())

        def look() -> Message | None:
            for message in reversed(visible()):
                if message.author is not self.bot or message.loading or int(message.id) <= newer_than:
                    continue
                if test(message):
                    return message
            return None

        def instead() -> str:
            shown = "\n".join(f"  {message!r}" for message in visible()) or "  nothing"
            return f"{channel} shows:\n{shown}\n{self.recently()}"

        reader = f"for {seen_by} " if seen_by else ""
        what = f"a message {reader}in {channel} that matches {match!r}"
        return await self.watch.until(look, what, within=within, instead=instead)

    async def until_refused(self, code: int, *, within: float = PATIENCE) -> Exchange:
        """Wait until a request of the bot has been refused with this error code of Discord's."""

        def look() -> Exchange | None:
            return next((exchange for exchange in self.refused if exchange.code == code), None)

        return await self.until(look, f"a request refused with {code}", within=within)

    async def until_connected(self, *, within: float = PATIENCE) -> None:
        """Wait until the bot has a live gateway session."""
        await self.until(lambda: self.gateway.live_sessions or None, "a gateway session", within=within)

    async def until_synced(self, *names: str, guild: Guild | None = None, within: float = PATIENCE) -> None:
        """Wait until the bot has registered commands of these names."""
        guild_id = guild.id if guild else None
        await self.until(
            lambda: set(names) <= set(self.commands.names(guild_id)), f"commands {names}", within=within
        )

    def recently(self, count: int = 8) -> str:
        """The latest requests and their fates, for the message of a failing test."""
        lines = [f"  {exchange}" for exchange in self.exchanges[-count:]] or ["  none"]
        return "Latest requests:\n" + "\n".join(lines)

    # Faults

    def rate_limit(
        self,
        method: str,
        path: str,
        retry_after: float,
        *,
        times: int = 1,
        scope: str = "user",
        via: bool = True,
    ) -> RateLimit:
        """Answer 429 to the next `times` requests whose path (after /api/v10) the regular expression finds.

        scope: "user", "shared" or "global". Without `via`, the reply is Cloudflare's own to a banned IP.
        The returned object counts what is left.
        """
        limit = RateLimit(method, re.compile(path), retry_after, times, scope, via)
        self.rest.rate_limits.append(limit)
        return limit

    def fail(self, method: str, path: str, status: int = 503, *, times: int = 1) -> Fault:
        """Answer the next `times` matching requests with this HTTP status, as when Discord is ill."""
        fault = Fault(method, re.compile(path), status, times)
        self.rest.faults.append(fault)
        return fault

    def refuse_gateway(self, times: int = 1, how: Refusal | int = Refusal.HTTP_503) -> None:
        """Turn the next gateway connections away: by HTTP 503, a cut socket, or a close code before HELLO."""
        self.gateway.refusals += [how] * times

    def drop(self, code: int = 4000) -> None:
        """Close every gateway connection with this code; sessions can be resumed."""
        self.gateway.drop(code)

    def ask_to_reconnect(self) -> None:
        """Send op 7: the bot should close and RESUME."""
        self.gateway.ask_to_reconnect()

    def invalidate_sessions(self, *, resumable: bool = False) -> None:
        """Send op 9 everywhere; unless resumable, the sessions are gone and the bot must IDENTIFY."""
        self.gateway.invalidate_sessions(resumable)

    def forget_sessions(self) -> None:
        """Lose all sessions silently, as in an outage: a RESUME is then answered by op 9."""
        self.gateway.forget_sessions()
