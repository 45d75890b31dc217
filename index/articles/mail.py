"""E-mail: a newsletter or release saved with its headers, which say where it is from."""

from __future__ import annotations

import email
import re
from email import policy
from email.message import Message, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any, NamedTuple

from index.articles.encoding import decode, in_utf8


class Mail(NamedTuple):
    """The text of an e-mail, whether that is HTML, and what its headers say."""

    body: str
    html: bool
    metadata: dict[str, Any]


def mail(raw: str) -> Mail | None:
    """An e-mail's text and metadata; None where a text does not begin with the headers of one.

    Lines such as "Title: …" and "Date: …" above the first blank line, or above "Body:", are headers, too.
    """
    raw = _unmarked(_FORWARDED.sub("", raw).lstrip("\n"))
    head, *after = _BODY.split(raw, maxsplit=1)
    rest = "".join(after)
    if not rest.strip() or not _HEADERS.fullmatch(head):
        return None
    message = email.message_from_bytes(f"{head}\n\n{rest}".encode(), policy=policy.default)
    names = {name.lower() for name in message}
    if not (
        {"subject", "title", "headline"} & names
        and names & {"from", "date", "sent", "to", "publisher", "source", "url"}
    ):
        return None
    source = header(message, "Source")
    address = source if source.lower().startswith(("http://", "https://")) else ""
    metadata = {
        "title": _PASSED_ON.sub("", header(message, "Subject"))
        or header(message, "Title")
        or header(message, "Headline"),
        "publisher": header(message, "Publisher") or ("" if address else source) or _sender(message),
        "date": day_of(header(message, "Date") or header(message, "Sent")),
        "url": header(message, "URL") or address,
    }
    part = message.get_body(("plain", "html"))
    body = text_of(part) if part is not None and _is_encoded(message) else rest
    html = part is not None and part.get_content_subtype() == "html"
    return Mail(body, html, {key: value for key, value in metadata.items() if value})


def _sender(message: Message[str, str]) -> str:
    """The name of who sent a message, or in whose name: "Ida Roe <ida@echo.example> on behalf of The Echo"."""
    represented = _as_written(message, "From").partition(" on behalf of ")[2]
    return (
        parseaddr(represented)[0] or represented.partition(" <")[0] or parseaddr(header(message, "From"))[0]
    )


_PASSED_ON = re.compile(r"\A(?:(?:fwd?|re): +)+", re.IGNORECASE)
_BODY = re.compile(r"\n+(?:body|text):[^\S\n]*\n?|\n\n", re.IGNORECASE)
"""Where the headers end: at an empty line, or at an agency's label of the text."""


def _unmarked(raw: str) -> str:
    """A letter, with headers that are in bold in Markdown ("**Sent:** 3 May 2023") made plain."""
    headers: dict[str, str] = {}
    end = 0
    while found := _MARKED.match(raw, end):
        name, value, sender, address = found.groups()
        headers[name or "From"] = value or f"{sender} {address}"
        end = found.end()
    if "Subject" not in headers or not (
        {"Sent", "Date"} & headers.keys() or "@" in "".join(headers.values())
    ):
        return raw
    return "\n".join(f"{name}: {value}" for name, value in headers.items()) + f"\n\n{raw[end:]}"


_MARKED = re.compile(
    r"\s*\*\*(?:(From|To|Cc|Bcc|Reply-To|Sent|Date|Subject)(?::\*\*|\*\*:)[ \t]+(\S.*)"
    r"|([^*\n:]{1,40})\*\*[ \t]+(<[^<>\s@]+@[^<>\s@]+>)[ \t]*)(?:\n|\Z)"
)
"""A header in bold, or the sender's name and address alone."""
_FORWARDED = re.compile(r"\A\s*(?:-{3,}(?!-)[^\n:.-]+-{3,}|_{8,})[^\S\n]*\n")
"""What mail programs write above a letter that is passed on: "---------- Forwarded message ---------", or a line."""
_HEADERS = re.compile(r"(?:From .*\n)?(?:[A-Za-z][A-Za-z0-9-]*:[ \t].*(?:\n[ \t]+\S.*)*(?:\n|\Z)){2,}")


def _is_encoded(message: Any) -> bool:
    """Whether the body is more than its text: parts, or bytes written in letters."""
    return bool(message.is_multipart()) or message.get("Content-Transfer-Encoding", "").lower() in _ENCODED


_ENCODED = ("quoted-printable", "base64")


def text_of(part: Message[str, str] | MIMEPart | None) -> str:
    """A part's text: in UTF-8, as the file itself was read, or else as the part says. Raises Unreadable."""
    content = part.get_payload(decode=True) if part is not None else b""
    if part is None or not isinstance(content, bytes):
        return ""
    return decode(in_utf8(content, part.get_content_charset(), "windows-1252").replace(b"\0", b""))


def header(message: Message[str, str] | MIMEPart, name: str) -> str:
    """A header on one line; as it was written where it is malformed, and empty where there is none."""
    try:
        value = str(message.get(name, ""))
    except Exception:  # noqa: BLE001  (the library falls over its own feet on some that are malformed)
        value = _as_written(message, name).encode("ascii", "replace").decode()
    return " ".join(value.split())


def _as_written(message: Message[str, str] | MIMEPart, name: str) -> str:
    """A header as it stands in the message, on one line."""
    raw = (value for other, value in message.raw_items() if other.lower() == name.lower())
    return " ".join(str(next(raw, "")).split())


def day_of(written: str) -> str:
    """A header's date as ISO 8601; as it was written where it is in no e-mail's form."""
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return written
