"""Adding and removing: real pages, feeds and files into a real corpus, without an index or with one."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from index import build
from index.adding.add import Outcome, Shelf
from index.adding.corpus import name_for
from index.adding.known import Known, Origin, known_sources, no_sources
from index.adding.removing import articles_called, remove
from index.adding.sources import Found, Web, from_files
from index.articles import read_article
from index.articles.draft import Draft
from index.articles.fetching import Fetcher, networks
from index.errors import CorpusError, DataNotWritable
from tests.index.killing import add_and_die
from tests.pdf import column, pdf
from tests.web import Page, Site, serving

SENTENCE = "The council of Rye has bought a ferry for £4.5m, the mayor said on Monday in the town hall. "


def article(title: str, text: str = SENTENCE * 4, head: str = "") -> str:
    """A page."""
    return (
        f'<html><head><title>{title} | Echo</title><meta property="og:site_name" content="Echo">'
        f'<meta property="article:published_time" content="2024-03-19">{head}</head>'
        f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )


def rss(*items: tuple[str, str]) -> str:
    """A feed of entries, each an address and a description."""
    listed = "".join(
        f"<item><title>T</title><link>{link}</link><pubDate>Wed, 20 Mar 2024 04:30:00 GMT</pubDate>"
        f"<description>{text}</description></item>"
        for link, text in items
    )
    return f'<rss version="2.0"><channel><title>Echo feed</title>{listed}</channel></rss>'


class Room:
    """A corpus and a data folder of a test's own, and what is put into them."""

    def __init__(self, folder: Path, known: Known) -> None:
        self.corpus, self.data, self.known = folder / "corpus", folder / "data", known
        self.corpus.mkdir()
        self.private: tuple[str, ...] = ()
        self.fetcher = Fetcher(networks(["127.0.0.1"]), pause=0)

    def put(self, take: Callable[[Web], Iterator[object]]) -> list[Outcome]:
        """What becomes of what is taken from the web, or from elsewhere."""
        shelf = Shelf(self.corpus, self.data, self.known, self.private)
        return list(shelf.put(take(Web(self.fetcher, self.known, shelf.there))))  # type: ignore[arg-type]

    def pages(self, *urls: str) -> list[tuple[str, str]]:
        return [(one.what, one.name) for one in self.put(lambda web: web.pages(urls))]

    def feed(self, url: str) -> list[tuple[str, str]]:
        return [(one.what, one.name) for one in self.put(lambda web: web.feeds([url]))]

    def files(self, *paths: Path) -> list[tuple[str, str]]:
        return [(one.what, one.name) for one in self.put(lambda _: from_files(paths))]

    def names(self) -> list[str]:
        return sorted(file.name for file in self.corpus.iterdir())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with known_sources(tmp_path / "data") as known:
        yield Room(tmp_path, known)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


def test_a_page_becomes_a_file_named_by_date_and_title(site: Site, room: Room) -> None:
    url = site.put("/ferry?utm_source=x", article("A ferry for Rye"))
    assert room.pages(url) == [("added", "2024-03-19-a-ferry-for-rye.md")]
    read = read_article(room.corpus / "2024-03-19-a-ferry-for-rye.md", room.corpus).article
    assert (read.title, read.publisher, read.date, read.url) == ("A ferry for Rye", "Echo", "2024-03-19", url)
    assert SENTENCE.strip() in read.text


def test_a_page_that_has_not_changed_is_left_alone(site: Site, room: Room) -> None:
    url = site.put("/a", article("A"), ETag='"1"')
    plain = site.put("/b", article("B"))
    room.pages(url, plain)
    before = [file.stat().st_mtime_ns for file in sorted(room.corpus.iterdir())]
    assert room.pages(url, plain) == [("unchanged", "2024-03-19-a.md"), ("unchanged", "2024-03-19-b.md")]
    assert [file.stat().st_mtime_ns for file in sorted(room.corpus.iterdir())] == before
    assert site.asked[-2].headers["If-None-Match"] == '"1"'


