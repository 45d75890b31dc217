"""Fit what tells whether a sentence ends after a shortened word (`index/models/sentence_ends.npz`).

    python -m training.sentence_ends DATA TUNING_DAYS [--out index/models/sentence_ends.npz]

DATA holds `news/` and `squad/` as training/README.md describes them. In real sentences the long forms of
`lists/abbreviations.txt` are shortened: where a full stop stood after the long form a sentence ends, elsewhere it goes
on. So "from the United States. Congress paid" and "the United States Congress paid" are the two ways of reading "the
U.S. Congress paid". Few sentences end so; more are made: of "in the United States, where" the part before the comma,
and the sentence of another text behind it. The news of the days that are kept for tuning is measured, and read by none.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import sentencex
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from index.building.sentence_ends import BUCKETS, SentenceEnds, buckets_of
from training.passage import read_lines

LIST = Path(__file__).parent / "lists" / "abbreviations.txt"
SEED, STEPS, SHOWN = 1, 1_000, 30
PENALTY, MADE, DRAWN = 2.0, 0.5, 8
"""The inverse of the penalty, what a made end counts beside one that stands in a text, and how many sentences are put
behind it in turn: of 1 to 16 and 0 to 2 those with few errors on the days kept for tuning and on short sentences."""
BEGINNING = re.compile(r"(?<=[a-z]{3}\. )[\"“'A-Z0-9].{30,200}")
"""A sentence behind another, with what follows it."""
IN_DATE = re.compile(
    r"\d|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
"""What follows a month or a day in a date."""
AROUND = 200
"""Characters kept on either side: more than the model looks at."""


class Form(NamedTuple):
    """A long form and how it is shortened: some in dates alone ("Oct. 3", but not "the Oct. Revolution")."""

    long: str
    short: str
    where: str = ""


class Place(NamedTuple):
    """A shortened word that ends at `end` of a text, the next word's start, and whether a sentence ends between."""

    short: str
    where: str
    text: str
    end: int
    following: int
    is_end: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("tuning", type=Path, help="a folder with a file for each day that is kept for tuning")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    forms = [Form(*line.split("\t")) for line in LIST.read_text().splitlines() if line[:1] != "#"]
    kept_out = {path.stem for path in args.tuning.iterdir()}
    texts = list(paragraphs(args.data))
    measured: list[str] = []
    for day in read_lines(args.data / "news" / "current-events-2002-2021.jsonl.gz"):
        (measured if day["date"] in kept_out else texts).extend(item["text"].strip() for item in day["items"])
    chance = random.Random(SEED)
    beginnings = [match.group() for text in texts for match in BEGINNING.finditer(text)]
    found = [place for text in texts for place in places(text, forms)]
    ends = [
        place for text in texts for place in made(text, forms, lambda: chance.choices(beginnings, k=DRAWN))
    ]
    counts = np.concatenate([np.ones(len(found)), np.full(len(ends), MADE / DRAWN)])
    print(f"{len(found):,} places are read and {len(ends):,} made")
    model = LogisticRegression(C=PENALTY, max_iter=STEPS)
    model.fit(matrix([*found, *ends]), [place.is_end for place in (*found, *ends)], counts)
    shortened = {form.short: form.where for form in forms}
    words = np.array(list(shortened)), np.array(list(shortened.values()))
    fitted = SentenceEnds(
        model.coef_[0].astype(np.float16), np.asarray(model.intercept_[0], np.float32), *words
    )
    if args.out:
        np.savez_compressed(args.out, **vars(fitted))
    report([place for text in measured for place in places(text, forms)], fitted)


def paragraphs(data: Path) -> Iterator[str]:
    """The paragraphs of the question sets, each once."""
    for name in ("news/wikinews-questions.jsonl.gz", "squad/train-v1.1.jsonl.gz"):
        yield from dict.fromkeys(row["context"] for row in read_lines(data / name))


def places(text: str, forms: Iterable[Form]) -> Iterator[Place]:
    """Every place of a text where a long form can be shortened, but before a word in lower case."""
    for form in forms:
        for match in _followed(text, form.long, r"(\.?)([\"'”’)\]]*)\s+(?=\S)"):
            following = text[match.end() : match.end() + AROUND]
            if not following[0].islower() and (match[1] or not form.where or IN_DATE.match(following)):
                yield _place(form, text[: match.start()], match[2], following, is_end=bool(match[1]))


def made(text: str, forms: Iterable[Form], next_sentences: Callable[[], Iterable[str]]) -> Iterator[Place]:
    """Ends that are made: where a comma follows the long form the sentence ends instead, and one of others begins."""
    for form in forms:
        for match in _followed(text, form.long, r"[,;:]\s"):
            for sentence in next_sentences():
                yield _place(form, text[: match.start()], "", sentence, is_end=True)


def _followed(text: str, long: str, by: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"(?<![\w.]){re.escape(long)}{by}", text) if long in text else iter(())


def _place(form: Form, before: str, closing: str, following: str, *, is_end: bool) -> Place:
    shortened = before[-AROUND:] + form.short
    start = f"{shortened}{closing} "
    return Place(form.short, form.where, start + following, len(shortened), len(start), is_end)


def matrix(found: Sequence[Place]) -> csr_matrix:
    """The features of places, (len(found), BUCKETS)."""
    rows = [
        sorted(buckets_of(place.text, place.end, place.following, place.short, place.where))
        for place in found
    ]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate(rows)
    return csr_matrix((np.ones(len(columns), np.float32), columns, starts), (len(rows), BUCKETS))


def report(found: Sequence[Place], ends: SentenceEnds) -> None:
    """Print how often the model is right, and the splitter by itself, and some of what the model gets wrong."""
    count, right, before = Counter[str](), Counter[str](), Counter[str]()
    wrong = []
    for place in found:
        said = ends.is_end(place.text, place.end, place.following, place.short, place.where)
        cuts = set(accumulate(map(len, sentencex.segment("en", place.text))))
        for group in ("all", "a sentence ends" if place.is_end else "it goes on", place.short):
            count[group] += 1
            right[group] += said == place.is_end
            before[group] += (place.following in cuts) == place.is_end
        if said != place.is_end:
            around = place.text[max(0, place.end - 60) : place.following + 60]
            wrong.append(f"{'missed' if place.is_end else 'cut'}: {around}")
    for group, number in count.most_common(SHOWN):
        print(f"{group:16} {number:6} · {right[group] / number:.4f} · splitter {before[group] / number:.4f}")
    for line in random.Random(SEED).sample(wrong, min(SHOWN, len(wrong))):
        print(line)


if __name__ == "__main__":
    main()
