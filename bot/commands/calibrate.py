"""`pullquote calibrate`: choose how sure to be before answering, on an operator's own questions."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from bot.options import current_settings, folder_options

NOTHING_CHOSEN = 1


@click.command
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be chosen; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was chosen as JSON.")
@folder_options
@click.pass_context
def calibrate(ctx: click.Context, questions: Path, *, dry_run: bool, as_json: bool) -> None:
    """Choose the confidence from which to answer, so that few of the answers given are wrong.

    QUESTIONS is a set as for `pullquote eval`. On questions like these, at most 10 % of the answers given are
    wrong, with 95 % confidence, and as many as possible are given; at most 5 % when strict and 20 % when
    lenient. What is chosen is kept beside the index and used from then on. With a reader of your own (--reader) it
    is first learned how its margins compare with the packaged reader's; the calibration holds for that reader alone.

    Exit codes: 0 when a confidence was chosen, 1 when there are too few questions for any, 2 for a fault.
    """
    from bot.building import open_archive, progress_bar
    from bot.evaluation_tables import print_calibration
    from bot.terminal import console_on, say
    from index.evaluation.calibrate import calibrate as choose
    from index.evaluation.calibrate import save
    from index.evaluation.own_reader import run_with_own_reader
    from index.evaluation.questions import read_questions
    from index.evaluation.run import run

    settings = current_settings(ctx)
    asked = read_questions(questions, partial(say, err=True))
    with open_archive(settings, calibrating=True) as archive, progress_bar() as progress:
        reader, scale = archive.own_reader, None
        if reader:
            outcomes, scale = run_with_own_reader(archive, asked, settings.strictness, progress)
        else:
            outcomes = run(archive, asked, settings.strictness, progress)
        calibration = choose(outcomes)
    chosen = any(level.threshold is not None for level in calibration.levels)
    file = None
    if chosen and not dry_run:
        file = save(calibration, settings.data_folder, reader=reader, scale=scale)
    if as_json:
        click.echo(json.dumps(asdict(calibration) | {"written": file and str(file)}))
    else:
        print_calibration(console_on(sys.stdout), calibration)
        say(f"Written to {file}." if file else "Nothing was written.")
    ctx.exit(0 if chosen else NOTHING_CHOSEN)