def test_a_corrected_page_replaces_the_old_one_whose_file_is_kept(site: Site, room: Room) -> None:
    url = site.put("/a", article("A"), ETag='"1"')
    room.pages(url)
    site.put("/a", article("Another title", SENTENCE.replace("4.5", "5.4") * 4), ETag='"2"')
    assert room.pages(f"{url}#top") == [("changed", "2024-03-19-a.md")]
    assert room.names() == ["2024-03-19-a.md"]
    assert "£5.4m" in (room.corpus / "2024-03-19-a.md").read_text()
    (kept,) = (room.data / "removed").rglob("*.md")
    assert "£4.5m" in kept.read_text()


def test_the_beginning_of_an_article_is_refused_with_the_reason(site: Site, room: Room) -> None:
    told = '<script type="application/ld+json">{"@type": "NewsArticle", "wordCount": 900}</script>'
    joining = (
        "<div class='paywall'><p>Join to read the rest of this.</p><a href='/join'>Join</a></div></article>"
    )
    told_of = site.put("/a", article("A", head=told))
    walled = site.put("/b", article("B").replace("</article>", joining))
    outcomes = room.put(lambda web: web.pages([told_of, walled]))
    assert [(one.what, one.detail) for one in outcomes] == [
        ("refused", "it says of itself that it has 900 words, of which 77 are there"),
        ("refused", "it ends at a box for subscribers: the rest is not there"),
    ]
    assert room.names() == []


def test_an_article_that_somebody_deleted_is_fetched_again(site: Site, room: Room) -> None:
    url = site.put("/a", article("A"), ETag='"1"')
    room.pages(url)
    (room.corpus / "2024-03-19-a.md").unlink()
    assert room.pages(url) == [("added", "2024-03-19-a.md")]


ASKS_FOR_CONSENT = (
    "<p>We value your privacy. The Echo and its 412 partners store cookies on your device and use them to measure "
    "how you read us and to show you personalised advertising.</p>"
    "<p>You can accept all cookies, refuse those that are not necessary, or change your preferences at any time "
    "by clicking on Privacy settings at the foot of every page of this website.</p>"
)
"""Of a page whose markup does not say what it is."""


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (
            article(
                "A",
                head='<script type="application/ld+json">{"@type": "Article", "isAccessibleForFree": false}</script>',
            ),
            "not free",
        ),
        ("<html><body><h1>A</h1><p>Few words.</p></body></html>", "3 words are no article|4 words"),
        (
            "<html><body>" + "".join(f'<h2><a href="/{n}">A headline number {n}</a></h2>' for n in range(9)),
            "links",
        ),
        (
            f"<html><body><main><article><h1>Before you continue</h1>{ASKS_FOR_CONSENT}</article></main></body></html>",
            "asks for consent",
        ),
        (rss(("/a", "b")), "--feed"),
        ("", "no article|words"),
    ],
)
def test_what_is_no_article_is_refused_with_the_reason(site: Site, room: Room, page: str, why: str) -> None:
    ((what, name, reason, _),) = room.put(lambda web: web.pages([site.put("/a", page)]))
    assert (what, name) == ("refused", f"{site.url}/a")
    assert any(part in reason for part in why.split("|"))
    assert not room.names()


def test_results_in_a_table_are_news(site: Site, room: Room) -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>Runner Number {n}</td><td>Rye Harriers</td><td>2:{n:02}:10</td></tr>"
        for n in range(9, 30)
    )
    table = f"<table><tr><th>Place</th><th>Name</th><th>Club</th><th>Time</th></tr>{rows}</table>"
    page = f"<html><body><main><article><h1>Results of the Rye marathon</h1>{table}</article></main></body></html>"
    ((what, *_),) = room.put(lambda web: web.pages([site.put("/results", page)]))
    assert what == "added"


def test_a_page_cannot_say_that_it_is_another_sites(site: Site, room: Room) -> None:
    room.pages(site.put("/a", article("A", head='<link rel="canonical" href="https://other.example/a">')))
    assert read_article(room.corpus / "2024-03-19-a.md", room.corpus).article.url == f"{site.url}/a"


