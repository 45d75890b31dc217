"""`/ask`, and "Find in the articles" in a message's own menu."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.discord.asking.anywhere import among_people, anywhere
from bot.discord.asking.attention import text_of
from bot.discord.asking.conversations import Key, about, person_in, privately
from bot.discord.asking.mentions import named_in_server
from bot.discord.asking.places import home_of, in_private_thread
from bot.discord.asking.replies import InteractionReply
from bot.discord.asking.responding import Question, respond
from bot.discord.asking.suggestions import Titles, choices, suggest
from bot.discord.errors import tell
from bot.discord.running.client import Client, Interaction
from index.question.filters import Filter

MOST_QUOTES = 10


def install(client: Client) -> None:
    """Add both commands."""
    titles = Titles(client)

    @client.tree.command(name="ask", description="Ask the articles a question and get a cited quote.")
    @anywhere
    @app_commands.describe(
        question="What do you want to know?",
        private="Show the answer to you only; or, with False, to all, even if there is none",
        top=f"How many quotes to show at most (1 to {MOST_QUOTES})",
        since="Only articles since this date: 2022, March 2023 or 2023-05-01",
        before="Only articles from before this date",
        source="Only articles of a publisher whose name holds this",
    )
    async def ask(
        interaction: Interaction,
        *,
        question: str,
        private: bool | None = None,
        top: app_commands.Range[int, 1, MOST_QUOTES] | None = None,
        since: str | None = None,
        before: str | None = None,
        source: str | None = None,
    ) -> None:
        within = Filter.written(since, before, source)
        # Typed into the question, a filter goes wherever the question goes: to its follow-ups and its buttons.
        text = f"{question} {within}" if within else question
        await client.load_place(interaction.guild_id)
        selection = client.places.selection(interaction.guild_id, home_of(interaction.channel))
        article = None if within else titles.article_of(question, selection)
        await ask_by_command(
            interaction, text, surface="slash", private=private, top=top, article=article or ""
        )

    @ask.autocomplete("question")
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return await suggest(interaction, titles, typed)

    @ask.autocomplete("source")
    async def complete_source(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        await client.load_place(interaction.guild_id)
        selection = client.places.selection(interaction.guild_id, home_of(interaction.channel))
        return choices(titles.publishers(typed, selection))

    @client.tree.context_menu(name="Find in the articles")
    @anywhere
    async def find(interaction: Interaction, message: discord.Message) -> None:
        text = text_of(message)
        if text:
            await ask_by_command(
                interaction, text, surface="menu", conversation=about(message.id, interaction.user.id)
            )
        else:
            await tell(interaction, "That message has no text for me to look for.")

    client.on_setup.append(titles.read)


async def ask_by_command(
    interaction: Interaction,
    text: str,
    *,
    surface: str,
    private: bool | None = None,
    top: int | None = None,
    conversation: Key | None = None,
    article: str = "",
) -> None:
    """Answer what was asked by a command, as its place has it; or show the lead of an `article`, by its id."""
    client = interaction.client
    await client.load_place(interaction.guild_id)
    home = home_of(interaction.channel) or interaction.channel_id or 0
    place = client.places.at(interaction.guild_id, home)
    hidden = place.private if private is None else private
    spoken = privately if hidden else person_in
    question = Question(
        text=named_in_server(text, interaction.guild),
        person=interaction.user.id,
        guild=interaction.guild_id,
        channel=home,
        surface=surface,
        conversation=conversation or spoken(interaction.channel_id or 0, interaction.user.id),
        private=hidden or in_private_thread(interaction.channel),
        top=top,
        article=article,
    )
    whisper = private is None and among_people(interaction)
    await respond(client, question, InteractionReply(interaction, private=hidden, refuse_privately=whisper))
