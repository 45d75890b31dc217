"""The local Discord's forums, private threads, AutoMod, deletions and apps that people add to their account."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.discord_server import Channel, ChannelType, DiscordServer, Impossible, Permission, Person
from tests.discord_server.tiny_bot import TinyBot

INSTALLABLE = {"integration_types": [0, 1], "contexts": [0, 1, 2]}


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running:
        yield running


@pytest.fixture
async def bot(server: DiscordServer) -> AsyncIterator[TinyBot]:
    client = TinyBot()
    async with server.running(client):
        yield client


@pytest.fixture
def general(server: DiscordServer) -> Channel:
    return server.guilds[0].channel("general")


@pytest.fixture
def alice(server: DiscordServer) -> Person:
    return server.person("alice")


@pytest.fixture
def forum(server: DiscordServer) -> Channel:
    kind = ChannelType.GUILD_FORUM
    return server.add_channel(server.guilds[0], "questions", kind=kind, tags=("London", "Resolved"))


async def request(bot: discord.Client, method: str, path: str, **body: Any) -> Any:
    """A request past discord.py's own checks."""
    return await bot.http.request(discord.http.Route(method, path), json=body)


async def refused(bot: discord.Client, method: str, path: str, **body: Any) -> int:
    """The error code that such a request is refused with."""
    with pytest.raises(discord.HTTPException) as error:
        await request(bot, method, path, **body)
    return error.value.code


# Forums


async def test_a_post_is_a_thread_whose_first_message_has_its_id(
    server: DiscordServer, bot: TinyBot, alice: Person, forum: Channel
) -> None:
    opened = bot.wait_for("thread_create", timeout=10)
    heard = bot.wait_for("message", timeout=10)
    post = await alice.post(forum, "How many guns?", "In London, that is.", tags=["London"])
    thread, message = await opened, await heard
    assert message.id == thread.id == int(post.id)
    assert isinstance(thread.parent, discord.ForumChannel)
    assert [tag.name for tag in thread.parent.available_tags] == ["London", "Resolved"]
    assert [tag.name for tag in thread.applied_tags] == ["London"]
    assert message.content == ""  # nobody has granted the intent
    assert thread.name == "How many guns?"  # which is no message's content
    assert [event.name for event in server.events[-2:]] == ["THREAD_CREATE", "MESSAGE_CREATE"]


async def test_what_a_forum_wants_of_a_post(
    server: DiscordServer, bot: TinyBot, alice: Person, forum: Channel
) -> None:
    path = f"/channels/{forum.id}/threads"
    said = {"content": "a question"}
    assert await refused(bot, "POST", path, name="No message") == 50035
    assert await refused(bot, "POST", path, name="Unknown tag", message=said, applied_tags=["1"]) == 10087
    forum.requires_tag = True
    assert await refused(bot, "POST", path, name="No tag", message=said) == 40067
    with pytest.raises(Impossible):
        await alice.post(forum, "No tag", "a question")
    forum.tags[1] = dataclasses.replace(forum.tags[1], moderated=True)
    moderated = forum.tags[1].id
    assert (
        await refused(bot, "POST", path, name="Not for all", message=said, applied_tags=[moderated]) == 50013
    )
    made = await request(bot, "POST", path, name="A post", message=said, applied_tags=[forum.tags[0].id])
    assert made["message"]["id"] == made["id"]
    with pytest.raises(Impossible):
        await alice.start_thread(forum, "no message")
    server.deny(forum, server.bot, Permission.SEND_MESSAGES)
    assert await refused(bot, "POST", path, name="Not allowed", message=said) == 50013


async def test_tags_are_set_by_who_posted_and_by_moderators(
    server: DiscordServer, bot: TinyBot, alice: Person, forum: Channel
) -> None:
    post = await alice.post(forum, "How many guns?", "In London.")
    resolved = [forum.tags[1].id]
    assert await refused(bot, "PATCH", f"/channels/{post.id}", applied_tags=resolved) == 50013
    server.set_role(
        server.guilds[0],
        server.bot_role(server.guilds[0]),
        server.bot_role(server.guilds[0]).permissions | Permission.MANAGE_THREADS,
    )
    changed = bot.wait_for("thread_update", timeout=10)
    await request(bot, "PATCH", f"/channels/{post.id}", applied_tags=resolved)
    assert [tag.name for tag in (await changed)[1].applied_tags] == ["Resolved"]


# Threads


