"""`pullquote add`: articles from the web, from feeds and from files into the corpus, and into the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from bot.options import current_settings, folder_options


@click.command
@click.argument("sources", nargs=-1, metavar="[URL|FILE]...")
@click.option("--feed", "feeds", multiple=True, metavar="URL", help="A feed whose articles are added.")
@click.option("--dry-run", is_flag=True, help="Show each article as it would be read; write nothing.")
@click.option("--publisher", help="Who published what is added.")
@click.option("--date", help="When it was published: 2024-03-19.")
@click.option("--title", help="The title of the one article that is added.")
@click.option("--url", help="The web address of the one article that is added.")
@folder_options
@click.pass_context
def add(
    ctx: click.Context,
    /,
    sources: tuple[str, ...],
    feeds: tuple[str, ...],
    *,
    dry_run: bool,
    **about: str | None,
) -> None:
    """Add articles to the corpus, as Markdown with front matter, and index them.

    URL is a page, FILE a text (.txt, .md, .html), a PDF, a mailbox (.eml, .mbox), lines of JSON (.jsonl), an export
    of WordPress (.xml), an archive of pages (.warc, .zip), or a folder of such files. What was added before and has
    changed since replaces what it was; what has not is left alone. --publisher, --date, --title and --url stand over
    what an article says of itself, also when it is added again without them.

    Exit codes: 0 when every article was added or was there, 1 when one was refused or there was none, 2 for wrong usage
    or a fault. Files beside articles, in a folder or an archive, that are in no format that is read are counted, and
    no fault.
    """
    if not sources and not feeds:
        example = "pullquote add https://example.org/news/ferry report.pdf"
        raise click.UsageError(f"Name a page or a file, or a feed with --feed: {example}")
    _check_one(sources, feeds, about)
    from bot.adding import show_drafts, sourced, take_in
    from index.adding.add import Shelf
    from index.adding.known import known_sources, no_sources, remembered_sources
    from index.articles.metadata import usable_metadata

    said = {name: value for name, value in about.items() if value}
    for problem in usable_metadata(dict(said))[1]:
        name, _, wrong = problem.partition("; ")[0].partition(" ")
        raise click.UsageError(f"--{name}: {wrong}.")
    settings = current_settings(ctx)
    with (
        remembered_sources(settings.data_folder) if dry_run else known_sources(settings.data_folder) as known,
        no_sources() as unread,  # a dry run shows what has not changed, too
    ):
        private = settings.discord.private_folders
        shelf = Shelf(settings.corpus.absolute(), settings.data_folder, known, private)
        found = sourced(settings, sources, feeds, unread if dry_run else known, shelf.there, said)
        code = show_drafts(map(shelf.as_written, found)) if dry_run else take_in(settings, shelf, found)
    ctx.exit(code)


def _check_one(sources: Sequence[str], feeds: Sequence[str], about: Mapping[str, str | None]) -> None:
    """Refuse what only one article can have where several are named: each would be given it."""
    for name in ("title", "url"):
        if about[name] and (feeds or len(sources) > 1):
            raise click.UsageError(f"--{name} is of one article: name one page or file with it, and no feed.")
