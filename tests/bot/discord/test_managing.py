"""Settings of servers and channels, limits, the queue and `/unanswered`, over the wire."""

from __future__ import annotations

import pytest

from bot.discord.asking import replies
from bot.ledger import Ledger
from tests.bot.discord.conftest import SEIZED, UNKNOWN, SlowArchive, Stage
from tests.discord_server import Permission, Person


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


async def test_settings_hold_for_the_server_and_differ_by_channel(
    stage: Stage, manager: Person, alice: Person
) -> None:
    news = stage.guild.channel("news")
    async with stage.running():
        await (await manager.slash(stage.general, "pullquote settings", private=True)).answered()
        shown = await (
            await manager.slash(stage.general, "pullquote settings", channel=news, private=False, cooldown=30)
        ).answered()
        in_general = await alice.slash(stage.general, "ask", question=SEIZED)
        await in_general.answered()
        in_news = await alice.slash(news, "ask", question=SEIZED)
        await in_news.answered()
        elsewhere = await alice.slash(stage.server.guilds[1].channel("general"), "ask", question=SEIZED)
        await elsewhere.answered()
    assert in_general.ephemeral
    assert not in_news.ephemeral
    assert not elsewhere.ephemeral
    assert "answers to /ask are private" in shown.text
    assert f"{news.mention}\n- answers to /ask are shown to all\n- 30 s between two questions" in shown.text


async def test_settings_outlive_a_restart_and_can_be_reset(stage: Stage, manager: Person) -> None:
    async with stage.running():
        await (await manager.slash(stage.general, "pullquote settings", answers=False)).answered()
    async with stage.running():
        kept = await (await manager.slash(stage.general, "pullquote settings")).answered()
        back = await (await manager.slash(stage.general, "pullquote settings", reset=True)).answered()
    assert "- I do not answer" in kept.text
    assert "- I answer\n" in back.text


async def test_an_ask_channel_without_the_intent_is_warned_about(stage: Stage, manager: Person) -> None:
    async with stage.running():
        shown = await (
            await manager.slash(stage.general, "pullquote settings", channel=stage.general, ask_channel=True)
        ).answered()
    assert "message-content intent" in shown.text


async def test_a_person_who_asks_too_much_is_told_when_the_limit_ends(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running(per_person=2, limit_seconds=60):
        for _ in range(2):
            await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        over = await alice.slash(stage.general, "ask", question=SEIZED)
        told = await over.answered()
        assert over.ephemeral
        assert f"<t:{int(stage.clock.now) + 61}:R>" in told.text
        said = await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        assert "386" in (await (await bob.slash(stage.general, "ask", question=SEIZED)).answered()).text
        assert not said.reactions  # she was told, a moment ago
        stage.clock.now += 61
        assert "386" in (await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()).text


async def test_a_server_has_a_limit_too(stage: Stage, alice: Person, bob: Person) -> None:
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running(per_guild=1):
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        told = await (await bob.slash(stage.general, "ask", question=SEIZED)).answered()
        other = await (await bob.slash(elsewhere, "ask", question=SEIZED)).answered()
    assert "This server has reached the limit" in told.text
    assert "386" in other.text


async def test_a_cooldown_counts_between_two_questions_of_a_person(
    stage: Stage, alice: Person, bob: Person
) -> None:
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "cooldown", 30)
    async with stage.running():
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        told = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        bobs = await (await bob.slash(stage.general, "ask", question=SEIZED)).answered()
        stage.clock.now += 31
        later = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
    assert f"<t:{int(stage.clock.now)}:R>" in told.text
    assert "386" in bobs.text
    assert "386" in later.text


