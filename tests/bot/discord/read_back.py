"""The way back from a message's Markdown to the article's text: what it shows, to the byte."""

from __future__ import annotations

import re

import discord

from bot.discord.showing.presentation import Sheet

_PICTURED = {chr(0x2400 + code): chr(code) for code in range(0x20)} | {"\u2421": "\x7f"}
_WRITTEN = re.compile(
    r"\\([^0-9A-Za-z\s])|\*\*|([\u2400-\u241f\u2421])"
    r"|([\u202a\u202b\u202d\u202e])\u202c|([\u2066-\u2068])\u2069"
)
_QUOTED = re.compile(r"(?:^> [^\n]*(?:\n|\Z))+", re.MULTILINE)


def quotations(markdown: str) -> list[str]:
    """The texts of the block quotes in a message, to the byte, in order."""
    return [
        unescape("\n".join(line[2:] for line in run.group().removesuffix("\n").split("\n")))
        for run in _QUOTED.finditer(markdown)
    ]


def unescape(markdown: str) -> str:
    """The text that `escape` was given; bold marks are left out."""
    return _WRITTEN.sub(_original, markdown)


def _original(match: re.Match[str]) -> str:
    escaped, picture, embedding, isolate = match.groups()
    return escaped or embedding or isolate or (_PICTURED[picture] if picture else "")


def whole_text(message: discord.Message | Sheet) -> str:
    """The Markdown of a message's embeds; `quotations` finds the quotes in it."""
    return "\n\n".join(embed.description or "" for embed in message.embeds)
