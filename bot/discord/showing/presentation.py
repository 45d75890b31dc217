"""An Answer as a Discord message: embeds, and a file for a quote that no message could hold.

Embeds and not Components V2, for what an answer needs:

- Room. Embeds hold 6,000 characters (4,096 in one), V2 text displays 4,000 in all. Three quotes, one of them
  a sentence of 3,000 characters, come to 4,300 with their citations: one message of embeds, refused as V2.
- The same message goes from "you are in the queue" to the answer, and from an answer to its correction, by
  edits. V2 is a flag that cannot be taken back and forbids plain content from then on.
- What reads messages besides Discord's own client (bridges, logs, moderation bots) reads embeds.

V2 would have put the buttons inside the frame and needs no Embed Links permission; that permission is in the
invite link, `pullquote doctor` looks for it, and a channel that lacks it gets told.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import discord

from bot.discord.showing.citations import citation_line
from bot.discord.showing.markdown import block_quote, bold, escape, one_line, width
from bot.render import VERDICTS, doubt, told_about, told_side_by_side
from index.answers import Answer, Quote
from index.building.counted import counted

ANSWERED, TOLD = 0x2E7D6B, 0x5C6B7A
"""Colours: an answer, and what the bot has to say itself."""
EMBED_LIMIT, MESSAGE_LIMIT, CONTENT_LIMIT = 4_000, 5_800, 2_000
"""UTF-16 units of one description and of all embeds, a little under Discord's 4,096 and 6,000; and of plain content."""
PAGE = 3
"""Quotes on a page after the first."""
_SHORT, _REASON, _REMARK, _NOTE, _GREY, _AROUND = 300, 500, 580, 200, 400, 550
_MOST_NOTES = 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a message shows: `content`, which notifications show, too, then the embeds.

    `files` are (name, text) pairs; `shown` counts the quotes on it.
    """

    embeds: tuple[discord.Embed, ...]
    files: tuple[tuple[str, str], ...] = ()
    shown: int = 0
    content: str = ""

    def attachments(self) -> list[discord.File]:
        """The files, ready to be sent once."""
        return [discord.File(io.BytesIO(text.encode()), filename) for filename, text in self.files]


def answer_sheet(answer: Answer, *, echo: bool = False, repeat: bool = True) -> Sheet:
    """The first page: the short answer and its quotes, or why there are none.

    Its first line is what a notification shows. With `echo`, the question is said: of a command, Discord shows others
    no more than its name; a digest says it in any case. Without `repeat`, nothing is said in words of the question.
    """
    answered = answer.status == "answered"
    short = one_line(answer.answer or "", _SHORT)
    named = answered and repeat and not (short or answer.claim)
    grey = _grey_line(answer, echo=echo and not named) if repeat else []
    if not answered:
        return Sheet((), content="\n".join([_refusal(answer, repeat=repeat), *grey]))
    sheet = _sheet([*grey, *_side_by_side(answer)], answer.quotes, ANSWERED, at_most=len(answer.quotes))
    first = _short_answer(short, answer) if short or answer.claim else _count(answer.quotes[: sheet.shown])
    return replace(sheet, content=f"{escape(one_line(answer.question, _NOTE))} – {first}" if named else first)


def _short_answer(short: str, answer: Answer) -> str:
    """The answer in bold, and how unsure it is where that is worth a word; of a claim, what its article makes of it."""
    if answer.claim:
        return bold(VERDICTS[answer.claim])
    doubtful = doubt(answer)
    return f"{bold(short)} *({doubtful})*" if doubtful else bold(short)


def _count(quotes: Sequence[Quote]) -> str:
    """What there is where no few words are the answer, as in a digest."""
    articles = len({quote.citation.article for quote in quotes})
    return f"**{counted(len(quotes), 'quote', 'quotes')}** from {counted(articles, 'article', 'articles')}"


def _side_by_side(answer: Answer) -> list[str]:
    """The values that the articles give, or how many agree."""
    told = told_side_by_side(answer)
    return [f"-# {escape(one_line(told, _SHORT))}"] if told else []


def _refusal(answer: Answer, *, repeat: bool) -> str:
    """One line: that there is no answer, and the reason; or what is said to a remark."""
    if answer.kind == "remark":
        return escape(one_line(answer.reason or "", _REMARK))
    told = answer.reason if repeat else None
    reason = one_line(told or "The articles do not answer this.", _REASON)
    return f"**No answer in the articles.** {escape(reason)}"


def _grey_line(answer: Answer, *, echo: bool) -> list[str]:
    """One small line, where there is anything to say: the question, what it was completed to, what was left out."""
    said = [answer.question] if echo else []
    if answer.asked_as.split() != answer.question.split():
        said.append(f"asked as “{one_line(answer.asked_as, _NOTE - 12)}”")
    said += answer.notes[:_MOST_NOTES]
    line = " · ".join(one_line(part, _NOTE) for part in said)
    return [f"-# {escape(one_line(line, _GREY))}"] if line else []


def quotes_sheet(quotes: Sequence[Quote], start: int) -> Sheet:
    """A further page: the quotes from number `start` (from 0) that fit, at most PAGE of them."""
    count = f"Quotes {start + 1}–{{last}} of {len(quotes)}"
    sheet = _sheet([], quotes[start:], ANSWERED, at_most=PAGE)
    sheet.embeds[-1].set_footer(text=count.format(last=start + sheet.shown))
    return sheet


def page_starts(quotes: Sequence[Quote], shown: int) -> list[int]:
    """Where each further page begins, if the answer's own message shows so many."""
    starts, at = [], shown
    while at < len(quotes):
        starts.append(at)
        at += quotes_sheet(quotes, at).shown
    return starts


