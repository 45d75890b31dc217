"""`pullquote eval`: measure the answers to a question set."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.options import command_line, current_settings, folder_options

if TYPE_CHECKING:
    from bot.settings import Settings
    from index import Archive
    from index.evaluation.questions import Question

FILE = click.Path(path_type=Path)


@click.command
@click.argument("questions", type=FILE, required=False)
@click.option(
    "--squad", type=FILE, help="Ask SQuAD's questions of SQuAD's articles: the file to take them from."
)
@click.option(
    "--sample", type=click.IntRange(min=1), help="Ask only so many of the questions, drawn at random."
)
@click.option("--seed", type=int, default=0, show_default=True, help="For the sample and the intervals.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--failures", is_flag=True, help="Show what went wrong, quotes beside the expected answers.")
@click.option("--funnel", is_flag=True, help="Show at which step right answers are lost.")
@click.option(
    "--plot", type=click.Path(file_okay=False, path_type=Path), help="A folder for pictures of confidence."
)
@folder_options
@click.pass_context
def evaluate(
    ctx: click.Context,
    questions: Path | None,
    squad: Path | None,
    sample: int | None,
    seed: int,
    *,
    as_json: bool,
    failures: bool,
    funnel: bool,
    plot: Path | None,
) -> None:
    """Ask every question of a set and measure what comes back, with 95 % intervals.

    QUESTIONS holds a JSON object a line: "question", "answers" (a list of accepted answers; [] where the
    articles have none) and, where it matters, "article" (its file). A quote is right if it holds an accepted
    answer and is from that article.

    With --squad the articles come from the file, too. They are indexed apart from yours: in a temporary folder,
    or below --data, where the index is kept for the next time.
    """
    from bot.building import progress_bar
    from bot.evaluation_tables import failures_json, print_evaluation, print_failures, print_lost
    from bot.terminal import console_on, say
    from index.evaluation.evaluate import evaluate as measure
    from index.evaluation.lost import lost
    from index.evaluation.questions import sample as draw

    settings = current_settings(ctx)
    if questions is not None and squad is None:
        source = _own(questions, settings)
    elif squad is not None and questions is None:
        source = _squad(squad, settings, settings.data if "data" in command_line(ctx) else None)
    else:
        raise click.UsageError("Give either a file of QUESTIONS or --squad FILE.")
    if plot is not None:
        from bot.evaluation_pictures import require_matplotlib

        require_matplotlib()
    with source as (archive, asked), progress_bar() as progress:
        evaluation = measure(
            archive, draw(asked, sample, seed), strictness=settings.strictness, seed=seed, progress=progress
        )
        counts = lost(archive, evaluation.outcomes, progress) if funnel else None
    if plot is not None:
        from bot.evaluation_pictures import draw_pictures

        for picture in draw_pictures(evaluation, plot):
            say(f"Wrote {picture}.", err=True)
    if as_json:
        wrong = {"failures": failures_json(evaluation)} if failures else {}
        steps = {"funnel": counts._asdict()} if counts else {}
        click.echo(json.dumps(evaluation.to_json() | wrong | steps))
        return
    console = console_on(sys.stdout)
    print_evaluation(console, evaluation)
    if counts:
        print_lost(console, counts)
    if failures:
        print_failures(console, evaluation)


Asked = tuple["Archive", list["Question"]]


@contextmanager
def _own(questions: Path, settings: Settings) -> Iterator[Asked]:
    """The archive that the settings name, and the questions of a set."""
    from bot.building import open_archive
    from bot.terminal import say
    from index.evaluation.questions import read_questions

    asked = read_questions(questions, partial(say, err=True))
    with open_archive(settings) as archive:
        yield archive, asked


@contextmanager
def _squad(file: Path, settings: Settings, kept: Path | None) -> Iterator[Asked]:
    """SQuAD's articles in an archive of their own, and its questions."""
    from bot.building import opened, progress_bar
    from index import build
    from index.evaluation.squad import squad_corpus

    with tempfile.TemporaryDirectory(prefix="pullquote-") as passing:
        folder = (kept or Path(passing)) / "squad"
        # What another file left there would stand among this one's articles.
        shutil.rmtree(folder / "corpus", ignore_errors=True)
        asked = squad_corpus(file, folder / "corpus")
        with progress_bar() as progress:
            build(
                folder / "corpus",
                folder,
                model=settings.model,
                models=settings.models_folder,
                progress=progress,
            )
        with opened(settings, settings.model, folder) as archive:
            yield archive, asked
