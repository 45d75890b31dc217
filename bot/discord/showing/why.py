"""Why?: what was found for a question, and why it was answered or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.discord.running.client import Interaction
from bot.discord.showing.buttons import pressed
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice
from bot.discord.showing.standing import changed_since
from bot.ledger import Entry
from index import Archive
from index.answers import Answer, Candidate
from index.building.counted import counted

_ROWS = 5
_SPAN = 120


@pressed("why")
async def why(interaction: Interaction, entry: Entry, _: int) -> None:
    """Explain the answer to the person who pressed the button."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    client = interaction.client
    archive = await client.archive_in(entry.guild, None)
    named = await client.in_thread(_titles, archive, entry.answer.explanation.candidates[:_ROWS])
    lines = explanation(entry.answer, named)
    if note := await client.in_thread(changed_since, archive, entry.answer.quotes):
        lines += ["", note]
    await interaction.edit_original_response(embed=notice("\n".join(lines)))


def _titles(archive: Archive, candidates: Sequence[Candidate]) -> dict[str, str]:
    """Titles by the articles' ids, as far as they are still there. Blocks."""
    articles = {row.article: archive.article(row.article) for row in candidates}
    return {id: article.title for id, article in articles.items() if article is not None}


def explanation(answer: Answer, titles: Mapping[str, str]) -> list[str]:
    """Lines of Markdown: the decision, what the passage says nothing of, the best of what was read."""
    explained = answer.explanation
    sure, needed = f"{answer.confidence:.0%}", f"{explained.threshold:.0%}"
    if answer.claim:
        lines = ["**Answered**: I am sure of what the first quote makes of the claim."]
    elif answer.status == "answered":
        lines = [
            f"**Answered**: I am {sure} sure that this answers the question. From {needed} on, I answer."
        ]
    else:
        lines = [
            f"**Refused**: I am {sure} sure that the nearest passage answers the question. From {needed} on, I answer."
        ]
    if answer.reason:
        lines.append(escape(one_line(answer.reason, 900)))
    if explained.unsupported:
        words = ", ".join(f"“{escape(one_line(word, 40))}”" for word in explained.unsupported[:10])
        lines.append(f"The passage says nothing of {words}.")
    if answer.kind == "topic":
        return lines
    if not explained.candidates:
        return [*lines, "Nothing in the articles came near the question."]
    lines += [
        "",
        f"**What I read, the likeliest first** ({counted(len(explained.candidates), 'passage', 'passages')})",
    ]
    best = explained.candidates[:_ROWS]
    return lines + [_row(place, candidate, titles) for place, candidate in enumerate(best, start=1)]


def _row(place: int, candidate: Candidate, titles: Mapping[str, str]) -> str:
    span = escape(one_line(candidate.span, _SPAN)) or "no words"
    source = escape(one_line(titles.get(candidate.article, candidate.article), 100))
    return f"{place}\\. “{span}” in {source}: {_found(candidate)}, {_read(candidate)}"


def _found(candidate: Candidate) -> str:
    """Which half of search found it."""
    ways = [
        way
        for rank, way in (
            (candidate.dense_rank, "meaning"),
            (candidate.keyword_rank, "words"),
        )
        if rank is not None
    ]
    return f"found by its {' and '.join(ways)}" if ways else "stands near what was found"


def _read(candidate: Candidate) -> str:
    """What the more careful of the readers that read it thinks of it."""
    margin = candidate.margin if candidate.careful is None else candidate.careful
    return "looks like an answer" if margin > 0 else "does not look like an answer"
