"""`/articles reindex`, `add`, `write`, `remove`, `undo` and `log`: changing the articles, and who did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.adding import fetcher_of
from bot.discord.asking.places import WHOLE_SERVER
from bot.discord.errors import Told, report
from bot.discord.managing.adding import (
    MOST_BYTES,
    Rejected,
    fetched_page,
    is_there,
    put_back,
    safe_name,
    save_article,
    take_away,
)
from bot.discord.managing.reindexing import reindex
from bot.discord.managing.rights import check_curator
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice
from bot.ledger import SOMEBODY, Change
from index import Article
from index.articles.fetching import Fetcher

log = structlog.get_logger(__name__)

LISTED = 20
_MOST_CHOICES, _LONGEST_CHOICE = 25, 100
_LONGEST_LINK = 2_000


def add_commands(group: app_commands.Group, client: Client) -> None:
    """Add the commands to the group."""

    @group.command(name="reindex", description="Bring the index up to date with the folder of articles.")
    @app_commands.check(check_curator)
    async def reindex_articles(interaction: Interaction) -> None:
        await reindex(interaction)

    fetchers: list[Fetcher] = []  # one for all pages: it is polite to each site, whoever asks

    @group.command(name="add", description="Add an article, from a file or a page of the web, and index it.")
    @app_commands.describe(
        file="A .txt, .md or .html file of at most 1 MiB", link="The address of a page that is an article"
    )
    @app_commands.check(check_curator)
    async def add(
        interaction: Interaction,
        *,
        file: discord.Attachment | None = None,
        link: app_commands.Range[str, 1, _LONGEST_LINK] | None = None,
    ) -> None:
        if file is not None and link is None:
            await _add(interaction, file)
        elif link is not None and file is None:
            fetchers[:] = fetchers or [fetcher_of(client.settings)]
            await _add_page(interaction, link, fetchers[0])
        else:
            raise Told(
                "Give me a file or a link, one of the two. `/articles write` opens a form for the text."
            )

    @group.command(name="write", description="Write or paste an article into a form, and index it.")
    @app_commands.check(check_curator)
    async def write(interaction: Interaction) -> None:
        await interaction.response.send_modal(ArticleForm())

    @group.command(name="remove", description="Take an article away, and out of the index.")
    @app_commands.describe(article="Its title, or its file as /articles list shows it")
    @app_commands.check(check_curator)
    async def remove(interaction: Interaction, article: str) -> None:
        await _remove(interaction, article)

    @remove.autocomplete("article")
    async def titles(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await _matching(interaction, typed)

    @group.command(name="undo", description="Take back this server's last change of the articles.")
    @app_commands.check(check_curator)
    async def undo(interaction: Interaction) -> None:
        await _undo(interaction)

    @group.command(name="log", description="Who of this server changed the articles.")
    async def show_log(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        changes = await client.in_thread(client.ledger.changes, interaction.guild_id or 0, LISTED)
        text = "\n".join(map(change_line, changes)) or "Nobody of this server has changed the articles."
        await interaction.edit_original_response(embed=notice(text))


def change_line(change: Change) -> str:
    """Who did what, as a line of Markdown."""
    title, file = escape(one_line(change.title, 80)), escape(one_line(change.article, 60))
    line = f"- <t:{int(change.at)}:d> {_who(change.person)} {change.what} **{title}** ({file})"
    return line if change.undone_by is None else f"{line}; taken back by {_who(change.undone_by)}"


def _who(person: int) -> str:
    return "somebody" if person == SOMEBODY else f"<@{person}>"


async def _add(interaction: Interaction, file: discord.Attachment) -> None:
    if file.size > MOST_BYTES:
        raise Told(f"That file has {file.size / 2**20:.1f} MiB; an article may have 1 MiB.")
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        safe_name(file.filename)  # before anything is fetched
        content = await file.read()
    except Rejected as reason:
        raise _not_added(reason) from None
    except discord.HTTPException:
        raise Told("Discord did not hand me that file. Send it once more.") from None
    await _add_content(interaction, content, file.filename)


async def _add_page(interaction: Interaction, link: str, fetcher: Fetcher) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        content, filename = await interaction.client.in_thread(fetched_page, link.strip(), fetcher)
    except Rejected as reason:
        raise _not_added(reason) from None
    await _add_content(interaction, content, filename)


async def _add_content(interaction: Interaction, content: bytes, filename: str) -> None:
    """Save, note and index an article; the interaction was deferred."""
    client, guild = interaction.client, interaction.guild_id or 0
    try:
        await client.load_place(guild)
        seen = client.places.selection(guild, None)
        article = await client.in_thread(save_article, content, filename, client.whole_archive, guild, seen)
    except Rejected as reason:
        raise _not_added(reason) from None
    await _note(interaction, "added", article)
    await reindex(interaction, f"Added {_named(article.title)}.")


def _not_added(reason: Rejected) -> Told:
    return Told(f"That cannot be added: {escape(str(reason))}.")


class ArticleForm(discord.ui.Modal, title="A new article"):
    """An article that somebody writes or pastes."""

    heading: discord.ui.TextInput[Any] = discord.ui.TextInput(label="Title", max_length=200)
    publisher: discord.ui.TextInput[Any] = discord.ui.TextInput(
        label="Publisher (optional)", required=False, max_length=100
    )
    date: discord.ui.TextInput[Any] = discord.ui.TextInput(
        label="Date (optional)", placeholder="2024-03-19", required=False, max_length=40
    )
    text: discord.ui.TextInput[Any] = discord.ui.TextInput(
        label="Text", style=discord.TextStyle.paragraph, placeholder="A blank line between two paragraphs"
    )

    def content(self) -> str:
        """The file that it becomes: its front matter, then the text."""
        about = {"title": self.heading.value, "publisher": self.publisher.value, "date": self.date.value}
        lines = [
            f"{key}: {json.dumps(value.strip(), ensure_ascii=False)}"
            for key, value in about.items()
            if value.strip()
        ]
        return "\n".join(["---", *lines, "---", "", self.text.value.strip(), ""])

    async def on_submit(self, interaction: Interaction, /) -> None:  # type: ignore[override]
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _add_content(interaction, self.content().encode(), f"{self.heading.value}.md")

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        await report(interaction, error)


async def _remove(interaction: Interaction, wanted: str) -> None:
    client = interaction.client
    await interaction.response.defer(ephemeral=True, thinking=True)
    archive = await client.archive_in(interaction.guild_id, None)
    articles = await client.in_thread(archive.articles)
    found = [article for article in articles if wanted in (article.id, article.title)]
    if len(found) != 1:
        many = "Several articles have that title: name the file." if found else "There is no such article."
        raise Told(many)
    try:
        kept = await client.in_thread(take_away, found[0], archive)
    except Rejected as reason:
        raise Told(f"That article cannot be removed: {escape(str(reason))}.") from None
    await _note(interaction, "removed", found[0], kept)
    await reindex(
        interaction, f"Removed {_named(found[0].title)}. `/articles undo` brings it back.", emptied=True
    )


async def _undo(interaction: Interaction) -> None:
    client = interaction.client
    await interaction.response.defer(ephemeral=True, thinking=True)
    archive = await client.archive_in(interaction.guild_id, None)
    change = await client.in_thread(client.ledger.last_change, interaction.guild_id or 0)
    if change is None:
        raise Told("There is nothing to take back: nobody of this server has changed the articles.")
    try:
        if change.what == "removed":
            await client.in_thread(put_back, Path(change.kept), change.article, archive)
        else:
            article = await client.in_thread(archive.article, change.article)
            if article is not None:
                await client.in_thread(take_away, article, archive)
            elif await client.in_thread(is_there, change.article, archive):
                raise Told(
                    "It is not indexed yet. Try again when the build is done, or after `/articles reindex`."
                )
    except Rejected as reason:
        raise Told(f"That cannot be taken back: {escape(str(reason))}.") from None
    await client.in_thread(client.ledger.undone, change.id, interaction.user.id)
    await _tell_channel(interaction, change._replace(undone_by=interaction.user.id))
    now = "is among the articles again" if change.what == "removed" else "is not among the articles any more"
    await reindex(interaction, f"Taken back: {_named(change.title)} {now}.", emptied=True)


async def _note(interaction: Interaction, what: str, article: Article, kept: Path | None = None) -> None:
    """Into the log, and into the channel that the server has for it."""
    change = await interaction.client.in_thread(
        interaction.client.ledger.changed,
        interaction.guild_id or 0,
        interaction.user.id,
        what,
        article=article.id,
        title=article.title,
        kept=str(kept or ""),
    )
    await _tell_channel(interaction, change)


async def _tell_channel(interaction: Interaction, change: Change) -> None:
    client, guild = interaction.client, interaction.guild_id or 0
    await client.load_place(guild)
    channel = client.places.at(guild, WHOLE_SERVER).log_channel
    if not channel:
        return
    try:
        await client.get_partial_messageable(channel, guild_id=guild).send(
            change_line(change).removeprefix("- ")
        )
    except (discord.HTTPException, discord.RateLimited) as error:  # the change is made, and is to be indexed
        log.warning("cannot tell the log channel", reason=str(error), channel=channel, guild=guild)


async def _matching(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Articles with these words in their titles."""
    words = typed.casefold().split()
    archive = await interaction.client.archive_in(interaction.guild_id, None)
    articles = await interaction.client.in_thread(archive.articles)
    fitting = [
        article
        for article in articles
        if len(article.id) <= _LONGEST_CHOICE and all(word in article.title.casefold() for word in words)
    ]
    return [
        app_commands.Choice(name=one_line(article.title, _LONGEST_CHOICE) or article.id, value=article.id)
        for article in fitting[:_MOST_CHOICES]
    ]


def _named(title: str) -> str:
    return f"**{escape(one_line(title, 200))}**"
