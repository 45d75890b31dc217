"""What people are told when the articles change: answers they waited for, corrections, new articles."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.discord.asking import awaiting
from bot.discord.running.client import Client
from bot.discord.running.generations import Later, look
from bot.ledger import DAY
from index import Answer, Archive, build
from tests.bot.conftest import BRIDGE, GUNS
from tests.bot.discord.conftest import Stage
from tests.bot.discord.test_articles import TIDE
from tests.bot.discord.test_quiet import from_bot, mention
from tests.discord_server import Impossible, Message, Permission, Person, Upload

FLOUR = "How many tonnes of flour has the tide mill at Woodbridge ground this year?"
GUNS_ASKED = "How many illegal firearms were seized in London last year?"


class Newsroom:
    """A small corpus of this test's own, and builds of it that the bot has no part in."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.corpus, self.data, self._models = folder / "corpus", folder / "data", models
        self.corpus.mkdir()
        for name, text in (("guns.md", GUNS), ("bridge.md", BRIDGE)):
            self.write(name, text)
        self.build()

    def write(self, name: str, text: str) -> None:
        (self.corpus / name).parent.mkdir(exist_ok=True)
        (self.corpus / name).write_text(text)

    def build(self) -> None:
        build(self.corpus, self.data, models=self._models)

    async def publish(self, client: Client, **articles: str | None) -> None:
        """Write or remove these articles, build, and let the bot look."""
        for name, text in articles.items():
            if text is None:
                (self.corpus / f"{name}.md").unlink()
            else:
                self.write(f"{name}.md", text)
        await client.in_thread(self.build)
        await look(client)


@pytest.fixture
def newsroom(stage: Stage, models: Path, tmp_path: Path) -> Iterator[Newsroom]:
    made = Newsroom(tmp_path, models)
    with Archive.open(made.data) as opened:
        stage.archive = opened
        stage.curating = tuple(int(guild.id) for guild in stage.server.guilds)
        yield made


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


@pytest.fixture
def shy(stage: Stage) -> Person:
    """Somebody who takes no private messages."""
    person = stage.server.person("shy")
    person.accepts_dms = False
    return person


async def refused(stage: Stage, person: Person, question: str = FLOUR) -> Message:
    """The refusal of what somebody asks by a mention, once the ledger knows where it stands."""
    await person.say(stage.general, mention(stage, question))
    return await person.reads(stage.general, "No answer in the articles")


async def test_who_waits_for_an_answer_is_told_once_and_may_stop(
    stage: Stage, newsroom: Newsroom, alice: Person, bob: Person, shy: Person
) -> None:
    async with stage.running() as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        promise = await (await alice.click(refusal, "Tell me when this is answered")).answered()
        noted = await (await bob.click(refusal, "Tell me when this is answered")).answered()
        await (await shy.click(refusal, "Tell me when this is answered")).answered()
        stopped = await (await bob.click(noted, "Do not tell me")).answered()
        await newsroom.publish(client, other=GUNS.replace("386", "387"))
        assert not alice.sees(alice.dm())
        await newsroom.publish(client, tide=TIDE)
        told = await alice.reads(alice.dm(), "**12**")
        below = await shy.reads(stage.general, "**12**")
        context = await (await alice.click(told, "Context")).answered()
        await newsroom.publish(client, third=BRIDGE.replace("Humber", "Severn"))
    assert "once" in promise.text
    assert promise.ephemeral
    assert "will not tell" in stopped.text
    assert refusal.id in told.content
    assert "Woodbridge" in context.text
    assert [message for message in from_bot(alice.dm()) if not message.ephemeral] == [told]
    assert not bob.sees(bob.dm())
    assert below.reference is refusal
    assert stage.server.pinged == [(below, shy)]
    assert stage.ledger.awaited() == {}


async def wait_for(person: Person, refusal: Message) -> None:
    await (await person.click(refusal, "Tell me when this is answered")).answered()


async def test_a_private_message_quotes_nothing_that_only_some_servers_see(
    stage: Stage, newsroom: Newsroom, alice: Person, shy: Person
) -> None:
    closed = {"club": (int(stage.guild.id),)}
    async with stage.running(private_folders=closed) as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        await wait_for(alice, refusal)
        await wait_for(shy, refusal)
        await newsroom.publish(client, **{"club/tide": TIDE})
        told = await alice.reads(alice.dm())
        below = await shy.reads(stage.general, "**12**")
    assert refusal.id in told.content
    assert not any(word in told.text for word in ("**", "tonnes", "tide"))
    assert stage.ledger.entry_at(int(told.id)) is None
    assert below.reference is refusal
    assert stage.ledger.awaited() == {}


