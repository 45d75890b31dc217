"""What a strict server does to the bot, and what survived in it: AutoMod, suppressed embeds, other servers' buttons."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from bot.discord.asking.places import WHOLE_SERVER
from bot.discord.running.heartbeat import Heartbeat
from bot.discord.showing.buttons import AnswerButton
from tests.bot.discord.conftest import SEIZED, UNKNOWN, SlowArchive, Stage
from tests.bot.discord.test_quiet import HUMBER, from_bot, mention
from tests.discord_server import Channel, Message, Permission, Person


async def test_automod_may_block_an_answer_and_the_asker_is_told_so(
    stage: Stage, alice: Person, bob: Person
) -> None:
    stage.server.block_words(stage.guild, "firearms")
    manager = stage.server.person("manager", permissions=Permission.MANAGE_GUILD)
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question="How many guns were seized?")
        slash = await interaction.answered()
        await manager.say(stage.general, mention(stage, SEIZED))
        mentioned = await manager.reads(stage.general, lambda message: message.reference is not None)
        elsewhere = stage.server.guilds[1].channel("general")
        shown = await (await bob.slash(elsewhere, "ask", question=SEIZED)).answered()
    assert "AutoMod" in slash.text
    assert "AutoMod" in mentioned.text
    assert "firearms" not in slash.text + mentioned.text
    assert shown.content == "**386**"


async def test_a_thread_whose_name_automod_blocks_has_another(stage: Stage) -> None:
    stage.server.block_words(stage.guild, "Humber")
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "threads", True)
    manager = stage.server.person(
        "manager", permissions=Permission.MANAGE_GUILD
    )  # whom AutoMod lets write it
    async with stage.running():
        question = await manager.say(stage.general, mention(stage, HUMBER))
        thread = await stage.server.until(lambda: question.thread, "the thread")
        told = await manager.reads(thread)
    assert thread.name == "A question"
    assert "AutoMod" in told.text


async def test_embeds_that_somebody_suppressed_stay_so_when_the_answer_is_edited(
    stage: Stage, alice: Person
) -> None:
    moderator = stage.server.person("moderator", permissions=Permission.MANAGE_MESSAGES)
    async with stage.running() as client:
        question = await alice.say(stage.general, mention(stage, SEIZED))
        answer = await alice.reads(stage.general, "386")
        await client.desk.idle()
        await moderator.suppress_embeds(answer)
        await alice.edit(question, mention(stage, HUMBER))
        await stage.server.until(lambda: "1981" in answer.content or None, "the edited answer")
    assert answer.embeds
    assert not answer.shown_embeds


async def test_a_button_of_another_servers_answer_knows_nothing(
    stage: Stage, alice: Person, bob: Person
) -> None:
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running() as client:
        answer = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        hers = await alice.say(alice.dm(), SEIZED)
        private = await alice.reads(alice.dm(), lambda message: message.reference is hers)
        await client.desk.idle()
        for stolen in (answer, private):
            for place in (elsewhere, bob.dm()):
                forged = _copied(stage, stolen, place)
                told = await (await bob.click(forged, "Context")).answered()
                assert "do not have that answer" in told.text
                form = await bob.click(forged, "Follow up")
                assert "do not have that answer" in (await form.answered()).text
        own = await (await alice.click(private, "Context")).answered()
    assert "386" in own.text


def _copied(stage: Stage, message: Message, channel: Channel) -> Message:
    """A message of the bot in another place with this one's buttons."""
    body = {"content": "forged", "components": message.components}
    return stage.server.post(channel, stage.server.bot, body, {})


async def test_a_form_of_another_servers_answer_knows_nothing(
    stage: Stage, alice: Person, bob: Person
) -> None:
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running() as client:
        answer = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        await client.desk.idle()
        form = await bob.click(answer, "Follow up")
        await form.modal()
        form.channel = elsewhere
        sent = await bob.submit_modal(form, {"Your question": HUMBER})
        told = await sent.answered()
    assert "do not have that answer" in told.text


