"""A training run on another machine: everything it needs into one folder, both readers trained there, the results home.

    python -m training.away stage  FOLDER --pairs PAIRS.jsonl.gz --groups GROUPS.jsonl.gz --base MPNET --quick READER
    python -m training.away train  FOLDER RESULTS --minutes 8
    python -m training.away pack   RESULTS PIECES
    python -m training.away unpack PIECES OUT

`stage` writes pieces of at most 60 MB, so that they can be carried one after the other: both data sets, the base's and
the quick reader's weights in 16 bits, their tokenizers, and the code. `train` needs torch, transformers and tokenizers
alone: there, run it in FOLDER/code. It trains the careful reader for five eighths of the time and the quick one for the
rest, in bf16, with a GPU's batches where there is one. `pack` writes results in pieces of at most 16 MB, `unpack` puts
them together: folders from which `training.export` and `training.export_careful` make the product's files. A machine
that takes only a small working tree gets it without `index/models/careful.onnx`: put that aside for as long.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

STAGED_PIECE, RESULT_PIECE = 60_000_000, 16_000_000
"""Bytes."""
CAREFUL_SHARE = 5 / 8
"""Of the time: it has five times the weights, and its texts are short."""
CODE = (
    *(f"training/{name}.py" for name in ("__init__", "away", "careful", "pair", "train", "features", "loss")),
    *(f"index/{name}.py" for name in ("marked", "spans")),
)
"""The modules that training needs, and none that needs more than torch, transformers and tokenizers."""
ROOT = Path(__file__).parents[1]


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
        "--share", action="append", default=[], help="KIND=0.3: this share of a kind's pairs"
    )
    for name in ("pack", "unpack"):
        step = steps.add_parser(name)
        step.add_argument("source", type=Path)
        step.add_argument("out", type=Path)
    given = parser.parse_args(arguments)
    if given.step == "stage":
        stage(given.folder, given.pairs, given.groups, given.base, given.quick)
    elif given.step == "train":
        train(given.folder, given.results, given.minutes, given.share)
    elif given.step == "pack":
        pack(given.source, given.out, RESULT_PIECE)
    else:
        unpack(given.source, given.out)


def stage(folder: Path, pairs: Path, groups: Path, base: Path, quick: Path) -> None:
    """Put all that a run needs into a folder, in pieces."""
    whole = folder / "whole"
    shutil.rmtree(folder, ignore_errors=True)
    whole.mkdir(parents=True)
    shutil.copy(pairs, whole / "pairs.jsonl.gz")
    shutil.copy(groups, whole / "groups.jsonl.gz")
    _narrow(base, whole / "base")
    _narrow(quick, whole / "quick")
    pack(whole, folder, STAGED_PIECE)
    shutil.rmtree(whole)
    for name in CODE:
        (folder / "code" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / "code" / name)
    # The package itself opens indexes, for which that machine has nothing.
    (folder / "code" / "index" / "__init__.py").write_text("", encoding="utf-8")


def _narrow(source: Path, out: Path) -> None:
    """A transformers folder with its weights in 16 bits."""
    import torch
    from safetensors.torch import load_file, save_file

    out.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json"):
        shutil.copy(source / name, out / name)
    weights = {
        name: tensor.to(torch.bfloat16) if tensor.is_floating_point() else tensor
        for name, tensor in load_file(source / "model.safetensors").items()
    }
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    if (source / "head.pt").is_file():
        shutil.copy(source / "head.pt", out / "head.pt")


def train(folder: Path, results: Path, minutes: float, shares: list[str]) -> None:
    """Train both readers, one after the other; what `results` holds afterwards has 16-bit weights."""
    import torch

    from training import careful
    from training import train as quick

    unpack(folder, folder / "whole")
    on_gpu = torch.cuda.is_available()
    own = results / "running"
    careful.main(
        [
            *(str(folder / "whole" / "pairs.jsonl.gz"), str(own / "careful")),
            *("--start", str(folder / "whole" / "base"), "--minutes", str(minutes * CAREFUL_SHARE)),
            *("--passes", "4", "--tokens", "48000" if on_gpu else "2000", "--checkpoint-minutes", "1000"),
            *(part for share in shares for part in ("--share", share)),
        ]
    )
    quick.main(
        [
            *(str(folder / "whole" / "groups.jsonl.gz"), str(own / "quick")),
            *("--start", str(folder / "whole" / "quick"), "--minutes", str(minutes * (1 - CAREFUL_SHARE))),
            *("--passes", "4", "--tokens", "48000" if on_gpu else "4000", "--checkpoint-minutes", "1000"),
        ]
    )
    for name in ("careful", "quick"):
        shutil.rmtree(results / name, ignore_errors=True)
        _narrow(own / name, results / name)
    shutil.rmtree(own)


def pack(source: Path, out: Path, size: int = RESULT_PIECE) -> None:
    """Write every file below a folder as pieces of at most `size` bytes, with a list of what belongs together."""
    out.mkdir(parents=True, exist_ok=True)
    listed: dict[str, list[str]] = {}
    for number, file in enumerate(sorted(path for path in source.rglob("*") if path.is_file())):
        names = []
        for part, content in enumerate(_pieces(file, size)):
            names.append(f"piece-{number:03}-{part:03}")
            (out / names[-1]).write_bytes(content)
        listed[file.relative_to(source).as_posix()] = names
    (out / "pieces.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


def _pieces(file: Path, size: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while content := stream.read(size):
            yield content


def unpack(source: Path, out: Path) -> None:
    """Put pieces together again. Raises FileNotFoundError where one is missing."""
    listed: dict[str, list[str]] = json.loads((source / "pieces.json").read_text(encoding="utf-8"))
    for name, pieces in listed.items():
        file = out / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            for piece in pieces:
                stream.write((source / piece).read_bytes())


if __name__ == "__main__":
    main()
