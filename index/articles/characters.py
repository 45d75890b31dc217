"""Characters as a reader sees them: entities that were escaped twice, or mean no control character; divided words."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

MOST_TIMES = 3
"""How often a text is taken to have been escaped."""

LIGATURES = {letter: unicodedata.normalize("NFKC", letter) for letter in "ﬀﬁﬂﬃﬄﬅﬆ"}
"""Letters that are one piece of type, and which they are."""
UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""Marks of direction, and of width nothing."""


def as_seen(text: str) -> str:
    """A text without entities that stayed in it ("&amp;", "&#8217;"), and with soft hyphens where words are divided.

    Programs that read printed letters write ¬ for these.
    """
    text = _DIVIDED.sub("\u00ad", text)
    for _ in range(MOST_TIMES):
        if "&" not in text or (once := _ENTITY.sub(_unescaped, text)) == text:
            break
        text = once
    return text


_DIVIDED = re.compile(r"(?<=[^\W\d_])¬(?=[^\S\n]*(?:\n|\Z))")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def without_controls(source: str) -> str:
    """A page's or Markdown's source, with references to control characters as HTML takes them: &#146; is ’.

    libxml2 takes them for what they say, CommonMark for nothing.
    """
    return _CONTROL.sub(lambda reference: unescape(reference.group()), source)


_CONTROL = re.compile(r"&#(?:0*1(?:2[89]|[345]\d)|[xX]0*[89][0-9a-fA-F])\b;?")


def _unescaped(entity: re.Match[str]) -> str:
    character = unescape(entity.group())
    return entity.group() if "\0" in character or "\ufffd" in character or character == "\r" else character
