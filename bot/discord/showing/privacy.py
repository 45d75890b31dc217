"""`/privacy`: what is kept of a person, for that person to see and to have forgotten."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.discord.asking.anywhere import anywhere
from bot.discord.errors import report
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice
from bot.settings import DiscordSettings
from index.building.counted import counted

MOST, MOST_CHANGES = 15, 10
"""Questions and changes of articles that are listed."""


def install(client: Client) -> None:
    """Add the command, and let its buttons work at any age."""

    @client.tree.command(name="privacy", description="What I keep of you; see it, or have it forgotten.")
    @anywhere
    async def privacy(interaction: Interaction) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(PrivacyButton("show"))
        view.add_item(PrivacyButton("forget"))
        kept = "\n".join(f"- {line}" for line in what_is_kept(client.settings.discord))
        await interaction.response.send_message(
            embed=notice(f"**What I keep**\n{kept}"), view=view, ephemeral=True
        )

    client.add_dynamic_items(PrivacyButton)


def what_is_kept(settings: DiscordSettings) -> list[str]:
    """Sentences, as the settings have it."""
    days = settings.keep_days
    if days:
        texts = f"Questions that were asked of me, my answers, 👍, 👎 and comments: for {days} days."
    else:
        texts = "Questions and answers: in memory, until I am restarted. Nothing is written to disk."
    if settings.keep_people:
        people = "Who asked or judged: as a hash that nobody can turn back without my key, never as a name."
    else:
        people = "Who asked or judged is not kept."
    return [
        texts,
        people,
        _changers(settings),
        "Messages that ask me nothing are not kept.",
        "Who wants to be told when a question is answered: the user id, until they are told or stop it.",
        "A question that you delete goes with its answer; 🗑️ below an answer deletes both from what I keep.",
        "A server that removes me is forgotten after 7 days.",
    ]


def _changers(settings: DiscordSettings) -> str:
    """What is kept of those who change the articles, for whoever does answers for it."""
    if settings.keep_people and settings.keep_days:
        days = settings.keep_days
        return (
            f"Who added, removed or put back articles: the user id, for their server's log, for {days} days."
        )
    return "Who added, removed or put back articles is not kept, only what they did."


class PrivacyButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"pq-privacy:(?P<action>show|forget)"
):
    """Show mine, or Forget me: always about the person who presses it."""

    def __init__(self, action: str) -> None:
        label, style = {
            "show": ("Show mine", discord.ButtonStyle.secondary),
            "forget": ("Forget me", discord.ButtonStyle.danger),
        }[action]
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"pq-privacy:{action}"))
        self.action = action

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the client is always ours
        cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"])

    async def callback(self, interaction: Interaction) -> None:  # type: ignore[override]
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            told = _shown if self.action == "show" else _forgotten
            await interaction.edit_original_response(embed=notice(await told(interaction)))
        except Exception as error:  # noqa: BLE001  (the one handler of what goes wrong in a button)
            await report(interaction, error)


async def _shown(interaction: Interaction) -> str:
    client = interaction.client
    asked, count = await client.in_thread(client.ledger.asked_by, interaction.user.id, MOST)
    lines = ["I keep no question that I know to be yours."]
    if asked:
        lines = [f"**Your questions that I keep: {count:,}**"]
        lines += [f"- {escape(one_line(each.question, 150))} (<t:{int(each.at)}:d>)" for each in asked]
        lines += ["- …"] if count > len(asked) else []
    changes, changed = await client.in_thread(client.ledger.changes_by, interaction.user.id, MOST_CHANGES)
    if changes:
        lines.append(f"**Changes of articles that I know to be yours: {changed:,}**")
        lines += [
            f"- {each.what} {escape(one_line(each.title, 80))} (<t:{int(each.at)}:d>)" for each in changes
        ]
        lines += ["- …"] if changed > len(changes) else []
    return "\n".join(lines)


async def _forgotten(interaction: Interaction) -> str:
    client, person = interaction.client, interaction.user.id
    gone = await client.in_thread(client.ledger.forget_person, person)
    client.conversations.forget_person(person)
    questions = counted(gone.asked, "question", "questions")
    opinions = counted(gone.thought, "opinion", "opinions")
    log = (
        f" In the log of changes of articles you are “somebody” now ({gone.changed:,})."
        if gone.changed
        else ""
    )
    return (
        f"Forgotten: {questions} of yours with the answers, {opinions} of yours about answers.{log} "
        "What Discord shows of them stays until it is deleted there."
    )
