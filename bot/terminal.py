"""Blocks of text on a terminal, or in a pipe that stands in for one."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.style import Style as RichStyle
from rich.text import Text

from bot.render import Block, Kind, Segment, Style, answer_blocks
from index.answers import Answer, Candidate

PIPE_WIDTH = 80
LEAST_WIDTH, MOST_WIDTH = 20, 100

_STYLES: dict[Style, str] = {"plain": "", "strong": "bold", "dim": "dim", "source": "cyan", "path": "dim"}
_MARGINS: dict[Kind, tuple[str, str]] = {
    "quote": ("  “", "   "),
    "source": ("  ", "      "),
    "paragraph": ("  ", "  "),
}


def console_on(stream: TextIO) -> Console:
    """A console as wide as its terminal, within reason; plain and 80 columns wide in a pipe."""
    width = PIPE_WIDTH
    if stream.isatty():
        width = min(max(shutil.get_terminal_size().columns, LEAST_WIDTH), MOST_WIDTH)
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def print_answer(console: Console, answer: Answer) -> None:
    """The answer, or the refusal, for a person to read."""
    print_blocks(console, answer_blocks(answer))


def print_question(console: Console, question: str) -> None:
    """The question as a heading, where several are answered one below the other."""
    console.print(Text(f"> {harmless(question)}", "dim"))


def print_explanation(console: Console, answer: Answer) -> None:
    """What was found and read, as the reader ranks it, and what the decision rested on."""
    why = answer.explanation
    console.print()
    for row in sorted(why.candidates, key=lambda row: -row.margin):
        _print_wrapped(console, Text(harmless(row.span)), f"{row.margin:+7.2f}  ", " " * 9)
        _print_wrapped(console, Text(harmless(_where_from(row)), "dim"), " " * 9, " " * 9)
    rests_on = [
        f"confidence {answer.confidence:.2f}, answered from {why.threshold:.2f}",
        ", ".join(f"{name} {value:.3g}" for name, value in why.features.items()),
        "nothing supports: " + ", ".join(why.unsupported) if why.unsupported else "",
    ]
    for line in filter(None, rests_on):
        _print_wrapped(console, Text(harmless(line)), "", "  ")


def _where_from(row: Candidate) -> str:
    """A candidate's article and, from each half of search that found it, its score and rank."""
    parts = [row.article]
    if row.dense is not None:
        parts.append(f"dense {row.dense:.2f} #{row.dense_rank}")
    if row.keyword is not None:
        parts.append(f"keyword {row.keyword:.1f} #{row.keyword_rank}")
    return " · ".join([*parts, f"fused {row.fused:.4f}"])


def print_blocks(console: Console, blocks: list[Block]) -> None:
    """Blocks one below the other, each wrapped under its own margin."""
    for place, block in enumerate(blocks):
        if place > 0 and block.kind in ("quote", "label", "paragraph") and blocks[place - 1].kind != "answer":
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
    _print_wrapped(console, text, first, rest)


def _print_wrapped(console: Console, text: Text, first: str, rest: str) -> None:
    """Text between a margin and the width; `first` is the first line's margin, `rest` that of the others."""
    lines = text.wrap(console, console.width - max(len(first), len(rest)), overflow="fold")
    for number, line in enumerate(lines):
        line.rstrip()
        margin = Text(rest if number else first)
        console.print(margin + line, overflow="ignore", no_wrap=True, crop=False)


def _styled(segment: Segment, block: Block, console: Console) -> Text:
    shown = harmless(_from_here(segment.text) if segment.style == "path" else segment.text)
    if segment.style == "strong" and block.kind in ("quote", "paragraph") and console.color_system is None:
        shown = f"**{shown}**"
    style = RichStyle.parse(_STYLES[segment.style])
    if segment.style == "source" and block.link and _WEB_ADDRESS.fullmatch(block.link):
        style += RichStyle(link=block.link)
    return Text(shown, style)


_WEB_ADDRESS = re.compile(r"https?://[!-~]+")


def _from_here(path: str) -> str:
    """A path below the working folder, from there; any other as it is."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


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
