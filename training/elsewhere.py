"""Questions written for this, asked of many articles: what the product finds for them elsewhere -> groups of pairs.

    python -m training.elsewhere OUT.jsonl.gz WORK --news WIKINEWS.jsonl.gz --days CURRENT_EVENTS.jsonl.gz [--limit N]

`training.written` holds a question against quotes of its own passage; somebody who asks has a folder of articles,
where the words of another event are near, too ("More than twenty others were injured."). WORK gets these articles,
the passages' own and all others of their days, and an index. Of the quotes that would be read carefully, those of the
question's passage keep its label, and those of another event answer nothing.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from index import Archive, build
from index.building.keywords import stems
from index.building.spans import Span
from index.evaluation.rightness import holds
from index.reading.closely import CAREFUL, marked
from index.reading.evidence import Evidence
from training import written
from training.conversations import as_turn
from training.pair import Group, Pair, write_groups
from training.passage import read_lines
from training.typing_habits import as_typed
from training.written import Asked, Written, write_page

SAME_EVENT = 30
"""Days within which the news of one day may tell what happened on another."""
RARE = 0.01
"""A word that no more than so much of the passages have tells one event from another."""
MOST_RIVALS = 2
"""Quotes of other events that a question is held against."""
TITLES = ("World news, {day}", "News of {day}", "{day}: the day in brief", "What happened on {day}", "{day}")
"""What pages of a day's news are called."""
TURNS = 0.3
"""Of the questions, those that are held against the same quotes as turns of a conversation, too."""
UNANSWERED = 0.5
"""Of the questions that nothing answers, those that are asked."""
PROCESSES = os.cpu_count() or 1


class Asking(NamedTuple):
    """A question, its passage, and the file that this stands in."""

    one: Written
    asked: Asked
    file: str


def main(arguments: list[str] | None = None) -> None:
    """Write the articles, index them, ask, and write the groups."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--news", type=Path, required=True, help="questions on Wikinews passages")
    parser.add_argument("--days", type=Path, required=True, help="Current events, by day")
    parser.add_argument("--limit", type=int, help="questions that are asked")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)

    rng = random.Random(given.seed)
    rows = list(read_lines(written.QUESTIONS))
    wikinews, days = list(read_lines(given.news)), list(read_lines(given.days))
    all_written = list(written.written(rows, wikinews, days))
    corpus = given.work / "corpus"
    files = lay_out(corpus, rows, all_written, wikinews, days, rng)
    build(corpus, given.work / "data")
    asking = [
        Asking(one, asked, file)
        for one, file in files
        for asked in one.asked
        if asked.answers or rng.random() < UNANSWERED
    ]
    asking = rng.sample(asking, min(given.limit or len(asking), len(asking)))
    parts = [asking[start::PROCESSES] for start in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as processes:
        made = processes.map(
            ask, parts, repeat(given.work / "data"), range(given.seed, given.seed + len(parts))
        )
        groups = [group for part in made for group in part]
    rng.shuffle(groups)
    write_groups(groups, given.out)


def lay_out(
    corpus: Path,
    rows: Sequence[Mapping[str, Any]],
    all_written: Sequence[Written],
    wikinews: Sequence[Mapping[str, Any]],
    days: Sequence[Mapping[str, Any]],
    rng: random.Random,
) -> list[tuple[Written, str]]:
    """Write the days' news, a page each, the pages of our own and Wikinews; and say which passage is in which file."""
    corpus.mkdir(parents=True, exist_ok=True)
    files = []
    wanted = {row["passage"][1:].partition("#")[0] for row in rows if row["passage"].startswith("c")}
    for day in days:
        if day["date"] in wanted:
            _write_day(corpus, day, rng)
    titles: dict[str, list[str]] = {}
    for line in wikinews:
        titles.setdefault(line["title"], []).append(line["context"].strip())
    asked_of = {one.article for one in all_written}
    names = {title: f"wikinews-{number}" for number, title in enumerate(titles) if title in asked_of}
    for title, name in names.items():
        headline = next(one.passage.title for one in all_written if one.article == title)
        write_page(corpus / f"{name}.md", headline, "", "\n\n".join(dict.fromkeys(titles[title])))
    for row, one in zip(rows, all_written, strict=True):
        if one.article in written.UNREAD:
            continue
        if "text" in row:
            passage = one.passage
            write_page(corpus / f"{one.article}.md", passage.title, passage.date, passage.text)
        files.append((one, f"{names.get(one.article, one.article)}.md"))
    return files


