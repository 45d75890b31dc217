"""Questions asked by messages: where the bot answers, where it keeps silent, and that it never pings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.discord.asking import replies
from bot.discord.asking.places import WHOLE_SERVER
from index import Archive, build
from tests.bot.discord.conftest import SEIZED, UNKNOWN, SlowArchive, Stage
from tests.bot.discord.read_back import quotations
from tests.discord_server import Message, Permission, Person

HUMBER = "When was the Humber Bridge opened?"


def mention(stage: Stage, text: str) -> str:
    return f"{stage.server.bot.mention} {text}"


async def ask_by_mention(stage: Stage, who: Person, question: str = SEIZED) -> Message:
    """The bot's reply to a question that mentions it."""
    asked = await who.say(stage.general, mention(stage, question))
    return await who.reads(stage.general, lambda message: message.reference is asked)


def from_bot(stage: Stage) -> list[Message]:
    return [message for message in stage.server.every_message if message.author is stage.server.bot]


async def test_a_mention_is_answered_by_a_reply_without_a_ping(stage: Stage, alice: Person) -> None:
    async with stage.running():
        question = await alice.say(stage.general, mention(stage, SEIZED))
        answer = await alice.reads(stage.general, "386")
    assert answer.reference is question
    assert answer.content == "**386**"  # what a notification shows
    assert answer.embeds[0]["description"].startswith("> ")  # the question is there to be read
    assert not answer.pinged
    assert stage.general.typing
    assert not stage.server.refused


HOSTILE = (
    "The warden, <@&1> to @everyone and <@1>, said \u202ebackwards\u202c and zero\u200bwidth: ||join|| "
    "https://discord.gg/abc, `now`, [here](https://example.com) or ```never```, when **4,217** geese "
    "were counted at Saltmarsh last winter."
)


async def test_what_an_article_holds_is_harmless_and_comes_back_to_the_byte(
    stage: Stage, alice: Person, models: Path
) -> None:
    corpus, data = stage.folder / "geese", stage.folder / "geese-index"
    corpus.mkdir()
    (corpus / "geese.txt").write_text(f"@everyone: geese at \u202eSaltmarsh\n\n{HOSTILE}\n")
    build(corpus, data, models=models)
    with Archive.open(data) as geese:
        async with stage.running(archive=geese):
            question = "How many geese were counted at Saltmarsh last winter? @everyone"
            await alice.say(stage.general, mention(stage, question))
            said = await alice.reads(stage.general, "4,217")
            shown = await (await alice.slash(stage.general, "ask", question=question)).answered()
        text = geese.articles()[0].text
    for message in (said, shown):
        (quote,) = quotations(message.embeds[0]["description"])
        assert quote in text
        assert "geese were counted" in quote
        assert all(mark in quote for mark in ("\u202e", "\u200b", "```"))
        assert message.content == "**4,217**"
    assert not stage.server.pinged


async def test_a_bare_mention_is_told_what_to_do(stage: Stage, alice: Person) -> None:
    async with stage.running():
        await alice.say(stage.general, stage.server.bot.mention)
        assert "Ask me something" in (await alice.reads(stage.general)).content


async def test_a_dm_is_answered(stage: Stage, alice: Person) -> None:
    async with stage.running():
        await alice.say(alice.dm(), SEIZED)
        assert "386" in (await alice.reads(alice.dm())).text