async def test_who_waits_is_sent_to_no_message_that_nobody_can_open(
    stage: Stage, newsroom: Newsroom, alice: Person
) -> None:
    channel = f"https://discord.com/channels/{stage.guild.id}/{stage.general.id}"
    async with stage.running() as client:
        whispered = await (await alice.slash(stage.general, "ask", question=FLOUR)).answered()
        await client.desk.idle()
        await wait_for(alice, whispered)
        await newsroom.publish(client, tide=TIDE)
        told = await alice.reads(alice.dm(), "**12**")
    assert whispered.ephemeral
    assert told.content.split("\n")[0].endswith(f" {channel}")


async def test_below_a_refusal_that_was_told_in_private_stands_no_more_than_above(
    stage: Stage, newsroom: Newsroom, alice: Person
) -> None:
    stage.server.deny(stage.general, stage.server.bot, Permission.SEND_MESSAGES)
    async with stage.running(private_folders={"club": (int(stage.guild.id),)}) as client:
        await alice.say(stage.general, mention(stage, FLOUR))
        refusal = await alice.reads(alice.dm(), "No answer in the articles")
        await client.desk.idle()
        await wait_for(alice, refusal)
        stage.server.fail("POST", rf"^/channels/{alice.dm().id}/messages$", 400)
        await newsroom.publish(client, **{"club/tide": TIDE})
    assert [message for message in from_bot(alice.dm()) if not message.ephemeral] == [refusal]


async def test_a_private_message_quotes_what_everybody_sees_where_that_answers_too(
    stage: Stage, newsroom: Newsroom, alice: Person
) -> None:
    closed = {"club": (int(stage.guild.id),)}
    async with stage.running(private_folders=closed) as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        await wait_for(alice, refusal)
        secret = TIDE.replace("The tide mill", "The secret tide mill")
        await newsroom.publish(client, **{"club/tide": secret, "tide": TIDE})
        told = await alice.reads(alice.dm(), "**12**")
    assert "secret" not in told.text


@pytest.mark.parametrize("how", ["ill", "slow"])
async def test_who_cannot_be_told_now_is_told_later_and_holds_nobody_up(
    stage: Stage, newsroom: Newsroom, alice: Person, bob: Person, how: str
) -> None:
    async with stage.running() as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        await wait_for(alice, refusal)
        await wait_for(bob, refusal)
        path = rf"^/channels/{alice.dm().id}/messages$"
        if how == "ill":
            stage.server.fail("POST", path)
        else:
            stage.server.rate_limit("POST", path, 3600.0)
        await newsroom.publish(client, tide=TIDE)
        await bob.reads(bob.dm(), "**12**")
        assert not alice.sees(alice.dm())
        assert list(stage.ledger.awaited().values()) == [[int(alice.id)]]
    async with stage.running() as client:
        await look(client)
        await alice.reads(alice.dm(), "**12**")
        await look(client)
    assert len(from_bot(bob.dm())) == 1
    assert stage.ledger.awaited() == {}


@pytest.mark.parametrize(
    ("wrong", "waits_on"), [(ValueError("a fault"), False), (sqlite3.OperationalError("disk is full"), True)]
)
async def test_what_goes_wrong_for_one_who_waits_is_nobody_elses_trouble(
    stage: Stage,
    newsroom: Newsroom,
    alice: Person,
    bob: Person,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Exception,
    waits_on: bool,
) -> None:
    """A fault ends with whom it befalls; a ledger that cannot be written now is written later."""
    record = stage.ledger.record

    def failing(answer: Answer, **about: Any) -> str:
        if about["asker"] == int(alice.id):
            raise wrong
        return record(answer, **about)

    async with stage.running() as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        await wait_for(alice, refusal)
        await wait_for(bob, refusal)
        monkeypatch.setattr(stage.ledger, "record", failing)
        await newsroom.publish(client, tide=TIDE)
        await bob.reads(bob.dm(), "**12**")
    assert not alice.sees(alice.dm())
    assert list(stage.ledger.awaited().values()) == ([[int(alice.id)]] if waits_on else [])


