"""A question's way on Discord: let in, answered at the desk, kept in the ledger, shown.

The surfaces (a command, a mention, a button) make a Question and a Reply; what happens between is here, once.
"""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import discord
import structlog

from bot.conversation import Turn, is_new_topic
from bot.discord.asking.conversations import Chat, Key
from bot.discord.asking.desk import Closing, Crowding, Full, Ticket
from bot.discord.asking.leads import lead_answer
from bot.discord.errors import GONE, MESSAGE_BLOCKED, Told, sentence_for
from bot.discord.running.client import Client
from bot.discord.running.logs import what_went_wrong
from bot.discord.showing.presentation import Sheet, answer_sheet, repeated
from bot.followups.at_hand import is_about_quote
from bot.settings import DiscordSettings
from index.answers import Answer
from index.errors import QuestionError

log = structlog.get_logger(__name__)

_UNSEEN = frozenset({"slash", "menu", "form", "claim"})
"""Surfaces where what was asked does not stand above the answer."""
_OF_OTHERS = frozenset({"menu", "claim"})
"""Surfaces where somebody else may have written what is asked."""
DOUBLE = 200
"""Characters by which a question is as much work again as one without any."""
CROWDED = "Too many questions are waiting already. Ask again in a minute."
UNREADABLE = "I cannot look for that as it is written. Ask it in other words."
EMPTY = "Ask me something, and I look for it in the articles."
FRESH_START = "This is a new conversation: what was said before is forgotten. Ask me a question."


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, by whom, where.

    `conversation` is where earlier exchanges are found; a new one begins with `before`. `message` is the one that
    asked, `replaces` the id of the answer to an earlier wording. `hint` says what to do where there is no text;
    `otherwise` is asked where the text itself gets no answer, or names a topic only. Of an `article`, its
    id, the lead is the answer.
    """

    text: str
    person: int
    guild: int | None
    channel: int
    surface: str
    conversation: Key
    before: tuple[Turn, ...] = ()
    private: bool = False
    top: int | None = None
    message: int | None = None
    hint: str = EMPTY
    replaces: str | None = None
    otherwise: str = ""
    article: str = ""


class Shown(NamedTuple):
    """Where an answer is shown."""

    message: int
    channel: int


class Reply(Protocol):
    """How one question is replied to."""

    def working(self, position: int) -> AbstractAsyncContextManager[None]:
        """Show that the bot is at work (typing, or the deferred state) while the block runs.

        From position 1 on, say that they are in the queue; the answer takes that message's place.
        """

    def in_public(self, answer: Answer) -> bool:
        """Whether others than who asked are shown the answer."""

    async def show(self, sheet: Sheet, entry: str, answer: Answer) -> Shown | None:
        """Show the answer with its buttons; None if nobody can be shown it any more."""

    async def tell(self, sentence: str) -> None:
        """Say why there is no answer."""

    async def turn_away(self, told: Told, *, again: bool) -> None:
        """Say why a question was not taken; `again` where the person was told so just now."""


async def respond(client: Client, question: Question, reply: Reply) -> str | None:
    """Answer a question, or tell why not; the answer's id in the ledger. Raises nothing foreseeable."""
    try:
        return await _respond(client, question, reply)
    except Told as told:
        client.metrics.turned_away.labels(told.why).inc()
        log.info("turned away", why=told.why, surface=question.surface, guild=question.guild)
        await reply.turn_away(told, again=not client.limits.first(question.person, told.why))
    except discord.HTTPException as error:
        client.metrics.failures.inc()
        log.warning("could not deliver", surface=question.surface, status=error.status, code=error.code)
        if error.code not in GONE:
            await _apologise(reply, error)
    except (discord.RateLimited, TimeoutError) as error:  # so late, the answer would be of no use any more
        client.metrics.failures.inc()
        log.warning("could not deliver", surface=question.surface, reason=str(error) or "too slow")
    except Exception as error:  # noqa: BLE001  (whatever it is, the person is told)
        client.metrics.failures.inc()
        if not isinstance(error, QuestionError):
            wrong = what_went_wrong(error, in_full=client.settings.discord.log_questions)
            log.error("could not answer", surface=question.surface, guild=question.guild, **wrong)
        sentence = sentence_for(error)
        await reply.tell(UNREADABLE if client.places.blocks(question.guild, sentence) else sentence)
    return None


async def _apologise(reply: Reply, error: discord.HTTPException) -> None:
    """Discord would not take the answer; it may take a sentence."""
    try:
        await reply.tell(sentence_for(error))
    except discord.HTTPException as again:
        log.warning("could not tell", status=again.status, code=again.code)


async def _respond(client: Client, question: Question, reply: Reply) -> str | None:
    let_in(client, question)
    if is_new_topic(question.text):  # no question, so that nothing is looked for and nothing kept
        client.conversations.forget(question.conversation)
        raise Told(FRESH_START, "fresh")
    with client.metrics.timed(), enter(client, question.person, question.guild, question.text) as ticket:
        async with reply.working(ticket.position):
            answer, whole = await _answer(client, question, ticket)
            entry = await _keep(client, question, answer, whole=whole)
            shown = await _show(client, question, reply, entry, answer)
        await _placed(client, question, entry, shown)
    client.metrics.answered(question.surface, answer)
    log.info(
        "answered",
        entry=entry,
        status=answer.status,
        surface=question.surface,
        guild=question.guild,
        ms=round(answer.elapsed_ms),
        question=question.text if client.settings.discord.log_questions else None,
        characters=len(question.text),
    )
    return entry


