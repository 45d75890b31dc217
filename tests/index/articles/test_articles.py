"""Articles from files: formats, encodings, metadata right and wrong, titles, and what is left out and why."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import (
    MAX_FILE_BYTES,
    MAX_TITLE,
    Article,
    Reading,
    Skipped,
    Unreadable,
    article_files,
    parse_article,
    read_article,
)
from index.articles.encoding import decode
from index.errors import CorpusError
from tests.index.articles.conftest import Reader


def with_front_matter(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "", "The bridge opened on a Friday."])


# What an article is


def test_an_article_knows_where_it_is_from_and_what_it_holds(read: Reader, tmp_path: Path) -> None:
    front = "title: Bridge opens\npublisher: The Example\ndate: 2024-03-19\nurl: https://example.org/a"
    content = f"---\n{front}\n---\n\nIt opened.\n"
    reading = read("2024/bridge.md", content)
    assert reading == Reading(
        Article(
            id="2024/bridge.md",
            path=str(tmp_path / "2024" / "bridge.md"),
            title="Bridge opens",
            publisher="The Example",
            date="2024-03-19",
            url="https://example.org/a",
            text="It opened.",
            sha256=hashlib.sha256(b"It opened.").hexdigest(),
            file_sha256=hashlib.sha256(content.encode()).hexdigest(),
        ),
        (),
    )


def test_a_bare_text_needs_no_metadata(read: Reader) -> None:
    article = read("a.txt", "Bridge opens\n\nIt opened on a Friday.\n").article
    assert (article.title, article.publisher, article.date, article.url) == ("Bridge opens", None, None, None)
    assert article.text == "Bridge opens\n\nIt opened on a Friday.\n"


def test_a_text_may_have_front_matter(read: Reader) -> None:
    article = read("a.txt", with_front_matter("title: Bridge opens")).article
    assert article.title == "Bridge opens"
    assert article.text.strip() == "The bridge opened on a Friday."


# Titles


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("a.txt", "\n\n  Bridge opens  \nIt did.", "Bridge opens"),
        ("bridge-opens_today.txt", "It " + "did " * MAX_TITLE, "Bridge opens today"),
        ("a.md", "# Bridge *opens*\n\nIt did.", "Bridge opens"),
        ("a.md", "Bridge\nopens\n===\n\nIt did.", "Bridge opens"),
        ("a.md", "It did.\n\n# Later\n\nMore.", "It did."),
        ("a.md", "---\ntitle: Front\n---\n# Heading\n\nIt did.", "Front"),
        ("a.md", "---\ntitle:\n---\n# Heading\n\nIt did.", "Heading"),
    ],
)
def test_titles(read: Reader, name: str, content: str, title: str) -> None:
    assert read(name, content).article.title == title


# Encodings


SAID = "“Smith’s” café cost £1.5m – he said"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman"])
def test_encodings(read: Reader, encoding: str) -> None:
    assert read("a.txt", SAID.encode(encoding)).article.text == SAID


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_utf_8_with_a_damaged_byte_is_utf_8_and_that_is_told(read: Reader, name: str) -> None:
    text = "“Café”, the mayor of Rye said on Monday, “is a fine word, and – so – is ‘naïve’”."
    damaged = text.encode().replace(b"fine", b"f\xe9ne")
    content = (
        b"<html><head><meta charset=iso-8859-1></head><body><p>" + damaged if name == "a.html" else damaged
    )
    article, warnings = read(name, content)
    assert article.text == text.replace("fine", "f\ufffdne")
    assert warnings == ("1 damaged characters cannot be read, and are shown as \ufffd",)


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
def test_what_is_called_latin_1_is_read_as_the_web_reads_it(read: Reader, label: str) -> None:
    text = "“It’s open – at last…”, the mayor of Rye said on Monday, “for £5 or 6 €”."
    page = f"<html><head><meta charset={label}><title>It’s open</title></head><body><p>{text}</p>"
    article, warnings = read("a.html", page.encode("cp1252"))
    assert (article.text, article.title, warnings) == (text, "It’s open", ())


CONTROLS = "\0\r" + "".join(map(chr, range(0x80, 0xA0)))


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_no_article_has_control_characters(read: Reader, name: str) -> None:
    said = "The mayor of Rye said on Monday that \x93it\x92s open\x94 \x96 at last\x85 and \x81that it will stay so."
    for text in (said, said.replace("\x92", "&#146;").replace("\x93", "&#x93;")):
        content = f"<title>It\x92s</title><p>{text}</p>" if name == "a.html" else text
        article = read(name, content).article
        assert "“it’s open” – at last… and \ufffdthat" in article.text
        assert not re.search("[\x80-\x9f]", article.text + article.title)


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_both_orders_of_utf_16(mark: bytes, encoding: str) -> None:
    assert decode(mark + SAID.encode(encoding)) == SAID


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_every_line_ending_becomes_a_newline(ending: str) -> None:
    assert decode(f"One.{ending}{ending}Two.".encode()) == "One.\n\nTwo."


@given(st.text(alphabet=st.characters(exclude_characters=CONTROLS, exclude_categories=["Cs"]), min_size=1))
@settings(deadline=None)
def test_any_text_in_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text


@given(st.binary(min_size=1, max_size=200))
@settings(deadline=None)
def test_any_bytes_are_text_or_a_reason(content: bytes) -> None:
    try:
        text = decode(content)
    except Unreadable:
        return
    assert "\0" not in text
    assert "\r" not in text
    text.encode()


# Front matter


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("date: 2024-03-19", "2024-03-19"),
        ("date: 2024-03-19T23:30:00+09:00", "2024-03-19"),
        ("date: 2024-03-19 10:00:00", "2024-03-19"),
        ("date: 19 March 2024", "2024-03-19"),
        ("date: 19 March 2024 10:00 BST", "2024-03-19"),
        ("date: March 19, 2024", "2024-03-19"),
        ("date: 19/03/2024", "2024-03-19"),
        ("date: '2024-03-19'", "2024-03-19"),
        ("date:", None),
        ("date: null", None),
        ("date: ~", None),
    ],
)
def test_dates(read: Reader, line: str, date: str | None) -> None:
    reading = read("a.md", with_front_matter(line))
    assert reading.article.date == date
    assert reading.warnings == ()


@pytest.mark.parametrize(
    "line",
    [
        "date: 2024-02-30",
        "date: 2024",
        "date: March 2024",
        "date: soon",
        "date: [2024]",
        "date: 99999999999999999999",
        "url: example.org/a",
        "url: javascript:alert(1)",
        "url: 'http://[::1'",
        "url: https://exa mple.org",
        "url: {a: b}",
        "publisher: [The, Example]",
        "publisher: {name: The Example}",
        'publisher: "\\ud800"',
        'url: "https://example.org/\\0"',
    ],
)
def test_a_wrong_value_is_a_warning_and_the_rest_is_kept(read: Reader, line: str) -> None:
    reading = read("a.md", with_front_matter("title: Bridge opens", line))
    assert reading.article.title == "Bridge opens"
    assert reading.article.text == "The bridge opened on a Friday."
    assert (reading.article.date, reading.article.url, reading.article.publisher) == (None, None, None)
    assert len(reading.warnings) == 1
    assert reading.warnings[0].startswith(line.split(":")[0])
    assert reading.warnings[0].endswith("it is ignored")


@pytest.mark.parametrize("title", ["1984", "No", "10:30", "1_000", "2024-03-19", "0x1F", "1e3"])
def test_a_title_stays_as_it_was_written(read: Reader, title: str) -> None:
    assert read("a.md", with_front_matter(f"title: {title}")).article.title == title


def test_keys_may_be_in_capitals_and_others_are_passed_over(read: Reader) -> None:
    reading = read("a.md", with_front_matter("Title: Bridge opens", "tags: [a, b]", "1: 2"))
    assert reading.article.title == "Bridge opens"
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Morwenna ferry: injured now put at 17", "Morwenna ferry: injured now put at 17"),
        ("title: [Update] Ferry sinks", "[Update] Ferry sinks"),
        ("title: 'Ferry: late' says master", "'Ferry: late' says master"),
        (
            "title: “Late”: ferry master speaks\nsummary: 'He said: \"late\"' # once",
            "“Late”: ferry master speaks",
        ),
        ("title: @harbour speaks", "@harbour speaks"),
        ("title:\tFerry\nnote: a: b", "Ferry"),
        ("title: 'It''s late: the ferry' # so far\nnote: a: b", "It's late: the ferry"),
        ('"title": Ferry: late', "Ferry: late"),
        ("title: 'Ferry'\nnote: a: b\n# a: remark\n\ntags:\n- x\n  - y: z", "Ferry"),
        ("Title : Ferry: late\nimage:\n  url: https://example.org/picture: 2", "Ferry: late"),
    ],
)
def test_front_matter_need_not_be_yaml(read: Reader, line: str, title: str) -> None:
    reading = read("a.md", with_front_matter(line, "publisher: The Example", "date: 2024-03-19"))
    article = reading.article
    assert (article.title, article.publisher, article.date) == (title, "The Example", "2024-03-19")
    assert (article.text, article.url, reading.warnings) == ("The bridge opened on a Friday.", None, ())


@pytest.mark.parametrize(
    ("block", "lost"),
    [
        ("title:\tx\n\tdate: y", "date: y"),
        ("title: x\npublisher: |\n  The Example\nnote: a: b", "The Example"),
        ("title: x\nnote: a: b\nBy A. Smith", "By A. Smith"),
    ],
)
def test_a_line_of_front_matter_that_is_lost_is_a_warning(read: Reader, block: str, lost: str) -> None:
    reading = read("a.md", with_front_matter(block))
    assert (reading.article.title, reading.article.publisher) == ("x", None)
    assert reading.article.text == "The bridge opened on a Friday."
    assert reading.warnings == (f"front matter line {lost!r} cannot be read; it is ignored",)


def test_prose_between_rules_is_text(read: Reader) -> None:
    text = "---\ntitle: Ferry: late\n\nBy A. Smith: a report\nof the wreck\n---\n\nIt rained.\n"
    reading = read("a.txt", text)
    assert reading.article.text == text
    assert reading.warnings == (
        "front matter line 'By A. Smith: a report' is prose; all of it is read as text",
    )


@pytest.mark.parametrize(
    "block",
    [
        "&a [*a",
        "[" * 3_000,
        "[" * 3_000 + "]" * 3_000,
        "Q: What happened: exactly?\nA: It sank: fast.",
        "Q: What happened?\nA: It sank.",
        "**Note**: the ferry sails on *Friday*.",
        "The ferry sails: at noon, and: at nine.",
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_what_stands_between_two_rules_and_is_no_front_matter_is_text(
    read: Reader, name: str, block: str
) -> None:
    reading = read(name, with_front_matter(block))
    assert set(re.findall(r"\w+", block)) <= set(re.findall(r"\w+", reading.article.text))
    assert reading.article.text.rstrip().endswith("The bridge opened on a Friday.")
    assert [warning.rpartition("; ")[2] for warning in reading.warnings] == ["it is read as text"]


TOML = """+++
title = "Bridge opens"
date = {date}
draft = false
tags = ["bridges"]
[params]
publisher = "The Example"
+++

