"""A file's bytes to an Article, each format by its own reader."""

from __future__ import annotations

import hashlib
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.articles.article import Article, Reading, Source, Unreadable, reading
from index.articles.characters import without_controls
from index.articles.dateline import dateline
from index.articles.encoding import decode, page_in_utf8
from index.articles.files import FORMATS, MADE, read_bytes
from index.articles.footnotes import with_raised, without_marks
from index.articles.front_matter import FrontMatter, front_matter
from index.articles.mail import mail
from index.articles.metadata import given_of, plain, tags_of, usable_metadata
from index.articles.page import page_source
from index.articles.shortcodes import without_shortcodes
from index.articles.text import BLOCK, text_source
from index.articles.titles import without_site

if TYPE_CHECKING:
    from index.articles.draft import Draft

MAX_TITLE = 120
"""Characters: a first line up to this long can stand as a title."""


def read_article(path: Path, corpus: Path) -> Reading:
    """Read one file of a known format as an Article of that corpus. Raises Unreadable, with the reason."""
    return parse_article(read_bytes(path), path, corpus)


def parse_article(content: bytes, path: Path, corpus: Path) -> Reading:
    """The article in a file's bytes. Raises Unreadable where they hold no text, or are malformed."""
    kind = FORMATS[path.suffix.lower()]
    if kind in MADE:
        with reading():
            draft = draft_in(content, kind, str(path), path.name)
        return _of_draft(draft, content, path, corpus)
    raw = decode(page_in_utf8(content) if kind == "html" else content)
    with reading():
        source = _SOURCES[kind](without_controls(raw))
    if not re.search(r"\w", source.text):
        raise Unreadable("no text in it")
    kept, wrong = usable_metadata(source.metadata, month_first=source.month_first)
    if "date" not in kept and (day := dateline(_below_title(source, kept.get("title", ""), kind))):
        dated, doubts = usable_metadata({"date": day}, month_first=source.month_first)
        kept |= dated
        wrong += doubts
    title = kept.get("title") or plain(source.title or "") or _title_from(source.text, path)
    article = Article(
        **_known_by(content, path, corpus, source.text),
        title=without_site(title, kept.get("publisher", "")),
        publisher=kept.get("publisher"),
        date=kept.get("date"),
        url=kept.get("url"),
        text=source.text,
        tags=tags_of(source.metadata),
        headings=source.headings,
        items=source.items,
        pages=source.pages,
        given=given_of(source.metadata),
    )
    if damaged := raw.count("\ufffd"):
        wrong.append(f"{damaged} damaged characters cannot be read, and are shown as \ufffd")
    return Reading(article, source.warnings + tuple(wrong))


def _known_by(content: bytes, path: Path, corpus: Path, text: str) -> dict[str, Any]:
    """What an article is known by: where it lies, and the checksums of its text and of its file."""
    return {
        "id": path.relative_to(corpus).as_posix(),
        "path": str(path.absolute()),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "file_sha256": hashlib.sha256(content).hexdigest(),
    }


def draft_in(content: bytes, kind: str, key: str, name: str) -> Draft:
    """The one article in an e-mail or a PDF, by what it is known by and its file's name. Raises Unreadable."""
    if kind == "pdf":
        from index.articles.formats.pdf import draft_of_pdf

        return draft_of_pdf(content, key, name)
    from index.articles.formats.mailbox import draft_of_message

    return draft_of_message(content, key)


def _of_draft(draft: Draft, content: bytes, path: Path, corpus: Path) -> Reading:
    """A draft as the article of the file that it was read from."""
    same = {name: getattr(draft, name) for name in OF_ARTICLE}
    return Reading(Article(**_known_by(content, path, corpus, draft.text), **same), draft.told)


OF_ARTICLE = ("title", "text", "publisher", "date", "url", "headings", "items", "pages", "tags")
"""What a draft has as its article has it."""


def _below_title(source: Source, title: str, kind: str) -> list[str]:
    """The paragraphs of a text but for its title or first line, and headings.

    What looks like a heading in a plain text may be the line with the day.
    """
    blocks = [(match.start(), match.group()) for match in islice(BLOCK.finditer(source.text), MOST_BLOCKS)]
    named = source.title or title
    if not named and blocks:
        blocks[0] = (blocks[0][0], blocks[0][1].partition("\n")[2])
    headings = () if kind == "text" else source.headings
    return [words for start, words in blocks if words and start not in headings and words != named]


MOST_BLOCKS = 12
"""Blocks at the beginning of a text that are looked at for its day."""


def markdown_body(raw: str) -> FrontMatter:
    """A Markdown file's text without what it says of itself: in front matter, or in lines such as "Title: …"."""
    found = front_matter(raw)
    if not found.metadata and not _PAGE.match(found.body) and (letter := mail(found.body)) is not None:
        return FrontMatter(letter.body, letter.metadata, found.warnings)
    return found


def _markdown_source(raw: str) -> Source:
    from index.articles.markdown import plain_text

    body, metadata, warnings = markdown_body(raw)
    if _PAGE.match(body):
        page = page_source(body)
        return page._replace(metadata=page.metadata | metadata, warnings=(*warnings, *page.warnings))
    found = plain_text(without_marks(with_raised(without_shortcodes(body))))
    if found.links:
        links = (
            "paragraphs that are links to other pages"
            if found.links > 1
            else "paragraph that is a link to another page"
        )
        warnings = (*warnings, f"{found.links} {links} left out")
    known = (found.text, found.title, metadata, warnings, found.headings, found.items)
    return Source(*known, pages=found.pages)


_PAGE = re.compile(r"\s*<(?:!doctype|html)\b", re.IGNORECASE)

_SOURCES = {"text": text_source, "markdown": _markdown_source, "html": page_source}


def _title_from(text: str, path: Path) -> str:
    """The first line that has words, if short enough for a title, else the file's name as words.

    A line below that goes on in lower case is part of it where no sentence ends.
    """
    first = next((line.strip() for line in text.split("\n") if re.search(r"\w", line)), "")
    below = text[text.find(first) + len(first) :].lstrip(" \t").removeprefix("\n").split("\n\n", 1)[0].strip()
    if below[:1].islower() and below[-1].isalnum() and len(first) + len(below) < MAX_TITLE:
        return " ".join(f"{first} {below}".split())
    if len(first) <= MAX_TITLE:
        return first
    return " ".join(path.stem.replace("-", " ").replace("_", " ").split()).capitalize() or path.name
