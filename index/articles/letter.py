"""Newsletters as plain text: what stands between and below their items and is no news."""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_LINK_WORDS = 10
"""Words that may stand before an address in a line that is a link and no sentence."""
MOST_MENU_WORDS = 5
"""Words of a part of a menu: "Unsubscribe | Manage preferences"."""
MOST_AD_WORDS = 60
"""Words of a section that may be an advertisement: it has no heading where others have one."""


class Letter(NamedTuple):
    """A newsletter's text without what is no news, and the paragraphs that were left out."""

    text: str
    left_out: tuple[str, ...]


def without_chrome(text: str) -> Letter:
    """Leave out the blocks that are links or menus, and short sections between rules that alone have no heading."""
    left_out: list[str] = []
    sections = _RULE.split(text)
    headed = [_has_heading(section) for section in sections]
    kept = []
    for place, section in enumerate(sections):
        words = len(section.split())
        if (
            place
            and not headed[place]
            and sum(headed) > 1
            and words <= MOST_AD_WORDS
            and "://" not in section
        ):
            left_out += section.strip().split("\n")[:1] if words else []
            kept.append("\n")
            continue
        blocks = re.split(r"(\n[^\S\n]*\n)", section)
        left_out += (block.strip().split("\n")[0] for block in blocks if _is_chrome(block))
        kept.append("".join("" if _is_chrome(block) else block for block in blocks))
    return Letter(re.sub(r"\n(?:[^\S\n]*\n){2,}", "\n\n", "\n".join(kept)), tuple(left_out))


def without_signature(text: str) -> str:
    """A text up to its signature (RFC 3676): the last one, as a digest of letters has one below each."""
    *_, end = (len(text), *(line.start() for line in _SIGNATURE.finditer(text)))
    return text[:end]


_SIGNATURE = re.compile(r"^-- $", re.MULTILINE)


def is_letter(text: str) -> bool:
    """Whether a text is set as newsletters are: sections between rules, and links that stand alone."""
    return len(_RULE.findall(text)) > 1 and any(_is_link(block) for block in re.split(r"\n\s*\n", text))


_RULE = re.compile(r"^[^\S\n]*(?:[-=*_~–—#•][^\S\n]?){5,}$", re.MULTILINE)


def _has_heading(section: str) -> bool:
    blocks = [block.strip() for block in re.split(r"\n\s*\n", section) if block.strip()]
    return (
        len(blocks) > 1
        and "\n" not in blocks[0]
        and blocks[0][-1:].isalnum()
        and len(blocks[0].split()) <= 14
    )


def _is_chrome(block: str) -> bool:
    """Whether every line is a link, or one is a menu: what stands around that is the sender's small print."""
    lines = [line for line in block.split("\n") if line.strip()]
    return bool(lines) and (all(map(_is_link, lines)) or any(map(_is_menu, lines)))


def _is_link(line: str) -> bool:
    address = _ADDRESS.search(line)
    if address is None or line[address.end() :].strip(" >)]*"):
        return False
    before = line[: address.start()]
    return len(before.split()) <= MOST_LINK_WORDS and not re.search(r"[.!?]\s", before)


_ADDRESS = re.compile(r"[<(\[]?https?://[^\s<>]+")


def _is_menu(line: str) -> bool:
    parts = re.split(r"\s[|·•]\s", line.strip())
    return len(parts) > 1 and all(
        0 < len(part.split()) <= MOST_MENU_WORDS and part[-1] not in ".!?" for part in parts
    )
