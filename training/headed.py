"""Questions written over pages whose parts are read with what heads them -> groups of pairs for the careful reader.

    python -m training.headed OUT.jsonl.gz WORK

`headed.jsonl.gz` holds pages of our own with lists, tables, interviews and sections, as their Markdown, and questions:
a line is {"page": "a-01", "markdown": str, "asked": [[question, answers, kind], ...]}. The answers are words that stand
once on the page, none where nothing on it answers; of a list each item that does. WORK gets the pages and their index,
of which every question is asked: what is found is labelled, and read as the engine reads it.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from index import Archive, build
from index.building.spans import Span
from index.evaluation.rightness import holds
from index.reading.closely import marked, with_bridge
from index.reading.evidence import Evidence
from index.reading.quotes import listed_below, quote_span, read_from
from training.pair import Group, Pair, write_groups
from training.passage import read_lines

PAGES = Path(__file__).with_name("headed.jsonl.gz")
MOST_RIGHT, MOST_WRONG = 3, 2
"""For a question at most so many quotes with an answer, and without one."""


def main(arguments: list[str] | None = None) -> None:
    """Write the pages, index them, ask, and write the groups."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("work", type=Path)
    given = parser.parse_args(arguments)
    rows = list(read_lines(PAGES))
    corpus = given.work / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for row in rows:
        (corpus / f"{row['page']}.md").write_text(row["markdown"], encoding="utf-8")
    build(corpus, given.work / "data")
    with Archive.open(given.work / "data") as archive:
        groups = [group for row in rows for group in groups_of(row, archive)]
    random.Random(7).shuffle(groups)
    write_groups(groups, given.out)


def groups_of(row: Mapping[str, Any], archive: Archive) -> Iterator[Group]:
    """A page's questions, each with the quotes that are found for it on any page, and with the page's lists."""
    file = f"{row['page']}.md"
    text = archive.article(file)
    for question, answers, _ in row["asked"]:
        places = [place for words in answers if text and (place := _only(text.text, words))]
        if len(places) < len(answers):
            continue  # these words do not stand on the page as it is read, or stand there more than once
        best = sorted(archive.gathered(question, carefully=False), key=lambda item: -item.worth)
        pairs = [
            pair
            for item in best
            if item.article.id == file or not holds(item.verbatim, answers)
            for pair in _pairs(question, item, places if item.article.id == file else [])
        ]
        right = [pair for pair in pairs if pair.label][:MOST_RIGHT]
        wrong = [pair for pair in pairs if not pair.label][:MOST_WRONG]
        if pairs:
            yield Group("headed", [*right, *wrong])
        own = next((item for item in best if item.article.id == file), None)
        lists = list(_whole_lists(question, own, places)) if own else []
        right = [pair for pair in lists if pair.label]
        wrong = [pair for pair in lists if not pair.label]
        random.Random(question).shuffle(wrong)
        if right or (wrong and not answers):
            yield Group("list", [*right, *wrong[:MOST_WRONG]])


def _only(text: str, words: str) -> Span | None:
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)]
    return Span(*found[0]) if len(found) == 1 else None


def _pairs(question: str, item: Evidence, places: Sequence[Span]) -> Iterator[Pair]:
    """A quote that was found: with the words that answer where it holds such, else with what was taken for them.

    Nothing where words that answer stand half in it.
    """
    near = [place for place in places if place.overlaps(item.quote)]
    for place in near:
        if item.quote.start <= place.start < place.end <= item.quote.end:
            yield from _pair(question, item, place, 1)
    if not near:
        yield from _pair(question, item, item.span, 0)


def _whole_lists(question: str, page: Evidence, places: Sequence[Span]) -> Iterator[Pair]:
    """Whole lists of a page, quoted with what heads them.

    Right is the list that all answers stand in and all of whose items answer, wrong are those without an answer.
    """
    for above in page.told:
        head = Span(above.start, above.end)
        quote = quote_span(page.article, page.told, head)
        whole = listed_below(page.told, quote, head)
        if whole == head:
            continue
        items = [one for one in page.told if whole.start <= one.start < whole.end]
        answering = {any(place.overlaps(Span(one.start, one.end)) for place in places) for one in items}
        elsewhere = [place for place in places if not place.overlaps(whole)]
        if answering == {False} or (answering == {True} and not elsewhere):
            begins = read_from(page.article.text, page.told, quote)
            listed = replace(page, quote=quote, heading="", columns=(), read_from=begins)
            yield from _pair(question, listed, whole, int(answering.pop()))


def _pair(question: str, item: Evidence, span: Span, label: int) -> Iterator[Pair]:
    """The question beside the quote as the engine reads it; nothing where none of it is marked."""
    quote = marked(with_bridge(question, replace(item, span=span)))
    if quote.span.start < quote.span.end:
        of_quote = quote.title, quote.date, quote.before, quote.text, *quote.span
        yield Pair(question, *of_quote, label, quote.bridge, quote.heading)


if __name__ == "__main__":
    main()
