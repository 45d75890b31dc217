"""`/sources`: what is indexed, for everybody: how much, from when, the newest; and a search in it."""

from __future__ import annotations

from discord import app_commands

from bot.discord.asking.anywhere import anywhere
from bot.discord.asking.places import home_of
from bot.discord.managing.articles import LONGEST_SEARCH, article_line, show_page
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice
from bot.render import written_date
from index import Archive

NEWEST, PUBLISHERS = 8, 10


def install(client: Client) -> None:
    """Add the command."""

    @client.tree.command(
        name="sources", description="The articles that I quote from: the newest, or a search."
    )
    @app_commands.describe(search="Only those with this in their title, publisher or file name")
    @anywhere
    async def sources(
        interaction: Interaction, *, search: app_commands.Range[str, 1, LONGEST_SEARCH] = ""
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        if search:
            await show_page(interaction, 0, search)
        else:
            archive = await client.archive_in(interaction.guild_id, home_of(interaction.channel))
            lines = await client.in_thread(source_lines, archive)
            await interaction.edit_original_response(embed=notice("\n".join(lines)))


def source_lines(archive: Archive) -> list[str]:
    """How many articles of which publishers, from when to when, and the newest of them, as Markdown. Blocks."""
    articles = sorted(archive.articles(), key=lambda article: article.date or "", reverse=True)
    dates = [article.date for article in articles if article.date]
    publishers = sorted({article.publisher for article in articles if article.publisher})
    spanned = f", from {written_date(dates[-1])} to {written_date(dates[0])}" if dates else ""
    lines = [f"**{len(articles):,}** {'article' if len(articles) == 1 else 'articles'}{spanned}"]
    if publishers:
        named = ", ".join(escape(one_line(name, 60)) for name in publishers[:PUBLISHERS])
        lines.append(f"Published by {named}{', …' if len(publishers) > PUBLISHERS else ''}")
    return [*lines, "", "**The newest**", *(f"- {article_line(article)}" for article in articles[:NEWEST])]
