"""A chat: the questions asked so far, what each got, and what the next one means after them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.followups import at_hand, relative_time
from bot.followups.antecedents import REACH
from bot.followups.completion import MOST, FollowUp, follow_up
from bot.followups.exchange import Exchange
from bot.followups.fragments import is_fragment, opener, put_into_question
from bot.followups.phrases import phrases_of
from bot.render import DOUBTFUL
from index import Answer, Archive, Quote
from index.answers import Explanation
from index.casing import with_capitals
from index.confidence import Strictness
from index.courtesies import is_courtesy, with_apostrophes, without_thanks
from index.errors import FilterError
from index.filters import EVERYTHING, Cut, Filter, cut_filters
from index.question.question import MAX_QUESTION

IDLE = 30 * 60.0
"""Seconds of silence that end a conversation."""
MOST_TURNS = 20
LONGEST = 400
"""Characters of a turn that may lean on those before it; who writes more names what it is about."""
_NEW_TOPIC = re.compile(
    r"\W*(?:(?:ok|okay|right|so|well|now|anyway|let's|lets|start|a|please)[\s,]+)*"
    r"(?:new (?:topic|subject|conversation|chat)|start over|start again|start afresh|"
    r"forget (?:that|it|all that|everything)|reset)(?:\W*|\s*(?:[:,.;!–—]+|-+(?=\s)|(?=\n))\s*(?P<question>\w.*))",
    re.IGNORECASE | re.DOTALL,
)
_CORRECTION = re.compile(
    r"\s*(?:(?:no|nope|wrong|sorry|wait|oh|ah|well|actually|not that|oops)[\s,.;:–—-]+)*(?:but )?"
    r"i (?:just |really |actually )?(?:meant?|was asking|asked)(?: to (?:ask|say))?(?: about)?[\s,:–—-]+(?P<meant>.+)",
    re.IGNORECASE | re.DOTALL,
)
_NO_BUT = re.compile(
    r"\s*(?:no|nope|wrong|sorry)[\s,.;:–—-]+(?P<meant>(?:in|at|on|for|of|from|about|the)\s[^?]{1,60})\W*",
    re.IGNORECASE,
)
""" "No, in London": a fragment that sets right what was asked."""


class Turn(NamedTuple):
    """One exchange: what was typed and what it got."""

    question: str
    answer: Answer


class Conversation:
    """The turns of one person in one place, oldest first; it ends by itself after IDLE seconds of silence."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.turns: list[Turn] = []
        self._clock = clock
        self._spoken = clock()

    def ask(
        self,
        archive: Archive,
        question: str,
        *,
        top: int = 3,
        strictness: Strictness = "normal",
        within: Filter = EVERYTHING,
    ) -> Answer:
        """Ask what a question means after the turns before it, and keep the turn.

        The answer's `asked_as` is the completed question. "New topic" forgets the turns and is answered with a
        refusal that says so. A filter typed in a question holds for its follow-ups, too; alone, it asks the last
        question anew. Raises QuestionError as `Archive.ask` does.
        """
        self._forget_if_idle()
        if is_new_topic(question):
            self.reset()
            return _told(archive, question, _FRESH)
        if is_courtesy(question):
            return _told(archive, question, NOTHING_ASKED)
        spoken = _of_new_topic(question)
        if spoken is not None:
            self.reset()
        spoken = spoken or question

        typed = cut_filters(without_thanks(spoken))
        in_force = _in_force(self.turns, typed.within)

        def asking(text: str) -> Answer:
            asked = spoken if text == typed.question else _with_filter(text, in_force, len(question))
            answer = archive.ask(question, top=top, asked_as=asked, strictness=strictness, within=within)
            if (
                strictness != "normal"
                or answer.quotes
                or text == typed.question
                or not self._is_at_hand(answer.nearest)
            ):
                return answer
            laxer = archive.ask(question, top=top, asked_as=asked, strictness="lenient", within=within)
            return laxer if _is_sure_enough(laxer, answer) and self._is_at_hand(laxer.quotes) else answer

        meant = correction(typed.question) if self.turns else None
        if typed.question or not typed.within:
            told = self._about_quote(archive, meant or typed.question, asking)
            answer = told or self._asked(archive, typed.question, asking)
        else:
            answer = asking(self._last_asked())
        answer = replace(answer, question=question)
        if answer.kind == "remark":  # nothing was asked of the articles: what was, goes on
            return answer
        if meant is not None:
            self.turns.pop()
        self.turns.append(Turn(spoken, answer))
        del self.turns[:-MOST_TURNS]
        return answer

    def reset(self) -> None:
        """Forget what was said."""
        self.turns.clear()

    def _forget_if_idle(self) -> None:
        now = self._clock()
        if now - self._spoken > IDLE:
            self.reset()
        self._spoken = now

    def _about_quote(self, archive: Archive, question: str, asking: Callable[[str], Answer]) -> Answer | None:
        """The answer to a question about the quote at hand; None where it is none."""
        kind = at_hand.asks(question)
        if kind is None or not self.turns:
            return None
        if not self.turns[-1].answer.quotes and kind != "when":
            return at_hand.without_quote(question, self.turns[-1].answer)
        question_before, before = self.turns[-1]
        was_more = at_hand.asks(_cut(question_before).question) == "more"
        told = at_hand.from_quote(kind, question, before, was_more=was_more, archive=archive)
        if told is None and kind == "when":
            completed = follow_up("When?", self._exchanges())
            found = _first_answered(completed.completions, asking) if completed else None
            told = found if found and found.quotes else at_hand.dated_by_article(question, before)
        return told

    def _asked(self, archive: Archive, question: str, asking: Callable[[str], Answer]) -> Answer:
        """The answer to a question, completed where it needs the turns before it."""
        texts = [article.text for id in self._articles_at_hand() if (article := archive.article(id))]
        meaning = understood(question, self._exchanges(), texts)
        if meaning is None:
            return asking(question)
        if meaning.certain:
            return _first_answered(meaning.completions, asking)
        return _bare_or_completed(question, meaning.completions, asking, self._articles_at_hand())

    def _exchanges(self) -> list[Exchange]:
        """What was asked and answered. A question about a quote is no subject; who said it may be meant next."""
        exchanges: list[Exchange] = []
        for turn in self.turns:
            if not at_hand.is_about_quote(turn.answer):
                exchanges.append(_exchange(turn))
            elif turn.answer.answer and at_hand.asks(_cut(turn.question).question) == "who":
                exchanges.insert(
                    max(0, len(exchanges) - 1), Exchange(turn.question, "Who?", turn.answer.answer)
                )
        return exchanges

    def _last_asked(self) -> str:
        """What filters typed alone are meant for; nothing where nothing was asked."""
        exchanges = self._exchanges()
        return exchanges[-1].asked if exchanges else ""

    def _is_at_hand(self, quotes: Sequence[Quote]) -> bool:
        """Whether the first of these quotes is from an article that was quoted for the last questions."""
        return bool(quotes) and quotes[0].citation.article in self._articles_at_hand()

    def _articles_at_hand(self) -> set[str]:
        """The articles that were quoted for the last questions."""
        return {quote.citation.article for turn in self.turns[-3:] for quote in turn.answer.quotes[:1]}


