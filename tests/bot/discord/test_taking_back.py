"""Mine to take back: answers deleted, questions deleted, people forgotten, servers left."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.discord.asking.places import WHOLE_SERVER
from bot.ledger import DAY, Ledger
from tests.bot.discord.conftest import SEIZED, UNKNOWN, SlowArchive, Stage
from tests.discord_server import Message, Permission, Person

HUMBER = "When was the Humber Bridge opened?"
BIN = "🗑️"


def mention(stage: Stage, text: str) -> str:
    return f"{stage.server.bot.mention} {text}"


async def ask(stage: Stage, who: Person, question: str = SEIZED, **options: Any) -> Message:
    return await (await who.slash(stage.general, "ask", question=question, **options)).answered()


async def gone(stage: Stage, message: Message) -> None:
    """Until a message is deleted, and the ledger, which is written right after, has no more of it."""
    await stage.server.until(lambda: message.deleted or None, f"{message!r} to be deleted")
    async with asyncio.timeout(30):
        while stage.ledger.entry_at(int(message.id)) is not None:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)


async def later(who: Person) -> None:
    """Something that the bot does after whatever it was told before."""
    asked = await who.say(who.dm(), HUMBER)
    await who.reads(who.dm(), lambda message: message.reference is asked)


def kept(stage: Stage) -> list[str]:
    """The questions in the ledger that autocomplete offers."""
    return stage.ledger.recent_questions(int(stage.guild.id), "", channels=[int(stage.general.id)])


async def test_who_asked_deletes_the_answer_and_all_that_is_kept_of_it(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running() as client:
        answer = await ask(stage, alice)
        await client.desk.idle()
        assert kept(stage) == [SEIZED]
        refused = await bob.click(answer, BIN)
        assert "Only the person who asked" in (await refused.answered()).text
        assert refused.ephemeral
        assert not answer.deleted
        await alice.click(answer, BIN)
        await gone(stage, answer)
        offered = await (await bob.autocomplete(stage.general, "ask", "question", "seized")).choices()
    assert not kept(stage)
    assert not offered
    assert stage.ledger.entry_at(int(answer.id)) is None
    assert not stage.server.refused


async def test_a_moderator_deletes_anybodys_answer_after_a_restart(stage: Stage, alice: Person) -> None:
    moderator = stage.server.person("moderator", permissions=Permission.MANAGE_MESSAGES)
    async with stage.running():
        answer = await ask(stage, alice)
    async with stage.running():
        await moderator.click(answer, BIN)
        await gone(stage, answer)
    assert not kept(stage)


async def test_where_nobody_is_kept_discord_itself_knows_who_asked(
    stage: Stage, alice: Person, bob: Person
) -> None:
    with Ledger(stage.folder / "nobody", key=b"k", keep_people=False) as nobody:
        async with stage.running(ledger=nobody):
            slash = await ask(stage, alice)
            said = await alice.say(stage.general, mention(stage, HUMBER))
            reply = await alice.reads(stage.general, lambda message: message.reference is said)
            for answer in (slash, reply):
                assert "Only the person who asked" in (await (await bob.click(answer, BIN)).answered()).text
                await alice.click(answer, BIN)
                await gone(stage, answer)
    assert not said.deleted


async def test_what_was_taken_back_is_not_gone_on_with(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        answer = await ask(stage, alice)
        await client.desk.idle()
        await alice.click(answer, BIN)
        await gone(stage, answer)
        await ask(stage, alice, UNKNOWN)
        await client.desk.idle()
        key = ("person", int(stage.general.id), int(alice.id))
        assert [turn.question for turn in client.conversations.at(key).conversation.turns] == [UNKNOWN]


async def test_a_deleted_question_takes_its_answer_along_even_after_a_restart(
    stage: Stage, alice: Person
) -> None:
    async with stage.running() as client:
        first = await alice.say(stage.general, mention(stage, SEIZED))
        answer = await alice.reads(stage.general, "386")
        second = await alice.say(stage.general, mention(stage, HUMBER))
        other = await alice.reads(stage.general, lambda message: message.reference is second)
        await client.desk.idle()
        await alice.delete(first)
        await gone(stage, answer)
    async with stage.running():
        await alice.delete(second)
        await gone(stage, other)
    assert not kept(stage)


async def test_a_question_that_opened_a_thread_takes_the_answer_in_it_along(
    stage: Stage, alice: Person
) -> None:
    stage.ledger.set_setting(int(stage.guild.id), WHOLE_SERVER, "threads", True)
    async with stage.running() as client:
        question = await alice.say(stage.general, mention(stage, SEIZED))
        thread = await stage.server.until(lambda: question.thread, "a thread")
        answer = await alice.reads(thread, "386")
        await client.desk.idle()
        await alice.delete(question)
        await gone(stage, answer)
    assert not kept(stage)


async def test_a_question_deleted_while_it_is_answered_is_not_kept(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        question = await alice.say(stage.general, mention(stage, UNKNOWN))
        await slow.until_asked()
        await alice.delete(question)
        slow.gate.set()
        await stage.server.until_refused(50035)  # the reply to what is gone
        await later(alice)
    assert (
        stage.ledger.unanswered(int(stage.guild.id), channels=[int(each) for each in stage.guild.channels])
        == []
    )


async def test_an_answer_that_a_moderator_deletes_by_hand_is_not_kept(stage: Stage, alice: Person) -> None:
    moderator = stage.server.person("moderator", permissions=Permission.MANAGE_MESSAGES)
    async with stage.running() as client:
        answer = await ask(stage, alice)
        await client.desk.idle()
        await moderator.delete(answer)
        await later(alice)
    assert not kept(stage)


async def test_privacy_shows_what_is_kept_and_forgets_it(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running() as client:
        answer = await ask(stage, alice)
        await ask(stage, alice, UNKNOWN)
        await ask(stage, bob, HUMBER)
        await (await alice.click(answer, "👍")).answered()
        await client.desk.idle()
        interaction = await alice.slash(stage.general, "privacy")
        card = await interaction.answered()
        mine = await (await alice.click(card, "Show mine")).answered()
        forgotten = await (await alice.click(card, "Forget me")).answered()
        nothing = await (await alice.click(card, "Show mine")).answered()
        in_dm = await (await alice.slash(alice.dm(), "privacy")).answered()
    assert interaction.ephemeral
    assert "for 90 days" in card.text
    assert "forgotten after 7 days" in card.text
    assert "keep: 2" in mine.text
    assert SEIZED in mine.text
    assert UNKNOWN in mine.text
    assert HUMBER not in mine.text
    assert "2 questions of yours" in forgotten.text
    assert "1 opinion" in forgotten.text
    assert "no question" in nothing.text
    assert in_dm.text == card.text
    assert kept(stage) == [HUMBER]
    assert (
        stage.ledger.unanswered(int(stage.guild.id), channels=[int(each) for each in stage.guild.channels])
        == []
    )


async def test_a_server_that_removed_the_bot_is_forgotten_after_a_week(stage: Stage, alice: Person) -> None:
    elsewhere = stage.server.guilds[1]
    stage.ledger.set_setting(int(stage.guild.id), WHOLE_SERVER, "cooldown", 5)
    async with stage.running() as client:
        await ask(stage, alice)
        other = await alice.slash(elsewhere.channel("general"), "ask", question=SEIZED)
        await other.answered()
        await client.desk.idle()
        left, stays = int(stage.guild.id), int(elsewhere.id)
        channels = [int(stage.general.id), int(elsewhere.channel("general").id)]
        stage.server.remove_guild(stage.guild)
        await later(alice)
    stage.clock.now += 6 * DAY
    assert stage.ledger.forget_left() == []
    stage.clock.now += 2 * DAY
    assert stage.ledger.forget_left() == [left]
    assert stage.ledger.settings(left) == {}
    assert stage.ledger.recent_questions(left, "", channels=channels) == []
    assert stage.ledger.recent_questions(stays, "", channels=channels) == [SEIZED]


async def test_a_server_that_removed_the_bot_while_it_was_away_is_forgotten_too(
    stage: Stage, alice: Person
) -> None:
    async with stage.running() as client:
        await ask(stage, alice)
        await client.desk.idle()
    left = stage.guild
    stage.server.remove_guild(left)
    async with stage.running():
        await later(alice)
    stage.clock.now += 8 * DAY
    assert stage.ledger.forget_left() == [int(left.id)]


async def test_a_server_that_takes_the_bot_back_in_time_is_kept(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        await ask(stage, alice)
        await client.desk.idle()
    stage.ledger.left(int(stage.guild.id))
    async with stage.running():
        await later(alice)
    stage.clock.now += 8 * DAY
    assert stage.ledger.forget_left() == []
    assert kept(stage) == [SEIZED]


async def test_what_is_asked_in_private_is_its_own_conversation_and_only_counted(
    stage: Stage, alice: Person
) -> None:
    manager = stage.server.person("manager", permissions=Permission.MANAGE_GUILD)
    async with stage.running() as client:
        await ask(stage, alice, SEIZED, private=True)
        await ask(stage, alice, UNKNOWN, private=True)
        await ask(stage, alice, HUMBER)
        await client.desk.idle()
        listed = await (await manager.slash(stage.general, "unanswered")).answered()
        offered = await (await alice.autocomplete(stage.general, "ask", "question", "seized")).choices()
        turns = {
            kind: [
                turn.question
                for turn in client.conversations.at(
                    (kind, int(stage.general.id), int(alice.id))
                ).conversation.turns
            ]
            for kind in ("person", "private")
        }
    assert "1 question asked in private" in listed.text
    assert "Karachi" not in listed.text
    assert not offered
    assert turns == {"person": [HUMBER], "private": [SEIZED, UNKNOWN]}


async def test_who_changed_articles_sees_that_it_is_kept_and_can_have_it_forgotten(
    stage: Stage, alice: Person, bob: Person
) -> None:
    guild, name = int(stage.guild.id), f"<@{alice.id}>"
    manager = stage.server.person("manager", permissions=Permission.MANAGE_GUILD)
    stage.ledger.changed(guild, int(alice.id), "removed", article="mill.md", title="The *mill*")
    stage.ledger.undone(stage.ledger.changes(guild, 1)[0].id, int(bob.id))
    async with stage.running():
        card = await (await alice.slash(stage.general, "privacy")).answered()
        shown = await (await alice.click(card, "Show mine")).answered()
        before = await (await manager.slash(stage.general, "articles log")).answered()
        forgotten = await (await alice.click(card, "Forget me")).answered()
        after = await (await manager.slash(stage.general, "articles log")).answered()
        again = await (await alice.click(card, "Show mine")).answered()
    assert (
        "Who added, removed or put back articles: the user id, for their server's log, for 90 days."
        in card.text
    )
    assert "**Changes of articles that I know to be yours: 1**\n- removed The \\*mill\\* (<t:" in shown.text
    assert f"{name} removed **The \\*mill\\***" in before.text
    assert "you are “somebody” now (1)" in forgotten.text
    assert "somebody removed **The \\*mill\\***" in after.text
    assert f"taken back by {bob.mention}" in after.text
    assert "Changes of articles" not in again.text
