"""Passages that tell a thing as denied, feared, planned, invented, played or corrected, and their controls.

    python -m training.tellings TRAIN.jsonl.gz WIKINEWS.jsonl.gz OUT.jsonl.gz [--limit N] [--sample FILE] [--seed 7]

Each line of OUT is a passage with what is asked of it. Where a question has no answer in the text, start and end
are -1, and `tempting` gives the spans that nearly answer.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from training.tellings_contrasts import contrasted
from training.tellings_corrected import corrected
from training.tellings_made_up import made_up
from training.tellings_measures import measured, real_figures
from training.tellings_placed import Placer
from training.tellings_ranked import ranked
from training.tellings_retold import CONTROL, TELLINGS, did
from training.tellings_roles import exchanged, made_up_roles
from training.tellings_sources import clauses

MADE_UP = 0.35
"""How many made-up statements there are for one of the question sets."""


TWICE = 0.7
"""How many statements of the question sets are retold in two ways so that they no longer answer."""


def main() -> None:
    """Read the question sets, write the passages, and print how many of each kind there are."""
    options = _options()
    rng = random.Random(options.seed)
    made = list(_passages(options.squad, options.wikinews, rng))
    rng.shuffle(made)
    made = made[: options.limit] if options.limit else made
    with gzip.open(options.out, "wt", encoding="utf-8") as out:
        for passage in made:
            out.write(json.dumps(passage, ensure_ascii=False) + "\n")
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for passage in made:
        for asked in passage["asked"]:
            counts[asked["kind"]][asked["start"] >= 0] += 1
            counts["all"][asked["start"] >= 0] += 1
    for kind in sorted(counts):
        print(f"{kind:28} {counts[kind][True]:6} answered {counts[kind][False]:6} not")
    if options.sample:
        options.sample.write_text("\n".join(_sample(made, rng)), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("squad", type=Path)
    parser.add_argument("wikinews", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--sample", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _passages(squad: Path, wikinews: Path, rng: random.Random) -> Iterator[dict[str, Any]]:
    found, lexicon = clauses(squad, wikinews)
    print(f"{len(found)} plain statements")
    found += [made_up(rng) for _ in range(int(MADE_UP * len(found)))]
    placer = Placer(found, lexicon)
    kinds, weights = list(TELLINGS), [weight for _, weight in TELLINGS.values()]
    for clause in found:
        for _ in range(2 if clause.source >= 0 and rng.random() < TWICE else 1):
            told = None
            while told is None:
                told = TELLINGS[rng.choices(kinds, weights)[0]][0](clause, lexicon, rng)
            yield from placer.placed(told, rng)
        if rng.random() < 0.45 and (control := CONTROL(clause, lexicon, rng)):
            yield from placer.placed(control, rng)
        if rng.random() < 0.3 and (sure := did(clause, lexicon, rng)):
            yield from placer.placed(sure, rng)
        if rng.random() < 0.3:
            yield from placer.beside_denied(clause, rng)
    more = (corrected(found, lexicon, rng), contrasted(found, lexicon, rng), exchanged(found, rng))
    for told in chain(*more, made_up_roles(rng), measured(rng), ranked(rng), real_figures(found)):
        yield from placer.placed(told, rng)


def _sample(made: list[dict[str, Any]], rng: random.Random) -> Iterator[str]:
    by_kind: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for passage in made:
        for asked in passage["asked"]:
            by_kind[asked["kind"]].append((passage, asked))
    for kind, rows in sorted(by_kind.items()):
        yield f"\n##### {kind}: {len(rows)}"
        for passage, asked in rng.sample(rows, min(60, len(rows))):
            text = passage["text"]
            gold = text[asked["start"] : asked["end"]] if asked["start"] >= 0 else "—"
            tempting = [text[slice(*span)] for span in asked["tempting"]]
            yield f"- [{passage['title']}] {text}\n    {asked['question']}  = {gold}  ~ {tempting}"


if __name__ == "__main__":
    main()
