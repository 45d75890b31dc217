"""Web archives (WARC): every page that a crawler kept, by the address that it was kept from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from index.articles.article import Unreadable
from index.articles.draft import Draft, Refused, drafted
from index.articles.files import MAX_FILE_BYTES, whole
from index.articles.web import draft_of_html, web_key

PAGES = ("text/html", "application/xhtml+xml")
MOST_BYTES = 2**30
"""Bytes that a record may say it has; one of more is no page, and is made to take for ever."""


def drafts(path: Path) -> Iterator[Draft | Refused]:
    """The articles among the archive's pages. Raises Unreadable where it is damaged."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file):
                if _is_page(record):
                    url = record.rec_headers.get_header("WARC-Target-URI", "").strip("<> ")
                    yield drafted(f"{path}, {url}", partial(_read, record, url))
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise Unreadable(f"the archive is damaged ({error})") from None


def _is_page(record: Any) -> bool:
    if (record.length or 0) > MOST_BYTES:
        raise Unreadable(f"a record in it says that it has {record.length:,} bytes")
    headers, written = record.http_headers, ""
    if record.rec_type == "resource":
        written = record.content_type
    elif record.rec_type == "response" and headers and headers.get_statuscode() == "200":
        written = headers.get_header("Content-Type")
    return (written or "").partition(";")[0].strip().lower() in PAGES


def _read(record: Any, url: str) -> Draft:
    """Raises Unreadable."""
    content = whole(record.content_stream().read(MAX_FILE_BYTES + 1))
    headers = record.http_headers
    charset = (headers.get_header("Content-Type", "") if headers else "").partition("charset=")[2]
    return draft_of_html(content, web_key(url), url, charset=charset.strip("\"' ;") or None, saved=True)
