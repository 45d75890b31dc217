"""robots.txt: what a server asks of programs (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable

import yarl
from protego import Protego

from index.articles.fetching.request import MOST_REDIRECTS, REDIRECTS, Response
from index.errors import NotReached

MOST_BYTES = 500 * 1024
"""Bytes that are read of one; RFC 9309 asks for no more."""


def read_robots(origin: yarl.URL, ask: Callable[[yarl.URL], Response]) -> Protego:
    """The robots.txt at an origin, by `ask`, which makes one request. Where there is none, everything is allowed.

    Raises NotReached where no request can be made, or the server does not give it away now: then nothing is allowed.
    """
    here = origin.with_path("/robots.txt")
    for _ in range(MOST_REDIRECTS + 1):
        response = ask(here)
        if response.status == 200:
            return Protego.parse(response.content[:MOST_BYTES].decode("utf-8", errors="replace"))
        if response.status not in REDIRECTS:
            break
        try:
            here = here.join(yarl.URL(response.headers.get("Location", "")))
        except ValueError:
            break
    if response.status >= 500 or response.status == 429:
        told = f"its robots.txt is HTTP {response.status}"
        raise NotReached(f"{origin.host} cannot say now what programs may fetch ({told})")
    return Protego.parse("")
