"""The HTTP side: reading requests, refusing some, recording all."""

from __future__ import annotations

import json
import logging
import mimetypes
import re
import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from . import routes_application, routes_channels, routes_interactions, routes_messages  # noqa: F401
from .errors import ApiError, Json, api_error, unauthorized
from .model import Upload
from .routing import Reply, Request, find_route
from .sending import SendBuckets

if TYPE_CHECKING:
    from .server import DiscordServer

log = logging.getLogger(__name__)

PREFIX = "/api/v10"
_FILE_FIELD = re.compile(r"files\[(\d+)\]")


@dataclass(frozen=True)
class Exchange:
    """One request and its reply, as they were on the wire."""

    method: str
    path: str
    """After /api/v10."""
    query: dict[str, str]
    body: Any
    files: tuple[str, ...]
    status: int
    reply: Any
    at: float = field(default_factory=time.monotonic)

    @property
    def code(self) -> int | None:
        """Discord's error code, if the reply is an error."""
        return self.reply.get("code") if self.status >= 400 and isinstance(self.reply, dict) else None

    def __str__(self) -> str:
        fate = f"{self.status}" if self.code is None else f"{self.status} {json.dumps(self.reply)[:400]}"
        sent = "" if self.body is None else f" {json.dumps(self.body)[:300]}"
        return f"{self.method} {self.path}{sent} → {fate}"


@dataclass
class RateLimit:
    """429s to come."""

    method: str
    path: re.Pattern[str]
    retry_after: float
    times: int
    scope: str
    via: bool

    def reply(self) -> tuple[Json, dict[str, str]]:
        is_global = self.scope == "global"
        body = {
            "message": "You are being rate limited.",
            "retry_after": self.retry_after,
            "global": is_global,
        }
        headers = {
            "Retry-After": str(self.retry_after),
            "X-RateLimit-Scope": self.scope,
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": str(self.retry_after),
        }
        return body, headers | ({"X-RateLimit-Global": "true"} if is_global else {})


@dataclass
class Fault:
    """Server errors to come."""

    method: str
    path: re.Pattern[str]
    status: int
    times: int


Plan = TypeVar("Plan", RateLimit, Fault)


class Rest:
    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        self.exchanges: list[Exchange] = []
        self.rate_limits: list[RateLimit] = []
        self.faults: list[Fault] = []
        self._sending = SendBuckets(server)
        self.crashes: list[Exception] = []
        """Errors of this server itself, not Discord's: raised when it closes."""

    async def handle(self, web_request: web.Request) -> web.Response:
        request = await _read(web_request)
        headers = _ordinary_headers(request)
        status, body = 200, None
        most, left, wait = self._sending.take(request) or (50, 49, 1.0)
        headers |= {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
        }
        limit = _due(self.rate_limits, request) or (_full_bucket(request, wait) if left < 0 else None)
        if limit:
            status, (body, extra) = 429, limit.reply()
            headers |= extra
            if not limit.via:
                del headers["Via"]
        elif fault := _due(self.faults, request):
            status, body = fault.status, {"code": 0, "message": f"{fault.status}: Server Error"}
        else:
            reply = self._answer(request, web_request.headers.get("Authorization"))
            status, body = reply.status, reply.body
        return self._record(request, status, body, headers)

    def _answer(self, request: Request, authorization: str | None) -> Reply:
        try:
            route, args = find_route(request.method, request.path)
            if route.needs_token and authorization != f"Bot {self._server.token}":
                raise unauthorized()
            if request.body is _MALFORMED:
                raise api_error(50109)
            found = Request(request.method, request.path, args, request.query, request.body, request.uploads)
            return route.handler(self._server, found)
        except ApiError as error:
            return Reply(error.payload(), error.status)
        except Exception as error:
            log.exception("the test server failed at %s %s", request.method, request.path)
            self.crashes.append(error)
            return Reply({"code": 0, "message": f"501: the test server failed: {error!r}"}, 501)

    def _record(self, request: Request, status: int, body: Any, headers: dict[str, str]) -> web.Response:
        """discord.py takes a reply for JSON only if its Content-Type has no charset behind it."""
        text = "" if body is None else json.dumps(body)
        self.exchanges.append(
            Exchange(
                request.method,
                request.path,
                dict(request.query),
                None if request.body is _MALFORMED else request.body,
                tuple(upload.filename for upload in request.uploads.values()),
                status,
                json.loads(text) if text else None,
            )
        )
        self._server.watch.changed()
        if text:
            headers["Content-Type"] = "application/json"
        return web.Response(body=text.encode() if text else None, status=status, headers=headers)

    async def download(self, web_request: web.Request) -> web.Response:
        """The CDN: bytes of attachments."""
        if web_request.raw_path not in self._server.files:
            return web.Response(status=404)
        content_type, content = self._server.files[web_request.raw_path]
        return web.Response(body=content, headers={"Content-Type": content_type})


_MALFORMED: Any = object()


async def _read(web_request: web.Request) -> Request:
    body: Any = None
    uploads: dict[int, Upload] = {}
    if web_request.content_type == "multipart/form-data":
        form = await web_request.post()
        for name, value in form.items():
            if isinstance(value, web.FileField):
                match = _FILE_FIELD.fullmatch(name)
                place = int(match[1]) if match else len(uploads)
                kind = mimetypes.guess_type(value.filename)[0] or "application/octet-stream"
                uploads[place] = Upload(value.filename, value.file.read(), kind)
                value.file.close()
            elif name == "payload_json":
                body = _parsed(str(value))
        body = {} if body is None else body
    elif web_request.can_read_body:
        body = _parsed(await web_request.text())
    return Request(
        web_request.method,
        web_request.path.removeprefix(PREFIX),
        query=dict(web_request.query),
        body=body,
        uploads=uploads,
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return _MALFORMED


def _full_bucket(request: Request, wait: float) -> RateLimit:
    return RateLimit(request.method, re.compile(""), round(wait, 3), 1, "user", via=True)


def _ordinary_headers(request: Request) -> dict[str, str]:
    """The request's bucket; `Via` tells Discord's own 429 from Cloudflare's."""
    shape = re.sub(r"\d{15,}", "{id}", request.path)
    if request.path.startswith(("/webhooks", "/interactions")):
        shape = "/".join(shape.split("/")[:3])
    return {
        "Via": "1.1 google",
        "X-RateLimit-Bucket": f"{zlib.crc32(f'{request.method} {shape}'.encode()):08x}",
    }


def _due(planned: list[Plan], request: Request) -> Plan | None:
    for plan in planned:
        if plan.times > 0 and plan.method == request.method and plan.path.search(request.path):
            plan.times -= 1
            return plan
    return None
