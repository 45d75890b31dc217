"""HTML pages to the article's text, its lists and tables with it, and what the page itself says of where it is from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import trafilatura

from index.articles.markdown import joined


class HtmlText(NamedTuple):
    """An article's text and metadata. `dates` are those of publication as written, the likeliest first.

    `headings` are the offsets of headings and of tables' first rows in the text.
    """

    text: str
    title: str | None
    publisher: str | None
    url: str | None
    dates: tuple[str, ...]
    headings: tuple[int, ...]


def article_of(page: str) -> HtmlText | None:
    """The article in a page; None where there is none."""
    tree: Any = trafilatura.load_html(page)
    if tree is None:
        return None
    dates = tuple(date.strip() for date in _dates(tree) if date and date.strip())
    _frame(tree)
    found: Any = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
    )
    if found is None:
        return None
    text, _, headings = joined(_paragraphs(found.body), found.title)
    return HtmlText(text, found.title, found.sitename, found.url, dates, headings) if text else None


def _frame(tree: Any) -> None:
    """Where a page does not mark its main part, let its body be that.

    Without a main part trafilatura gathers paragraphs and passes over the lists between them. A part that is
    marked in another way (article, a known class) still comes first.
    """
    body = tree.find("body")
    if body is None or tree.xpath(_MAIN):
        return
    children = list(body)
    main = body.makeelement("main")
    main.text, body.text = body.text, None
    main.extend(children)
    body.append(main)


_MAIN = "//main | //*[starts-with(@id, 'main') or starts-with(@class, 'main') or starts-with(@role, 'main')]"


def _paragraphs(body: Any) -> Iterator[tuple[str, bool]]:
    """The body's paragraphs, headings, list items and table rows, with no marks of markup, and which of them head."""
    for text in re.split(r"\n+", "".join(_pieces(body))):
        words = text.replace(_HEADS, "")
        if paragraph := re.sub(r"[^\S\t]+", " ", words).strip():
            yield paragraph, words != text


_HEADS = "\ufdd0"
"""Marks a heading among the pieces: a code point that no text may hold (Unicode, noncharacters)."""


def _pieces(element: Any) -> Iterator[str]:
    """The text in order, a newline wherever a paragraph begins or ends."""
    if element.tag == "row":
        # Tabs between cells, as a browser copies a table: no sign that the page does not have.
        cells = (" ".join("".join(cell.itertext()).split()) for cell in element)
        heads = _HEADS if len(element) and all(cell.get("role") == "head" for cell in element) else ""
        yield "\n" + heads + "\t".join(cell for cell in cells if cell) + "\n"
    else:
        edge = "" if element.tag in _WITHIN_A_LINE else "\n"
        yield edge
        yield _HEADS if element.tag == "head" else ""
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
        yield edge


_WITHIN_A_LINE = ("hi", "ref", "del", "span", "a")


def _dates(tree: Any) -> Iterator[str | None]:
    """The dates of publication that the page's metadata give; what its text says is never taken for one."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _linked_dates(script.text or "")
    for meta in tree.xpath("//meta[@content]"):
        names = (meta.get(key, "").lower() for key in ("property", "name", "itemprop"))
        if any(name in _PUBLISHED for name in names):
            yield meta.get("content")
    for time in tree.xpath(f"//time[{_MARKED}]") + tree.xpath(f"//time[not({_IN_PROSE})]")[:1]:
        yield time.get("datetime") or "".join(time.itertext())


_PUBLISHED = frozenset(
    (
        *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
        *("datepublished", "date", "pubdate", "pub_date", "publishdate", "publish-date", "publish_date"),
        *("publication_date", "publication-date", "dc.date", "dc.date.issued", "dc.date.created"),
        *("dcterms.date", "dcterms.issued", "dcterms.created", "parsely-pub-date", "sailthru.date"),
        *("citation_publication_date", "citation_date", "article.published", "cxenseparse:recs:publishtime"),
    )
)
"""The names under which pages give the date of publication: Open Graph, schema.org, Dublin Core and publishers' own."""
_MARKED = "@pubdate or @itemprop='datePublished'"
_IN_PROSE = "ancestor::p or ancestor::li or ancestor::td or ancestor::dd or ancestor::blockquote"


def _linked_dates(script: str) -> Iterator[str]:
    """`datePublished` of the articles and pages in a JSON-LD script (schema.org), articles first."""
    try:
        linked = json.loads(script)
    except (ValueError, RecursionError):
        return
    things = linked if isinstance(linked, list) else [linked]
    things = [thing for thing in things if isinstance(thing, dict)]
    graphs = (thing.get("@graph") for thing in things)
    things += (thing for graph in graphs if isinstance(graph, list) for thing in graph)
    for kinds in (r"Article|Posting|Report\b|Review", r"Page|CreativeWork"):
        for thing in things:
            date = thing.get("datePublished") if isinstance(thing, dict) else None
            if isinstance(date, str) and re.search(kinds, str(thing.get("@type"))):
                yield date
