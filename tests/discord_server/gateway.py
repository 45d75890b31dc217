"""The gateway: WebSocket sessions that identify, receive events, break off and resume."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from . import payloads
from .errors import Json, NeverHappened
from .events import PRIVILEGED, Event, Intents
from .sessions import CloseCode, Connection, Heartbeat, Identify, Op, Refusal, Session

if TYPE_CHECKING:
    from .server import DiscordServer


class Gateway:
    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        self._connections: set[Connection] = set()
        self._opened = 0
        self.sessions: dict[str, Session] = {}
        self.heartbeats: list[Heartbeat] = []
        self.identifies: list[Identify] = []
        self.resumes = 0
        """How many RESUMEs succeeded."""
        self.presence: Json | None = None
        self.refusals: list[Refusal | int] = []
        self.refused = 0
        server.listeners.append(self.deliver)

    @property
    def live_sessions(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.connection is not None]

    def longest_silence(self) -> float:
        gaps = [
            later.at - earlier.at
            for earlier, later in pairwise(self.heartbeats)
            if earlier.connection == later.connection
        ]
        return max(gaps, default=0.0)

    def deliver(self, event: Event) -> None:
        """Tell every session that the event concerns and whose intents cover it."""
        for session in self.sessions.values():
            data = event.data_for(session.intents)
            if data is None or not session.concerns(event.guild.id if event.guild else None):
                continue
            if event.name == "GUILD_CREATE" and event.guild is not None:
                data = payloads.guild_create(event.guild, self._server.bot, session.intents)
            session.dispatch(event.name, data)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Handle one connection from its opening to its end."""
        refusal = self.refusals.pop(0) if self.refusals else None
        if refusal is not None:
            self.refused += 1
            self._server.watch.changed()
        if isinstance(refusal, Refusal):
            if refusal is Refusal.CUT and request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self._opened += 1
        connection = Connection(
            self._opened, socket, compressed=request.query.get("compress") == "zlib-stream"
        )
        self._connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            if refusal is not None:
                connection.close(refusal)
            else:
                interval = int(self._server.rules.heartbeat_interval * 1000)
                connection.send(Op.HELLO, {"heartbeat_interval": interval})
            await self._read(connection, socket)
        finally:
            self._connections.discard(connection)
            self._detach(connection)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writer
        return socket

    async def _read(self, connection: Connection, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            now = time.monotonic()
            connection.sent_at = [at for at in connection.sent_at if now - at < 60] + [now]
            if len(connection.sent_at) > 120:
                connection.close(CloseCode.RATE_LIMITED)
                continue
            try:
                frame = json.loads(message.data)
                op, data = frame["op"], frame.get("d")
            except (ValueError, KeyError, TypeError):
                connection.close(CloseCode.DECODE_ERROR)
                continue
            if len(message.data) > 4096:
                connection.close(CloseCode.DECODE_ERROR)
                continue
            self._receive(connection, op, data)
            self._server.watch.changed()

    def _receive(self, connection: Connection, op: int, data: Any) -> None:
        if op == Op.HEARTBEAT:
            self.heartbeats.append(Heartbeat(time.monotonic(), data, connection.number))
            connection.send(Op.HEARTBEAT_ACK)
        elif op == Op.IDENTIFY:
            self._identify(connection, data)
        elif op == Op.RESUME:
            self._resume(connection, data)
        elif connection.session is None:
            connection.close(CloseCode.NOT_AUTHENTICATED)
        elif op == Op.REQUEST_GUILD_MEMBERS:
            self._send_members(connection.session, data)
        elif op == Op.PRESENCE_UPDATE:
            self.presence = data
        elif op != Op.VOICE_STATE_UPDATE:
            connection.close(CloseCode.UNKNOWN_OPCODE)

    def _identify(self, connection: Connection, data: Json) -> None:
        problem = self._problem_with(connection, data)
        if problem is not None:
            connection.close(problem)
            return
        intents, (index, count) = Intents(data["intents"]), data.get("shard") or (0, 1)
        shard = (index, count)
        self.identifies.append(Identify(intents, shard, data.get("presence"), time.monotonic()))
        self._server.rules.session_starts -= 1
        session = Session(f"session{self._server.new_id()}", intents, shard, connection)
        connection.session = self.sessions[session.id] = session
        guilds = [guild for guild in self._server.guilds if session.concerns(guild.id)]
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": payloads.current_user(self._server.bot),
                "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self._server.gateway_url,
                "shard": list(shard),
                "application": {"id": self._server.application.id, "flags": 0},
            },
        )
        if intents & Intents.GUILDS:
            for guild in guilds:
                # discord.py takes a guild for newly joined unless the payload says that it became available
                data = payloads.guild_create(guild, self._server.bot, intents) | {"unavailable": False}
                session.dispatch("GUILD_CREATE", data)

    def _problem_with(self, connection: Connection, data: Json) -> CloseCode | None:
        index, count = data.get("shard") or (0, 1)
        intents = data.get("intents", 0)
        granted = self._server.application.privileged_intents
        for problem, code in (
            (connection.session is not None, CloseCode.ALREADY_AUTHENTICATED),
            (data.get("token") != self._server.token, CloseCode.AUTHENTICATION_FAILED),
            (not 0 <= index < count, CloseCode.INVALID_SHARD),
            (not 0 <= intents < 1 << 26, CloseCode.INVALID_INTENTS),
            (bool(intents & PRIVILEGED & ~granted), CloseCode.DISALLOWED_INTENTS),
        ):
            if problem:
                return code
        return None

    def _resume(self, connection: Connection, data: Json) -> None:
        if data.get("token") != self._server.token:
            connection.close(CloseCode.AUTHENTICATION_FAILED)
            return
        session = self.sessions.get(data.get("session_id") or "")
        if session is None:
            connection.send(Op.INVALID_SESSION, False)
            return
        session.connection, connection.session = connection, session
        for frame in session.events[data["seq"] :]:
            connection.send_frame(frame)
        self.resumes += 1
        session.dispatch("RESUMED", {})

    def _send_members(self, session: Session, data: Json) -> None:
        """Answer a request for members: by id, or by the beginning of a name; all only with GUILD_MEMBERS."""
        guild = self._server.by_guild_id[str(data["guild_id"])]
        wanted = data.get("user_ids")
        if wanted is not None:
            ids = [str(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
            members = [guild.members[user_id] for user_id in ids if user_id in guild.members]
            missing = [user_id for user_id in ids if user_id not in guild.members]
        else:
            query, limit = data.get("query") or "", data.get("limit") or None
            if not query and not session.intents & Intents.GUILD_MEMBERS:
                return
            members = [m for m in guild.members.values() if m.user.username.startswith(query)][:limit]
            missing = []
        chunk = {
            "guild_id": guild.id,
            "members": [payloads.member(member) for member in members],
            "not_found": missing,
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": data.get("nonce"),
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    def _detach(self, connection: Connection) -> None:
        session, connection.session = connection.session, None
        if session is not None and session.connection is connection:
            session.connection = None
        self._server.watch.changed()

    def drop(self, code: int) -> None:
        """What is published from now on is kept for the RESUME."""
        for connection in list(self._connections):
            self._detach(connection)
            connection.close(code)

    def ask_to_reconnect(self) -> None:
        for connection in self._connections:
            connection.send(Op.RECONNECT)

    def invalidate_sessions(self, resumable: bool) -> None:
        if not resumable:
            self.sessions.clear()
        for connection in self._connections:
            connection.send(Op.INVALID_SESSION, resumable)

    def forget_sessions(self) -> None:
        self.sessions.clear()

    async def close(self) -> None:
        """End every connection, as when Discord restarts."""
        self.drop(CloseCode.GOING_AWAY)
        with contextlib.suppress(NeverHappened):
            await self._server.watch.until(lambda: not self._connections, "all connections closed", within=1)
