"""Two readers -> the one half way between them, weight by weight.

    python -m training.blend BEFORE AFTER OUT [--share 0.5] [--careful]

AFTER was trained on from BEFORE, and has become stricter than people who write questions of their own need: every
word that was exchanged in training is one that its passage lacks, and so is a paraphrase. Between the two lie
readers that keep most of what was learnt and of what was there before (Wortsman et al., "Robust fine-tuning of
zero-shot models", CVPR 2022, who take the middle where nothing else is known).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import cast

from torch import nn
from transformers import PreTrainedModel

from training.careful import CarefulReader, load_careful, save_careful
from training.train import load_reader


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and blend."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path, help="transformers folder")
    parser.add_argument("after", type=Path, help="transformers folder, trained on from it")
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, default=0.5, help="how far to go from BEFORE to AFTER, 0 to 1")
    parser.add_argument("--careful", action="store_true", help="careful readers, not quick ones")
    given = parser.parse_args(arguments)
    blend(given.before, given.after, given.out, given.share, careful=given.careful)


def blend(before: Path, after: Path, out: Path, share: float = 0.5, *, careful: bool = False) -> None:
    """Write the reader whose every weight is `share` of the way from one to the other, as its trainer would."""
    model: nn.Module = load_careful(before) if careful else load_reader(before)
    weights = (load_careful(after) if careful else load_reader(after)).state_dict()
    model.load_state_dict({name: old.lerp(weights[name], share) for name, old in model.state_dict().items()})
    if isinstance(model, CarefulReader):
        save_careful(model, out)
    else:
        cast("PreTrainedModel", model).save_pretrained(out)
    shutil.copy(after / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    main()
