"""Questions about the quote at hand: who said it, when that was, where it is from, and what comes after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from bot.followups.relative_time import RELATIVE
from bot.followups.speakers import leans_on_speaker, speaker_in
from bot.render import written_date
from index import Answer, Archive, Quote
from index.articles import Article
from index.passages import Sentence, sentences

Asks = Literal["who", "when", "source", "more"]
MORE = 2
"""Paragraphs that "show me more" adds."""
_THAT = r"(?:that|this|it|so)"
_THAT_PIECE = rf"{_THAT}(?: (?:number|figure|quote|fact|information|info|story|bit|claim))?"
_SAID = r"(?:said|says|say|claimed|claims|wrote|stated|reported|told (?:them|us|you|the \w+))"
_LEAD = r"(?:(?:and|but|so|ok|okay|please|well|hm+|can you|could you)[\s,]+)*"
_FORMS: dict[Asks, str] = {
    "who": rf"who(?: was it (?:who|that))? (?:{_SAID})(?: {_THAT})?|says who|according to who(?:m)?|"
    rf"who(?: is|'s) (?:saying {_THAT}|that according to|the speaker|quoted(?: here)?)|"
    rf"whose words (?:are|were|is) (?:they|these|those|{_THAT})",
    "when": rf"when (?:was|is|did) {_THAT}(?: happen(?:ed)?| take place| said| published| written)?|"
    rf"(?:what|which) (?:date|day|year) (?:was|is) {_THAT}",
    "source": rf"where(?: is|'s| was| does| did) {_THAT}(?: come)? from|where did you (?:get|find|read) {_THAT_PIECE}|"
    rf"(?:what(?: is|'s) )?(?:the|your) source(?: (?:of|for) {_THAT})?|source|sources|"
    rf"(?:which|what) (?:article|paper|newspaper|source|publisher)(?: (?:is|was|says|said) {_THAT})?(?: from| in)?|"
    rf"where (?:does|did) (?:it|the article) say (?:that|so)|who (?:published|wrote|reported) {_THAT}(?: article)?",
    "more": rf"(?:show|tell|give|read)(?: me)?(?: some)? more(?: (?:about|of|on) {_THAT})?|"
    rf"more(?: please| of {_THAT})?|"
    r"go on|carry on|continue|read on|keep going|what else does (?:it|the article) say|what (?:comes|came) next|"
    r"(?:is there )?(?:any(?:thing)?|any) (?:more|else)",
}


def asks(question: str) -> Asks | None:
    """What a question asks of the quote at hand; None where it is a question of its own."""
    plain = question.lower().replace("’", "'").strip(" ?!.")
    plain = re.sub(r",? please$", "", plain)
    for kind, form in _FORMS.items():
        if re.fullmatch(f"{_LEAD}(?:{form})", plain):
            return kind
    parts = re.split(r"[,;?.]\s+|\s+and\s+", plain)
    kinds = [asks(part) for part in parts] if len(parts) > 1 else []
    return kinds[-1] if kinds and None not in kinds else None


def is_about_quote(answer: Answer) -> bool:
    """Whether an answer is one of those made here."""
    return answer.asked_as.startswith(tuple(_ASKED_AS.values())) or asks(answer.asked_as) is not None


_ASKED_AS: dict[Asks, str] = {
    "who": "Who said: “",
    "when": "When was it that “",
    "source": "Where is it from: “",
    "more": "What more is there of “",
}


def from_quote(
    kind: Asks, question: str, before: Answer, *, was_more: bool, archive: Archive
) -> Answer | None:
    """The answer that the quotes of the answer before hold; None where they hold none.

    `was_more` says that the answer before was itself more of an article, which is then read on.
    """
    if not before.quotes:
        return None
    quote = before.quotes[-1 if was_more else 0]
    article = archive.article(quote.citation.article)
    if article is None or article.sha256 != quote.citation.sha256:
        return None
    page = _Page(article, sentences(article.text), quote)
    if kind == "who":
        return _told(before, question, _asked_as(kind, quote.text), _speaker(page))
    if kind == "when":
        dated = _date(page)
        return None if dated is None else _told(before, question, _asked_as(kind, quote.text), dated)
    if kind == "source":
        source = " · ".join(
            part for part in (article.title, article.publisher, written_date(article.date)) if part
        )
        return _told(before, question, _asked_as(kind, quote.text), _Found((quote,), source, None))
    return _told(before, question, _asked_as(kind, article.title), _more(page, before))


def without_quote(question: str, before: Answer) -> Answer:
    """What a question about the quote at hand gets where the answer before quoted nothing."""
    return _told(
        before,
        question,
        question,
        _Found((), None, "The last question got no quote, so there is none to tell of."),
    )


def dated_by_article(question: str, before: Answer) -> Answer | None:
    """ "When was that?" where the articles give no date: the quote, with the date of its article."""
    if not before.quotes or before.quotes[0].citation.date is None:
        return None
    quote = before.quotes[0]
    date = written_date(quote.citation.date)
    note = f"The quote gives no date; its article is of {date}."
    return _told(before, question, _asked_as("when", quote.text), _Found((quote,), date, note))


class _Page(NamedTuple):
    article: Article
    sentences: Sequence[Sentence]
    quote: Quote


class _Found(NamedTuple):
    """Quotes with their short answer, and what is to be said of them, or why there are none."""

    quotes: tuple[Quote, ...]
    answer: str | None
    note: str | None


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
        elapsed_ms=0.0,
    )


def _asked_as(kind: Asks, text: str) -> str:
    short = text if len(text) <= 100 else text[:100].rpartition(" ")[0] + " …"
    return f"{_ASKED_AS[kind]}{short.rstrip('.')}”?"


def _speaker(page: _Page) -> _Found:
    """Who is quoted: in the quote's own sentences, or in the sentence before it that "he said" leans on."""
    text, quote = page.article.text, page.quote
    said = speaker_in(quote.text)
    if said is not None:
        return _Found((replace(quote, highlights=(said,)),), quote.text[slice(*said)], None)
    if leans_on_speaker(quote.text):
        for sentence in reversed([one for one in page.sentences if one.end <= quote.start][-3:]):
            said = speaker_in(text[sentence.start : sentence.end])
            if said is not None:
                longer = _quote_at(page, sentence.start, quote.end, (said,))
                return _Found((longer,), longer.text[slice(*said)], None)
    return _Found(
        (replace(quote, highlights=()),), None, "The article gives nobody for this: the words are its own."
    )


