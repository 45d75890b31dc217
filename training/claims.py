"""Claims written over news -> the claim reader (`claims.onnx.gz`) and what hears a claim (`claims.npz`).

    python -m training.claims collect INDEX CURRENT.jsonl.gz PAIRS        which quotes are found for each claim
    python -m training.claims train PAIRS RUN --start CAREFUL             the careful reader's upper layers, trained on
    python -m training.claims export RUN index/models
    python -m training.claims hear DATA index/models --claimed 0.3 --agrees 0.92 --differs 0.878

`claims.jsonl.gz` holds claims in words of our own and, of other people's text, only where in which item of a day the
words stand that decide each ("2011-04-05#3", the fourth of that day); of pages of our own which it is ("p500" of
`written.jsonl.gz`). A line is {"item", "digest", "writer", "claims": [[claim, verdict, start, end], ...]}. A verdict is
"agrees", "differs", "unsaid" (the item does not tell), or "denied" (it tells it as what somebody says and somebody else
denies); the last two are neither for the reader, as are quotes of other items. INDEX is made over days that are not for
tuning and those pages (`training.elsewhere`), CAREFUL is restored (`training.restore --careful`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import onnx
import onnx.utils
import torch
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from index import Archive
from index.building.opened import OpenGeneration
from index.building.quantise import quantise_by_token
from index.building.sessions import WORKERS, inputs_of, single_threaded_session
from index.question.claim import BUCKETS, buckets_of
from index.question.filters import EVERYTHING, scope_of
from index.question.question import read_question
from index.reading.careful import MIDDLE
from index.reading.careful import WEIGHTS as CAREFUL
from index.reading.claims import WEIGHTS
from index.reading.closely import marked
from index.reading.evidence import Evidence
from index.reading.marked import marked_text
from index.reading.reader import MODELS
from index.reading.readers import Readers, read
from index.reading.search import search
from training.careful import load_careful, load_tokenizer
from training.dialogues import DIALOGUES, with_answers
from training.export_careful import compress
from training.passage import read_lines
from training.restore import restored_claims
from training.rounding import round_layers
from training.written import MEASURED, OtherPassage, digest
from training.written import QUESTIONS as WRITTEN

CLAIMS = Path(__file__).with_name("claims.jsonl.gz")
LISTS = Path(__file__).with_name("lists")
LOWER = 8
"""Layers of the careful reader that are left as they are: the claim reader goes on from the last of them."""
STANCES = ("agrees", "differs", "neither")
_NEITHER = STANCES.index("neither")
PASSAGES = 3
"""Passages that are read for each claim."""
OTHERS = 0.5
"""The chance that a quote of another item is read beside those of a claim's own: at most one a claim."""
BESIDE = 0.3
"""Of the quotes of a decided claim's own news that do not hold the deciding words, this share is read."""
LEARNT = 160
"""Tokens of a pair that are read in training, at most, by thousands in one batch."""
BATCH, DROPPED, WARM_UP = 16, 0.1, 50
ROUNDED_BY = 300
"""Pairs by which the trained layers are rounded."""
FORM_BITS = 7


class ClaimOnItem(NamedTuple):
    """A claim, its verdict and the words that decide it, on one item of a day, and who wrote it."""

    claim: str
    verdict: str
    words: str
    item: str
    text: str
    writer: int


class Held(NamedTuple):
    """A claim and a quote as the careful reader is given it: `stance` is a number in STANCES; `own` of its own item."""

    claim: str
    marked: str
    stance: int
    own: bool
    writer: int


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(required=True)
    step = steps.add_parser("collect")
    step.add_argument("index", type=Path)
    step.add_argument("days", type=Path)
    step.add_argument("out", type=Path)
    step.set_defaults(run=lambda given: collect(given.index, given.days, given.out))
    step = steps.add_parser("train")
    step.add_argument("pairs", type=Path)
    step.add_argument("out", type=Path)
    step.add_argument("--start", type=Path, required=True)
    step.add_argument("--careful", type=Path, default=MODELS, help="the same, as exported")
    step.add_argument("--go-on", type=Path, help="a folder whose claim reader is trained on")
    step.add_argument("--held", type=int, nargs="*", default=[], help="writers of whom nothing is read")
    step.add_argument("--passes", type=int, default=2)
    step.add_argument("--rate", type=float, default=1e-4)
    step.set_defaults(run=train)
    step = steps.add_parser("export")
    step.add_argument("run_folder", type=Path)
    step.add_argument("out", type=Path)
    step.set_defaults(run=lambda given: export(given.run_folder, given.out))
    step = steps.add_parser("hear")
    step.add_argument("data", type=Path)
    step.add_argument("out", type=Path)
    for name in ("claimed", "agrees", "differs"):
        step.add_argument(
            f"--{name}", type=float, required=True, help="the probability from which it is sure"
        )
    step.set_defaults(run=hear)
    given = parser.parse_args()
    given.run(given)


