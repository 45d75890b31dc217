"""Questions about the quote at hand: who said it, when that was, where it is from, and what comes after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from bot.followups import words as w
from bot.followups.words import listed, phrases_of, words_of
from bot.render import written_date
from index import Answer, Archive, Candidate, Quote
from index.articles import Article
from index.building.keywords import stems
from index.building.passages import Span

Asks = Literal["who", "when", "source", "more"]
MORE = 2
"""Paragraphs that "show me more" adds."""
_SAID = listed("said says say saying claimed claims claim according quoted speaker stated")
_HAPPENED = listed("happen happened take place date day published said written")
_SOURCE = listed("source sources article paper newspaper publisher")
_GOT = listed("get got find found read")
_PIECE = listed("number figure quote fact information story claim come comes came")
_MORE = listed("show tell give go going carry keep continue read next")
_LONGEST = 200
_REACH = 600
"""Characters before a quote in which the speaker that it leans on is named."""
_SPEECH = listed(
    "said say accord told tell state claim report warn announc argu insist confirm estim believ show"
)
"""Stems of verbs of speech."""


def asks(question: str) -> Asks | None:
    """What a question asks of the quote at hand; None where it is a question of its own."""
    words = [word.lower for word in words_of(question)]
    telling = {word.lower for word in words_of(question) if not word.is_function}
    points = any(word in w.THAT | {"it", "so"} for word in words)
    if not words or len(words) > 9:
        return None
    if telling and telling <= _SAID and not {"who", "whom", "whose"}.isdisjoint(words):
        return "who" if points or telling != {"said"} or len(words) < 3 else None
    if telling & _SOURCE and telling <= _SOURCE | _PIECE and not ({"who", "how", "why"} & set(words)):
        return "source"
    if "where" in words and telling <= _PIECE | _GOT and (points and ("from" in words or "you" in words)):
        return "source"
    if "when" in words and telling <= _HAPPENED and points:
        return "when"
    if telling <= _MORE and ({"more", "on", "else"} & set(words) or telling == {"continue"}):
        return "more" if not (set(words) & (w.WH | w.AUXILIARIES)) and len(words) < 5 else None
    return None


def is_about_quote(answer: Answer) -> bool:
    """Whether an answer is one of those made here."""
    return answer.asked_as.startswith(tuple(_ASKED_AS.values())) or asks(answer.asked_as) is not None


_ASKED_AS: dict[Asks, str] = {
    "who": "Who said: “",
    "when": "When was it that “",
    "source": "Where is it from: “",
    "more": "What more is there of “",
}


class _Page(NamedTuple):
    article: Article
    paragraphs: Sequence[Span]
    quote: Quote


class _Found(NamedTuple):
    """Quotes with their short answer, and what is to be said of them, or why there are none."""

    quotes: tuple[Quote, ...]
    answer: str | None = None
    note: str | None = None


def from_quote(
    kind: Asks, question: str, before: Answer, archive: Archive, asking: Callable[[str], Answer]
) -> Answer | None:
    """The answer that the quotes of the answer before hold; None where its article is no more the same.

    What follows "more" is read on from the last quote, all else is of the first.
    """
    if not before.quotes:
        return _told(before, question, question, _Found((), note=_NO_QUOTE))
    quote = before.quotes[-1 if before.asked_as.startswith(_ASKED_AS["more"]) else 0]
    article = archive.article(quote.citation.article)
    if article is None or article.sha256 != quote.citation.sha256:
        return None
    page = _Page(article, archive.paragraphs(article.id), quote)
    if kind == "more":
        return _told(before, question, _asked_as(kind, article.title), _more(page, before))
    asked_as = _asked_as(kind, quote.text)
    if kind == "who":
        return _told(
            before, question, asked_as, _speaker(page, asking(f"Who says that {_short(quote.text)}?"))
        )
    return _told(before, question, asked_as, _date(page) if kind == "when" else _source(page))


_NO_QUOTE = "The last question got no quote, so there is none to tell of."


def _asked_as(kind: Asks, text: str) -> str:
    return f"{_ASKED_AS[kind]}{_short(text)}”?"


def _short(text: str) -> str:
    return (text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …").rstrip(".")


def _told(before: Answer, question: str, asked_as: str, found: _Found) -> Answer:
    answered = bool(found.quotes)
    return replace(
        before,
        question=question,
        asked_as=asked_as,
        status="answered" if answered else "refused",
        reason=None if answered else found.note,
        answer=found.answer if answered else None,
        quotes=found.quotes,
        nearest=(),
        notes=(found.note,) if answered and found.note else (),
        figures=(),
        claim=None,
        elapsed_ms=0.0,
    )


def _speaker(page: _Page, told: Answer) -> _Found:
    """Whom the readers take for the speaker, in the quote or right before it, where that has a word of speech.

    First come words that the careful reader takes to answer, then the quote's own. Whoever else they like spoke of
    something else.
    """
    quote, text = page.quote, page.article.text
    own = Span(quote.start, quote.end)
    answering = [one for one in (*told.quotes, *told.nearest) if _answers(one, told)]
    answering.sort(key=lambda one: not own.overlaps(Span(one.start, one.end)))
    for found in (*answering, *_best_within(page, told)):
        near = found.start < quote.end and found.end > quote.start - _REACH
        if found.citation.article != quote.citation.article or not near or not found.highlights:
            continue
        start, end = (found.start + place for place in found.highlights[0])
        words = words_of(text[start:end])
        clause = any(word.lower in w.PRONOUNS | w.AUXILIARIES for word in words)
        if clause or all(word.is_function for word in words) or _SPEECH.isdisjoint(stems(found.text)):
            break
        shown = _at(page, min(found.start, quote.start), max(found.end, quote.end))
        place = (start - shown.start, end - shown.start)
        return _Found((replace(shown, highlights=(place,)),), text[start:end])
    return _Found((replace(quote, highlights=()),), note="Nobody was found beside these words who says them.")


def _best_within(page: _Page, told: Answer) -> Iterator[Quote]:
    """The quote itself with the words in it that the readers like best, if these are all in it."""
    quote = page.quote
    for row in _read_for(quote, told):
        start = quote.text.find(row.span)
        if row.span and start >= 0:
            yield replace(quote, highlights=((start, start + len(row.span)),))


def _answers(quote: Quote, told: Answer) -> bool:
    """Whether the careful reader took a quote of an answer to answer."""
    return any((row.careful or 0.0) > 0 for row in _read_for(quote, told))


def _read_for(quote: Quote, told: Answer) -> Iterator[Candidate]:
    """What was read of the passage in which a quote begins."""
    for row in told.explanation.candidates:
        if row.article == quote.citation.article and row.start <= quote.start < row.end:
            yield row


def _date(page: _Page) -> _Found:
    """The time in the quote that is nearest to the words that answered, else the article's date."""
    quote = page.quote
    near = quote.highlights[0][0] if quote.highlights else 0
    times = [one for one in phrases_of(quote.text) if one.is_time]
    if times:
        said = min(times, key=lambda one: abs(one.start - near))
        return _Found((replace(quote, highlights=((said.start, said.end),)),), said.text)
    date = written_date(page.article.date)
    note = (
        f"The quote gives no date; its article is of {date}."
        if date
        else "Neither quote nor article gives a date."
    )
    return _Found((replace(quote, highlights=()),), date, note)


def _source(page: _Page) -> _Found:
    article = page.article
    parts = (article.title, article.publisher, written_date(article.date))
    return _Found((page.quote,), " · ".join(part for part in parts if part))


def _more(page: _Page, before: Answer) -> _Found:
    """The paragraphs that follow what was shown; at the article's end, those before it."""
    shown = [quote for quote in before.quotes if quote.citation.article == page.article.id]
    spans = page.paragraphs
    left = [one for one in spans if not any(each.start < one.end and one.start < each.end for each in shown)]
    wanted = [span for span in left if span.start >= page.quote.end][:MORE] or left[-MORE:]
    quotes = tuple(_at(page, span.start, span.end) for span in wanted)
    return _Found(quotes, note=None if quotes else "That is all that the article says.")


def _at(page: _Page, start: int, end: int) -> Quote:
    number = next((n for n, span in enumerate(page.paragraphs, start=1) if span.end > start), 1)
    citation = replace(page.quote.citation, paragraph=number)
    return Quote(page.article.text[start:end], start, end, (), page.quote.score, citation)
