"""Article text as Discord Markdown that shows exactly that text.

Discord reads a backslash before any character that is not a letter, a digit or white space as that
character. So every character that could begin something (bold, code, a spoiler, a link, a mention, an emoji,
a heading, a list, a block quote) gets one, and taking the backslashes away gives the text again. Four
things need more than that:

- Control characters, which Discord may drop or turn into line breaks, are shown as their Unicode control
  pictures (a carriage return as ␍). A control picture in the text itself gets a backslash, which tells the
  two apart.
- Every line of a quote carries its own `> ` and its own bold marks, so that no construct spans lines.
- What opens a bidirectional embedding, override or isolate is closed at once, so that it turns nothing: after
  an override, 386 would be read as 683. (Hebrew and Arabic letters need none of them to run from right to left.)
- Other zero-width characters stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

BOLD = "**"
_SPECIAL = re.compile(r"[\\*_~|`<>\[\]#:@\u2400-\u241f\u2421]|\.(?=\w+/)")
"""The last is the end of a host's name: below `discord.gg/abc`, Discord draws an invitation, with no link needed."""
_LIST_ITEM = re.compile(r"^(\s*)(?:([-+])|(\d+)([.)]))", re.MULTILINE)
_CONTROL = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
_CLOSED = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_HARMLESS = str.maketrans(_CONTROL | {opener: opener + closer for opener, closer in _CLOSED.items()})
_JOINERS = "\u200c\u200d"
"""Format characters that scripts and emoji need; others are dropped from titles."""


def escape(text: str) -> str:
    """Markdown that Discord shows as `text`, whatever it holds."""
    written = _SPECIAL.sub(r"\\\g<0>", text)
    written = _LIST_ITEM.sub(_escape_list_item, written)
    return written.translate(_HARMLESS)


def _escape_list_item(match: re.Match[str]) -> str:
    indent, bullet, number, dot = match.groups()
    return f"{indent}\\{bullet}" if bullet else f"{indent}{number}\\{dot}"


def bold(text: str) -> str:
    """`text` in bold, each line on its own; blank lines stay blank."""
    return "\n".join(_bold_line(line) for line in text.split("\n"))


def _bold_line(line: str) -> str:
    return f"{BOLD}{escape(line)}{BOLD}" if line.strip() else escape(line)


def block_quote(text: str, highlights: Iterable[tuple[int, int]]) -> str:
    """`text` as a block quote with the highlighted offsets in bold, and nothing else changed.

    The way back, in tests/bot/discord/read_back.py, gives `text` again, to the byte.
    """
    marked = "".join(
        bold(text[start:end]) if strong else escape(text[start:end])
        for start, end, strong in _pieces(text, highlights)
    )
    return "\n".join(f"> {line}" for line in marked.split("\n"))


def _pieces(text: str, highlights: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Spans that tile `text`, and whether each is highlighted; highlights that touch become one."""
    at = 0
    for start, end in _merged(highlights, len(text)):
        yield at, start, False
        yield start, end, True
        at = end
    yield at, len(text), False


def _merged(highlights: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, a), min(b, length)) for a, b in highlights):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def one_line(text: str, limit: int) -> str:
    """A title or a name as people read it: one line, no control characters, at most `limit` characters."""
    visible = "".join(
        character if character in _JOINERS or unicodedata.category(character) not in ("Cc", "Cf") else " "
        for character in text
    )
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def width(markdown: str) -> int:
    """Length as Discord counts it at its strictest: UTF-16 units."""
    return len(markdown.encode("utf-16-le")) // 2
