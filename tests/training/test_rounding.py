"""Weights on the grid of an export: what they make of inputs like those that were read changes least."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason='training needs `pip install ".[train]"`')

import torch
from torch import nn

from tests.training.tiny_careful import make_encoder, write_pairs
from training import careful, rounding
from training.careful import load_careful
from training.rounding import grid, on_grid, round_layers, rounded


def nearest(weight: torch.Tensor) -> torch.Tensor:
    return (weight / grid(weight)).round() * grid(weight)


@pytest.fixture(scope="module")
def inputs() -> torch.Tensor:
    """Rows whose numbers go together, as a layer's do: of 96, twelve things vary."""
    torch.manual_seed(4)
    return torch.randn(500, 12) @ torch.randn(12, 96) + 0.1 * torch.randn(500, 96)


@pytest.mark.parametrize("trained_on", [False, True])
def test_products_change_less_than_by_rounding_to_the_nearest(inputs: torch.Tensor, trained_on: bool) -> None:
    """Trained on from the grid by less than half a step, the nearest is where the training began."""
    weight = torch.randn(40, 96)
    if trained_on:
        begun = nearest(weight)
        weight = begun + 0.3 * grid(begun) * (2 * torch.rand(40, 96) - 1) * (begun.abs() < begun.abs().max())
    made = rounded(weight, inputs.T @ inputs)
    assert on_grid(made)
    torch.testing.assert_close(grid(made), grid(weight))
    wanted = inputs @ weight.T
    lost = (inputs @ made.T - wanted).norm()
    assert lost < 0.5 * (inputs @ nearest(weight).T - wanted).norm()


def test_what_lies_on_the_grid_stays(inputs: torch.Tensor) -> None:
    weight = nearest(torch.randn(40, 96))
    torch.testing.assert_close(rounded(weight, inputs.T @ inputs), weight)


def test_each_layer_is_rounded_by_what_is_read_through_it(inputs: torch.Tensor) -> None:
    products = [nn.Linear(96, 32), nn.Linear(32, 8)]
    layers = [nn.Sequential(one) for one in products]
    whole = nn.Sequential(*layers)
    before = whole(inputs)
    round_layers(layers, lambda: whole(inputs))
    assert all(on_grid(one.weight) for one in products)
    torch.testing.assert_close(whole(inputs), before, atol=0.2, rtol=0.05)


def test_a_careful_reader_is_rounded(tmp_path: Path) -> None:
    pairs, start, run = (
        write_pairs(tmp_path / "pairs.jsonl.gz"),
        make_encoder(tmp_path / "start"),
        tmp_path / "run",
    )
    careful.main([str(pairs), str(run), "--start", str(start), "--tokens", "400", "--threads", "1"])
    out = tmp_path / "out"
    rounding.main([str(run), str(pairs), str(out)])
    named = load_careful(out).encoder.named_modules()
    products = [one for name, one in named if isinstance(one, nn.Linear) and "layer." in name]
    assert products
    assert all(on_grid(one.weight) for one in products)
    assert (out / "tokenizer.json").is_file()
