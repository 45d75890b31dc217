"""The line under a quote: its article's title, linked to the very sentence, its publisher and its date."""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from bot.discord.showing.markdown import escape, one_line, width
from bot.render import told_copies, written_date
from index.answers import Citation, Quote
from index.articles.files import OWN

MAX_TITLE, MAX_PUBLISHER, MAX_LINK = 200, 80, 700
_WHOLE_FRAGMENT = 80
"""Characters: a text fragment up to this long holds the words themselves, a longer one its first and last."""
_EDGE = 5
"""Words at each end of a fragment."""
_IN_URL = ":/?#@!$&'*+,;=%~"
"""What may stand in a link's target as it is; brackets may not, they would end it."""


def citation_line(quote: Quote) -> str:
    """`— [title](link) · publisher · 19 March 2024 · also in 4 other articles`, as Markdown.

    At most about 1,300 characters.
    """
    citation = quote.citation
    title = escape(one_line(citation.title, MAX_TITLE)) or escape(one_line(citation.article, MAX_TITLE))
    link = deep_link(citation, quote.text)
    page = None if citation.page is None else f"page {citation.page}"
    known = [part for part in (citation.publisher, written_date(citation.date), page) if part]
    about = [escape(one_line(part, MAX_PUBLISHER)) for part in known]
    if citation.article.startswith(f"{OWN}/"):
        about.append("added on Discord")
    about += filter(None, [told_copies(quote)])
    return " · ".join([f"— [{title}]({link})" if link else f"— {title}", *about])


def deep_link(citation: Citation, text: str) -> str | None:
    """The article's address with a text fragment that scrolls to the sentence, where both fit.

    None where there is no address on the web. The fragment follows
    https://wicg.github.io/scroll-to-text-fragment/.
    """
    if citation.url is None or not _is_web_address(citation.url):
        return None
    base = percent_encoded(citation.url, safe=_IN_URL)
    mark = ":~:" if "#" in base else "#:~:"
    link = f"{base}{mark}text={_fragment(text)}"
    return next((candidate for candidate in (link, base) if width(candidate) <= MAX_LINK), None)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", url)


def _fragment(text: str) -> str:
    words = text.split()
    if len(text) <= _WHOLE_FRAGMENT or len(words) <= 2 * _EDGE:
        return _encoded(" ".join(words))
    return f"{_encoded(' '.join(words[:_EDGE]))},{_encoded(' '.join(words[-_EDGE:]))}"


def _encoded(words: str) -> str:
    """Percent-encoded; a dash, a comma and an ampersand mean something in a text fragment."""
    return percent_encoded(words, safe="").replace("-", "%2D")