def _date(page: _Page) -> _Found | None:
    """A date in the quote, the nearest to the words that answered; one like "last year" with what it counts from."""
    quote = page.quote
    near = quote.highlights[0][0] if quote.highlights else 0
    for form in (_DATE, _YEAR):
        found = sorted(form.finditer(quote.text), key=lambda match: abs(match.start() - near))
        if found:
            return _Found((replace(quote, highlights=(found[0].span(),)),), found[0].group(), None)
    relative = RELATIVE.search(quote.text)
    if relative is None or page.article.date is None:
        return None
    words, date = relative.group(), written_date(page.article.date)
    note = f"“{words}” counts from the article's date, {date}."
    return _Found((replace(quote, highlights=(relative.span(),)),), words, note)


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DATE = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH},? (?:\d{{1,2}}, )?\d{{4}}|\d{{1,2}} {_MONTH}(?!\w)|{_MONTH} \d{{1,2}}\b"
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?s?\b|\b\d{1,2}(?:st|nd|rd|th) century\b")


def _more(page: _Page, before: Answer) -> _Found:
    """The paragraphs that follow what was shown; at the article's end, those before it."""
    number = next((one.paragraph for one in page.sentences if one.end >= page.quote.end), 0)
    shown = {
        one.paragraph for one in page.sentences if any(_holds(quote, one, page) for quote in before.quotes)
    }
    last = page.sentences[-1].paragraph
    following = [place for place in range(number + 1, last + 1) if place not in shown][:MORE]
    wanted = following or [place for place in range(number) if place not in shown][-MORE:]
    quotes = tuple(_paragraph(page, place) for place in wanted)
    return _Found(quotes, None, None if quotes else "That is all that the article says.")


def _holds(quote: Quote, sentence: Sentence, page: _Page) -> bool:
    same = quote.citation.article == page.article.id
    return same and quote.start < sentence.end and sentence.start < quote.end


def _paragraph(page: _Page, number: int) -> Quote:
    held = [one for one in page.sentences if one.paragraph == number]
    return _quote_at(page, held[0].start, held[-1].end, ())


def _quote_at(page: _Page, start: int, end: int, highlights: tuple[tuple[int, int], ...]) -> Quote:
    paragraph = next(one.paragraph for one in page.sentences if one.end > start) + 1
    return Quote(
        text=page.article.text[start:end],
        start=start,
        end=end,
        highlights=highlights,
        score=page.quote.score,
        citation=replace(page.quote.citation, paragraph=paragraph),
    )
