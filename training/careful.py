"""Pairs -> a trained careful reader (a transformers folder with its head), on CPU or, where there is one, a GPU.

    python -m training.careful PAIRS.jsonl.gz OUT --start MPNET --minutes 60 [--resume] [--share KIND=0.3 ...]

Loss: every pair's own cross-entropy, so that zero is the point where a quote is as likely to answer as not; and
within a group every pair that answers over every one that does not, log(1 + exp(wrong - right)), so that what tells
them apart is learnt rather than what both share. OUT is written every few minutes with everything needed to go on.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple, cast

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel, PreTrainedModel

from index.reading.marked import MAX_TOKENS, marked_text
from training.features import ALONE, Share, cut_into_batches, made_beside, open_lines
from training.loading import load
from training.pair import Group, Pair
from training.train import Progress, give_back_memory, lower_precision

POOL = 2048
"""Groups that are tokenised and sorted by length together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. `tokens` is a batch's padded size; `rate` the highest learning rate."""

    minutes: float
    passes: int
    rate: float
    tokens: int
    warm_up: int
    layers: int
    freeze: int
    compile: bool
    checkpoint_minutes: float
    processes: int
    seed: int


class Batch(NamedTuple):
    """Pairs padded to the longest (pairs × tokens), their labels, and which group each is of."""

    ids: Tensor
    mask: Tensor
    label: Tensor
    group: Tensor


