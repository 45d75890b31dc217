"""A careful reader -> the same, the products of its layers on the grid of the weights that its export keeps.

    python -m training.rounding MODEL PAIRS.jsonl.gz OUT [--pairs 300]

An export keeps 7 bits of a weight. Training on moves a weight by less than the grid's step; where it began from an
export, whose weights lie on that grid, rounding each to the nearest would take most of it back. Here every column's
rounding error is made good by the columns not yet rounded, as far as the inputs of PAIRS tell how they go together:
GPTQ (Frantar et al. 2022, arXiv:2210.17323), but those of the largest inputs first. What lies on the grid stays.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn

from index.building.quantise import pieces_of
from training.careful import encode, load_careful, load_tokenizer, read_pairs, save_careful
from training.export_careful import BITS
from training.pair import Group, Pair

DAMPING = 0.01
"""Of the mean of the inputs' squares, added to each: as in the paper."""
BLOCK = 128
"""Columns after which the rest is corrected at once: as in the paper."""
EXACT = 1e-4
"""Of a step of the grid: nearer than this a weight lies on it."""


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and round."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pairs", dest="count", type=int, default=300, help="that are read")
    given = parser.parse_args(arguments)
    model, tokenizer = load_careful(given.model), load_tokenizer(given.model)
    model.train(mode=False)
    lines = read_pairs(given.pairs, {}, 0)
    chance = random.Random(0)
    chosen = chance.sample(lines, min(given.count, len(lines)))
    pairs = [Pair(*chance.choice(Group(**json.loads(line)).pairs)) for line in chosen]
    texts = [torch.tensor([encode(tokenizer, pair)]) for pair in pairs]

    def read() -> None:
        for ids in texts:
            model(input_ids=ids, attention_mask=torch.ones_like(ids))

    round_layers(cast("Any", model.encoder).encoder.layer, read)
    save_careful(model, given.out)
    tokenizer.save(str(given.out / "tokenizer.json"))


@torch.no_grad()
def round_layers(layers: Iterable[nn.Module], read: Callable[[], None]) -> None:
    """Round the products of each layer, one after the other; `read` runs all that is read through them."""
    for layer in layers:
        products = [one for one in layer.modules() if isinstance(one, nn.Linear) and not on_grid(one.weight)]
        if not products:
            continue
        squares = {one: torch.zeros(one.in_features, one.in_features) for one in products}

        def keep(product: nn.Module, given: tuple[Tensor, ...], _: object, squares: Any = squares) -> None:
            rows = given[0].reshape(-1, given[0].shape[-1])
            squares[product] += rows.T @ rows

        hooks = [one.register_forward_hook(keep) for one in products]
        read()
        for hook in hooks:
            hook.remove()
        for one in products:
            one.weight.copy_(rounded(one.weight, squares[one]))


def on_grid(weight: Tensor) -> bool:
    """Whether a matrix (outputs × inputs) is what the export keeps of it."""
    steps = weight / grid(weight)
    return bool((steps - steps.round()).abs().max() < EXACT)


def grid(weight: Tensor) -> Tensor:
    """The step of each weight's grid: of the greatest of its output's in its piece of the inputs, as in the export."""
    size = weight.shape[1]
    pieces = pieces_of(size)
    greatest = weight.abs().reshape(len(weight), pieces, -1).amax(dim=2).clamp(min=1e-12)
    step: Tensor = (greatest / _MOST).repeat_interleave(size // pieces, dim=1)
    return step


_MOST = 2 ** (BITS - 1) - 1


def rounded(weight: Tensor, squares: Tensor) -> Tensor:
    """A matrix (outputs × inputs) on its grid, by the sums of its inputs' products with each other."""
    step = grid(weight)
    fixed = weight.abs() >= step * _MOST * (1 - EXACT)  # the greatest ones make the grid
    order = squares.diagonal().argsort(descending=True)
    left, step, fixed = weight[:, order].clone(), step[:, order], fixed[:, order]
    damping = DAMPING * squares.diagonal().mean().clamp(min=1e-12) * torch.eye(len(squares))
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(squares[order][:, order] + damping))
    factor = torch.linalg.cholesky(inverse, upper=True)
    made = torch.empty_like(left)
    for start in range(0, len(order), BLOCK):
        end = min(start + BLOCK, len(order))
        errors = torch.empty_like(left[:, start:end])
        for column in range(start, end):
            steps = (left[:, column] / step[:, column]).round().clamp(-_MOST, _MOST)
            steps = torch.where(fixed[:, column], weight[:, order[column]].sign() * _MOST, steps)
            made[:, column] = steps * step[:, column]
            error = (left[:, column] - made[:, column]) / factor[column, column]
            left[:, column + 1 : end] -= error[:, None] * factor[column, column + 1 : end]
            errors[:, column - start] = error
        left[:, end:] -= errors @ factor[start:end, end:]
    back = torch.empty_like(made)
    back[:, order] = made
    return back


if __name__ == "__main__":
    main()
