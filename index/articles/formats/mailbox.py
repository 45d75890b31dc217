"""Newsletters and releases by e-mail: one message, or a mailbox of them."""

from __future__ import annotations

import email
import mailbox
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from functools import partial
from pathlib import Path

from index.articles.article import Unreadable
from index.articles.draft import Draft, Refused, draft_of_fields, drafted
from index.articles.files import MOST_BYTES, read_bytes
from index.articles.formats.letter_html import without_footer
from index.articles.letter import without_chrome, without_signature
from index.articles.mail import day_of, header, text_of
from index.articles.web import is_web_address


def drafts(path: Path) -> Iterator[Draft | Refused]:
    """The article in each message. Raises Unreadable where a single one is none."""
    if path.suffix.lower() == ".eml":
        yield draft_of_message(read_bytes(path), str(path.resolve()))
        return
    box = mailbox.mbox(path, create=False)
    try:
        keys = box.keys()
        if not keys:
            raise Unreadable("no mailbox: it has no line that begins a message")
        for number, key in enumerate(keys, 1):
            yield drafted(f"{path}, message {number}", partial(_message, box, key, path))
    finally:
        box.close()


def _message(box: mailbox.mbox, key: str, path: Path) -> Draft:
    """Raises Unreadable."""
    with box.get_file(key) as file:
        content = file.read(MOST_BYTES["message"] + 1)
    if len(content) > MOST_BYTES["message"]:
        raise Unreadable(f"more than {MOST_BYTES['message'] // 2**20} MB; a message may have no more")
    return draft_of_message(content, str(path.resolve()))


def draft_of_message(content: bytes, file: str) -> Draft:
    """The article in a message's bytes. Raises Unreadable where they are none, or hold no text."""
    message = email.message_from_bytes(content, policy=policy.default)
    if not header(message, "From"):
        raise Unreadable("no e-mail: it does not say who sent it")
    id = header(message, "Message-ID").strip("<>")
    name, address = parseaddr(header(message, "From"))
    about = {
        "title": header(message, "Subject"),
        "publisher": name or address.rpartition("@")[2],
        "date": day_of(header(message, "Date")),
        "url": _address(header(message, "Archived-At")),
    }
    key = f"mail:{id}" if id else f"{file}#{about['date']} {about['title']}"
    return draft_of_fields(key, _text(message).strip("\n"), about, Path(file.rpartition("#")[2]).stem)


def _text(message: EmailMessage) -> str:
    """What a message says, without what stands below every one: plain, unless its HTML says much more."""
    leaving = re.findall(r"<(https?:[^>]+)>", header(message, "List-Unsubscribe"))
    plain, html = (text_of(message.get_body((kind,))) for kind in ("plain", "html"))
    page = without_footer(html, leaving) if html.strip() else None
    text = without_chrome(_without_signature(plain, leaving)).text
    if page is not None and 2 * len(text.split()) < page.words:
        return page.markup
    return text


def _without_signature(text: str, leaving: list[str]) -> str:
    """A text up to its signature (RFC 3676), or to the paragraph with the address by which its list is left."""
    text = without_signature(text)
    blocks = re.split(r"(\n[^\S\n]*\n)", text)
    for place, block in enumerate(blocks):
        if place > len(blocks) // 2 and any(address in block for address in leaving):
            return "".join(blocks[:place])
    return text


def _address(written: str) -> str:
    address = written.strip("<> ")
    return address if is_web_address(address) else ""
