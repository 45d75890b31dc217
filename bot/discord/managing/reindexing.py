"""`/articles reindex`: a build while questions go on being answered, its progress shown by edits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

import discord
import structlog

from bot.discord.errors import GONE, Told, sentence_for
from bot.discord.running.client import Client, Interaction
from bot.discord.showing.markdown import escape, one_line
from bot.discord.showing.presentation import notice
from index import BuildReport, Selection, build
from index.errors import PullquoteError

log = structlog.get_logger(__name__)

EVERY = 2.0
"""Seconds between two edits within one stage of the build, at least."""
_NAMED = 10


async def reindex(interaction: Interaction, heading: str = "", *, emptied: bool = False) -> None:
    """Build the next generation and move to it, after the build that is running. The old one answers until then.

    `emptied`: an article was taken away, and if it was the last one, that is meant.
    """
    client = interaction.client
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    progress = Progress(interaction, heading)
    shown = asyncio.create_task(progress.show())
    try:
        if client.building.locked():
            progress.wait()
        report = await rebuild(client, progress.tell, emptied=emptied)
        await client.load_place(interaction.guild_id)
        said = "\n".join(report_lines(report, client.places.selection(interaction.guild_id, None)))
        log.info(
            "reindexed", generation=report.generation, passages=report.passages, s=round(report.seconds, 1)
        )
    except PullquoteError as error:
        log.warning("could not reindex", reason=str(error))
        said = sentence_for(error)
    finally:
        shown.cancel()
        await asyncio.wait({shown})
    await _edit(interaction, f"{heading}\n{said}".strip())


async def rebuild(
    client: Client, tell: Callable[[str, int, int], None], *, emptied: bool = False
) -> BuildReport:
    """Build after the build that is running, as the settings say, and move to what was built.

    `tell`, in the build's thread, hears how far it is, and ends it by raising. Raises PullquoteError.
    """
    async with client.building:
        report = await client.in_thread(partial(_build, client, tell, emptied=emptied))
        await client.in_thread(client.whole_archive.refresh)
    client.built.set()
    return report


def _build(client: Client, tell: Callable[[str, int, int], None], *, emptied: bool) -> BuildReport:
    settings = client.settings
    status = client.whole_archive.status()
    return build(
        status.corpus,
        status.data,
        model=settings.model,
        models=settings.models_folder,
        keep=settings.keep,
        progress=tell,
        milvus=settings.milvus,
        emptied=emptied,
    )


class Progress:
    """How far a build is: told by its thread, shown from the event loop."""

    def __init__(self, interaction: Interaction, heading: str) -> None:
        self._interaction = interaction
        self._heading = heading
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        self._now = ("starting", 0, 0)

    def wait(self) -> None:
        """Another build is running; this one comes right after it."""
        self._set(("another build is running, yours comes next", 0, 0))

    def tell(self, stage: str, done: int, total: int) -> None:
        """From the build's thread: `done` of `total` in this stage.

        Raises Told, which ends the build, when the bot stops: its process would wait for the thread.
        """
        if self._interaction.client.desk.closing:
            raise Told("I am being restarted; the index stays as it was.", "closing")
        self._loop.call_soon_threadsafe(self._set, (stage, done, total))

    def _set(self, now: tuple[str, int, int]) -> None:
        self._now = now
        self._changed.set()

    async def show(self) -> None:
        """Edit the reply at each stage, and every few seconds within one. Runs until cancelled."""
        shown_stage, shown_at = "", 0.0
        while True:
            await self._changed.wait()
            self._changed.clear()
            stage, done, total = self._now
            if stage == shown_stage and self._loop.time() - shown_at < EVERY:
                continue
            shown_stage, shown_at = stage, self._loop.time()
            count = f" {done:,} of {total:,}" if total else ""
            await _edit(self._interaction, f"{self._heading}\nIndexing: {escape(stage)}{count}…".strip())


async def _edit(interaction: Interaction, text: str) -> None:
    """Show it; the reply to a build longer than an interaction's 15 minutes can no longer be edited."""
    try:
        await interaction.edit_original_response(embed=notice(text))
    except discord.HTTPException as error:
        if error.code not in GONE:
            raise
        log.info("progress can no longer be shown", code=error.code)


def report_lines(report: BuildReport, selection: Selection) -> Iterator[str]:
    """What the build did, as lines of Markdown: counts, and the first few files that were left out.

    Of what lies in folders that the selection hides, nothing.
    """
    articles = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
    }
    counts = {what: sum(not selection.hides(id) for id in ids) for what, ids in articles.items()}
    skipped = [file for file in report.skipped if not selection.hides(file.path)]
    warnings = [warning for warning in report.warnings if not selection.hides(warning)]
    done = ", ".join(f"**{count:,}** {what}" for what, count in counts.items())
    yield f"Done in {report.seconds:.1f} s: {done}."
    for file in skipped[:_NAMED]:
        yield f"- left out {escape(one_line(file.path, 80))}: {escape(one_line(file.reason, 120))}"
    for warning in warnings[:_NAMED]:
        yield f"- {escape(one_line(warning, 200))}"
    unnamed = max(0, len(skipped) - _NAMED) + max(0, len(warnings) - _NAMED)
    if unnamed:
        yield f"- and {unnamed} more"