class CarefulReader(nn.Module):
    """An encoder and one number for each input: of its first token's vector and of the mean of all."""

    def __init__(self, encoder: nn.Module, width: int) -> None:
        """A new head, zero at first: every pair is as likely to answer as not."""
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(2 * width, 1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits of shape (pairs,)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weight = attention_mask[:, :, None].to(hidden.dtype)
        mean = (hidden * weight).sum(dim=1) / weight.sum(dim=1)
        logits: Tensor = self.head(torch.cat([hidden[:, 0], mean], dim=1))
        return logits[:, 0]


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="transformers folder to start from")
    parser.add_argument(
        "--share", action="append", default=[], help="KIND=0.3: this share of a kind's groups"
    )
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--tokens", type=int, default=5_000)
    parser.add_argument("--warm-up", type=int, default=60)
    parser.add_argument("--layers", type=int, default=0, help="keep only so many layers, evenly spread")
    parser.add_argument("--freeze", type=int, default=0, help="the lowest layers, left as they are: cheaper")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--checkpoint-minutes", type=float, default=5)
    parser.add_argument(
        "--processes", type=int, default=0, help="that make batches beside the training: for a GPU"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--resume", action="store_true")
    given = parser.parse_args(arguments)

    torch.set_num_threads(given.threads)
    plan = Plan(**{name: getattr(given, name) for name in Plan.__slots__})
    shares = {kind: float(share) for kind, _, share in (one.partition("=") for one in given.share)}
    Run(given.start, given.out, plan, resume=given.resume).train(read_pairs(given.pairs, shares, plan.seed))


def read_pairs(path: Path, shares: dict[str, float], seed: int) -> list[str]:
    """The lines of a prepared file, of some kinds only a share: that of the longest beginning of a kind's name.

    A share over one repeats groups.
    """
    rng = random.Random(seed)
    shares = {"": 1.0} | shares
    kept: list[str] = []
    with open_lines(path) as lines:
        for line in lines:
            kind = line[10 : line.index('"', 10)]
            share = shares[max((one for one in shares if kind.startswith(one)), key=len)]
            kept += [line] * (int(share) + (rng.random() < share % 1))
    return kept


class Run:
    """One training run, in its folder."""

    def __init__(self, start: Path, out: Path, plan: Plan, *, resume: bool) -> None:
        """Begin from `start`, or go on from what `out` holds."""
        torch.manual_seed(plan.seed)
        self._out, self._plan = out, plan
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        source = out if resume else start
        self._model = load_careful(source, 0 if resume else plan.layers)
        self._model.train().to(device=self._device)
        self._freeze(plan.freeze)
        self._forward = torch.compile(self._model, dynamic=True) if plan.compile else self._model
        self._tokenizer = load_tokenizer(source)
        self._optimizer = self._new_optimizer()
        self._progress = Progress()
        if resume:
            state = torch.load(out / "run.pt", weights_only=True, map_location=self._device)
            self._optimizer.load_state_dict(state["optimizer"])
            self._progress = Progress(**state["progress"])
        self._stopping = False

    def _freeze(self, layers: int) -> None:
        """Leave the word embeddings as they are on a CPU; and the lowest layers with all that they rest on."""
        trained = [
            f"encoder.layer.{n}."
            for n in range(layers, cast("PreTrainedModel", self._model.encoder).config.num_hidden_layers)
        ]
        for name, weights in self._model.named_parameters():
            cheap = "word_embeddings" not in name or self._device.type == "cuda"
            above = not layers or name.startswith("head.") or any(layer in name for layer in trained)
            weights.requires_grad_(cheap and above)

    def _new_optimizer(self) -> torch.optim.AdamW:
        named = [(name, p) for name, p in self._model.named_parameters() if p.requires_grad]
        head = [p for name, p in named if name.startswith("head")]
        plain = [p for name, p in named if not name.startswith("head") and p.ndim < 2]
        decayed = [p for name, p in named if not name.startswith("head") and p.ndim >= 2]
        parts = [
            {"params": decayed, "weight_decay": 0.01, "times": 1.0},
            {"params": plain, "weight_decay": 0.0, "times": 1.0},
            {"params": head, "weight_decay": 0.0, "times": 20.0},
        ]
        return torch.optim.AdamW(parts, lr=self._plan.rate, fused=True)

    def train(self, lines: list[str]) -> None:
        """Train to the end of the plan; on SIGTERM, save and stop."""
        signal.signal(signal.SIGTERM, self._stop)
        total = self._plan.passes * sum(line.count("], [") + 1 for line in lines)
        saved = last = time.monotonic()
        began = self._progress.passages
        recent: list[float] = []
        for batch in self._batches(lines):
            done = max(
                self._progress.seconds / (self._plan.minutes * 60), (self._progress.passages - began) / total
            )
            if done >= 1 or self._stopping:
                break
            recent.append(self._learn(batch, done))
            now = time.monotonic()
            self._progress.step += 1
            self._progress.passages += len(batch.ids)
            self._progress.seconds += now - last
            last = now
            if self._progress.step % 20 == 0:
                self._report(done, recent)
                recent.clear()
                give_back_memory()
            if now - saved > self._plan.checkpoint_minutes * 60:
                self.save()
                saved = last = time.monotonic()
        self.save()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _batches(self, lines: list[str]) -> Iterator[Batch]:
        for number in range(self._plan.passes):
            shuffled = list(lines)
            seed = self._plan.seed + number + self._progress.step
            random.Random(seed).shuffle(shuffled)
            make = partial(batches, shuffled, self._tokenizer, self._plan.tokens, seed)
            yield from made_beside(make, self._plan.processes)

    def _learn(self, batch: Batch, done: float) -> float:
        rate = self._plan.rate * min(1.0, (self._progress.step + 1) / self._plan.warm_up) * (1 - done)
        for part in self._optimizer.param_groups:
            part["lr"] = rate * part["times"]
        batch = Batch(*(part.to(self._device, non_blocking=True) for part in batch))
        with lower_precision(self._device):
            logits = self._forward(input_ids=batch.ids, attention_mask=batch.mask)
        loss = pair_loss(logits.float(), batch)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        return float(loss.detach())

    def _report(self, done: float, recent: list[float]) -> None:
        progress = self._progress
        speed = progress.passages / max(progress.seconds, 1e-9)
        print(
            f"{time.strftime('%H:%M:%S')} step {progress.step} {100 * done:.1f} % "
            f"loss {sum(recent) / len(recent):.3f}, {progress.passages} pairs, {speed:.1f} a second",
            flush=True,
        )

    def save(self) -> None:
        """Write model, tokenizer and the run's state beside the last ones, then put them in their place."""
        new = self._out / "new"
        save_careful(self._model, new)
        self._tokenizer.save(str(new / "tokenizer.json"))
        state = {"optimizer": self._optimizer.state_dict(), "progress": asdict(self._progress)}
        torch.save(state, new / "run.pt")
        for file in new.iterdir():
            file.replace(self._out / file.name)
        new.rmdir()


def pair_loss(logits: Tensor, batch: Batch) -> Tensor:
    """The mean cross-entropy of pairs (logits of shape (pairs,)), and that of each right one over each wrong one."""
    each = nn.functional.binary_cross_entropy_with_logits(logits, batch.label)
    beside = (batch.group[:, None] == batch.group[None, :]) & (batch.label[:, None] > batch.label[None, :])
    if not beside.any():
        return each
    return each + nn.functional.softplus(logits[None, :] - logits[:, None])[beside].mean()


def batches(
    lines: Sequence[str], tokenizer: Tokenizer, tokens: int, seed: int, share: Share = ALONE
) -> Iterator[Batch]:
    """Batches of about `tokens` padded tokens, a pool of groups at a time, shuffled within each pool."""
    for start in share.pools(len(lines), POOL):
        groups = [
            [Pair(*pair) for pair in Group(**json.loads(line)).pairs] for line in lines[start : start + POOL]
        ]
        encoded = [[(encode(tokenizer, pair), pair.label) for pair in group] for group in groups]
        encoded.sort(key=lambda group: max(len(ids) for ids, _ in group))
        cut = list(cut_into_batches(encoded, tokens, lambda row: len(row[0])))
        random.Random(seed + start).shuffle(cut)
        yield from map(_batch, cut)


def encode(tokenizer: Tokenizer, pair: Pair) -> list[int]:
    """A pair's token ids."""
    ids: list[int] = tokenizer.encode(pair.question, marked_text(pair.marked)).ids
    return ids


_Encoded = list[tuple[list[int], int]]


def _batch(groups: list[_Encoded]) -> Batch:
    rows = [pair for group in groups for pair in group]
    longest = max(len(ids) for ids, _ in rows)
    return Batch(
        torch.tensor([ids + [PADDING] * (longest - len(ids)) for ids, _ in rows]),
        torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in rows]),
        torch.tensor([float(label) for _, label in rows]),
        torch.tensor([n for n, group in enumerate(groups) for _ in group]),
    )


