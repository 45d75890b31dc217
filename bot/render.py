"""An Answer as blocks of styled text, the same for every surface that shows it as text.

Nothing is escaped, wrapped or coloured here: a surface does that as its medium needs. The segments of a
quote, joined, are the quote's text to the character.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from math import floor
from typing import Literal, NamedTuple

from index.answers import Answer, Citation, FigureGroup, Quote, Verdict
from index.building.counted import counted

DOUBTFUL = 0.4
"""Answers less sure than this say so: of 228 questions on news articles, those answered below it were mostly wrong."""

VERDICTS: Mapping[Verdict, str] = {"agrees": "The article agrees.", "differs": "The article says otherwise."}
"""What is said of a claim, above the quote that decides it."""

Style = Literal["plain", "strong", "dim", "source", "path"]
Kind = Literal["note", "answer", "figures", "quote", "about", "source", "refusal", "label", "paragraph"]


class Segment(NamedTuple):
    """A run of text in one style: `strong` for words that answer, `source` for a title, `path` for a file."""

    text: str
    style: Style = "plain"


class Block(NamedTuple):
    """One paragraph of an answer. `link` is the article's web address, on the block that cites it."""

    kind: Kind
    segments: tuple[Segment, ...]
    link: str | None = None

    @property
    def text(self) -> str:
        """The segments, joined."""
        return "".join(segment.text for segment in self.segments)


def answer_blocks(answer: Answer) -> list[Block]:
    """The whole answer, or the refusal with the nearest passages, in reading order."""
    blocks = []
    if answer.asked_as.split() != answer.question.split():
        blocks.append(Block("note", (Segment("asked as: ", "dim"), Segment(answer.asked_as))))
    blocks += [Block("note", (Segment(note, "dim"),)) for note in answer.notes]
    if answer.status == "refused":
        return blocks + _refusal_blocks(answer)
    if answer.claim:
        blocks.append(Block("answer", (Segment(VERDICTS[answer.claim], "strong"),)))
    elif answer.answer is not None:
        blocks.append(Block("answer", _short_answer(answer.answer, doubt(answer))))
    if told := told_side_by_side(answer):
        blocks.append(Block("figures", (Segment(told, "dim"),)))
    return blocks + quote_blocks(answer.quotes)


def _short_answer(words: str, doubtful: str | None) -> tuple[Segment, ...]:
    segment = Segment(words, "strong")
    return (segment,) if doubtful is None else (segment, Segment(f" ({doubtful})", "dim"))


def doubt(answer: Answer) -> str | None:
    """`not sure: 42 %` of an answer that is given below DOUBTFUL; None where there is nothing to say.

    A digest gives no short answer that could be doubted.
    """
    if answer.status == "refused" or answer.answer is None or answer.confidence >= DOUBTFUL:
        return None
    return f"not sure: {floor(100 * answer.confidence)} %"


def told_side_by_side(answer: Answer) -> str | None:
    """`386 (2 sources) · 358 (1 source, 2022)`, or how many articles agree; None where one article says it."""
    if len(answer.figures) > 1:
        return " · ".join(map(_figure, answer.figures))
    agreeing = answer.figures[0].sources if answer.figures else 0
    return f"{agreeing} independent articles agree" if agreeing > 1 else None


def _figure(group: FigureGroup) -> str:
    sources = counted(group.sources, "source", "sources")
    return f"{group.text} ({', '.join(filter(None, [sources, written_date(group.date)]))})"


def _refusal_blocks(answer: Answer) -> list[Block]:
    reason = answer.reason or "The articles do not answer this."
    if answer.kind == "remark":
        return [Block("refusal", (Segment(reason),))]
    blocks = [Block("refusal", (Segment("No answer. ", "strong"), Segment(reason)))]
    if answer.nearest:
        what = "passage" if len(answer.nearest) == 1 else "passages"
        blocks.append(Block("label", (Segment(f"The nearest {what}, not an answer:", "dim"),)))
    return blocks + quote_blocks(answer.nearest)


def quote_blocks(quotes: tuple[Quote, ...]) -> list[Block]:
    """Each quote followed by whom or what it is about, where it does not say so, and its source, numbered from 1."""
    blocks = []
    for quote, source in zip(quotes, source_blocks(quotes), strict=True):
        about = [Block("about", (Segment(said, "dim"),))] if (said := told_about(quote)) else []
        blocks += [Block("quote", quote_segments(quote)), *about, source]
    return blocks


def told_about(quote: Quote) -> str | None:
    """`earlier in the article: “Maria Holt found the wreck.”`, of a quote that says "she"; None where it names her."""
    return f"earlier in the article: “{' '.join(quote.about.text.split())}”" if quote.about else None


def quote_segments(quote: Quote) -> tuple[Segment, ...]:
    """The quote cut at its highlights. Joined, the segments are its text."""
    segments = []
    at = 0
    for start, end in sorted(quote.highlights):
        start, end = max(start, at), min(end, len(quote.text))
        if start < end:
            segments += [Segment(quote.text[at:start]), Segment(quote.text[start:end], "strong")]
            at = end
    segments.append(Segment(quote.text[at:]))
    return tuple(segment for segment in segments if segment.text)


def source_blocks(quotes: Sequence[Quote]) -> list[Block]:
    """The source of each quote, numbered from 1. An article named before is only pointed at."""
    named: dict[tuple[str, str], int] = {}
    blocks = []
    for number, quote in enumerate(quotes, start=1):
        citation = quote.citation
        first = named.setdefault((citation.path, citation.sha256), number)
        blocks.append(_source(quote, number) if first == number else _same_source(citation, number, first))
    return blocks


def _same_source(citation: Citation, number: int, first: int) -> Block:
    """`[2] the same article as [1], paragraph 12`."""
    pointer = f"[{number}] the same article as [{first}], {place_of(citation)}"
    return Block("source", (Segment(pointer, "dim"),))


def _source(quote: Quote, number: int) -> Block:
    """`[1] title · publisher · 19 March 2024 · path, paragraph 5 · also in 4 other articles`."""
    citation, copies = quote.citation, told_copies(quote)
    about = [part for part in (citation.publisher, written_date(citation.date)) if part]
    segments = (
        Segment(f"[{number}] ", "dim"),
        Segment(citation.title, "source"),
        Segment("".join(f" · {part}" for part in about) + " · ", "dim"),
        Segment(citation.path, "path"),
        Segment(f", {place_of(citation)}" + (f" · {copies}" if copies else ""), "dim"),
    )
    return Block("source", segments, citation.url)


def place_of(citation: Citation) -> str:
    """Where in its article a quote stands: `page 3, paragraph 12`."""
    page = "" if citation.page is None else f"page {citation.page}, "
    return f"{page}paragraph {citation.paragraph}"


def told_copies(quote: Quote) -> str | None:
    """`also in 4 other articles`, of a quote that stands in copies of its article; None where it does not."""
    copies = len(quote.also_in)
    return f"also in {counted(copies, 'other article', 'other articles')}" if copies else None


def written_date(date: str | None) -> str | None:
    """An ISO date as people write it: `2024-03-19` is 19 March 2024, `2024-03` March 2024."""
    if date is None:
        return None
    parts = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", date)
    if parts is None:
        return date
    year, month, day = parts.groups()
    if month is None or not 1 <= int(month) <= 12:
        return date
    named = f"{calendar.month_name[int(month)]} {year}"
    return named if day is None else f"{int(day)} {named}"
