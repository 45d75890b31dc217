"""The supervisor over the wire: what it retries, what it gives up on, how it stops, and what it never says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.discord.running.app import make_client
from bot.discord.running.client import Client
from bot.discord.running.reaching import BadToken
from bot.discord.running.supervisor import GaveUp, Supervisor
from tests.bot.discord.conftest import SEIZED, SlowArchive, Stage
from tests.discord_server import Intents, Person, Refusal

PATIENCE = 60.0
"""Seconds after which something is taken to hang."""


class Supervised:
    """A supervisor whose pauses are counted and not slept."""

    def __init__(
        self, stage: Stage, *, token: str | None = None, message_content: bool = False, restarts: int = 3
    ) -> None:
        self.clients: list[Client] = []
        self.pauses: list[float] = []
        self.clock = 0.0
        self.on_pause: Callable[[], Awaitable[None]] | None = None

        def fresh(message_content: bool) -> Client:
            self.clients.append(
                make_client(
                    stage.settings(),
                    stage.archive,
                    stage.ledger,
                    message_content=message_content,
                    guild_ready_timeout=0.05,
                )
            )
            return self.clients[-1]

        self.supervisor = Supervisor(
            fresh,
            token or stage.server.token,
            message_content=message_content,
            restarts=restarts,
            wait=self._wait,
            clock=lambda: self.clock,
        )

    async def _wait(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def crash(self) -> None:
        """Wait until the newest client is ready, then end it by a gateway event that cannot be read."""
        client = self.clients[-1]
        await asyncio.wait_for(client.wait_until_ready(), PATIENCE)
        client._connection.parsers["CHANNEL_PINS_UPDATE"] = _explode


async def started(stage: Stage, times: int) -> None:
    await stage.server.until(lambda: len(stage.server.identifies) >= times or None, "a start")


def _explode(_: object) -> None:
    raise KeyError("a field that Discord left out")


async def test_it_runs_until_stopped_and_finishes_the_answer_in_flight(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    stage.archive = slow  # type: ignore[assignment]
    supervised = Supervised(stage)
    running = asyncio.create_task(supervised.supervisor.run())
    await stage.server.until_connected()
    interaction = await alice.slash(stage.general, "ask", question=SEIZED)
    await slow.until_asked()
    supervised.supervisor.stop()
    slow.gate.set()
    assert "386" in (await interaction.answered()).text
    await asyncio.wait_for(running, PATIENCE)
    assert supervised.clients[0].is_closed()
    assert supervised.pauses == []


async def test_a_bad_token_is_a_sentence_and_no_second_attempt(stage: Stage) -> None:
    supervised = Supervised(stage, token="not.the.token")
    with pytest.raises(BadToken, match="PULLQUOTE_DISCORD__TOKEN") as raised:
        await supervised.supervisor.run()
    assert "not.the.token" not in str(raised.value)
    assert len(supervised.clients) == 1


async def test_a_first_connection_that_fails_is_tried_again_with_longer_pauses(
    stage: Stage, alice: Person
) -> None:
    stage.server.fail("GET", r"/users/@me$", 403, times=3)
    supervised = Supervised(stage)
    running = asyncio.create_task(supervised.supervisor.run())
    await stage.server.until_connected()
    assert "386" in (await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()).text
    supervised.supervisor.stop()
    await asyncio.wait_for(running, PATIENCE)
    assert len(supervised.clients) == 4
    assert 1 <= supervised.pauses[0] <= 2 <= supervised.pauses[1] <= 4 <= supervised.pauses[2] <= 8


async def test_a_gateway_that_refuses_the_first_connection_is_tried_again(stage: Stage) -> None:
    stage.server.refuse_gateway(times=1, how=Refusal.HTTP_503)
    supervised = Supervised(stage)
    running = asyncio.create_task(supervised.supervisor.run())
    await stage.server.until_connected()
    supervised.supervisor.stop()
    await asyncio.wait_for(running, PATIENCE)
    assert len(supervised.clients) == 2


async def test_without_the_intent_in_the_portal_it_runs_without(stage: Stage, alice: Person) -> None:
    supervised = Supervised(stage, message_content=True)
    running = asyncio.create_task(supervised.supervisor.run())
    await stage.server.until_connected()
    assert "386" in (await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()).text
    supervised.supervisor.stop()
    await asyncio.wait_for(running, PATIENCE)
    assert [client.reads_messages for client in supervised.clients] == [True, False]
    assert not stage.server.identifies[-1].intents & Intents.MESSAGE_CONTENT


async def test_a_crashed_client_is_started_again_until_it_crashes_too_often(
    stage: Stage, alice: Person
) -> None:
    supervised = Supervised(stage, restarts=2)
    running = asyncio.create_task(supervised.supervisor.run())
    for crash in range(3):
        await started(stage, crash + 1)
        await supervised.crash()
        stage.server.publish("CHANNEL_PINS_UPDATE", {}, stage.guild)
    with pytest.raises(GaveUp, match="crashed 3 times"):
        await asyncio.wait_for(running, PATIENCE)
    assert len(supervised.clients) == 3


async def test_a_crash_loses_no_answer_in_flight(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    stage.archive = slow  # type: ignore[assignment]
    supervised = Supervised(stage)
    running = asyncio.create_task(supervised.supervisor.run())
    await started(stage, 1)
    interaction = await alice.slash(stage.general, "ask", question=SEIZED)
    await slow.until_asked()
    await supervised.crash()
    stage.server.publish("CHANNEL_PINS_UPDATE", {}, stage.guild)
    slow.gate.set()
    assert "386" in (await interaction.answered()).text
    await started(stage, 2)
    supervised.supervisor.stop()
    await asyncio.wait_for(running, PATIENCE)


async def test_old_crashes_are_forgiven(stage: Stage) -> None:
    supervised = Supervised(stage, restarts=1)
    running = asyncio.create_task(supervised.supervisor.run())
    for crash in range(3):
        await started(stage, crash + 1)
        await supervised.crash()
        supervised.clock += 601
        stage.server.publish("CHANNEL_PINS_UPDATE", {}, stage.guild)
    await started(stage, 4)
    supervised.supervisor.stop()
    await asyncio.wait_for(running, PATIENCE)