def let_in(client: Client, question: Question) -> None:
    """Hold a question against the limits, the place's settings and its length. Raises Told.

    What is turned away for another reason counts against the limits, too: it may cost a message.
    The server's settings must have been loaded; nothing here waits.
    """
    place = client.places.at(question.guild, question.channel)
    cooldown = 0 if question.replaces else place.cooldown  # who mends a slip of the pen need not wait
    limited = client.limits.take(question.person, question.guild, place=question.channel, cooldown=cooldown)
    if limited:
        who = "You have" if limited.whose == "you" else "This server has"
        when = int(limited.until) + 1
        raise Told(
            f"{who} reached the limit of questions. Ask again <t:{when}:R> (at <t:{when}:T>).", "limit"
        )
    if not place.answers:
        raise Told("I do not answer in this channel; the people who run this server have set it so.", "place")
    if (length := too_long(question.text, client.settings.discord)) is not None:
        advice = "Could you ask it more briefly? One sentence works best."
        if question.surface in _OF_OTHERS:
            advice = "Take one sentence of it, and ask with `/ask`."
        raise Told(f"{length} {advice}", "length")
    if not question.text.strip():
        raise Told(question.hint, "empty")


def too_long(text: str, settings: DiscordSettings) -> str | None:
    """A sentence on a question that has too many characters or words: each word is looked up."""
    words = len(re.findall(r"\w+", text))
    for number, what, most in (
        (len(text), "characters", settings.max_question),
        (words, "words", settings.max_words),
    ):
        if number > most:
            return f"That is {number:,} {what}, and I read questions of up to {most:,}."
    return None


def enter(client: Client, person: int, guild: int | None, text: str) -> Ticket:
    """A place at the desk, in the queue of its server or, in private, of its person. Raises Told."""
    party = ("person", person) if guild is None else ("server", guild)
    try:
        return client.desk.enter(person, party, 1 + len(text) / DOUBLE)
    except Crowding:
        raise Told(
            "I am still looking for what you asked before. Ask again when that is answered.", "limit"
        ) from None
    except Full:
        raise Told(CROWDED, "queue") from None
    except Closing:
        raise Told("I am being restarted. Ask again in a minute.", "closing") from None


async def _answer(client: Client, question: Question, ticket: Ticket) -> tuple[Answer, bool]:
    """The answer, and whether what was asked can be understood without what was said before."""
    chat = client.conversations.at(question.conversation, question.before)
    top, strictness = question.top or client.settings.top, client.settings.strictness
    async with chat.lock:
        if question.replaces:
            await _take_back(client, chat, question.replaces)
        archive = await client.archive_in(question.guild, question.channel)

        def ask(text: str) -> Answer:
            lead = lead_answer(archive, question.article, text) if question.article else None
            if lead is not None:
                chat.conversation.turns.append(Turn(text, lead))
                return lead
            return chat.conversation.ask(archive, text, top=top, strictness=strictness)

        try:
            answer = await ticket.work(lambda: ask(question.text))
            topical = answer.kind == "topic"
            if question.otherwise and (answer.status == "refused" or topical):
                second = await ticket.work(lambda: ask(question.otherwise))
                if second.status == "answered" and (answer.status == "refused" or second.kind != "topic"):
                    answer = second
        except Full:
            raise Told(CROWDED, "queue") from None
        turns = chat.conversation.turns
        return answer, all(turn.whole for turn in turns if turn.answer is answer)


async def _show(client: Client, question: Question, reply: Reply, entry: str, answer: Answer) -> Shown | None:
    """Show the answer; where the server blocks a word of the question, without any word of it."""
    repeat = not (reply.in_public(answer) and client.places.blocks(question.guild, *repeated(answer)))
    sheet = answer_sheet(answer, echo=question.surface in _UNSEEN, repeat=repeat)
    try:
        return await reply.show(sheet, entry, answer)
    except discord.HTTPException as error:
        if error.code != MESSAGE_BLOCKED or not repeat:
            raise
        return await reply.show(answer_sheet(answer, repeat=False), entry, answer)


async def _take_back(client: Client, chat: Chat, entry: str) -> None:
    """A question was reworded: its first wording was never said."""
    replaced = await client.in_thread(client.ledger.entry, entry)
    turns = chat.conversation.turns
    if replaced and turns and turns[-1].question == replaced.answer.question:
        turns.pop()


async def _keep(client: Client, question: Question, answer: Answer, *, whole: bool) -> str:
    """Into the ledger.

    What was asked about a quote or of the bot says nothing of what the articles hold or lack; half a question that was
    answered is none to ask again.
    """
    asked = not is_about_quote(answer) and answer.kind != "remark"
    listed = asked and (whole or answer.status == "refused")
    if question.replaces:
        await client.in_thread(client.ledger.revise, question.replaces, answer, listed=listed)
        return question.replaces
    return await client.in_thread(
        client.ledger.record,
        answer,
        guild=question.guild,
        channel=question.channel,
        asker=question.person,
        asked=question.message,
        private=question.private,
        listed=listed,
    )


async def _placed(client: Client, question: Question, entry: str, shown: Shown | None) -> None:
    if shown is None:
        return
    await client.in_thread(client.ledger.place, entry, shown.message, shown.channel)
    if question.replaces is None:
        client.conversations.shown(question.conversation, shown.message)