async def test_a_private_thread_of_people_is_theirs_until_the_bot_is_added(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    with pytest.raises(Impossible):
        await alice.start_thread(general, "Ours", private=True)
    may = server.person("may", permissions=Permission.CREATE_PRIVATE_THREADS)
    thread = await may.start_thread(general, "Ours", private=True)
    await may.say(thread, "nobody hears this")
    assert not alice.sees(thread)
    assert await refused(bot, "GET", f"/channels/{thread.id}") == 50001
    joined = bot.wait_for("thread_join", timeout=10)
    heard = bot.wait_for("message", timeout=10)
    await may.say(thread, f"{server.bot.mention} and you?")
    assert (await joined).is_private()
    assert (await heard).content.endswith("and you?")
    assert "nobody hears this" not in bot.heard
    await may.invite(thread, alice)
    assert alice.sees(thread)


# AutoMod, embeds, deletions


async def test_automod_blocks_what_anybody_writes_in_messages_and_titles(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    server.block_words(server.guilds[0], "Firearms")
    path = f"/channels/{general.id}"
    assert await refused(bot, "POST", f"{path}/messages", content="386 firearms") == 200000
    embed = {"description": "386 firearms"}
    assert await refused(bot, "POST", f"{path}/messages", embeds=[embed]) == 200000
    sent = await request(bot, "POST", f"{path}/messages", content="386")
    assert await refused(bot, "PATCH", f"{path}/messages/{sent['id']}", content="386 firearms") == 200000
    assert await refused(bot, "POST", f"{path}/threads", name="firearms", type=11) == 200001
    with pytest.raises(Impossible):
        await alice.say(general, "firearms!")
    there = server.guilds[1].channel("general")
    await request(bot, "POST", f"/channels/{there.id}/messages", content="386 firearms")
    manager = server.person("manager", permissions=Permission.MANAGE_GUILD)
    await manager.say(general, "firearms are not to be mentioned")


async def test_suppressed_embeds_are_kept_and_seen_by_nobody(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    answer = await (await alice.slash(general, "ask", question="why?")).answered()
    assert "about why?" in answer.text
    with pytest.raises(Impossible):
        await alice.suppress_embeds(answer)
    moderator = server.person("moderator", permissions=Permission.MANAGE_MESSAGES)
    await moderator.suppress_embeds(answer)
    assert "about why?" not in answer.text
    path = f"/channels/{general.id}/messages/{answer.id}"
    assert (await request(bot, "PATCH", path, content="still an answer"))["embeds"] == []
    assert "about why?" not in answer.text
    await request(bot, "PATCH", path, content="again", flags=0)
    assert "about why?" in answer.text


async def test_many_messages_are_deleted_at_once(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    messages = [await alice.say(general, "spam") for _ in range(3)]
    gone = bot.wait_for("raw_bulk_message_delete", timeout=10)
    server.delete_messages(general, messages)
    assert (await gone).message_ids == {int(message.id) for message in messages}
    assert not alice.sees(general)


async def test_an_outage_is_no_removal_and_a_removal_can_be_undone(
    server: DiscordServer, bot: TinyBot
) -> None:
    guild = server.guilds[0]
    out = bot.wait_for("guild_unavailable", timeout=10)
    server.outage(guild)
    assert (await out).id == int(guild.id)
    removed = bot.wait_for("guild_remove", timeout=10)
    server.remove_guild(guild)
    await removed
    joined = bot.wait_for("guild_join", timeout=10)
    server.invite_bot(guild)
    assert (await joined).id == int(guild.id)


# Apps that people add to their account


async def test_an_app_of_ones_own_works_where_it_is_not_installed(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    bob = server.person("bob")
    group = server.group_of(alice, bob)
    await request(
        bot,
        "POST",
        f"/applications/{bot.application_id}/commands",
        name="find",
        description="-",
        **INSTALLABLE,
    )
    with pytest.raises(Impossible):
        await alice.slash(group, "find")
    await alice.install_app()
    heard = bot.wait_for("interaction", timeout=10)
    asked = await alice.slash(group, "find")
    request_heard = await heard
    assert request_heard.context.private_channel
    assert asked.owners == {"1": alice.id}
    assert request_heard.guild_id is None
    with pytest.raises(Impossible):
        await bob.slash(group, "find")
    assert await refused(bot, "POST", f"/channels/{group.id}/messages", content="hello") == 50001
    here = await alice.slash(general, "find")
    assert here.owners == {"0": server.guilds[0].id, "1": alice.id}
    in_dm = await alice.slash(alice.dm(), "find")
    assert in_dm.owners == {"0": "0", "1": alice.id}


async def test_in_a_server_without_it_an_app_of_ones_own_is_held_back(
    server: DiscordServer, bot: TinyBot, alice: Person
) -> None:
    guild = server.guilds[1]
    there = guild.channel("general")
    server.remove_guild(guild)
    with pytest.raises(Impossible):
        await alice.slash(there, "ask", question="why?")
    await alice.install_app()
    asked = await alice.slash(there, "ask", question="why?")
    answer = await asked.answered()
    assert not asked.ephemeral
    path = f"/webhooks/{bot.application_id}/{asked.token}"
    for _ in range(5):
        await request(bot, "POST", path, content="and another thing")
    assert await refused(bot, "POST", path, content="one too many") == 40094
    clicked = await alice.click(answer, "Whisper")
    assert clicked.owners == {"1": alice.id}
    server.set_role(guild, guild.everyone, guild.everyone.permissions & ~Permission.USE_EXTERNAL_APPS)
    hushed = await alice.slash(there, "ask", question="why?")
    await hushed.answered()
    assert hushed.ephemeral


async def test_commands_for_people_need_an_application_that_people_may_add(
    server: DiscordServer, bot: TinyBot, alice: Person
) -> None:
    server.application = dataclasses.replace(server.application, installs=(0,))
    path = f"/applications/{bot.application_id}/commands"
    assert await refused(bot, "POST", path, name="find", description="-", **INSTALLABLE) == 50035
    with pytest.raises(Impossible):
        await alice.install_app()
