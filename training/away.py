"""A training run on another machine: everything it needs into one folder, the readers trained there, the results home.

    python -m training.away stage  FOLDER --pairs PAIRS.jsonl.gz --groups GROUPS.jsonl.gz --base MPNET --quick READER
    python -m training.away train  FOLDER RESULTS --minutes 8
    python -m training.away unpack RESULTS/careful CAREFUL
    python -m training.away unpack RESULTS/quick QUICK

`stage` writes pieces of at most 60 MB, so that they can be carried one after the other: both data sets, the base's and
the quick reader's weights in 8 bits, their tokenizers, and the code. `train` needs torch, transformers and tokenizers
alone: there, run it in FOLDER/code. One after the other it trains a teacher (MPNet as a reader), the careful reader
from the teacher's encoder, and the quick one with the teacher's help, in bf16, with a GPU's batches where there is one.
Each lies in RESULTS in pieces of at most 16 MB as soon as it is trained; `unpack` makes of them a folder from which
`training.export` or `training.export_careful` makes the product's file. A machine that takes only a small working
tree gets it without `index/models`: put that aside for as long. Where machines are lent for minutes, let one prepared
script unpack, train and send the pieces home, and keep a fifth of the time for that.
"""

from __future__ import annotations

import argparse
import lzma
import shutil
import tarfile
import tempfile
from pathlib import Path

from training.features import open_lines

STAGED_PIECE, RESULT_PIECE = 60_000_000, 16_000_000
"""Bytes."""
TEACHER_SHARE, CAREFUL_SHARE, QUICK_SHARE = 0.22, 0.43, 0.35
"""Of the time: the careful reader has five times the quick one's weights, the teacher only shows the way."""
CODE = (
    *(
        f"training/{name}.py"
        for name in ("away", "careful", "features", "loading", "loss", "pair", "teacher", "train")
    ),
    *("index/building/spans.py", "index/reading/marked.py", "index/reading/whole_words.py"),
)
"""The modules that training needs, and none that needs more than torch, transformers and tokenizers."""
PACKAGES = ("training", "index", "index/building", "index/reading")
ROOT = Path(__file__).parents[1]
BLOCK = 32
"""Weights that share a scale."""
SMALL = 100_000
"""Weights of a tensor that is left in 32 bits."""


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and do one step."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(dest="step", required=True)
    staging = steps.add_parser("stage")
    staging.add_argument("folder", type=Path)
    for name in ("pairs", "groups", "base", "quick"):
        staging.add_argument(f"--{name}", type=Path, required=True)
    training = steps.add_parser("train")
    training.add_argument("folder", type=Path)
    training.add_argument("results", type=Path)
    training.add_argument("--minutes", type=float, default=8)
    training.add_argument(
        "--processes", type=int, default=0, help="that make batches, of each reader in turn"
    )
    training.add_argument(
        "--share", action="append", default=[], help="KIND=0.3: this share of a kind's pairs"
    )
    unpacking = steps.add_parser("unpack")
    unpacking.add_argument("pieces", type=Path)
    unpacking.add_argument("out", type=Path)
    given = parser.parse_args(arguments)
    if given.step == "stage":
        stage(given.folder, given.pairs, given.groups, given.base, given.quick)
    elif given.step == "train":
        train(given.folder, given.results, given.minutes, given.processes, given.share)
    else:
        unpack(given.pieces, given.out)
        widen(given.out)


def stage(folder: Path, pairs: Path, groups: Path, base: Path, quick: Path) -> None:
    """Put all that a run needs into a new folder, in pieces. Raises SystemExit where there is something in it."""
    if folder.is_dir() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty.")
    with tempfile.TemporaryDirectory() as made:
        whole = Path(made)
        for name, lines in (("pairs", pairs), ("groups", groups)):
            _shorten(lines, whole / f"{name}.jsonl.xz")
        narrow(base, whole / "base")
        narrow(quick, whole / "quick")
        pack(whole, folder, STAGED_PIECE)
    for name in CODE:
        (folder / "code" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / "code" / name)
    for package in PACKAGES:
        # The packages themselves open indexes, for which that machine has nothing.
        (folder / "code" / package / "__init__.py").write_text("", encoding="utf-8")


def _shorten(source: Path, out: Path) -> None:
    """The same lines with those on one text together, which packs a third as large; training shuffles them."""
    with open_lines(source) as lines:
        ordered = sorted(lines, key=lambda line: max(line.split('"'), key=len))
    with lzma.open(out, "wt", encoding="utf-8") as packed:
        packed.writelines(ordered)