async def test_what_is_put_off_after_a_build_repeats_nothing_else(stage: Stage, newsroom: Newsroom) -> None:
    done: list[str] = []

    async def ready() -> None:
        done.append("ready")

    async def busy() -> None:
        done.append("busy")
        if done.count("busy") == 1:
            raise Later("busy")

    async with stage.running() as client:
        client.after_build |= {"busy": busy, "ready": ready}
        for _ in range(2):
            await look(client)
        done.clear()
        await newsroom.publish(client, other=BRIDGE.replace("Humber", "Severn"))
        await look(client)
        await look(client)
    assert done == ["busy", "ready", "busy"]


async def test_where_the_bot_is_not_to_answer_nobody_is_told_below(
    stage: Stage, newsroom: Newsroom, alice: Person, shy: Person
) -> None:
    async with stage.running() as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        await wait_for(shy, refusal)
        client.places.change(int(stage.guild.id), int(stage.general.id), {"answers": False})
        await newsroom.publish(client, tide=TIDE)
    assert alice.sees(stage.general)[-1] is refusal
    assert stage.ledger.awaited() == {}


async def test_what_is_told_in_a_thread_belongs_to_its_channel(
    stage: Stage, newsroom: Newsroom, alice: Person, shy: Person
) -> None:
    thread = await alice.start_thread(stage.general, "On flour")
    async with stage.running() as client:
        await shy.say(thread, mention(stage, FLOUR))
        refusal = await shy.reads(thread, "No answer in the articles")
        await client.desk.idle()
        await wait_for(shy, refusal)
        await newsroom.publish(client, tide=TIDE)
        below = await shy.reads(thread, "**12**")
    kept = stage.ledger.entry_at(int(below.id))
    assert kept is not None
    assert (kept.channel, kept.shown_in) == (int(stage.general.id), int(thread.id))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the articles are asked from now on."""
    ask, heard = Archive.ask, list[str]()

    def hear(archive: Archive, question: str, **how: Any) -> Answer:
        heard.append(question)
        return ask(archive, question, **how)

    monkeypatch.setattr(Archive, "ask", hear)
    return heard


async def test_what_many_wait_for_is_asked_once_of_each_generation(
    stage: Stage, newsroom: Newsroom, alice: Person, bob: Person, asked: list[str]
) -> None:
    async with stage.running() as client:
        for person in (alice, bob):
            said = await person.say(stage.general, mention(stage, FLOUR))
            told = await person.reads(stage.general, after=said)
            await client.desk.idle()
            await wait_for(person, told)
        asked.clear()
        stage.server.fail("POST", rf"^/channels/{alice.dm().id}/messages$")
        await newsroom.publish(client, other=BRIDGE.replace("Humber", "Severn"))
        await look(client)
        assert asked == [FLOUR]
        await newsroom.publish(client, tide=TIDE)
        await bob.reads(bob.dm(), "**12**")
        await look(client)
        await alice.reads(alice.dm(), "**12**")
    assert asked == [FLOUR, FLOUR]


async def test_what_one_server_waits_for_is_asked_in_turns(
    stage: Stage, newsroom: Newsroom, alice: Person, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(awaiting, "SHARE", 1)
    there, rye, oats = (
        stage.server.guilds[1].channel("general"),
        *(FLOUR.replace("flour", each) for each in ("rye", "oats")),
    )
    async with stage.running() as client:
        for channel, question in ((stage.general, FLOUR), (stage.general, rye), (there, oats)):
            interaction = await alice.slash(channel, "ask", question=question, private=True)
            await wait_for(alice, await interaction.answered())
        asked.clear()
        await newsroom.publish(client, other=BRIDGE.replace("Humber", "Severn"))
        first = list(asked)
        await look(client)
        await look(client)
    assert first == [FLOUR, oats]
    assert asked == [FLOUR, oats, rye]


async def test_what_the_bot_itself_builds_is_told_at_once_and_a_restart_forgets_nobody(
    stage: Stage, newsroom: Newsroom, alice: Person, manager: Person
) -> None:
    async with stage.running() as client:
        asked = await alice.slash(stage.general, "ask", question=FLOUR)
        await client.desk.idle()
        refusal = await asked.answered()
        await (await alice.click(refusal, "Tell me when this is answered")).answered()
    async with stage.running():
        upload = Upload("tide.md", TIDE.encode())
        await (await manager.slash(stage.general, "articles add", file=upload)).answered()
        told = await alice.reads(alice.dm(), "**12**")
    assert asked.ephemeral
    assert not from_bot(stage.general) or all(message.ephemeral for message in from_bot(stage.general))
    assert "added on Discord" in told.text


async def test_who_is_forgotten_waits_for_nothing(stage: Stage, newsroom: Newsroom, alice: Person) -> None:
    async with stage.running() as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        await (await alice.click(refusal, "Tell me when this is answered")).answered()
        assert list(stage.ledger.awaited().values()) == [[int(alice.id)]]
        card = await (await alice.slash(stage.general, "privacy")).answered()
        await (await alice.click(card, "Forget me")).answered()
    assert "until they are told" in card.text
    assert stage.ledger.awaited() == {}


async def test_answers_say_when_what_they_quoted_has_changed_or_is_gone(
    stage: Stage, newsroom: Newsroom, alice: Person
) -> None:
    moderator = stage.server.person("moderator", permissions=Permission.MANAGE_MESSAGES)
    async with stage.running() as client:
        await alice.say(stage.general, mention(stage, GUNS_ASKED))
        answer = await alice.reads(stage.general, "386")
        hers = await (await alice.slash(stage.general, "ask", question=GUNS_ASKED, private=True)).answered()
        await client.desk.idle()
        before = answer.text
        await newsroom.publish(client, guns=GUNS + "\nA later addition to it.\n")
        grown = answer.text
        await moderator.suppress_embeds(answer)
        await newsroom.publish(client, guns=GUNS.replace("386 illegal", "387 illegal"))
        lost = answer.text
        await newsroom.publish(client, guns=GUNS)
        restored = answer.content
        await newsroom.publish(client, guns=None)
        gone = answer.text
        stage.clock.now += 31 * DAY
        await newsroom.publish(client, guns=GUNS)
    assert "still holds these words" in grown
    assert before.removeprefix("**386**") in grown  # the quote stays
    assert "no longer holds these words" in lost
    assert "illegal" not in lost  # embeds that somebody suppressed stay so
    assert restored == "**386**"
    assert "is no longer there" in gone
    assert answer.text == gone  # older than 30 days: left as it is
    assert "Correction" not in hers.text


async def test_what_stands_above_a_quote_stays_there_when_it_is_corrected(
    stage: Stage, newsroom: Newsroom, alice: Person
) -> None:
    async with stage.running() as client:
        refusal = await refused(stage, alice)
        await client.desk.idle()
        await wait_for(alice, refusal)
        await newsroom.publish(client, tide=TIDE)
        told = await alice.reads(alice.dm(), "**12**")
        before = told.content
        await newsroom.publish(client, tide=TIDE + "\nA later addition to it.\n")
        grown = told.content
        await newsroom.publish(client, tide=TIDE)
    assert grown.startswith(f"{before}\n⚠️ **Correction:**")
    assert "You asked to be told" in before
    assert told.content == before


@pytest.mark.parametrize("how", ["ill", "slow"])
async def test_a_correction_that_discord_does_not_take_now_is_made_later_and_the_others_at_once(
    stage: Stage, newsroom: Newsroom, alice: Person, bob: Person, how: str
) -> None:
    async with stage.running() as client:
        answers = [
            await (await person.slash(stage.general, "ask", question=GUNS_ASKED, private=False)).answered()
            for person in (alice, bob)
        ]
        await client.desk.idle()
        path = rf"/messages/{answers[1].id}$"
        if how == "ill":
            stage.server.fail("PATCH", path)
        else:
            stage.server.rate_limit("PATCH", path, 3600.0)
        await newsroom.publish(client, guns=GUNS + "\nA later addition to it.\n")
        marked = ["Correction" in answer.text for answer in answers]
    async with stage.running() as client:
        await look(client)
    if how == "ill":
        assert marked == [True, False]
    assert all(answer.content.count("Correction") == 1 for answer in answers)


@pytest.mark.parametrize("how", ["ill", "slow", "forbidden"])
async def test_news_that_discord_does_not_take_are_posted_later_and_elsewhere_at_once(
    stage: Stage, newsroom: Newsroom, manager: Person, how: str
) -> None:
    news = stage.guild.channel("news")
    async with stage.running() as client:
        await look(client)
        for channel in (stage.general, news):
            await (await manager.slash(stage.general, "pullquote news", channel=channel)).answered()
        if how == "ill":
            stage.server.fail("POST", rf"^/channels/{stage.general.id}/messages$")
        elif how == "slow":
            stage.server.rate_limit("POST", rf"^/channels/{stage.general.id}/messages$", 3600.0)
        else:
            stage.server.deny(stage.general, stage.server.bot, Permission.SEND_MESSAGES)
        await newsroom.publish(client, tide=TIDE)
        assert "📰" in from_bot(news)[0].text
    assert not any("📰" in message.text for message in from_bot(stage.general))
    if how == "forbidden":
        stage.server.allow(stage.general, stage.server.bot, Permission.SEND_MESSAGES)
    async with stage.running() as client:
        await look(client)
        await look(client)
    assert len([message for message in from_bot(stage.general) if "📰" in message.text]) == 1
    assert len(from_bot(news)) == 1


async def test_news_come_twice_rather_than_never_where_what_was_posted_cannot_be_noted(
    stage: Stage, newsroom: Newsroom, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = stage.guild.channel("news")
    posted, put_up, tries = stage.ledger.posted, stage.ledger.put_up, Counter[str]()

    def failing(name: str, write: Callable[..., None]) -> Callable[..., None]:
        def once(*given: Any) -> None:
            tries[name] += 1
            if tries[name] == 1:
                raise sqlite3.OperationalError("disk is full")
            write(*given)

        return once

    async with stage.running() as client:
        await look(client)
        await (await manager.slash(stage.general, "pullquote news", channel=news)).answered()
        monkeypatch.setattr(stage.ledger, "posted", failing("posted", posted))
        monkeypatch.setattr(stage.ledger, "put_up", failing("put up", put_up))
        await newsroom.publish(client, tide=TIDE)
        assert not from_bot(news)
        for _ in range(3):
            await look(client)
    assert [message.content for message in from_bot(news)] == ["**New:** The tide mill opens again"] * 2


async def test_new_articles_are_posted_to_a_channel_that_wants_them(
    stage: Stage, newsroom: Newsroom, alice: Person, manager: Person
) -> None:
    news = stage.guild.channel("news")
    async with stage.running() as client:
        await look(client)
        set_up = await manager.slash(
            stage.general,
            "pullquote news",
            channel=news,
            words="again MILL",
            source="example",
            hourly=2,
        )
        told = await set_up.answered()
        example = TIDE.replace("date:", "publisher: The Example\ndate:")
        await newsroom.publish(
            client,
            one=example,
            two=example.replace("12 tonnes", "13 tonnes").replace("2024-05-01", "2024-05-02"),
            three=example.replace("12 tonnes", "14 tonnes").replace("2024-05-01", "2024-05-03"),
            elsewhere=TIDE.replace("12 tonnes", "15 tonnes"),
            other=example.replace("mill opens again", "gauge").replace("12 tonnes", "16 tonnes"),
        )
        first = list(from_bot(news))
        await look(client)
        assert from_bot(news) == first
        stage.clock.now += 3_601
        await look(client)
        second = from_bot(news)[1:]
        await newsroom.publish(client, one=example + "\nMore.\n", moved=example.replace("12 t", "14 t"))
        stopped = await manager.slash(stage.general, "pullquote news", channel=news, stop=True)
        assert "No channel" in (await stopped.answered()).text
        stage.clock.now += 3_601
        await newsroom.publish(client, four=example.replace("12 tonnes", "17 tonnes"))
    assert "with “again MILL” in its title published by “example”, at most 2 an hour" in told.text
    assert [message.text.count("📰") for message in first] == [2]
    title = "The tide mill opens again"
    assert [message.content for message in (*first, *second)] == [
        f"**2 new articles:** {title}, …",
        f"**New:** {title}",
    ]
    assert "1 May 2024" in first[0].text
    assert "2 May 2024" in first[0].text
    assert [message.text.count("📰") for message in second] == [1]
    assert "3 May 2024" in second[0].text
    assert from_bot(news) == [*first, *second]
    assert not stage.server.pinged


async def test_news_go_where_the_bot_may_write_and_managers_want_them(
    stage: Stage, newsroom: Newsroom, alice: Person, manager: Person
) -> None:
    news = stage.guild.channel("news")
    stage.server.deny(news, stage.server.bot, Permission.EMBED_LINKS)
    async with stage.running():
        with pytest.raises(Impossible):
            await alice.slash(stage.general, "pullquote news", channel=news)
        lacking = await (await manager.slash(stage.general, "pullquote news", channel=news)).answered()
        none = await (await manager.slash(stage.general, "pullquote news")).answered()
    assert "I lack **Embed Links**" in lacking.text
    assert "No channel" in none.text
