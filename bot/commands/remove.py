"""`pullquote remove`: articles out of the corpus, and out of the index."""

from __future__ import annotations

import click

from bot.options import current_settings, folder_options

NOT_FOUND = 1


@click.command
@click.argument("articles", nargs=-1, required=True, metavar="ID|PATH|URL...")
@click.option("--all", "every", is_flag=True, help="All that a name stands for, where it stands for several.")
@folder_options
@click.pass_context
def remove(ctx: click.Context, articles: tuple[str, ...], *, every: bool) -> None:
    """Take articles out of the corpus and the index.

    Each is named by its ID, which is its file's place in the corpus, with or without the ending (.md); by the PATH of
    its file or of the file that it was added from; or by its web address. Its file is kept beside the index; a feed
    does not bring it back, adding it by name does.

    Exit codes: 0 when all were removed, 1 when there is no such article, 2 for wrong usage or a fault.
    """
    from bot.adding import WAIT
    from bot.building import build_index, built_line
    from bot.terminal import say
    from index.adding.known import known_sources
    from index.adding.removing import articles_called, remove

    settings, missing, gone = current_settings(ctx), False, False
    corpus, data = settings.corpus.absolute(), settings.data_folder
    with known_sources(data) as known:
        for wanted in articles:
            named = articles_called(wanted, corpus, data, known)
            if not named or (len(named) > 1 and not every):
                missing = True
                several = f"{len(named)} articles, of which --all removes each: {', '.join(named[:5])}"
                say(f"! {wanted}: {several if named else 'no such article'}", err=True)
                continue
            for article in named:
                say(f"- {article}: kept as {remove(article, corpus, data, known)}")
                gone = True
    if gone:
        for line in built_line(build_index(settings, wait=WAIT, emptied=True)):
            say(line)
    ctx.exit(NOT_FOUND if missing else 0)
