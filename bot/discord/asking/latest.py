"""`/latest`: a digest of what is new, of everything or about a topic."""

from __future__ import annotations

from discord import app_commands

from bot.discord.asking.anywhere import anywhere
from bot.discord.asking.ask import ask_by_command
from bot.discord.asking.conversations import about
from bot.discord.running.client import Client, Interaction

LONGEST = 100


def install(client: Client) -> None:
    """Add the command."""

    @client.tree.command(name="latest", description="The newest of what the articles say, about a topic.")
    @anywhere
    @app_commands.describe(
        topic="A place, a person, an event; nothing for all that is new", private="Only for you"
    )
    async def latest(
        interaction: Interaction,
        *,
        topic: app_commands.Range[str, 1, LONGEST] = "",
        private: bool | None = None,
    ) -> None:
        text = f"What is the latest news on {topic}?" if topic.strip() else "What's new?"
        fresh = about(interaction.id, interaction.user.id)  # it has nothing to do with what was asked before
        await ask_by_command(interaction, text, surface="slash", private=private, conversation=fresh)
