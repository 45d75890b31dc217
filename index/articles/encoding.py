"""Bytes to text: the encodings in which news is kept."""

from __future__ import annotations

from contextlib import suppress

from index.articles.article import Unreadable


def in_utf8(content: bytes, *labels: str | None) -> bytes:
    """A text in UTF-8: from the first encoding of those that somebody names, where it is not in UTF-8 already."""
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8").encode() if b"\0" not in content else content
    for label in filter(None, labels):
        with suppress(ValueError, LookupError):
            return content.decode(label).encode()
    return content


def decode(content: bytes) -> str:
    """Text in UTF-8, UTF-16 or UTF-32 (with a mark), or an older encoding by its look; newlines are `\\n`.

    Raises Unreadable where the bytes are no text in any of them.
    """
    text = _decode_unicode(content)
    if text is None:
        if b"\0" in content:
            raise Unreadable("binary, not text")
        text = _decode_legacy(content)
    if "\0" in text:
        raise Unreadable("binary, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_unicode(content: bytes) -> str | None:
    marked = (
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    )
    encoding = next((name for mark, name in marked if content.startswith(mark)), "utf-8-sig")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_legacy(content: bytes) -> str:
    import charset_normalizer  # only old files pay for it

    found = charset_normalizer.from_bytes(content, cp_isolation=["cp1252", "mac_roman"]).best()
    if found is None:
        raise Unreadable("in no text encoding that is known here")
    return str(found)
