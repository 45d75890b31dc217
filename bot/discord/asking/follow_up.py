"""Follow up: a button below an answer opens a form of one line; what is asked there goes on from that answer.

Discord hands over what is written in a form whatever the bot may read, so that it works without any intent.
"""

from __future__ import annotations

import discord

from bot.conversation import Turn
from bot.discord.asking.anywhere import among_people
from bot.discord.asking.forms import Written, open_form, sent
from bot.discord.asking.mentions import named_in_server
from bot.discord.asking.places import home_of
from bot.discord.asking.replies import InteractionReply
from bot.discord.asking.responding import Question, respond
from bot.discord.running.client import Interaction
from bot.discord.showing.buttons import pressed
from bot.ledger import Entry


@pressed("follow")
async def follow_up(interaction: Interaction, entry: Entry, _: int) -> None:
    """Open the form."""
    field: discord.ui.TextInput[discord.ui.View] = discord.ui.TextInput(
        label="Your question",
        placeholder="And in 2022?",
        max_length=interaction.client.settings.discord.max_question,
    )
    await open_form(interaction, "follow", entry, "Ask a follow-up question", field)


@sent("follow")
async def ask(interaction: Interaction, entry: Entry, written: Written) -> None:
    """Answer what was written, below; only for the asker where the answer before was."""
    client, person = interaction.client, interaction.user.id
    await client.load_place(interaction.guild_id)
    shown = interaction.message
    hidden = entry.private or (shown is not None and shown.flags.ephemeral)
    question = Question(
        text=named_in_server(written.text, interaction.guild),
        person=person,
        guild=interaction.guild_id,
        channel=home_of(interaction.channel) or interaction.channel_id or 0,
        surface="form",
        conversation=client.conversations.replying(shown.id if shown else 0, interaction.id, person),
        before=(Turn(entry.answer.question, entry.answer),),
        private=hidden,
    )
    whisper = among_people(interaction)
    await respond(client, question, InteractionReply(interaction, private=hidden, refuse_privately=whisper))
