"""Exports of a site's articles in XML: what WordPress writes; a feed that was saved as a file is read as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from index.articles.article import Unreadable
from index.articles.draft import Draft, LeftOut, Refused, draft_of_fields, drafted
from index.articles.formats.feed import read_feed
from index.articles.formats.xml import without_entities
from index.articles.page import with_paragraphs
from index.articles.web import web_key

MOST_BYTES = 200 * 2**20
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
TYPES = ("post", "page")
"""What of an export is an article: no attachments, menus or revisions."""


def drafts(path: Path) -> Iterator[Draft | LeftOut | Refused]:
    """The articles in the file. Raises Unreadable where it is no export and no feed."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"more than {MOST_BYTES // 2**20} MB; export it in parts")
    content = without_entities(path.read_bytes())
    channel = _channel(content)
    items = channel.findall("item") if channel is not None else []
    if not any(_of(item, "post_type") for item in items):
        for entry in read_feed(content, str(path)):
            key = web_key(entry.url) if entry.url else entry.key
            yield drafted(f"{path}, {entry.url or entry.title}", partial(entry.draft, key))
        return
    site = (channel.findtext("title") or "").strip()
    unpublished: Counter[str] = Counter()
    for number, item in enumerate(items, 1):
        if _of(item, "post_type") not in TYPES:
            continue
        if (status := _of(item, "status")) in ("publish", ""):
            yield _post(item, site, path, number)
        else:
            unpublished[status] += 1
    if unpublished:
        are = "1 post in it is" if unpublished.total() == 1 else f"{unpublished.total()} posts in it are"
        each = ", ".join(f"{count} {status}" for status, count in unpublished.most_common())
        yield LeftOut(str(path), f"{are} not published ({each})")


def _channel(content: bytes) -> Any:
    from lxml import etree

    # What a site's editor let in (control characters, a stray &) costs no more than that.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    return tree.find("channel") if tree is not None else None


def _of(item: Any, name: str) -> str:
    """A value of WordPress's own, whatever version its names are of."""
    found = next(
        (child for child in item if isinstance(child.tag, str) and child.tag.endswith("}" + name)), None
    )
    return (found.text or "").strip() if found is not None else ""


def _post(item: Any, site: str, path: Path, number: int) -> Draft | Refused:
    title, url = (item.findtext("title") or "").strip(), (item.findtext("link") or "").strip()
    text = item.findtext(_CONTENT) or ""
    day = _of(item, "post_date")
    about = {"title": title, "publisher": site, "url": url, "date": "" if day.startswith("0000") else day}

    def read() -> Draft:
        if not text.strip():
            raise Unreadable("no text in it")
        key = web_key(url) if url else f"{path.resolve()}#{_of(item, 'post_id') or number}"
        return draft_of_fields(key, with_paragraphs(text), about)

    return drafted(f"{path}, {title or url or f'item {number}'}", read)
