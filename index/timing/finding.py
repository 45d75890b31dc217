"""Finding passages that may be of the time that a question asks for, beside those that search finds anyhow."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta

from index.catalogue import Catalogue
from index.evidence import Evidence, gather
from index.filters import Filter, scope_of
from index.opened import OpenGeneration
from index.reader import Reader
from index.search import DEPTH, Found, search
from index.timing.asked import Time, Wanted

FURTHER = 5
"""Passages read besides the likeliest, for each time asked for."""
_TOLD_LATER = timedelta(366)
"""For how long articles go on to tell of a time as "last year"."""


def find(
    asked: str,
    time: Time,
    generation: OpenGeneration,
    limit: int,
    among: Sequence[int] | None,
    without: AbstractSet[int],
) -> list[Found]:
    """The passages for a question, at most `limit`; where it asks for a time, up to FURTHER of that time after them.

    For the newest, those are of the newest articles among what was found. `among` and `without` are as in `search`.
    """
    parts = generation.encoder, generation.vectors, generation.keywords
    if time.newest_first:
        found = search(asked, *parts, 2 * DEPTH, among, without)
        found = [*found[:limit], *_newest(found[limit:], generation.catalogue)]
    else:
        found = search(asked, *parts, limit, among, without)
    for wanted in time.wanted:
        near = scope_of(_dated_near(wanted), generation.catalogue).passages or []
        if among is not None:
            near = sorted(set(near).intersection(among))
        known = {hit.passage for hit in found}
        further = search(time.without, *parts, FURTHER, near, without) if near else []
        found += [hit for hit in further if hit.passage not in known]
    return found


def _newest(found: Sequence[Found], catalogue: Catalogue) -> list[Found]:
    dates = {one.article: one.date or "" for one in catalogue.sources()}
    articles = [passage.article for passage in catalogue.passages([hit.passage for hit in found])]
    ranked = sorted(zip(found, articles, strict=True), key=lambda one: dates[one[1]], reverse=True)
    return [hit for hit, _ in ranked[:FURTHER]]


def _dated_near(wanted: Wanted) -> Filter:
    """The articles whose date may tie them to a time."""
    first, after = wanted.days
    if wanted.way == "in":
        return Filter(since=first, before=after + _TOLD_LATER)
    if wanted.way == "before":
        return Filter(before=after if wanted.event else first)
    return Filter(since=first if wanted.way == "since" or wanted.event else after)


def gather_from_afar(
    time: Time, found: Sequence[Found], generation: OpenGeneration, reader: Reader
) -> list[Evidence]:
    """What dated articles among those found say to a question without the times that it names; nothing without any."""
    if not time.wanted:
        return []
    catalogue = generation.catalogue
    dated = {one.article for one in catalogue.sources() if one.date is not None}
    passages = catalogue.passages([hit.passage for hit in found])
    kept = [hit for hit, passage in zip(found, passages, strict=True) if passage.article in dated]
    return gather(time.without, kept, catalogue, reader)
