"""`/pullquote blocklist`: words that the bot repeats to nobody in public, whoever asked with them.

A bot cannot read a server's AutoMod rules without Manage Server, so that a server names the words here as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from discord import app_commands

from bot.discord.asking.places import WHOLE_SERVER
from bot.discord.errors import Told
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line, width
from bot.discord.showing.presentation import notice

MOST, LONGEST = 1_000, 60
"""Words in a list and characters in one, as in AutoMod."""
_TYPED = 4_000
"""Characters that are typed at once, at most."""
_SHOWN = 3_500
"""Units of Markdown that the words take when they are shown, at most."""


def add_command(group: app_commands.Group, client: Client) -> None:
    """Add the command to the group."""

    @group.command(name="blocklist", description="Words that I do not repeat where all can read them.")
    @app_commands.describe(
        add="Words or phrases with commas between; with * for parts of words, as in AutoMod: cat*, *cat, *cat*",
        remove="Words or phrases of the list, with commas between",
        clear="Empty the list first",
    )
    async def blocklist(
        interaction: Interaction,
        *,
        add: app_commands.Range[str, 1, _TYPED] = "",
        remove: app_commands.Range[str, 1, _TYPED] = "",
        clear: bool = False,
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = interaction.guild_id or 0
        await client.load_place(guild)
        before = () if clear else client.places.at(guild, WHOLE_SERVER).blocked
        words = changed(before, add, remove)
        if clear or words != list(before):
            await client.in_thread(client.places.change, guild, WHOLE_SERVER, {"blocked": words})
        await interaction.edit_original_response(embed=notice(_shown(words)))


def changed(words: Sequence[str], add: str, remove: str) -> list[str]:
    """The list with these words and without those. Raises Told where it would be too long."""
    removed = {word.casefold() for word in _listed(remove)}
    kept: dict[str, str] = {}
    for word in [*words, *_listed(add)]:
        if word.casefold() not in removed:
            kept.setdefault(word.casefold(), word)
    if len(kept) > MOST:
        raise Told(f"That would be {len(kept):,} words; a list may have {MOST:,}.")
    return list(kept.values())


def _listed(typed: str) -> list[str]:
    """Words as they were typed. Raises Told for one that is none."""
    words = [" ".join(word.split()) for word in typed.split(",") if word.strip()]
    for word in words:
        if len(word) > LONGEST or not re.search(r"\w", word):
            raise Told(f"“{escape(one_line(word, LONGEST))}” is no word that can be on the list.")
    return words


def _shown(words: Sequence[str]) -> str:
    if not words:
        return "There is no word that I do not repeat here."
    listed, left = list[str](), _SHOWN
    for word in words:
        written = escape(one_line(word, LONGEST))
        left -= width(written) + 2
        if left < 0:
            listed.append("…")
            break
        listed.append(written)
    return f"**Words that I do not repeat where all can read them: {len(words):,}**\n{', '.join(listed)}"
