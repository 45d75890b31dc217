"""`/help`: how to ask, with what works in this bot as it is set up, and what can be asked about."""

from __future__ import annotations

from bot.discord.asking.anywhere import anywhere
from bot.discord.asking.places import home_of
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice

_CARD = 1_500
WAYS = (
    "`/ask`, or mention me with a question.",
    "**Follow up** below an answer asks on from there.",
    "Right-click a message → **Apps** → **Find in the articles**; or forward it to me in private.",
    "`/latest` shows what is new, `/sources` what I quote from, `/privacy` what I keep.",
)
WITH_CONTENT = (
    "Reply to somebody's message and mention me: I look for what they wrote.",
    "Reply to one of my answers to go on from it.",
)
"""Ways for which the bot has to see messages that do not mention it."""


def install(client: Client) -> None:
    """Add the command."""

    @client.tree.command(name="help", description="How to ask me, and what I have articles about.")
    @anywhere
    async def show_help(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        archive = await client.archive_in(interaction.guild_id, home_of(interaction.channel))
        card = await client.in_thread(archive.help)
        ways = [f"- {way}" for way in (*WAYS, *(WITH_CONTENT if client.reads_messages else ()))]
        text = "\n".join([escape(one_line(card, _CARD)), "", "**How to ask**", *ways])
        await interaction.edit_original_response(embed=notice(text))
