"""The conversations that are going on, found again by who speaks where or by the answer that is replied to.

A conversation that nobody has spoken in for half an hour is forgotten, and the least recently used one makes
room when there are too many.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.conversation import IDLE, Conversation, Turn

MOST = 1_000

Key = tuple[str, int, int]


@dataclass(slots=True)
class Chat:
    """A conversation and the lock that keeps its questions in order.

    `newest` is the message with its newest answer, until somebody replies to that.
    """

    conversation: Conversation
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    used: float = 0.0
    newest: int | None = None


def person_in(channel: int, person: int) -> Key:
    """What one person says in one channel."""
    return ("person", channel, person)


def privately(channel: int, person: int) -> Key:
    """What one person asks in one channel for nobody else to see."""
    return ("private", channel, person)


def about(message: int, person: int) -> Key:
    """What one person asks about a message of somebody's, which has nothing to do with what was said before."""
    return ("about", message, person)


def thread(channel: int) -> Key:
    """What everybody says in a thread that the bot opened."""
    return ("thread", channel, 0)


def chain(first: int) -> Key:
    """What is said in a message that replies to an answer, and in replies that go on from there."""
    return ("chain", first, 0)


class Conversations:
    """All conversations of one bot. Needs the event loop's thread only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._chats: OrderedDict[Key, Chat] = OrderedDict()
        self._shown: OrderedDict[int, Key] = OrderedDict()

    def __len__(self) -> int:
        return len(self._chats)

    def at(self, key: Key, before: Iterable[Turn] = ()) -> Chat:
        """The conversation with this key; a new one begins with the turns `before`."""
        self._forget_idle()
        chat = self._chats.get(key)
        if chat is None:
            chat = self._chats[key] = Chat(Conversation(self._clock))
            chat.conversation.turns.extend(before)
        chat.used = self._clock()
        self._chats.move_to_end(key)
        if len(self._chats) > MOST:
            self._chats.popitem(last=False)
        return chat

    def forget(self, key: Key) -> None:
        """End a conversation; a question of it that is being answered goes into no other."""
        self._chats.pop(key, None)

    def take_back(self, answer: int, question: str) -> None:
        """The answer shown in this message was taken back: its question was never asked."""
        chat = self._chats.get(self._shown.pop(answer, ("", 0, 0)))
        if chat is not None:
            turns = chat.conversation.turns
            turns[:] = [turn for turn in turns if turn.question != question]

    def forget_person(self, person: int) -> None:
        """End what a person says by themselves."""
        for key in [key for key in self._chats if key[0] in _OF_ONE and key[2] == person]:
            self.forget(key)

    def _forget_idle(self) -> None:
        oldest = self._clock() - IDLE
        while self._chats and next(iter(self._chats.values())).used < oldest:
            self._chats.popitem(last=False)

    def shown(self, key: Key, answer: int) -> None:
        """The newest answer of this conversation stands in the message `answer`."""
        if key not in self._chats:
            return
        self._chats[key].newest = answer
        self._shown[answer] = key
        if len(self._shown) > MOST:
            self._shown.popitem(last=False)

    def replying(self, answer: int, reply: int, person: int) -> Key:
        """The conversation that a person's message `reply` to an answer goes on with.

        It is the one that the answer is the newest of. Where that has gone on already, or is what somebody else
        says by themselves, the reply begins one of its own.
        """
        key = self._shown.get(answer, chain(reply))
        chat = self._chats.get(key)
        if chat is None or chat.newest != answer or not _may_join(key, person):
            return chain(reply)
        chat.newest = None
        return key


_OF_ONE = frozenset({"person", "about", "private"})
"""Kinds of conversations that one person has by themselves."""


def _may_join(key: Key, person: int) -> bool:
    kind, _, owner = key
    return kind not in _OF_ONE or owner == person
