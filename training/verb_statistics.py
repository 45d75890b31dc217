"""Count, over SQuAD's training half, which words mostly stand where a verb stands.

    python -m training.verb_statistics SQUAD_TRAIN

Writes `bot/followups/verbs.tsv`: word, share. Of a word's occurrences after words that ask for a verb ("to", "did
it", "was") and after words that ask for a noun or its adjective ("the", "of", "many"), the share is that of the
former; words with a share of half or more are kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path

from bot.followups.words import listed

TABLE = Path(__file__).parents[1] / "bot" / "followups" / "verbs.tsv"
LEAST_OCCURRENCES = 6
BEFORE_VERBS = listed(
    "to can could will would should must may might cannot not didn't doesn't don't "
    "was were been being be has have had is are"
)
DO = listed("did does do can could will would should must")
SUBJECTS = listed("it they he she we you i people")
BEFORE_NOUNS = listed(
    "the a an this these its their his her of many some several other no our your my every each "
    "in with for from about between first new"
)
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[.,;:?!()]")


def main() -> None:
    """Read the questions and articles, count, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("squad", type=Path, help="train-v1.1.jsonl.gz")
    rows = _count(parser.parse_args().squad)
    head = "# word, share: made by training/verb_statistics.py from SQuAD 1.1's training half"
    TABLE.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    print(f"{len(rows)} words in {TABLE.name}")


def _count(path: Path) -> list[str]:
    verb, noun = Counter[str](), Counter[str]()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for paragraph in map(json.loads, lines):
            for text in [
                paragraph["context"],
                *(question["question"] for question in paragraph["questions"]),
            ]:
                _add(_WORD.findall(text), verb, noun)
    counted = {word: verb[word] + noun[word] for word in verb}
    return [
        f"{word}\t{verb[word] / counted[word]:.2f}"
        for word in sorted(verb)
        if counted[word] >= LEAST_OCCURRENCES and 2 * verb[word] >= counted[word]
    ]


def _add(words: list[str], verb: Counter[str], noun: Counter[str]) -> None:
    before, last = "", ""
    for word in words:
        if word.islower() and word.isalpha():
            if last in BEFORE_VERBS or (last in SUBJECTS and before in DO):
                verb[word] += 1
            elif last in BEFORE_NOUNS:
                noun[word] += 1
        before, last = last, word.lower()


if __name__ == "__main__":
    main()
