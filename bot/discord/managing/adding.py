"""Putting a file that somebody sent among the articles: read first, then named, then moved into place."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

from index import Archive, Article, Selection
from index.adding.corpus import holds, put_aside, stem_of, write
from index.articles import Unreadable, parse_article
from index.articles.fetching import Fetcher
from index.articles.files import OWN
from index.articles.web import draft_of
from index.articles.writing import markdown_of
from index.errors import CorpusError, NotFetched

MOST_BYTES = 2**20
SUFFIXES = (".txt", ".md", ".html")


class Rejected(Exception):
    """The file does not become an article; its text is the reason, for people."""


def save_article(
    content: bytes, filename: str, archive: Archive, guild: int, selection: Selection | None = None
) -> Article:
    """Save the file in the server's folder of the archive's corpus. Blocks. Raises Rejected.

    The name is reduced to letters, digits, dots and dashes, so that it can lead nowhere else; a file that is
    there already is never replaced. `selection` is what the server may see of the whole archive.
    """
    if len(content) > MOST_BYTES:
        raise Rejected("it has more than 1 MiB")
    corpus = Path(archive.status().corpus)
    path = corpus / OWN / str(guild) / safe_name(filename)
    try:
        article = parse_article(content, path, corpus).article
    except Unreadable as reason:
        raise Rejected(str(reason)) from None
    for known in archive.articles():
        hidden = selection is not None and selection.hides(known.id)  # it is as if it were not there
        if known.sha256 == article.sha256 and not hidden and holds(corpus, known.id, known.sha256):
            raise Rejected(f"the same text is there already, as {known.id}")
    _write(content, path)
    return article


def fetched_page(link: str, fetcher: Fetcher) -> tuple[bytes, str]:
    """The article of a page as a file, and what to call it. Blocks. Raises Rejected."""
    try:
        fetched = fetcher.fetch(link)
        if fetched is None:
            raise Rejected("the page is as it was, and nothing is known of that")
        draft = draft_of(fetched, link)
    except (NotFetched, Unreadable) as reason:
        raise Rejected(str(reason).rstrip(".")) from None
    return markdown_of(draft).encode("utf-8", "replace"), f"{draft.title}.md"


def is_there(id: str, archive: Archive) -> bool:
    """Whether the file of an article lies in the corpus, indexed or not. Blocks."""
    return (Path(archive.status().corpus) / id).is_file()


def take_away(article: Article, archive: Archive) -> Path:
    """Move an article's file out of the corpus; where it is kept. Blocks. Raises Rejected."""
    status = archive.status()
    path = Path(status.corpus) / article.id
    if not path.is_file():
        raise Rejected("its file is not there any more")
    try:
        return put_aside(path, Path(status.data), move=True)
    except CorpusError as error:
        raise _not_written(error) from None


def put_back(kept: Path, article: str, archive: Archive) -> None:
    """Put the file of an article that was taken away where it was. Blocks. Raises Rejected."""
    path = Path(archive.status().corpus) / article
    if not kept.exists():
        raise Rejected("its file is not kept any more")
    _write(kept.read_bytes(), path)
    shutil.rmtree(kept.parent)


def safe_name(filename: str) -> str:
    """A plain file name of a known format made from what somebody called the file. Raises Rejected."""
    name = Path(unicodedata.normalize("NFC", filename).replace("\\", "/")).name
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Rejected(f"it is not one of {', '.join(SUFFIXES)}")
    stem = stem_of(name[: -len(suffix)])
    if stem is None:
        raise Rejected("it needs a name that says what it is")
    return stem + suffix


def _write(content: bytes, path: Path) -> None:
    try:
        write(path, content, new=True)
    except FileExistsError:
        raise Rejected(f"there is a file {path.name} already; rename yours") from None
    except CorpusError as error:
        raise _not_written(error) from None


def _not_written(error: CorpusError) -> Rejected:
    """The reason without where the folder lies, which nobody on Discord need know."""
    reason = error.__cause__.strerror if isinstance(error.__cause__, OSError) else None
    return Rejected(f"the folder of articles cannot be written ({reason or 'for another reason'})")
