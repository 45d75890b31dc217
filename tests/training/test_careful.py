"""The careful reader's whole way on a tiny model: trained, gone on with, exported in two forms, unpacked once."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason='training needs `pip install ".[train]"`')

import torch

import index.reading.careful
from index.errors import ReaderError
from index.reading.careful import WEIGHTS, CarefulReader, unpacked
from tests.training.tiny_careful import GROUPS, make_encoder, write_pairs
from training import blend, by_kind, careful, export_careful, restore
from training.pair import Group

pytestmark = pytest.mark.run_models

EVERY = [pair for group in GROUPS for pair in group.pairs]
STEPS = ("--passes", "100", "--rate", "1e-3", "--warm-up", "5", "--tokens", "1200", "--threads", "1")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pairs(tmp_path_factory.mktemp("pairs") / "pairs.jsonl.gz")


@pytest.fixture(scope="module")
def trained(encoder: Path, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that learnt its pairs by heart. Write nothing there: copy it."""
    out = tmp_path_factory.mktemp("trained")
    careful.main([str(prepared), str(out), "--start", str(encoder), *STEPS])
    return out


@pytest.fixture(scope="module")
def exported(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The run's reader in each of its forms. Write nothing there."""
    forms = {form: tmp_path_factory.mktemp(form) for form in ("wide", "packed")}
    for form, out in forms.items():
        export_careful.main([str(trained), str(out), "--form", form])
    return forms


def test_training_goes_on_from_what_was_exported(
    trained: Path, exported: dict[str, Path], tmp_path: Path
) -> None:
    restore.main([str(exported["packed"]), str(tmp_path), "--careful"])
    before, after = (careful.load_careful(folder) for folder in (trained, tmp_path))
    # What rounding takes of a layer's weights, beside all that they are: a step is a 63rd of the greatest.
    for (name, one), other in zip(before.state_dict().items(), after.state_dict().values(), strict=True):
        assert float((one - other).norm()) <= 0.03 * float(one.norm()), name
    assert careful.load_tokenizer(tmp_path).to_str() == careful.load_tokenizer(trained).to_str()


@pytest.fixture(autouse=True)
def nothing_open() -> None:
    """Every test begins as a process does."""
    index.reading.careful._OPEN.clear()


def read_of(folder: Path, kept: Path | None = None) -> list[float]:
    """What the reader in a folder makes of all pairs, opened anew."""
    index.reading.careful._OPEN.clear()
    reader = CarefulReader.of(folder, kept)
    assert reader is not None
    try:
        return [reader.read(pair.question, [pair.marked])[0] for pair in EVERY]
    finally:
        reader.close()


def progress(folder: Path) -> dict[str, float]:
    stored: dict[str, float] = torch.load(folder / "run.pt", weights_only=True)["progress"]
    return stored


def test_a_reader_learns_which_spans_answer(exported: dict[str, Path]) -> None:
    logits = dict(zip(EVERY, read_of(exported["wide"]), strict=True))
    for group in GROUPS:
        for pair in group.pairs:
            assert (logits[pair] > 0) == bool(pair.label), pair


def test_the_kind_that_is_read_worst_comes_first(
    exported: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is labelled against what the reader has learnt is hard, and its worst pairs are shown."""
    *learnt, rival = GROUPS
    wrongly = Group("misjudged", [rival.pairs[0]._replace(label=1)])
    pairs, worst = tmp_path / "pairs.jsonl.gz", tmp_path / "worst.txt"
    with gzip.open(pairs, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(group._asdict()) + "\n" for group in [*learnt, wrongly])

    by_kind.main([str(exported["wide"]), str(pairs), "--fewest", "1", "--worst", str(worst)])

    first, second = (re.split(r"\s{2,}", line) for line in capsys.readouterr().out.splitlines())
    assert first[0].endswith("misjudged")
    assert first[1].startswith("answers 1, taken 0")
    assert second[0].endswith("rival")
    assert [part.partition(", mean")[0] for part in second[1:]] == [
        "answers 5, taken 5",
        "does not 8, taken 0",
    ]
    assert float(second[0].split()[0]) < 0.7 < float(first[0].split()[0])
    assert rival.pairs[0].question in worst.read_text().split("##")[1]


def test_a_new_head_takes_every_pair_for_as_likely_as_not(encoder: Path, tmp_path: Path) -> None:
    export_careful.main([str(encoder), str(tmp_path), "--form", "wide"])
    assert read_of(tmp_path) == [0.0] * len(EVERY)


def test_the_model_trained_is_the_graph_exported(trained: Path, exported: dict[str, Path]) -> None:
    model, tokenizer = careful.load_careful(trained), careful.load_tokenizer(trained)
    model.train(mode=False)
    with torch.no_grad():
        ids = [torch.tensor([careful.encode(tokenizer, pair)]) for pair in EVERY]
        expected = [float(model(one, torch.ones_like(one))) for one in ids]
    assert read_of(exported["wide"]) == pytest.approx(expected, abs=1e-3)


def test_padding_and_company_change_nothing(trained: Path) -> None:
    model, tokenizer = careful.load_careful(trained), careful.load_tokenizer(trained)
    model.train(mode=False)
    lines = [json.dumps(group._asdict()) for group in GROUPS]
    (whole,) = careful.batches(lines, tokenizer, 100_000, 1)
    assert not whole.mask.all()
    alone = list(careful.batches(lines, tokenizer, 1, 1))
    assert len(alone) == len(GROUPS)
    with torch.no_grad():
        together = sorted(model(whole.ids, whole.mask).tolist())
        apart = sorted(value for one in alone for value in model(one.ids, one.mask).tolist())
    assert together == pytest.approx(apart, abs=1e-3)


def test_batches_keep_groups_whole_and_within_their_size(trained: Path) -> None:
    lines = [json.dumps(group._asdict()) for group in GROUPS] * 5
    made = list(careful.batches(lines, careful.load_tokenizer(trained), 400, 3))
    assert sum(len(batch.label) for batch in made) == 5 * len(EVERY)
    assert all(batch.ids.numel() <= 400 for batch in made)
    for batch in made:
        assert all(after - before in (0, 1) for before, after in pairwise(batch.group.tolist()))
        for group in set(batch.group.tolist()):
            labels = batch.label[batch.group == group].tolist()
            assert labels in [[pair.label for pair in one.pairs] for one in GROUPS]


def test_training_goes_on_where_it_stopped(encoder: Path, prepared: Path, tmp_path: Path) -> None:
    steps = [str(prepared), str(tmp_path), "--start", str(encoder), *STEPS, "--passes", "2"]
    careful.main(steps)
    first = progress(tmp_path)
    weights = (tmp_path / "model.safetensors").read_bytes()
    moments = torch.load(tmp_path / "run.pt", weights_only=True)["optimizer"]["state"][0]["step"]
    careful.main([*steps, "--resume"])
    second = progress(tmp_path)
    assert first["passages"] == 2 * len(EVERY)
    assert second["passages"] == 4 * len(EVERY)
    assert second["step"] > first["step"]
    assert (tmp_path / "model.safetensors").read_bytes() != weights
    steps_taken = torch.load(tmp_path / "run.pt", weights_only=True)["optimizer"]["state"][0]["step"]
    assert steps_taken > moments == first["step"]
    assert not (tmp_path / "new").exists()


def test_layers_are_kept_evenly(encoder: Path, prepared: Path, tmp_path: Path) -> None:
    careful.main(
        [str(prepared), str(tmp_path), "--start", str(encoder), *STEPS, "--passes", "1", "--layers", "1"]
    )
    assert json.loads((tmp_path / "config.json").read_text())["num_hidden_layers"] == 1
    assert len(careful.load_careful(tmp_path).encoder.encoder.layer) == 1  # type: ignore[union-attr,arg-type]


def test_shares_go_by_the_longest_beginning_of_a_kind(tmp_path: Path) -> None:
    path = write_pairs(tmp_path / "pairs.jsonl.gz")
    assert len(careful.read_pairs(path, {}, 1)) == len(GROUPS)
    assert len(careful.read_pairs(path, {"rival": 0.0}, 1)) == 1
    assert len(careful.read_pairs(path, {"rival": 2.0, "": 0.0}, 1)) == 2 * (len(GROUPS) - 1)
    assert len(careful.read_pairs(path, {"riv": 0.0, "rival": 3.0}, 1)) == 3 * (len(GROUPS) - 1) + 1


def test_the_loss_holds_right_over_wrong_within_a_group_only() -> None:
    some = torch.zeros(3, 1, dtype=torch.long)
    label = torch.tensor([1.0, 0.0, 0.0])
    alike = torch.zeros(3)

    def loss(logits: list[float], group: list[int]) -> float:
        batch = careful.Batch(some, some, label, torch.tensor(group))
        return float(careful.pair_loss(torch.tensor(logits), batch))

    own = float(torch.log(torch.tensor(2.0)))
    assert loss(alike.tolist(), [0, 1, 2]) == pytest.approx(own)
    assert loss(alike.tolist(), [0, 0, 1]) == pytest.approx(2 * own)
    # Of two ways to err alike on each pair by itself, the one that puts a wrong one over its right one is dearer.
    assert loss([0.0, 1.0, 0.0], [0, 0, 1]) > loss([0.0, 0.0, 1.0], [0, 0, 1])


def test_the_small_form_reads_as_the_wide_one(exported: dict[str, Path]) -> None:
    wide, small = read_of(exported["wide"]), read_of(exported["packed"])
    spread = max(wide) - min(wide)
    assert max(abs(a - b) for a, b in zip(wide, small, strict=True)) < 0.04 * spread
    assert [value > 0 for value in small] == [value > 0 for value in wide]


def test_a_weight_of_the_small_form_takes_seven_bits_at_most(exported: dict[str, Path]) -> None:
    wide, packed = ((out / WEIGHTS).read_bytes() for out in exported.values())
    layers = 2 * 2 * 64 * 768  # the feed-forward layers' weights
    assert len(gzip.decompress(wide)) - len(gzip.decompress(packed)) > 2.5 * layers
    assert len(packed) < 7 / 8 * len(gzip.decompress(packed))


def test_weights_are_unpacked_once_and_read_alike(exported: dict[str, Path], tmp_path: Path) -> None:
    folder, kept = shutil.copytree(exported["packed"], tmp_path / "packed"), tmp_path / "readers"
    packed = read_of(folder)
    assert read_of(folder, kept) == pytest.approx(packed, abs=1e-4)
    (file,) = kept.iterdir()
    assert file.stat().st_size > (folder / WEIGHTS).stat().st_size
    made = file.stat()
    assert unpacked(folder / WEIGHTS, kept) == file
    assert read_of(folder, kept) == pytest.approx(packed, abs=1e-4)
    again = file.stat()
    assert (again.st_ino, again.st_mtime_ns) == (made.st_ino, made.st_mtime_ns)


def test_what_is_kept_is_what_runs(exported: dict[str, Path], tmp_path: Path) -> None:
    """The kept file is opened, not merely made: another reader's weights in its place are what is read."""
    folder, kept = exported["packed"], tmp_path / "readers"
    file = unpacked(folder / WEIGHTS, kept)
    assert file
    wide = gzip.decompress((exported["wide"] / WEIGHTS).read_bytes())
    file.unlink()
    file.with_name(f"{file.name.rpartition('-')[0]}-{len(wide):x}.onnx").write_bytes(wide)
    assert read_of(folder, kept) == read_of(exported["wide"])


@pytest.mark.parametrize("as_long", [False, True])
def test_what_is_kept_and_damaged_is_unpacked_anew(
    exported: dict[str, Path], tmp_path: Path, *, as_long: bool
) -> None:
    folder, kept = exported["packed"], tmp_path / "readers"
    read = read_of(folder, kept)
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    index.reading.careful._OPEN.clear()  # as in a new process
    file.write_bytes(bytes(len(whole)) if as_long else whole[:1000])
    assert read_of(folder, kept) == read
    assert [(path.name, path.stat().st_size) for path in kept.iterdir()] == [(file.name, len(whole))]


def test_other_weights_are_unpacked_anew_in_place_of_the_old(
    exported: dict[str, Path], tmp_path: Path
) -> None:
    packed, kept = tmp_path / WEIGHTS, tmp_path / "readers"
    shutil.copy(exported["packed"] / WEIGHTS, packed)
    first = unpacked(packed, kept)
    (kept / "own-reader.onnx").write_bytes(b"of somebody else")
    os.utime(packed, ns=(1, 1))
    second = unpacked(packed, kept)
    assert second
    assert second != first
    assert sorted(file.name for file in kept.iterdir()) == sorted([second.name, "own-reader.onnx"])


def test_where_nothing_can_be_kept_weights_are_unpacked_in_memory(
    exported: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    nowhere = tmp_path / "file" / "readers"
    assert unpacked(exported["packed"] / WEIGHTS, nowhere) is None
    assert read_of(exported["packed"], nowhere) == pytest.approx(read_of(exported["packed"]), abs=1e-4)


def test_weights_that_are_cut_off_are_an_error_that_names_them(
    exported: dict[str, Path], tmp_path: Path
) -> None:
    folder, kept = shutil.copytree(exported["packed"], tmp_path / "packed"), tmp_path / "readers"
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-1000])
    with pytest.raises(ReaderError, match=r"careful\.onnx\.gz cannot be opened"):
        read_of(folder, kept)
    assert list(kept.iterdir()) == []


def test_a_process_opens_weights_once_until_they_change(exported: dict[str, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(exported["packed"], tmp_path / "careful")

    def read() -> float:
        opened = CarefulReader.of(folder)
        assert opened is not None
        with closing(opened) as reader:
            (logit,) = reader.read(EVERY[0].question, [EVERY[0].marked])
        return logit

    first = read()
    (session,) = index.reading.careful._OPEN.values()
    assert read() == first
    assert list(index.reading.careful._OPEN.values()) == [session]
    shutil.copy(exported["wide"] / WEIGHTS, folder)
    assert read() == read_of(exported["wide"])[0] != first


def test_a_blend_lies_between_where_a_run_began_and_where_it_ended(
    encoder: Path, trained: Path, tmp_path: Path
) -> None:
    blend.main([str(encoder), str(trained), str(tmp_path / "out"), "--share", "0.25", "--careful"])
    began, ended, between = (
        careful.load_careful(folder).state_dict() for folder in (encoder, trained, tmp_path / "out")
    )
    assert not torch.equal(began["head.weight"], ended["head.weight"])
    for name, weights in between.items():
        torch.testing.assert_close(weights, 0.75 * began[name] + 0.25 * ended[name])
    assert careful.load_tokenizer(tmp_path / "out").get_vocab_size() > 0
