"""What a server or a channel quotes from, and that nobody elsewhere sees what a folder holds that is closed to them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Archive, build
from tests.bot.conftest import BRIDGE, GUNS
from tests.bot.discord.conftest import Stage
from tests.discord_server import Channel, Guild, Interaction, Message, Permission, Person, Upload

CLUB = """---
title: The rowing club of Zennor elects a treasurer
publisher: Club Circular
date: 2025-01-09
tags: rowing, members
---

Perran Trevithick was elected treasurer of the Zennor rowing club by 31 votes on Thursday.

The club owns four boats and keeps them at Porthmeor.

Morwenna Pascoe had been treasurer of the rowing club of Zennor for nine years.
"""
ELECTED = "Who was elected treasurer of the Zennor rowing club?"
TREASURER = "Perran Trevithick"
SEIZED = "How many illegal firearms were seized in London?"
SECRETS = ("Zennor", "Trevithick", "Club Circular", "Porthmeor", "Pascoe", "club/", "secret")
"""What stands in the folder and nowhere else."""


@pytest.fixture(scope="module")
def indexed(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    (folder / "corpus" / "club").mkdir(parents=True)
    (folder / "corpus" / "guns.md").write_text(GUNS.replace("url:", "tags: [crime]\nurl:"))
    (folder / "corpus" / "bridge.md").write_text(BRIDGE)
    (folder / "corpus" / "club" / "secret.md").write_text(CLUB)
    build(folder / "corpus", folder / "data", models=models)
    return folder


@pytest.fixture
def club(stage: Stage, indexed: Path, tmp_path: Path, models: Path) -> Iterator[Stage]:
    """The stage on articles of this test's own, one of them in the folder of a club."""
    shutil.copytree(indexed / "corpus", tmp_path / "corpus")
    shutil.copytree(indexed / "data", tmp_path / "data")
    build(tmp_path / "corpus", tmp_path / "data", models=models)  # the corpus lies elsewhere now
    with Archive.open(tmp_path / "data") as opened:
        stage.archive = opened
        stage.curating = tuple(int(guild.id) for guild in stage.server.guilds)
        yield stage


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


@pytest.fixture
def elsewhere(stage: Stage) -> Guild:
    return stage.server.guilds[1]


async def ask(person: Person, channel: Channel, question: str) -> Message:
    return await (await person.slash(channel, "ask", question=question, private=False)).answered()


async def press(person: Person, message: Message, *buttons: str) -> list[Message]:
    return [await (await person.click(message, button)).answered() for button in buttons]


def private(guild: Guild) -> dict[str, tuple[int, ...]]:
    return {"club": (int(guild.id),)}


async def test_a_folder_that_belongs_to_some_servers_is_quoted_there(club: Stage, alice: Person) -> None:
    async with club.running(private_folders=private(club.guild)):
        answer = await ask(alice, club.general, ELECTED)
        sources = await (await alice.slash(club.general, "sources")).answered()
    assert TREASURER in answer.text
    assert "Club Circular" in sources.text


async def test_no_way_out_leads_from_a_folder_to_a_server_that_may_not_see_it(
    club: Stage, alice: Person, manager: Person, elsewhere: Guild
) -> None:
    channel = elsewhere.channel("general")
    async with club.running(private_folders=private(club.guild)):
        refused = await ask(alice, channel, ELECTED)
        seen = [refused, *await press(alice, refused, "Nearest passage", "Why?")]
        answer = await ask(alice, channel, SEIZED)
        seen += await press(alice, answer, "Context", "Why?")
        seen += [
            await (await alice.slash(channel, name)).answered() for name in ("latest", "sources", "help")
        ]
        seen += [await (await alice.slash(channel, "latest", topic="rowing club treasurer")).answered()]
        seen += [await (await alice.slash(channel, "sources", search="secret")).answered()]
        seen += [
            await (await manager.slash(channel, f"articles {name}")).answered() for name in ("status", "list")
        ]
        offered = [
            *await (await alice.autocomplete(channel, "ask", "question", "rowing")).choices(),
            *await (await manager.autocomplete(channel, "articles remove", "article", "rowing")).choices(),
            *await (await manager.autocomplete(channel, "pullquote sources", "publisher", "Club")).choices(),
            *await (await manager.autocomplete(channel, "pullquote sources", "folder", "club")).choices(),
            *await (await manager.autocomplete(channel, "pullquote sources", "tag", "row")).choices(),
        ]
        removed = await (await manager.slash(channel, "articles remove", article="club/secret.md")).answered()
        by_dm = await ask(alice, alice.dm(), ELECTED)
    said = [text for message in seen for text in (message.content, message.text, *message.revisions)]
    told = [text.replace(ELECTED, "").replace("“Zennor”", "") for text in said]
    assert [(secret, text) for text in told for secret in SECRETS if secret in text] == []
    assert refused.content.startswith("**No answer in the articles.** No article mentions “Zennor”.")
    assert not offered
    assert "no such article" in removed.text
    assert TREASURER not in by_dm.text


