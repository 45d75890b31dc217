"""A chat: the questions asked so far, what each got, and what the next one means after them."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.followups import at_hand
from bot.followups.choosing import Asking, Hearing, chosen, stands_alone
from bot.followups.topics import REACH, Exchange
from index import Answer, Archive
from index.errors import FilterError
from index.judging.confidence import Strictness
from index.question.filters import EVERYTHING, Cut, Filter, cut_filters
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
_NO = r"(?:(?:no|nope|wrong|sorry|wait|oh|ah|well|actually|oops|not that(?: one)?)\b[\s,.;:–—-]*)"
_CORRECTION = re.compile(
    rf"\s*(?:{_NO}*(?:but )?i (?:just |really |actually )?(?:meant?|was asking|asked)(?: about)?\b[\s,:–—-]+|"
    rf"{_NO}+(?<=[,.;:–—-] ))(?P<meant>\w.+)",
    re.IGNORECASE | re.DOTALL,
)
""" "No, I meant …", or "no, …": what comes next sets right what was asked."""
_FRESH = "This is a new conversation: what was said before is forgotten. Ask a question."


class Turn(NamedTuple):
    """One exchange: what was typed and what it got.

    `whole` says that what was asked can be understood without the turns before it: not "and murders?".
    """

    question: str
    answer: Answer
    whole: bool = True


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
            return Answer(question, question, "refused", archive.generation, reason=_FRESH)
        spoken = _of_new_topic(question)
        if spoken is not None:
            self.reset()
        spoken = spoken or question

        typed = cut_filters(spoken)
        in_force = _in_force(self.turns, typed.within)

        def asking(text: str) -> Answer:
            asked = spoken if text == typed.question else _with_filter(text, in_force, len(question))
            return archive.ask(question, top=top, asked_as=asked, strictness=strictness, within=within)

        hearing = functools.cache(archive.heard)
        meant = correction(typed.question) if self.turns else None
        if typed.question or not typed.within:
            turn = meant or typed.question
            answer = self._about_quote(archive, turn, asking) or self._understood(turn, asking, hearing)
        else:
            answer = asking(self._last_asked())
        answer = replace(answer, question=question)
        if answer.kind == "remark":  # nothing was asked of the articles: what was, goes on
            return answer
        said = meant or typed.question
        as_said = _cut(answer.asked_as).question == said
        whole = not as_said or stands_alone(said, self._exchanges()[-REACH:], hearing)
        if meant is not None:
            self.turns.pop()
        self.turns.append(Turn(spoken, answer, whole))
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

    def _about_quote(self, archive: Archive, question: str, asking: Asking) -> Answer | None:
        """The answer to a question about the quote at hand; None where it is none."""
        kind = at_hand.asks(question)
        if kind is None or not self.turns:
            return None
        return at_hand.from_quote(kind, question, self.turns[-1].answer, archive, asking)

    def _understood(self, question: str, asking: Asking, hearing: Hearing) -> Answer:
        """The answer to what a turn means after the turns before it."""
        exchanges = self._exchanges() if len(question) <= LONGEST else []
        return chosen(question, exchanges[-REACH:], asking, hearing)

    def _exchanges(self) -> list[Exchange]:
        """What was asked and answered. A question about a quote is no subject."""
        return [exchange_of(turn) for turn in self.turns if not at_hand.is_about_quote(turn.answer)]

    def _last_asked(self) -> str:
        """What filters typed alone are meant for; nothing where nothing was asked."""
        exchanges = self._exchanges()
        return exchanges[-1].asked if exchanges else ""


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
    found = _CORRECTION.fullmatch(question)
    return found["meant"] if found else None


def exchange_of(turn: Turn) -> Exchange:
    """What later turns may refer to in this one."""
    answer = turn.answer
    quote = answer.quotes[0] if answer.quotes else None
    return Exchange(
        typed=_cut(turn.question).question,
        asked=_cut(answer.asked_as).question[:LONGEST],
        answer=answer.answer,
        quote=quote.text if quote else "",
        article=quote.citation.article if quote else "",
        date=quote.citation.date if quote else None,
    )