def _write_day(corpus: Path, day: Mapping[str, Any], rng: random.Random) -> None:
    """A day's news as one page, each topic with its heading."""
    parts, last = [], ""
    for item in day["items"]:
        topic = item["topic"][-1] if item["topic"] else ""
        if topic and topic != last:
            parts.append(f"## {topic}")
        last = topic
        parts.append(item["text"].strip())
    on = date.fromisoformat(day["date"])
    title = rng.choice(TITLES).format(day=f"{on.day} {on:%B %Y}")
    write_page(corpus / f"{day['date']}.md", title, day["date"], "\n\n".join(parts))


class Words:
    """In how many of an index's paragraphs each stem stands."""

    def __init__(self, archive: Archive) -> None:
        """Count them."""
        self._in: Counter[str] = Counter()
        self._paragraphs = 0
        for article in archive.articles():
            for paragraph in archive.paragraphs(article.id):
                self._in.update(set(stems(article.text[paragraph.start : paragraph.end])))
                self._paragraphs += 1

    def rare(self, text: str) -> set[str]:
        """Stems of a text that few paragraphs have."""
        return {stem for stem in stems(text) if self._in[stem] <= max(1, RARE * self._paragraphs)}


def ask(asking: Sequence[Asking], data: Path, seed: int) -> list[Group]:
    """The groups that asking these questions of an index makes."""
    rng = random.Random(seed)
    groups: list[Group] = []
    with Archive.open(data) as archive:
        words = Words(archive)
        for number, question in enumerate(asking, 1):
            typed = as_typed(question.asked.question, rng)
            evidence = archive.gathered(typed, carefully=False)
            groups += group_of(typed, question, evidence, words)
            others = [other.question for other in question.one.asked if other != question.asked]
            turn = as_turn(typed, others, rng) if others and rng.random() < TURNS else typed
            if turn != typed:
                groups += group_of(turn, question, evidence, words)
            if number % 500 == 0:
                print(number, "of", len(asking), flush=True)
    return groups


def group_of(typed: str, asking: Asking, evidence: Sequence[Evidence], words: Words) -> Iterator[Group]:
    """What is found of the question's own words, with its label, beside what is found of other events.

    Nothing is made of a question whose rare words all stand in what was found elsewhere, too: it may be answered there.
    """
    one, asked, file = asking
    best = sorted(evidence, key=lambda item: -item.worth)[:CAREFUL]
    own = [pair for item in best if item.article.id == file and (pair := _own(typed, item, one, asked))]
    found = {
        pair.quote: pair
        for item in reversed(best)
        if _of_another_event(item, asking, words) and (pair := _pair(typed, item, item.span, 0))
    }
    other = [*reversed(found.values())][:MOST_RIVALS]
    if not own and asked.answers:
        whole = one.passage.pair(typed, *asked.span, 1)
        own = [whole] if whole else []
    if other and (own or not asked.answers):
        yield Group("elsewhere", [*own, *other])


def _own(typed: str, item: Evidence, one: Written, asked: Asked) -> Pair | None:
    """The quote that was found, where it is the one around the question's own words, with these for its span."""
    begins = item.article.text.find(one.passage.text)
    start, end = (begins + place for place in asked.span)
    if begins < 0 or not item.quote.start <= start < end <= item.quote.end:
        return None
    return _pair(typed, item, Span(start, end), int(asked.answers))


def _of_another_event(item: Evidence, asking: Asking, words: Words) -> bool:
    """Whether a quote is surely of something else than the question: it lacks a rare word that its passage has."""
    one, asked, file = asking
    passage = one.passage
    if item.article.id == file:
        begins = item.article.text.find(passage.text)
        if begins < 0 or item.passage.overlaps(Span(begins, begins + len(passage.text))):
            return False
    elif _days_between(item.article.date or "", passage.date) <= SAME_EVENT:
        return False
    answer = passage.text[asked.span.start : asked.span.end]
    if holds(item.led_up_to, [answer]) or set(stems(item.answer)) <= set(stems(answer)):
        return False
    own = set(stems(f"{passage.title}\n{passage.text}"))
    return bool(words.rare(asked.question) & own - set(stems(f"{item.nearby}\n{item.led_up_to}")))


def _days_between(one: str, other: str) -> float:
    try:
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    except ValueError:
        return float("inf")


def _pair(typed: str, item: Evidence, span: Span, label: int) -> Pair | None:
    """The question beside a quote as it is read; None where nothing of it is marked."""
    quote = marked(replace(item, span=span))
    if quote.span.start >= quote.span.end:
        return None
    return Pair(typed, quote.title, quote.date, quote.before, quote.text, *quote.span, label)


if __name__ == "__main__":
    main()
