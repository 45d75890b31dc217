"""Pages that are no article though they have words: one that asks for consent, one that is not free, a beginning."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from index.articles.article import FEWEST_WORDS
from index.articles.pruning import LAYER

MOST_CONSENT_WORDS = 400
"""Words of a page that asks for consent in a form, and has no article."""


def why_not_taken(page: str, url: str, asked: str) -> str | None:
    """Why a page of the web is not taken, for people; None where nothing speaks against it.

    `url` is where it was found, `asked` the address that was asked for.
    """
    import trafilatura  # half a second to import

    tree: Any = trafilatura.load_html(page)
    if _stands_between(url, asked):
        return "a page that asks for consent or a login stands before it"
    if tree is None:
        return None
    if _is_paid(tree, url):
        return "it says of itself that it is not free to read"
    return WALLED if walls(tree) and not says_free(tree, url) else None


WALLED = "it ends at a box for subscribers: the rest is not there"


def why_cut_short(page: Any, url: str, text: str) -> str | None:
    """Why a text cannot be all of its page's article, for people: the page's own data say that it has far more words.

    `page` is its source or its tree. Nothing is said of scripts without spaces, whose words are counted in other ways.
    """
    import trafilatura

    tree: Any = trafilatura.load_html(page) if isinstance(page, str) else page
    words = len(text.split())
    if tree is None or len(text) > LONGEST_WORDS * words:
        return None
    for thing in _own_articles(tree, url):
        told = str(thing.get("wordCount", "")).replace(",", "")
        if re.fullmatch("[0-9]{1,5}", told) and FEWEST_LACKING + 2 * words < int(told) < MOST_TOLD:
            return f"it says of itself that it has {int(told)} words, of which {words} are there"
    return None


LONGEST_WORDS = 12
"""Characters a word, on average; more, and they have no spaces between."""
FEWEST_LACKING, MOST_TOLD = 100, 50_000
"""Words that a beginning lacks, beside those that the page may count twice; and words that no article has."""


def _stands_between(url: str, asked: str) -> bool:
    """Whether an address was come to by a redirect that carries along where to go on to."""
    wanted = urlsplit(asked)
    if not asked or urlsplit(url).path.strip("/") == wanted.path.strip("/"):
        return False
    carried = (value for _, value in parse_qsl(urlsplit(url).query))
    return bool(wanted.path.strip("/")) and any(_rest(value) == _rest(asked) for value in carried)


def _rest(url: str) -> str:
    """An address without its scheme and what stands behind its path; empty where it is none."""
    scheme, mark, rest = url.partition("://")
    return rest.partition("?")[0].partition("#")[0] if mark and scheme in ("http", "https") else ""


def is_consent_page(tree: Any) -> bool:
    """Whether what a page has is a layer or form for consent, as its makers name them, and hardly a word beside it."""
    article = tree.xpath("//article") or any(_ARTICLE.search(kind) for kind in _kinds(tree))
    asking = [box for box in _asking(tree) if not article or not box.xpath(".//article")]
    form = not article and any(box.tag == "form" for box in asking)
    return bool(asking) and _beside(tree, asking) < (MOST_CONSENT_WORDS if form else FEWEST_WORDS)


def _asking(tree: Any) -> list[Any]:
    """The highest boxes that are named as those of consent, with something to press, and are no whole page."""
    named = [
        box
        for box in tree.xpath("//div | //section | //aside | //dialog | //form | //main")
        if LAYER.search(" ".join(box.get(name, "") for name in ("class", "id", "action", "name")).lower())
        and box.xpath(f"descendant-or-self::*[{_PRESSED}]")
        and not box.xpath(".//nav | .//main")
    ]
    inside = {box for outer in named for box in outer.iterdescendants()}
    return [box for box in named if box not in inside]


_PRESSED = "self::button or self::form or self::input or self::a or @role='button'"


def _beside(tree: Any, boxes: list[Any]) -> int:
    """Words of the page's body outside these boxes, and outside what goes round a page."""
    left = {element for box in boxes for element in box.iter()}
    body = tree.find(".//body")
    texts = body.xpath(f".//text()[not({_AROUND})]") if body is not None else []
    return sum(
        len(text.split())
        for text in texts
        if (text.getparent() not in left if text.is_text else text.getparent().getparent() not in left)
    )


_AROUND = " or ".join(
    f"ancestor::{tag}" for tag in ("script", "style", "noscript", "nav", "footer", "header")
)


_ARTICLE = re.compile("Article|Posting")
"""What the kinds of article are called in schema.org and Open Graph."""


def walls(tree: Any) -> list[Any]:
    """The boxes, named as paywalls are by their makers, that stand where an article's paragraphs stop.

    One that is hidden, has nothing to press, or has the article in it or more of it below is none; what is for readers
    who pay may be named so, too, and has at most links in its sentences.
    """
    return [
        box
        for box in tree.xpath("//body//*[self::div or self::section or self::aside or self::form]")
        if _WALL.search(" ".join(box.get(name, "") for name in _NAMES).lower())
        and not box.xpath(f"ancestor-or-self::*[{_HIDDEN}]")
        and any(map(_is_no_word, box.xpath(f"descendant-or-self::*[{_PRESSED}]")))
        and not box.xpath(".//h1 | .//article")
        and FEWEST_WALL_WORDS <= len(box.text_content().split()) <= MOST_WALL_WORDS
        and _stops(box)
    ]


