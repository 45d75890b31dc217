"""Weights on the grid of an export: what they make of inputs like those that were read changes least."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason='training needs `pip install ".[train]"`')

import torch
from torch import nn

from tests.training.tiny_careful import make_encoder, write_pairs
from training import careful, export_careful, rounding
from training.careful import load_careful, save_careful
from training.restore import restore_careful
from training.rounding import grid, on_grid, round_layers, rounded

WIDE = 768
"""Numbers of an input: two pieces of the export's, six of the blocks that are corrected together."""


def nearest(weight: torch.Tensor) -> torch.Tensor:
    return (weight / grid(weight)).round() * grid(weight)


@pytest.fixture(scope="module")
def inputs() -> torch.Tensor:
    """Rows whose numbers go together, as a layer's do: of WIDE, twelve things vary."""
    torch.manual_seed(4)
    return torch.randn(500, 12) @ torch.randn(12, WIDE) + 0.1 * torch.randn(500, WIDE)


@pytest.mark.parametrize("trained_on", [False, True])
def test_products_change_less_than_by_rounding_to_the_nearest(inputs: torch.Tensor, trained_on: bool) -> None:
    """Trained on from the grid by less than half a step, the nearest weights are those that training began with."""
    weight = torch.randn(40, WIDE)
    if trained_on:
        begun = nearest(weight)
        step = grid(begun)
        learnt = 0.3 * step * (2 * torch.rand(40, WIDE) - 1)
        weight = begun + learnt * (begun.abs() < 62 * step)
        torch.testing.assert_close(nearest(weight), begun)
    made = rounded(weight, inputs.T @ inputs)
    assert on_grid(made)
    torch.testing.assert_close(grid(made), grid(weight))
    wanted = inputs @ weight.T
    lost = (inputs @ made.T - wanted).norm()
    assert lost < 0.5 * (inputs @ nearest(weight).T - wanted).norm()


def test_what_lies_on_the_grid_stays(inputs: torch.Tensor) -> None:
    weight = nearest(torch.randn(40, WIDE))
    torch.testing.assert_close(rounded(weight, inputs.T @ inputs), weight)


def test_each_layer_is_rounded_by_what_is_read_through_it(inputs: torch.Tensor) -> None:
    products = [nn.Linear(WIDE, 32), nn.Linear(32, 8)]
    layers = [nn.Sequential(one) for one in products]
    whole = nn.Sequential(*layers)
    wanted = whole(inputs)
    plain = nn.functional.linear(inputs, nearest(products[0].weight), products[0].bias)
    plain = nn.functional.linear(plain, nearest(products[1].weight), products[1].bias)
    round_layers(layers, lambda: whole(inputs))
    assert all(on_grid(one.weight) for one in products)
    assert (whole(inputs) - wanted).norm() < 0.5 * (plain - wanted).norm()


def test_a_careful_reader_is_rounded(tmp_path: Path) -> None:
    pairs, start, run = (
        write_pairs(tmp_path / "pairs.jsonl.gz"),
        make_encoder(tmp_path / "start"),
        tmp_path / "run",
    )
    careful.main([str(pairs), str(run), "--start", str(start), "--tokens", "400", "--threads", "1"])
    model = load_careful(run)
    with torch.no_grad():  # the exporter writes equal weights once, and norms begin equal
        for weights in model.parameters():
            weights.add_(0.01 * torch.randn_like(weights))
    save_careful(model, run)
    out = tmp_path / "out"
    rounding.main([str(run), str(pairs), str(out)])
    packed = tmp_path / "packed"
    export_careful.main([str(out), str(packed)])
    restore_careful(packed, tmp_path / "restored")
    kept, read = (products_of(folder) for folder in (out, tmp_path / "restored"))
    assert kept
    for name, weight in kept.items():
        assert on_grid(weight)
        torch.testing.assert_close(read[name], weight)  # the export has rounded nothing more
    assert (out / "tokenizer.json").is_file()


def products_of(folder: Path) -> dict[str, torch.Tensor]:
    named = load_careful(folder).encoder.named_modules()
    return {name: one.weight for name, one in named if isinstance(one, nn.Linear) and "layer." in name}