The bridge opened on a Friday.
"""


@pytest.mark.parametrize("date", ["2024-03-19T09:00:00+01:00", "2024-03-19", "'19 March 2024'"])
def test_front_matter_in_toml(read: Reader, date: str) -> None:
    article, warnings = read("a.md", TOML.format(date=date))
    assert (article.title, article.publisher, article.date) == ("Bridge opens", "The Example", "2024-03-19")
    assert (article.text, warnings) == ("The bridge opened on a Friday.", ())


def test_a_faulty_line_of_toml_is_a_warning_and_the_rest_is_kept(read: Reader) -> None:
    article, warnings = read("a.txt", "+++\ntitle = 'Bridge'\npublisher = The Example\n+++\nIt opened.\n")
    assert (article.title, article.publisher, article.text) == ("Bridge", None, "It opened.\n")
    assert warnings == ("front matter line 'publisher = The Example' cannot be read; it is ignored",)


def test_front_matter_in_json(read: Reader) -> None:
    article, warnings = read(
        "a.md", '{\n  "title": "Bridge opens",\n  "date": "2024-03-19"\n}\n\nIt opened.\n'
    )
    assert (article.title, article.date, article.text) == ("Bridge opens", "2024-03-19", "It opened.")
    assert warnings == ()


def test_toml_that_is_not_closed_is_a_warning(read: Reader) -> None:
    assert read("a.txt", "+++\ntitle = 'Bridge'\n\nIt opened.\n").warnings == (
        "front matter has no closing +++; it is read as text",
    )


@pytest.mark.parametrize(
    ("rest", "warning"),
    [
        ("", "front matter has no closing ---; it is read as text"),
        ("\n---\n\nIt rained.\n", "front matter line 'The ferry sank.' is prose; all of it is read as text"),
    ],
)
def test_front_matter_that_is_not_closed_is_a_warning(read: Reader, rest: str, warning: str) -> None:
    text = f"---\npublisher: The Example\ntitle: Ferry\n\nThe ferry sank.\n{rest}"
    reading = read("a.txt", text)
    assert reading.article.text == text
    assert reading.warnings == (warning,)


def test_nested_aliases_are_not_unfolded(read: Reader) -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += (f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12))
    reading = read("a.md", with_front_matter(*lines, "title: *l11"))
    assert reading.warnings[0].startswith("title")
    assert len(reading.warnings[0]) < 1_000


def test_two_rules_around_ordinary_text_are_no_front_matter(read: Reader) -> None:
    text = "---\nThe bridge opened.\n---\nOn a Friday.\n"
    assert read("a.txt", text).article.text == text


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_no_front_matter_crashes(block: str) -> None:
    content = f"---\ntitle: A\n{block}\n---\n\nThe text.\n".encode("utf-8", "ignore")
    try:
        article = parse_article(content, Path("/corpus/a.md"), Path("/corpus")).article
    except Unreadable:
        return
    article.title.encode()
    article.text.encode()


@given(st.text(max_size=30) | st.from_regex(r"[0-9:/,.+\-TZ a-e]{1,20}", fullmatch=True))
@settings(deadline=None, max_examples=200)
def test_no_date_crashes(date: str) -> None:
    line = "date: " + repr(date)
    content = f"---\n{line}\n---\n\nThe text.\n".encode("utf-8", "ignore")
    parse_article(content, Path("/corpus/a.md"), Path("/corpus"))


# HTML


PAGE = """<!DOCTYPE html>
<html><head>
<title>Bridge opens | The Example</title>
<meta property="og:title" content="Bridge opens">
<meta property="og:site_name" content="The Example">
<meta property="article:published_time" content="2024-03-19T10:00:00Z">
<link rel="canonical" href="https://example.org/2024/bridge">
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Bridge opens</h1>
<p>The bridge across the river opened to traffic on Tuesday morning, after four years of work on it.</p>
<p>It cost &pound;1.5m, the council said, &ldquo;and not a penny more&rdquo;.</p>
<p>The first to cross was Ada Okafor, 82, who had also crossed the old bridge on its first day in 1961.</p>
</article>
<footer>Copyright The Example. All rights reserved. Cookies.</footer>
<script>var tracking = "1";</script>
</body></html>
"""


@pytest.mark.parametrize("suffix", [".html", ".htm"])
def test_html_gives_its_text_and_metadata(read: Reader, suffix: str) -> None:
    article = read(f"a{suffix}", PAGE).article
    assert article.title == "Bridge opens"
    assert article.publisher == "The Example"
    assert article.date == "2024-03-19"
    assert article.url == "https://example.org/2024/bridge"
    assert "It cost £1.5m, the council said, “and not a penny more”." in article.text.split("\n\n")
    assert "Cookies" not in article.text
    assert "tracking" not in article.text
    assert "Sport" not in article.text


PLAIN = """<html><head><title>Boats in Morwenna harbour</title>{head}</head><body>
<div><a href="/">Home</a> <a href="/sport">Sport</a></div>
<h1>Boats in Morwenna harbour</h1>
<p>The harbour master counted the boats again this year, and the council published what he found.</p>
<ul><li>Boats in 2010: 61</li><li>Boats in 2015: 74<ul><li>of which sailing: 12</li></ul></li></ul>
<p>The number grew because of the new jetty, <b>by far</b> the <a href="/j">longest</a> of the county.</p>
<ol><li>The ferry leaves at nine.</li><li><p>The tender leaves at ten.</p></li></ol>
<table><tr><th>Year</th><th>Visitors</th></tr><tr><td>2017</td><td>5,400</td></tr></table>
<p>Visitors came from as far as Norway, and the harbour master was pleased.</p>
{foot}<ul><li><a href="/1">Twelve hurt in the north</a></li><li><a href="/2">Mayor resigns after vote</a></li></ul>
</body></html>
"""
"""A page that marks no part of it as its article."""


def test_a_plain_page_keeps_its_lists_and_tables_without_marks_of_markup(read: Reader) -> None:
    assert read("a.html", PLAIN.format(head="", foot="")).article.text.split("\n\n") == [
        "Boats in Morwenna harbour",
        "The harbour master counted the boats again this year, and the council published what he found.",
        "Boats in 2010: 61",
        "Boats in 2015: 74",
        "of which sailing: 12",
        "The number grew because of the new jetty, by far the longest of the county.",
        "The ferry leaves at nine.",
        "The tender leaves at ten.",
        "Year\tVisitors",
        "2017\t5,400",
        "Visitors came from as far as Norway, and the harbour master was pleased.",
    ]


def heads(article: Article) -> list[str]:
    """The paragraphs of an article that head others."""
    return [article.text[start:].split("\n\n")[0] for start in article.headings]


def test_headings_of_a_page_and_first_rows_of_its_tables_head_what_follows(read: Reader) -> None:
    assert heads(read("a.html", PLAIN.format(head="", foot="")).article)[-1] == "Year\tVisitors"
    foot = "<h2>The next year</h2><p>The council will count the boats again in the spring of next year.</p>"
    page = read("a.html", PLAIN.format(head="", foot=foot)).article
    assert heads(page)[-2:] == ["Year\tVisitors", "The next year"]
    assert "Boats in 2010: 61" not in heads(page)


def test_a_table_without_a_row_of_headings_has_none(read: Reader) -> None:
    plain = PLAIN.replace("<th>", "<td>").replace("</th>", "</td>").format(head="", foot="")
    article = read("a.html", plain).article
    assert "Year\tVisitors" in article.text.split("\n\n")
    assert "Year\tVisitors" not in heads(article)


LONG = "The council of the town met last night and agreed upon its plan for a bridge over the river."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"What it costs\n\n{LONG}", ["What it costs"]),
        (f"{LONG}\n\n  What it costs  \n\n{LONG}", ["What it costs"]),
        (f"What it costs.\n\n{LONG}", []),  # a sentence
        (f"What it costs:\n\n{LONG}", []),
        (f"What it costs\n{LONG}", []),  # no line of its own
        ("What it costs\n\nNot much", []),  # nothing below it
        (f"{LONG}\n\nWhat it costs", []),
        (f"{LONG[:-1]}\n\n{LONG}", []),  # too long
        (f"One\n\nTwo\n\n{LONG}", ["Two"]),
    ],
)
def test_in_plain_text_a_short_line_alone_above_a_paragraph_is_a_heading(
    read: Reader, text: str, expected: list[str]
) -> None:
    article = read("a.txt", text).article
    assert [article.text[start:].split("\n")[0].strip() for start in article.headings] == expected


def test_headings_of_markdown_are_offsets_in_its_text(read: Reader) -> None:
    article = read(
        "a.md", f"---\ntitle: News\n---\n\n# Title\n\n{LONG}\n\n## What *it* costs\n\n{LONG}"
    ).article
    assert article.title == "News"
    assert heads(article) == ["What it costs"]


def test_an_article_is_the_same_whether_its_headings_are_known_or_not(read: Reader) -> None:
    article = read("a.md", f"{LONG}\n\n## Costs\n\n{LONG}").article
    assert article.headings
    assert article == dataclasses.replace(article, headings=())


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("", ""),
        ("", "<p>It was built in 2010, and opened on 4 May 2011.</p>"),
        ("", "<p>It opened on <time datetime='2011-05-04'>4 May</time>.</p>"),
        ("", "<p>“He was born on <time datetime='1961-03-02'>2 March 1961</time>.”</p>"),
        ("", "<p>Next meeting: <time datetime='2024-06-01'>1 June</time></p>"),
        ("", "<p>Copyright 2019</p>"),
        ("<link rel='canonical' href='https://example.org/2010/boats'>", ""),
        ("<script type='application/ld+json'>{</script>", ""),
        (
            """<script type="application/ld+json">[1, {"@type": "Comment", "datePublished": "2010-01-01"}]</script>""",
            "",
        ),
    ],
)
def test_no_date_is_read_out_of_a_page_s_text(read: Reader, head: str, foot: str) -> None:
    reading = read("a.html", PLAIN.format(head=head, foot=foot))
    assert (reading.article.date, reading.warnings) == (None, ())


def test_the_day_in_a_page_s_byline_stands_where_its_metadata_name_no_day(read: Reader) -> None:
    zero = "<meta property='article:published_time' content='0001-01-01T00:00:00Z'>"
    byline = "<p class='byline'>By Greta Swale, <time datetime='2016-03-11'>11 March 2016</time></p>"
    page = PLAIN.format(head=zero, foot="").replace("</h1>", f"</h1>{byline}")
    reading = read("a.html", page)
    assert (reading.article.date, reading.warnings) == ("2016-03-11", ())


@pytest.mark.parametrize(
    ("title", "head", "publisher"),
    [
        (
            "Boats in Morwenna harbour - The Morwenna Echo",
            "",
            None,
        ),  # trafilatura takes the heading for the site
        ("Boats in Morwenna harbour", "<meta property='og:site_name' content='The Echo'>", "The Echo"),
    ],
)
def test_a_page_s_heading_is_no_publisher(read: Reader, title: str, head: str, publisher: str | None) -> None:
    page = PLAIN.format(head=head, foot="").replace("<title>Boats in Morwenna harbour", f"<title>{title}")
    article = read("a.html", page).article
    assert (article.title, article.publisher) == ("Boats in Morwenna harbour", publisher)


def test_an_e_mail_and_a_pdf_are_articles_of_the_corpus(read: Reader) -> None:
    letter = (
        "From: Rye Gazette <news@rye.example>\nSubject: A ferry\nDate: Tue, 19 Mar 2024 09:00:00 +0000\n\n"
    )
    reading = read("a.eml", f"{letter}The council of Rye has bought a ferry for £4.5m.\n")
    article = reading.article
    assert (article.id, article.title, article.publisher) == ("a.eml", "A ferry", "Rye Gazette")
    assert (article.date, article.text) == (
        "2024-03-19",
        "The council of Rye has bought a ferry for £4.5m.",
    )
    with pytest.raises(Unreadable, match="no e-mail"):
        read("b.eml", "The council of Rye has bought a ferry.")
    with pytest.raises(Unreadable, match="no PDF that can be read"):
        read("c.pdf", "%PDF-1.7 and nothing")


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("<meta name='DC.date.issued' content='2024-03-19'>", ""),
        ("<meta name='date' content='2024'><meta name='pubdate' content='19 March 2024'>", ""),
        (
            """<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2020-01-01"},
            {"@type": ["NewsArticle"], "datePublished": "2024-03-19T23:30:00Z"}]}</script>""",
            "",
        ),
        ("", "<time datetime='2024-03-19T10:00'>on Tuesday</time>"),
        ("", "<div>By Ada Okafor, <time>19 March 2024</time></div>"),
        ("", "<p>Published <time itemprop='datePublished' datetime='2024-03-19'>on Tuesday</time></p>"),
    ],
)
def test_dates_that_a_page_states(read: Reader, head: str, foot: str) -> None:
    reading = read("a.html", PLAIN.format(head=head, foot=foot))
    assert (reading.article.date, reading.warnings) == ("2024-03-19", ())


def test_a_stated_date_that_is_a_bare_year_is_a_warning(read: Reader) -> None:
    reading = read("a.html", PLAIN.format(head="<meta name='date' content='2010'>", foot=""))
    assert reading.article.date is None
    assert reading.warnings == ("date '2010' is not a date; it is ignored",)


@pytest.mark.parametrize(
    ("lines", "warnings"),
    [
        (
            "date: 0000-00-00 00:00:00\npublished: 2020-02-11",
            ["date '0000-00-00 00:00:00' is not a date; it is ignored"],
        ),
        ("publishDate: 2020-02-11T08:00:00+01:00", []),
        ("published: true\npubDate: Tue, 11 Feb 2020 08:00:00 GMT", []),
        ("date: 2020-02-11\npublished: 2021-03-04", []),
        (
            "published: 11/02/2020",
            ["date '11/02/2020' can be read in two ways; it is taken for 11 February 2020"],
        ),
    ],
)
def test_where_no_date_can_be_read_what_else_names_the_day_is_taken(
    read: Reader, lines: str, warnings: list[str]
) -> None:
    reading = read("a.md", f"---\ntitle: Mill\n{lines}\n---\n\nThe mill will be flats.\n")
    assert (reading.article.date, list(reading.warnings)) == ("2020-02-11", warnings)


def test_html_in_an_older_encoding(read: Reader) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-1">').replace("Ada Okafor", "Zoë Brontë")
    assert "Zoë Brontë, 82" in read("a.html", page.encode("latin-1")).article.text


def test_html_with_an_xml_declaration(read: Reader) -> None:
    assert read("a.html", '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE).article.title == "Bridge opens"


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>1</script></body></html>", "<" * 999])
def test_html_without_an_article_is_unreadable(read: Reader, page: str) -> None:
    with pytest.raises(Unreadable, match="no article text"):
        read("a.html", page)


# What is left out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "no text in it"),
        (b"... --- ...", "no text in it"),
        (b"---\ntitle: A\n---\n", "no text in it"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        ("Bridge opens".encode("utf-16-le"), "binary"),
        ("Bridge".encode("utf-16") + b"x", "binary"),
        (bytes(range(1, 256)) * 8, "encoding"),
        (b"a" * (MAX_FILE_BYTES + 1), r"4\.0 MB"),
    ],
)
def test_what_cannot_become_an_article(read: Reader, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read("a.md", content)


def test_a_file_that_cannot_be_opened_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(Unreadable, match="cannot be read: Is a directory"):
        read_article(tmp_path / "a.txt", tmp_path)
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        read_article(tmp_path / "b.txt", tmp_path)


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a.HTM", "README.md", "a/readme.txt", ".hidden.md", ".git/c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("It opened.")
    found = [
        file.relative_to(tmp_path).as_posix() for file in article_files(tmp_path) if isinstance(file, Path)
    ]
    assert found == ["a.HTM", "a/z.md", "b.txt"]


def test_files_that_are_left_out_are_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "letters.mbox").write_bytes(b"From a@b.example")
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    os.mkfifo(tmp_path / "pipe.txt")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("It opened.")
    skipped = {file.path: file.reason for file in article_files(tmp_path) if isinstance(file, Skipped)}
    assert skipped == {
        "photo.jpg": "not a format that is read (.eml, .htm, .html, .markdown, .md, .pdf, .txt)",
        "letters.mbox": "`pullquote add` reads it, from wherever it lies, and writes its articles here",
        "link.md": "a link to nothing",
        "loop.md": "a link to nothing",
        "pipe.txt": "not a regular file",
        "caf?.txt": "its name is not valid UTF-8",
    }


def test_a_folder_that_cannot_be_listed_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a/b.txt", "a/shut/c.txt", "gone/d.txt", "z.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("It opened.")
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    listing, errors = os.scandir, {"shut": PermissionError, "gone": FileNotFoundError}

    def scandir(folder: str) -> Any:
        if (error := errors.get(Path(folder).name)) is not None:
            raise error(1, "no", folder)
        return listing(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    found = [file if isinstance(file, Skipped) else file.name for file in article_files(tmp_path)]
    assert found == ["b.txt", Skipped("a/shut", "a folder that cannot be listed"), "z.txt"]


def test_a_corpus_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("It opened.")
    with pytest.raises(CorpusError, match="There is no corpus folder at"):
        list(article_files(tmp_path / "nowhere"))
    with pytest.raises(CorpusError, match="is a file"):
        list(article_files(tmp_path / "file"))


@pytest.mark.parametrize(
    "source",
    [
        'The tram returns\n\nIt runs from <a href="/may">May</a>, says <em>Mr Hale</em>.\n\nIt costs £3.\n',
        "The tram returns\n\nIt runs from <b>May</b>, says Mr Hale.\n\n<em>It costs £3.</em>\n",
        'The tram returns\n\n<img src="a.jpg" alt="A tram">\n\nIt runs from May, says Mr Hale.\n\nIt costs £3.\n',
        "[row][column]The tram returns[/column][/row]\n\nIt runs from May, says Mr Hale.\n\n<b>It costs £3.</b>\n",
    ],
)
def test_a_text_with_tags_here_and_there_is_read_without_them(read: Reader, source: str) -> None:
    article = read("a.txt", source).article
    assert article.title == "The tram returns"
    assert article.text == "The tram returns\n\nIt runs from May, says Mr Hale.\n\nIt costs £3."


def test_a_page_of_few_words_keeps_its_paragraphs(read: Reader) -> None:
    body = "<h1>Tram</h1><p>It runs from <b>May</b>, says <em>Mr Hale</em>.</p><p>It costs £3.</p>"
    text = read("a.html", f"<html><body>{body}</body></html>").article.text
    assert text == "Tram\n\nIt runs from May, says Mr Hale.\n\nIt costs £3."


def test_a_text_wrapped_to_a_width_with_tags_in_it_has_whole_sentences(read: Reader) -> None:
    first = (
        "The tram will run from May, the mayor of the town said, and it will\ncall at <b>Ash</b> and Mell."
    )
    article, warnings = read("a.txt", f"Tram\n{first}\n\nIt was 3 < 4, he said.")
    assert article.text == "\n\n".join(
        ("Tram", first.replace("\n", " ").replace("<b>", "").replace("</b>", ""), "It was 3 < 4, he said.")
    )
    assert warnings == ()


def test_addresses_in_tags_are_no_part_of_a_line_s_width_nor_breaks_in_tags_of_a_text(read: Reader) -> None:
    link = f'<a\nhref="https://example.org/{"long/" * 40}"\n  title="The plan">plan</a>'
    source = (
        "The tram will run from May, the mayor of the town said, and it will\ncall at <b>Ash</b> and Mell.\n\n"
        f"It is in the {link} of the town.\n"
    )
    assert read("a.txt", source).article.text == (
        "The tram will run from May, the mayor of the town said, and it will call at Ash and Mell.\n\n"
        "It is in the plan of the town."
    )


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("<em>Hamlet</em> &amp; he", "Hamlet & he"),
        ("H<sub>2</sub>O<br> is wet", "H2O is wet"),
        ("3 < 4 > 2", "3 < 4 > 2"),
    ],
)
def test_a_title_has_no_tags(read: Reader, title: str, seen: str) -> None:
    assert read("a.md", f"---\ntitle: '{title}'\n---\nIt was.\n").article.title == seen
