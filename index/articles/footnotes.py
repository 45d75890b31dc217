"""Footnotes: their marks leave the words that they hang on; the notes themselves stay as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet


def without_marks(source: str, notes: AbstractSet[str] | None = None) -> str:
    """A text or Markdown source without the marks of footnotes.

    `[^1]` always is one. `[1]` right behind a word is one, and so is a raised figure behind a sum of money, or behind a
    word or figure where a line begins with the same one: the note. Where there is no such line, it may be a square
    metre. `notes` are the marks with which notes begin, where they are known.
    """
    if "[" in source:
        source = _DEFINITION.sub("\n\n", source)
        inline = [note.strip() for note in _INLINE.findall(source)]
        source = "\n\n".join([_MARK.sub("", _INLINE.sub("", source)), *inline])
        source = _NUMBERED.sub("", source)
    notes = notes_in(source.split("\n")) if notes is None else notes

    def without(mark: re.Match[str]) -> str:
        before = source[max(0, mark.start() - 40) : mark.start()]
        is_note = mark.group() in notes and not is_area(before)
        return "" if is_note or _MONEY.search(before) else mark.group()

    return _RAISED.sub(without, source)


def with_raised(source: str) -> str:
    """A Markdown source with raised figures as characters in the place of their tags; a link is a footnote's mark."""

    def raised(tag: re.Match[str]) -> str:
        return "" if tag.group(1) else tag.group(2).translate(RAISED)

    return _SUP.sub(raised, source) if "<sup" in source else source


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUP = re.compile(r"<sup\b[^<>]*>\s*(<a\b[^<>]*>)?\s*\[?(\d{1,3})\]?\s*(?:</a>)?\s*</sup>", re.IGNORECASE)


def is_area(before: str) -> bool:
    """Whether a raised 2 or 3 behind these words makes an area or volume of them, and no note."""
    return bool(_AREA.search(before))


def notes_in(lines: Iterable[str]) -> frozenset[str]:
    """The raised marks with which lines begin, and further notes in such a line."""
    return frozenset(note for line in lines if _NOTE.match(line) for note in _NOTES.findall(line))


_DEFINITION = re.compile(r"(?:^|\n)[ ]{0,3}\[\^[^\]\s]+\]:[ \t]*")
_INLINE = re.compile(r"\^\[([^\[\]\n]+)\]")
_MARK = re.compile(r"[ \t]?\[\^[^\]\s]+\]")
_NUMBERED = re.compile(r"(?<=[\w.,;:!?”’\"'%)])\[(?:\d{1,3}|[*†‡])\](?![(\[:])")
_NOTE = re.compile(r"\s*([⁰¹²³⁴-⁹]+|[†‡]{1,3})(?=\s*[\w“\"'])")
_NOTES = re.compile(r"(?:^|[.;,]\s)\s*([⁰¹²³⁴-⁹]+|[†‡]{1,3})(?=\s*[\w“\"'])")
_MONEY = re.compile(r"[$£€¥]\s?(?!10\Z)[\d.,]*\d(?: ?(?:k|m|bn|tn))?\Z")
_RAISED = re.compile(r"(?<=[\w%.,;:!?”’)])(?:[⁰¹²³⁴-⁹]+|[†‡]{1,3})(?!\w)")
_AREA = re.compile(r"(?<![$£€¥\d.,])[\d.,]+ ?(?:k|c|m)?m\Z|\bsq\Z")
