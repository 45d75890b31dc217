"""Why?: what was found for a question, and why it was answered or refused."""

from __future__ import annotations

from bot.discord.buttons import pressed
from bot.discord.client import Interaction
from bot.discord.markdown import escape, one_line
from bot.discord.presentation import notice
from bot.discord.standing import changed_since
from bot.ledger import Entry
from index.answers import Answer, Candidate

_ROWS = 5
_SPAN = 120


@pressed("why")
async def why(interaction: Interaction, entry: Entry, _: int) -> None:
    """Explain the answer to the person who pressed the button."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    lines = list(explanation(entry.answer))
    client = interaction.client
    if note := await client.in_thread(changed_since, client.archive, entry.answer.quotes):
        lines += ["", note]
    await interaction.edit_original_response(embed=notice("\n".join(lines)))


def explanation(answer: Answer) -> list[str]:
    """Lines of Markdown: the decision, the words that lack support, the best of what was found."""
    explained = answer.explanation
    answered = answer.status == "answered"
    sure, needed = f"{answer.confidence:.0%}", f"{explained.threshold:.0%}"
    lines = [f"**{'Answered' if answered else 'Refused'}**: {sure} sure, where an answer needs {needed}."]
    if answer.reason:
        lines.append(escape(one_line(answer.reason, 900)))
    if explained.unsupported:
        words = ", ".join(f"“{escape(one_line(word, 40))}”" for word in explained.unsupported[:10])
        lines.append(f"Words of the question that the passage lacks: {words}.")
    if answer.kind == "topic":
        return lines
    if not explained.candidates:
        return [*lines, "Nothing in the articles came near the question."]
    lines += ["", f"**The best of {len(explained.candidates)} passages that were read**"]
    best = explained.candidates[:_ROWS]
    return lines + [_row(place, candidate) for place, candidate in enumerate(best, start=1)]


def _row(place: int, candidate: Candidate) -> str:
    found = [
        f"{_ordinal(rank)} {how}"
        for rank, how in ((candidate.dense_rank, "by meaning"), (candidate.keyword_rank, "by words"))
        if rank is not None
    ]
    span = escape(one_line(candidate.span, _SPAN)) or "no words"
    source = escape(one_line(candidate.article, 100))
    margins = f"the reader's margin is {candidate.margin:+.1f}"
    if candidate.careful is not None:
        margins += f", the careful reader's {candidate.careful:+.1f}"
    return f"{place}\\. “{span}” in {source}: {', '.join(found)}; {margins}"


def _ordinal(rank: int) -> str:
    suffix = "th" if 10 <= rank % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{suffix}"
