"""A web site of a test's own, served on loopback: pages that are set, and what was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Page(NamedTuple):
    """What the server answers; with `held`, only the headers come until that is set."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] | None = None
    held: threading.Event | None = None


class Asked(NamedTuple):
    """A request that came in."""

    path: str
    headers: dict[str, str]


class Site:
    """A server at `url`. What is not among its `pages` is 404."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    def put(
        self, path: str, content: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str
    ) -> str:
        """Serve a page; its address."""
        encoded = content if isinstance(content, bytes) else content.encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(encoded, headers={"Content-Type": kind, **named})
        return self.url + path

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Serve a redirect; its address."""
        self.pages[path] = Page(status=status, headers={"Location": to})
        return self.url + path

    def paths(self) -> list[str]:
        """The paths that were asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Site]:
    """A site, for as long as the context lasts."""
    server = ThreadingHTTPServer((host, 0), _Handler)
    site = Site(server.server_port)
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        for page in site.pages.values():
            if page.held is not None:
                page.held.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        with site.lock:
            site.asked.append(Asked(self.path, dict(self.headers.items())))
            site.at_once += 1
            site.most_at_once = max(site.most_at_once, site.at_once)
        page = site.pages.get(self.path, Page(b"no such page", 404))
        headers = page.headers or {}
        status = 304 if headers.get("ETag", "") == self.headers.get("If-None-Match") else page.status
        if status == 200 and headers.get("Last-Modified", "") == self.headers.get("If-Modified-Since"):
            status = 304
        if page.held is None:
            self._done(site)
        with suppress(ConnectionError):  # whoever asked has hung up
            self._answer(page, status, headers)
        if page.held is not None:
            self._done(site)

    def _done(self, site: Site) -> None:
        """Before the answer leaves: who reads no more of it than its head may come again at once."""
        with site.lock:
            site.at_once -= 1

    def _answer(self, page: Page, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        if page.held is not None:
            page.held.wait(60)
        if status != 304:
            self.wfile.write(page.content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