@pytest.mark.parametrize("name", ["/", "", "/live"])
def test_pages_that_all_say_they_are_one_are_kept_apart(
    site: Site, tmp_path: Path, models: Path, name: str
) -> None:
    head = f'<link rel="canonical" href="{site.url}{name}">'
    pages = [article(f"Item {n}", SENTENCE.replace("4.5", f"{n}") * 4, head) for n in range(3)]
    own = [site.put(f"/{n}", page) for n, page in enumerate(pages)]
    saved = [tmp_path / f"{n}.html" for n in range(3)]
    for path, page in zip(saved, pages, strict=True):
        path.write_text(page)
    for folder, take in (
        ("web", lambda web, n: web.pages([own[n]])),
        ("saved", lambda _, n: from_files([saved[n]])),
    ):
        (tmp_path / folder).mkdir()
        with known_sources(tmp_path / folder / "data") as known:
            room = Room(tmp_path / folder, known)
            for n in range(3):
                assert [one.what for one in room.put(partial(take, n=n))] == ["added"]
                build(room.corpus, room.data, models=models)
            urls = {read_article(path, room.corpus).article.url for path in room.corpus.iterdir()}
            if name != "/live":
                assert urls == ({*own} if folder == "web" else {None})


def test_a_page_in_another_encoding(site: Site, room: Room) -> None:
    page = article("Fähre", SENTENCE.replace("ferry", "Fähre") * 4, head='<meta charset="iso-8859-1">')
    room.pages(site.put("/a", page.encode("iso-8859-1"), "text/html"))
    assert "bought a Fähre for £4.5m" in (room.corpus / "2024-03-19-fähre.md").read_text()


@pytest.mark.parametrize("charset", ["idna", "nope", "hex"])
def test_an_encoding_that_is_none_ends_nothing(site: Site, room: Room, charset: str) -> None:
    page = article("Fähre", SENTENCE.replace("ferry", "Fähre") * 4).encode("cp1252")
    links = site.put("/a", page, f"text/html; charset={charset}"), site.put("/b", article("B"))
    feed = site.put("/feed", rss(*((link, "x") for link in links)))
    assert room.feed(feed) == [("added", "2024-03-19-fähre.md"), ("added", "2024-03-19-b.md")]


def test_a_feed_gives_its_articles_once(site: Site, room: Room) -> None:
    links = [site.put(f"/{n}", article(f"Item {n}", SENTENCE.replace("4.5", f"{n}") * 4)) for n in range(3)]
    feed = site.put("/feed", rss(*((link, "x") for link in links)), "application/rss+xml", ETag='"1"')
    assert room.feed(feed) == [("added", f"2024-03-19-item-{n}.md") for n in range(3)]
    asked = len(site.paths())
    assert room.feed(feed) == []
    assert site.paths()[asked:] == ["/feed"]


def test_of_a_feed_that_changed_only_what_is_new_is_fetched(site: Site, room: Room) -> None:
    links = [site.put(f"/{n}", article(f"Item {n}", SENTENCE.replace("4.5", f"{n}") * 4)) for n in range(3)]
    feed = site.put("/feed", rss((links[0], "x"), (links[1], "x")))
    room.feed(feed)
    asked = len(site.paths())
    site.put("/feed", rss((links[0], "x"), (links[1], "corrected"), (links[2], "x")))
    site.put("/1", article("Item 1", SENTENCE * 4))
    assert [what for what, _ in room.feed(feed)] == ["unchanged", "changed", "added"]
    assert site.paths()[asked:] == ["/feed", "/1", "/2"]


def test_a_feed_does_not_bring_back_what_was_removed(site: Site, room: Room) -> None:
    link = site.put("/a", article("A"))
    feed = site.put("/feed", rss((link, "x")))
    room.feed(feed)
    remove("2024-03-19-a.md", room.corpus, room.data, room.known)
    site.put("/feed", rss((link, "changed")))
    assert room.feed(feed) == []
    assert room.pages(link) == [("added", "2024-03-19-a.md")]


def test_a_feed_does_not_bring_back_what_was_moved_or_deleted(site: Site, room: Room) -> None:
    feed = site.put("/feed", rss((site.put("/a", article("A")), "x")))
    room.feed(feed)
    (room.corpus / "2024").mkdir()
    (room.corpus / "2024-03-19-a.md").rename(room.corpus / "2024" / "a.md")
    site.put("/feed", rss((f"{site.url}/a", "changed")))
    assert room.feed(feed) == []
    assert room.names() == ["2024"]


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://x:99999/", "http://", "https://a b/", "http://127.0.0.1:1/?u=http://["]
)
def test_what_is_no_address_is_refused(room: Room, url: str) -> None:
    assert room.pages(url) == [("refused", url)]
    assert room.feed(url) == [("refused", url)]
    assert articles_called(url, room.corpus, room.data, room.known) == []


