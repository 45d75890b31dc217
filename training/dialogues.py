"""Dialogues written for this over days of Current events: what people say, what they mean, and which words answer.

`dialogues.jsonl.gz` holds what is said and meant, words of our own, and where in which item of a day the words stand
that answer ("2011-04-05#3", the fourth of that day): of other people's text it holds no word, and knows an item again
by the first digits of its SHA-256. A line is {"id", "turns": [{"say", "means", "kind", "answers": [[item, start, end],
...]}, ...], "digests": {item: digest}}; what answers is not told in dialogues with topics and remarks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from training.written import OtherPassage, digest

DIALOGUES = Path(__file__).with_name("dialogues.jsonl.gz")


def with_answers(
    lines: Iterable[Mapping[str, Any]], days: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The dialogues with the words that answer, in the order of the lines. Raises OtherPassage."""
    rows = list(lines)
    wanted = {item.partition("#")[0] for row in rows for item in row["digests"]}
    texts = {
        f"{day['date']}#{number}": item["text"].strip()
        for day in days
        if day["date"] in wanted
        for number, item in enumerate(day["items"])
    }
    for row in rows:
        for item, known in row["digests"].items():
            if digest(texts.get(item, "")) != known:
                raise OtherPassage(f"{item} is not the news that {row['id']} was written on")
        turns = [
            turn | {"answers": [texts[item][start:end] for item, start, end in turn["answers"]]}
            if "answers" in turn
            else turn
            for turn in row["turns"]
        ]
        yield {"id": row["id"], "turns": turns}
