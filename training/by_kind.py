"""The careful reader's loss on every kind of pair, hardest first: what a next run should read more of.

    python -m training.by_kind FOLDER PAIRS.jsonl.gz [--groups 40] [--kinds PREFIX ...] [--worst FILE]

FOLDER holds an exported careful reader. A kind that it has learnt (a loss under 0.1) wastes a run's time; one whose
worst pairs (`--worst` writes them) are labelled wrongly is to be mended or dropped, whatever its loss.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from index.reading.careful import CarefulReader
from training.features import open_lines
from training.pair import Group, Pair


class Read(NamedTuple):
    """A pair, its kind, and what the reader gives it."""

    kind: str
    pair: Pair
    logit: float

    @property
    def loss(self) -> float:
        """Cross-entropy in nats."""
        return math.log1p(math.exp(-self.logit if self.pair.label else self.logit))


def main(arguments: list[str] | None = None) -> None:
    """Read some groups of each kind and print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--groups", type=int, default=40, help="that are read of each kind")
    parser.add_argument("--fewest", type=int, default=60, help="groups that a kind must have to be shown")
    parser.add_argument("--kinds", nargs="*", default=[""], help="beginnings of the names of kinds")
    parser.add_argument("--worst", type=Path, help="write the worst pairs of each kind here")
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args(arguments)

    reader = CarefulReader.of(given.folder)
    if reader is None:
        parser.error(f"{given.folder} holds no careful reader")
    rng = random.Random(given.seed)
    by_kind: dict[str, list[Read]] = {}
    for kind, groups in groups_by_kind(given.pairs, tuple(given.kinds)).items():
        if len(groups) >= given.fewest:
            drawn = rng.sample(groups, min(given.groups, len(groups)))
            by_kind[kind] = [read for group in drawn for read in read_group(reader, group)]
    reader.close()
    hardest = sorted(by_kind, key=lambda kind: -_mean([one.loss for one in by_kind[kind]]))
    for kind in hardest:
        print(line_of(kind, by_kind[kind]))
    if given.worst:
        given.worst.write_text("\n".join(_worst(by_kind[kind]) for kind in hardest), encoding="utf-8")


def groups_by_kind(path: Path, beginnings: tuple[str, ...]) -> dict[str, list[Group]]:
    """The groups of a prepared file whose kind's name begins so, by kind in their order."""
    kinds: dict[str, list[Group]] = defaultdict(list)
    with open_lines(path) as lines:
        for line in lines:
            group = Group(**json.loads(line))
            if group.kind.startswith(beginnings):
                kinds[group.kind].append(group)
    return dict(sorted(kinds.items()))


def read_group(reader: CarefulReader, group: Group) -> list[Read]:
    """Every pair of the group, read."""
    read = []
    for pair in (Pair(*pair) for pair in group.pairs):
        (logit,) = reader.read(pair.question, [pair.marked])
        read.append(Read(group.kind, pair, logit))
    return read


def line_of(kind: str, read: list[Read]) -> str:
    """Loss, then how many that answer and that do not, with how many of either are taken to answer."""
    parts = [f"{_mean([one.loss for one in read]):.2f} {kind}"]
    for label, name in ((1, "answers"), (0, "does not")):
        if logits := [one.logit for one in read if one.pair.label == label]:
            taken = sum(logit > 0 for logit in logits)
            parts.append(f"{name} {len(logits)}, taken {taken}, mean {_mean(logits):.1f}")
    return "  ".join(part.strip() for part in parts)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _worst(read: list[Read], most: int = 10) -> str:
    lines = [f"\n## {read[0].kind}"]
    for one in sorted(read, key=lambda one: -one.loss)[:most]:
        pair = one.pair
        marked = f"{pair.quote[: pair.start]}« {pair.quote[pair.start : pair.end]} »{pair.quote[pair.end :]}"
        lines.append(f"{one.logit:5.1f} for {pair.label}  {pair.question}\n    {pair.before} | {marked}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