def test_where_a_page_is_not_to_be_had_the_feeds_own_text_is(site: Site, room: Room) -> None:
    feed = site.put("/feed", rss((f"{site.url}/gone", SENTENCE * 4), (f"{site.url}/lost", "Few words.")))
    assert room.feed(feed) == [("added", "2024-03-20-t.md"), ("refused", f"{site.url}/lost")]
    read = read_article(room.corpus / "2024-03-20-t.md", room.corpus).article
    assert (read.publisher, read.url) == ("Echo feed", f"{site.url}/gone")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_page_that_may_come_later_is_waited_for(site: Site, room: Room, status: int) -> None:
    feed = site.put("/feed", rss((f"{site.url}/a", SENTENCE * 4)), ETag='"1"')
    site.pages["/a"] = Page(status=status)
    for _ in range(2):
        ((what, name, reason, _),) = room.put(lambda web: web.feeds([feed]))
        assert (what, name, room.names()) == ("refused", f"{site.url}/a", [])
        assert "may come later" in reason
    site.put("/a", article("A"))
    assert room.feed(feed) == [("added", "2024-03-19-a.md")]


@pytest.mark.parametrize("status", [500, 404, 403])
def test_what_a_feed_has_never_replaces_a_page_that_was_read(site: Site, room: Room, status: int) -> None:
    link = site.put("/a", article("A", SENTENCE * 9))
    feed = site.put("/feed", rss((link, SENTENCE * 4)))
    room.feed(feed)
    before = (room.corpus / "2024-03-19-a.md").read_bytes()
    site.pages["/a"] = Page(status=status)
    site.put("/feed", rss((link, f"Corrected. {SENTENCE * 4}")))
    ((what, name, reason, _),) = room.put(lambda web: web.feeds([feed]))
    assert (what, name) == ("refused", link)
    assert f"HTTP {status}" in reason
    assert {path.name: path.read_bytes() for path in room.corpus.iterdir()} == {"2024-03-19-a.md": before}
    site.put("/a", article("A", SENTENCE.replace("4.5", "5.4") * 9))
    site.put("/feed", rss((link, f"Corrected again. {SENTENCE * 4}")))
    assert room.feed(feed) == [("changed", "2024-03-19-a.md")]


def test_what_a_feed_has_is_replaced_by_what_it_has_later_and_by_the_page(
    site: Site, room: Room, tmp_path: Path
) -> None:
    link = f"{site.url}/a"
    feed = site.put("/feed", rss((link, SENTENCE * 4)))
    ((what, name, _, warnings),) = room.put(lambda web: web.feeds([feed]))
    assert (what, name) == ("added", "2024-03-20-t.md")
    assert any("what the feed has of it" in warning and "404" in warning for warning in warnings)
    site.put("/feed", rss((link, f"Corrected. {SENTENCE * 4}")))
    assert room.feed(feed) == [("changed", "2024-03-20-t.md")]
    site.put("/a", article("A", SENTENCE * 9))
    assert room.pages(link) == [("changed", "2024-03-20-t.md")]
    (tmp_path / "saved.xml").write_text(rss((link, SENTENCE * 4)))
    assert room.files(tmp_path / "saved.xml") == [("refused", link)]
    assert SENTENCE.strip() + " " + SENTENCE.strip() in (room.corpus / "2024-03-20-t.md").read_text()


def test_what_an_older_version_noted_is_still_known(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "added.sqlite3")) as old:
        old.execute(
            "CREATE TABLE sources (key TEXT PRIMARY KEY, article TEXT, mark TEXT NOT NULL, etag TEXT,"
            " modified TEXT, file TEXT NOT NULL, at TEXT NOT NULL) STRICT"
        )
        old.execute("INSERT INTO sources VALUES ('k', 'a.md', 'm', NULL, NULL, '', '2024')")
        old.commit()
    for _ in range(2):
        with known_sources(tmp_path) as known:
            assert known.get("k") == Origin("a.md", "m", feed=None)
            known.put("other", Origin("b.md", feed=True))
            assert known.get("other") == Origin("b.md", feed=True)