def written(days: Iterable[Mapping[str, Any]]) -> Iterator[ClaimOnItem]:
    """The claims with what they were written on. Raises OtherPassage."""
    texts = {row["passage"]: row["text"] for row in read_lines(WRITTEN) if "text" in row} | {
        f"{day['date']}#{number}": item["text"].strip()
        for day in days
        for number, item in enumerate(day["items"])
    }
    for row in read_lines(CLAIMS):
        text = texts.get(row["item"], "")
        if digest(text) != row["digest"]:
            raise OtherPassage(f"{row['item']} is not the news that its claims were written on")
        for claim, verdict, start, end in row["claims"]:
            yield ClaimOnItem(claim, verdict, text[start:end], row["item"], text, row["writer"])


def collect(index: Path, days: Path, out: Path) -> None:
    """Find quotes for every claim, and for questions that are none, and tell what each makes of it."""
    news = list(read_lines(days))
    questions = [
        ClaimOnItem(turn["means"], "unsaid", "", "", "", -1)
        for dialogue in with_answers(read_lines(DIALOGUES), news)
        for turn in dialogue["turns"]
        if turn.get("means")
    ]
    with Archive.open(index) as archive, archive._borrow() as generation, gzip.open(out, "wt") as file:
        readers = archive._readers._replace(careful=None)
        for one in [*written(news), *questions]:
            for held in quotes_of(one, generation, readers):
                file.write(json.dumps(held._asdict()) + "\n")


def quotes_of(one: ClaimOnItem, generation: OpenGeneration, readers: Readers) -> Iterator[Held]:
    """The quotes that search and the quick reader propose for a claim."""
    asked = read_question(one.claim, EVERYTHING, generation.newest, generation.encoder)
    found = search(asked.text, generation, scope_of(EVERYTHING, generation), PASSAGES)
    for item in sorted(read(asked.text, found, generation.catalogue, readers), key=lambda item: -item.worth):
        own = bool(one.item) and one.item.partition("#")[0] in item.article.id and _stands_in(item, one.text)
        seen = marked_text(marked(item))
        stance = one.verdict if own and one.verdict in STANCES and _holds(seen, one.words) else "neither"
        yield Held(one.claim, seen, STANCES.index(stance), own, one.writer)


def _stands_in(item: Evidence, text: str) -> bool:
    return " ".join(item.verbatim.split())[:50] in " ".join(text.split())


def _holds(seen: str, words: str) -> bool:
    return " ".join(words.split()) in " ".join(seen.replace("« ", "").replace(" »", "").split())


