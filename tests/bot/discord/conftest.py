"""The real bot on a local Discord, with a real index of the sample articles and a ledger of its own."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.discord.running.app import make_client
from bot.discord.running.client import Client
from bot.ledger import Ledger
from bot.settings import DiscordSettings, Settings
from index import Answer, Archive
from tests.discord_server import Channel, DiscordServer, Exchange, Guild, Intents, Person, openapi

SEIZED = "How many illegal firearms were seized in London?"
SEIZED_SENTENCE = "Officers seized a total of 386 illegal firearms across the capital last year."
PATIENCE = 300.0
"""Seconds after which a test is taken to hang: many times what the longest takes where all else is slow, too."""
UNKNOWN = "Who won the cricket match in Karachi?"


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class SlowArchive:
    """The archive behind a gate: a question waits, in its worker thread, until the gate is opened."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.gate = threading.Event()
        self.asked = threading.Semaphore(0)

    def ask(self, *question: Any, **how: Any) -> Answer:
        self.asked.release()
        assert self.gate.wait(PATIENCE), "the gate was never opened"
        return self._archive.ask(*question, **how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    async def until_asked(self, times: int = 1) -> None:
        """Wait until so many questions stand before the gate."""
        for _ in range(times):
            assert await asyncio.to_thread(self.asked.acquire, timeout=PATIENCE)


@dataclass
class Stage:
    """A local Discord with a bot to be started, and how to start it."""

    server: DiscordServer
    archive: Archive
    ledger: Ledger
    folder: Path
    clock: Clock
    curating: tuple[int, ...] = ()
    """The servers whose managers may change the articles, unless a test says otherwise."""

    @property
    def guild(self) -> Guild:
        return self.server.guilds[0]

    @property
    def general(self) -> Channel:
        return self.guild.channel("general")

    def grant_message_content(self) -> None:
        """Switch the privileged intent on, as in the developer portal."""
        application = self.server.application
        self.server.application = dataclasses.replace(
            application, privileged_intents=application.privileged_intents | Intents.MESSAGE_CONTENT
        )

    def settings(self, **discord: Any) -> Settings:
        """Settings with these of the Discord part."""
        given = {"token": self.server.token, "curating_guilds": self.curating, **discord}
        return Settings(data=self.folder, discord=DiscordSettings(**given))

    @asynccontextmanager
    async def running(
        self, *, archive: Any = None, ledger: Ledger | None = None, **discord: Any
    ) -> AsyncIterator[Client]:
        """The bot, connected; stopped at the end as by SIGTERM. Whatever ended it before is raised.

        A test that hangs inside ends with TimeoutError after PATIENCE seconds.
        """
        client = make_client(
            self.settings(**discord),
            archive or self.archive,
            ledger or self.ledger,
            clock=self.clock,
            guild_ready_timeout=0.05,
        )
        client.before_identify_hook = _at_once  # type: ignore[method-assign]
        running = asyncio.create_task(client.start(self.server.token))
        try:
            connected = asyncio.create_task(client.wait_until_ready())
            await asyncio.wait({running, connected}, return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE)
            if not connected.done():
                connected.cancel()
                assert running.done(), "the bot never connected"
                running.result()
            async with asyncio.timeout(PATIENCE):
                yield client
        finally:
            await client.close()
            await asyncio.wait({running}, timeout=5)
            running.cancel()


async def _at_once(shard_id: int | None, *, initial: bool = False) -> None:
    """discord.py waits five seconds before it identifies again, as Discord asks for; the local one does not."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite3", key=b"a key of the tests", clock=clock) as opened:
        yield opened


@pytest.fixture(scope="session")
def wire() -> Iterator[list[Exchange]]:
    """All that is said over the wire, held at the end against Discord's own description of its API, if at hand."""
    exchanges: list[Exchange] = []
    yield exchanges
    spec = openapi.find_spec()
    if spec is not None:
        found = "\n".join(openapi.deviations(exchanges, spec))
        assert not found, found


@pytest.fixture
async def server(wire: list[Exchange]) -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running:
        with running.install():
            yield running
        wire += running.exchanges[:200]


@pytest.fixture
def stage(server: DiscordServer, archive: Archive, ledger: Ledger, tmp_path: Path, clock: Clock) -> Stage:
    return Stage(server, archive, ledger, tmp_path, clock)


@pytest.fixture
def alice(server: DiscordServer) -> Person:
    return server.person("alice")


@pytest.fixture
def bob(server: DiscordServer) -> Person:
    return server.person("bob")
