"""When things go wrong on the wire: slow answers, rate limits, lost connections, late and failing answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.discord.asking import replies
from index.errors import IndexDamaged
from tests.bot.discord.conftest import SEIZED, UNKNOWN, SlowArchive, Stage
from tests.discord_server import CallbackType, Message, Person


def answers(stage: Stage) -> list[Message]:
    """What the bot has said and not taken back."""
    said = [message for message in stage.server.every_message if message.author is stage.server.bot]
    return [message for message in said if not message.deleted]


async def test_three_seconds_hold_however_slow_the_engine_is(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        await slow.until_asked()
        await interaction.acked()
        stage.server.rules.ack_window = 0.0  # from now on, an acknowledgement would come too late
        assert interaction.callback_type == CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE
        assert interaction.response is None
        slow.gate.set()
        assert "386" in (await interaction.answered()).text
    assert not stage.server.refused


async def test_the_heart_beats_while_all_workers_are_busy(stage: Stage, alice: Person, bob: Person) -> None:
    stage.server.rules.heartbeat_interval = 0.2
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow, workers=2):
        for person in (alice, bob):
            await person.slash(stage.general, "ask", question=SEIZED)
        await slow.until_asked(2)
        beats = len(stage.server.heartbeats)
        await stage.server.until(lambda: len(stage.server.heartbeats) >= beats + 5 or None, "five heartbeats")
        slow.gate.set()


async def test_it_runs_as_many_shards_as_discord_asks_for(stage: Stage, alice: Person, bob: Person) -> None:
    stage.server.rules.shards = 2
    async with stage.running():
        for who, guild in ((alice, stage.server.guilds[0]), (bob, stage.server.guilds[1])):
            interaction = await who.slash(guild.channel("general"), "ask", question=SEIZED)
            assert "386" in (await interaction.answered()).text
    assert sorted(identify.shard for identify in stage.server.identifies) == [(0, 2), (1, 2)]


async def test_typing_is_shown_while_a_mention_is_answered(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        await slow.until_asked()
        await stage.server.until(lambda: stage.general.typing or None, "typing")
        assert answers(stage) == []
        slow.gate.set()
        await alice.reads(stage.general, "386")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", r"/messages$"),
        ("PATCH", r"/messages/@original$"),
        ("POST", r"/callback$"),
        ("POST", r"/typing$"),
    ],
)
async def test_a_rate_limit_delays_an_answer_and_loses_none(
    stage: Stage, alice: Person, method: str, path: str
) -> None:
    async with stage.running():
        limit = stage.server.rate_limit(method, path, 0.05, times=2)
        if "original" in path or "callback" in path:
            answer = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        else:
            await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
            answer = await alice.reads(stage.general, "386")
    assert "386" in answer.text
    assert limit.times == 0
    assert len(answers(stage)) == 1


async def test_a_very_long_rate_limit_is_not_waited_for(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        stage.server.rate_limit("POST", r"/messages$", 3600.0)
        await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        await stage.server.until(
            lambda: any(exchange.status == 429 for exchange in stage.server.refused) or None, "a 429"
        )
        await client.desk.idle()
    assert answers(stage) == []


async def test_nor_is_one_for_the_reply_to_a_command(
    stage: Stage, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "LONGEST_WAIT", 0.2)
    async with stage.running() as client:
        stage.server.rate_limit("PATCH", r"/messages/@original$", 3600.0)
        await (await alice.slash(stage.general, "ask", question=SEIZED)).acked()
        await client.desk.idle()
        assert client.metrics.registry.get_sample_value("pullquote_failures_total") == 1


@pytest.mark.parametrize("how", ["slash", "mention"])
async def test_an_answer_that_discord_will_not_take_is_told(stage: Stage, alice: Person, how: str) -> None:
    async with stage.running():
        stage.server.fail("POST" if how == "mention" else "PATCH", r"/messages(/@original)?$", 400)
        if how == "slash":
            told = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        else:
            await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
            told = await alice.reads(stage.general)
    assert "Something went wrong" in told.text
    assert len(answers(stage)) == 1


async def test_a_resumed_connection_answers_what_was_asked_meanwhile(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        await slow.until_asked()
        stage.server.drop(4000)
        await alice.say(stage.general, f"{stage.server.bot.mention} {UNKNOWN}")
        await stage.server.until(lambda: stage.server.gateway.resumes or None, "a RESUME")
        slow.gate.set()
        assert "386" in (await interaction.answered()).text
        assert "Karachi" in (await alice.reads(stage.general, "Karachi")).text
    assert len(stage.server.identifies) == 1
    assert len(answers(stage)) == 2


async def test_a_lost_session_identifies_again_and_finishes_the_answer(
    stage: Stage, alice: Person, bob: Person
) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        await bob.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        await slow.until_asked(2)
        stage.server.forget_sessions()
        stage.server.drop(4000)
        await stage.server.until(lambda: len(stage.server.identifies) == 2 or None, "an IDENTIFY")
        slow.gate.set()
        assert "386" in (await interaction.answered()).text
        await alice.reads(
            stage.general, lambda message: "386" in message.text and message.reference is not None
        )
        await stage.server.until_connected()
        again = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        # Both answers are there as soon as Discord has them, and their places in the queue a moment later.
        await stage.server.until(lambda: "386" in again.text or None, "the answer")
    assert len(answers(stage)) == 3


async def test_an_answer_after_the_interaction_is_over_comes_into_the_channel(
    stage: Stage, alice: Person
) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        await interaction.acked()
        await slow.until_asked()
        stage.server.rules.token_life = 0.0
        slow.gate.set()
        late = await alice.reads(stage.general, "386")
    assert [exchange.code for exchange in stage.server.refused] == [50027]
    assert alice.mention in late.content
    assert not stage.server.pinged


async def test_a_dismissed_private_answer_is_not_sent_again(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        interaction = await alice.slash(stage.general, "ask", question=SEIZED, private=True)
        await interaction.acked()
        await slow.until_asked()
        stage.server.rules.token_life = 0.0
        slow.gate.set()
        await stage.server.until_refused(50027)
    assert [message.text for message in answers(stage)] == [""]


async def test_an_index_that_breaks_is_told_without_a_path(stage: Stage, alice: Person) -> None:
    class Broken(SlowArchive):
        def ask(self, *question: Any, **how: Any) -> Any:
            raise IndexDamaged("/srv/secret/place is damaged")

    async with stage.running(archive=Broken(stage.archive)):
        told = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        said = await alice.reads(stage.general, "cannot be used")
    assert "cannot be used at the moment" in told.text
    assert "secret" not in told.text + said.text


async def test_stopping_finishes_what_is_in_flight_and_takes_nothing_new(
    stage: Stage, alice: Person, bob: Person
) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow) as client:
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        await slow.until_asked()
        stopping = asyncio.create_task(client.close())
        late = await bob.slash(stage.general, "ask", question=SEIZED)
        assert "being restarted" in (await late.answered()).text
        slow.gate.set()
        assert "386" in (await interaction.answered()).text
        await stopping
        assert client.is_closed()


async def test_who_closes_it_a_second_time_waits_for_the_answers_too(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow) as client:
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        await slow.until_asked()
        first, second = (asyncio.create_task(client.close()) for _ in range(2))
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()  # both have begun
        slow.gate.set()
        assert "386" in (await interaction.answered()).text
        await asyncio.gather(first, second)


async def test_a_crash_in_the_engine_is_told_and_counted(stage: Stage, alice: Person) -> None:
    class Crashing(SlowArchive):
        def ask(self, *question: Any, **how: Any) -> Any:
            raise ZeroDivisionError

    async with stage.running(archive=Crashing(stage.archive)) as client:
        await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        assert "Something went wrong" in (await alice.reads(stage.general)).text
        assert client.metrics.registry.get_sample_value("pullquote_failures_total") == 1