class UpperLayers(nn.Module):
    """The careful reader's layers above LOWER, and how likely each of STANCES is by the first token and the mean."""

    def __init__(self, encoder: nn.Module, width: int) -> None:
        """Of the careful reader's encoder; every stance is as likely, at first."""
        super().__init__()
        self.layers = cast("Any", encoder).encoder.layer[LOWER:]
        self.bias = cast("Any", encoder).encoder
        self.head = nn.Linear(2 * width, len(STANCES))
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, middle: Tensor, mask: Tensor | None = None) -> Tensor:
        """Logits (pairs, 3) of what the lower layers make of each token (pairs, tokens, width)."""
        if mask is None:
            mask = torch.ones_like(middle[:, :, 0])
        bias = self.bias.compute_position_bias(middle)
        hidden = middle
        for layer in self.layers:
            hidden = layer(hidden, _added(mask), position_bias=bias)[0]
        mean = (hidden * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        logits: Tensor = self.head(
            nn.functional.dropout(torch.cat([hidden[:, 0], mean], dim=1), DROPPED, self.training)
        )
        return logits


def _added(mask: Tensor) -> Tensor:
    return (1 - mask)[:, None, None, :] * torch.finfo(mask.dtype).min


def train(given: argparse.Namespace) -> None:
    """Train the upper layers, tell after each pass how right they are of writers that are held out, and write them."""
    chance = random.Random(1)
    torch.manual_seed(1)
    pairs = [Held(**row) for row in read_lines(given.pairs)]
    pairs = _one_other(pairs, chance)
    careful = load_careful(given.start)
    tokenizer = load_tokenizer(given.start)
    encoded = [tokenizer.encode(pair.claim, pair.marked).ids[:LEARNT] for pair in pairs]
    began = time.monotonic()
    middles = _middles(given.careful, encoded)
    print(f"{len(middles)} pairs, {time.monotonic() - began:.0f} s", flush=True)
    upper = UpperLayers(careful.encoder, careful.head.in_features // 2)
    held_out = {number for number, pair in enumerate(pairs) if pair.writer in given.held}
    read_ = [number for number in range(len(pairs)) if number not in held_out]
    if given.go_on:
        go_on_from(upper, given.go_on)
    trained = [*upper.layers.parameters(), *upper.head.parameters()]
    optimizer = torch.optim.AdamW(trained, lr=given.rate, weight_decay=0.01)
    steps, step, began = given.passes * math.ceil(len(read_) / BATCH), 0, time.monotonic()
    for number in range(given.passes):
        upper.train()
        for batch in _batches(read_, middles, chance):
            for group in optimizer.param_groups:
                group["lr"] = given.rate * min(1, (step + 1) / WARM_UP) * (1 - step / steps)
            logits = upper(*_padded([middles[one] for one in batch]))
            loss = nn.functional.cross_entropy(logits, torch.tensor([pairs[one].stance for one in batch]))
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
        print(f"pass {number + 1}, {time.monotonic() - began:.0f} s", flush=True)
        report(upper, [pairs[one] for one in sorted(held_out)], [middles[one] for one in sorted(held_out)])
    round_upper(upper, [middles[one] for one in chance.sample(read_, min(ROUNDED_BY, len(read_)))])
    print("rounded")
    report(upper, [pairs[one] for one in sorted(held_out)], [middles[one] for one in sorted(held_out)])
    given.out.mkdir(parents=True, exist_ok=True)
    torch.save(upper, given.out / "upper.pt")


def go_on_from(upper: UpperLayers, folder: Path) -> None:
    """Take the weights of the claim reader in a folder. Raises RuntimeError where their names are others."""
    missing, unknown = upper.load_state_dict(restored_claims(folder), strict=False)
    missing = [name for name in missing if not name.startswith("bias.layer.")]  # second names of the layers
    if missing or unknown:
        raise RuntimeError(f"{folder / WEIGHTS} lacks {missing} and has {unknown}")


def round_upper(upper: UpperLayers, middles: Sequence[Tensor]) -> None:
    """Put the layers on the grid that the export keeps (`training.rounding`), by what is read of these states."""
    upper.train(mode=False)

    def read() -> None:
        for middle in middles:
            upper(middle.float()[None])

    round_layers(upper.layers, read)


def _one_other(pairs: Sequence[Held], chance: random.Random) -> list[Held]:
    """Every quote of a claim's own item; of others the likeliest one, where chance will have it.

    Of what is beside the quote that decides only a part: some of it decides as well.
    """
    decided = {pair.claim for pair in pairs if pair.stance != _NEITHER}
    kept, seen = [], set()
    for pair in pairs:
        beside = pair.own and pair.stance == _NEITHER and pair.claim in decided
        other = 0.0 if pair.claim in seen else OTHERS
        if chance.random() < (BESIDE if beside else 1.0 if pair.own else other):
            kept.append(pair)
        if not pair.own:
            seen.add(pair.claim)
    return kept


def _middles(exported: Path, encoded: Sequence[Sequence[int]]) -> list[Tensor]:
    """What the lower layers of the careful reader in a folder make of each pair: (tokens, width), in 16 bits."""
    with tempfile.TemporaryDirectory() as folder:
        whole, lower = (str(Path(folder) / name) for name in ("whole.onnx", "lower.onnx"))
        Path(whole).write_bytes(gzip.decompress((exported / CAREFUL).read_bytes()))
        onnx.utils.extract_model(whole, lower, list(_READ), [MIDDLE.decode()], check_model=False)
        session = single_threaded_session(Path(lower))

        def made(ids: Sequence[int]) -> Tensor:
            return torch.from_numpy(session.run(None, inputs_of(_READ, ids))[0][0].astype(np.float16))

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(made, encoded))


_READ = ("input_ids", "attention_mask")


def _batches(numbers: Sequence[int], middles: Sequence[Tensor], chance: random.Random) -> list[list[int]]:
    order = sorted(numbers, key=lambda one: len(middles[one]) + 8 * chance.random())
    cut = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    chance.shuffle(cut)
    return cut


def _padded(middles: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    states = nn.utils.rnn.pad_sequence([one.float() for one in middles], batch_first=True)
    mask = nn.utils.rnn.pad_sequence([torch.ones(len(one)) for one in middles], batch_first=True)
    return states, mask


@torch.no_grad()
def report(upper: UpperLayers, pairs: Sequence[Held], middles: Sequence[Tensor]) -> None:
    """Print how often the likeliest stance is right, and how many of a stance are found at which precision."""
    if not pairs:
        return
    upper.train(mode=False)
    cut = [range(start, min(start + BATCH, len(pairs))) for start in range(0, len(pairs), BATCH)]
    likely = np.concatenate(
        [upper(*_padded([middles[one] for one in some])).softmax(1).numpy() for some in cut]
    )
    right = np.array([pair.stance for pair in pairs])
    print(f"{len(pairs)} held out, {(likely.argmax(1) == right).mean():.3f} right")
    for stance, name in enumerate(STANCES[:2]):
        order = np.argsort(-likely[:, stance])
        correct = right[order] == stance
        precision = correct.cumsum() / np.arange(1, len(order) + 1)
        for least in (0.9, 0.95, 0.98):
            last = int(np.flatnonzero(precision >= least).max(initial=-1))
            found = correct[: last + 1].sum() / max(1, correct.sum())
            sure = likely[order[last], stance] if last >= 0 else 1.0
            print(f"  {name} at {least:.0%}: {found:.1%} found, from a probability of {sure:.3f}")


class Likely(nn.Module):
    """The upper layers with probabilities for logits: one pair without padding."""

    def __init__(self, upper: UpperLayers) -> None:
        """Of trained layers."""
        super().__init__()
        self.upper = upper

    def forward(self, middle: Tensor) -> Tensor:
        """Probabilities (1, 3) of states (1, tokens, width)."""
        return torch.softmax(self.upper(middle), dim=1)


def export(run: Path, out: Path) -> None:
    """Write `claims.onnx.gz`: products with 7-bit weights and a scale for every token, as the careful reader's."""
    upper = torch.load(run / "upper.pt", weights_only=False)
    upper.train(mode=False)
    wide, narrow = run / "wide.onnx", run / "narrow.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Likely(upper),
            (torch.randn(1, 24, upper.head.in_features // 2),),
            str(wide),
            input_names=["middle"],
            output_names=["likely"],
            dynamic_axes={"middle": {1: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
    quantise_by_token(wide, narrow, FORM_BITS)
    compress(narrow, out / WEIGHTS)


def hear(given: argparse.Namespace) -> None:
    """Fit what tells a claim from a question, a topic or a remark, and write it with the probabilities given."""
    chance = random.Random(1)
    claims = [claim for row in read_lines(CLAIMS) for claim, *_ in row["claims"]]
    questions = [
        *(turn["means"] for row in read_lines(DIALOGUES) for turn in row["turns"] if turn.get("means")),
        *(
            asked[0]
            for row in read_lines(WRITTEN)
            if row["passage"] not in MEASURED
            for asked in row["asked"]
        ),
    ]
    for name in ("news/wikinews-questions.jsonl.gz", "squad/train-v1.1.jsonl.gz"):
        some = [
            question["question"] for row in read_lines(given.data / name) for question in row["questions"]
        ]
        questions += chance.sample(some, 5_000)
    for name in ("remarks", "topic_prompts", "topic_things", "newest_prompts"):
        text = (LISTS / f"{name}.txt").read_text(encoding="utf-8")
        questions += [line for line in text.splitlines() if line and line[0] != "#"]
    rows = [buckets_of(text) for text in (*claims, *questions)]
    starts, columns = np.cumsum([0, *map(len, rows)]), np.concatenate(rows)
    matrix = csr_matrix((np.ones(len(columns)), columns, starts), (len(rows), BUCKETS))
    model = LogisticRegression(max_iter=3_000).fit(matrix, [1] * len(claims) + [0] * len(questions))
    np.savez_compressed(
        given.out / "claims.npz",
        weights=model.coef_[0].astype(np.float16),
        bias=model.intercept_[0],
        **{name: getattr(given, name) for name in ("claimed", "agrees", "differs")},
    )


if __name__ == "__main__":
    main()
