"""Questions just asked by messages, so that an edit of one is answered again in place."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from bot.discord.asking.replies import MessageReply
from bot.discord.asking.responding import Question, respond
from bot.discord.running.client import Client

JUST_ASKED = 10 * 60.0
"""Seconds for which an edit is followed."""
_MOST = 1_000


@dataclass(slots=True)
class Asked:
    """A question, the reply it got, and the answer's id in the ledger once it is there."""

    question: Question
    reply: MessageReply
    entry: str | None = None
    at: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Recent:
    """The newest questions by the id of the message that asked them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asked: OrderedDict[int, Asked] = OrderedDict()

    def knows(self, message: int) -> bool:
        """Whether this message was answered, or is being answered."""
        return message in self._asked

    async def answer(self, message: int, asked: Asked) -> None:
        """Answer a question for the first time."""
        asked.at = self._client.clock()
        self._asked[message] = asked
        if len(self._asked) > _MOST:
            self._asked.popitem(last=False)
        async with asked.lock:
            asked.entry = await respond(self._client, asked.question, asked.reply)

    async def answered(self, message: int) -> None:
        """Wait until the question that this message asked is answered; for one that asked nothing, not at all."""
        asked = self._asked.get(message)
        if asked is not None:
            async with asked.lock:
                pass

    async def reword(self, message: int, text: str) -> None:
        """The question's message reads differently now: answer it anew, in the same place."""
        asked = self._asked.get(message)
        if asked is None or self._client.clock() - asked.at > JUST_ASKED:
            return
        if asked.question.surface in ("claim", "post"):  # what it asks stands elsewhere, too
            return
        async with asked.lock:
            if asked.question.text == text:
                return
            asked.question = replace(asked.question, text=text, replaces=asked.entry)
            asked.entry = await respond(self._client, asked.question, asked.reply) or asked.entry
