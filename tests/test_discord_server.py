"""The local Discord, tested with a small bot of its own on the real discord.py client."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord_server import (
    CallbackType,
    Channel,
    ChannelType,
    DiscordServer,
    Impossible,
    Intents,
    NeverHappened,
    Permission,
    Person,
    Refusal,
    Rules,
    Upload,
    openapi,
)
from tests.discord_server.tiny_bot import TinyBot


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


async def send(bot: discord.Client, channel: Channel, **body: Any) -> Any:
    """Send a message past discord.py's own checks."""
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    return await bot.http.request(route, json=body)


async def define(bot: discord.Client, **command: Any) -> Any:
    """Register a command past discord.py's own checks."""
    path = "/applications/{application_id}/commands"
    route = discord.http.Route("POST", path, application_id=bot.application_id)
    return await bot.http.request(route, json=command)


def seen_by_bot(bot: discord.Client, channel: Channel) -> discord.TextChannel:
    found = bot.get_channel(int(channel.id))
    assert isinstance(found, discord.TextChannel)
    return found


def where(error: discord.HTTPException) -> str:
    """discord.py flattens the tree of a 50035 into its text."""
    return error.text


# Commands and answers


async def test_a_slash_command_is_deferred_then_answered(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    interaction = await alice.slash(general, "ask", question="guns")
    answer = await interaction.answered()
    assert interaction.deferred
    assert interaction.ack_delay is not None
    assert not interaction.ephemeral
    assert answer.text == "an answer\n386\nabout guns"
    assert [button.label for button in answer.buttons] == ["More", "Whisper", "Spent", "Source"]
    assert answer.pinged == []
    assert server.refused == []


async def test_an_ephemeral_answer_is_seen_by_its_reader_alone(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    bob = server.person("bob")
    interaction = await alice.slash(general, "ask", question="guns", private=True)
    answer = await interaction.answered()
    assert interaction.ephemeral
    assert alice.sees(general) == [answer]
    assert bob.sees(general) == []
    assert not any(event.name == "MESSAGE_CREATE" for event in server.events)
    with pytest.raises(Impossible, match="does not see"):
        await bob.click(answer, "More")
    with pytest.raises(discord.NotFound) as unknown:
        await seen_by_bot(bot, general).fetch_message(int(answer.id))
    assert unknown.value.code == 10008
    await alice.dismiss(answer)
    assert alice.sees(general) == []


async def test_buttons_and_menus(bot: TinyBot, alice: Person, general: Channel) -> None:
    answer = await (await alice.slash(general, "ask", question="guns")).answered()
    picked = await (await alice.select(answer, "Which article?", "Second")).answered()
    assert picked.text == "picked 2"
    click = await alice.click(answer, "Whisper")
    (whisper,) = await click.followed_up()
    assert whisper.ephemeral
    assert await click.answered() is answer
    assert await (await alice.click(answer, "tiny:more")).answered() is answer
    assert answer.text == "the whole paragraph"
    assert answer.buttons == []
    assert answer.revisions == ["an answer\n386\nabout guns"]


async def test_what_cannot_be_clicked(bot: TinyBot, alice: Person, general: Channel) -> None:
    answer = await (await alice.slash(general, "ask", question="guns")).answered()
    for label, why in (("Source", "opens a link"), ("Spent", "disabled"), ("Absent", "has no button")):
        with pytest.raises(Impossible, match=why):
            await alice.click(answer, label)
    with pytest.raises(Impossible, match="does not offer"):
        await alice.select(answer, "tiny:pick", "Third")


async def test_autocomplete(bot: TinyBot, alice: Person, general: Channel) -> None:
    interaction = await alice.autocomplete(general, "ask", "question", "wh")
    assert [choice.value for choice in await interaction.choices()] == ["what?"]
    with pytest.raises(Impossible, match="does not complete itself"):
        await alice.autocomplete(general, "ask", "private", "wh")


async def test_a_modal(bot: TinyBot, alice: Person, general: Channel) -> None:
    opened = await alice.slash(general, "feedback")
    modal = await opened.modal()
    assert modal.title == "What was wrong?"
    submitted = await alice.submit_modal(opened, {"Comment": "the year"})
    assert (await submitted.answered()).text == "noted: the year"
    assert submitted.ephemeral
    with pytest.raises(Impossible, match="to 200 characters"):
        await alice.submit_modal(opened, {"Comment": "x" * 201})


async def test_a_group_with_an_attachment_and_a_permission(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    editor = server.person("editor", permissions=Permission.MANAGE_GUILD)
    file = Upload("a.md", b"386 guns", "text/markdown")
    added = await editor.slash(general, "articles add", file=file)
    assert (await added.answered()).text == "a.md: 386 guns (manager: True)"
    with pytest.raises(Impossible, match="MANAGE_GUILD"):
        await alice.slash(general, "articles add", file=file)
    forced = await alice.slash(general, "articles add", file=file, check_permissions=False)
    assert (await forced.answered()).text.endswith("(manager: False)")
    with pytest.raises(Impossible, match="contexts"):
        await editor.slash(editor.dm(), "articles add", file=file)


async def test_a_context_menu_carries_the_whole_message(
    bot: TinyBot, alice: Person, general: Channel
) -> None:
    said = await alice.say(general, "386 guns were seized")
    interaction = await alice.context_menu(general, "Find in the articles", said)
    assert (await interaction.answered()).text == "found: 386 guns were seized"
    assert interaction.ephemeral


async def test_options_are_checked_as_the_client_checks_them(
    bot: TinyBot, alice: Person, general: Channel
) -> None:
    with pytest.raises(Impossible, match="requires"):
        await alice.slash(general, "ask")
    with pytest.raises(Impossible, match="no option"):
        await alice.slash(general, "ask", question="q", loudly=True)
    with pytest.raises(Impossible, match="of type 3"):
        await alice.slash(general, "ask", question=3)
    with pytest.raises(Impossible, match="did the bot sync"):
        await alice.slash(general, "unknown")


# The rules of interactions


async def test_a_late_acknowledgement_is_unknown(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    server.rules.ack_window = 0.0
    await alice.slash(general, "late")
    bot.gate.set()
    refused = await server.until_refused(10062)
    assert refused.status == 404


async def test_a_token_dies(server: DiscordServer, bot: TinyBot, alice: Person, general: Channel) -> None:
    interaction = await alice.slash(general, "ask", question="guns")
    await interaction.answered()
    server.rules.token_life = 0.0
    webhook = discord.Webhook.partial(bot.application_id or 0, interaction.token, client=bot)
    with pytest.raises(discord.HTTPException) as error:
        await webhook.send("more")
    assert error.value.code == 50027


async def test_one_answer_only(bot: TinyBot, alice: Person, general: Channel) -> None:
    interaction = await alice.slash(general, "late")
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    webhook = discord.Webhook.partial(bot.application_id or 0, interaction.token, client=bot)
    with pytest.raises(discord.NotFound) as unacknowledged:
        await webhook.send("before the answer")
    assert unacknowledged.value.code == 10015
    route = discord.http.Route("POST", path)
    with pytest.raises(discord.HTTPException) as wrong_type:
        await bot.http.request(route, json={"type": 8, "data": {"choices": []}})
    assert wrong_type.value.code == 50035
    with pytest.raises(discord.HTTPException) as flags:
        await bot.http.request(route, json={"type": 5, "data": {"flags": 1 << 15}})
    assert flags.value.code == 50035
    await bot.http.request(route, json={"type": 5, "data": {"flags": 64}})
    with pytest.raises(discord.HTTPException) as again:
        await bot.http.request(route, json={"type": 4, "data": {"content": "twice"}})
    assert again.value.code == 40060
    assert interaction.callback_type is CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE
    assert interaction.response is None
    completed = await webhook.send("done", wait=True)
    answer = await interaction.answered()
    assert answer.id == str(completed.id)
    assert answer.ephemeral
    await webhook.delete_message(completed.id)
    assert alice.sees(general) == []
    with pytest.raises(discord.NotFound) as gone:
        await webhook.fetch_message(completed.id)
    assert gone.value.code == 10008


async def test_autocomplete_and_modal_limits(bot: TinyBot, alice: Person, general: Channel) -> None:
    typing = await alice.autocomplete(general, "ask", "question", "wh")
    await typing.choices()
    for data, place in (
        ({"choices": [{"name": "n", "value": str(n)} for n in range(26)]}, "choices"),
        ({"choices": [{"name": "n" * 101, "value": "v"}]}, "choices.0.name"),
    ):
        typing = await alice.autocomplete(general, "ask", "question", "wh")
        route = discord.http.Route("POST", f"/interactions/{typing.id}/{typing.token}/callback")
        with pytest.raises(discord.HTTPException) as error:
            await bot.http.request(route, json={"type": 8, "data": data})
        assert place in where(error.value)
    opened = await alice.slash(general, "late")
    route = discord.http.Route("POST", f"/interactions/{opened.id}/{opened.token}/callback")
    with pytest.raises(discord.HTTPException) as title:
        await bot.http.request(route, json={"type": 9, "data": {"title": "t" * 46, "custom_id": "m"}})
    assert "title" in where(title.value)


# Messages and their limits


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"embeds": [{"title": "t" * 257}]}, "embeds.0.title"),
        ({"embeds": [{"description": "d" * 4000}] * 2}, "embeds"),
        ({"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]}, "embeds.0.fields.0.value"),
        ({"embeds": [{"title": "t"}] * 11}, "embeds"),
        ({"content": "c", "flags": 1 << 15}, "content"),
        ({"content": "c", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
        ({"content": "c", "message_reference": {"message_id": "1"}}, "message_reference"),
    ],
)
async def test_limits_of_messages(bot: TinyBot, general: Channel, body: dict[str, Any], place: str) -> None:
    with pytest.raises(discord.HTTPException) as error:
        await send(bot, general, **body)
    assert error.value.code == 50035
    assert place in where(error.value)
    assert not general.messages


def button(custom_id: str = "b", **changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "B", "custom_id": custom_id} | changes


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def menu(options: int) -> dict[str, Any]:
    labels = [{"label": str(n), "value": str(n)} for n in range(options)]
    return {"type": 3, "custom_id": "s", "options": labels}


@pytest.mark.parametrize(
    ("components", "v2", "place"),
    [
        ([row(button(str(n))) for n in range(6)], False, "components"),
        ([row(*(button(str(n)) for n in range(6)))], False, "components.0.components"),
        ([row(button("x" * 101))], False, "components.0.components.0.custom_id"),
        ([row(button("same"), button("same"))], False, "components.0.components.1.custom_id"),
        ([row(button(), menu(1))], False, "components.0.components.1"),
        ([row(menu(26))], False, "components.0.components.0.options"),
        ([row(button(style=5))], False, "components.0.components.0.url"),
        ([row(button(label="l" * 81))], False, "components.0.components.0.label"),
        ([text("v2 without its flag")], False, "components.0.type"),
        ([text("t") for _ in range(41)], True, "components"),
        ([text("t" * 2500), {"type": 17, "components": [text("t" * 1501)]}], True, "components"),
        ([{"type": 9, "components": [text("t")]}], True, "components.0.accessory"),
    ],
)
async def test_limits_of_components(
    bot: TinyBot, general: Channel, components: list[dict[str, Any]], v2: bool, place: str
) -> None:
    body: dict[str, Any] = (
        {"components": components, "flags": 1 << 15} if v2 else {"content": "c", "components": components}
    )
    with pytest.raises(discord.HTTPException) as error:
        await send(bot, general, **body)
    assert error.value.code == 50035
    assert place in where(error.value)


async def test_components_v2(bot: TinyBot, alice: Person, general: Channel) -> None:
    view = discord.ui.LayoutView()
    section: discord.ui.Section[Any] = discord.ui.Section(
        discord.ui.TextDisplay("seized"), accessory=discord.ui.Button(label="Go", url="https://example.org")
    )
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("386"), section))
    sent = await seen_by_bot(bot, general).send(view=view)
    assert sent.flags.components_v2
    shown = await alice.reads(general, "386")
    assert shown.text == "386\nseized"
    with pytest.raises(discord.HTTPException) as legacy:
        await sent.edit(content="words")
    assert legacy.value.code == 50035


async def test_messages_are_edited_read_and_deleted(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    channel = seen_by_bot(bot, general)
    sent = await channel.send("first", file=discord.File(__file__, "a.txt"))
    (kept,) = general.messages.values()
    assert kept.attachments[0].filename == "a.txt"
    assert (await sent.attachments[0].read()) == kept.attachments[0].upload.content
    await sent.edit(content="second")
    assert kept.text == "second"
    assert kept.revisions == ["first"]
    said = await alice.say(general, "mine", files=[Upload("b.txt", b"b")])
    assert [m.id async for m in channel.history(limit=2)] == [int(said.id), sent.id]
    for code, attempt in (
        (50005, channel.get_partial_message(int(said.id)).edit(content="yours")),
        (50013, channel.get_partial_message(int(said.id)).delete()),
        (10008, channel.get_partial_message(1).delete()),
        (50006, sent.edit(content="", attachments=[])),
    ):
        with pytest.raises(discord.HTTPException) as error:
            await attempt
        assert error.value.code == code
    await sent.delete()
    assert kept.deleted
    server.rules.upload_limit = 10
    with pytest.raises(discord.HTTPException) as too_large:
        await channel.send(file=discord.File(__file__, "a.txt"))
    assert (too_large.value.status, too_large.value.code) == (413, 40005)


async def test_reactions_and_typing(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    said = await alice.say(general, "hello")
    message = await seen_by_bot(bot, general).fetch_message(int(said.id))
    await message.add_reaction("👍")
    assert said.reactions == {"👍": [server.bot]}
    await message.remove_reaction("👍", discord.Object(int(server.bot.id)))
    assert said.reactions == {}
    reacted = bot.wait_for("raw_reaction_add", timeout=10)
    await alice.react(said, "🎉")
    assert (await reacted).user_id == int(alice.id)
    await seen_by_bot(bot, general).typing()
    assert [typing.user for typing in general.typing] == [server.bot]


async def test_a_mention_opens_a_thread(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    said = await alice.say(general, f"{server.bot.mention} what about it?")
    reply = await alice.reads(general, "see the thread")
    assert reply.reference is said
    assert said.thread is not None
    assert (await alice.reads(said.thread, "in the thread")).pinged == []
    assert said.thread.typing
    with pytest.raises(discord.HTTPException) as exists:
        await (await seen_by_bot(bot, general).fetch_message(int(said.id))).create_thread(name="again")
    assert exists.value.code == 160004
    assert server.pinged == []
    threads = seen_by_bot(bot, general).threads
    await threads[0].edit(archived=True)
    was_archived = said.thread.archived
    await alice.say(said.thread, "and then?")
    assert (was_archived, said.thread.archived) == (True, False)
    assert [exchange.code for exchange in server.refused] == [160004]


async def test_people_edit_and_delete(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    bob = server.person("bob")
    said = await alice.say(general, f"{server.bot.mention} one")
    edited = bot.wait_for("raw_message_edit", check=lambda e: e.message_id == int(said.id), timeout=10)
    deleted = bot.wait_for("raw_message_delete", timeout=10)
    await alice.edit(said, f"{server.bot.mention} two")
    assert (await edited).data["content"].endswith("two")
    with pytest.raises(Impossible):
        await bob.edit(said, "three")
    with pytest.raises(Impossible, match="MANAGE_MESSAGES"):
        await bob.delete(said)
    await alice.delete(said)
    assert (await deleted).message_id == int(said.id)


async def test_direct_messages(server: DiscordServer, bot: TinyBot, alice: Person) -> None:
    bob = server.person("bob")
    await alice.say(alice.dm(), "in private")
    await alice.reads(alice.dm(), "you wrote: in private")
    assert bob.sees(alice.dm()) == []
    asked = await alice.slash(alice.dm(), "ask", question="guns")
    assert (await asked.answered()).channel is alice.dm()
    user = await bot.fetch_user(int(bob.id))
    await user.send("hello")
    await bob.reads(bob.dm(), "hello")
    bob.accepts_dms = False
    with pytest.raises(discord.Forbidden) as closed:
        await user.send("hello?")
    assert closed.value.code == 50007


async def test_who_is_pinged(server: DiscordServer, bot: TinyBot, alice: Person, general: Channel) -> None:
    bob = server.person("bob")
    channel = seen_by_bot(bot, general)
    words = f"{alice.mention} {bob.mention} @everyone"
    await channel.send(words)
    await channel.send(words, allowed_mentions=discord.AllowedMentions(users=[discord.Object(int(bob.id))]))
    await channel.send(words, allowed_mentions=discord.AllowedMentions.all())
    server.allow(general, server.bot, Permission.MENTION_EVERYONE)
    await channel.send(words, allowed_mentions=discord.AllowedMentions(everyone=True))
    said = await alice.say(general, "hi")
    quiet = channel.get_partial_message(int(said.id))
    await quiet.reply("psst")
    await quiet.reply("hey", allowed_mentions=discord.AllowedMentions(replied_user=True))
    server.deny(general, bob, Permission.VIEW_CHANNEL)
    await channel.send(words, allowed_mentions=discord.AllowedMentions.all())
    sent = [message for message in general.messages.values() if message.author is server.bot]
    everybody = [server.application.owner, alice, bob]
    assert [m.pinged for m in sent] == [[], [bob], [alice, bob], everybody, [], [alice], everybody[:2]]
    assert (sent[4], alice) not in server.pinged


# Permissions


@pytest.mark.parametrize(
    ("denied", "code"), [(Permission.SEND_MESSAGES, 50013), (Permission.VIEW_CHANNEL, 50001)]
)
async def test_sending_needs_permission(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel, denied: Permission, code: int
) -> None:
    server.deny(general, server.bot, denied)
    with pytest.raises(discord.Forbidden) as error:
        await send(bot, general, content="hello")
    assert error.value.code == code
    answer = await (await alice.slash(general, "ask", question="guns")).answered()
    assert answer.text.startswith("an answer"), "interactions are answered without it"
    server.allow(general, server.bot, denied)
    await send(bot, general, content="hello")


async def test_threads_embeds_and_files_need_permission(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    channel = seen_by_bot(bot, general)
    said = await alice.say(general, "hello")
    server.deny(general, server.bot, Permission.CREATE_PUBLIC_THREADS | Permission.EMBED_LINKS)
    server.deny(general, server.bot, Permission.SEND_MESSAGES_IN_THREADS | Permission.ATTACH_FILES)
    with pytest.raises(discord.Forbidden) as no_thread:
        await channel.get_partial_message(int(said.id)).create_thread(name="no")
    assert no_thread.value.code == 50013
    await channel.send("words", embed=discord.Embed(title="dropped"))
    assert (await alice.reads(general, "words")).embeds == []
    with pytest.raises(discord.Forbidden):
        await channel.send(file=discord.File(__file__))
    created = bot.wait_for("thread_create", timeout=10)
    thread = await alice.start_thread(said, "hers")
    with pytest.raises(discord.Forbidden):
        await (await created).send("no")
    await alice.say(thread, "but I can")


async def test_people_need_permission_too(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    server.deny(general, alice, Permission.SEND_MESSAGES)
    with pytest.raises(Impossible, match="SEND_MESSAGES"):
        await alice.say(general, "hello")
    server.deny(general, alice, Permission.USE_APPLICATION_COMMANDS)
    with pytest.raises(Impossible, match="USE_APPLICATION_COMMANDS"):
        await alice.slash(general, "ask", question="guns")


async def test_roles_add_up(server: DiscordServer, general: Channel) -> None:
    guild = server.guilds[0]
    carol = server.person("carol")
    server.set_role(guild, guild.everyone, Permission.VIEW_CHANNEL)
    role = server.add_role(guild, "writers", Permission.SEND_MESSAGES, to=(carol,))
    assert general.permissions_for(carol) == Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
    server.deny(general, role, Permission.VIEW_CHANNEL)
    assert not general.permissions_for(carol)
    server.allow(general, carol, Permission.VIEW_CHANNEL)
    assert general.permissions_for(carol) & Permission.SEND_MESSAGES
    server.take_role(guild, carol, role)
    assert not general.permissions_for(carol) & Permission.SEND_MESSAGES
    boss = server.person("boss", permissions=Permission.ADMINISTRATOR)
    server.deny(general, boss, Permission.VIEW_CHANNEL)
    assert general.permissions_for(boss) & Permission.MANAGE_GUILD


# Guilds


async def test_two_guilds_are_apart(server: DiscordServer, bot: TinyBot) -> None:
    here, there = server.guilds
    assert sorted(guild.name for guild in bot.guilds) == ["Newsroom", "Reading Room"]
    dora = server.person("dora", guilds=(there,))
    await dora.slash(there.channel("general"), "ask", question="guns")
    await dora.reads(there.channel("general"), "an answer")
    with pytest.raises(Impossible):
        await dora.say(here.channel("general"), "hello")
    bot.tree.copy_global_to(guild=discord.Object(int(there.id)))
    await bot.tree.sync(guild=discord.Object(int(there.id)))
    own = server.commands.find(there.id, 1, "ask")
    assert own is not None
    assert own["guild_id"] == there.id
    await (await dora.slash(there.channel("general"), "ask", question="guns")).answered()


async def test_guilds_come_and_go(server: DiscordServer, bot: TinyBot) -> None:
    joined = bot.wait_for("guild_join", timeout=10)
    third = server.add_guild("Third", channels=("lobby",))
    assert (await joined).name == "Third"
    lobby = third.channel("lobby")
    removed = bot.wait_for("guild_remove", timeout=10)
    server.remove_guild(third)
    await removed
    with pytest.raises(discord.Forbidden) as error:
        await send(bot, lobby, content="hello?")
    assert error.value.code == 50001
    made = bot.wait_for("guild_channel_create", timeout=10)
    channel = server.add_channel(server.guilds[0], "extra")
    assert (await made).name == "extra"
    server.delete_channel(channel)
    with pytest.raises(discord.NotFound) as unknown:
        await send(bot, channel, content="hello?")
    assert unknown.value.code == 10003


async def test_kinds_of_channel(server: DiscordServer, bot: TinyBot, alice: Person) -> None:
    guild = server.guilds[0]
    voice = server.add_channel(guild, "talk", kind=ChannelType.GUILD_VOICE)
    await send(bot, voice, content="in the chat of a voice channel")
    forum = server.add_channel(guild, "questions", kind=ChannelType.GUILD_FORUM)
    with pytest.raises(discord.HTTPException) as error:
        await send(bot, forum, content="no")
    assert error.value.code == 40058
    post = await alice.post(forum, "How many guns?", "In London, last year.")
    await alice.say(post, f"{server.bot.mention} how many?")
    await send(bot, post, content="386")
    held = [discord.Permissions(int(each["permissions"])) for each in await bot.http.get_guilds(200)]
    assert all(permissions.send_messages and not permissions.manage_guild for permissions in held)


async def test_a_reply_shows_only_what_the_bot_may_read(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    secret = await alice.say(general, "not for bots")
    heard = bot.wait_for("message", check=lambda m: m.content.startswith("<@"), timeout=10)
    await alice.say(general, f"{server.bot.mention} see above", reply_to=secret)
    message = await heard
    assert message.reference.resolved.content == ""
    own = await alice.reads(general, "see the thread")
    heard = bot.wait_for("message", check=lambda m: m.content == "thanks", timeout=10)
    await alice.say(general, "thanks", reply_to=own)
    assert (await heard).reference.resolved.content == own.text


async def test_members_are_asked_for(server: DiscordServer, bot: TinyBot, alice: Person) -> None:
    guild = bot.get_guild(int(server.guilds[0].id))
    assert guild is not None
    assert [member.id for member in guild.members] == [int(server.bot.id)]
    (found,) = await guild.query_members(user_ids=[int(alice.id)])
    assert found.name == "alice"
    assert (await guild.fetch_member(int(alice.id))).global_name == "Alice"
    with pytest.raises(discord.NotFound):
        await guild.fetch_member(1)


# Command definitions


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ({"name": "Ask", "description": "d"}, "name"),
        ({"name": "ask me", "description": "d"}, "name"),
        ({"name": "ask", "description": "d" * 101}, "description"),
        ({"name": "ask"}, "description"),
        ({"name": "n" * 33, "type": 3}, "name"),
        ({"name": "Find", "type": 3, "description": "d"}, "description"),
        (
            {"name": "ask", "description": "d", "options": [{"type": 3, "name": "o", "description": ""}]},
            "options.0",
        ),
    ],
)
async def test_command_definitions(bot: TinyBot, command: dict[str, Any], place: str) -> None:
    with pytest.raises(discord.HTTPException) as error:
        await define(bot, **command)
    assert error.value.code == 50035
    assert place in where(error.value)


async def test_commands_keep_their_ids_and_are_counted(server: DiscordServer, bot: TinyBot) -> None:
    before = {command.name: command.id for command in await bot.tree.fetch_commands()}
    await bot.tree.sync()
    assert before == {command.name: command.id for command in await bot.tree.fetch_commands()}
    server.rules.command_creates = server.commands.creates[None]
    with pytest.raises(discord.HTTPException) as error:
        await define(bot, name="new", description="d")
    assert error.value.code == 30034


# The gateway


async def test_content_is_kept_from_those_without_the_intent(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    await alice.say(general, "secret")
    first = await alice.say(general, f"{server.bot.mention} open")
    await alice.reads(general, "see the thread")
    assert bot.heard[:2] == ["", f"{server.bot.mention} open"]
    fetched = [m.content async for m in seen_by_bot(bot, general).history(oldest_first=True, limit=2)]
    assert fetched == ["", first.content]


async def test_content_with_the_intent() -> None:
    async with DiscordServer(privileged_intents=Intents.MESSAGE_CONTENT) as server:
        bot = TinyBot(discord.Intents(guilds=True, messages=True, message_content=True))
        async with server.running(bot):
            person = server.person("alice")
            heard = bot.wait_for("message", timeout=10)
            await person.say(server.guilds[0].channel("general"), "in the open")
            assert (await heard).content == "in the open"


async def test_privileged_intents_must_be_granted(server: DiscordServer) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with server.running(TinyBot(discord.Intents(guilds=True, message_content=True))):
            pass
    assert server.identifies == []


async def test_tokens_are_checked(server: DiscordServer) -> None:
    with pytest.raises(discord.LoginFailure):
        async with server.running(TinyBot(), token="wrong"):
            pass
    client = TinyBot()
    with server.install():
        await client.login(server.token)
        client.http.token = "revoked"
        with pytest.raises(discord.ConnectionClosed) as closed:
            await client.connect()
    assert closed.value.code == 4004


async def test_a_dropped_connection_resumes_and_misses_nothing(
    server: DiscordServer, bot: TinyBot, alice: Person
) -> None:
    resumed = bot.wait_for("resumed", timeout=10)
    server.drop(4000)
    await alice.say(alice.dm(), "while you were away")
    await resumed
    await alice.reads(alice.dm(), "you wrote: while you were away")
    assert (server.gateway.resumes, len(server.identifies)) == (1, 1)


async def test_reconnect_on_request(server: DiscordServer, bot: TinyBot) -> None:
    resumed = bot.wait_for("resumed", timeout=10)
    server.ask_to_reconnect()
    await resumed


@pytest.mark.parametrize("silently", [True, False])
async def test_a_lost_session_identifies_anew(server: DiscordServer, bot: TinyBot, silently: bool) -> None:
    ready = bot.wait_for("ready", timeout=10)
    if silently:
        server.forget_sessions()
        server.drop()
    else:
        server.invalidate_sessions()
    await ready
    assert len(server.identifies) == 2


@pytest.mark.parametrize("how", [Refusal.HTTP_503, Refusal.CUT, 4000])
async def test_the_first_connection_can_fail(server: DiscordServer, how: Refusal | int) -> None:
    server.refuse_gateway(times=2, how=how)
    client = TinyBot()
    # discord.py's loop forgets that there may be no connection yet: an AttributeError, not a retry
    with server.install(), pytest.raises((aiohttp.ClientError, AttributeError)):
        await client.start(server.token, reconnect=False)
    await client.close()
    server.gateway.refusals.clear()
    async with server.running(TinyBot()):
        assert len(server.identifies) == 1


async def test_heartbeats_are_on_record() -> None:
    async with DiscordServer(rules=Rules(heartbeat_interval=0.05)) as server, server.running(TinyBot()):
        await server.until(lambda: server.heartbeats[3:] or None, "four heartbeats")
        time.sleep(0.3)  # noqa: ASYNC251 - what a bot must never do
        count = len(server.heartbeats)
        await server.until(lambda: server.heartbeats[count + 1 :] or None, "a heartbeat after the block")
        assert server.longest_silence() > 0.2


async def test_shards() -> None:
    class Sharded(discord.AutoShardedClient):
        async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
            """Without the pause."""

    async with DiscordServer(guilds=("One", "Two", "Three"), rules=Rules(shards=2)) as server:
        client = Sharded(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        async with server.running(client):
            assert {identify.shard for identify in server.identifies} == {(0, 2), (1, 2)}
            assert len(client.guilds) == 3
            assert server.rules.session_starts == 998


# Faults, waiting and the record


async def test_rate_limits_are_waited_out(server: DiscordServer, bot: TinyBot, general: Channel) -> None:
    limit = server.rate_limit("POST", r"/messages$", 0.01, times=2)
    await send(bot, general, content="at last")
    assert limit.times == 0
    assert [exchange.status for exchange in server.exchanges[-3:]] == [429, 429, 200]
    server.rate_limit("POST", r"/messages$", 0.01, scope="global")
    await send(bot, general, content="again")
    assert server.refused[-1].reply["global"] is True
    server.rate_limit("POST", r"/messages$", 60, via=False)
    with pytest.raises(discord.HTTPException) as banned:
        await send(bot, general, content="banned")
    assert banned.value.status == 429


async def test_discord_can_be_ill(server: DiscordServer, bot: TinyBot, general: Channel) -> None:
    server.fail("POST", r"/messages$", 503)
    with pytest.raises(discord.DiscordServerError):
        await send(bot, general, content="hello")
    server.fail("GET", "/gateway/bot", 503)
    with pytest.raises(discord.GatewayNotFound):
        await bot.http.get_bot_gateway()
    with pytest.raises(discord.NotFound):
        await bot.http.request(discord.http.Route("GET", "/no/such/thing"))


async def test_a_wait_that_fails_says_what_happened(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    await send(bot, general, content="something else")
    with pytest.raises(NeverHappened, match="something else"):
        await alice.reads(general, "the answer", within=0.01)
    interaction = await alice.slash(general, "late")
    with pytest.raises(NeverHappened, match="Callback: None"):
        await interaction.answered(within=0.01)


async def test_what_is_said_agrees_with_discords_description(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    spec = openapi.find_spec()
    if spec is None:
        pytest.skip("Discord's OpenAPI file is not at hand")
    answer = await (await alice.slash(general, "ask", question="guns")).answered()
    whisper = await alice.click(answer, "Whisper")
    await whisper.followed_up()
    await (await alice.select(answer, "tiny:pick", "First")).answered()
    await (await alice.click(answer, "More")).answered()
    await (await alice.autocomplete(general, "ask", "question", "wh")).choices()
    opened = await alice.slash(general, "feedback")
    await (await alice.submit_modal(opened, {"Comment": "c"})).answered()
    said = await alice.say(general, f"{server.bot.mention} hello")
    await alice.reads(general, "see the thread")
    await (await alice.context_menu(general, "Find in the articles", said)).answered()
    await alice.say(alice.dm(), "hello")
    await alice.reads(alice.dm())
    channel = seen_by_bot(bot, general)
    await (await channel.fetch_message(int(said.id))).add_reaction("👍")
    [m async for m in channel.history()]
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("386"), discord.ui.Separator()))
    await channel.send(view=view, reference=channel.get_partial_message(int(said.id)))
    await (await channel.send("file", file=discord.File(__file__))).delete()
    await bot.fetch_guild(int(server.guilds[0].id))
    await bot.fetch_channel(int(general.id))
    await bot.fetch_user(int(alice.id))
    [guild async for guild in bot.fetch_guilds()]
    await bot.http.get_bot_gateway()
    with pytest.raises(discord.HTTPException):
        await channel.send("x" * 2001)
    assert openapi.deviations(server.exchanges, spec) == []


async def test_a_reply_to_the_answer_of_a_command_mentions_nobody(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    answer = await (await alice.slash(general, "ask", question="guns")).answered()
    to_command = await alice.say(general, "and now?", reply_to=answer)
    sent = await seen_by_bot(bot, general).send("hello")
    to_message = await alice.say(general, "and you?", reply_to=general.messages[str(sent.id)])
    await server.until(lambda: "and you?" in bot.heard or None, "both replies")
    assert to_command.mentions == []
    assert to_message.mentions == [server.bot]
    assert bot.heard[-3:] == ["", "hello", "and you?"]


async def test_a_channel_takes_so_many_messages_at_once(
    server: DiscordServer, bot: TinyBot, alice: Person, general: Channel
) -> None:
    server.rules.sends = (2, 0.2)
    channel = seen_by_bot(bot, general)
    for number in range(5):
        await channel.send(str(number))
    assert [message.content for message in alice.sees(general)] == list("01234")
    assert not server.refused  # the client heeds what the headers say
    server.rules.sends = (2, 3_600.0)
    news = server.guilds[0].channel("news")
    assert [await _post(server, news) for _ in range(4)] == [200, 200, 429, 429]


async def _post(server: DiscordServer, channel: Channel) -> int:
    """A message sent without heeding any header; the status of the reply."""
    headers = {"Authorization": f"Bot {server.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{server.api_url}/channels/{channel.id}/messages", json={"content": "x"}, headers=headers
        ) as reply,
    ):
        return reply.status
