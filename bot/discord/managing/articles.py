"""`/articles`: what is indexed, for those who run a server; what changes it is in `managing.changing`."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import discord
from discord import app_commands

from bot.discord.asking.places import home_of
from bot.discord.errors import report
from bot.discord.managing import changing
from bot.discord.managing.rights import ManagersGroup
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice
from bot.render import written_date
from index import Archive, ArchiveStatus, Article
from index.building.counted import counted

ON_A_PAGE = 8
LONGEST_SEARCH = 60


def install(client: Client) -> None:
    """Add the group, and let the buttons of its list work at any age."""
    group = ManagersGroup("articles", "The articles that answers are quoted from.")

    @group.command(name="status", description="How many articles are indexed, how new, how large.")
    async def status(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        lines = await client.in_thread(status_lines, await client.archive_in(interaction.guild_id, None))
        await interaction.edit_original_response(embed=notice("\n".join(lines)))

    @group.command(name="list", description="The articles, a page at a time.")
    @app_commands.describe(search="Only those with this in their title, publisher or file name")
    async def list_articles(
        interaction: Interaction, *, search: app_commands.Range[str, 1, LONGEST_SEARCH] = ""
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await show_page(interaction, 0, search, everywhere=True)

    changing.add_commands(group, client)
    client.tree.add_command(group)
    client.add_dynamic_items(PageButton)


def _bold(count: int, what: str) -> str:
    return f"**{count:,}** {what}{'s' * (count != 1)}"


def status_lines(archive: Archive) -> list[str]:
    """The open index in a few lines of Markdown. Blocks."""
    status = archive.status()
    lines = [
        f"{_bold(status.articles, 'article')}, {_bold(status.passages, 'passage')}",
        f"Built <t:{int(datetime.fromisoformat(status.built_at).timestamp())}:f>, generation `{status.generation}`",
        f"Encoder: {escape(status.encoder)}",
        *([] if status.reader is None else [f"Reader: {escape(_reader(status))}"]),
        f"Size: {sum(status.bytes.values()) / 2**20:,.1f} MiB",
    ]
    if status.newest is not None:
        lines.append(f"Newest article: {article_line(status.newest)}")
    return lines


def _reader(status: ArchiveStatus) -> str:
    """The operator's own reader: a hub id, or the last part of a folder's path, which nobody here need know."""
    name = status.reader or ""
    shown = Path(name).name if Path(name).is_absolute() else name
    return shown if status.calibrated else f"{shown} (not calibrated)"


def article_line(article: Article) -> str:
    """Title, publisher, date and file, as Markdown on one line of at most 500 characters."""
    about = [
        one_line(part, 60) for part in (article.publisher, written_date(article.date), article.id) if part
    ]
    return " · ".join([f"**{escape(one_line(article.title, 100))}**", *map(escape, about)])


def matching(archive: Archive, search: str) -> list[str]:
    """A line for each article that holds every word of `search` in its title, publisher or file name. Blocks."""
    words = search.casefold().split()
    return [
        article_line(article)
        for article in archive.articles()
        if all(word in f"{article.title}\n{article.publisher}\n{article.id}".casefold() for word in words)
    ]


async def show_page(interaction: Interaction, page: int, search: str, *, everywhere: bool = False) -> None:
    """A page of the list, with buttons to the others, in the reply that was deferred.

    What is listed is what the channel quotes from; `everywhere`, all that the server may see.
    """
    client, channel = interaction.client, None if everywhere else home_of(interaction.channel)
    lines = await client.in_thread(matching, await client.archive_in(interaction.guild_id, channel), search)
    pages = max(1, -(-len(lines) // ON_A_PAGE))
    page = min(page, pages - 1)
    shown = lines[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    embed = notice("\n".join(f"- {line}" for line in shown) or "No article has that.")
    if lines:
        count = counted(len(lines), "article", "articles")
        embed.set_footer(text=f"Page {page + 1} of {pages}, {count}")
    view = discord.ui.View(timeout=None)
    back = PageButton(page - 1, search, everywhere=everywhere, label="◀ Back", disabled=page == 0)
    onward = PageButton(page + 1, search, everywhere=everywhere, label="Next ▶", disabled=page + 1 >= pages)
    view.add_item(back)
    view.add_item(onward)
    await interaction.edit_original_response(embed=embed, view=view if pages > 1 else None)


class PageButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=re.compile(r"pq-(?P<what>list|all):(?P<page>-?[0-9]+):(?P<search>.*)", re.DOTALL),
):
    """Another page of the list; its `custom_id` holds which, and of what."""

    def __init__(
        self, page: int, search: str, *, everywhere: bool, label: str, disabled: bool = False
    ) -> None:
        what = "all" if everywhere else "list"
        custom_id = f"pq-{what}:{page}:{search}"
        super().__init__(discord.ui.Button(label=label, disabled=disabled, custom_id=custom_id))
        self.page, self.search, self.everywhere = page, search, everywhere

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the client is always ours
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["page"]), match["search"], everywhere=match["what"] == "all", label="…")

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        try:
            await interaction.response.defer()
            await show_page(interaction, self.page, self.search, everywhere=self.everywhere)
        except Exception as error:  # noqa: BLE001  (the one handler of what goes wrong in a button)
            await report(interaction, error)
