"""`/articles` over the wire: who may, what is shown, and that a build never stops the answers."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord.managing import reindexing
from bot.discord.managing.adding import Rejected, safe_name, save_article
from index import Archive, build
from index.building.build import BuildReport
from tests.bot.discord.conftest import SEIZED, Stage
from tests.discord_server import Impossible, Interaction, Permission, Person, Upload
from tests.folders import copy_data
from tests.web import serving

TIDE = """---
title: The tide mill opens again
date: 2024-05-01
---

The tide mill at Woodbridge has ground 12 tonnes of flour this year.
"""


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


@pytest.fixture
def own(stage: Stage, corpus: Path, data: Path, models: Path, tmp_path: Path) -> Iterator[Path]:
    """A corpus of this test's own, indexed, as the stage's archive; its folder."""
    folder = tmp_path / "corpus"
    shutil.copytree(corpus, folder)
    copy_data(data, tmp_path / "data")
    build(folder, tmp_path / "data", models=models)  # the corpus lies elsewhere now
    with Archive.open(tmp_path / "data") as opened:
        stage.archive = opened
        stage.curating = tuple(int(guild.id) for guild in stage.server.guilds)
        yield folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


MANAGED = ("articles status", "articles list", "articles log", "articles reindex", "unanswered")


async def test_members_are_not_shown_what_managers_are(stage: Stage, alice: Person) -> None:
    async with stage.running():
        for command in (*MANAGED, "articles undo", "pullquote settings"):
            with pytest.raises(Impossible):
                await alice.slash(stage.general, command)
        with pytest.raises(Impossible):
            await alice.slash(stage.general, "articles add", file=Upload("tide.md", TIDE.encode()))


async def test_whom_a_server_names_for_a_command_in_its_own_settings_may_use_it(
    stage: Stage, alice: Person, manager: Person
) -> None:
    librarians = stage.server.add_role(stage.guild, "librarians", to=(alice,))
    async with stage.running():
        stage.server.permit_command(stage.guild, "articles", librarians)
        stage.server.permit_command(stage.guild, "unanswered", alice)
        status = await (await alice.slash(stage.general, "articles status")).answered()
        listed = await (await alice.slash(stage.general, "unanswered")).answered()
        with pytest.raises(Impossible):  # who is not named is not shown it, whatever else they may do
            await manager.slash(stage.general, "articles status")
        with pytest.raises(Impossible):
            await alice.slash(stage.general, "pullquote settings")
        with pytest.raises(Impossible):
            await alice.slash(stage.server.guilds[1].channel("general"), "articles status")
    assert "generation" in status.text
    assert "No question was refused" in listed.text


async def test_only_curating_servers_may_change_the_articles(stage: Stage, manager: Person) -> None:
    async with stage.running(curating_guilds=(int(stage.server.guilds[1].id),)):
        told = await (await manager.slash(stage.general, "articles reindex")).answered()
        status = await (await manager.slash(stage.general, "articles status")).answered()
    assert "From this server the articles cannot be changed" in told.text
    assert "CURATING_GUILDS" in told.text
    assert "generation" in status.text


async def test_nobody_changes_the_articles_until_somebody_is_named(stage: Stage, manager: Person) -> None:
    before = stage.archive.generation
    async with stage.running():
        reindexed = await (await manager.slash(stage.general, "articles reindex")).answered()
        file = Upload("tide.md", TIDE.encode())
        added = await (await manager.slash(stage.general, "articles add", file=file)).answered()
    assert "cannot be changed" in reindexed.text
    assert "cannot be changed" in added.text
    assert stage.archive.generation == before
    assert not (Path(stage.archive.status().corpus) / "tide.md").exists()


async def test_status_tells_what_is_indexed(stage: Stage, manager: Person) -> None:
    async with stage.running():
        interaction = await manager.slash(stage.general, "articles status")
        status = await interaction.answered()
    assert interaction.ephemeral
    assert f"**{len(stage.archive.articles())}** articles" in status.text
    assert stage.archive.generation in status.text
    assert re.search(r"Built <t:\d{10}:f>", status.text)
    assert str(stage.archive.status().corpus) not in status.text


async def test_the_list_is_paged_and_searched(stage: Stage, manager: Person) -> None:
    titles = [article.title for article in stage.archive.articles()]
    async with stage.running():
        first = await (await manager.slash(stage.general, "articles list")).answered()
        second = await (await manager.click(first, "Next ▶")).answered()
        guns = await (await manager.slash(stage.general, "articles list", search="GUN london")).answered()
        nothing = await (await manager.slash(stage.general, "articles list", search="zebra")).answered()
        pages = [*second.revisions, second.text]
    assert all(any(title in page for page in pages) for title in titles)
    assert "Page 2 of 2" in second.text
    assert guns.text.count("\n- ") + 1 == sum("gun" in title.casefold() for title in titles)
    assert not guns.buttons
    assert "No article" in nothing.text


async def test_an_article_is_added_indexed_and_quoted(stage: Stage, own: Path, manager: Person) -> None:
    before = stage.archive.generation
    upload = Upload("The Tide Mill.md", TIDE.encode(), "text/markdown")
    async with stage.running():
        interaction = await manager.slash(stage.general, "articles add", file=upload)
        done = await stage.server.until(
            lambda: m if (m := interaction.response) and "Done" in m.text else None, "the report"
        )
        question = "How many tonnes of flour has the tide mill at Woodbridge ground this year?"
        answer = await (await manager.slash(stage.general, "ask", question=question)).answered()
    assert "Added **The tide mill opens again**" in done.text
    assert "**1** added" in done.text
    assert any("Indexing" in text for text in done.revisions)
    assert stage.archive.generation != before
    assert (own / "added" / stage.guild.id / "the-tide-mill.md").read_text() == TIDE
    assert "12" in answer.text
    assert "· added on Discord" in answer.text


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (Upload("big.txt", b"x" * (2**20 + 1)), "1 MiB"),
        (Upload("program.exe", b"words"), "not one of"),
        (Upload("README.md", b"Words of a readme."), "a name"),
        (Upload("empty.txt", b"  \n"), "no text"),
        (Upload("../../escape.sh", b"#!/bin/sh"), "not one of"),
        (Upload("/etc/cron.d/x.txt", b"\x00\x01\x02" * 20), "binary, not text"),
        (Upload("pixels.html", b"<html><script>alert(1)</script></html>"), "no article text"),
    ],
)
async def test_what_cannot_be_an_article_is_told_why(
    stage: Stage, own: Path, manager: Person, upload: Upload, why: str
) -> None:
    before = contents(own)
    async with stage.running():
        told = await (await manager.slash(stage.general, "articles add", file=upload)).answered()
    assert why in told.text
    assert contents(own) == before


PAGE = f"""<!doctype html><html><head><title>The tide mill opens again</title>
<meta property="og:site_name" content="The Deben Post"><meta property="article:published_time" content="2024-05-01">
</head><body><article><h1>The tide mill opens again</h1>
<p>The tide mill at Woodbridge has ground 12 tonnes of flour this year, its keepers said on Wednesday.</p>
<p>{"The wheel turned for the first time in years while a crowd looked on from the quay. " * 4}</p>
</article></body></html>"""


async def test_an_article_is_added_by_its_link_and_quoted(
    stage: Stage, own: Path, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_ALLOWED_NETWORKS", "127.0.0.0/8")
    with serving() as site:
        link, missing = site.put("/mill", PAGE), f"{site.url}/gone"
        async with stage.running():
            gone = await (await manager.slash(stage.general, "articles add", link=missing)).answered()
            text = await _report(stage, await manager.slash(stage.general, "articles add", link=link))
            again = await (await manager.slash(stage.general, "articles add", link=link)).answered()
            both = await (
                await manager.slash(stage.general, "articles add", link=link, file=Upload("a.md", b"Words"))
            ).answered()
            neither = await (await manager.slash(stage.general, "articles add")).answered()
            listed = await (await manager.slash(stage.general, "articles log")).answered()
    (article,) = [article for article in stage.archive.articles() if article.id.startswith("added/")]
    assert "Added **The tide mill opens again**" in text
    assert article.id == f"added/{stage.guild.id}/the-tide-mill-opens-again.md"
    assert (article.url, article.publisher, article.date) == (link, "The Deben Post", "2024-05-01")
    assert "The tide mill at Woodbridge has ground 12 tonnes of flour" in article.text
    assert "cannot be added" in gone.text
    assert "404" in gone.text
    assert "the same text is there already" in again.text
    assert "a file or a link, one of the two" in both.text
    assert both.text == neither.text
    assert f"{manager.mention} added" in listed.text


async def test_no_link_leads_into_the_network_of_whoever_runs_the_bot(
    stage: Stage, own: Path, manager: Person
) -> None:
    with serving() as site:
        link = site.put("/mill", PAGE)
        async with stage.running():
            told = [
                (await (await manager.slash(stage.general, "articles add", link=each)).answered()).text
                for each in (link, "file:///etc/passwd", "not a link")
            ]
        assert not site.asked
    assert all("cannot be added" in text for text in told)
    assert not (own / "added").exists()


async def test_a_file_that_discord_does_not_hand_over_is_told(
    stage: Stage, own: Path, manager: Person
) -> None:
    async with stage.running():
        interaction = await manager.slash(stage.general, "articles add", file=Upload("t.md", TIDE.encode()))
        stage.server.files.clear()
        told = await interaction.answered()
    assert "did not hand me that file" in told.text


async def test_the_same_text_is_not_added_twice(stage: Stage, own: Path, manager: Person) -> None:
    copy = Upload("copy.md", (own / "humber-bridge-at-forty.md").read_bytes())
    async with stage.running():
        told = await (await manager.slash(stage.general, "articles add", file=copy)).answered()
    assert "there already, as humber" in told.text.replace("\\", "")
    assert not (own / "copy.md").exists()


async def test_questions_are_answered_from_the_old_generation_while_one_is_built(
    stage: Stage, own: Path, manager: Person, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, begun, go_on = stage.archive.generation, threading.Event(), threading.Event()

    def held(*where: str, **how: object) -> BuildReport:
        begun.set()
        assert go_on.wait(30)
        return build(*where, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(reindexing, "build", held)
    (own / "tide.md").write_text(TIDE)
    async with stage.running():
        interaction = await manager.slash(stage.general, "articles reindex")
        assert await asyncio.to_thread(begun.wait, 30)
        answer = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        assert "386" in answer.text
        assert stage.archive.generation == before
        go_on.set()
        done = await stage.server.until(
            lambda: m if (m := interaction.response) and "Done" in m.text else None, "the report"
        )
    assert "**1** added" in done.text
    assert stage.archive.generation != before


async def test_stopping_the_bot_ends_a_build(
    stage: Stage, own: Path, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, begun, go_on = stage.archive.generation, threading.Event(), threading.Event()
    ended: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    def held(*where: str, **how: object) -> BuildReport:
        begun.set()
        assert go_on.wait(30)
        try:
            return build(*where, **how)  # type: ignore[arg-type]
        except BaseException as error:
            ended.get_loop().call_soon_threadsafe(ended.set_result, error)
            raise

    monkeypatch.setattr(reindexing, "build", held)
    (own / "tide.md").write_text(TIDE)
    async with stage.running() as client:
        await (await manager.slash(stage.general, "articles reindex")).acked()
        assert await asyncio.to_thread(begun.wait, 30)
        await client.close()
        go_on.set()
        async with asyncio.timeout(30):
            assert "being restarted" in str(await ended)
    assert not stage.archive.refresh()
    assert stage.archive.generation == before


async def test_what_is_added_during_a_build_is_built_right_after_it(
    stage: Stage, own: Path, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def held(*where: str, **how: object) -> BuildReport:
        report = build(*where, **how)  # type: ignore[arg-type]
        begun.set()
        assert go_on.wait(30)
        return report

    monkeypatch.setattr(reindexing, "build", held)
    elsewhere = stage.server.guilds[1].channel("general")
    (own / "harbour.md").write_text("# The harbour\n\nThe harbour of Rye has 240 berths.\n")
    async with stage.running():
        first = await manager.slash(stage.general, "articles reindex")
        assert await asyncio.to_thread(begun.wait, 30)
        second = await manager.slash(elsewhere, "articles add", file=Upload("tide.md", TIDE.encode()))
        await stage.server.until(
            lambda: m if (m := second.response) and "yours comes next" in m.text else None, "the second"
        )
        go_on.set()
        done = [await _report(stage, each) for each in (first, second)]
    assert ["**1** added" in text for text in done] == [True, True]
    assert {"harbour.md", f"added/{stage.server.guilds[1].id}/tide.md"} <= {
        article.id for article in stage.archive.articles()
    }


async def test_an_article_is_written_into_a_form(stage: Stage, own: Path, manager: Person) -> None:
    async with stage.running():
        form = await manager.slash(stage.general, "articles write")
        assert (await form.modal()).title == "A new article"
        written = {
            "Title": 'The "tide" mill: again',
            "Publisher (optional)": "The Deben Post",
            "Date (optional)": "2024-05-01",
            "Text": "The tide mill at Woodbridge has ground 12 tonnes of flour.\n\nIt stood still for years.",
        }
        text = await _report(stage, await manager.submit_modal(form, written))
        again = await manager.slash(stage.general, "articles write")
        await again.modal()
        rejected = await (await manager.submit_modal(again, written)).answered()
    (article,) = [article for article in stage.archive.articles() if article.id.startswith("added/")]
    assert 'Added **The "tide" mill\\: again**' in text
    assert (article.title, article.publisher, article.date) == (
        'The "tide" mill: again',
        "The Deben Post",
        "2024-05-01",
    )
    assert article.text == written["Text"]
    assert "cannot be added" in rejected.text


async def _report(stage: Stage, interaction: Interaction) -> str:
    shown = await stage.server.until(
        lambda: m if (m := interaction.response) and "Done" in m.text else None, "the report"
    )
    return shown.text


async def test_a_log_channel_that_discord_holds_back_keeps_no_article_from_being_indexed(
    stage: Stage, own: Path, manager: Person
) -> None:
    news = stage.guild.channel("news")
    async with stage.running():
        await (await manager.slash(stage.general, "pullquote settings", log_channel=news)).answered()
        stage.server.rate_limit("POST", rf"^/channels/{news.id}/messages$", 3600.0)
        before = _ids(stage)
        await _report(
            stage, await manager.slash(stage.general, "articles add", file=Upload("tide.md", TIDE.encode()))
        )
    assert len(_ids(stage) - before) == 1


async def test_who_changed_the_articles_is_logged_and_can_be_taken_back(
    stage: Stage, own: Path, manager: Person
) -> None:
    news = stage.guild.channel("news")
    async with stage.running():
        await (await manager.slash(stage.general, "pullquote settings", log_channel=news)).answered()
        nothing = await (await manager.slash(stage.general, "articles undo")).answered()
        added = await manager.slash(stage.general, "articles add", file=Upload("tide.md", TIDE.encode()))
        await _report(stage, added)
        choices = await (
            await manager.autocomplete(stage.general, "articles remove", "article", "mill TIDE")
        ).choices()
        await _report(stage, await manager.slash(stage.general, "articles remove", article=choices[0].value))
        assert not _ids(stage) & {choices[0].value}
        await _report(stage, await manager.slash(stage.general, "articles undo"))
        assert _ids(stage) >= {choices[0].value}
        await _report(stage, await manager.slash(stage.general, "articles undo"))
        assert not _ids(stage) & {choices[0].value}
        listed = await (await manager.slash(stage.general, "articles log")).answered()
        elsewhere = await (
            await manager.slash(stage.server.guilds[1].channel("general"), "articles log")
        ).answered()
        gone = await (await manager.slash(stage.general, "articles remove", article="no such")).answered()
    assert "nothing to take back" in nothing.text
    assert choices[0].name == "The tide mill opens again"
    removed, put = listed.text.split("\n")
    assert f"{manager.mention} removed **The tide mill opens again**" in removed
    assert f"{manager.mention} added" in put
    assert all(f"taken back by {manager.mention}" in line for line in (removed, put))
    assert "Nobody of this server" in elsewhere.text
    assert "no such article" in gone.text
    told = [message.content for message in news.messages.values() if message.author is stage.server.bot]
    assert [("added" in text, "removed" in text, "taken back" in text) for text in told] == [
        (True, False, False),
        (True, True, False),
        (True, True, True),
        (True, False, True),
    ]
    assert not stage.server.pinged


def _ids(stage: Stage) -> set[str]:
    return {article.id for article in stage.archive.articles()}


async def test_what_is_larger_than_discord_said_is_rejected(stage: Stage, own: Path) -> None:
    with pytest.raises(Rejected, match="1 MiB"):
        save_article(b"x" * (2**20 + 1), "large.txt", stage.archive, 1)
    assert not (own / "added").exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\A b.HTML", "a-b.html"),
        (".hidden.md", "hidden.md"),
        ("Überraschung!.txt", "überraschung.txt"),
        ("a" * 200 + ".md", "a" * 80 + ".md"),
        ("\u202egnp.exe\u202c.txt", "gnp-exe.txt"),
        ("a\0b\n|;$(c)&.md", "a-b-c.md"),
        ("~/.ssh/authorized_keys.txt", "authorized_keys.txt"),
        ("..\\..\\up.md", "up.md"),
        ("\U00010400" * 80 + ".html", "\U00010428" * 50 + ".html"),
        ("u\u0308ber.txt", "über.txt"),
    ],
)
def test_a_file_name_leads_nowhere_else(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["article", "article.pdf", ".md", "---.txt", "readme.txt"])
def test_a_name_that_says_nothing_is_rejected(name: str) -> None:
    with pytest.raises(Rejected):
        safe_name(name)


async def test_the_last_article_can_be_removed_and_brought_back(
    stage: Stage, own: Path, manager: Person
) -> None:
    last, *others = sorted(_ids(stage))
    for id in others:
        (own / id).unlink()
    build(own, own.parent / "data")
    async with stage.running():
        removed = await _report(stage, await manager.slash(stage.general, "articles remove", article=last))
        left = stage.archive.articles()
        back = await _report(stage, await manager.slash(stage.general, "articles undo"))
    assert "**1** removed" in removed
    assert left == []
    assert "**1** added" in back
