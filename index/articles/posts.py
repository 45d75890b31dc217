"""A live blog's posts: the time that stands beside each heads it, as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

FEWEST_WORDS = 5
"""Words of a paragraph that a post has."""
MOST_WORDS = 6
"""Words of a line that says when: "Saturday, 3 February, 10:42 GMT"."""


def head_with_times(tree: Any) -> list[str]:
    """Where two boxes or more have a time each beside their paragraphs, make it a heading at its place; these times.

    Within an article's box there may be times, too, but those of one box are its own: of publication, of a change.
    Boxes with less than half of the words in the page's paragraphs are comments on an article, or other stories.
    """
    posts: dict[Any, Any] = {}
    words = {block: len(block.text_content().split()) for block in tree.iter("p")}
    worded = _around(block for block, count in words.items() if count >= FEWEST_WORDS)
    titled = _around(tree.iter("h1"))
    for element in tree.xpath(f"//body//*[{_TIMES}]"):
        if _says_a_time(element) and (box := _post_of(element, worded)) is not None and box not in titled:
            posts.setdefault(box, element)
    outer = _around(box.getparent() for box in posts)
    posts = {box: element for box, element in posts.items() if box not in outer}
    within = sum(words[block] for box in posts for block in box.iter("p"))
    if len(posts) < 2 or within < sum(words.values()) / 2:
        return []
    times = []
    for box, element in posts.items():
        box.tag = "div" if box.tag == "article" else box.tag  # each is a part of the page's article
        part = element
        while part.getparent() is not box:
            part = part.getparent()
        heading = box.makeelement("h3")
        said = part if len(part.text_content().split()) <= MOST_WORDS else element
        heading.text = " ".join(said.text_content().split())
        times.append(heading.text)
        part.addprevious(heading)
        said.drop_tree()
    return times


_TIMES = " or ".join(f"self::{tag}" for tag in ("time", "span", "p", "b", "strong", "small", "a"))
_CLOCK = re.compile(
    r"\W*(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:[:.][0-5]\d)?(?:\s*[ap]\.?m\b\.?)?(?:\s+[A-Z]{2,4})?\W*"
)


def _says_a_time(element: Any) -> bool:
    text = element.text_content().strip()
    return bool(_CLOCK.fullmatch(text)) or (element.tag == "time" and any(map(str.isdigit, text)))


def _around(elements: Iterable[Any]) -> set[Any]:
    """These elements, and all that they are in."""
    found: set[Any] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _post_of(element: Any, worded: AbstractSet[Any]) -> Any:
    """The nearest box round an element that has a paragraph, too; None where there is none, or the element words."""
    for box in element.iterancestors():
        if box.tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "body", "main", "nav", "footer"):
            return None
        if box in worded:
            return box
    return None
