"""What the gateway is made of: its codes, the connections, and the sessions that outlive them."""

from __future__ import annotations

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

from aiohttp import web

from .errors import Json
from .events import Intents


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class CloseCode(IntEnum):
    GOING_AWAY = 1001
    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    RATE_LIMITED = 4008
    INVALID_SHARD = 4010
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Refusal(Enum):
    """Ways to turn a connection away before the gateway says HELLO."""

    HTTP_503 = "the upgrade to a WebSocket is answered by 503"
    CUT = "the TCP connection is cut without an answer"
    """aiohttp silently tries once more if it had used that connection before: cut twice to be noticed."""


@dataclass(frozen=True)
class Heartbeat:
    at: float
    """`time.monotonic()` at which it arrived."""
    sequence: int | None
    connection: int
    """Counts connections from 1: the time between heartbeats means something only within one."""


@dataclass(frozen=True)
class Identify:
    intents: Intents
    shard: tuple[int, int]
    presence: Json | None
    at: float


class Connection:
    """One WebSocket. Frames go out in order through a queue, so that whatever happens can be told at once."""

    def __init__(self, number: int, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.number = number
        self.session: Session | None = None
        self.sent_at: list[float] = []
        """When each frame from the bot came, for the limit of 120 a minute."""
        self._socket = socket
        self._deflate = zlib.compressobj() if compressed else None
        self._outbox: asyncio.Queue[Json | int] = asyncio.Queue()

    def send(self, op: Op, data: Any = None) -> None:
        self.send_frame({"op": int(op), "d": data, "s": None, "t": None})

    def send_frame(self, frame: Json) -> None:
        self._outbox.put_nowait(frame)

    def close(self, code: int) -> None:
        """Close it once everything before has gone out."""
        self._outbox.put_nowait(int(code))

    async def write(self) -> None:
        """Send what is put in the outbox, until the connection ends."""
        while not self._socket.closed:
            frame = await self._outbox.get()
            if isinstance(frame, int):
                await self._socket.close(code=frame)
                return
            text = json.dumps(frame)
            if self._deflate is None:
                await self._socket.send_str(text)
            else:
                flushed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self._socket.send_bytes(flushed)


@dataclass(eq=False)
class Session:
    """What outlives a connection: the events, numbered, for a RESUME to replay."""

    id: str
    intents: Intents
    shard: tuple[int, int]
    connection: Connection | None
    events: list[Json] = field(default_factory=list)

    def dispatch(self, name: str, data: Json) -> None:
        frame = {"op": int(Op.DISPATCH), "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(frame)
        if self.connection is not None:
            self.connection.send_frame(frame)

    def concerns(self, guild_id: str | None) -> bool:
        """Guilds are spread over shards by their id; what happens in DMs goes to the first shard."""
        index, count = self.shard
        return index == (0 if guild_id is None else (int(guild_id) >> 22) % count)
