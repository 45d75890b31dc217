"""Which function answers which request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import Json, not_found
from .model import Upload

if TYPE_CHECKING:
    from .server import DiscordServer


@dataclass(frozen=True)
class Request:
    """A request as a handler needs it: `args` are the parts of the path, `body` its JSON (None without)."""

    method: str
    path: str
    args: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: Mapping[int, Upload] = field(default_factory=dict)

    @property
    def form(self) -> Json:
        """The body where an object is expected; empty if there is none."""
        return self.body if isinstance(self.body, dict) else {}

    def flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in ("1", "true")


@dataclass(frozen=True)
class Reply:
    body: Any = None
    status: int = 200


NO_CONTENT = Reply(status=204)

Handler = Callable[["DiscordServer", Request], Reply]


@dataclass(frozen=True)
class Route:
    method: str
    template: str
    """The path as Discord's documentation writes it, after /api/v10."""
    pattern: re.Pattern[str]
    handler: Handler
    needs_token: bool


ROUTES: list[Route] = []


def route(method: str, template: str, *, needs_token: bool = True) -> Callable[[Handler], Handler]:
    """Register a handler. Callbacks and webhooks carry their token in the path and need no other."""
    pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, pattern, handler, needs_token))
        return handler

    return register


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route with the most words of its own wins: /users/@me before /users/{user_id}."""
    hits = [(r, m) for r in ROUTES if r.method == method and (m := r.pattern.fullmatch(path))]
    if not hits:
        raise not_found()
    best, match = min(hits, key=lambda hit: hit[0].template.count("{"))
    return best, match.groupdict()