def test_a_feeds_text_of_which_nothing_was_noted_may_be_corrected(site: Site, room: Room) -> None:
    """As an older version left it: an article, and no word of whether its page was read."""
    site.pages["/a"] = Page(status=404)
    feed = site.put("/feed", rss((f"{site.url}/a", SENTENCE * 4)))
    ((_, name),) = room.feed(feed)
    room.known._connection.execute("UPDATE sources SET feed = NULL")
    site.put("/feed", rss((f"{site.url}/a", SENTENCE * 5)))
    assert room.feed(feed) == [("changed", name)]


def test_a_page_that_changes_while_two_feeds_list_it_stays_one_article(site: Site, room: Room) -> None:
    live = f"{site.url}/live"
    for hour in range(3):
        words = [SENTENCE * 4 + f"It is hour {hour} and {n} minutes." for n in (1, 2)]
        feeds = [site.put(f"/feed-{n}", rss((live, f"{hour}"))) for n in (1, 2)]
        for feed, text in zip(feeds, words, strict=True):
            site.put("/live", article("As it happens", text))
            room.feed(feed)

        def both(web: Web, words: list[str] = words) -> Iterator[object]:
            for text in words:
                site.put("/live", article("As it happens", text + " Again."))
                yield from web.pages([live])

        room.put(both)
    assert room.names() == ["2024-03-19-as-it-happens.md"]


def test_a_page_that_was_down_is_tried_again(site: Site, room: Room) -> None:
    feed = site.put("/feed", rss((f"{site.url}/a", "x")), ETag='"1"')
    site.pages["/a"] = Page(status=500)
    assert room.feed(feed) == [("refused", f"{site.url}/a")]
    site.put("/a", article("A"))
    assert room.feed(feed) == [("added", "2024-03-19-a.md")]


def test_files_are_written_as_markdown_and_known_by_their_path(tmp_path: Path, room: Room) -> None:
    text, marked = tmp_path / "a.txt", tmp_path / "b.md"
    text.write_text("A title\n\nSome words.")
    marked.write_text("---\ntitle: B\ndate: 2024-01-02\ntags: [x]\n---\nSome *other* [words](https://a.b).")
    assert room.files(text, marked) == [("added", "a-title.md"), ("added", "2024-01-02-b.md")]
    assert room.files(text, marked) == [("unchanged", "a-title.md"), ("unchanged", "2024-01-02-b.md")]
    assert "*other* [words]" in (room.corpus / "2024-01-02-b.md").read_text()
    assert read_article(room.corpus / "2024-01-02-b.md", room.corpus).article.tags == ("x",)
    text.write_text("A new title\n\nOther words.")
    assert room.files(text) == [("changed", "a-title.md")]


def test_headers_above_markdown_are_none_of_its_text(tmp_path: Path, room: Room) -> None:
    (tmp_path / "a.md").write_text("Title: Mill opens\nDate: 2021-05-03\n\nThe *café* is open.\n")
    assert room.files(tmp_path / "a.md") == [("added", "2021-05-03-mill-opens.md")]
    article = read_article(room.corpus / "2021-05-03-mill-opens.md", room.corpus).article
    assert (article.title, article.date, article.text) == ("Mill opens", "2021-05-03", "The café is open.")
    assert "*café*" in (room.corpus / "2021-05-03-mill-opens.md").read_text()


def test_what_would_read_as_another_text_is_not_written(room: Room) -> None:
    draft = Draft("key", "T", "It cost £4.5m, he said.", markdown="It cost £45m, he said.")
    ((what, _, reason, _),) = room.put(lambda _: iter([Found(draft)]))
    assert what == "refused"
    assert "'.5m,hesaid.' would read as '5m,hesaid.'" in reason
    assert room.names() == []


def test_two_articles_of_one_name_lie_side_by_side(tmp_path: Path, room: Room) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: The same\n---\nThe words of {name}.")
    assert room.files(tmp_path / "a.md", tmp_path / "b.md") == [
        ("added", "the-same.md"),
        ("added", "the-same-2.md"),
    ]


def test_the_same_text_from_elsewhere_is_not_added_twice(tmp_path: Path, room: Room) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("One title\n\nThe same words.")
    outcomes = room.files(tmp_path / "a.txt", tmp_path / "b.txt")
    assert outcomes == [("added", "one-title.md"), ("unchanged", "one-title.md")]