async def test_a_reply_to_an_answer_is_a_follow_up_with_the_earlier_exchange(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running() as client:
        first = await ask_by_mention(stage, alice)
        await client.desk.idle()
        reply = await bob.say(stage.general, HUMBER, reply_to=first)
        second = await bob.reads(stage.general, "Humber")
        await client.desk.idle()
        chain = client.conversations.at(("chain", int(reply.id), 0)).conversation
        assert [turn.question for turn in chain.turns] == [SEIZED, HUMBER]
        await alice.say(stage.general, UNKNOWN, reply_to=second)
        await alice.reads(stage.general, "Karachi")
        assert [turn.question for turn in chain.turns] == [SEIZED, HUMBER, UNKNOWN]


async def test_a_second_reply_to_an_answer_knows_nothing_of_the_first(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running() as client:
        first = await ask_by_mention(stage, alice)
        await client.desk.idle()
        await bob.say(stage.general, HUMBER, reply_to=first)
        await bob.reads(stage.general, "Humber")
        await client.desk.idle()
        other = await alice.say(stage.general, UNKNOWN, reply_to=first)
        await alice.reads(stage.general, "Karachi")
        await client.desk.idle()
        third = await alice.say(stage.general, HUMBER, reply_to=first)
        await alice.reads(stage.general, lambda message: message.reference is third)
        turns = {
            reply: [turn.question for turn in client.conversations.at(key).conversation.turns]
            for reply, key in (
                ("hers", ("person", int(stage.general.id), int(alice.id))),
                ("third", ("chain", int(third.id), 0)),
            )
        }
    assert other.reference is first
    assert turns == {"hers": [SEIZED, UNKNOWN], "third": [SEIZED, HUMBER]}


async def test_who_replies_in_private_goes_on_with_what_was_said_there(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        await alice.say(alice.dm(), SEIZED)
        answer = await alice.reads(alice.dm(), "386")
        await client.desk.idle()
        await alice.say(alice.dm(), HUMBER, reply_to=answer)
        await alice.reads(alice.dm(), "Humber")
        await client.desk.idle()
        await alice.say(alice.dm(), UNKNOWN)
        await alice.reads(alice.dm(), "Karachi")
        chat = client.conversations.at(("person", int(alice.dm().id), int(alice.id))).conversation
        assert [turn.question for turn in chat.turns] == [SEIZED, HUMBER, UNKNOWN]


async def test_a_follow_up_is_completed_from_what_it_replies_to(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running() as client:
        first = await ask_by_mention(stage, alice, "What is the main span of the Severn Bridge?")
        await client.desk.idle()
        await bob.say(stage.general, "And the Humber Bridge?", reply_to=first)
        second = await bob.reads(stage.general, "asked as")
    assert "-# asked as “What is the main span of the Humber Bridge?”" in second.text


async def test_a_new_topic_ends_the_conversation(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        await alice.say(alice.dm(), SEIZED)
        await alice.reads(alice.dm(), "386")
        await client.desk.idle()
        await alice.say(alice.dm(), "new topic")
        await alice.reads(alice.dm(), "new conversation")
        await alice.say(alice.dm(), UNKNOWN)
        await alice.reads(alice.dm(), "Karachi")
        chat = client.conversations.at(("person", int(alice.dm().id), int(alice.id))).conversation
        assert [turn.question for turn in chat.turns] == [UNKNOWN]


async def test_thanks_are_told_what_can_be_asked_and_are_no_turn(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        await alice.say(alice.dm(), SEIZED)
        await alice.reads(alice.dm(), "386")
        await client.desk.idle()
        await alice.say(alice.dm(), "thanks!")
        await alice.reads(alice.dm(), "I answer questions about news articles")
        await client.desk.idle()
        chat = client.conversations.at(("person", int(alice.dm().id), int(alice.id))).conversation
        assert [turn.question for turn in chat.turns] == [SEIZED]


async def test_a_remark_is_told_what_can_be_asked_and_is_not_among_the_unanswered(
    stage: Stage, alice: Person
) -> None:
    async with stage.running() as client:
        await alice.say(alice.dm(), "what articles do you have?")
        told = await alice.reads(alice.dm(), "There are")
        await client.desk.idle()
        assert "No answer" not in told.text
        assert [button.label for button in told.buttons] == ["👍", "👎", "🗑️"]


async def test_a_forwarded_answer_is_no_question(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        first = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        await client.desk.idle()
        await alice.forward(first, stage.guild.channel("news"))
        await alice.say(stage.general, mention(stage, HUMBER))
        await alice.reads(stage.general, "Humber")
    assert len(from_bot(stage)) == 2


async def test_a_follow_up_works_after_a_restart(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        first = await ask_by_mention(stage, alice)
        await client.desk.idle()
    async with stage.running() as client:
        reply = await alice.say(stage.general, HUMBER, reply_to=first)
        await alice.reads(stage.general, "Humber")
        chain = client.conversations.at(("chain", int(reply.id), 0)).conversation
        assert [turn.question for turn in chain.turns] == [SEIZED, HUMBER]


@pytest.mark.parametrize("ping", [False, True])
async def test_a_reply_that_cannot_be_read_is_told_privately_and_once_what_can_be_done(
    stage: Stage, alice: Person, *, ping: bool
) -> None:
    async with stage.running() as client:
        first = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        await client.desk.idle()
        for _ in range(3):  # a ping tells nothing either: no reply to a command's answer is a mention
            await alice.say(stage.general, HUMBER, reply_to=first, ping=ping)
        told = await alice.reads(alice.dm(), "cannot read")
        await alice.say(stage.general, mention(stage, HUMBER))
        await alice.reads(stage.general, "Humber")
    assert "**Follow up**" in told.text
    assert len(alice.sees(alice.dm())) == 1
    assert len(from_bot(stage)) == 3


async def test_people_talking_bots_and_the_bot_itself_are_left_alone(
    stage: Stage, alice: Person, bob: Person
) -> None:
    robot = stage.server.person("robot")
    robot.bot = True
    async with stage.running():
        await alice.say(stage.general, SEIZED)
        bobs = await bob.say(stage.general, "I wonder")
        await alice.say(stage.general, SEIZED, reply_to=bobs)
        await robot.say(stage.general, mention(stage, SEIZED))
        await alice.say(stage.general, mention(stage, HUMBER))
        await alice.reads(stage.general, "Humber")
    assert len(from_bot(stage)) == 1


async def test_a_message_that_discord_tells_of_twice_is_answered_once(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        await alice.say(stage.general, mention(stage, SEIZED))
        await alice.reads(stage.general, "386")
        await client.desk.idle()
        (told,) = [event for event in stage.server.events if SEIZED in str(event.data.get("content"))]
        stage.server.publish(told.name, told.data, told.guild)
        await alice.say(stage.general, mention(stage, HUMBER))
        await alice.reads(stage.general, "Humber")
        await client.desk.idle()
    assert len(from_bot(stage)) == 2


async def test_an_edit_of_a_mention_is_answered_again_in_place(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        question = await alice.say(stage.general, mention(stage, UNKNOWN))
        refusal = await alice.reads(stage.general, "Karachi")
        await client.desk.idle()
        await alice.edit(question, mention(stage, SEIZED))
        answer = await alice.reads(stage.general, "386")
        await client.desk.idle()
        entry = stage.ledger.entry_at(int(answer.id))
    assert answer is refusal
    assert entry is not None
    assert entry.answer.question == SEIZED
    assert (
        stage.ledger.unanswered(int(stage.guild.id), channels=[int(each) for each in stage.guild.channels])
        == []
    )
    assert answer.buttons[1].label == "Context"
    assert len(from_bot(stage)) == 1


async def test_who_mends_a_question_need_not_wait_for_it(stage: Stage, alice: Person) -> None:
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "cooldown", 30)
    async with stage.running():
        question = await alice.say(stage.general, mention(stage, UNKNOWN))
        await alice.reads(stage.general, "Karachi")
        await alice.edit(question, mention(stage, SEIZED))
        await alice.reads(stage.general, "386")
    assert len(from_bot(stage)) == 1


async def test_an_old_question_is_not_answered_again(stage: Stage, alice: Person) -> None:
    async with stage.running():
        question = await alice.say(stage.general, mention(stage, UNKNOWN))
        refusal = await alice.reads(stage.general, "Karachi")
        stage.clock.now += 11 * 60
        await alice.edit(question, mention(stage, SEIZED))
        await alice.say(alice.dm(), HUMBER)
        await alice.reads(alice.dm(), "Humber")
    assert "Karachi" in refusal.text


async def test_a_thread_opened_for_a_question_goes_on_without_mentions(
    stage: Stage, alice: Person, bob: Person
) -> None:
    stage.grant_message_content()
    stage.ledger.set_setting(int(stage.guild.id), WHOLE_SERVER, "threads", True)
    async with stage.running(message_content=True):
        question = await alice.say(stage.general, mention(stage, SEIZED))
        thread = await stage.server.until(lambda: question.thread, "a thread")
        await alice.reads(thread, "386")
        await bob.say(thread, HUMBER)
        assert "Humber" in (await bob.reads(thread, "Humber")).text
    assert thread.name == SEIZED


async def test_in_its_thread_it_says_once_that_it_cannot_read(stage: Stage, alice: Person) -> None:
    stage.ledger.set_setting(int(stage.guild.id), WHOLE_SERVER, "threads", True)
    async with stage.running():
        question = await alice.say(stage.general, mention(stage, SEIZED))
        thread = await stage.server.until(lambda: question.thread, "a thread")
        await alice.reads(thread, "386")
        await alice.say(thread, HUMBER)
        await alice.reads(thread, "Discord shows me only")
        await alice.say(thread, HUMBER)
        await alice.say(thread, mention(stage, HUMBER))
        await alice.reads(thread, "Humber")
    assert len([message for message in from_bot(stage) if "Discord shows me only" in message.text]) == 1


async def test_in_peoples_own_threads_a_conversation_goes_on(stage: Stage, alice: Person) -> None:
    stage.ledger.set_setting(int(stage.guild.id), WHOLE_SERVER, "threads", True)
    thread = await alice.start_thread(stage.general, "About bridges")
    async with stage.running() as client:
        for question, word in ((SEIZED, "386"), (HUMBER, "Humber")):
            await alice.say(thread, mention(stage, question))
            await alice.reads(thread, word)
            await client.desk.idle()
        chat = client.conversations.at(("person", int(thread.id), int(alice.id))).conversation
    assert [turn.question for turn in chat.turns] == [SEIZED, HUMBER]


async def test_where_no_thread_can_be_opened_the_answer_goes_into_the_channel(
    stage: Stage, alice: Person
) -> None:
    stage.ledger.set_setting(int(stage.guild.id), WHOLE_SERVER, "threads", True)
    stage.server.deny(stage.general, stage.server.bot, Permission.CREATE_PUBLIC_THREADS)
    async with stage.running():
        await alice.say(stage.general, mention(stage, SEIZED))
        assert "386" in (await alice.reads(stage.general, "386")).text


async def test_in_an_ask_channel_a_question_needs_no_mention(stage: Stage, alice: Person) -> None:
    stage.grant_message_content()
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "ask_channel", True)
    async with stage.running(message_content=True):
        await alice.say(stage.general, SEIZED)
        assert "386" in (await alice.reads(stage.general)).text
        await alice.say(stage.guild.channel("news"), SEIZED)
        await alice.say(stage.general, HUMBER)
        await alice.reads(stage.general, "Humber")
    assert not alice.sees(stage.guild.channel("news"))[1:]


async def test_an_ask_channel_without_the_intent_says_so_once(stage: Stage, alice: Person) -> None:
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "ask_channel", True)
    async with stage.running():
        await alice.say(stage.general, SEIZED)
        await alice.reads(stage.general, "Discord shows me only")
        await alice.say(stage.general, SEIZED)
        await alice.say(stage.general, mention(stage, HUMBER))
        await alice.reads(stage.general, "Humber")
    assert len(from_bot(stage)) == 2


async def test_where_it_may_not_answer_people_talk_undisturbed(stage: Stage, alice: Person) -> None:
    stage.grant_message_content()
    for name, value in (("ask_channel", True), ("answers", False)):
        stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), name, value)
    async with stage.running(message_content=True):
        await alice.say(stage.general, SEIZED)
        await alice.say(stage.guild.channel("news"), mention(stage, HUMBER))
        await alice.reads(stage.guild.channel("news"), "Humber")
    assert len(from_bot(stage)) == 1


@pytest.mark.parametrize("lacking", [Permission.SEND_MESSAGES, Permission.EMBED_LINKS])
async def test_a_missing_permission_is_told_privately_with_the_answer(
    stage: Stage, alice: Person, lacking: Permission
) -> None:
    stage.server.deny(stage.general, stage.server.bot, lacking)
    async with stage.running():
        await alice.say(stage.general, mention(stage, SEIZED))
        told = await alice.reads(alice.dm(), "386")
    wanted = {Permission.SEND_MESSAGES: "Send Messages", Permission.EMBED_LINKS: "Embed Links"}[lacking]
    assert f"**{wanted}**" in told.content
    assert stage.general.mention in told.content
    assert not told.embeds[0]["description"].startswith("Something went wrong")


async def test_the_missing_permission_is_still_told_after_a_wait_in_the_queue(
    stage: Stage, alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "MOMENT", 0.0)
    stage.server.deny(stage.general, stage.server.bot, Permission.SEND_MESSAGES)
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow, workers=1, queue=1):
        await bob.say(bob.dm(), SEIZED)
        await slow.until_asked()
        await alice.say(stage.general, mention(stage, SEIZED))
        await alice.reads(alice.dm(), "in the queue")
        slow.gate.set()
        told = await alice.reads(alice.dm(), "386")
    assert "**Send Messages**" in told.content


async def test_where_nothing_can_be_said_a_mark_is_left(stage: Stage, alice: Person) -> None:
    stage.server.deny(stage.general, stage.server.bot, Permission.SEND_MESSAGES)
    alice.accepts_dms = False
    async with stage.running():
        question = await alice.say(stage.general, mention(stage, SEIZED))
        await stage.server.until(lambda: question.reactions or None, "a reaction")
    assert list(question.reactions) == ["🔇"]


async def test_a_question_taken_back_is_not_answered(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        question = await alice.say(stage.general, mention(stage, SEIZED))
        await slow.until_asked()
        await alice.delete(question)
        slow.gate.set()
    assert from_bot(stage) == []
    assert [exchange.status for exchange in stage.server.refused] == [400]


async def test_an_edit_while_the_answer_is_being_made_wins(stage: Stage, alice: Person) -> None:
    slow = SlowArchive(stage.archive)
    async with stage.running(archive=slow):
        question = await alice.say(stage.general, mention(stage, UNKNOWN))
        await slow.until_asked()
        await alice.edit(question, mention(stage, SEIZED))
        slow.gate.set()
        answer = await alice.reads(stage.general, "386")
    assert from_bot(stage) == [answer]


async def test_a_channel_that_is_off_limits_is_answered_privately(stage: Stage, alice: Person) -> None:
    stage.ledger.set_setting(int(stage.guild.id), int(stage.general.id), "answers", False)
    async with stage.running():
        for _ in range(3):
            await alice.say(stage.general, mention(stage, SEIZED))
        assert "do not answer in this channel" in (await alice.reads(alice.dm())).text
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        assert "do not answer in this channel" in (await interaction.answered()).text
        assert interaction.ephemeral
        await alice.say(stage.guild.channel("news"), mention(stage, SEIZED))
        await alice.reads(stage.guild.channel("news"), "386")
    assert len(alice.sees(alice.dm())) == 1


async def test_a_mention_in_a_question_is_read_as_the_name_that_people_see(
    stage: Stage, alice: Person, bob: Person
) -> None:
    hidden = stage.server.add_channel(stage.guild, "takeover-plans")
    stage.server.deny(hidden, stage.guild.everyone, Permission.VIEW_CHANNEL)
    asked = f"Did {bob.mention} seize 386 guns in {hidden.mention} at Crewe <:gun:123456789>?"
    async with stage.running():
        said = await alice.say(stage.general, mention(stage, asked))
        told = await alice.reads(stage.general)
        await alice.edit(said, mention(stage, f"Was {bob.mention} born in Karachi?"))
        await alice.reads(stage.general, lambda message: message is told and "Karachi" in message.text)
        slash = await (await alice.slash(stage.general, "ask", question=asked, private=False)).answered()
        claim = await bob.say(stage.general, f"{alice.mention} saw 500 guns in {hidden.mention}")
        menu = await (await alice.context_menu(stage.general, "Find in the articles", claim)).answered()
    for shown in (told, slash, menu):
        assert not any(who.id in text for text in (shown.text, *shown.revisions) for who in (bob, hidden))
        assert "takeover" not in shown.text
        assert "123456789" not in shown.text
    assert "Bob" in told.text
    assert "Did seize 386 guns in at Crewe ?" in slash.text
    assert "-# \\@Alice saw 500 guns in" in menu.text
