"""Bytes to text: the encodings in which news is kept."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from html import unescape

from index.articles.article import Unreadable


def in_utf8(content: bytes, *labels: str | None) -> bytes:
    """A text in UTF-8: from the first encoding of those that somebody names, where it is not in UTF-8 already."""
    if b"\0" not in content and _utf_8(content) is not None:
        return content
    for label in filter(None, labels):
        with suppress(ValueError, LookupError):
            return _decoded(content, label).encode()
    return content


def page_in_utf8(content: bytes, charset: str | None = None) -> bytes:
    """A page in UTF-8: from the encoding that its server or itself names, where it is not in UTF-8 already."""
    named = _CHARSET.search(content[:4096])
    own = named.group(1).decode("ascii") if named else None
    # What can be read in single bytes as far as this is not in UTF-16, whatever it says.
    return in_utf8(content, charset, None if own and own.lower().startswith(("utf-16", "utf-32")) else own)


_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE
)


def _decoded(content: bytes, label: str) -> str:
    """Text in the encoding that a label stands for on the web (https://encoding.spec.whatwg.org/#names-and-labels).

    Raises LookupError, ValueError.
    """
    name = codecs.lookup(label.strip()).name
    name = _MEANT.get(name, name)
    return content.decode(name, "replace" if name == "cp1252" else "strict")


_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
_MEANT |= {"tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}
"""What the standard takes for these, by the names that Python has for both."""


def decode(content: bytes) -> str:
    """Text in UTF-8, UTF-16 or UTF-32 (with a mark), or an older encoding by its look; newlines are `\\n`.

    What is no UTF-8 in a text that otherwise is becomes U+FFFD. Raises Unreadable where the bytes are no text in any.
    """
    text = _decode_unicode(content)
    if text is None:
        if b"\0" in content:
            raise Unreadable("binary, not text")
        text = _decode_legacy(content)
    if "\0" in text:
        raise Unreadable("binary, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)


CONTROLS = {number: unescape(f"&#{number};") for number in range(0x80, 0xA0)}
"""Control characters that no text has: what stands for them in windows-1252, from which they were misread.

It is how HTML takes references to them (https://html.spec.whatwg.org/#numeric-character-reference-end-state).
"""
CONTROLS |= {number: "\ufffd" for number, read in CONTROLS.items() if not read or ord(read) == number}


def _decode_unicode(content: bytes) -> str | None:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None:
        return _utf_8(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


_MARKS = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),  # first: UTF-16's begins one of them
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)


def _utf_8(content: bytes) -> str | None:
    """Text in UTF-8, also where some bytes are damaged: fewer than there are characters of several bytes.

    In older encodings hardly any bytes beyond ASCII make a character of UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("utf-8-sig", "surrogateescape")
    damaged = len(_DAMAGED.findall(text))
    whole = sum(not character.isascii() for character in text) - damaged
    return _DAMAGED.sub("\ufffd", text) if damaged < whole else None


_DAMAGED = re.compile("[\udc80-\udcff]")


def _decode_legacy(content: bytes) -> str:
    import charset_normalizer  # only old files pay for it

    found = charset_normalizer.from_bytes(content, cp_isolation=["cp1252", "mac_roman"]).best()
    if found is None:
        raise Unreadable("in no text encoding that is known here")
    return str(found)
