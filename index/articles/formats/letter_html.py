"""Newsletters in HTML: tables that only lay them out, and what stands below every one."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from index.articles.pruning import MOST_TEASER, box_of, drop
from index.articles.tables import unfold


class LetterPage(NamedTuple):
    """A newsletter's HTML without what is no news, and how many words it has."""

    markup: str
    words: int


def without_footer(markup: str, leaving: list[str]) -> LetterPage:
    """A newsletter as an ordinary page. `leaving` are the addresses by which its list is left, as its headers say.

    Taken out are what is not shown, what is marked as an advertisement, and the boxes with links for leaving the list.
    """
    import trafilatura
    from lxml import html

    tree: Any = trafilatura.load_html(markup)
    if tree is None:
        return LetterPage(markup, 0)
    drop(tree.xpath("//style | //script | //comment()"))
    drop([element for element in tree.xpath("//*[@style]") if _HIDDEN.search(element.get("style", ""))])
    for table in tree.xpath(
        "//table[@role='presentation' or .//table or .//p or .//div or .//img or .//h1 or .//h2]"
    ):
        unfold(table)
    for link in tree.xpath("//a[@href]"):
        href = link.get("href", "")
        if href in leaving or _LEAVING.search(href) or "sponsored" in link.get("rel", ""):
            drop([box_of(link)])
    for box in tree.xpath("//div | //section | //aside | //p"):
        named = " ".join((box.get("class", ""), box.get("id", ""))).lower()
        if _SPONSOR.search(named) and len(box.text_content().split()) <= 2 * MOST_TEASER:
            drop([box])
    return LetterPage(html.tostring(tree, encoding="unicode"), len(tree.text_content().split()))


_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*[01](?:px)?\s*(?:;|$)", re.IGNORECASE
)
_LEAVING = re.compile(
    r"unsubscri|opt-?out|manage[-_]?(?:preferences|subscription)|^mailto:unsub", re.IGNORECASE
)
"""How senders name the addresses at which a list is left."""
_SPONSOR = re.compile(r"sponsor|advert|\bads?\b|\bad-|promo(?:tion)?\b")
"""How senders name the boxes that are paid for."""
