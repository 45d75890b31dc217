"""`pullquote status`: what is indexed, by what, since when, how large."""

from __future__ import annotations

from pathlib import Path

import click

from bot.options import current_settings, folder_options


@click.command
@folder_options
@click.pass_context
def status(ctx: click.Context) -> None:
    """Show what is indexed, the newest article, the encoder and its form, the reader, the generation and the sizes."""
    from bot.building import UNCALIBRATED, opened
    from bot.render import written_date
    from bot.terminal import say
    from index.building.processor import instructions

    settings, fastest = current_settings(ctx), instructions()
    with opened(settings) as archive:
        held, behind = archive.status(), archive.outdated()
    newest = "none has a date"
    if held.newest is not None:
        newest = f"{held.newest.title} ({written_date(held.newest.date) or 'no date'})"
    reader = held.reader or "the package's own"
    rows = {
        "articles": f"{held.articles:,}",
        "passages": f"{held.passages:,}",
        "up to date": _up_to_date(behind, Path(held.corpus)),
        "newest": newest,
        "encoder": f"{held.encoder}, {held.precision}" + (f" on {fastest}" if fastest else ""),
        "reader": reader if held.calibrated else f"{reader} ({UNCALIBRATED})",
        "generation": f"{held.generation}, built {held.built_at[:19].replace('T', ' at ')} UTC",
        "corpus": held.corpus,
        "data": held.data,
        "size": ", ".join(f"{name} {size(count)}" for name, count in held.bytes.items()),
    }
    if settings.milvus is not None:
        rows["kept in"] = f"Milvus at {settings.milvus.shown}"
    for name, value in rows.items():
        say(value, label=f"{name:<12}")


def _up_to_date(behind: int, corpus: Path) -> str:
    if not corpus.is_dir():
        return "not known: the corpus folder is not there"
    if not behind:
        return "yes"
    return f"no: {behind:,} {'file' if behind == 1 else 'files'} changed since the build"


def size(count: int) -> str:
    """A number of bytes for people, in units of a thousand."""
    if count < 1000:
        return f"{count} B"
    size, unit = count / 1e3, "kB"
    for larger in ("MB", "GB"):
        if size >= 1000:
            size, unit = size / 1000, larger
    return f"{size:.1f} {unit}"
