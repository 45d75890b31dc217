"""Building the index for a person who waits: progress on a terminal, a report at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.terminal import say
from index import Archive
from index.articles import article_files
from index.building.counted import counted
from index.errors import IndexMissing

if TYPE_CHECKING:
    from index.building.build import BuildReport
    from index.building.corpus import Progress


def open_archive(settings: Settings, *, calibrating: bool = False) -> Archive:
    """The archive that the settings name, built first where there is none; says so where it lags behind.

    It is said, too, where a reader is not calibrated, unless that is what is about to be done.
    """
    try:
        archive = opened(settings, settings.model)
        if archive.trouble is not None:
            say(archive.trouble, err=True)
        if behind := archive.outdated():
            files = counted(behind, "file has", "files have")
            say(f"{files} changed since the index was built: `pullquote index` takes that in.", err=True)
    except IndexMissing:
        if any(isinstance(file, Path) for file in article_files(settings.corpus)):
            say(f"No index yet: building it from {settings.corpus}.", err=True)
        # Where there is nothing to build from, building says what is wrong.
        report = build_index(settings)
        for line in trouble(report):
            say(line, err=True)
        archive = opened(settings, settings.model)
    if settings.reader is not None and not calibrating and not archive.status().calibrated:
        say(f"The reader {settings.reader}: {UNCALIBRATED}.", err=True)
    return archive


UNCALIBRATED = "how sure it is has not been calibrated; run `pullquote calibrate QUESTIONS`"
"""Said of a reader that the package does not know, until it is known how its margins compare."""


def opened(settings: Settings, model: str | None = None, data: Path | None = None) -> Archive:
    """The index in the settings' data folder or another, with the settings' reader; says so where that is exported.

    `model`, if given, must be the encoder that the index was made with.
    """

    def exporting() -> None:
        say(f"Exporting the reader {settings.reader} to ONNX, once; this can take a minute.", err=True)

    return Archive.open(
        data or settings.data_folder,
        model=model,
        reader=settings.reader,
        readers=settings.readers_folder,
        exporting=exporting,
        milvus=settings.milvus if data is None else None,
    )


def build_index(
    settings: Settings,
    *,
    full: bool = False,
    dry_run: bool = False,
    wait: float = 0,
    emptied: bool = False,
) -> BuildReport:
    """Build as `index.building.build` does, with a progress bar on standard error where that is a terminal."""
    from index import build

    with progress_bar() as progress:
        return build(
            settings.corpus,
            settings.data_folder,
            model=settings.model,
            models=settings.models_folder,
            full=full,
            dry_run=dry_run,
            wait=wait,
            keep=settings.keep,
            progress=progress,
            milvus=settings.milvus,
            emptied=emptied,
        )


def give_way() -> None:
    """Lower this process's priority, so that what answers questions on the same machine goes first meanwhile."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(max(0, NICENESS - os.nice(0)))


NICENESS = 15
"""Of 0 to 19. On two busy cores the scheduler gives what answers some thirty times as much time as a build then."""


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Something to tell progress to, shown on standard error; None where that is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total if total > 1 else None)
            bar.update(tasks[stage], completed=done)

        yield tell


def report_lines(report: BuildReport, *, verbose: bool = False) -> Iterator[str]:
    """The report for people: what was left out or is doubtful and why, how much changed and how long it took.

    What went well is counted; each file of it is named where that is wanted, or where nothing was done yet.
    """
    if verbose or report.dry_run:
        for mark, articles in (("+", report.added), ("~", report.changed), ("-", report.removed)):
            yield from (f"{mark} {article}" for article in articles)
    yield from trouble(report)
    yield from done_lines(report)


def done_lines(report: BuildReport) -> Iterator[str]:
    """How much was done, and what there is now."""
    counts = (
        (report.added, "added"),
        (report.changed, "changed"),
        (report.removed, "removed"),
        (report.unchanged, "unchanged"),
        (report.skipped, "skipped"),
    )
    yield ", ".join(f"{len(articles)} {name}" for articles, name in counts) + "."
    yield from built_line(report)


def built_line(report: BuildReport) -> Iterator[str]:
    """What there is now that was built, and how long that took."""
    if report.dry_run:
        yield "Nothing was written: this was a dry run."
    else:
        passages = counted(report.passages, "passage", "passages")
        yield f"{passages} in generation {report.generation}, {report.seconds:.1f} s."


def trouble(report: BuildReport) -> Iterator[str]:
    """The files that were left out, and what was wrong but could be passed over."""
    yield from (f"! {file.path} skipped: {file.reason}" for file in report.skipped)
    yield from (f"! {warning}" for warning in report.warnings)
