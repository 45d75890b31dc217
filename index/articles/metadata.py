"""What a file says about where its article is from: the values that can be kept, and a warning for each that cannot."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit


def checked(metadata: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The metadata that can be kept, as text, and a warning for each that cannot."""
    kept: dict[str, str] = {}
    warnings: list[str] = []
    for key, check in (("title", plain), ("publisher", plain), ("date", iso_date), ("url", _web_address)):
        value = metadata.get(key)
        if value is None or value in _NOTHING:
            continue
        checked = check(value) if isinstance(value, str) and not _UNPRINTABLE.search(value) else None
        if checked is None:
            warnings.append(f"{key} {_shown(value)} is not a {_KINDS[key]}; it is ignored")
        else:
            kept[key] = checked
    return kept, warnings


_NOTHING = ("", "~", "null", "Null", "NULL")
_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")  # what an escape in YAML can name and no file can hold
_KINDS = {"title": "line of text", "publisher": "line of text", "date": "date", "url": "web address"}


def _shown(value: Any) -> str:
    return repr(value[:80]) if isinstance(value, str) else "[…]" if isinstance(value, list) else "{…}"


def plain(value: str) -> str | None:
    return re.sub(r"\s+", " ", value).strip()[:300] or None


def iso_date(value: str) -> str | None:
    try:
        return datetime.fromisoformat(value.strip()).date().isoformat()
    except ValueError:
        return _written_date(value)


def _written_date(value: str) -> str | None:
    from dateutil import parser

    try:
        # A part the text does not name is filled from the default: two defaults that agree on nothing show it.
        first, second = (parser.parse(value, default=day, dayfirst=True, ignoretz=True) for day in _UNALIKE)
    except (ValueError, OverflowError):
        return None
    return first.date().isoformat() if first.date() == second.date() else None


_UNALIKE = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC))


def _web_address(value: str) -> str | None:
    text = value.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", text) else None
