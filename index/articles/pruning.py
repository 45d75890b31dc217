"""A page's tree without what is plainly no article: consent layers, forms, menus, links to other stories."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Any

from index.articles.characters import as_seen
from index.articles.footnotes import RAISED, is_area, notes_in, without_marks

Element = Any
"""An element of lxml's tree, which has no types."""

MOST_BESIDE_LINKS = 4
"""Words beside the links of a paragraph that is a link to another story: "Read also:"."""
FEWEST_LINKED = 3
"""Words of such a link; fewer may be a name in a line of its own."""
MOST_TEASER = 60
"""Words of a box that stands for another story: its headline, and a sentence or two."""


def prune(tree: Element) -> list[str]:
    """Take what is no article out of a page, and show characters as they are seen; what was doubtful, for people."""
    drop(tree.xpath("//style | //noscript | //template | //comment() | //button | //svg"))
    drop(tree.xpath("//body//script[not(@type='application/ld+json')]"))
    _show_characters(tree)
    _drop_marks(tree)
    _join_lines(tree)
    drop(tree.xpath(f"//body//*[{_UNSEEN}]"))
    drop(tree.xpath("//del | //s | //strike"))  # what an article has struck out it no longer says
    for division in tree.xpath(f"//div[not(.//*[{HOLDING}])]"):
        division.tag = "p"
    _drop_layers(tree)
    _drop_advertisements(tree)
    drop(tree.xpath("//input[@type='hidden'] | //option"))
    whole = _words(tree)
    for box in tree.xpath("//form | //footer"):
        if 2 * _words(box) >= whole and _holds_article(box, tree):
            box.drop_tag()  # ASP.NET has the whole page in a form
    drop([box_of(form) for form in tree.xpath("//form | //input")])
    drop([heading for heading in tree.iter("h1") if _linked(heading) == _words(heading)])
    _unwrap(tree)
    doubtful = _drop_headlines(tree)
    _drop_links(tree)
    return doubtful


def _holds_article(box: Element, tree: Element) -> bool:
    """Whether a form has a heading of the page, or a footer the only one, and no paragraph of any length is outside."""
    headings = [heading for heading in tree.iter("h1") if _linked(heading) < _words(heading)]
    within = [heading for heading in headings if box in heading.iterancestors()]
    if box.tag == "form":
        return bool(within)
    longest = max((_words(p) for p in tree.iter("p") if box not in p.iterancestors()), default=0)
    return bool(within) and within == headings and longest <= MOST_BESIDE_LINKS


def _drop_layers(tree: Element) -> None:
    whole = _words(tree)
    for layer in tree.xpath(f"//*[{_BOXES}]"):
        if _is_layer(layer) and not layer.xpath(".//h1") and 2 * _words(layer) < max(whole, 1) + 200:
            drop([layer])


def _drop_advertisements(tree: Element) -> None:
    """Drop small boxes named as advertisements; those with half of the page's words are named so for another reason."""
    named = [box for box in tree.xpath(f"//*[{_BOXES}]") if _is_advertisement(box)]
    small = {box for box in named if _words(box) <= MOST_TEASER and not box.xpath(".//h1")}
    outer = [box for box in small if small.isdisjoint(box.iterancestors())]
    if 2 * sum(map(_words, outer)) <= _words(tree):
        drop(outer)


def _is_advertisement(box: Element) -> bool:
    """Whether a box is named as one; where its name says that it has a sponsor, as news does, too, it is labelled."""
    names = _names(box)
    labels = (text.strip() for text in box.itertext() if text.strip())
    return any(map(_AD.fullmatch, names)) or ("sponsor" in names and bool(_LABEL.fullmatch(next(labels, ""))))


_BOXES = " or ".join(
    f"self::{tag}" for tag in ("div", "section", "aside", "dialog", "footer", "header", "ul", "p")
)
HOLDING = " or ".join(
    f"self::{tag}"
    for tag in (
        *("div", "p", "ul", "ol", "dl", "table", "section", "article", "aside", "form", "figure", "blockquote"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "input", "iframe", "main", "nav", "header"),
    )
)  # fmt: skip
"""What makes of an element that holds it no paragraph."""


