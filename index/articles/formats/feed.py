"""Feeds: RSS, Atom and JSON Feed, to the articles that they list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from time import struct_time
from typing import Any, NamedTuple
from urllib.parse import urljoin

from index.articles.article import Unreadable, reading
from index.articles.draft import Draft, draft_of_fields, long_enough, with_metadata
from index.articles.encoding import decode
from index.articles.formats.xml import without_entities
from index.articles.metadata import iso_date
from index.articles.parse import MAX_TITLE
from index.articles.web import is_web_address


class Entry(NamedTuple):
    """An article that a feed lists: where it is, and what the feed itself has of it.

    `key` knows it again where it has no address; `mark` is another one when the entry has changed. `content` is HTML
    unless it is `plain`.
    """

    key: str
    url: str
    title: str
    publisher: str
    date: str
    content: str
    plain: bool = False

    @property
    def mark(self) -> str:
        """A hash of all that the feed says of it."""
        return hashlib.sha256("\0".join(self[:6]).encode("utf-8", "replace")).hexdigest()

    def draft(self, key: str) -> Draft:
        """The article as the feed itself has it. Raises Unreadable where that is too little."""
        if not self.content.strip():
            raise Unreadable("no text in it")
        about = {"title": self.title, "publisher": self.publisher, "date": self.date, "url": self.url}
        if self.plain:
            text = decode(self.content.strip().encode("utf-8", "replace"))
            draft = with_metadata(Draft(key, text.split("\n")[0][:MAX_TITLE], text), about)
        else:
            draft = draft_of_fields(key, f"<div><p>{self.content}</p></div>", about)
        return replace(long_enough(draft), feed=bool(self.url))


def read_feed(content: bytes, url: str) -> Iterator[Entry]:
    """The entries of a feed in its own order. Raises Unreadable where it is none.

    `url` is where the feed lies, for addresses in it that begin there.
    """
    is_json = content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    with reading():
        return iter(_json(content, url) if is_json else _xml(content, url))


def _json(content: bytes, url: str) -> list[Entry]:
    """A JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = json.loads(decode(content))
    except (ValueError, RecursionError):
        feed = None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise Unreadable("no feed that can be read")
    site = str(feed.get("title") or "")
    return [_json_entry(item, url, site) for item in items if isinstance(item, dict)]


def _json_entry(item: dict[str, Any], url: str, site: str) -> Entry:
    said = {name: value for name, value in item.items() if isinstance(value, str)}
    return Entry(
        key=f"{url}#{item.get('id', '')}",
        url=_absolute(url, said.get("url") or said.get("external_url") or ""),
        title=said.get("title", ""),
        publisher=site,
        date=said.get("date_published", ""),
        content=said.get("content_html") or said.get("content_text", ""),
        plain=not said.get("content_html"),
    )


def _xml(content: bytes, url: str) -> list[Entry]:
    import feedparser  # only who reads a feed pays for it

    headers = {"content-location": url}
    found = feedparser.parse(without_entities(content), sanitize_html=False, response_headers=headers)
    if not found.get("version"):
        raise Unreadable("no feed that can be read")
    site = str(found.feed.get("title", ""))
    return [_xml_entry(entry, url, site) for entry in found.entries]


def _xml_entry(entry: Any, url: str, site: str) -> Entry:
    contents = [str(part.get("value", "")) for part in entry.get("content", ())]
    days = (_day(str(entry.get(name, "")), entry.get(f"{name}_parsed")) for name in ("published", "updated"))
    link = str(entry.get("link", ""))
    return Entry(
        key=f"{url}#{entry.get('id', '') or link or entry.get('title', '')}",
        url=_absolute(url, link),
        title=str(entry.get("title", "")),
        publisher=site,
        date=next(filter(None, days), ""),
        content=max([*contents, str(entry.get("summary", ""))], key=len),
    )


def _day(written: str, utc: struct_time | None) -> str:
    """The day as it was written, where that can be read: where it is published, which in UTC may be another one."""
    return iso_date(written) or (f"{utc.tm_year:04}-{utc.tm_mon:02}-{utc.tm_mday:02}" if utc else "")


def _absolute(base: str, link: str) -> str:
    address = urljoin(base, link) if link else ""
    return address if is_web_address(address) else ""
