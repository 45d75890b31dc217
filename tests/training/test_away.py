"""A run on another machine, on tiny models: staged; teacher, careful and quick reader trained; brought home."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason='training needs `pip install ".[train]"`')

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForQuestionAnswering, MPNetConfig, MPNetModel

from index.reading.reader import MODELS
from tests.training.tiny_careful import SPECIALS, write_pairs
from training import away, careful, train
from training.features import Batch, batches, made_beside
from training.loss import taught_loss
from training.teacher import load_teacher

pytestmark = pytest.mark.run_models

HARBOUR = "The harbour was dredged by Maria Holt in 1987 for nine million crowns. Bram bought it in 1994."
ASKED = [("who dredged the harbour?", "Maria Holt"), ("when did Bram buy it?", "1994"), ("who sold it?", "")]


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quick")
    torch.manual_seed(1)
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    BertForQuestionAnswering(config).save_pretrained(folder)
    (folder / "tokenizer.json").write_bytes((MODELS / "reader-tokenizer.json").read_bytes())
    return folder


@pytest.fixture(scope="module")
def base(quick: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MPNet of one layer: the quick reader's word pieces under other numbers."""
    folder = tmp_path_factory.mktemp("base")
    pieces = sorted(Tokenizer.from_file(str(quick / "tokenizer.json")).get_vocab(), reverse=True)
    vocabulary = {piece: number for number, piece in enumerate([*SPECIALS, *pieces])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = (
        normalizers.BertNormalizer(),
        pre_tokenizers.BertPreTokenizer(),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[(token, vocabulary[token]) for token in ("<s>", "</s>")],
    )
    config = MPNetConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=514,
    )
    MPNetModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("groups") / "groups.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for question, answer in ASKED * 20:
            start = HARBOUR.index(answer) if answer else -1
            passage = {"title": "Westquay", "text": HARBOUR, "start": start, "end": start + len(answer)}
            lines.write(json.dumps({"question": question, "passages": [passage]}) + "\n")
    return path


def test_readers_are_trained_elsewhere_and_come_home(
    quick: Path, base: Path, groups: Path, tmp_path: Path
) -> None:
    staged, results, home = (tmp_path / name for name in ("staged", "results", "home"))
    pairs = write_pairs(tmp_path / "pairs.jsonl.gz")
    given = (("pairs", pairs), ("groups", groups), ("base", base), ("quick", quick))
    away.main(["stage", str(staged), *(part for name, path in given for part in (f"--{name}", str(path)))])
    command = [sys.executable, "-m", "training.away", "train", str(staged), str(results), "--minutes", "0.02"]
    subprocess.run(command, cwd=staged / "code", check=True, capture_output=True)
    for name in ("quick", "careful"):
        away.main(["unpack", str(results / name), str(home / name)])
    before, after = (train.load_reader(folder).state_dict() for folder in (quick, home / "quick"))
    assert not torch.equal(before["qa_outputs.weight"], after["qa_outputs.weight"])
    assert careful.load_careful(home / "careful").head.weight.any()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl.gz").write_bytes(b"")
    given = [part for name in ("pairs", "groups", "base", "quick") for part in (f"--{name}", str(tmp_path))]
    with pytest.raises(SystemExit, match="is not empty"):
        away.main(["stage", str(tmp_path), *given])
    assert (tmp_path / "pairs.jsonl.gz").exists()


def test_a_lost_piece_is_seen(quick: Path, tmp_path: Path) -> None:
    away.pack(quick, tmp_path / "pieces", 1_000_000)
    last = max((tmp_path / "pieces").iterdir())
    last.unlink()
    with pytest.raises(tarfile.ReadError):
        away.unpack(tmp_path / "pieces", tmp_path / "home")


def test_bytes_keep_weights_to_half_a_step(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    weights = {"large": torch.randn(1_000, 128), "small": torch.randn(3, 5)}
    save_file(weights, tmp_path / "model" / "model.safetensors")
    away.narrow(tmp_path / "model", tmp_path / "narrow")
    assert (tmp_path / "narrow" / "model.safetensors").stat().st_size < 0.28 * 4 * 128_000
    away.widen(tmp_path / "narrow")
    again = load_file(tmp_path / "narrow" / "model.safetensors")
    assert torch.equal(again["small"], weights["small"])
    step = weights["large"].reshape(-1, away.BLOCK).abs().amax(dim=1, keepdim=True) / 127
    apart = (again["large"] - weights["large"]).reshape(-1, away.BLOCK).abs()
    assert bool((apart < 0.57 * step).all())  # half a step, and what the scale's 16 bits lose at 127 steps


def test_a_teacher_reads_the_same_words_under_its_own_numbers(quick: Path, base: Path) -> None:
    reads = train.load_tokenizer(quick)
    teacher = load_teacher(base, reads)
    own = Tokenizer.from_file(str(base / "tokenizer.json"))
    ids = reads.encode("who dredged it?", HARBOUR).ids
    said = [str(own.id_to_token(number)) for number in teacher.get_buffer("numbers")[ids].tolist()]
    assert said[0] == "<s>"
    assert said[-1] == "</s>"
    special = {"<s>": "[CLS]", "</s>": "[SEP]"}
    assert [special.get(token, token) for token in said] == [reads.id_to_token(number) for number in ids]


def test_a_word_that_the_teacher_lacks_is_an_error(base: Path, quick: Path) -> None:
    reads = train.load_tokenizer(quick)
    reads.add_tokens(["zzzzunheard"])
    with pytest.raises(KeyError, match="zzzzunheard"):
        load_teacher(base, reads)


def test_who_reads_as_the_teacher_does_has_nothing_to_learn() -> None:
    allowed = torch.tensor([[False, True, True, False]])
    none = torch.zeros(1, 4, dtype=torch.long)
    batch = Batch(none, none, none, allowed, torch.tensor([1]), torch.tensor([1]), torch.tensor([0]))
    taught, other = torch.tensor([[0.0, 2.0, -1.0, 0.0]]), torch.tensor([[0.0, -1.0, 2.0, 0.0]])
    same_but_for_padding = taught + torch.tensor([[0.0, 0.0, 0.0, 50.0]])
    level = (taught, taught)
    assert taught_loss((same_but_for_padding, taught), level, batch).item() == pytest.approx(0.0, abs=1e-6)
    assert taught_loss((other, other), level, batch).item() > 0.5


def test_other_processes_make_the_same_batches(quick: Path, groups: Path) -> None:
    with gzip.open(groups, "rt", encoding="utf-8") as lines:
        make = partial(batches, lines.readlines(), train.load_tokenizer(quick), 600, 3)
    here, beside = (list(made_beside(make, processes)) for processes in (0, 2))
    assert len(here) == len(beside) > 1
    assert sorted(batch.ids.tolist() for batch in here) == sorted(batch.ids.tolist() for batch in beside)
