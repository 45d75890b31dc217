"""Fetching: from a real server on loopback, which the tests allow, and from nowhere that nobody allowed."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from index.articles.fetching import Fetched, Fetcher, networks
from index.articles.fetching.addresses import is_allowed, literal
from index.errors import NotFetched
from tests.web import Page, Site, serving

LOOPBACK = networks(["127.0.0.0/8"])


class Clock:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetcher(clock: Clock) -> Fetcher:
    return Fetcher(LOOPBACK, clock=clock, sleep=clock.sleep)


def test_a_page_is_fetched(site: Site, fetcher: Fetcher) -> None:
    url = site.put("/a", "Grüße", 'text/html; charset="ISO-8859-1"', ETag='"1"', Last_Modified="yesterday")
    assert fetcher.fetch(f"{url}#part") == Fetched(
        url, "Grüße".encode(), "text/html", "iso-8859-1", '"1"', "yesterday"
    )
    assert site.asked[-1].headers["User-Agent"] == "Pullquote"


def test_a_version_that_is_known_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    marked = site.put("/a", "text", ETag='"1"')
    dated = site.put("/b", "text", Last_Modified="Tue, 19 Mar 2024 10:00:00 GMT")
    assert fetcher.fetch(marked, etag='"1"') is None
    assert fetcher.fetch(marked, etag='"0"') is not None
    assert fetcher.fetch(dated, modified="Tue, 19 Mar 2024 10:00:00 GMT") is None
    assert fetcher.fetch(dated, modified="Mon, 18 Mar 2024 10:00:00 GMT") is not None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "/etc/passwd",
        "http://[::1",
        "http://a b/",
        "http://x:99999/",
        "http://user@127.0.0.1/",
        "http://:secret@127.0.0.1/",
        "http://127.0.0.1\\@example.org/",
    ],
)
def test_what_is_no_web_address(url: str, fetcher: Fetcher) -> None:
    with pytest.raises(NotFetched):
        fetcher.fetch(url)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "0"),
        *("127.0.0.1.", "１２７.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::7f00:1]"),
        *("[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[::]", "10.0.0.1", "192.168.1.1", "172.16.0.1"),
        *("169.254.169.254", "100.64.0.1", "[fd00::1]", "[fe80::1]", "[fec0::1]", "224.0.0.1", "localhost"),
        "LOCALHOST",
    ],
)
def test_an_address_that_is_not_public_is_refused_however_it_is_written(site: Site, host: str) -> None:
    port = site.url.rpartition(":")[2]
    with pytest.raises(NotFetched, match="is no public address") as refused:
        Fetcher().fetch(f"http://{host}:{port}/")
    is_link_local = host.startswith(("169.254.", "[fe80"))
    assert ("PULLQUOTE_ALLOWED_NETWORKS=" in str(refused.value)) != is_link_local
    assert not site.asked


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808", "2002:808:808::"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address, ())


def test_an_allowed_network_holds_what_is_written_otherwise() -> None:
    assert is_allowed("::ffff:127.0.0.1", LOOPBACK)
    assert not is_allowed("10.0.0.1", LOOPBACK)
    assert not is_allowed("::1", LOOPBACK)


@pytest.mark.parametrize("name", ["example.org", "1.2.3.4.5", "0x", "256.1.1.1", ""])
def test_names_are_no_numbers(name: str) -> None:
    assert literal(name) is None


def named(monkeypatch: pytest.MonkeyPatch, addresses: dict[str, list[list[str]]]) -> list[str]:
    """A name server that gives these addresses, others each time that it is asked; what it was asked."""
    looked_up: list[str] = []

    def getaddrinfo(host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        answers = addresses[str(host)]
        looked_up.append(str(host))
        kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(socket.AF_INET, *kind, (address, port)) for address in answers.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return looked_up


def test_a_name_that_leads_to_an_address_that_is_not_public(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    named(monkeypatch, {"news.example": [["127.0.0.1"], ["10.0.0.1"]]})
    port = site.url.rpartition(":")[2]
    for address in ("127.0.0.1", "10.0.0.1"):
        with pytest.raises(NotFetched, match=f"news.example is at {address}"):
            Fetcher().fetch(f"http://news.example:{port}/")
    assert not site.asked


def test_what_was_checked_is_what_is_connected_to(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # First for robots.txt, then for the page: then the name leads into the network of whoever fetches.
    looked_up = named(monkeypatch, {"news.example": [["127.0.0.1"], ["10.0.0.1", "127.0.0.1"]]})
    port = site.url.rpartition(":")[2]
    site.put("/a", "text")
    with pytest.raises(NotFetched, match=r"10\.0\.0\.1"):
        fetcher.fetch(f"http://news.example:{port}/a")
    assert looked_up == ["news.example"] * 2
    assert not site.paths()


def test_redirects_are_followed_and_each_is_checked(site: Site, fetcher: Fetcher) -> None:
    url = site.put("/there", "text")
    fetched = fetcher.fetch(site.redirect("/here", "/there"))
    assert fetched is not None
    assert fetched.url == url
    for to in (
        "http://10.0.0.1/",
        "http://0x0a000001/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "//10.0.0.1/",
    ):
        with pytest.raises(NotFetched):
            fetcher.fetch(site.redirect("/away", to))
    with pytest.raises(NotFetched, match="redirects more than 5 times"):
        fetcher.fetch(site.redirect("/round", "/round"))
    with pytest.raises(NotFetched, match="HTTP 302"):
        fetcher.fetch(site.redirect("/nowhere", ""))


def test_robots_txt_is_obeyed_on_the_way_too(site: Site, fetcher: Fetcher) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\nDisallow: /*.pdf$\n", "text/plain")
    site.put("/private/a", "text")
    for url in (f"{site.url}/private/a", f"{site.url}/a.pdf", site.redirect("/open", "/private/a")):
        with pytest.raises(NotFetched, match=r"robots\.txt"):
            fetcher.fetch(url)
    assert site.paths() == ["/open"]


def test_a_robots_txt_that_names_the_program(site: Site, fetcher: Fetcher) -> None:
    site.put("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: pullquote\nDisallow: /\n", "text/plain")
    with pytest.raises(NotFetched, match=r"robots\.txt"):
        fetcher.fetch(site.put("/a", "text"))


@pytest.mark.parametrize(("status", "fetched"), [(404, True), (403, True), (503, False), (429, False)])
def test_where_there_is_no_robots_txt(site: Site, fetcher: Fetcher, status: int, fetched: bool) -> None:
    site.pages["/robots.txt"] = Page(status=status)
    url = site.put("/a", "text")
    if fetched:
        assert fetcher.fetch(url) is not None
    else:
        with pytest.raises(NotFetched, match="cannot say now"):
            fetcher.fetch(url)


def test_robots_txt_is_asked_for_once_a_day(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.put("/a", "text")
    for _ in range(3):
        fetcher.fetch(url)
    clock.sleep(24 * 3600)
    fetcher.fetch(url)
    assert [asked.path for asked in site.asked].count("/robots.txt") == 2


def test_a_host_is_given_a_pause(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    for path in ("/a", "/b"):
        fetcher.fetch(site.put(path, "text"))
    assert clock.slept == [1.0, 1.0]  # robots.txt, a, b


def test_a_host_is_given_the_pause_that_it_asks_for(site: Site, fetcher: Fetcher, clock: Clock) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n", "text/plain")
    for path in ("/a", "/b"):
        fetcher.fetch(site.put(path, "text"))
    assert clock.slept == [1.0, 7.0]


def test_a_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    fetcher, held = Fetcher(LOOPBACK, pause=0), threading.Event()
    urls = [site.put(f"/{n}", "text") for n in range(4)]
    site.pages["/0"] = site.pages["/0"]._replace(held=held)
    with ThreadPoolExecutor(4) as threads:
        fetched = [threads.submit(fetcher.fetch, url) for url in urls]
        held.set()
        assert all(each.result(30) for each in fetched)
    assert site.most_at_once == 1


def test_what_takes_too_long_is_left(site: Site) -> None:
    url = site.put("/a", "text")
    site.pages["/a"] = site.pages["/a"]._replace(held=threading.Event())
    with pytest.raises(NotFetched, match=r"did not answer within 0\.5 s"):
        Fetcher(LOOPBACK, pause=0, seconds=0.5).fetch(url)


def test_what_is_too_large_is_not_read_to_its_end(site: Site, fetcher: Fetcher) -> None:
    sizes = (10 * 2**20, 10 * 2**20 + 1)
    fits, over = (site.put(f"/{size}", b"x" * size) for size in sizes)
    said = site.put("/said", b"", Content_Length=str(2**40))
    bomb = site.put("/bomb", gzip.compress(bytes(300 * 2**20)), Content_Encoding="gzip")
    fetched = fetcher.fetch(fits)
    assert fetched is not None
    assert len(fetched.content) == sizes[0]
    for url in (over, said, bomb):
        with pytest.raises(NotFetched, match="more than 10 MiB"):
            fetcher.fetch(url)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Page(status=404), "HTTP 404 Not Found"),
        (Page(status=402), "does not let everybody read it"),
        (Page(status=403), "does not let everybody read it"),
        (
            Page(status=429, headers={"Retry-After": "120"}),
            r"asks to wait 120 s \(HTTP 429 Too Many Requests\)",
        ),
        (
            Page(status=503, headers={"Retry-After": "Wed, 20 Mar 2024 10:00:00 GMT"}),
            r"asks to come again after Wed, 20 Mar 2024 10:00:00 GMT \(HTTP 503",
        ),
        (Page(status=500), "HTTP 500"),
        (Page(status=799), "HTTP 799"),
        (Page(b"no gzip", headers={"Content-Encoding": "gzip"}), "no answer that can be read"),
    ],
)
def test_what_a_server_does_not_give(site: Site, fetcher: Fetcher, page: Page, why: str) -> None:
    site.pages["/a"] = page
    with pytest.raises(NotFetched, match=why):
        fetcher.fetch(f"{site.url}/a")


@pytest.mark.parametrize("robots", [False, True])
@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("169.254.169.254", "169.254.169.254"),
        ("10.0.0.1", "10.0.0.1"),
        ("inner.example", "inner.example, which is at 10.0.0.2"),
    ],
)
def test_of_an_address_that_a_redirect_names_no_way_is_told_to_allow_it(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, host: str, told: str, *, robots: bool
) -> None:
    named(monkeypatch, {"127.0.0.1": [["127.0.0.1"]] * 3, "inner.example": [["10.0.0.2"]] * 2})
    url = site.redirect("/robots.txt" if robots else "/a", f"http://{host}/latest/meta-data")
    with pytest.raises(NotFetched) as refused:
        fetcher.fetch(url)
    assert str(refused.value) == f"127.0.0.1 redirects to {told}, which is no public address"


def test_a_server_that_is_not_there(fetcher: Fetcher) -> None:
    with serving() as gone:
        pass
    with pytest.raises(NotFetched, match="cannot be reached"):
        fetcher.fetch(f"{gone.url}/a")
    with pytest.raises(NotFetched):
        fetcher.fetch(gone.url.replace("http://", "https://"))
