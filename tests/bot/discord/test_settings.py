"""Settings of categories and forums, what is said of settings that cannot work, and setting all of it back."""

from __future__ import annotations

import asyncio

import pytest

from tests.bot.discord.conftest import Stage
from tests.bot.discord.test_feedback import Ready, ask
from tests.discord_server import Channel, ChannelType, Impossible, Permission, Person
from tests.discord_server.watch import PATIENCE

NEEDED = Permission.SEND_MESSAGES | Permission.EMBED_LINKS


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


async def set_up(manager: Person, at: Channel, /, **options: Channel | bool | int) -> str:
    shown = await (await manager.slash(at, "pullquote settings", **options)).answered()  # type: ignore[arg-type]
    return "\n".join(embed.get("description", "") for embed in shown.embeds)


async def test_a_category_is_set_up_for_all_channels_in_it(
    stage: Stage, manager: Person, alice: Person
) -> None:
    desk = stage.server.add_channel(stage.guild, "News desk", kind=ChannelType.GUILD_CATEGORY)
    inside = [stage.server.add_channel(stage.guild, name, category=desk) for name in ("sport", "arts")]
    async with stage.running(archive=Ready(stage.archive)):
        await set_up(manager, stage.general, private=False)
        await set_up(manager, stage.general, channel=desk, private=True, cooldown=30)
        shown = await set_up(manager, stage.general, channel=inside[1], private=False)
        asked = {}
        for channel in (stage.general, *inside):
            asked[channel.name] = await alice.slash(channel, "ask", question="How many guns?")
            await asked[channel.name].answered()
        again = await ask(alice, inside[1], "How many guns?")
    assert {name: interaction.ephemeral for name, interaction in asked.items()} == {
        "general": False,
        "sport": True,
        "arts": False,
    }
    assert "Ask again" in again.text  # what the channel does not set itself is as in its category
    assert f"{desk.mention}\n- answers to /ask are private\n- 30 s between two questions" in shown
    assert f"{inside[1].mention}\n- 30 s between two questions" in shown


async def test_a_forum_is_set_up_for_all_posts_in_it(stage: Stage, manager: Person, alice: Person) -> None:
    forum = stage.server.add_channel(stage.guild, "questions", kind=ChannelType.GUILD_FORUM)
    async with stage.running(archive=Ready(stage.archive)):
        await set_up(manager, stage.general, channel=forum, answers=False)
        post = await alice.post(forum, "On guns", "Hello everyone")
        told = await ask(alice, post, "How many guns?")
        elsewhere = await ask(alice, stage.general, "How many guns?")
    assert "I do not answer in this channel" in told.text
    assert "386" in elsewhere.text


async def test_what_the_bot_may_not_do_in_a_channel_is_said_when_it_is_set(
    stage: Stage, manager: Person
) -> None:
    mute = stage.server.add_channel(stage.guild, "mute")
    fine, voice = (
        stage.guild.channel("news"),
        stage.server.add_channel(stage.guild, "talk", kind=ChannelType.GUILD_VOICE),
    )
    unseen = stage.server.add_channel(stage.guild, "unseen")
    bots = stage.server.bot_role(stage.guild)
    stage.server.deny(mute, bots, NEEDED | Permission.CREATE_PUBLIC_THREADS)
    stage.server.deny(unseen, bots, Permission.VIEW_CHANNEL)
    async with stage.running(message_content=False):
        assert "⚠️" not in await set_up(manager, stage.general, channel=fine, threads=True, private=True)
        lacking = await set_up(manager, stage.general, channel=mute, cooldown=5)
        threads = await set_up(manager, stage.general, channel=mute, threads=True)
        spoken = await set_up(manager, stage.general, channel=voice, threads=True)
        hidden = await set_up(manager, stage.general, channel=unseen, private=True)
        log = await set_up(manager, stage.general, log_channel=mute)
        quiet = await set_up(manager, stage.general, channel=mute, answers=False, threads=False)
        category = stage.server.add_channel(stage.guild, "Desk", kind=ChannelType.GUILD_CATEGORY)
        with pytest.raises(Impossible):
            await set_up(manager, stage.general, log_channel=category)
    assert f"⚠️ I cannot answer: I lack **Send Messages**, **Embed Links** in {mute.mention}." in lacking
    assert f"⚠️ I cannot open threads: I lack **Create Public Threads** in {mute.mention}." in threads
    assert f"⚠️ No thread can be opened for a question in {voice.mention}." in spoken
    assert "**View Channel**" in hidden
    assert unseen.mention in hidden.split("⚠️", 1)[1]
    assert f"⚠️ I cannot tell of changes: I lack **Send Messages**, **Embed Links** in {mute.mention}." in log
    assert "I cannot answer: I lack **Send Messages**, **Embed Links** in" not in quiet


