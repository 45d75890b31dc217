"""Lines of JSON: one article a line, its values by the names that people give them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from index.articles.article import Unreadable
from index.articles.draft import Draft, Refused, draft_of_fields, drafted
from index.articles.files import MAX_FILE_BYTES
from index.articles.metadata import DATE_NAMES, is_home
from index.articles.web import is_web_address, web_key

NAMES = {
    "title": ("title", "headline", "name"),
    "publisher": ("publisher", "source", "site", "sitename", "site_name", "outlet", "publication"),
    "date": DATE_NAMES,
    "url": ("url", "link", "source_url", "canonical_url", "web_url"),
    "text": (
        *("text", "body", "content", "article", "maintext", "content_html", "content_text", "article_text"),
    ),
    "id": ("id", "_id", "guid", "uuid"),
}
"""The names under which a value stands in the sets of articles that are about."""


def drafts(path: Path) -> Iterator[Draft | Refused]:
    """The article of each line."""
    named: Counter[str] = Counter()
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_FILE_BYTES + 1):
            number += 1
            where = f"{path}, line {number}"
            if len(line) > MAX_FILE_BYTES:
                yield Refused(where, f"a line of more than {MAX_FILE_BYTES // 2**20} MB")
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_FILE_BYTES)
                continue
            if not line.strip():
                continue
            yield drafted(where, partial(_draft, line, path, named))


def _draft(line: bytes, path: Path, named: Counter[str]) -> Draft:
    """Without an address or an id, an article is known by its title, and by how many before it have the same."""
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable("not JSON in UTF-8") from None
    if not isinstance(values, dict):
        raise Unreadable("no JSON object")
    known = {name: value for name in NAMES if (value := _value(values, name))}
    text = known.pop("text", "")
    if not text:
        raise Unreadable(f"no text in it; it stands under one of {', '.join(NAMES['text'])}")
    id, url = known.pop("id", ""), known.get("url", "")
    if is_web_address(url) and not is_home(url):
        return draft_of_fields(web_key(url), text, known)
    if not id:
        id = known.get("title") or text[:80]
        named[id] += 1
        id += f" {named[id]}" if named[id] > 1 else ""
    return draft_of_fields(f"{path.resolve()}#{id}", text, known)


def _value(values: Mapping[str, Any], name: str) -> str:
    """The first value there is under one of a name's names, as text; of an object its name."""
    for own in NAMES[name]:
        value = values.get(own)
        if isinstance(value, dict):
            value = value.get("name") or value.get("title")
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""
