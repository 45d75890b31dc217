"""An HTML page to an article's source: its text, its own title without the site's name, its date."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from index.articles.article import Source, Unreadable
from index.articles.characters import as_seen
from index.articles.metadata import is_home, iso_date
from index.articles.pruning import NARROW
from index.articles.shortcodes import without_shortcodes
from index.articles.titles import title_of


def page_source(raw: str) -> Source:
    """The article in a page. Raises Unreadable where there is none."""
    from index.articles.html import (  # half a second to import: only HTML pays for it
        ConsentPage,
        OtherPages,
        article_of,
    )

    if not _BLOCK.search(raw):
        raw = with_paragraphs(raw, wrapped=True)
    try:
        page = article_of(without_shortcodes(_with_tags(raw)))
    except OtherPages:
        raise Unreadable("a page of links to articles, and none itself") from None
    except ConsentPage:
        raise Unreadable("a page that asks for consent, and no article") from None
    if page is None:
        raise Unreadable("no article text found in the HTML")
    publisher = as_seen(page.publisher) if page.publisher else None
    american = page.language.lower().replace("_", "-") == "en-us"
    # One that is no date is kept where there is no better, to be warned of.
    good = (date for date in page.dates if iso_date(date, month_first=american))
    date = next(good, next(iter(page.dates), None))
    # Sites whose every page says that it is best known by the home page mean none of them.
    url = None if page.url is None or is_home(page.url) else page.url
    metadata: dict[str, Any] = {"publisher": publisher, "date": date, "url": url, "tags": page.tags}
    known = {key: value for key, value in metadata.items() if value}
    heading = (page.heading or "").replace(NARROW, "\u202f")
    title = title_of(as_seen(page.title or "").replace(NARROW, "\u202f"), heading, publisher or "")
    return Source(page.text, title, known, page.doubtful, page.headings, page.items, month_first=american)


def with_paragraphs(markup: str, *, wrapped: bool = False) -> str:
    """HTML in which paragraphs are left to blank lines, as WordPress's older editor does, with their tags.

    Lines are lines; where they may be `wrapped` to a width, those that are short or end a sentence.
    """
    text = _TAG.sub(lambda tag: tag.group().replace("\n", " "), markup.replace("\r\n", "\n"))
    width = SHORT * max(map(_width, text.split("\n"))) if wrapped else len(text)
    blocks = (block.strip() for block in text.split("\n\n") if block.strip())
    made = (block if _BEGINS.match(block) else f"<p>{_lines(block, width)}</p>" for block in blocks)
    return "<div>" + "\n".join(made) + "</div>"


SHORT = 0.7
"""The share of the longest line up to which a line was not wrapped."""


def _lines(block: str, width: float) -> str:
    lines = block.splitlines()
    ends = (_width(line) <= width or line.rstrip()[-1:] in ".!?:" for line in lines)
    return "".join(line + ("</p><p>" if end else "\n") for line, end in zip(lines, ends, strict=True))


def _width(line: str) -> int:
    """A line's characters that are no tags: addresses in them are long."""
    return len(_TAG.sub("", line))


_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(?:html|body|p|div|br|table|ul|ol|dl|h[1-6]|section|article|main|blockquote|pre|figure|form)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\[|<(?!(?:a|abbr|b|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strong|sub|sup|time|u)\b)",
    re.IGNORECASE,
)
"""A block of HTML that is no paragraph: a tag that stands in none, or a shortcode."""


def _with_tags(raw: str) -> str:
    """A page's source, with the tags in it that were escaped as if they were its text."""
    raw = _ESCAPED_TWICE.sub(lambda tag: unescape(unescape(tag.group())), raw)
    if len(_ESCAPED.findall(raw)) < 2:
        return raw
    return _ESCAPED_TAG.sub(lambda tag: unescape(tag.group()), raw)


_ESCAPED_TWICE = re.compile(
    r"&amp;lt;/?(?:b|i|em|strong|a|span|sub|sup|br|p)\b[^<>;]*?&amp;gt;", re.IGNORECASE
)
_ESCAPED = re.compile(r"&lt;/?(?:p|div|br|li)\b[^<>]*?&gt;", re.IGNORECASE)
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|div|br|b|i|em|strong|a|span|h[1-6]|ul|ol|li|blockquote|img)\b[^<>]*?&gt;", re.IGNORECASE
)