def nearest_sheet(quote: Quote, note: str = "") -> Sheet:
    """The passage that came nearest to a question that was refused."""
    return passage_sheet("The nearest passage, *not an answer*:", quote.text, (), quote, note)


def passage_sheet(
    heading: str, text: str, highlights: Iterable[tuple[int, int]], quote: Quote, note: str = ""
) -> Sheet:
    """One passage around a quote: the article's own text, with the answering words in bold."""
    around = Quote(text, 0, len(text), tuple(highlights), quote.score, quote.citation)
    return _sheet([part for part in (heading, note) if part], [around], TOLD, at_most=1, cite=quote)


def _sheet(
    heading: Sequence[str],
    quotes: Sequence[Quote],
    colour: int,
    *,
    at_most: int,
    cite: Quote | None = None,
) -> Sheet:
    """Embeds filled in order: what no longer fits one begins the next; what fits none waits."""
    parts = ["\n".join(heading)] if heading else []
    files: list[tuple[str, str]] = []
    heading_width = total = width("\n\n".join(parts))
    shown = 0
    for number, quote in enumerate(quotes[:at_most], start=1):
        written, file = _quote(
            quote, number, cite or quote, min(EMBED_LIMIT, MESSAGE_LIMIT - heading_width - 2)
        )
        total += width(written) + 2
        if total > MESSAGE_LIMIT and shown:
            break
        parts.append(written)
        files += [file] if file else []
        shown += 1
    return Sheet(tuple(_embeds(parts, colour)), tuple(files), shown)


def repeated(answer: Answer) -> list[str]:
    """What the first page may say in words of the question."""
    return [answer.question, answer.asked_as, answer.reason or "", *answer.notes]


def _quote(quote: Quote, number: int, cited: Quote, most: int) -> tuple[str, tuple[str, str] | None]:
    """A quote with its citation; one of more than `most` units is shown in part, with the whole in a file."""
    about = told_about(quote)
    citation = "\n".join([*([f"-# {escape(one_line(about, _GREY))}"] if about else []), citation_line(cited)])
    written = f"{block_quote(quote.text, quote.highlights)}\n{citation}"
    if width(written) <= most:
        return written, None
    filename = f"quote-{number}.txt"
    start, end = _window(quote)
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in quote.highlights]
    part = block_quote(quote.text[start:end], inside)
    written = f"-# Part of a long passage; the whole is in {filename}.\n{part}\n{citation}"
    return written, (filename, quote.text)


def _window(quote: Quote) -> tuple[int, int]:
    """A span of some 1,100 characters around the first highlight, cut between words where there are any."""
    middle = quote.highlights[0][0] if quote.highlights else 0
    start, end = widest = max(0, middle - _AROUND), min(len(quote.text), middle + _AROUND)
    while 0 < start < middle and not quote.text[start - 1].isspace():
        start += 1
    while middle < end < len(quote.text) and not quote.text[end].isspace():
        end -= 1
    return (start, end) if end - start > _AROUND else widest


def _embeds(parts: Sequence[str], colour: int) -> list[discord.Embed]:
    descriptions: list[str] = []
    for part in parts:
        if descriptions and width(descriptions[-1]) + width(part) + 2 <= EMBED_LIMIT:
            descriptions[-1] += f"\n\n{part}"
        else:
            descriptions.append(part)
    return [discord.Embed(description=text, colour=colour) for text in descriptions or [""]]


def notice(text: str, most: int = EMBED_LIMIT) -> discord.Embed:
    """Something that the bot says itself; `text` is Markdown, of which as many lines are shown as `most` units hold."""
    return discord.Embed(description=_fitting(text, most), colour=TOLD)


def told_sheet(text: str) -> Sheet:
    """The same where it is a message of its own, which may notify somebody: as plain content."""
    return Sheet((), content=_fitting(text, CONTENT_LIMIT))


def _fitting(text: str, most: int) -> str:
    if width(text) <= most:
        return text
    kept, left = list[str](), most - width("…")
    for line in text.split("\n"):
        left -= width(line) + 1
        if left < 0:
            break
        kept.append(line)
    return "\n".join([*kept, "…"])
