"""`/unanswered`: what people asked and the articles lack, most frequent first."""

from __future__ import annotations

from discord import app_commands

from bot.discord.asking.places import channels_seen
from bot.discord.managing.rights import IN_SERVERS, MANAGERS
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line, width
from bot.discord.showing.presentation import EMBED_LIMIT, notice
from bot.ledger import Unanswered, Weeks
from index.building.counted import counted

MOST = 25


def install(client: Client) -> None:
    """Add the command."""

    @client.tree.command(name="unanswered", description="The questions that I refused, most frequent first.")
    @app_commands.default_permissions(MANAGERS)
    @app_commands.allowed_contexts(guilds=IN_SERVERS.guild or False, dms=False, private_channels=False)
    async def unanswered(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = interaction.guild_id or 0
        seen = channels_seen(interaction)
        groups = await client.in_thread(client.ledger.unanswered, guild, channels=seen, limit=MOST)
        hidden = await client.in_thread(client.ledger.unanswered_privately, guild)
        weeks = await client.in_thread(client.ledger.weeks, guild)
        kept = client.settings.discord.keep_days
        embed = notice(listing(groups, hidden, weeks))
        embed.set_footer(text=f"Of the last {kept} days" if kept else "Since I was started: nothing is kept")
        await interaction.edit_original_response(embed=embed)


def listing(groups: list[Unanswered], hidden: int, weeks: Weeks) -> str:
    """Markdown: each group's newest wording, how often, when last, and what was missing; as many as fit.

    Of those that were asked in private, no more than how many there were. Above, how many there are of late.
    """
    if not groups and not hidden:
        return "No question was refused here."
    private = counted(hidden, "question", "questions")
    text = f"{_of_late(weeks)}\n" + (f"{private} asked in private.\n" if hidden else "")
    for group in groups:
        times = "once" if group.times == 1 else f"{group.times:,} times"
        line = f"- **{escape(one_line(group.question, 200))}** ({times}, last <t:{int(group.latest)}:d>)"
        if group.lately or group.before:
            weekly = f"{group.lately:,} this week, {group.before:,} the week before"
            line += f"\n  {trend(group.lately, group.before)} {weekly}"
        if group.reason:
            line += f"\n  -# {escape(one_line(group.reason, 150))}"
        if width(text) + width(line) >= EMBED_LIMIT:
            break
        text += f"{line}\n"
    return text.rstrip("\n")


def _of_late(weeks: Weeks) -> str:
    now, before = _share(weeks.refused, weeks.asked), _share(weeks.refused_before, weeks.asked_before)
    return (
        f"{trend(weeks.refused, weeks.refused_before)} Refused this week: {now}; the week before: {before}."
    )


def _share(refused: int, asked: int) -> str:
    return f"{refused:,} of {asked:,}"


def trend(now: int, before: int) -> str:
    """An arrow: whether there are more than there were."""
    return "📈" if now > before else "📉" if now < before else "➡️"