def test_what_the_index_knows_and_the_corpus_has_no_more_is_added(
    tmp_path: Path, room: Room, models: Path
) -> None:
    (tmp_path / "a.txt").write_text("One title\n\nThe same words.")
    (room.corpus / "there.md").write_text("One title\n\nThe same words.")
    build(room.corpus, room.data, models=models)
    assert room.files(tmp_path / "a.txt") == [("unchanged", "there.md")]
    room.known.removed("there.md")
    (room.corpus / "there.md").write_text("Other words.")
    assert room.files(tmp_path / "a.txt") == [("added", "one-title.md")]


def test_what_is_a_servers_own_is_no_copy_for_everybody(tmp_path: Path, room: Room, models: Path) -> None:
    """It is neither taken for what is added, nor replaced by it; in the index the one for everybody stays."""
    text = "---\ntitle: T\nurl: https://echo.example/t\n---\nThe same words."
    for server in "12":
        (room.corpus / "added" / server).mkdir(parents=True)
        (room.corpus / "added" / server / "own.md").write_text(text)
    report = build(room.corpus, room.data, models=models)
    assert report.added == ("added/1/own.md", "added/2/own.md")
    (tmp_path / "a.md").write_text(text)
    (tmp_path / "b.md").write_text(text.replace("same", "corrected"))
    assert room.files(tmp_path / "a.md", tmp_path / "b.md") == [("added", "t.md"), ("added", "t-2.md")]
    report = build(room.corpus, room.data, models=models)
    assert (report.added, report.unchanged) == (("t-2.md", "t.md"), ())
    assert {path for path, _ in report.skipped} == {"added/1/own.md", "added/2/own.md"}
    assert (room.corpus / "added" / "1" / "own.md").read_text() == text


def test_what_lies_in_a_folder_that_only_some_see_is_added_for_everybody(
    tmp_path: Path, room: Room, models: Path
) -> None:
    text = "---\ntitle: T\nurl: https://echo.example/t\n---\nThe same words."
    (room.corpus / "club").mkdir()
    (room.corpus / "club" / "t.md").write_text(text)
    build(room.corpus, room.data, models=models)
    (tmp_path / "a.md").write_text(text)
    assert room.files(tmp_path / "a.md") == [("unchanged", "club/t.md")]
    room.known.removed("club/t.md")
    room.private = ("club",)
    assert room.files(tmp_path / "a.md") == [("added", "t.md")]


def test_articles_of_one_file_that_bear_one_address_stay_apart(tmp_path: Path, room: Room) -> None:
    lines = [f'{{"id": {n}, "title": "T {n}", "text": "Words {n}.", "url": "home"}}' for n in range(2)]
    page = [f'{{"title": "P {n}", "text": "Other {n}.", "link": "https://echo.example/"}}' for n in range(2)]
    (tmp_path / "a.jsonl").write_text("\n".join([*lines, *page]))
    for what in ("added", "unchanged"):
        assert [one for one, _ in room.files(tmp_path / "a.jsonl")] == [what] * 4
    (tmp_path / "a.jsonl").write_text("\n".join([lines[0], *page, lines[1]]))
    assert {one for one, _ in room.files(tmp_path / "a.jsonl")} == {"unchanged"}


