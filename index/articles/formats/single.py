"""A file that is one article: text, Markdown, a page or a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.articles.draft import Draft, draft_of_file, draft_of_page
from index.articles.encoding import decode, page_in_utf8
from index.articles.files import FORMATS, MADE, read_bytes
from index.articles.parse import draft_in, markdown_body


def drafts(path: Path) -> Iterator[Draft]:
    """The article in the file. Raises Unreadable."""
    yield draft_of_content(read_bytes(path), path.name, str(path.resolve()))


def draft_of_content(content: bytes, name: str, key: str) -> Draft:
    """The article in a file's bytes, by its name's format. Raises Unreadable."""
    kind = FORMATS[Path(name).suffix.lower()]
    if kind == "html":
        return draft_of_page(page_in_utf8(content, None), key, None)
    if kind in MADE:
        return draft_in(content, kind, key, name)
    draft = draft_of_file(content, name, key)
    return replace(draft, markdown=markdown_body(decode(content)).body) if kind == "markdown" else draft
