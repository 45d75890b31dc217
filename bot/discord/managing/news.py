"""`/pullquote news`: a line in a channel for each new article.

At least once: an article is known and due in one write to the ledger, and is marked as posted after Discord took the
message that names it. If the bot ends between these two, that message comes a second time; none is ever lost, but what
could not be posted for a day.
"""

from __future__ import annotations

import sqlite3

import discord
import structlog
from discord import app_commands

from bot.discord.errors import UNKNOWN_CHANNEL, Told, lacking
from bot.discord.managing.channels import ChannelToWriteIn
from bot.discord.running.client import Client, Interaction
from bot.discord.running.generations import Later
from bot.discord.running.logs import what_went_wrong
from bot.discord.showing.citations import MAX_TITLE, citation_line
from bot.discord.showing.markdown import escape, one_line, width
from bot.discord.showing.presentation import EMBED_LIMIT, notice
from bot.ledger import Feed
from index import Archive, Article
from index.answers import Quote
from index.building.catalogue import Source

log = structlog.get_logger(__name__)

HOURLY, MOST_HOURLY = 10, 60
_NEEDED = ("view_channel", "send_messages", "embed_links")


def install(client: Client) -> None:
    """Add the command to the group of the settings, and post what is new."""
    group = client.tree.get_command("pullquote")
    if not isinstance(group, app_commands.Group):
        raise TypeError("the settings, which make the group, are installed first")

    @group.command(name="news", description="Post a line for each new article in a channel.")
    @app_commands.describe(
        channel="Where; nothing to see which channels have news",
        words="Only articles with these words in their titles",
        source="Only articles of a publisher whose name holds this",
        hourly=f"How many lines an hour at most ({HOURLY} unless set)",
        stop="No more news there",
    )
    async def news(
        interaction: Interaction,
        *,
        channel: app_commands.Transform[int, ChannelToWriteIn] | None = None,
        words: app_commands.Range[str, 0, 100] = "",
        source: app_commands.Range[str, 0, 100] = "",
        hourly: app_commands.Range[int, 1, MOST_HOURLY] = HOURLY,
        stop: bool = False,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = interaction.guild_id or 0
        if channel is not None and stop:
            if not await client.in_thread(client.ledger.unfollow, channel):
                raise Told(f"No news is posted in <#{channel}>.")
        elif channel is not None:
            _check(client, guild, channel)
            feed = Feed(guild, channel, words.strip(), source.strip(), hourly)
            await client.in_thread(client.ledger.follow, feed)
        feeds = await client.in_thread(client.ledger.feeds, guild)
        lines = [f"- {described(feed)}" for feed in feeds] or ["No channel of this server has news."]
        await interaction.edit_original_response(embed=notice("\n".join(lines)))

    async def put_up() -> None:
        for feed in await client.in_thread(client.ledger.feeds):
            await client.load_place(feed.guild)
        try:
            await client.in_thread(_put_up, client)
        except sqlite3.OperationalError as error:  # a ledger that is locked, or whose disk is full
            raise Later(str(error)) from None

    client.after_build["news"] = put_up
    client.at_each_look.append(lambda: _post(client))


def _check(client: Client, guild: int, channel: int) -> None:
    """Raise Told where news cannot be posted."""
    server = client.get_guild(guild)
    found = server.get_channel(channel) if server else None
    if server is None or found is None:
        return
    if isinstance(found, discord.ForumChannel):
        raise Told("A forum takes posts only: pick a channel where people write.")
    if missing := lacking(found.permissions_for(server.me), _NEEDED):
        raise Told(f"I may not post in <#{channel}>: I lack {missing} there.")


def described(feed: Feed) -> str:
    """A feed as a line of Markdown."""
    parts = [f"<#{feed.channel}>: each new article"]
    if feed.words:
        parts.append(f"with “{escape(feed.words)}” in its title")
    if feed.source:
        parts.append(f"published by “{escape(feed.source)}”")
    return f"{' '.join(parts)}, at most {feed.hourly} an hour"


def _put_up(client: Client) -> None:
    """What is new since the last build is due in the channels that want it. Blocks."""
    archive, ledger = client.whole_archive, client.ledger
    texts = archive.texts()
    fresh = ledger.unseen(texts)
    articles = [article for id in fresh if (article := archive.article(id)) is not None]
    articles.sort(key=lambda article: article.date or "")
    wanted: dict[int, list[str]] = {}
    for feed in ledger.feeds() if articles else []:
        selection = client.places.selection(feed.guild, feed.channel)
        wanted[feed.channel] = [
            article.id for article in articles if wants(feed, article) and selection.admits(_source(article))
        ]
    ledger.put_up(texts, wanted)


def _source(article: Article) -> Source:
    return Source(article.id, article.publisher, article.date, article.tags)


def wants(feed: Feed, article: Article) -> bool:
    """Whether an article is what was asked for in this channel."""
    title, publisher = article.title.casefold(), (article.publisher or "").casefold()
    return feed.source.casefold() in publisher and all(
        word in title for word in feed.words.casefold().split()
    )


async def _post(client: Client) -> None:
    """What is due, everywhere."""
    for feed in await client.in_thread(client.ledger.feeds):
        try:
            await _post_due(client, feed)
        except Exception as error:  # noqa: BLE001  (one channel's trouble is not the others')
            about = {"channel": feed.channel, "guild": feed.guild}
            log.warning("cannot post news", **about, **what_went_wrong(error, in_full=False))


async def _post_due(client: Client, feed: Feed) -> None:
    """Post what is due; what cannot be posted stays so, to be tried at the next look."""
    due = await client.in_thread(client.ledger.due, feed)
    if not due:
        return
    known = await client.in_thread(leads_of, await client.archive_in(feed.guild, feed.channel), due)
    await client.in_thread(
        client.ledger.drop, feed.channel, [article for article in due if article not in known]
    )
    lines: dict[str, str] = {}
    for article, lead in known.items():
        line = f"📰 {citation_line(lead).removeprefix('— ')}"
        if width("\n".join([*lines.values(), line])) > EMBED_LIMIT:
            break  # the rest comes at the next look
        lines[article] = line
    if not lines:
        return
    channel = client.get_partial_messageable(feed.channel, guild_id=feed.guild)
    try:
        first = known[next(iter(lines))].citation.title
        await channel.send(heading(first, len(lines)), embed=notice("\n".join(lines.values())))
    except discord.HTTPException as error:
        if error.code != UNKNOWN_CHANNEL:
            raise
        await client.in_thread(client.ledger.unfollow, feed.channel)
    else:
        await client.in_thread(client.ledger.posted, feed.channel, list(lines))


def heading(title: str, count: int) -> str:
    """What a notification shows of so many new articles, as Markdown: how many, and the first one's title."""
    new = "New" if count == 1 else f"{count} new articles"
    return f"**{new}:** {escape(one_line(title, MAX_TITLE))}{'' if count == 1 else ', …'}"


def leads_of(archive: Archive, articles: list[str]) -> dict[str, Quote]:
    """By article, in this order, what it begins with; none for one that is gone. Blocks."""
    leads = {id: archive.lead(id) for id in articles}
    return {id: lead for id, lead in leads.items() if lead is not None}
