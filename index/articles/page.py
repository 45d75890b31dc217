"""A page's HTML made ready: tags for paragraphs that were left to blank lines, and for tags that were escaped."""

from __future__ import annotations

import re
from html import unescape

from index.articles.article import Source
from index.articles.shortcodes import without_shortcodes


def page_source(raw: str) -> Source:
    """The article in a page. Raises Unreadable where there is none."""
    from index.articles.html import article_of  # half a second to import: only HTML pays for it

    if not _BLOCK.search(raw):
        raw = with_paragraphs(raw, wrapped=True)
    return article_of(without_shortcodes(with_tags(raw)))


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


def with_tags(raw: str) -> str:
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
