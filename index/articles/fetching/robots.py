"""robots.txt: what a server asks of programs (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable

import yarl
from protego import Protego

from index.articles.fetching.request import MOST_REDIRECTS, REDIRECTS, Response
from index.errors import NotReached

MOST_BYTES = 500 * 1024
"""Bytes that are read of one; RFC 9309 asks for no more."""


class Robots:
    """One server's robots.txt. Where it has none everything is allowed; where it gives none away, nothing is."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)

    @classmethod
    def read(cls, origin: yarl.URL, ask: Callable[[yarl.URL], Response]) -> Robots:
        """The robots.txt at an origin, by `ask`, which makes one request. Raises NotReached where none can be made."""
        here = origin.with_path("/robots.txt")
        for _ in range(MOST_REDIRECTS + 1):
            response = ask(here)
            if response.status == 200:
                return cls(response.content[:MOST_BYTES].decode("utf-8", errors="replace"))
            if response.status not in REDIRECTS:
                break
            try:
                here = here.join(yarl.URL(response.headers.get("Location", "")))
            except ValueError:
                break
        if response.status >= 500 or response.status == 429:
            told = f"its robots.txt is HTTP {response.status}"
            raise NotReached(f"{origin.host} cannot say now what programs may fetch ({told})")
        return cls("")

    def allow(self, agent: str, url: yarl.URL) -> bool:
        """Whether a program of this name may fetch an address."""
        return bool(self._rules.can_fetch(str(url), agent))

    def pause(self, agent: str) -> float:
        """Seconds that it asks for between two requests; 0 where it asks for none."""
        return float(self._rules.crawl_delay(agent) or 0.0)