PADDING = 1
"""MPNet's padding token; its positions are counted from it."""


def load_careful(folder: Path, layers: int = 0) -> CarefulReader:
    """A careful reader, or an encoder with a new head."""
    encoder = load(AutoModel, folder, add_pooling_layer=False)
    if layers:
        every = encoder.encoder.layer
        encoder.encoder.layer = nn.ModuleList(
            every[round(n * (len(every) - 1) / max(1, layers - 1))] for n in range(layers)
        )
        encoder.config.num_hidden_layers = layers
    model = CarefulReader(encoder, encoder.config.hidden_size)
    if (folder / "head.pt").is_file():
        model.head.load_state_dict(torch.load(folder / "head.pt", weights_only=True))
    return model


def save_careful(model: CarefulReader, folder: Path) -> None:
    """Write what `load_careful` reads, made if it is not there; the tokenizer is the caller's."""
    folder.mkdir(parents=True, exist_ok=True)
    cast("PreTrainedModel", model.encoder).save_pretrained(folder)
    torch.save(model.head.state_dict(), folder / "head.pt")


def load_tokenizer(folder: Path) -> Tokenizer:
    """The folder's tokenizer, cutting quotes (never questions) at MAX_TOKENS."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    tokenizer.no_padding()
    return tokenizer


if __name__ == "__main__":
    main()
