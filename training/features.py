"""Groups of passages as tensors, in batches of like length."""

from __future__ import annotations

import gzip
import json
import lzma
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO, TypeVar, cast

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

Row = TypeVar("Row")
Made = TypeVar("Made")
MAX_TOKENS = 288
POOL = 1536
"""Groups that are tokenised and sorted by length together."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One question with one passage. `first` and `last` are the answer's tokens, both 0 for no answer."""

    ids: list[int]
    types: list[int]
    passage: int
    first: int
    last: int
    """`passage` is the first token after the title; from there to the last but one ([SEP]) spans may lie."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Features padded to the longest (passages × tokens).

    `allowed` marks the tokens where spans may start and end: the passage's own. `group` numbers the question
    that each row belongs to, from 0.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    allowed: Tensor
    first: Tensor
    last: Tensor
    group: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device."""
        return Batch(*(getattr(self, name).to(device, non_blocking=True) for name in Batch.__slots__))


def read_groups(path: Path) -> list[str]:
    """The lines of a prepared file: kept as text, for they are many."""
    with open_lines(path) as lines:
        return lines.readlines()


def open_lines(path: Path) -> TextIO:
    """A file of lines that is packed as its name says, .gz or .xz."""
    packed = lzma.open if path.suffix == ".xz" else gzip.open
    return cast("TextIO", packed(path, "rt", encoding="utf-8"))


class Share(NamedTuple):
    """Which of how many processes makes batches: it takes every so manieth pool of groups."""

    number: int
    of: int

    def pools(self, groups: int, size: int) -> range:
        """Where this process's pools of `size` groups start."""
        return range(self.number * size, groups, self.of * size)


ALONE = Share(0, 1)


def made_beside(make: Callable[[Share], Iterator[Made]], processes: int) -> Iterator[Made]:
    """What `make` yields; made by so many other processes, which keeps a GPU busy, or by this one if 0."""
    if not processes:
        return make(ALONE)
    return iter(DataLoader(_Shares(make), batch_size=None, num_workers=processes, prefetch_factor=8))


class _Shares(IterableDataset[Made]):
    def __init__(self, make: Callable[[Share], Iterator[Made]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Made]:
        own = get_worker_info()
        return self._make(Share(own.id, own.num_workers) if own else ALONE)


def batches(
    lines: list[str], tokenizer: Tokenizer, tokens: int, seed: int, share: Share = ALONE
) -> Iterator[Batch]:
    """Batches of about `tokens` padded tokens, a pool of groups at a time, shuffled within each pool."""
    for start in share.pools(len(lines), POOL):
        groups = [
            group for line in lines[start : start + POOL] if (group := _features(json.loads(line), tokenizer))
        ]
        groups.sort(key=lambda group: max(len(feature.ids) for feature in group))
        cut = list(cut_into_batches(groups, tokens, lambda feature: len(feature.ids)))
        random.Random(seed + start).shuffle(cut)
        yield from map(_batch, cut)


def _features(group: dict[str, object], tokenizer: Tokenizer) -> list[Feature]:
    """A group's features; without those whose answer lies beyond the token limit."""
    passages = group["passages"]
    found: list[Feature] = []
    for row in passages if isinstance(passages, list) else []:
        head = f"{row['title']}\n"
        encoding = tokenizer.encode(row.get("question") or str(group["question"]), head + row["text"])
        feature = _feature(encoding, len(head), row["start"], row["end"])
        if feature:
            found.append(feature)
    return found


def _feature(encoding: Encoding, head: int, start: int, end: int) -> Feature | None:
    offsets, types = encoding.offsets, encoding.type_ids
    own = [n for n in range(len(offsets) - 1) if types[n] == 1 and offsets[n][0] >= head]
    if not own:
        return None
    first = last = 0
    if start >= 0:
        inside = [n for n in own if offsets[n][1] > start + head and offsets[n][0] < end + head]
        if not inside or offsets[inside[-1]][1] < end + head:
            return None
        first, last = inside[0], inside[-1]
    return Feature(encoding.ids, types, own[0], first, last)


def cut_into_batches(
    groups: Sequence[list[Row]], tokens: int, length: Callable[[Row], int]
) -> Iterator[list[list[Row]]]:
    """Groups, in their order, in batches of at most so many padded tokens; `length` gives a row's own."""
    batch: list[list[Row]] = []
    rows = longest = 0
    for group in groups:
        most = max(map(length, group))
        if batch and (rows + len(group)) * max(longest, most) > tokens:
            yield batch
            batch, rows, longest = [], 0, 0
        batch.append(group)
        rows += len(group)
        longest = max(longest, most)
    if batch:
        yield batch


def _batch(groups: list[list[Feature]]) -> Batch:
    features = [feature for group in groups for feature in group]
    longest = max(len(feature.ids) for feature in features)

    def padded(rows: list[list[int]]) -> Tensor:
        return torch.tensor([row + [0] * (longest - len(row)) for row in rows])

    return Batch(
        padded([f.ids for f in features]),
        padded([f.types for f in features]),
        padded([[1] * len(f.ids) for f in features]),
        padded([[0] * f.passage + [1] * (len(f.ids) - 1 - f.passage) for f in features]).bool(),
        torch.tensor([f.first for f in features]),
        torch.tensor([f.last for f in features]),
        torch.tensor([n for n, group in enumerate(groups) for _ in group]),
    )