def _in_force(turns: Sequence[Turn], typed: Filter) -> Filter:
    """The filter of the last question, or of the one that it followed up, and what is typed in its place now."""
    asked = [turn.answer.asked_as for turn in turns if not at_hand.is_about_quote(turn.answer)]
    try:
        return _cut(asked[-1]).within.narrowed(typed) if asked else typed
    except FilterError:  # together they would leave no day
        return typed


def _cut(text: str) -> Cut:
    """A question that was asked without its filters; one kept from elsewhere may hold what is none."""
    try:
        return cut_filters(text)
    except FilterError:
        return Cut(text, EVERYTHING)


def _with_filter(text: str, within: Filter, length: int) -> str:
    """A completed question with a filter typed behind it, cut to what may be asked.

    `length` is that of what was typed: a question too long by itself is refused as such.
    """
    typed = f" {within}" if within else ""
    return text[: max(MAX_QUESTION, length) - len(typed)] + typed


def _is_sure_enough(laxer: Answer, refusal: Answer) -> bool:
    """Whether an answer to a completed question, from the article that is spoken of, is sure enough to be given.

    That the article is the one meant is known already, so less is asked of it: half way to the laxer threshold.
    """
    return laxer.confidence >= (laxer.explanation.threshold + refusal.explanation.threshold) / 2


def is_new_topic(question: str) -> bool:
    """Whether somebody says that what comes next has nothing to do with what was said."""
    found = _NEW_TOPIC.fullmatch(question)
    return found is not None and found["question"] is None


def _of_new_topic(question: str) -> str | None:
    """The question that is asked in one breath with "new topic"; None where none is."""
    found = _NEW_TOPIC.fullmatch(question)
    return found["question"] if found else None


