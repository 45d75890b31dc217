"""Count, over SQuAD's training half, how telling each word of a question is and how often it is a name.

    python -m training.word_statistics SQUAD_TRAIN

Writes `index/models/words.tsv`: stem, weight, namehood, nounhood. With N questions of which n hold the stem, the
weight is log(N / (n + 1)) / log(N): 0 for a word in every question, 1 for a word in none. Namehood is the share of the
stem's occurrences inside sentences of the articles (not at their start) that begin with a capital; nounhood the
share of them that come right after a determiner, as nouns and hardly ever verbs do.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from index.building.keywords import stems
from index.building.passages import sentences
from index.building.words import TABLE

LEAST_OCCURRENCES = 4
"""Rarer stems are left out: their figures would be chance, and unknown words have a rule of their own."""
_WORD = re.compile(r"\w+")
_DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "my",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "some",
        "any",
        "no",
        "each",
        "every",
        "other",
        "another",
        "many",
        "several",
        "few",
        "such",
    ]
)


def main() -> None:
    """Read the questions and articles, count, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("squad", type=Path, help="train-v1.1.jsonl.gz")
    rows = _count(parser.parse_args().squad)
    head = "# stem, weight, namehood, nounhood: made by training/word_statistics.py from SQuAD 1.1's training half"
    TABLE.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    print(f"{len(rows)} stems in {TABLE.name}")


def _count(path: Path) -> list[str]:
    questions, in_questions, occurrences = 0, Counter[str](), Counter[str]()
    capitals, determined = Counter[str](), Counter[str]()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for paragraph in map(json.loads, lines):
            for question in paragraph["questions"]:
                questions += 1
                in_questions.update(
                    {stem for word in _WORD.findall(question["question"]) for stem in _stems(word.lower())}
                )
            for before, word in _inside_sentences(paragraph["context"]):
                for stem in _stems(word.lower()):
                    occurrences[stem] += 1
                    capitals[stem] += word[0].isupper()
                    determined[stem] += before.lower() in _DETERMINERS
    return [
        f"{stem}\t{math.log(questions / (in_questions[stem] + 1)) / math.log(questions):.2f}"
        f"\t{capitals[stem] / max(1, occurrences[stem]):.2f}\t{determined[stem] / max(1, occurrences[stem]):.2f}"
        for stem in sorted(occurrences | in_questions)
        if max(occurrences[stem], in_questions[stem]) >= LEAST_OCCURRENCES and not stem.isdecimal()
    ]


def _inside_sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each word of a text that does not begin a sentence, after the word before it."""
    for sentence in sentences(text):
        yield from pairwise(_WORD.findall(text[sentence.start : sentence.end]))


@functools.cache
def _stems(word: str) -> tuple[str, ...]:
    return tuple(stems(word))


if __name__ == "__main__":
    main()
