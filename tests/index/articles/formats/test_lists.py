"""Files of many articles: lines of JSON, exports of WordPress, feeds saved as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.articles import Unreadable, parse_article
from index.articles.draft import Draft, LeftOut, Refused
from index.articles.formats import drafts_of_file
from index.articles.formats.feed import read_feed
from index.articles.writing import markdown_of

FERRY = "The council of Rye has bought a ferry for £4.5m, the mayor said on Monday."
WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Rye Echo</title>{items}</channel></rss>"""
POST = """<item><title>{title}</title><link>https://echo.example/{id}</link><wp:post_id>{id}</wp:post_id>
<wp:post_date>2024-03-19 08:00:00</wp:post_date><wp:post_type>{type}</wp:post_type><wp:status>{status}</wp:status>
<content:encoded><![CDATA[{text}]]></content:encoded></item>"""


def post(id: int, text: str, kind: str = "post", status: str = "publish") -> str:
    return POST.format(id=id, text=text, type=kind, status=status, title="A ferry &amp; more")


def drafts(path: Path, content: str) -> list[Draft | LeftOut | Refused]:
    path.write_text(content, encoding="utf-8")
    return list(drafts_of_file(path))


def test_each_line_of_json_is_an_article(tmp_path: Path) -> None:
    lines = [
        {"title": "One", "text": FERRY, "source": {"name": "Echo"}, "published_at": "2024-03-19T08:00:00Z"},
        {
            "headline": "Two",
            "content": f"<p>{FERRY}</p><p>More &amp; more.</p>",
            "link": "https://echo.example/2?utm_source=x",
        },
        {"id": 7, "body": FERRY},
    ]
    one, two, three = drafts(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines)) + "\n\n")
    assert isinstance(one, Draft)
    assert isinstance(two, Draft)
    assert isinstance(three, Draft)
    assert (one.title, one.text, one.publisher, one.date) == ("One", FERRY, "Echo", "2024-03-19")
    assert (two.title, two.text, two.key) == ("Two", f"{FERRY}\n\nMore & more.", "https://echo.example/2")
    assert three.key.endswith("a.jsonl#7")


@pytest.mark.parametrize(
    "line", ["{", "[1]", '"text"', "{}", '{"text": ""}', '{"text": 1.5}', "[" * 99_999, "\ufeff{"]
)
def test_a_line_that_is_no_article_is_told_and_the_others_are_read(tmp_path: Path, line: str) -> None:
    refused, read = drafts(tmp_path / "a.jsonl", f"{line}\n{json.dumps({'text': FERRY})}\n")
    assert isinstance(refused, Refused)
    assert refused.what.endswith("line 1")
    assert isinstance(read, Draft)


def test_a_line_that_is_too_long_is_told_and_those_below_it_are_read(tmp_path: Path) -> None:
    long = json.dumps({"text": "x" * (9 * 2**20)})
    refused, read, last = drafts(tmp_path / "a.jsonl", f"{long}\n{json.dumps({'text': FERRY})}\n{long}")
    assert isinstance(refused, Refused)
    assert isinstance(last, Refused)
    assert (refused.what[-6:], last.what[-6:]) == ("line 1", "line 3")
    assert isinstance(read, Draft)


def test_an_export_of_wordpress(tmp_path: Path) -> None:
    items = [
        post(1, f"[caption id='1']x[/caption]\n\n{FERRY}\n\nA second paragraph,\nof two lines."),
        post(2, f"<!-- wp:paragraph --><p>{FERRY}</p><!-- /wp:paragraph --><p>Tea &amp; buns.</p>"),
        post(3, FERRY, kind="attachment"),
        post(4, FERRY, status="draft"),
        post(5, ""),
        post(6, FERRY, kind="page", status="draft"),
        post(7, FERRY, status="private"),
    ]
    one, two, refused, left_out = drafts(tmp_path / "export.xml", WORDPRESS.format(items="".join(items)))
    assert isinstance(one, Draft)
    assert isinstance(two, Draft)
    assert one.text.endswith(f"{FERRY}\n\nA second paragraph,\n\nof two lines.")
    assert (one.title, one.publisher, one.date) == ("A ferry & more", "The Rye Echo", "2024-03-19")
    assert (one.key, one.url) == ("https://echo.example/1", "https://echo.example/1")
    assert two.text == f"{FERRY}\n\nTea & buns."
    assert isinstance(refused, Refused)
    assert isinstance(left_out, LeftOut)
    assert left_out.reason == "3 posts in it are not published (2 draft, 1 private)"


