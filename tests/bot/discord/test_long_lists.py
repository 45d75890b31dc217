"""A list that no message could hold is cut at a line, and never a command that fails."""

from __future__ import annotations

import dataclasses

import pytest

from bot.discord.showing.markdown import width
from bot.discord.showing.presentation import EMBED_LIMIT, notice
from tests.bot.discord.conftest import SEIZED, Stage
from tests.discord_server import Channel, Message, Permission, Person

PHRASE = "A long title of *words* that a server put there, "


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


async def shown(person: Person, channel: Channel, command: str, **options: str) -> Message:
    return await (await person.slash(channel, command, **options)).answered()  # type: ignore[arg-type]


async def test_the_log_of_changes_is_shown_however_long_its_titles_are(stage: Stage, manager: Person) -> None:
    guild = int(stage.guild.id)
    for number in range(20):
        article = f"added/{guild}/{'a-file-with-a-long-name-' * 3}{number}.md"
        stage.ledger.changed(guild, int(manager.id), "added", article=article, title=f"{number} {PHRASE * 3}")
        stage.ledger.undone(stage.ledger.changes(guild, 1)[0].id, int(manager.id))
    async with stage.running():
        log = await shown(manager, stage.general, "articles log")
    assert f"{manager.mention} added **19 A long title" in log.text
    assert log.text.endswith(f"taken back by {manager.mention}\n…")
    assert not stage.server.refused


async def test_a_long_blocklist_is_kept_whole_and_shown_in_part(stage: Stage, manager: Person) -> None:
    words = ", ".join(f"*w{number}*" for number in range(500))
    async with stage.running():
        first = await shown(manager, stage.general, "pullquote blocklist", add=words)
        more = words.replace("*w", "*v")
        second = await shown(manager, stage.general, "pullquote blocklist", add=more)
    assert "read them: 500**" in first.text
    assert "read them: 1,000**\n\\*w0\\*, \\*w1\\*, " in second.text
    assert second.text.endswith("\\*, …")
    assert not stage.server.refused


async def test_who_asked_long_questions_sees_what_is_kept_of_them(stage: Stage, alice: Person) -> None:
    answer = stage.archive.ask(SEIZED)
    for number in range(15):
        typed = f"{number} {'*_`|' * 60}"
        asked = dataclasses.replace(answer, question=typed, asked_as=typed)
        stage.ledger.record(asked, guild=int(stage.guild.id), channel=1, asker=int(alice.id))
    async with stage.running():
        card = await shown(alice, stage.general, "privacy")
        mine = await (await alice.click(card, "Show mine")).answered()
    assert "**Your questions that I keep: 15**" in mine.text
    assert mine.text.endswith("\n…")
    assert not stage.server.refused


async def test_settings_of_many_channels_and_what_is_wrong_with_them_are_one_message(
    stage: Stage, manager: Person
) -> None:
    guild = int(stage.guild.id)
    for number in range(40):
        channel = stage.server.add_channel(stage.guild, f"channel-{number}")
        stage.server.deny(channel, stage.server.bot, Permission.SEND_MESSAGES)
        stage.ledger.set_setting(guild, int(channel.id), "publisher", f"{number} {PHRASE * 2}")
        stage.ledger.set_setting(guild, int(channel.id), "ask_channel", True)
    async with stage.running():
        told = await shown(manager, stage.general, "pullquote settings")
        sources = await shown(manager, stage.general, "pullquote sources")
    listed, faults = (embed["description"] for embed in told.embeds)
    assert listed.startswith("**This server**")
    assert listed.endswith("\n…")
    assert "I cannot answer" in faults
    assert sources.text.startswith("**This server** quotes from")
    assert not stage.server.refused


def test_a_notice_has_whole_lines_and_says_that_there_are_more() -> None:
    lines = [f"- line {number} \\*" for number in range(1_000)]
    text = str(notice("\n".join(lines)).description)
    *kept, last = text.split("\n")
    assert last == "…"
    assert kept == lines[: len(kept)]
    assert EMBED_LIMIT - 20 < width(text) <= EMBED_LIMIT
    short = "\n".join(lines[:3])
    assert notice(short).description == short