async def test_a_server_may_add_what_another_has_for_itself_alone(
    club: Stage, alice: Person, manager: Person, elsewhere: Guild
) -> None:
    news = CLUB.replace("Zennor", "Mousehole").replace("Perran Trevithick", "Jory Kitto")
    asked, there = "Who was elected treasurer of the Mousehole rowing club?", elsewhere.channel("general")
    async with club.running():
        await (await manager.slash(club.general, "pullquote sources", own_only=True)).answered()
        for channel in (club.general, there):
            before = await ask(alice, channel, asked)
            assert "Jory Kitto" not in before.text
            added = await manager.slash(channel, "articles add", file=Upload("news.md", news.encode()))
            assert "left out" not in await report(club, added)
            after = await ask(alice, channel, asked)
            assert "Jory Kitto" in after.text
            assert "other article" not in after.text


async def test_what_lies_in_a_closed_folder_too_is_found_and_added_as_if_it_lay_there_alone(
    club: Stage, alice: Person, manager: Person, elsewhere: Guild
) -> None:
    there, corpus = elsewhere.channel("general"), Path(club.archive.status().corpus)
    deep = corpus / "town" / "clubs" / "rowing" / "treasurer.md"
    deep.parent.mkdir(parents=True)
    deep.write_text(CLUB)
    async with club.running(private_folders=private(club.guild)):
        built = await report(club, await manager.slash(there, "articles reindex"))
        found = await ask(alice, there, ELECTED)
        at_home = await ask(alice, club.general, ELECTED)
        deep.unlink()
        await report(club, await manager.slash(there, "articles reindex"))
        lost = await ask(alice, there, ELECTED)
        added = await manager.slash(there, "articles add", file=Upload("news.md", CLUB.encode()))
        again = await report(club, added)
        own = await ask(alice, there, ELECTED)
    assert "left out" not in built + again
    assert TREASURER in found.text
    assert "other article" not in found.text
    assert "also in 1 other article" in at_home.text
    assert TREASURER not in lost.text
    assert TREASURER in own.text
    assert "other article" not in own.text


async def test_what_is_closed_later_is_gone_from_answers_given_before(
    club: Stage, alice: Person, elsewhere: Guild
) -> None:
    channel = elsewhere.channel("general")
    async with club.running():
        answer = await ask(alice, channel, ELECTED)
        near = await ask(alice, channel, "Who was elected treasurer of the Zennor chess club in Karachi?")
    assert "Club Circular" in answer.text
    async with club.running(private_folders=private(club.guild)):
        seen = await press(alice, answer, "Context", "Why?")
        seen += await press(alice, near, "Nearest passage", "Why?")
    told = [text for message in seen for text in (message.text, *message.revisions)]
    assert not any(
        secret in text for text in told for secret in ("Trevithick", "Pascoe", "Circular", "secret")
    )


async def test_what_was_answered_in_private_for_want_of_a_permission_tells_no_more_there(
    club: Stage, alice: Person
) -> None:
    club.server.deny(club.general, club.server.bot, Permission.SEND_MESSAGES)
    async with club.running(private_folders=private(club.guild)) as client:
        await alice.say(club.general, f"{club.server.bot.mention} {ELECTED}")
        answer = await alice.reads(alice.dm(), TREASURER)
        await client.desk.idle()
        seen = await press(alice, answer, "Context", "Why?")
        await alice.say(alice.dm(), "Show me more", reply_to=answer)
        seen += [await alice.reads(alice.dm(), after=answer)]
    told = [text for message in seen if message is not answer for text in (message.text, *message.revisions)]
    assert not any(secret in text for text in told for secret in ("Perran", "Pascoe", "Circular", "secret"))


async def test_what_a_server_adds_for_itself_alone_is_shown_to_nobody_else(
    club: Stage, alice: Person, manager: Person, elsewhere: Guild
) -> None:
    news = CLUB.replace("Zennor", "Mousehole").replace("Perran Trevithick", "Jory Kitto")
    asked, there = "Who was elected treasurer of the Mousehole rowing club?", elsewhere.channel("general")
    async with club.running():
        shown = await (await manager.slash(club.general, "pullquote sources", own_only=True)).answered()
        added = await manager.slash(club.general, "articles add", file=Upload("news.md", news.encode()))
        await report(club, added)
        own, others = await ask(alice, club.general, asked), await ask(alice, there, asked)
        rebuilt = await report(club, await manager.slash(there, "articles reindex"))
    async with club.running():  # and it stays so
        later = await ask(alice, there, asked)
        await (await manager.slash(club.general, "pullquote sources", own_only=False)).answered()
        opened = await ask(alice, there, asked)
        again = await manager.slash(there, "articles add", file=Upload("again.md", news.encode()))
        twin = await again.answered()
    assert "shown in no other server" in shown.text
    assert "Jory Kitto" in own.text
    assert "Jory Kitto" not in others.text
    assert "the same text is there already, as added/" in twin.text
    assert "**3** unchanged" in rebuilt
    assert "Jory Kitto" not in later.text
    assert "Jory Kitto" in opened.text


