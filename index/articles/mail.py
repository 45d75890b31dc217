"""E-mail: a newsletter or release saved with its headers, which say where it is from."""

from __future__ import annotations

import email
import re
from contextlib import suppress
from email import policy
from email.message import MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, NamedTuple


class Mail(NamedTuple):
    """The text of an e-mail, whether that is HTML, and what its headers say."""

    body: str
    html: bool
    metadata: dict[str, Any]


def mail(raw: str) -> Mail | None:
    """An e-mail's text and metadata; None where a text does not begin with the headers of one.

    Lines such as "Title: …" and "Date: …" above the first blank line are headers, too.
    """
    head, _, rest = raw.lstrip("\n").partition("\n\n")
    if not rest.strip() or not _HEADERS.fullmatch(head):
        return None
    message = email.message_from_bytes(raw.lstrip("\n").encode(), policy=policy.default)
    names = {name.lower() for name in message}
    if not ({"subject", "title"} & names and names & {"from", "date", "to", "publisher", "url"}):
        return None
    metadata = {
        "title": _header(message, "Subject") or _header(message, "Title"),
        "publisher": _header(message, "Publisher") or parseaddr(_header(message, "From"))[0],
        "date": _day(_header(message, "Date")),
        "url": _header(message, "URL"),
    }
    part = message.get_body(("plain", "html"))
    body = _content(part) if part is not None and _is_encoded(message) else rest
    html = part is not None and part.get_content_subtype() == "html"
    return Mail(body, html, {key: value for key, value in metadata.items() if value})


_HEADERS = re.compile(r"(?:From .*\n)?(?:[A-Za-z][A-Za-z0-9-]*:[ \t].*(?:\n[ \t]+\S.*)*\n?){2,}")


def _is_encoded(message: Any) -> bool:
    """Whether the body is more than its text: parts, or bytes written in letters."""
    return bool(message.is_multipart()) or message.get("Content-Transfer-Encoding", "").lower() in _ENCODED


_ENCODED = ("quoted-printable", "base64")


def _content(part: MIMEPart) -> str:
    """A part's text: in UTF-8, as the file itself was read, or else as the part says."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    for encoding in ("utf-8", part.get_content_charset() or "latin-1"):
        with suppress(UnicodeDecodeError, LookupError):
            return content.decode(encoding).replace("\r\n", "\n")
    return content.decode("latin-1")


def _header(message: Any, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _day(written: str) -> str:
    """A header's date as ISO 8601; as it was written where it is in no e-mail's form."""
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return written
