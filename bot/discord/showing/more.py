"""More quotes: further quotes of the same answer, a page at a time, for the person who pressed the button."""

from __future__ import annotations

import dataclasses

import discord

from bot.discord.asking.desk import Full
from bot.discord.asking.responding import CROWDED, enter
from bot.discord.errors import Told
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.buttons import AnswerButton, pressed, view_of
from bot.discord.showing.presentation import Sheet, notice, page_starts, quotes_sheet
from bot.discord.showing.standing import changed_since
from bot.ledger import Entry
from index.answers import Answer, Quote

DEEP = 15
"""Quotes looked for when somebody wants more."""


@pressed("more")
async def more(interaction: Interaction, entry: Entry, shown: int) -> None:
    """The first page after the answer's own message, which shows so many quotes."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    answer = await _deepened(interaction.client, entry, interaction.user.id)
    if len(answer.quotes) <= shown:
        none = "There are no more quotes for this question: the rest of the articles does not answer it."
        note = await _note(interaction.client, entry, answer.quotes)
        await interaction.edit_original_response(embeds=[notice(text) for text in (none, note) if text])
        return
    await _turn_to(interaction, entry, answer, shown, shown)


@pressed("page")
async def page(interaction: Interaction, entry: Entry, number: int) -> None:
    """Another page, in place of the one shown. `number` holds where it starts and what the answer showed."""
    await interaction.response.defer()
    start, shown = divmod(number, 100)
    if start >= len(entry.answer.quotes):
        raise Told("That page is no longer there.", "forgotten")
    await _turn_to(interaction, entry, entry.answer, shown, start)


async def _turn_to(interaction: Interaction, entry: Entry, answer: Answer, shown: int, start: int) -> None:
    sheet = quotes_sheet(answer.quotes, start)
    above, here = answer.quotes[:shown], answer.quotes[start : start + sheet.shown]
    note = await _note(interaction.client, entry, above + here)
    await interaction.edit_original_response(
        content=note,  # the embeds of a full page leave no room for one more
        embeds=sheet.embeds,
        attachments=sheet.attachments(),
        view=_pager(entry.id, answer, shown, start, sheet),
    )


async def _note(client: Client, entry: Entry, quotes: tuple[Quote, ...]) -> str | None:
    return await client.in_thread(changed_since, await client.archive_in(entry.guild, None), quotes)


def _pager(entry: str, answer: Answer, shown: int, start: int, sheet: Sheet) -> discord.ui.View | None:
    """Back and Next; None where this page is all there is."""
    starts = page_starts(answer.quotes, shown)
    if len(starts) < 2:
        return None
    earlier = [at for at in starts if at < start]
    following = start + sheet.shown
    return view_of(
        [
            AnswerButton(
                "page", entry, (earlier or [0])[-1] * 100 + shown, label="◀ Back", disabled=not earlier
            ),
            AnswerButton(
                "page",
                entry,
                following * 100 + shown,
                label="Next ▶",
                disabled=following >= len(answer.quotes),
            ),
        ]
    )


async def _deepened(client: Client, entry: Entry, person: int) -> Answer:
    """The answer with what answered it beyond that, and what the index, as it is now, has for the question."""
    if entry.deep:
        return entry.answer
    asked, strictness = entry.answer.asked_as, client.settings.strictness
    archive = await client.archive_in(entry.guild, entry.channel)
    with enter(client, person, entry.guild, asked) as ticket:
        try:
            fresh = await ticket.work(lambda: archive.ask(asked, top=DEEP, strictness=strictness))
        except Full:
            raise Told(CROWDED, "queue") from None
    known = {_place(quote) for quote in entry.answer.quotes}
    added: dict[tuple[str, str], Quote] = {}
    for quote in (*fresh.quotes, *fresh.further, *entry.answer.further):
        if _place(quote) not in known:
            added.setdefault(_place(quote), quote)
    answer = dataclasses.replace(entry.answer, quotes=(*entry.answer.quotes, *added.values()), further=())
    await client.in_thread(client.ledger.deepen, entry.id, answer)
    return answer


def _place(quote: Quote) -> tuple[str, str]:
    return quote.citation.article, quote.text