async def report(stage: Stage, interaction: Interaction) -> str:
    shown = await stage.server.until(
        lambda: m if (m := interaction.response) and "Done" in m.text else None, "the report"
    )
    return shown.text


async def test_a_server_that_can_add_nothing_has_nothing_to_keep_for_itself(
    club: Stage, alice: Person, manager: Person, elsewhere: Guild
) -> None:
    there = elsewhere.channel("general")
    async with club.running(curating_guilds=(int(club.guild.id),)) as client:
        told = await (
            await manager.slash(there, "pullquote sources", own_only=True, folder="club")
        ).answered()
        hidden = client.places.selection(None, None).hidden
        shown = await (await manager.slash(there, "pullquote sources")).answered()
        await (await manager.slash(there, "pullquote sources", own_only=False)).answered()
    assert "cannot be changed" in told.text
    assert not hidden
    assert "quotes from all articles" in shown.text


async def test_what_a_server_kept_for_itself_is_not_shown_to_others_once_it_has_left(
    club: Stage, alice: Person, manager: Person, elsewhere: Guild
) -> None:
    left, there = club.guild, elsewhere.channel("general")
    folder = Path(club.archive.status().corpus) / "added" / left.id
    folder.mkdir(parents=True)
    news = CLUB.replace("Zennor", "Mousehole").replace("Perran Trevithick", "Jory Kitto")
    (folder / "news.md").write_text(news)
    async with club.running():
        await (await manager.slash(club.general, "pullquote sources", own_only=True)).answered()
        await report(club, await manager.slash(there, "articles reindex"))
        club.server.remove_guild(left)
        await ask(alice, there, ELECTED)  # answered after whatever the bot was told before
    club.clock.now += 8 * 86_400
    assert club.ledger.forget_left() == [int(left.id)]
    async with club.running():
        later = await ask(alice, there, "Who was elected treasurer of the Mousehole rowing club?")
    assert "Jory Kitto" not in later.text
    assert club.ledger.forget_left() == []


async def test_a_channel_quotes_what_it_is_set_to_and_the_server_the_rest(
    club: Stage, alice: Person, manager: Person
) -> None:
    news = club.guild.channel("news")
    async with club.running():
        shown = await (
            await manager.slash(club.general, "pullquote sources", channel=news, folder="club")
        ).answered()
        in_news = [await ask(alice, news, question) for question in (ELECTED, SEIZED)]
        beyond = await ask(alice, news, f"{SEIZED} source:Example")
        in_general = await ask(alice, club.general, SEIZED)
        digest = await (await alice.slash(news, "latest")).answered()
        offered = await (await alice.autocomplete(news, "ask", "question", "bridge")).choices()
        listed = await (await alice.slash(news, "sources")).answered()
        thread = await alice.start_thread(news, "On the club")
        in_thread = await ask(alice, thread, SEIZED)
    assert f"{news.mention} quotes from articles in the folder “club”: 1 article" in shown.text
    assert "**This server** quotes from all articles that it may see: 3 articles" in shown.text
    assert TREASURER in in_news[0].text
    assert all("386" not in message.text for message in (in_news[1], beyond, in_thread))
    assert "386" in in_general.text
    assert "firearms" not in digest.text
    assert not offered
    assert "Bridge" not in listed.text


async def test_sources_are_chosen_by_publisher_and_tag_and_set_back(
    club: Stage, alice: Person, manager: Person
) -> None:
    news = club.guild.channel("news")
    async with club.running():
        offered = [
            [
                choice.value
                for choice in await (
                    await manager.autocomplete(club.general, "pullquote sources", option, typed)
                ).choices()
            ]
            for option, typed in (("publisher", "the ex"), ("tag", ""), ("folder", ""))
        ]
        await (await manager.slash(club.general, "pullquote sources", tag="Crime")).answered()
        by_tag = [await ask(alice, club.general, question) for question in (ELECTED, SEIZED)]
        none = await (
            await manager.slash(club.general, "pullquote sources", channel=news, publisher="Bridge")
        ).answered()
        all_here = await (
            await manager.slash(club.general, "pullquote sources", channel=news, tag="*", publisher="Bridge")
        ).answered()
        in_news = await ask(alice, news, "When was the Humber Bridge opened?")
        back = await (await manager.slash(club.general, "pullquote settings", reset=True)).answered()
    assert offered == [["The Example"], ["*", "crime", "members", "rowing"], ["*", "club"]]
    assert TREASURER not in by_tag[0].text
    assert "386" in by_tag[1].text
    assert "**no article**: nothing can be answered" in none.text
    assert "published by “Bridge”: 1 article" in all_here.text
    assert "17 July 1981" in in_news.text
    assert "answers quote all articles that it may see" in back.text
    assert news.mention not in back.text