def test_two_articles_of_one_address_and_title_are_both_kept(tmp_path: Path, room: Room) -> None:
    about = {"url": "https://echo.example/live", "title": "As it happens"}
    lines = [json.dumps(about | {"text": f"Words of hour {n}."}) for n in (1, 2, 2, 3)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    assert [what for what, _ in room.files(tmp_path / "a.jsonl")] == ["added", "added", "unchanged", "added"]
    (tmp_path / "a.jsonl").write_text("\n".join(reversed(lines)))
    assert {what for what, _ in room.files(tmp_path / "a.jsonl")} == {"unchanged"}
    texts = [read_article(path, room.corpus).article.text for path in room.corpus.iterdir()]
    assert sorted(texts) == [f"Words of hour {n}." for n in (1, 2, 3)]


def test_letters_of_one_day_and_subject_without_an_id_are_all_kept(tmp_path: Path, room: Room) -> None:
    head = "From: Echo <a@b.example>\nSubject: News\nDate: Tue, 19 Mar 2024 08:00:00 +0000\n"
    box = tmp_path / "news.mbox"
    box.write_text(
        "".join(f"From a Tue Mar 19 08:00:00 2024\n{head}\nWords of hour {n}.\n\n" for n in range(3))
    )
    for what in ("added", "unchanged"):
        assert [one for one, _ in room.files(box)] == [what] * 3
    texts = {read_article(path, room.corpus).article.text for path in room.corpus.iterdir()}
    assert texts == {f"Words of hour {n}." for n in range(3)}


def test_a_line_put_before_others_shifts_none_of_them(tmp_path: Path, room: Room) -> None:
    lines = [json.dumps({"title": f"T {n % 2}", "text": f"Words {n}."}) for n in range(3)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    assert [what for what, _ in room.files(tmp_path / "a.jsonl")] == ["added"] * 3
    (tmp_path / "a.jsonl").write_text("\n".join(['{"title": "New", "text": "New words."}', *lines]))
    assert [what for what, _ in room.files(tmp_path / "a.jsonl")] == ["added", *["unchanged"] * 3]


def test_a_text_or_markdown_is_fetched_as_what_it_is(site: Site, room: Room) -> None:
    text = site.put("/a.txt", "A Fähre\n\nWords.".encode("latin-1"), "text/plain; charset=iso-8859-1")
    marked = site.put("/b.md", "---\ntitle: B\n---\n# B\n\n*Words*.", "text/plain")
    page = site.put("/c", article("C"), "text/plain")
    assert room.pages(text, marked, page) == [
        ("added", "a-fähre.md"),
        ("added", "b.md"),
        ("added", "2024-03-19-c.md"),
    ]
    assert read_article(room.corpus / "b.md", room.corpus).article.text == "Words."


def test_a_pdf_is_fetched_like_a_page(site: Site, room: Room) -> None:
    url = site.put(
        "/report.pdf", pdf([column("The mill of Rye\n\nIt ground 12 tonnes of flour.")]), "application/pdf"
    )
    ((what, name),) = room.pages(url)
    read = read_article(room.corpus / name, room.corpus).article
    assert (what, read.url, dict(read.pages)) == ("added", url, {0: 1})


def test_what_is_too_large_for_an_article_is_refused(tmp_path: Path, room: Room) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "A", "text": "* " * (2**20 + 2**18)}))
    ((what, _),) = room.files(tmp_path / "a.jsonl")
    assert what == "refused"


def test_an_article_is_removed_by_id_path_address_or_source(site: Site, room: Room, tmp_path: Path) -> None:
    url, source = site.put("/a", article("A")), tmp_path / "b.txt"
    source.write_text("B title\n\nWords of b.")
    room.pages(url)
    room.files(source)
    a, b = "2024-03-19-a.md", "b-title.md"
    for wanted, named in ((a, a), (str(room.corpus / a), a), (f"{url}?utm_source=x", a), (str(source), b)):
        assert articles_called(wanted, room.corpus, room.data, room.known) == [named]
    for wanted in ("nothing", str(tmp_path), f"{site.url}/b", "../data/added.sqlite3", ""):
        assert articles_called(wanted, room.corpus, room.data, room.known) == []
    kept = remove(b, room.corpus, room.data, room.known)
    assert "Words of b." in kept.read_text()
    assert room.names() == [a]