async def test_what_is_asked_in_a_private_thread_is_private(stage: Stage) -> None:
    may = stage.server.person("may", permissions=Permission.CREATE_PRIVATE_THREADS)
    async with stage.running() as client:
        thread = await may.start_thread(stage.general, "Ours", private=True)
        await may.say(thread, mention(stage, SEIZED))
        answer = await may.reads(thread, "386")
        slash = await (await may.slash(thread, "ask", question=UNKNOWN, private=False)).answered()
        await client.desk.idle()
        offered = await (await may.autocomplete(stage.general, "ask", "question", "seized")).choices()
    assert answer.content == "**386**"
    assert "No answer" in slash.text
    assert SEIZED not in {choice.value for choice in offered}
    assert (
        stage.ledger.unanswered(int(stage.guild.id), channels=[int(each) for each in stage.guild.channels])
        == []
    )
    assert stage.ledger.unanswered_privately(int(stage.guild.id)) == 1


async def test_the_place_in_the_queue_of_a_private_question_is_private(
    stage: Stage, alice: Person, bob: Person
) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow, workers=1):
        first = await alice.slash(stage.general, "ask", question=HUMBER)
        await slow.until_asked()
        second = await bob.slash(stage.general, "ask", question=SEIZED, private=True)
        notice = await second.answered()
        assert "in the queue" in notice.text
        assert second.ephemeral
        assert notice not in alice.sees(stage.general)
        slow.gate.set()
        await first.answered()
        await stage.server.until(lambda: "386" in notice.text or None, "the answer")
        assert notice not in alice.sees(stage.general)


async def test_one_reset_resets_every_channel(stage: Stage) -> None:
    manager = stage.server.person("manager", permissions=Permission.MANAGE_GUILD)
    guild, news = int(stage.guild.id), stage.guild.channel("news")
    for place in (WHOLE_SERVER, int(stage.general.id), int(news.id)):
        stage.ledger.set_setting(guild, place, "cooldown", 30)
    async with stage.running():
        one = await manager.slash(stage.general, "pullquote settings", channel=news, reset=True)
        await one.answered()
        assert {channel for channel, _ in stage.ledger.settings(guild)} == {
            WHOLE_SERVER,
            int(stage.general.id),
        }
        await (await manager.slash(stage.general, "pullquote settings", reset=True)).answered()
    assert stage.ledger.settings(guild) == {}


async def test_a_mention_of_its_role_that_it_cannot_read_is_told_how_privately_and_once(
    stage: Stage, alice: Person
) -> None:
    role = stage.server.bot_role(stage.guild)
    role.mentionable = True
    async with stage.running():
        for _ in range(3):
            await alice.say(stage.general, f"{role.mention} {SEIZED}")
        await alice.say(stage.general, mention(stage, SEIZED))
        await alice.reads(stage.general, "386")
    assert len(from_bot(alice.dm())) == 1
    assert "Mention me" in from_bot(alice.dm())[0].text
    assert len(from_bot(stage.general)) == 1


async def test_a_reply_is_taken_as_the_claim_where_discord_gives_its_text_without_the_intent(
    stage: Stage, alice: Person, bob: Person
) -> None:
    """It does for a message that itself mentions the bot."""
    async with stage.running() as client:
        claim = await bob.say(stage.general, mention(stage, SEIZED))
        first = await bob.reads(stage.general, "386")
        await client.desk.idle()
        asked = await alice.say(stage.general, mention(stage, "is this true?"), reply_to=claim)
        answer = await alice.reads(stage.general, "386", after=first)
    assert answer.reference is asked


def test_the_latency_is_that_of_the_heartbeat_that_was_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    socket: Any = SimpleNamespace(thread_id=0, _max_heartbeat_timeout=60.0, sequence=7, HEARTBEAT=1)
    heartbeat = Heartbeat(ws=socket, interval=41.25, shard_id=0)
    now += 41.25
    assert heartbeat.get_payload() == {"op": 1, "d": 7}
    now += 0.05
    heartbeat.ack()  # before the thread that sent it has woken up
    assert heartbeat.latency == pytest.approx(0.05)


async def test_connections_use_that_heartbeat(stage: Stage) -> None:
    async with stage.running() as client:
        (shard,) = client._AutoShardedClient__shards.values()  # type: ignore[attr-defined]
        assert isinstance(shard.ws._keep_alive, Heartbeat)
    assert discord.gateway.KeepAliveHandler is Heartbeat


def test_every_button_has_a_custom_id_that_is_found_again() -> None:
    for action in ("await", "stop", "resolved", "more"):
        custom_id = AnswerButton(action, "0" * 16, 3).item.custom_id
        assert custom_id == f"pq:{action}:{'0' * 16}:3"
