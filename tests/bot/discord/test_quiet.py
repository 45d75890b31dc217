"""Quiet by default: who talks is not answered, who asks too much costs the channel nothing."""

from __future__ import annotations

from typing import Any

import pytest

from index import Archive
from tests.bot.discord.conftest import SEIZED, UNKNOWN, SlowArchive, Stage
from tests.discord_server import Channel, Message, Person

HUMBER = "When was the Humber Bridge opened?"
CHATTER = (
    "good morning everyone",
    "haha that was great",
    "I think so too",
    "who wants pizza?",
    "https://example.com/a-page",
    "ok",
)


def from_bot(channel: Channel) -> list[Message]:
    server = channel.bot
    return [message for message in channel.messages.values() if message.author is server]


def mention(stage: Stage, text: str) -> str:
    return f"{stage.server.bot.mention} {text}"


async def test_an_ask_channel_answers_what_is_a_question_to_the_articles_and_nothing_else(
    stage: Stage, alice: Person, bob: Person
) -> None:
    stage.grant_message_content()
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "ask_channel", True)
    thread = await bob.start_thread(stage.general, "Our own")
    async with stage.running(message_content=True):
        for text in CHATTER:
            await alice.say(stage.general, text)
        said = await bob.say(stage.general, "I wonder")
        await alice.say(stage.general, SEIZED, reply_to=said)
        await alice.say(stage.general, f"{bob.mention} {SEIZED}")
        await alice.say(thread, SEIZED)
        question = await bob.say(stage.general, HUMBER)
        answer = await bob.reads(stage.general, "Humber")
        topic = await bob.say(stage.general, "Humber Bridge?")
        told = await bob.reads(stage.general, lambda message: message.reference is topic)
    assert answer.reference is question
    assert from_bot(stage.general) == [answer, told]
    assert not from_bot(thread)


async def test_what_is_longer_than_a_question_may_be_is_not_even_looked_at(
    stage: Stage, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, judged = Archive.heard, list[str]()

    def judging(archive: Archive, typed: str) -> Any:
        judged.append(typed)
        return heard(archive, typed)

    monkeypatch.setattr(Archive, "heard", judging)
    stage.grant_message_content()
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "ask_channel", True)
    async with stage.running(message_content=True):
        await alice.say(stage.general, "What of it? " * 150)
        await alice.say(stage.general, "a b c " * 34)
        said = await alice.say(stage.general, "What is that?", ping=False)
        await alice.say(stage.general, mention(stage, "why " * 101), reply_to=said)
        await alice.reads(stage.general, "101 words")
        await alice.say(stage.general, SEIZED)
        await alice.reads(stage.general, "386")
    assert judged == ["What is that?", SEIZED]


async def test_a_flood_of_mentions_costs_three_messages_and_one_mark(
    stage: Stage, alice: Person, bob: Person
) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow, workers=1):
        flood = [await alice.say(stage.general, mention(stage, SEIZED)) for _ in range(60)]
        await slow.until_asked()
        await stage.server.until(lambda: any(each.reactions for each in flood) or None, "a mark")
        asked = await bob.say(stage.guild.channel("news"), mention(stage, HUMBER))
        slow.gate.set()
        await bob.reads(stage.guild.channel("news"), lambda message: message.reference is asked)
        await stage.server.until(lambda: len(from_bot(stage.general)) >= 3 or None, "her three answers")
    assert [list(each.reactions) for each in flood if each.reactions] == [["⏳"]]
    answers = [message for message in from_bot(stage.general) if "in the queue" not in message.text]
    assert len(answers) == 3
    assert not alice.sees(alice.dm())


async def test_a_flood_of_bare_mentions_costs_one_message(stage: Stage, alice: Person, bob: Person) -> None:
    news = stage.guild.channel("news")
    async with stage.running():
        for _ in range(60):
            flood = await alice.say(stage.general, stage.server.bot.mention)
        await stage.server.until(lambda: _marks(stage) or None, "a mark")
        await alice.say(alice.dm(), SEIZED)  # answered by nothing: her questions are used up
        await bob.say(news, mention(stage, SEIZED))
        await bob.reads(news, "386")
    assert len(from_bot(stage.general)) == 1
    assert len(_marks(stage)) == 1
    assert not flood.reactions
    assert not from_bot(alice.dm())


def _marks(stage: Stage) -> list[Message]:
    return [message for message in stage.server.every_message if message.reactions]


@pytest.mark.parametrize("text", ["is this true?", "source?", "", "really?"])
async def test_a_reply_that_asks_nothing_itself_takes_what_it_replies_to(
    stage: Stage, alice: Person, bob: Person, text: str
) -> None:
    stage.grant_message_content()
    async with stage.running(message_content=True):
        claim = await bob.say(stage.general, SEIZED)
        asked = await alice.say(stage.general, mention(stage, text), reply_to=claim)
        answer = await alice.reads(stage.general, "386")
    assert answer.reference is asked
    assert f"-# {SEIZED}" in answer.text  # what was looked for


async def test_mentioning_the_bots_own_role_counts(stage: Stage, alice: Person) -> None:
    stage.grant_message_content()
    async with stage.running(message_content=True):
        role = stage.server.bot_role(stage.guild)
        other = stage.server.add_role(stage.guild, "readers")
        await alice.say(stage.general, f"{other.mention} {HUMBER}")
        asked = await alice.say(stage.general, f"{role.mention} {SEIZED}")
        answer = await alice.reads(stage.general)
    assert answer.reference is asked
    assert answer.content == "**386**"
    assert from_bot(stage.general) == [answer]


async def test_a_reply_that_asks_something_itself_is_asked_as_it_stands(
    stage: Stage, alice: Person, bob: Person
) -> None:
    stage.grant_message_content()
    async with stage.running(message_content=True):
        claim = await bob.say(stage.general, UNKNOWN)
        await alice.say(stage.general, mention(stage, SEIZED), reply_to=claim)
        answer = await alice.reads(stage.general)
    assert answer.content == "**386**"


async def test_a_message_that_discord_does_not_show_is_told_how_it_can_be_found(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        claim = await bob.say(stage.general, SEIZED)
        await alice.say(stage.general, mention(stage, "is this true?"), reply_to=claim)
        told = await alice.reads(stage.general)
        found = await (await alice.context_menu(stage.general, "Find in the articles", claim)).answered()
    assert "**Find in the articles**" in told.text
    assert found.content == "**386**"


async def test_follow_up_asks_on_without_any_intent_and_after_a_restart(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        first = await (
            await alice.slash(stage.general, "ask", question="What is the main span of the Severn Bridge?")
        ).answered()
    async with stage.running():
        form = await bob.click(first, "Follow up")
        assert len((await form.modal()).components) == 1
        sent = await bob.submit_modal(form, {"Your question": "And the Humber Bridge?"})
        second = await sent.answered()
        assert not sent.ephemeral
        assert second in alice.sees(stage.general)
    assert second is not first
    assert "And the Humber Bridge? · asked as “What is the main span of the Humber Bridge?”" in second.text
    assert not stage.server.refused


async def test_what_follows_a_private_answer_is_private(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        hers = await alice.slash(stage.general, "ask", question=SEIZED, private=True)
        form = await alice.click(await hers.answered(), "Follow up")
        await form.modal()
        sent = await alice.submit_modal(form, {"Your question": HUMBER})
        assert "1981" in (await sent.answered()).text
        assert sent.ephemeral
        assert not bob.sees(stage.general)
