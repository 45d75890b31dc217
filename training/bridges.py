"""Pairs -> the same with what their article says elsewhere of the question (`index.reading.bridge`).

    python -m training.bridges PAIRS.jsonl.gz OUT.jsonl.gz --squad TRAIN.jsonl.gz \\
        --news WIKINEWS.jsonl.gz --days CURRENT_EVENTS.jsonl.gz

A pair does not say where its quote was cut from; it is looked for in the articles whose passages the pairs are made
of: all sentences of a title, a day's news, a page of our own. A quote that was changed for training stands nowhere and
gets none.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from index.building.passages import Sentence, Span, sentences
from index.reading.bridge import bridge_of, nearby
from index.reading.marked import marked_text
from training import written
from training.features import open_lines
from training.pair import Group, Pair, write_groups
from training.passage import read_lines


class Page(NamedTuple):
    """An article and its date, or an empty one."""

    text: str
    date: str


class Pages:
    """Articles, found by the sentences that they hold."""

    def __init__(self, pages: Iterable[Page]) -> None:
        """Cut each into sentences."""
        self._cut: list[tuple[Page, list[Sentence]]] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        for page in pages:
            cut = sentences(page.text)
            for words in {page.text[one.start : one.end] for one in cut}:
                self._having[words].append(len(self._cut))
            self._cut.append((page, cut))

    def of(self, pair: Pair) -> tuple[str, list[Sentence], int] | None:
        """The text and sentences of the only article of its date that has a pair's quote, and where that begins."""
        found = []
        for number in self._having.get(_first_sentence(pair.quote), []):
            page, cut = self._cut[number]
            begins = page.text.find(pair.quote)
            if begins >= 0 and page.date == pair.date:
                found.append((page.text, cut, begins))
        return found[0] if len(found) == 1 else None


def _first_sentence(text: str) -> str:
    cut = sentences(text)
    return text[cut[0].start : cut[0].end] if cut else text


def main(arguments: list[str] | None = None) -> None:
    """Read the pairs, and write them anew."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--squad", type=Path, required=True, help="SQuAD 1.1's training half")
    parser.add_argument("--news", type=Path, required=True, help="questions on news passages")
    parser.add_argument("--days", type=Path, required=True, help="Current events, by day")
    given = parser.parse_args(arguments)
    own = (Page(row["text"], row["date"]) for row in read_lines(written.QUESTIONS) if "text" in row)
    pages = Pages(
        [
            *own,
            *by_title(read_lines(given.squad)),
            *by_title(read_lines(given.news)),
            *(_day(day) for day in read_lines(given.days)),
        ]
    )
    with open_lines(given.pairs) as lines:
        groups = [Group(**json.loads(line)) for line in lines]
    bridged = [Group(kind, [with_bridge(Pair(*pair), pages) for pair in pairs]) for kind, pairs in groups]
    every = [pair for _, pairs in bridged for pair in pairs]
    print(sum(bool(pair.bridge) for pair in every), "of", len(every), "pairs have a bridge")
    write_groups(bridged, given.out)


def by_title(lines: Iterable[Mapping[str, Any]]) -> Iterator[Page]:
    """The sentences of each title's passages as one article, each once: passages overlap, some with a sentence less."""
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for line in lines:
        text = line["context"].strip()
        for one in sentences(text):
            words = text[one.start : one.end]
            titles[line["title"]].setdefault(words, words if one.start else f"\n\n{words}")
    for passages in titles.values():
        yield Page(" ".join(passages.values()).strip(), "")


def _day(day: Mapping[str, Any]) -> Page:
    return Page("\n\n".join(item["text"].strip() for item in day["items"]), day["date"])


def with_bridge(pair: Pair, pages: Pages) -> Pair:
    """A pair with the words that its article has elsewhere of its question, where it has any."""
    found = pages.of(pair)
    if found is None:
        return pair
    text, cut, begins = found
    near = nearby(text, cut, Span(begins, begins + len(pair.quote)))
    place = bridge_of(pair.question, marked_text(pair.marked), near)
    return pair._replace(bridge=" ".join(text[place.start : place.end].split()) if place else "")


if __name__ == "__main__":
    main()
