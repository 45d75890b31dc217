"""Titles: an article's own, without the name of the site that stands in it."""

from __future__ import annotations

import re


def title_of(title: str, heading: str, publisher: str) -> str | None:
    """The title of a page that states one and has a heading, without its site's name.

    Where the stated title is the heading and something more, that is the site's; where it is nothing but the site's
    name, or the heading is, the other one is the article's.
    """
    title, heading = " ".join(title.split()), " ".join(heading.split())
    bare, bare_heading = without_site(title, publisher), without_site(heading, publisher)
    is_title = bare_heading and not _is_name(bare_heading, publisher)
    if is_title and (not bare or _is_name(bare, publisher) or _parts_of(bare, bare_heading)):
        return bare_heading
    return bare or bare_heading or None


def publisher_of(site: str, heading: str, named: str) -> str:
    """The name of a page's site, which the page itself may have `named`: no heading that was taken for one."""
    return named or (site if letters(site) != letters(heading) else "")


def without_site(title: str, publisher: str) -> str:
    """A title without its publisher's name at its end or beginning, set off by a sign between spaces."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 3 or not publisher:
        return title
    if _is_name(parts[-1], publisher):
        return without_site("".join(parts[:-2]), publisher)
    return "".join(parts[2:]) if _is_name(parts[0], publisher) else title


_SEPARATOR = re.compile(r"(\s+[|–—·•»:-]\s+|\s*\|\s*)")


def _is_name(text: str, publisher: str) -> bool:
    return bool(publisher) and letters(text) in (letters(publisher), "the" + letters(publisher))


def letters(text: str) -> str:
    """The letters and figures of a text, whatever their case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _parts_of(title: str, heading: str) -> bool:
    """Whether a title is the heading with names behind it."""
    parts = _SEPARATOR.split(title)
    return (
        len(parts) > 2 and letters(title).startswith(letters(heading)) and letters(title) != letters(heading)
    )
