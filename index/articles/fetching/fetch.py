"""Fetching a page: a request for each step of the way, robots.txt obeyed, one at a time for each host."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import responses
from typing import NamedTuple

import yarl
from protego import Protego

from index.articles.fetching.addresses import Network, is_allowed, literal
from index.articles.fetching.request import MOST_REDIRECTS, REDIRECTS, SECONDS, NotPublic, Response, request
from index.articles.fetching.robots import read_robots
from index.errors import NotFetched, NotReached

AGENT = "Pullquote"
"""How servers know the program, and the name that robots.txt may call it by."""
PAUSE = 1.0
"""Seconds between two requests to one host, at least."""
LONGEST_PAUSE = 30.0
"""Seconds that a robots.txt may ask for between two requests; who asks for more is not fetched from so slowly."""
ROBOTS_LAST = 24 * 3600.0
"""Seconds after which a robots.txt is asked for again."""
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
    "application/feed+json, application/pdf, text/plain;q=0.9, */*;q=0.1",
}


class Fetched(NamedTuple):
    """What lies at an address: `url` is where redirects led to, `etag` and `modified` as the server gave them."""

    url: str
    content: bytes
    content_type: str
    charset: str | None
    etag: str | None
    modified: str | None


@dataclass
class _Turn:
    """A host's turn: held during a request; `next` is when the next one may begin."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next: float = float("-inf")
    pause: float = 0.0


class Fetcher:
    """Fetches pages, and remembers whom it asked when. Thread-safe: keep one for as long as pages are fetched.

    `pause` and `seconds` (a request's longest) are in seconds, `clock` and `sleep` those of `time`.
    """

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        *,
        pause: float = PAUSE,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._allowed, self._pause, self._seconds = tuple(allowed), pause, seconds
        self._clock, self._sleep = clock, sleep
        self._robots: dict[yarl.URL, tuple[Protego, float]] = {}
        self._turns: dict[str, _Turn] = {}
        self._lock = threading.Lock()

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched | None:
        """What lies at an address of the web; None where it is the version that `etag` or `modified` names.

        Blocks; not for a thread that runs an event loop. Raises NotFetched, which says why.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = _HEADERS | {name: value for name, value in known.items() if value}
        here = first = self._checked(url)
        for _ in range(MOST_REDIRECTS + 1):
            with _led_by(first, here):
                self._obey_robots(here)
                response = self._ask(here, headers)
            if response.status == 304 and (etag or modified):
                return None
            if response.status == 200:
                return _fetched(here, response)
            here = self._next(here, response)
        raise NotFetched(f"{here.host} redirects more than {MOST_REDIRECTS} times")

    def _checked(self, url: str) -> yarl.URL:
        """An address as it will be asked for. Raises NotFetched where it is none to fetch from."""
        try:
            parsed = yarl.URL(url.strip())
            host = parsed.host
        except ValueError as error:
            raise NotFetched(f"{url[:200]!r} is no web address ({error})") from None
        if parsed.scheme not in ("http", "https") or not host or len(url.split()) != 1:
            raise NotFetched(f"{url[:200]!r} is no web address: it takes http:// or https:// and a host")
        if parsed.user is not None or parsed.password is not None:
            raise NotFetched("a name or password stands in the address")
        number = literal(host)
        if number is not None and not is_allowed(number, self._allowed):
            raise NotPublic(host, number)
        return parsed.with_fragment(None)

    def _next(self, here: yarl.URL, response: Response) -> yarl.URL:
        """Where a redirect leads. Raises NotFetched where it is none, or leads where nothing is fetched from."""
        location = response.headers.get("Location", "")
        if response.status not in REDIRECTS or not location:
            raise _not_fetched(here, response)
        try:
            there = str(here.join(yarl.URL(location)))
        except ValueError:
            raise NotFetched(
                f"{here.host} redirects to {location[:200]!r}, which is no web address"
            ) from None
        with _led_by(here, there):
            return self._checked(there)

    def _obey_robots(self, url: yarl.URL) -> None:
        origin, now = url.origin(), self._clock()
        with self._lock:
            robots, until = self._robots.get(origin, (None, now))
        if robots is None or now >= until:
            robots = read_robots(origin, lambda there: self._ask_for_robots(origin, there))
            with self._lock:
                self._robots[origin] = robots, self._clock() + ROBOTS_LAST
            self._turn(url).pause = min(robots.crawl_delay(AGENT) or 0.0, LONGEST_PAUSE)
        if not robots.can_fetch(str(url), AGENT):
            raise NotFetched(f"{url.host} asks programs, in its robots.txt, not to fetch {url.path}")

    def _ask_for_robots(self, origin: yarl.URL, there: yarl.URL) -> Response:
        with _led_by(origin, there.origin()):
            return self._ask(self._checked(str(there)), _HEADERS)

    def _ask(self, url: yarl.URL, headers: dict[str, str]) -> Response:
        with self._alone(url):
            return request(url, headers, self._allowed, self._seconds)

    @contextmanager
    def _alone(self, url: yarl.URL) -> Iterator[None]:
        """Be the only one to ask a host, and not too soon after the last."""
        turn = self._turn(url)
        with turn.lock:
            if (wait := turn.next - self._clock()) > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                turn.next = self._clock() + max(self._pause, turn.pause)

    def _turn(self, url: yarl.URL) -> _Turn:
        with self._lock:
            return self._turns.setdefault(str(url.host), _Turn())


@contextmanager
def _led_by(asked: yarl.URL, here: yarl.URL | str) -> Iterator[None]:
    """Of an address that a redirect named, say no way to allow it: whoever runs that server chose it."""
    try:
        yield
    except NotPublic as refused:
        if here == asked:
            raise
        raise NotFetched(f"{asked.host} redirects to {refused.at}, which is no public address") from None


def _fetched(url: yarl.URL, response: Response) -> Fetched:
    kind, _, parameters = response.headers.get("Content-Type", "").partition(";")
    name, _, charset = parameters.partition("=")
    return Fetched(
        url=str(url),
        content=response.content,
        content_type=kind.strip().lower(),
        charset=charset.strip().strip("\"'").lower() or None if name.strip().lower() == "charset" else None,
        etag=response.headers.get("ETag"),
        modified=response.headers.get("Last-Modified"),
    )


_LATER = (408, 425, 429)
"""What is answered, besides the server's own faults, where the same request may be granted later (RFC 9110)."""


def _not_fetched(url: yarl.URL, response: Response) -> NotFetched:
    later = response.status >= 500 or response.status in _LATER
    return (NotReached if later else NotFetched)(_status(url, response))


def _status(url: yarl.URL, response: Response) -> str:
    status = response.status
    named = f"{status} {responses.get(status, '')}".rstrip()
    if status in (401, 402, 403):
        return f"{url.host} does not let everybody read it (HTTP {named})"
    if status in (429, 503) and (after := response.headers.get("Retry-After", "").strip()[:40]):
        later = f"to wait {after} s" if after.isdecimal() else f"to come again after {after}"
        return f"{url.host} asks {later} (HTTP {named})"
    return f"{url.host} answers HTTP {named}"
