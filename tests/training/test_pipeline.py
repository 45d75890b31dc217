"""The whole way once, on a handful of sentences and a reader of two tiny layers."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers", reason='training needs `pip install ".[train]"`')

import torch
from transformers import BertConfig, BertForQuestionAnswering

from index.reading.reader import MODELS, Reader, Text
from training import blend, check, export, prepare, restore, train
from training.features import Batch
from training.loss import reader_loss
from training.typing_habits import as_typed, terse

pytestmark = pytest.mark.run_models

HARBOUR = (
    "The harbour at Westquay was dredged in 1987 by the engineer Maria Holt. Before that, only small boats could "
    "enter. The work cost nine million crowns and took two winters. In 1994 the harbour was sold to the city of "
    "Bram, which built a fish hall beside it. Peter Lund ran the fish hall for eleven years."
)
ORCHARD = (
    "Old Orchard is a park of forty hectares on the northern edge of Bram. It was planted in 1911 by Anna Kell, a "
    "teacher. Some 600 apple trees still stand there. Every October the city sells the apples at a small market, "
    "and the money pays for new trees. The oldest tree was planted before the park was opened."
)
ASKED = {
    HARBOUR: [
        ("Who dredged the harbour at Westquay in 1987?", "Maria Holt"),
        ("What did the work on the harbour cost?", "nine million crowns"),
        ("What was built beside the harbour by Bram?", "a fish hall"),
        ("How long did Peter Lund run the fish hall?", "eleven years"),
    ],
    ORCHARD: [
        ("Who planted Old Orchard in 1911?", "Anna Kell"),
        ("How many apple trees are standing in Old Orchard?", "600"),
        ("What does the money from the market in October pay for?", "new trees"),
        ("How large is the park on the northern edge of Bram?", "forty hectares"),
    ],
}


@pytest.fixture(scope="module")
def squad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("squad") / "train.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for title, context in (("Westquay", HARBOUR), ("Old_Orchard", ORCHARD)):
            rows = [
                {"question": q, "answer": a, "start": context.index(a), "certain": True}
                for q, a in ASKED[context]
            ]
            lines.write(json.dumps({"title": title, "context": context, "questions": rows}) + "\n")
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader with the real vocabulary, two layers of 32 and random weights."""
    folder = tmp_path_factory.mktemp("model")
    torch.manual_seed(1)
    config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
    reader = BertForQuestionAnswering(config)
    with torch.no_grad():
        for weights in reader.parameters():  # no two alike, as in a trained one
            weights.add_(0.01 * torch.randn_like(weights))
    reader.save_pretrained(folder)
    (folder / "tokenizer.json").write_bytes((MODELS / "reader-tokenizer.json").read_bytes())
    return folder


