"""The conversations that are going on, found again by who speaks where or by the chain of replies.

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
    """A conversation and the lock that keeps its questions in order."""

    conversation: Conversation
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    used: float = 0.0


def person_in(channel: int, person: int) -> Key:
    """What one person says in one channel."""
    return ("person", channel, person)


def about(message: int, person: int) -> Key:
    """What one person asks about a message of somebody's, which has nothing to do with what was said before."""
    return ("about", message, person)


def thread(channel: int) -> Key:
    """What everybody says in a thread that the bot opened."""
    return ("thread", channel, 0)


def chain(root: int) -> Key:
    """What is said in replies to one message of the bot, and in replies to those."""
    return ("chain", root, 0)


class Conversations:
    """All conversations of one bot. Needs the event loop's thread only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._chats: OrderedDict[Key, Chat] = OrderedDict()
        self._roots: OrderedDict[int, int] = OrderedDict()

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

    def _forget_idle(self) -> None:
        oldest = self._clock() - IDLE
        while self._chats and next(iter(self._chats.values())).used < oldest:
            self._chats.popitem(last=False)

    def root_of(self, message: int) -> int:
        """The answer with which the chain of replies began that this answer is part of."""
        return self._roots.get(message, message)

    def link(self, message: int, root: int) -> None:
        """An answer was given in a chain of replies."""
        self._roots[message] = root
        if len(self._roots) > 10 * MOST:
            self._roots.popitem(last=False)
