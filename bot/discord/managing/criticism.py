"""`/feedback`: which answers people marked as bad and why, with what was answered; the same as a table in a file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.discord.asking.places import channels_seen
from bot.discord.managing.rights import IN_SERVERS, MANAGERS
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.feedback import WHYS
from bot.discord.showing.markdown import escape, one_line, width
from bot.discord.showing.presentation import EMBED_LIMIT, notice
from bot.discord.showing.visible import visible_answer
from bot.ledger import Criticism, Opinions
from index.answers import Answer

MOST = 2_000
"""Rows of the file."""
COLUMNS = (
    "marked",
    "why",
    "comment",
    "question",
    "asked as",
    "status",
    "answer",
    "quote",
    "article",
    "publisher",
    "date",
    "confidence",
)


def install(client: Client) -> None:
    """Add the command."""

    @client.tree.command(name="feedback", description="The answers that people marked as bad, and why.")
    @app_commands.default_permissions(MANAGERS)
    @app_commands.allowed_contexts(guilds=IN_SERVERS.guild or False, dms=False, private_channels=False)
    @app_commands.describe(why="Only those marked for this")
    @app_commands.choices(why=[app_commands.Choice(name=told, value=why) for why, told in WHYS.items()])
    async def feedback(interaction: Interaction, *, why: str | None = None) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = interaction.guild_id or 0
        opinions = await client.in_thread(client.ledger.opinions, guild)
        marked = await client.in_thread(
            client.ledger.criticisms, guild, MOST, channels=channels_seen(interaction), why=why
        )
        await client.load_place(guild)
        selection = client.places.selection(guild, None)
        seen = [each._replace(answer=visible_answer(each.answer, selection)) for each in marked]
        files = [discord.File(io.BytesIO(as_csv(seen)), "feedback.csv")] if seen else []
        embed = notice(listing(seen, opinions))
        kept = client.settings.discord.keep_days
        embed.set_footer(text=f"Of the last {kept} days" if kept else "Since I was started: nothing is kept")
        await interaction.edit_original_response(embed=embed, attachments=files)


def listing(marked: Sequence[Criticism], opinions: Opinions) -> str:
    """Markdown: how many of each, then the newest bad ones with what was answered; as many as fit."""
    lines = [f"👍 {opinions.good:,} · 👎 {opinions.bad:,}"]
    if opinions.private:
        lines.append(f"-# {opinions.private:,} of the 👎 were given in private, and are only counted.")
    if not marked:
        none = "Of these, none to be listed." if opinions.bad else "No answer was marked as bad here."
        return "\n".join([*lines, none])
    counts = Counter(WHYS.get(each.why or "", "No reason") for each in marked)
    lines += [" · ".join(f"{told}: {number:,}" for told, number in counts.most_common()), ""]
    text = "\n".join(lines)
    for each in marked:
        told = "\n".join(_entry(each))
        if width(text) + width(told) >= EMBED_LIMIT - 80:
            return f"{text}\n-# The rest is in the file."
        text += f"\n{told}"
    return text


def _entry(each: Criticism) -> list[str]:
    answer = each.answer
    lines = [f"- **{escape(one_line(answer.asked_as, 200))}** (<t:{int(each.at)}:d>)"]
    why = WHYS.get(each.why or "")
    said = one_line(each.comment or "", 200)
    if why or said:
        lines.append(f"  {': '.join(part for part in (why, escape(said)) if part)}")
    return [*lines, f"  -# {_answered(answer)}"]


def _answered(answer: Answer) -> str:
    if answer.status == "refused":
        return f"Refused: {escape(one_line(answer.reason or '', 150))}"
    if not answer.quotes:
        return "Answered from articles that this server sees no more."
    quote = answer.quotes[0]
    return f"“{escape(one_line(quote.text, 200))}” {escape(one_line(quote.citation.title, 100))}"


def as_csv(marked: Iterable[Criticism]) -> bytes:
    """The same as a table, in UTF-8 with a mark by which spreadsheets know that."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for each in marked:
        writer.writerow(map(_cell, _row(each)))
    return text.getvalue().encode("utf-8-sig")


def _row(each: Criticism) -> list[str]:
    answer = each.answer
    quote = next(iter(answer.quotes), None)
    cited = quote.citation if quote else None
    return [
        datetime.fromtimestamp(each.at, UTC).isoformat(timespec="seconds"),
        each.why or "",
        each.comment or "",
        answer.question,
        answer.asked_as,
        answer.status,
        answer.answer or answer.reason or "",
        quote.text if quote else "",
        cited.article if cited else "",
        (cited.publisher or "") if cited else "",
        (cited.date or "") if cited else "",
        f"{answer.confidence:.2f}",
    ]


def _cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: people write what stands in it."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