async def test_who_has_to_wait_is_told_and_who_comes_too_late_is_turned_away(
    stage: Stage, alice: Person
) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow, workers=1, queue=1):
        first = await alice.slash(stage.general, "ask", question=SEIZED)
        await slow.until_asked()
        second = await alice.slash(stage.general, "ask", question=SEIZED)
        assert "in the queue: number 1" in (await second.answered()).text
        third = await alice.slash(stage.general, "ask", question=SEIZED)
        assert "Too many questions" in (await third.answered()).text
        assert third.ephemeral
        slow.gate.set()
        assert "386" in (await first.answered()).text
        answer = await stage.server.until(
            lambda: m if (m := second.response) and "386" in m.text else None, "the second answer"
        )
    assert "queue" not in answer.text


async def test_who_asked_by_a_message_and_waits_is_told_in_the_message_that_becomes_the_answer(
    stage: Stage, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MOMENT", 0.0)
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow, workers=1, queue=1):
        await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        await slow.until_asked()
        question = await bob.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        waiting = await bob.reads(stage.general, "in the queue: number 1")
        assert waiting.reference is question
        late = await alice.say(stage.general, f"{stage.server.bot.mention} {UNKNOWN}")
        await stage.server.until(lambda: late.reactions or None, "a reaction")
        slow.gate.set()
        answer = await bob.reads(stage.general, lambda m: m.reference is question and "386" in m.text)
    assert answer is waiting
    assert not answer.pinged


async def test_who_asked_by_a_message_and_waits_a_moment_only_is_not_told(
    stage: Stage, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MOMENT", 3_600.0)
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow, workers=1, queue=1):
        await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        await slow.until_asked()
        question = await bob.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        late = await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        await stage.server.until(lambda: late.reactions or None, "the one place in the queue to be taken")
        slow.gate.set()
        answer = await bob.reads(stage.general, lambda m: m.reference is question)
    assert "386" in answer.text
    assert not answer.revisions


async def test_unanswered_groups_what_was_refused(stage: Stage, manager: Person, alice: Person) -> None:
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running():
        empty = await (await manager.slash(stage.general, "unanswered")).answered()
        asked = ("What is the price of *tin* in Bolivia?", UNKNOWN, UNKNOWN.upper(), SEIZED)
        for number, question in enumerate(asked):
            stage.clock.now += 1
            asker = stage.server.person(f"person{number}")
            await (await asker.slash(stage.general, "ask", question=question)).answered()
        await (await alice.slash(elsewhere, "ask", question="Who is the mayor of Oslo?")).answered()
        interaction = await manager.slash(stage.general, "unanswered")
        listed = await interaction.answered()
    assert interaction.ephemeral
    assert "No question was refused" in empty.text
    first, second = [line for line in listed.text.split("\n") if line.startswith("- ")]
    assert first.startswith(f"- **{UNKNOWN.upper()}** (2 times")
    assert second.startswith("- **What is the price of \\*tin\\* in Bolivia?** (once")
    assert "Oslo" not in listed.text
    assert "illegal firearms" not in listed.text


async def test_unanswered_lists_no_remark_that_asks_nothing_of_the_articles(
    stage: Stage, manager: Person, alice: Person
) -> None:
    async with stage.running() as client:
        await (await alice.slash(stage.general, "ask", question=UNKNOWN)).answered()
        said = await (await alice.slash(stage.general, "ask", question="Who said that?")).answered()
        fresh = await (await alice.slash(stage.general, "ask", question="New topic")).answered()
        await client.desk.idle()
        listed = await (await manager.slash(stage.general, "unanswered")).answered()
    assert said.content.startswith("**No answer in the articles.**")
    assert "new conversation" in fresh.text
    assert not fresh.buttons
    assert "asked in private" not in listed.text
    assert listed.text.count("\n- ") == 1
    assert UNKNOWN in listed.text


async def test_nobody_can_be_told_from_the_ledger(stage: Stage, alice: Person) -> None:
    async with stage.running():
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
    stage.ledger.close()
    written = b"".join(path.read_bytes() for path in stage.folder.glob("ledger.sqlite3*"))
    assert alice.id.encode() not in written
    assert int(alice.id).to_bytes(8, "big") not in written
    assert Ledger(stage.folder / "other", key=b"another key").pseudonym(int(alice.id)).encode() not in written