_NAMES = ("class", "id", "data-area", "data-testid", "data-component-name")
_WALL = re.compile(
    r"paywall|regwall|content-gate|post-upgrade-cta|mepr-unauthorized|pmpro_content_message|wc-memberships-\w*-?restrict"
)
"""How publishers and the makers of memberships (Substack, Ghost, WordPress's plugins) name them."""
_HIDDEN = (
    "@hidden or @aria-hidden='true' or contains(@style, 'display:none') or contains(@style, 'display: none')"
)
FEWEST_WALL_WORDS, MOST_WALL_WORDS = 4, 200
PROSE = 8
"""Words of a paragraph that is no caption or label."""


def _is_no_word(pressed: Any) -> bool:
    """Whether what can be pressed stands outside paragraphs of prose."""
    return not any(map(_has_prose, pressed.iterancestors("p")))


def _stops(box: Any) -> bool:
    """Whether right before a box, or what it begins, there is a paragraph of prose, and after it none."""
    outer, before = box, box.xpath(_BEFORE)
    while not before and outer.getparent().tag not in ("body", "html"):
        outer = outer.getparent()
        before = outer.xpath(_BEFORE)
    return bool(before) and _has_prose(before[0]) and not any(map(_has_prose, outer.itersiblings()))


_BEFORE = "preceding-sibling::*[normalize-space() and not(self::script or self::style)][1]"


def _has_prose(element: Any) -> bool:
    """Whether an element is a paragraph of prose or holds some, and not deeper down."""
    blocks = [element] if element.tag == "p" else element.findall("p") if element.tag in _HOLDS else []
    return any(len(block.text_content().split()) >= PROSE for block in blocks)


_HOLDS = ("div", "section", "article", "main")


def _is_paid(tree: Any, url: str) -> bool:
    """Whether a page's own data say that its article is not free (schema.org's isAccessibleForFree, Open Graph's tier).

    Of several articles, it is the one that names the page's address, or else the first.
    """
    tier = tree.xpath("//meta[@property='article:content_tier' or @name='article:content_tier']/@content")
    marked = [
        str(element.get("content") or element.get("href") or "").lower()
        for element in tree.xpath("//*[@itemprop='isAccessibleForFree']")
        if _ARTICLE.search(next(iter(element.xpath("ancestor::*[@itemscope][1]/@itemtype")), ""))
    ]
    return any(value.strip().lower() in ("locked", "metered") for value in tier) or any(
        value.endswith("false") for value in [*map(_free, _own_articles(tree, url)), *marked[:1]]
    )


def _own_articles(tree: Any, url: str) -> list[dict[str, Any]]:
    """What a page's data say of its article: of several, of those that name its address, or else of the first."""
    articles = [thing for thing in _things(tree) if _ARTICLE.search(str(thing.get("@type", "")))]
    return [thing for thing in articles if _names(thing, url)] or articles[:1]


def _names(thing: dict[str, Any], url: str) -> bool:
    """Whether a thing says that it is what lies at an address."""
    page = thing.get("mainEntityOfPage")
    said = [thing.get("url"), thing.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    with suppress(ValueError):  # an address that is none
        paths = [
            urlsplit(value).path.rstrip("/") for value in said if isinstance(value, str) and "://" in value
        ]
        return urlsplit(url).path.rstrip("/") in paths
    return False


def says_free(tree: Any, url: str) -> bool:
    """Whether a page's own data say that its article and all of its parts are free: a box that asks for money is none.

    `url` is the page's address, "" where it is not known.
    """
    said = [value for thing in _own_articles(tree, url) for value in _said_free(thing)]
    return bool(said) and all(value.endswith("true") for value in said)


def _free(thing: dict[str, Any]) -> str:
    """Whether a thing says that it is free, or else whether a part of it does."""
    return next(iter(_said_free(thing)), "")


def _said_free(thing: dict[str, Any]) -> list[str]:
    """What a thing, and then each of its parts, says of whether it is free, where it says so."""
    parts = thing.get("hasPart")
    parts = [part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)]
    return [
        str(one["isAccessibleForFree"]).lower() for one in (thing, *parts) if "isAccessibleForFree" in one
    ]


def _kinds(tree: Any) -> Iterator[str]:
    yield from (str(thing.get("@type", "")) for thing in _things(tree))
    yield from (kind.title() for kind in tree.xpath("//meta[@property='og:type']/@content"))


def _things(tree: Any) -> Iterator[dict[str, Any]]:
    """What a page's JSON-LD scripts describe, with what is in a graph or is what a page is mainly about."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        for thing in described(script.text or ""):
            yield thing
            main = thing.get("mainEntity")
            yield from [main] if isinstance(main, dict) else []


def described(script: str) -> Iterator[dict[str, Any]]:
    """What a JSON-LD script describes (schema.org), with what is in a graph."""
    try:
        linked = json.loads(script)
    except (ValueError, RecursionError):
        return
    for thing in linked if isinstance(linked, list) else [linked]:
        graph = thing.get("@graph") if isinstance(thing, dict) else None
        for one in [thing, *(graph if isinstance(graph, list) else [])]:
            if isinstance(one, dict):
                yield one
