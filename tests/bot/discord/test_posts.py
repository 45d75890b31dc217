"""Forums: each new post is answered once, from its title and its first message where that may be read."""

from __future__ import annotations

import pytest

from tests.bot.discord.conftest import SEIZED, UNKNOWN, Stage
from tests.bot.discord.test_quiet import HUMBER, from_bot, mention
from tests.discord_server import Channel, ChannelType, Message, Permission, Person


@pytest.fixture
def forum(stage: Stage) -> Channel:
    """A forum that is set to be answered."""
    kind, tags = ChannelType.GUILD_FORUM, ("London", "Resolved")
    made = stage.server.add_channel(stage.guild, "questions", kind=kind, tags=tags)
    stage.ledger.set_setting(int(stage.guild.id), int(made.id), "ask_channel", True)
    return made


async def test_a_new_post_is_answered_once_by_its_title_without_any_intent(
    stage: Stage, alice: Person, bob: Person, forum: Channel
) -> None:
    async with stage.running() as client:
        post = await alice.post(forum, SEIZED, "I read about it somewhere.")
        answer = await alice.reads(post)
        await bob.say(post, HUMBER)  # what people say to each other there is theirs
        stage.server.drop()  # after a reconnection Discord may tell of the post again
        await alice.say(alice.dm(), HUMBER)
        await alice.reads(alice.dm(), "1981")
        await client.desk.idle()
    async with stage.running():
        stage.server._tell("MESSAGE_CREATE", post.messages[post.id])
        await alice.say(alice.dm(), SEIZED)
        await alice.reads(alice.dm(), "386")
    assert answer.content == "**386**"
    assert answer.reference is post.messages[post.id]
    assert from_bot(post) == [answer]
    assert not stage.server.refused


async def test_a_forum_is_left_alone_unless_it_is_set(stage: Stage, alice: Person) -> None:
    forum = stage.server.add_channel(stage.guild, "talk", kind=ChannelType.GUILD_FORUM)
    manager = stage.server.person("manager", permissions=Permission.MANAGE_GUILD)
    async with stage.running():
        quiet = await alice.post(forum, SEIZED, "Does anybody know?")
        called = await alice.post(forum, "Guns", mention(stage, SEIZED))
        answer = await alice.reads(called)
        shown = await manager.slash(stage.general, "pullquote settings", channel=forum, ask_channel=True)
        told = await shown.answered()
        loud = await alice.post(forum, HUMBER, "Does anybody know?")
        assert "1981" in (await alice.reads(loud)).text
    assert answer.content == "**386**"
    assert not from_bot(quiet)
    assert "a question needs no mention" in told.text
    assert "intent" not in told.text


async def test_a_post_that_asks_the_articles_nothing_is_left_alone(
    stage: Stage, alice: Person, forum: Channel
) -> None:
    stage.grant_message_content()
    async with stage.running(message_content=True):
        chatter = await alice.post(forum, "Hello everyone", "Good morning! How are you?")
        asked = await alice.post(forum, HUMBER, "Thanks")
        await alice.reads(asked, "1981")
    assert not from_bot(chatter)


async def test_what_the_first_message_asks_is_asked_where_the_title_gets_no_answer(
    stage: Stage, alice: Person, forum: Channel
) -> None:
    stage.grant_message_content()
    async with stage.running(message_content=True):
        post = await alice.post(forum, UNKNOWN, SEIZED)
        answer = await alice.reads(post)
        unreadable = await alice.post(forum, UNKNOWN, "I wonder about that. " * 40)
        refusal = await alice.reads(unreadable)
    assert answer.content == "**386**"
    assert from_bot(post) == [answer]
    assert "No answer in the articles" in refusal.text
    assert from_bot(unreadable) == [refusal]


async def test_who_posted_marks_it_as_resolved(
    stage: Stage, alice: Person, bob: Person, forum: Channel
) -> None:
    role = stage.server.bot_role(stage.guild)
    async with stage.running() as client:
        post = await alice.post(forum, SEIZED, "Does anybody know?", tags=["London"])
        answer = await alice.reads(post)
        await client.desk.idle()
        refused = await (await bob.click(answer, "Resolved")).answered()
        await alice.click(answer, "Resolved")
        await stage.server.until(lambda: post.messages[post.id].reactions or None, "the mark")
        second = await alice.post(forum, HUMBER, "Does anybody know?", tags=["London"])
        another = await alice.reads(second)
        stage.server.set_role(stage.guild, role, role.permissions | Permission.MANAGE_THREADS)
        moderator = stage.server.person("moderator", permissions=Permission.MANAGE_THREADS)
        await moderator.click(another, "Resolved")
        await stage.server.until(lambda: second.archived or None, "the post closed")
    assert "Only the person who posted this" in refused.text
    assert [button.label for button in answer.buttons].count("Resolved") == 0
    assert len(answer.buttons) >= 5
    assert list(post.messages[post.id].reactions) == ["✅"]
    assert _opinions(stage, answer) == [True]
    assert not post.archived
    assert second.archived
    assert [tag.name for tag in second.tags] == ["Resolved", "London"]
    assert _opinions(stage, another) == []


def _opinions(stage: Stage, answer: Message) -> list[bool]:
    entry = stage.ledger.entry_at(int(answer.id))
    assert entry is not None
    return [each.helpful for each in stage.ledger.feedback(entry.id)]


async def test_a_post_that_is_deleted_takes_its_answers_along(
    stage: Stage, alice: Person, forum: Channel
) -> None:
    async with stage.running() as client:
        post = await alice.post(forum, SEIZED, "Does anybody know?")
        answer = await alice.reads(post)
        await client.desk.idle()
        assert stage.ledger.entry_at(int(answer.id)) is not None
        stage.server.delete_channel(post)
        await alice.say(alice.dm(), HUMBER)
        await alice.reads(alice.dm(), "1981")
        await client.desk.idle()
    assert stage.ledger.entry_at(int(answer.id)) is None
    assert not stage.ledger.recent_questions(int(stage.guild.id), "", channels=[int(forum.id)])
