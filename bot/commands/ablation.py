"""`pullquote ablation`: what each signal of the judge gives, on question sets of one's own."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

import click

from bot.options import current_settings, folder_options


@click.command
@click.argument("sets", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@folder_options
@click.pass_context
def ablation(ctx: click.Context, sets: tuple[Path, ...], *, as_json: bool) -> None:
    """Leave out every signal in turn, refit the judge in folds, and count what that helps and hurts.

    SETS are question sets as for `pullquote eval`, asked of the articles at hand. Every figure is of questions that
    the fit has not seen.
    """
    from bot.building import open_archive, progress_bar
    from bot.evaluation_tables import print_ablation
    from bot.terminal import console_on, say
    from index.evaluation.ablation import ablate, ask_all
    from index.evaluation.questions import read_questions

    settings = current_settings(ctx)
    questions = [question for file in sets for question in read_questions(file, partial(say, err=True))]
    with open_archive(settings) as archive, progress_bar() as progress:
        asked = ask_all(archive, questions, progress)
    rows = ablate(asked)
    if as_json:
        click.echo(json.dumps([row._asdict() | {"gain": row.gain._asdict()} for row in rows]))
    else:
        print_ablation(console_on(sys.stdout), asked, rows)
