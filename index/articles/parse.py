"""A file's bytes to an Article, each format by its own reader."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from index.articles.article import Article, Reading, Source, Unreadable
from index.articles.encoding import decode
from index.articles.files import FORMATS, read_bytes
from index.articles.metadata import checked, iso_date, plain
from index.articles.text import text_source

MAX_TITLE = 120
"""Characters: a first line up to this long can stand as a title."""


def read_article(path: Path, corpus: Path) -> Reading:
    """Read one file of a known format as an Article of that corpus. Raises Unreadable, with the reason."""
    return parse_article(read_bytes(path), path, corpus)


def parse_article(content: bytes, path: Path, corpus: Path) -> Reading:
    """The article in a file's bytes. Raises Unreadable where they hold no text."""
    source = _SOURCES[FORMATS[path.suffix.lower()]](decode(content))
    if not re.search(r"\w", source.text):
        raise Unreadable("no text in it")
    kept, wrong = checked(source.metadata)
    article = Article(
        id=path.relative_to(corpus).as_posix(),
        path=str(path.absolute()),
        title=kept.get("title") or plain(source.title or "") or _title_from(source.text, path),
        publisher=kept.get("publisher"),
        date=kept.get("date"),
        url=kept.get("url"),
        text=source.text,
        sha256=hashlib.sha256(source.text.encode()).hexdigest(),
        file_sha256=hashlib.sha256(content).hexdigest(),
        headings=source.headings,
    )
    return Reading(article, source.warnings + tuple(wrong))


def _markdown_source(raw: str) -> Source:
    from index.articles.front_matter import front_matter
    from index.articles.markdown import plain_text

    body, metadata, warnings = front_matter(raw)
    found = plain_text(body)
    return Source(found.text, found.title, metadata, warnings, found.headings)


def _html_source(raw: str) -> Source:
    from index.articles.html import article_of  # half a second to import: only HTML pays for it

    page = article_of(raw)
    if page is None:
        raise Unreadable("no article text found in the HTML")
    # One that is no date is kept where there is no better, to be warned of.
    date = next((date for date in page.dates if iso_date(date)), next(iter(page.dates), None))
    metadata = {"publisher": page.publisher, "date": date, "url": page.url}
    known = {key: value for key, value in metadata.items() if value}
    return Source(page.text, page.title, known, (), page.headings)


_SOURCES = {"text": text_source, "markdown": _markdown_source, "html": _html_source}


def _title_from(text: str, path: Path) -> str:
    """The first line where it is short enough for a title, else the file's name as words."""
    first = text.strip().split("\n", 1)[0].strip()
    if len(first) <= MAX_TITLE:
        return first
    return re.sub(r"[-_\s]+", " ", path.stem).strip().capitalize() or path.name