@pytest.fixture(scope="module")
def groups(squad: Path, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("groups") / "groups.jsonl.gz"
    prepare.main([str(squad), str(path), "--words", str(model), "--seed", "2"])
    return path


def test_every_group_says_where_its_answer_stands(groups: Path) -> None:
    with gzip.open(groups, "rt", encoding="utf-8") as lines:
        made = [json.loads(line) for line in lines]
    answers = {answer for rows in ASKED.values() for _, answer in rows}
    plain = [passage for group in made for passage in group["passages"] if passage["kind"] == "answer"]
    assert len(plain) >= 6
    assert {passage["text"][passage["start"] : passage["end"]] for passage in plain} <= answers
    changed = [group for group in made if group["kind"].startswith("changed")]
    assert changed
    assert all(group["passages"][0]["start"] == -1 for group in changed)
    assert not {group["question"].rstrip("?") for group in changed} & {
        q.rstrip("?") for rows in ASKED.values() for q, _ in rows
    }


def test_the_same_seed_prepares_the_same_groups(
    groups: Path, squad: Path, model: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.jsonl.gz"
    prepare.main([str(squad), str(again), "--words", str(model), "--seed", "2"])
    assert gzip.decompress(again.read_bytes()) == gzip.decompress(groups.read_bytes())


def test_training_goes_on_where_it_stopped_and_its_export_reads(
    groups: Path, model: Path, tmp_path: Path
) -> None:
    run, out = tmp_path / "run", tmp_path / "out"
    steps = [
        str(groups),
        str(run),
        "--start",
        str(model),
        "--tokens",
        "600",
        "--warm-up",
        "1",
        "--rate",
        "0.01",
    ]
    train.main([*steps, "--passes", "1"])
    first = torch.load(run / "run.pt", weights_only=True)["progress"]
    train.main([*steps, "--passes", "2", "--resume"])
    second = torch.load(run / "run.pt", weights_only=True)["progress"]
    assert 0 < first["step"] < second["step"]
    assert second["passages"] == 2 * first["passages"]

    export.main([str(run), str(out)])
    wide = tmp_path / "wide"
    export.main([str(run), str(wide), "--wide"])
    text = Text("Westquay", HARBOUR)
    narrow_best, wide_best = (
        Reader(folder).read("who dredged the harbour", [text])[0][0] for folder in (out, wide)
    )
    assert HARBOUR[narrow_best.span.start : narrow_best.span.end].strip()
    assert narrow_best.margin == pytest.approx(wide_best.margin, abs=0.1)
    assert (out / "reader.onnx").stat().st_size < (wide / "reader.onnx").stat().st_size / 2


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_the_reader_written_is_the_average_of_the_weights(
    groups: Path, model: Path, tmp_path: Path, average: float
) -> None:
    options = ["--start", str(model), "--tokens", "600", "--warm-up", "1", "--rate", "0.01", "--passes", "1"]
    train.main([str(groups), str(tmp_path), *options, "--average", str(average)])
    last = torch.load(tmp_path / "run.pt", weights_only=True)["weights"]
    begun, written = (train.load_reader(folder).state_dict() for folder in (model, tmp_path))
    name = "bert.encoder.layer.1.output.dense.weight"
    way, apart = (float((last[name] - weights[name]).norm()) for weights in (begun, written))
    assert (apart > 0.01 * way) if average else (apart == 0)


def test_training_goes_on_from_what_was_exported(model: Path, tmp_path: Path) -> None:
    export.main([str(model), str(tmp_path / "out")])
    restore.main([str(tmp_path / "out"), str(tmp_path / "restored"), "--heads", "2"])
    before, after = (train.load_reader(folder) for folder in (model, tmp_path / "restored"))
    for (name, one), other in zip(before.state_dict().items(), after.state_dict().values(), strict=True):
        assert torch.allclose(one, other, atol=float(one.abs().max()) / 63), name  # 7 bits: half a step
    assert train.load_tokenizer(tmp_path / "restored").to_str() == train.load_tokenizer(model).to_str()


def test_a_blend_lies_between_two_readers(model: Path, tmp_path: Path) -> None:
    other = train.load_reader(model)
    with torch.no_grad():
        for weights in other.parameters():
            weights.add_(1.0)
    other.save_pretrained(tmp_path / "other")
    (tmp_path / "other" / "tokenizer.json").write_bytes((model / "tokenizer.json").read_bytes())
    blend.main([str(model), str(tmp_path / "other"), str(tmp_path / "out"), "--share", "0.25"])
    before, between = train.load_reader(model), train.load_reader(tmp_path / "out")
    for one, two in zip(before.parameters(), between.parameters(), strict=True):
        assert torch.allclose(two - one, torch.full_like(one, 0.25), atol=1e-5)
    assert (tmp_path / "out" / "tokenizer.json").exists()


def test_check_measures_a_reader(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"question": q, "answers": [a], "is_impossible": False} for q, a in ASKED[HARBOUR]]
    rows += [{"question": "Who painted the harbour?", "answers": [], "is_impossible": True}]
    file, out = tmp_path / "tune.json.gz", tmp_path / "figures.json"
    file.write_bytes(
        gzip.compress(
            json.dumps([{"title": "Westquay", "paragraphs": [{"context": HARBOUR, "qas": rows}]}]).encode()
        )
    )
    export.main([str(model), str(tmp_path / "reader")])
    check.main([str(tmp_path / "reader"), str(file), "--out", str(out)])
    measured = json.loads(out.read_text(encoding="utf-8"))
    assert (measured["questions"], measured["answerable"]) == (5, 4)
    assert measured["figures"]["EM at best threshold"][0] >= 20.0
    assert measured["figures"]["answerable F1"][0] >= measured["figures"]["answerable EM"][0]


def test_outcomes_are_scored_as_squad_scores_them() -> None:
    outcomes = check.Outcomes(
        margin=np.array([3.0, 2.0, 1.0, -1.0]),
        exact=np.array([1.0, 0.0, 1.0, 0.0]),
        f1=np.array([1.0, 0.0, 1.0, 0.0]),
        answerable=np.array([True, False, True, False]),
        paragraph=np.array([0, 0, 1, 1]),
    )
    assert check.MEASURES["AUROC of the margin"](outcomes) == 0.75
    assert check.MEASURES["EM at zero"](outcomes) == 75.0
    assert check.MEASURES["EM at best threshold"](outcomes) == 75.0


def test_the_loss_of_a_group_is_shared() -> None:
    """Two passages of one question, all logits level: each alone has 3 places, together there are 5."""
    allowed = torch.tensor([[False, True, True], [False, True, True]])
    some = torch.zeros(2, 3, dtype=torch.long)
    batch = Batch(some, some, some, allowed, torch.tensor([1, 0]), torch.tensor([2, 0]), torch.tensor([0, 0]))
    level = torch.zeros(2, 3)
    assert reader_loss(level, level, batch).item() == pytest.approx(np.log(3) + np.log(5))
    right = level.clone()
    right[0, 1] = right[0, 2] = 9.0
    assert reader_loss(right, right, batch).item() < reader_loss(level, level, batch).item()


def test_questions_are_shortened_as_people_type() -> None:
    assert terse("How many schools were closed in 1990?") == "number of schools closed in 1990"
    assert terse("What is the capital of Bram?") == "capital of Bram"
    assert terse("Who dredged the harbour?") is None
    rng = random.Random(1)
    typed = {as_typed("Who dredged the harbour at Westquay?", rng) for _ in range(200)}
    assert {"Who dredged the harbour at Westquay?", "Who dredged the harbour at Westquay"} <= typed
