"""Blocks of text on a terminal, or in a pipe that stands in for one."""

from __future__ import annotations

import os
import re
import sys
import textwrap
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.style import Style as RichStyle
from rich.text import Text

from bot.render import Block, Kind, Segment, Style, answer_blocks
from index.answers import Answer

PIPE_WIDTH = 80
LEAST_WIDTH, MOST_WIDTH = 20, 100

_STYLES: dict[Style, str] = {"plain": "", "strong": "bold", "dim": "dim", "source": "cyan", "path": "dim"}
_MARGINS: dict[Kind, tuple[str, str]] = {
    "quote": ("  “", "   "),
    "about": ("   ", "   "),
    "source": ("  ", "      "),
    "paragraph": ("  ", "  "),
}


def console_on(stream: TextIO) -> Console:
    """A console as wide as its terminal, within reason; plain and 80 columns wide in a pipe."""
    width = PIPE_WIDTH
    if stream.isatty():
        width = min(max(_columns(stream), LEAST_WIDTH), MOST_WIDTH)
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _columns(stream: TextIO) -> int:
    """How wide the terminal behind this very stream is: another stream may be a pipe, or another terminal."""
    named = os.environ.get("COLUMNS", "")
    if named.isdecimal() and int(named):
        return int(named)
    with suppress(OSError):
        return os.get_terminal_size(stream.fileno()).columns or PIPE_WIDTH
    return PIPE_WIDTH


def say(sentence: str, *, label: str = "", err: bool = False) -> None:
    """Write one of our own sentences after a label: one line in a pipe, wrapped at words on a terminal.

    Lines after the first stand below the first's words. What is longer than a line, such as a path, is left
    to the terminal to break, so that it can be copied whole.
    """
    stream = sys.stderr if err else sys.stdout
    shown = label + harmless(sentence)
    if stream.isatty():
        shown = textwrap.fill(
            shown,
            console_on(stream).width,
            subsequent_indent=" " * len(label),
            break_long_words=False,
            break_on_hyphens=False,
        )
    click.echo(shown, file=stream)


def print_answer(console: Console, answer: Answer) -> None:
    """The answer, or the refusal, for a person to read."""
    print_blocks(console, answer_blocks(answer))


def print_question(console: Console, question: str) -> None:
    """The question as a heading, where several are answered one below the other."""
    console.print(Text(f"> {harmless(question)}", "dim"))


def print_blocks(console: Console, blocks: list[Block]) -> None:
    """Blocks one below the other, each wrapped under its own margin."""
    for place, block in enumerate(blocks):
        begins = block.kind in ("quote", "label", "paragraph")
        if place > 0 and begins and blocks[place - 1].kind not in ("answer", "figures"):
            console.print()
        _print_block(console, block)


def _print_block(console: Console, block: Block) -> None:
    first, rest = _MARGINS.get(block.kind, ("", ""))
    text = Text()
    for segment in block.segments:
        text.append_text(_styled(segment, block, console))
    if block.kind == "refusal":
        text.stylize("yellow")
    if block.kind == "quote":
        text.append("”")
    print_wrapped(console, text, first, rest)


def print_wrapped(console: Console, text: Text, first: str, rest: str) -> None:
    """Text between a margin and the width; `first` is the first line's margin, `rest` that of the others."""
    lines = text.wrap(console, console.width - max(len(first), len(rest)), overflow="fold")
    for number, line in enumerate(lines):
        line.rstrip()
        margin = Text(rest if number else first)
        console.print(margin + line, overflow="ignore", no_wrap=True, crop=False)


def _styled(segment: Segment, block: Block, console: Console) -> Text:
    quoted = block.kind in ("quote", "paragraph")
    show = _shown_path if segment.style == "path" else _paragraphs if quoted else harmless
    shown = show(segment.text)
    if segment.style == "strong" and quoted and console.color_system is None:
        shown = f"**{shown}**"
    style = RichStyle.parse(_STYLES[segment.style])
    if segment.style == "source" and block.link and _WEB_ADDRESS.fullmatch(block.link):
        style += RichStyle(link=block.link)
    return Text(shown, style)


_WEB_ADDRESS = re.compile(r"https?://[!-~]+")


def _shown_path(path: str) -> str:
    """A path below the working folder, from there; else below the home folder, from ~; any other as it is."""
    for folder, start in ((Path.cwd(), Path()), (Path("~").expanduser(), Path("~"))):
        if folder.parts[1:] and Path(path).is_relative_to(folder):
            return harmless(str(start / Path(path).relative_to(folder)))
    return harmless(path)


def _paragraphs(text: str) -> str:
    """Harmless text that begins a line where the article begins a paragraph: after a blank line."""
    return "\n".join(map(harmless, re.split(r"[^\S\n]*\n[^\S\n]*\n\s*", text)))


def harmless(text: str) -> str:
    """Text that a terminal shows and does not obey: white space is spaces, controls are made visible.

    Escape sequences, other control characters, marks that turn the writing's direction, tags and private
    characters come out as their picture (␛) or number (⟨U+202E⟩). Joiners and soft hyphens, which ordinary
    words hold, stay.
    """
    return "".join(map(_shown, re.sub(r"\s+", " ", text)))


def _shown(character: str) -> str:
    if unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs") or character in _ORDINARY_FORMAT:
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


_ORDINARY_FORMAT = "\u00ad\u200c\u200d"