def test_an_export_with_a_character_that_xml_does_not_know(tmp_path: Path) -> None:
    (draft,) = drafts(tmp_path / "export.xml", WORDPRESS.format(items=post(1, FERRY + "\x0b A & B")))
    assert isinstance(draft, Draft)


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss version="2.0"><channel><title>&b;</title></channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("declared", [BOMB, BOMB.replace('a "ha"', 'a SYSTEM "file:///etc/passwd"')])
def test_entities_of_its_own_are_refused(tmp_path: Path, encoding: str, declared: str) -> None:
    (tmp_path / "a.xml").write_bytes(declared.encode(encoding))
    (refused,) = drafts_of_file(tmp_path / "a.xml")
    assert isinstance(refused, Refused)
    assert "entities" in refused.reason
    with pytest.raises(Unreadable, match="entities"):
        read_feed(declared.encode(encoding), "https://echo.example/feed")


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Echo</title>
<entry><title>One</title><id>urn:1</id><link href="/1"/><updated>2024-03-20T23:30:00-05:00</updated>
<content type="html">&lt;p&gt;Words.&lt;/p&gt;</content></entry></feed>"""
RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Echo</title>
<item><title>One</title><link>https://echo.example/1</link><pubDate>Wed, 20 Mar 2024 22:30:00 -0800</pubDate>
<description>Few.</description><content:encoded><![CDATA[<p>Words.</p>]]></content:encoded></item></channel></rss>"""
ITEM = {"id": "1", "title": "One", "url": "https://echo.example/1", "content_html": "<p>Words.</p>"}
JSON = json.dumps({"title": "Echo", "items": [ITEM | {"date_published": "2024-03-20T23:30:00-05:00"}]})


@pytest.mark.parametrize("feed", [ATOM, RSS, JSON, "\ufeff" + JSON])
def test_feeds_of_each_kind_say_the_same_and_keep_their_own_day(feed: str) -> None:
    (entry,) = read_feed(feed.encode(), "https://echo.example/feed")
    assert entry[1:4] == ("https://echo.example/1", "One", "Echo")
    assert (entry.content, entry.plain, entry.date[:10]) == ("<p>Words.</p>", False, "2024-03-20")


@pytest.mark.parametrize("begins", ["", "<p>", "<html> "])
def test_the_text_of_a_json_feed_is_no_html(begins: str) -> None:
    text = f"{begins}In HTML, <p> and </p> stand round a paragraph & <br> ends a line.\n\n{FERRY * 4}"
    item = {"id": "1", "url": "https://echo.example/1", "title": "Tags", "content_text": text}
    (entry,) = read_feed(json.dumps({"title": "Echo", "items": [item]}).encode(), "https://echo.example/feed")
    draft = entry.draft("key")
    assert (draft.title, draft.text, draft.publisher) == ("Tags", text, "Echo")
    read = parse_article(markdown_of(draft).encode(), Path("a.md"), Path()).article
    assert read.text == text


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"<html></html>", b"\0", b"words", b'{"items": 3}'])
def test_what_is_no_feed(content: bytes) -> None:
    with pytest.raises(Unreadable, match="no feed"):
        read_feed(content, "https://echo.example/feed")


def test_a_mark_is_another_when_the_entry_is() -> None:
    (one,) = read_feed(RSS.encode(), "u")
    (same,) = read_feed(RSS.encode(), "u")
    (other,) = read_feed(RSS.replace("Words", "Other words").encode(), "u")
    assert one.mark == same.mark != other.mark


def test_a_feed_saved_as_a_file(tmp_path: Path) -> None:
    long = RSS.replace("Words.", FERRY * 5)
    (draft,) = drafts(tmp_path / "feed.xml", long)
    (refused,) = drafts(tmp_path / "short.xml", RSS)
    assert isinstance(draft, Draft)
    assert (draft.title, draft.publisher, draft.date, draft.url) == (
        "One",
        "Echo",
        "2024-03-20",
        "https://echo.example/1",
    )
    assert isinstance(refused, Refused)
