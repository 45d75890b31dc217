"""Fair shares of the desk between servers, and words that a server does not want to read repeated."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import pytest

from bot.discord.asking import places
from bot.discord.asking.blocked import pattern_of
from bot.discord.asking.places import Places
from bot.ledger import Ledger
from index import Answer, Archive
from index.errors import FilterError
from tests.bot.answers import answer_of, quote_of
from tests.bot.discord.conftest import UNKNOWN, SlowArchive, Stage
from tests.discord_server import Message, Permission, Person

SEIZED = "Officers seized 386 illegal firearms."


class Recording(SlowArchive):
    """Answers whatever it is asked with the same quote, or the same refusal, and notes in which order."""

    def __init__(self, archive: Archive, answer: Answer | None = None) -> None:
        super().__init__(archive)
        self.order: list[str] = []
        self._answer = answer or answer_of(quote_of(SEIZED, (16, 19)))

    def ask(self, question: str, **how: Any) -> Answer:
        self.order.append(question)
        self.asked.release()
        assert self.gate.wait(30), "the gate was never opened"
        return dataclasses.replace(self._answer, question=question, asked_as=question)


def refusing(stage: Stage, word: str) -> Recording:
    """Refuses whatever it is asked, for want of a word, and at once."""
    archive = Recording(stage.archive, answer_of(quote_of(SEIZED), reason=f"No article mentions “{word}”."))
    archive.gate.set()
    return archive


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


def people(stage: Stage, count: int) -> list[Person]:
    return [stage.server.person(f"person{number}") for number in range(count)]


async def test_a_server_waits_for_its_turn_and_not_for_all_that_another_asks(
    stage: Stage, alice: Person, bob: Person
) -> None:
    slow, elsewhere = Recording(stage.archive), stage.server.guilds[1].channel("general")
    crowd = people(stage, 4)
    async with stage.running(archive=slow, workers=1) as client:
        for number, person in enumerate(crowd):
            await (await person.slash(stage.general, "ask", question=f"What is number {number}?")).acked()
        await slow.until_asked()
        waiting = await (await alice.slash(elsewhere, "ask", question="What is it elsewhere?")).answered()
        by_dm = await (await bob.slash(bob.dm(), "ask", question="What is it in private?")).answered()
        slow.gate.set()
        await client.desk.idle()
    assert "in the queue: number 1" in waiting.revisions[0]
    assert "in the queue: number 2" in by_dm.revisions[0]
    assert slow.order == [
        "What is number 0?",
        "What is it elsewhere?",
        "What is it in private?",
        "What is number 1?",
        "What is number 2?",
        "What is number 3?",
    ]


async def test_long_questions_cost_their_server_more_turns(stage: Stage, alice: Person) -> None:
    slow, elsewhere = Recording(stage.archive), stage.server.guilds[1].channel("general")
    long = "What is it that " + "everybody here " * 27 + "wants?"
    crowd = people(stage, 3)
    async with stage.running(archive=slow, workers=1) as client:
        for person in crowd[:2]:
            await (await person.slash(stage.general, "ask", question=long)).acked()
        await slow.until_asked()
        for number, person in enumerate((crowd[2], alice)):
            await (await person.slash(elsewhere, "ask", question=f"What is number {number}?")).acked()
        slow.gate.set()
        await client.desk.idle()
    assert [question[:16] for question in slow.order] == [
        "What is it that ",
        "What is number 0",
        "What is number 1",
        "What is it that ",
    ]


async def test_a_full_queue_makes_room_for_another_server(stage: Stage, alice: Person) -> None:
    slow, elsewhere = Recording(stage.archive), stage.server.guilds[1].channel("general")
    crowd = people(stage, 4)
    async with stage.running(archive=slow, workers=1, queue=2) as client:
        asked = [await crowd[0].slash(stage.general, "ask", question="What is number 0?")]
        await slow.until_asked()
        for number in (1, 2):
            asked.append(
                await crowd[number].slash(stage.general, "ask", question=f"What is number {number}?")
            )
            waiting = await asked[number].answered()
        assert waiting.text == "You are in the queue: number 2. The answer comes here."
        last = await alice.slash(elsewhere, "ask", question="What is it elsewhere?")
        await last.answered()
        sent_away = await stage.server.until(
            lambda: m if (m := asked[2].response) and "Too many" in m.text else None, "the last to be told"
        )
        again = await (await crowd[3].slash(stage.general, "ask", question="What is number 3?")).answered()
        slow.gate.set()
        await client.desk.idle()
    assert waiting.deleted
    assert sent_away.ephemeral  # as a refusal is
    assert "Too many questions" in again.text
    assert slow.order == ["What is number 0?", "What is it elsewhere?", "What is number 1?"]


async def test_who_waits_after_a_message_and_has_to_make_room_is_told_in_its_place(
    stage: Stage, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.asking.replies.MOMENT", 0.0)
    slow, elsewhere = Recording(stage.archive), stage.server.guilds[1].channel("general")
    first, second, third = people(stage, 3)
    async with stage.running(archive=slow, workers=1, queue=2) as client:
        await (await first.slash(stage.general, "ask", question="What is number 0?")).acked()
        await slow.until_asked()
        await (await second.slash(stage.general, "ask", question="What is number 1?")).answered()
        await third.say(stage.general, f"{stage.server.bot.mention} What is number 2?")
        waiting = await third.reads(stage.general, "in the queue: number 2")
        await (await alice.slash(elsewhere, "ask", question="What is it elsewhere?")).answered()
        told = await third.reads(stage.general, "Too many questions")
        slow.gate.set()
        await client.desk.idle()
    assert told is waiting
    assert "What is number 2?" not in slow.order


async def test_more_words_than_are_read_are_turned_away(stage: Stage, alice: Person) -> None:
    async with stage.running(archive=refusing(stage, "x"), max_words=20):
        over = await (await alice.slash(stage.general, "ask", question="a-b,c/d " * 6)).answered()
        letter = await alice.say(stage.general, "word " * 21)
        menu = await (await alice.context_menu(stage.general, "Find in the articles", letter)).answered()
        at_most = await (await alice.slash(stage.general, "ask", question="word " * 20)).answered()
    assert "That is 24 words, and I read questions of up to 20." in over.text
    assert "That is 21 words" in menu.text
    assert "Take one sentence of it" in menu.text
    assert "No answer" in at_most.text


async def test_words_of_a_servers_list_are_not_repeated_where_all_can_read_them(
    stage: Stage, manager: Person, alice: Person
) -> None:
    asked = "Who won the *Crickets* in Karachi?"
    stage.ledger.set_setting(int(stage.guild.id), 0, "threads", True)
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running(archive=refusing(stage, "Crickets")):
        listed = await (
            await manager.slash(stage.general, "pullquote blocklist", add="CRICKET*, rude  word,*pest,")
        ).answered()
        await alice.say(stage.general, f"{stage.server.bot.mention} {asked}")
        thread = await stage.server.until(lambda: next(iter(stage.guild.threads.values()), None), "a thread")
        refused = await alice.reads(thread, "No answer")
        privately = await (await alice.slash(stage.general, "ask", question=asked)).answered()
        openly = await (await alice.slash(stage.general, "ask", question=asked, private=False)).answered()
        there = await (await alice.slash(elsewhere, "ask", question=asked, private=False)).answered()
    assert "**Words that I do not repeat where all can read them: 3**" in listed.text
    assert thread.name == "A question"
    assert refused.text == "**No answer in the articles.** The articles do not answer this."
    assert openly.text == refused.text
    for message in (privately, there):  # to who asked alone, and where the word is on no list
        assert "No article mentions “Crickets”" in message.text
        assert "Who won the \\*Crickets\\*" in message.text


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        ("a Cat!", True),
        ("concat", False),
        ("cats", False),
        ("dogs", True),
        ("dog", True),
        ("hotdog", False),
        ("wasps", False),
        ("great wasp", True),
        ("tetrafoxide", True),
        ("tic\n  tac", True),
        ("tictac", False),
        ("c.t", False),
        ("what is 1+1?", True),
        ("", False),
    ],
)
def test_words_are_blocked_as_automod_has_it(text: str, blocked: bool) -> None:
    pattern = pattern_of(("cat", "dog*", "*wasp", "*fox*", "tic tac", "1+1"))
    assert pattern is not None
    assert (pattern.search(text) is not None) is blocked


def test_a_servers_list_is_read_once_and_not_for_each_question(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Sequence[str]] = []

    def reading(words: Sequence[str]) -> re.Pattern[str] | None:
        read.append(words)
        return pattern_of(words)

    monkeypatch.setattr(places, "pattern_of", reading)
    ledger.set_setting(1, 0, "blocked", ["cat"])
    there = Places(ledger)
    there.load(1)
    assert [there.blocks(1, None, text) for text in ("a cat", "a dog")] == [True, False]
    assert not there.blocks(2, "a cat")
    assert not there.blocks(None, "a cat")
    there.change(1, 0, {"blocked": []})
    assert not there.blocks(1, "a cat")
    assert read == [["cat"], []]


async def test_a_servers_list_is_changed_word_by_word_and_says_what_cannot_be_on_it(
    stage: Stage, manager: Person
) -> None:
    async def change(**options: str | bool) -> str:
        shown = await manager.slash(stage.general, "pullquote blocklist", **options)  # type: ignore[arg-type]
        return (await shown.answered()).text

    async with stage.running():
        assert "no word" in await change()
        await change(add="one, two, three")
        assert (await change(remove="TWO, nine", add="One")).endswith("one, three")
        assert "is no word that can be on the list" in await change(add="fine, **")
        assert "is no word that can be on the list" in await change(add="x" * 61)
        many = ",".join(f"{number:x}" for number in range(799))
        await change(add=many)
        assert "That would be 1,001 words" in await change(add=", ".join(f"v{n}" for n in range(200)))
        assert (await change(clear=True, add="four")).endswith("four")
        settings = await (await manager.slash(stage.general, "pullquote settings", reset=True)).answered()
    assert "words that I do not repeat: 0" in settings.text


async def test_what_automod_blocks_is_said_without_words_of_the_question(stage: Stage, alice: Person) -> None:
    stage.ledger.set_setting(int(stage.guild.id), 0, "threads", True)
    stage.server.block_words(stage.guild, "cricket")
    async with stage.running(archive=refusing(stage, "cricket")):
        openly = await (await alice.slash(stage.general, "ask", question=UNKNOWN, private=False)).answered()
        message = await _asked_before_the_rule(stage, alice)
        thread = await stage.server.until(lambda: next(iter(stage.guild.threads.values()), None), "a thread")
        refused = await alice.reads(thread, "No answer")
    assert message.channel is stage.general
    assert thread.name == "A question"
    assert openly.text == refused.text == "**No answer in the articles.** The articles do not answer this."


async def _asked_before_the_rule(stage: Stage, alice: Person) -> Message:
    """A mention with a word that AutoMod lets through to the bot, as it does from those that a rule exempts."""
    words = stage.server.blocked_words.pop(stage.guild.id)
    message = await alice.say(stage.general, f"{stage.server.bot.mention} {UNKNOWN}")
    stage.server.blocked_words[stage.guild.id] = words
    return message


async def test_a_quote_that_automod_blocks_is_told_of(stage: Stage, alice: Person) -> None:
    stage.server.block_words(stage.guild, "firearms")
    archive = Recording(stage.archive)
    archive.gate.set()
    async with stage.running(archive=archive):
        told = await (await alice.slash(stage.general, "ask", question="How many?")).answered()
        in_private = await (await alice.slash(alice.dm(), "ask", question="How many?")).answered()
    assert "This server's AutoMod blocks a word" in told.text
    assert "386" in in_private.text


async def test_a_filter_that_cannot_be_read_is_not_repeated_either(stage: Stage, alice: Person) -> None:
    class Unreadable(Recording):
        def ask(self, question: str, **how: Any) -> Answer:
            raise FilterError("“cricket” is no date that “since” can take.")

    stage.ledger.set_setting(int(stage.guild.id), 0, "blocked", ["cricket"])
    async with stage.running(archive=Unreadable(stage.archive)):
        await alice.say(stage.general, f"{stage.server.bot.mention} Who won? since:cricket")
        told = await alice.reads(stage.general, "")
    assert "in other words" in told.text
    assert "cricket" not in told.text