def correction(question: str) -> str | None:
    """What somebody meant who says "no, I meant …" or "no, in London"; None where nothing is corrected."""
    found = _CORRECTION.fullmatch(question) or _NO_BUT.fullmatch(question)
    return found["meant"] if found else None


def understood(question: str, exchanges: Sequence[Exchange], texts: Sequence[str] = ()) -> FollowUp | None:
    """What a question may mean after these exchanges; None where it stands on its own.

    What corrects the last question, "no, I meant the Severn Bridge", goes into it. `texts` are the articles spoken of,
    which tell how their names are written.
    """
    if not exchanges or len(question) > LONGEST:
        return None
    exchanges = [
        one._replace(typed=with_capitals(one.typed, texts), asked=with_capitals(one.asked, texts))
        for one in exchanges[-REACH:]
    ]
    question = _WHOLE.sub("it", with_capitals(with_apostrophes(question), texts))
    meant = correction(question)
    text = meant or question
    fragment = is_fragment(text) or (meant is not None and is_fragment(f"and {text}"))
    timed = relative_time.completed(
        opener(text), _renewed(text, exchanges, fragment=fragment), fragment=fragment
    )
    if timed:
        return FollowUp(tuple(f"{one}?" for one in timed[:MOST]), certain=True)
    found = follow_up(f"and {text}" if meant is not None and fragment else text, exchanges)
    return found or (FollowUp((opener(meant),), certain=True) if meant is not None else None)


_WHOLE = re.compile(r"\bthe whole thing\b(?! (?:about|of|with|that|which)\b)", re.IGNORECASE)


def _renewed(text: str, exchanges: Sequence[Exchange], *, fragment: bool) -> Exchange:
    """The last exchange, with what a fragment names beside its time: "and at the World Cup the year after?"."""
    rest = opener(relative_time.besides(text)) if fragment else ""
    asked = put_into_question(rest, exchanges) if rest and phrases_of(rest) else []
    return exchanges[-1]._replace(asked=asked[0]) if asked else exchanges[-1]


def _first_answered(completions: Sequence[str], asking: Callable[[str], Answer]) -> Answer:
    """The answer to the first of them that has one; where none has, the refusal of the likeliest.

    A doubtful answer to the likeliest gives way to another meaning's that is far surer.
    """
    likeliest = asking(completions[0])
    if likeliest.status == "answered" and likeliest.confidence >= DOUBTFUL:
        return likeliest
    others = [answer for answer in map(asking, completions[1:]) if answer.status == "answered"]
    if likeliest.status == "refused":
        return next(iter(others), likeliest)
    surest = max(others, key=lambda answer: answer.confidence, default=likeliest)
    return surest if surest.confidence >= likeliest.confidence + _MARGIN else likeliest


def _bare_or_completed(
    question: str, completions: Sequence[str], asking: Callable[[str], Answer], at_hand: set[str]
) -> Answer:
    """The answer to a question that may or may not stand on its own.

    Its bare form is asked first. If that is answered from an article at hand, it needed nothing. The completed
    form is preferred only if it is answered from such an article, and as surely as the bare one.
    """
    bare = asking(question)
    if bare.quotes and bare.quotes[0].citation.article in at_hand:
        return bare
    best = _first_answered(completions, asking)
    if best.quotes and best.quotes[0].citation.article in at_hand:
        return best if best.confidence >= bare.confidence - _MARGIN else bare
    return best if best.quotes and not bare.quotes else bare


_MARGIN = 0.3
"""How much less sure the answer to a completed question may be than that to the bare one, or to another meaning."""


def _exchange(turn: Turn) -> Exchange:
    answer = turn.answer
    quotes = answer.quotes
    typed = _cut(turn.question).question
    meant = correction(typed)
    return Exchange(
        typed=f"and {meant}" if meant else typed,
        asked=_cut(answer.asked_as).question[:LONGEST],
        answer=answer.answer,
        quote=quotes[0].text if quotes else "",
        titles=tuple(dict.fromkeys(quote.citation.title for quote in quotes)),
        date=quotes[0].citation.date if quotes else None,
    )


_FRESH = "This is a new conversation: what was said before is forgotten. Ask a question."
NOTHING_ASKED = "There is nothing to look for in that. Ask a question about the articles."


def _told(archive: Archive, question: str, what: str) -> Answer:
    """What a turn is told that asks nothing; it is no turn of the conversation."""
    return Answer(
        question=question,
        asked_as=question,
        status="refused",
        reason=what,
        answer=None,
        quotes=(),
        nearest=(),
        confidence=0.0,
        generation=archive.generation,
        elapsed_ms=0.0,
        explanation=Explanation((), 0.0),
    )