def narrow(source: Path, out: Path) -> None:
    """A transformers folder with its large weights in bytes, each BLOCK of them with a scale in 16 bits."""
    import torch
    from safetensors.torch import load_file, save_file

    out.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "head.pt"):
        if (source / name).is_file():
            shutil.copy(source / name, out / name)
    weights: dict[str, torch.Tensor] = {}
    for name, tensor in load_file(source / "model.safetensors").items():
        if tensor.numel() < SMALL or tensor.shape[-1] % BLOCK:
            weights[name] = tensor
            continue
        blocks = tensor.float().reshape(-1, BLOCK)
        scale = (blocks.abs().amax(dim=1, keepdim=True) / 127).clamp(min=1e-7).half()
        weights[f"{name}/bytes"] = (
            (blocks / scale.float()).round().clamp(-127, 127).to(torch.int8).reshape(tensor.shape)
        )
        weights[f"{name}/scale"] = scale
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})


def widen(folder: Path) -> None:
    """What `narrow` wrote, in 32 bits again; in place."""
    import torch
    from safetensors.torch import load_file, save_file

    file = folder / "model.safetensors"
    weights: dict[str, torch.Tensor] = {}
    stored = load_file(file)
    for name, tensor in stored.items():
        if name.endswith("/bytes"):
            scale = stored[name.removesuffix("bytes") + "scale"].float()
            whole = (tensor.float().reshape(-1, BLOCK) * scale).reshape(tensor.shape)
            weights[name.removesuffix("/bytes")] = whole
        elif not name.endswith("/scale"):
            weights[name] = tensor
    save_file(weights, file, metadata={"format": "pt"})


def train(folder: Path, results: Path, minutes: float, processes: int, shares: list[str]) -> None:
    """Train teacher, careful and quick reader one after the other; `results` gets the pieces of each of the two."""
    import torch

    from training import careful
    from training import train as quick

    with tempfile.TemporaryDirectory() as made:
        whole = Path(made)
        unpack(folder, whole)
        for name in ("base", "quick"):
            widen(whole / name)
        pairs, groups = (str(whole / f"{name}.jsonl.xz") for name in ("pairs", "groups"))
        on_gpu = torch.cuda.is_available()
        common = ["--passes", "9", "--checkpoint-minutes", "1000", "--processes", str(processes)]

        def at(name: str) -> str:
            return str(whole / name)

        def timed(share: float) -> list[str]:
            return [*common, "--minutes", str(minutes * share)]

        tokens = ("--tokens", "32000" if on_gpu else "2000")
        quick.main(
            [
                *(groups, at("teacher"), "--start", at("base"), "--reads", at("quick"), *tokens),
                *("--rate", "6e-5", "--average", "0.99", *timed(TEACHER_SHARE)),
            ]
        )
        careful.main(
            [
                *(pairs, at("careful"), "--start", at("teacher"), *tokens, *timed(CAREFUL_SHARE)),
                *(part for share in shares for part in ("--share", share)),
            ]
        )
        _bring(whole / "careful", results / "careful")
        quick.main(
            [
                *(groups, at("taught"), "--start", at("quick"), "--teacher", at("teacher"), *tokens),
                *("--rate", "1.5e-4", *timed(QUICK_SHARE)),
            ]
        )
        _bring(whole / "taught", results / "quick")


def _bring(trained: Path, out: Path) -> None:
    """A reader, narrow and in pieces, as soon as it is trained: what befalls the next one costs it nothing."""
    with tempfile.TemporaryDirectory() as made:
        narrow(trained, Path(made) / "narrow")
        for piece in out.glob("piece-*"):
            piece.unlink()
        pack(Path(made) / "narrow", out)


def pack(source: Path, out: Path, size: int = RESULT_PIECE) -> None:
    """Write a folder as pieces of at most `size` bytes, to be put together in the order of their names."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as whole:
        with tarfile.open(fileobj=whole, mode="w") as packed:
            packed.add(source, arcname=".")
        whole.seek(0)
        number = 0
        while content := whole.read(size):
            (out / f"piece-{number:03}").write_bytes(content)
            number += 1


def unpack(source: Path, out: Path) -> None:
    """Put pieces together again. Raises tarfile.ReadError where one is missing."""
    with tempfile.TemporaryFile() as whole:
        for piece in sorted(source.glob("piece-*")):
            whole.write(piece.read_bytes())
        whole.seek(0)
        with tarfile.open(fileobj=whole) as packed:
            packed.extractall(out, filter="data")


if __name__ == "__main__":
    main()
