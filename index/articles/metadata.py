"""What a file says about where its article is from: the values that can be kept, and a warning for each that cannot."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from index.articles.characters import as_seen
from index.articles.dates import read_twice, written
from index.articles.encoding import CONTROLS


def usable_metadata(
    metadata: dict[str, Any], *, month_first: bool = False
) -> tuple[dict[str, str], list[str]]:
    """The metadata that can be kept, as text, and a warning for each that cannot, or may have been misread."""
    kept: dict[str, str] = {}
    warnings: list[str] = []
    for key in _KINDS:
        if metadata.get(key) in (None, *_NOTHING):
            continue
        value, doubt = _usable(key, metadata[key], month_first=month_first)
        if value is not None:
            kept[key] = value
        if doubt:
            warnings.append(doubt)
    if "date" not in kept:
        named = (metadata.get(name.lower()) for name in DATE_NAMES)
        others = (_usable("date", value, month_first=month_first) for value in named)
        day, doubt = next((found for found in others if found[0]), (None, ""))
        kept |= {"date": day} if day else {}
        warnings += [doubt] if doubt else []
    return kept, warnings


DATE_NAMES = (
    *("date", "published", "date_published", "datePublished", "published_at", "publish_date", "publishDate"),
    *("pubdate", "pubDate"),
)
"""The names under which the day of publication stands, the likeliest first."""


def _usable(key: str, value: Any, *, month_first: bool) -> tuple[str | None, str]:
    """A value as it is kept, None where it cannot be; and what is doubtful about it, for people."""
    is_none = f"{key} {_shown(value)} is not a {_KINDS[key]}; it is ignored"
    if not isinstance(value, str) or _UNPRINTABLE.search(value):
        return None, is_none
    if key == "date":
        day, doubt = _date(value, month_first=month_first)
        return day, doubt or ("" if day else is_none)
    text = _web_address(value) if key == "url" else plain(_TAG.sub("", as_seen(value)))
    return text, "" if text else is_none


def tags_of(metadata: dict[str, Any]) -> tuple[str, ...]:
    """What a file says that its article is about: a list, or a line with commas between; each once, in its order."""
    named = metadata.get("tags")
    parts = named.split(",") if isinstance(named, str) else named if isinstance(named, list) else []
    tags = (plain(as_seen(part)) for part in parts if isinstance(part, str) and not _UNPRINTABLE.search(part))
    known = {tag.casefold(): tag for tag in reversed(list(filter(None, tags)))}
    return tuple(reversed(known.values()))


def given_of(metadata: dict[str, Any]) -> tuple[str, ...]:
    """The names of the values that a person gave of an article, as the file that was written of it notes them."""
    noted = metadata.get("given")
    return tuple(key for key in _KINDS if isinstance(noted, list) and key in noted)


_NOTHING = ("", "~", "null", "Null", "NULL")
_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")  # what an escape in YAML can name and no file can hold
_KINDS = {"title": "line of text", "publisher": "line of text", "date": "date", "url": "web address"}


_TAG = re.compile(r"</?(?:a|b|br|em|i|mark|small|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.IGNORECASE)
"""What sets a word apart in a title that comes from a page."""


def _shown(value: Any) -> str:
    return repr(value[:80]) if isinstance(value, str) else "[…]" if isinstance(value, list) else "{…}"


def plain(value: str) -> str | None:
    """A text as one line of at most 300 characters; None where it is empty."""
    return " ".join(value.translate(CONTROLS).split())[:300] or None


def iso_date(value: str, *, month_first: bool = False) -> str | None:
    """A written date as ISO 8601; None where it is none that an article can have."""
    return _date(value, month_first=month_first)[0]


def _date(value: str, *, month_first: bool) -> tuple[str | None, str]:
    """A written date as ISO 8601 and, where it cannot be right or can be read in two ways, that for people."""
    numbers = _NUMBERS.match(value)
    day = _day(value, month_first=month_first)
    if day is None:
        return None, ""
    if day.isoformat() in _ZEROS:
        return None, f"date {_shown(value)} is a clock's zero and no day of publication; it is ignored"
    if day > datetime.now(UTC).date() + timedelta(1):
        return None, f"date {_shown(value)} is in the future; it is ignored"
    if numbers and not month_first and numbers.group(1) != numbers.group(2):
        first, second = map(int, numbers.groups())
        if first <= 12:
            doubtful = "has its month first" if second > 12 else "can be read in two ways"
            return day.isoformat(), f"date {_shown(value)} {doubtful}; it is taken for {written(day)}"
    return day.isoformat(), ""


_NUMBERS = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")
_ZEROS = ("0001-01-01", "1900-01-01", "1969-12-31", "1970-01-01")
"""What programs write where they know no date: the zeros of Go, of spreadsheets and of Unix."""


def _day(value: str, *, month_first: bool) -> date | None:
    with suppress(ValueError):
        return datetime.fromisoformat(value.strip()).date()
    with suppress(ValueError, OverflowError):
        one, other = read_twice(value, day_first=not month_first)
        return one if one == other else None
    return None


def is_home(url: str) -> bool:
    """Whether an address is that of a whole site, and so no article's own."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _web_address(value: str) -> str | None:
    text = value.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc and len(text.split()) == 1 else None