def test_a_mailbox_or_list_names_all_that_lay_in_it(room: Room, tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    one, two = (
        {"title": "One", "text": "Words of one.", "url": "https://a.b/1"},
        {"title": "Two", "text": "Of two."},
    )
    lines.write_text(f"{json.dumps(one)}\n{json.dumps(two)}\n")
    room.files(lines)
    assert articles_called(str(lines), room.corpus, room.data, room.known) == ["one.md", "two.md"]


def test_a_page_that_lay_there_by_hand_is_replaced_and_kept(site: Site, room: Room, tmp_path: Path) -> None:
    url = site.put("/a", article("A"))
    (room.corpus / "by-hand.html").write_text(article("A", SENTENCE.replace("4.5", "9") * 4))
    (room.corpus / "by-hand.md").write_text("Another file.")
    room.known.put(url, Origin("by-hand.html"))
    assert room.pages(url) == [("changed", "by-hand-2.md")]
    assert room.names() == ["by-hand-2.md", "by-hand.md"]
    assert [kept.name for kept in (room.data / "removed").rglob("*.html")] == ["by-hand.html"]


def test_whenever_adding_dies_the_article_is_there(tmp_path: Path) -> None:
    """The old one, the new one or both, each whole; and adding it again makes all good."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.index.killing"])
    moment, killed = 1, True
    while killed:
        folder = tmp_path / str(moment)
        source, (corpus, data) = folder / "new.txt", (folder / "corpus", folder / "data")
        corpus.mkdir(parents=True)
        (corpus / "by-hand.markdown").write_text(f"# A\n\n{SENTENCE}")
        source.write_text(f"A title\n\n{SENTENCE.replace('4.5', '5.4')}")
        with known_sources(data) as known:
            known.put(str(source), Origin("by-hand.markdown"))
        process = processes.Process(target=add_and_die, args=(source, corpus, data, moment), daemon=True)
        process.start()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        killed = process.exitcode != 0
        texts = [read_article(path, corpus).article.text for path in corpus.glob("[!.]*")]
        assert texts
        assert all("£4.5m, the mayor" in text or "£5.4m, the mayor" in text for text in texts)
        with known_sources(data) as known:
            list(Shelf(corpus, data, known).put(from_files([source])))
        (there,) = corpus.glob("[!.]*")
        assert "£5.4m" in read_article(there, corpus).article.text
        moment += 1
    assert moment > 10


def test_whenever_adding_dies_a_later_version_takes_the_place_of_what_it_wrote(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.index.killing"])
    moment, killed, written = 1, True, 0
    while killed:
        folder = tmp_path / str(moment)
        source, (corpus, data) = folder / "new.txt", (folder / "corpus", folder / "data")
        corpus.mkdir(parents=True)
        source.write_text(f"A title\n\n{SENTENCE}")
        process = processes.Process(target=add_and_die, args=(source, corpus, data, moment), daemon=True)
        process.start()
        process.join()
        killed = process.exitcode != 0
        written += killed and any(corpus.glob("[!.]*.md"))
        source.write_text(f"A title\n\n{SENTENCE.replace('4.5', '5.4')}")
        with known_sources(data) as known:
            list(Shelf(corpus, data, known).put(from_files([source])))
        (there,) = corpus.glob("[!.]*.md")
        assert "£5.4m" in there.read_text()
        moment += 1
    assert written


@pytest.mark.parametrize("by_hand", ["", "a-title.html"])
def test_what_an_addition_wrote_that_died_before_it_noted_it_is_not_there_twice(
    tmp_path: Path, room: Room, by_hand: str
) -> None:
    source = tmp_path / "a.txt"
    source.write_text(f"A title\n\n{SENTENCE * 4}")
    if by_hand:
        (room.corpus / by_hand).write_text(article("A title", SENTENCE * 3))
        room.known.put(str(source), Origin(by_hand))
    with no_sources() as forgotten:
        list(Shelf(room.corpus, room.data, forgotten).put(from_files([source])))
    assert room.files(source) == [("changed" if by_hand else "added", "a-title.md")]
    assert room.names() == ["a-title.md"]
    assert room.files(source) == [("unchanged", "a-title.md")]


def test_what_an_addition_was_writing_that_died_is_removed_when_it_is_old(tmp_path: Path, room: Room) -> None:
    old, new = room.corpus / "added" / "1" / ".adding-x", room.corpus / ".adding-y"
    old.parent.mkdir(parents=True)
    for path in (old, new):
        path.write_text("half an arti")
    os.utime(old, times=(0, 0))
    room.files()
    assert not old.exists()
    assert new.exists()


def test_a_corpus_that_cannot_be_written_is_told(tmp_path: Path, room: Room) -> None:
    (tmp_path / "a.txt").write_text("A title\n\nWords.")
    room.corpus.rmdir()
    room.corpus.write_text("a file")
    with pytest.raises(CorpusError, match="cannot be changed"):
        room.files(tmp_path / "a.txt")


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DataNotWritable), known_sources(tmp_path / "data"):
        pass


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("A: b / c?", "a-b-c"),
        ("README", "article"),
        ("…", "article"),
        ("Ünïcode", "ünïcode"),
        ("x" * 300, "x" * 80),
        ("\U00010400" * 80, "\U00010428" * 50),
    ],
)
def test_a_title_makes_a_name_that_leads_nowhere_else(title: str, name: str) -> None:
    assert name_for(title, None) == name
    assert name_for(title, "2024-03-19") == f"2024-03-19-{name}"