def drop(elements: list[Element]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _words(element: Element) -> int:
    return len(element.text_content().split())


def _show_characters(tree: Element) -> None:
    notes = notes_in(text for block in tree.iter("p", "li", "div", "td") for text in [(block.text or "")[:8]])
    for element in tree.iter():
        if element.tag == "script":
            element.tail = as_seen(element.tail) if element.tail else element.tail
            continue
        if element.text and isinstance(element.tag, str):
            element.text = _shown(element.text, notes)
        if element.tail:
            element.tail = _shown(element.tail, notes)


def _shown(text: str, notes: AbstractSet[str]) -> str:
    return _GROUPS.sub(NARROW, without_marks(as_seen(text), notes))


NARROW = "␠"
"""Stands for the narrow space within a figure while a page is read: as a space it would part the figure in two."""
_GROUPS = re.compile("(?<=\\d)[\u00a0\u2007\u2009\u202f](?=\\d{3}(?!\\d))")


def _drop_marks(tree: Element) -> None:
    """Footnotes' marks: raised or in brackets and a link within the page, or raised as one that begins a note."""
    begins = {
        raised.text_content().strip()
        for raised in tree.iter("sup")
        if raised.getprevious() is None and not (raised.getparent().text or "").strip()
    }
    for link in tree.xpath("//a[starts-with(@href, '#')]"):
        if _MARK.fullmatch(link.text_content().strip()):
            drop([link])
    for raised in tree.xpath("//sup"):
        mark = raised.text_content().strip()
        named = " ".join((raised.get("class", ""), raised.get("role", ""), raised.get("id", "")))
        area = mark in ("2", "3") and is_area(_before(raised))
        known = mark in begins or mark.startswith("[") or _NOTE.search(named)
        if not mark or (_MARK.fullmatch(mark) and not area and known):
            drop([raised])
        elif mark.isdecimal() and mark.isascii():
            raised.text = mark.translate(RAISED)
            drop(list(raised))


def _join_lines(tree: Element) -> None:
    """Where a line is broken within a sentence, and goes on in lower case, let there be a space.

    Where it is broken within a word the line's end stays, as in a plain text; after a hyphen a name goes on.
    """
    for line in list(tree.iter("br")):
        before, after = _said_before(line), _said_after(line)
        if _DIVIDED.search(before) and _in_paragraph(line) and _goes_on(before, after):
            line.tail = (LINE if after[0].islower() else "") + (line.tail or "").lstrip()
            line.tag = "span"
        elif before and before[-1] not in ".!?:" and after[:1].islower():
            line.tail = f" {line.tail or ''}"
            line.tag = "span"


def _in_paragraph(line: Element) -> bool:
    """Whether a line's end is one of a paragraph's, and not of a heading's or a cell's, which are one line."""
    return not any(outer.tag in _ONE_LINE for outer in line.iterancestors())


_ONE_LINE = ("td", "th", "h1", "h2", "h3", "h4", "h5", "h6")


def _goes_on(before: str, after: str) -> bool:
    """Whether the word that a hyphen ends goes on: in lower case, or as a name with both parts in capitals."""
    return after[:1].islower() or (after[:1].isupper() and before.split()[-1][:1].isupper())


LINE = "␊"
"""Stands for the end of a line within a word while a page is read: as a space it would divide the word for good."""
_DIVIDED = re.compile("(?<=[^\\W\\d_])[-\u00ad\u2010]\\Z")


def _said_before(line: Element) -> str:
    """The words of the nearest node before a break in its element that has any; none before another break."""
    node = line.getprevious()
    while node is not None:
        if tail := (node.tail or "").strip():
            return str(tail)
        words = node.text_content().strip()
        if words or node.tag == "br":
            return str(words)
        node = node.getprevious()
    return str(line.getparent().text or "").strip()


def _said_after(line: Element) -> str:
    node = line
    while node is not None:
        if tail := (node.tail or "").strip():
            return str(tail)
        node = node.getnext()
        words = "" if node is None else node.text_content().strip()
        if words or (node is not None and node.tag == "br"):
            return str(words)
    return ""


_UNSEEN = " or ".join(
    f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"
    for name in ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "u-visually-hidden")
)
"""How the common style sheets name what only a screen reader says."""


def _unwrap(tree: Element) -> None:
    """Leave the words alone of elements within a paragraph whose words trafilatura leaves out, or breaks it at."""
    for element in tree.xpath(f"//*[{_BREAKING}]"):
        block = next((outer for outer in element.iterancestors() if outer.tag not in INLINE), element)
        if block.tag not in _PARAGRAPHS or block.find("p") is not None:
            continue
        if element.tag == "q":
            element.text = f"“{element.text or ''}"
            element.tail = f"{'' if len(element) else '”'}{element.tail or ''}"
            if len(element):
                element[-1].tail = f"{element[-1].tail or ''}”"
        element.drop_tag()


_BREAKING = " or ".join(f"self::{tag}" for tag in ("time", "q", "code", "label", "output", "math", "center"))
INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark"),
        *("math", "output", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    )
)
_PARAGRAPHS = frozenset(
    ("p", "li", "dt", "dd", "td", "th", "blockquote", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6")
)


def _before(element: Element) -> str:
    """The text right before an element, in its paragraph."""
    previous = element.getprevious()
    return (previous.tail if previous is not None else element.getparent().text) or ""


_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|[*†‡§]{1,3}|[↩⤴^]\ufe0e?)\]?")
_NOTE = re.compile(r"footnote|noteref|reference|\bfn|cite")


