"""Removing: an article's file leaves the corpus and is kept beside the index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from index.adding.corpus import put_aside
from index.adding.known import Known, catalogue_of
from index.articles import article_files
from index.articles.web import is_web_address, web_key


def articles_called(wanted: str, corpus: Path, data: Path, known: Known) -> list[str]:
    """The ids of the articles that an id, a path or an address names: those whose files are in the corpus.

    A path is that of the article's file, or of a file that it was added from. The ending of an id may be left out.
    """
    files = {file.relative_to(corpus).as_posix() for file in article_files(corpus) if isinstance(file, Path)}
    named = dict.fromkeys(id for id in _candidates(wanted, corpus, data, known) if id in files)
    return list(named) or sorted(id for id in files if PurePath(id).with_suffix("").as_posix() == wanted)


def _candidates(wanted: str, corpus: Path, data: Path, known: Known) -> Iterator[str]:
    if is_web_address(wanted):
        yield from known.articles_of(web_key(wanted))
        with catalogue_of(data, corpus) as catalogue:
            urls = catalogue.urls() if catalogue is not None else []
        yield from (id for id, url in urls if web_key(url) == web_key(wanted))
        return
    yield wanted
    path = Path(wanted).expanduser().absolute()
    for folder in (corpus.absolute(), corpus.resolve()):
        if path.is_relative_to(folder):
            yield path.relative_to(folder).as_posix()
    yield from known.articles_of(str(path.resolve()))


def remove(article: str, corpus: Path, data: Path, known: Known) -> Path:
    """Take an article's file out of the corpus; where it is kept. Raises CorpusError where that cannot be done."""
    kept = put_aside(corpus / article, data, move=True)
    known.removed(article)
    return kept
