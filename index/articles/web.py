"""Pages from the web to drafts: their letters, their address, and whether they are articles at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from index.articles.article import Unreadable, reading
from index.articles.draft import Draft, draft_of_file, draft_of_page, with_metadata
from index.articles.encoding import decode, in_utf8, page_in_utf8
from index.articles.gates import why_cut_short, why_not_taken
from index.articles.text import is_html

if TYPE_CHECKING:
    from index.articles.fetching import Fetched

_FEEDS = ("rss+xml", "atom+xml", "feed+json", "rdf+xml")


def draft_of(fetched: Fetched, asked: str) -> Draft:
    """The article in what was fetched for an address: a page, a plain text or a PDF. Raises Unreadable."""
    with reading():
        return _draft_of(fetched, asked)


def _draft_of(fetched: Fetched, asked: str) -> Draft:
    key, kind = web_key(asked), fetched.content_type
    url = fetched.url
    if kind.endswith("pdf") or fetched.content.startswith(b"%PDF-"):
        from index.articles.formats.pdf import draft_of_pdf

        return with_metadata(draft_of_pdf(fetched.content, key, name_of(url)), {"url": url})
    if any(kind.endswith(feed) for feed in _FEEDS) or _is_feed(fetched.content):
        raise Unreadable("a feed; `pullquote add --feed` takes the articles that it lists")
    text = (
        decode(in_utf8(fetched.content, fetched.charset)) if kind in ("text/plain", "text/markdown") else None
    )
    if text is not None and not is_html(text):
        name = "page.md" if kind == "text/markdown" or name_of(url).endswith(".md") else "page.txt"
        return with_metadata(draft_of_file(text.encode(), name, key), {"url": url})
    if text is None and kind not in ("text/html", "application/xhtml+xml", ""):
        raise Unreadable(f"{kind} is no page")
    return draft_of_html(fetched.content, key, url, asked=asked, charset=fetched.charset)


def draft_of_html(
    content: bytes, key: str, url: str, *, asked: str = "", charset: str | None = None, saved: bool = False
) -> Draft:
    """The article in a page from the web. Raises Unreadable, also where it is not to be taken.

    `asked` is the address that was asked for. One that somebody `saved` need not be free to read.
    """
    page = page_in_utf8(content, charset)
    if not saved and (reason := why_not_taken(decode(page), url, asked)):
        raise Unreadable(reason)
    draft = draft_of_page(page, key, url)
    if not saved and (reason := why_cut_short(decode(page), url, draft.text)):
        raise Unreadable(reason)
    # A page may name the address that it is best known by, but none of another site.
    own = urlsplit(draft.url or "").hostname, urlsplit(url).hostname
    return draft if _bare(own[0]) == _bare(own[1]) else with_metadata(draft, {"url": url})


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.").removeprefix("m.")


def _is_feed(content: bytes) -> bool:
    return bool(
        re.match(
            rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", content[:2000], re.DOTALL
        )
    )


def web_key(url: str) -> str:
    """What an article of the web is known by: its address without what only tells where its reader came from."""
    try:
        parts = urlsplit(url.strip())
        port = f":{parts.port}" if parts.port and (parts.scheme.lower(), parts.port) not in _USUAL else ""
    except ValueError:  # no address at all, which whoever fetches it is told
        return url.strip()
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    ]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{parts.scheme.lower()}://{(parts.hostname or '').lower()}{port}{parts.path or '/'}{query}"


_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid", re.IGNORECASE)
_USUAL = (("http", 80), ("https", 443))


def name_of(url: str) -> str:
    """The last part of an address's path, as a file's name."""
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) or urlsplit(url).hostname or "page"


def is_web_address(text: str) -> bool:
    """Whether a text is an address of the web, and no file's name."""
    return text[:6].lower().startswith(("http:", "https:"))