def _is_layer(element: Element) -> bool:
    """Whether an element lies over the page, or is named as what asks for consent."""
    named = " ".join(_names(element))
    over = (
        element.tag == "dialog"
        or element.get("role") in ("dialog", "alertdialog")
        or element.get("aria-modal")
    )
    return bool(over) or bool(LAYER.search(named))


def _names(element: Element) -> list[str]:
    return " ".join((element.get("class", ""), element.get("id", ""))).lower().split()


_AD = re.compile(
    r"adsbygoogle|(?:.*[-_])?(?:ads?|adverts?|advertisements?|advertorials?|sponsored)"
    r"(?:[-_](?:banner|block|box|container|content|label|slot|text|unit|wrapper))?"
)
"""How publishers name the boxes of advertisements."""
_LABEL = re.compile(r"(?i)advert(?:isement|orial)|sponsored|(?:paid|sponsored) (?:content|post|message)")
"""How they label them, as the law asks."""
LAYER = re.compile(
    r"cookie|consent|gdpr|onetrust|didomi|\bcmp\b|\bqc-cmp|usercentrics|cybot|privacy-(?:layer|banner|notice)"
)
"""How the makers of consent layers name them."""


def box_of(form: Element) -> Element:
    """The box that is there for a form: the highest one without a heading of the page and with few words."""
    box = form
    for parent in form.iterancestors():
        if (
            parent.tag in ("body", "main", "article")
            or parent.xpath(".//h1")
            or _words(parent) > 2 * MOST_TEASER
        ):
            break
        box = parent
    return box


def _linked(element: Element) -> int:
    return sum(_words(link) for link in element.iter("a"))


def is_link(element: Element) -> bool:
    """Whether an element is a link to something else, with hardly a word beside it, and no sentence."""
    words, linked = _words(element), _linked(element)
    text = element.text_content().strip()
    return (
        linked >= FEWEST_LINKED
        and words - linked <= MOST_BESIDE_LINKS
        and linked >= words / 2
        and text[-1] not in ".!?"
    )


def _drop_links(tree: Element) -> None:
    """Drop paragraphs, items and headings that are links, and with a heading the box of the story that it leads to."""
    for bullets in tree.xpath("//ul | //ol"):
        items = bullets.xpath("./li")
        if items and sum(map(is_link, items)) * 2 > len(items):
            above = bullets.getprevious()
            heading = [above] if above is not None and above.tag in _HEADINGS else []
            drop([bullets.getparent()] if _is_box(bullets) else [*heading, bullets])
    for block in tree.xpath("//p | //li | //h2 | //h3 | //h4 | //h5 | //h6"):
        if block.getparent() is None or block.xpath("ancestor::table"):
            continue
        if is_link(block) or _is_menu(block):
            box = block.getparent() if block.tag in _HEADINGS and _is_box(block) else block
            drop([box])


def _is_box(element: Element) -> bool:
    """Whether what stands around an element is there for it alone: few words, and not the page's own heading."""
    around = element.getparent()
    return (
        around is not None
        and around.tag in ("div", "section", "article", "li", "aside", "a")
        and not around.xpath(".//h1")
        and _words(around) - _linked(element) <= MOST_TEASER
    )


_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def _is_menu(element: Element) -> bool:
    """ "Spotify | Apple": a few short names and no sentence."""
    parts = re.split(r"\s[|·•]\s", " ".join(element.text_content().split()))
    return (
        element.tag in ("p", "div") and len(parts) > 1 and all(0 < len(part.split()) <= 4 for part in parts)
    )


def _drop_headlines(tree: Element) -> list[str]:
    """Drop the lists of other stories' headlines below an article, though they are no links; which, for people.

    Such a list has its own heading, holds no sentence, and what comes after it is links and menus to the end.
    """
    doubtful = []
    for bullets in tree.xpath("//ul | //ol"):
        heading, after = bullets.getprevious(), list(bullets.itersiblings("*"))
        items = [" ".join(item.text_content().split()) for item in bullets.xpath("./li")]
        if (
            heading is not None
            and heading.tag in _HEADINGS
            and len(items) > 1
            and all(3 <= len(item.split()) <= 20 and item[-1] not in ".!?:;," for item in items)
            and any(is_link(block) or _is_menu(block) for block in after)
            and all(is_link(block) or _is_menu(block) or not _words(block) for block in after)
        ):
            name = " ".join(heading.text_content().split())[:60]
            doubtful.append(
                f"{len(items)} lines below {name!r} are taken for other stories' headlines and left out"
            )
            drop([heading, bullets])
    return doubtful