async def test_what_holds_for_the_server_is_looked_at_in_each_channel_that_it_sees(
    stage: Stage, manager: Person
) -> None:
    bots, mute = stage.server.bot_role(stage.guild), []
    for number in range(12):
        mute.append(stage.server.add_channel(stage.guild, f"mute-{number}"))
        stage.server.deny(mute[-1], bots, Permission.SEND_MESSAGES)
    unseen = stage.server.add_channel(stage.guild, "unseen")
    stage.server.deny(unseen, bots, Permission.VIEW_CHANNEL)
    stage.grant_message_content()
    async with stage.running(message_content=True):
        before = await set_up(manager, stage.general, cooldown=1)
        after = await set_up(manager, stage.general, ask_channel=True)
    assert "⚠️" not in before
    (warning,) = [line for line in after.split("\n") if line.startswith("⚠️")]
    assert "**Send Messages**" in warning
    assert warning.count("<#") == 10
    assert warning.endswith("and 2 more.")
    assert unseen.mention not in warning


async def test_one_reset_resets_all_of_it_and_that_of_a_channel_only_its_own(
    stage: Stage, manager: Person
) -> None:
    news, guild = stage.guild.channel("news"), int(stage.guild.id)
    category = stage.server.add_channel(stage.guild, "Desk", kind=ChannelType.GUILD_CATEGORY)
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running(curating_guilds=(guild,)):
        await set_up(manager, elsewhere, cooldown=9)
        await set_up(manager, stage.general, private=True, log_channel=news)
        await set_up(manager, stage.general, channel=news, cooldown=5)
        await set_up(manager, stage.general, channel=category, threads=True)
        for command, options in (
            ("sources", {"channel": news, "folder": "club", "own_only": True}),
            ("blocklist", {"add": "rude"}),
        ):
            await (await manager.slash(stage.general, f"pullquote {command}", **options)).answered()
        fresh = await set_up(manager, stage.general, channel=news, reset=True)
        kept = {channel for channel, _ in stage.ledger.settings(guild)}
        again = await set_up(manager, stage.general, reset=True, cooldown=7)
        left = stage.ledger.settings(guild)
        there = stage.ledger.settings(int(elsewhere.guild.id)) if elsewhere.guild else {}
    assert f"\n{news.mention}\n" not in fresh
    assert kept == {0, int(category.id)}
    assert left == {(0, "cooldown"): 7}
    assert "answers to /ask are shown to all" in again
    assert "changes of the articles are told in no channel" in again
    assert "answers quote all articles that it may see" in again
    assert "what this server adds is shown in all servers" in again
    assert "words that I do not repeat: 0" in again
    assert there == {(0, "cooldown"): 9}


async def test_the_settings_of_a_channel_that_is_deleted_go_with_it(stage: Stage, manager: Person) -> None:
    gone = stage.server.add_channel(stage.guild, "gone")
    async with stage.running():
        await set_up(manager, stage.general, channel=gone, cooldown=5)
        stage.server.delete_channel(gone)
        async with asyncio.timeout(PATIENCE):
            while stage.ledger.settings(int(stage.guild.id)):  # Discord hears nothing of what the bot forgets
                await set_up(manager, stage.general)
        later = await set_up(manager, stage.general)
    assert "5 s" not in later
