"""An operator's own reader: exported once, again when it changed, and a sentence for each thing that it may lack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import transformers

from index.errors import ReaderError
from index.reading.own.description import DESCRIPTION, read_description
from index.reading.own.opening import open_reader
from index.reading.reader import MODELS, Reader, Text
from tests.index.reading.own.conftest import MakeTiny
from tests.index.reading.own.tiny import SMALL, make_model

pytestmark = pytest.mark.run_models

TEXT = Text("", "Officers seized a total of 386 illegal firearms across the capital last year.")
QUESTION = "how many guns were seized?"
ROOT = Path(__file__).parents[4]


class Opened:
    """Opens one model again and again, and counts how often that exports it."""

    def __init__(self, model: str, readers: Path) -> None:
        self.model, self.readers, self.exports = model, readers, 0

    def read(self) -> tuple[str, list[Any]]:
        reader = open_reader(self.model, self.readers, self._exporting)
        read = reader.read(QUESTION, [TEXT])
        reader.close()
        return reader.mark, read

    def _exporting(self) -> None:
        self.exports += 1


@pytest.fixture
def opened(tiny: MakeTiny, tmp_path: Path) -> Opened:
    """A model of this test's own, exported."""
    shutil.copytree(tiny("bert"), tmp_path / "model")
    opened = Opened(str(tmp_path / "model"), tmp_path / "readers")
    opened.read()
    return opened


def error_of(model: Path | str, readers: Path) -> str:
    with pytest.raises(ReaderError) as caught:
        open_reader(str(model), readers)
    left = [path.name for path in readers.iterdir()] if readers.is_dir() else []
    assert left in ([], ["export.lock"])
    return str(caught.value)


def test_the_packaged_reader_is_the_default(tmp_path: Path) -> None:
    reader = open_reader(None, tmp_path)
    assert (reader.mark, reader.description) == ("", None)
    assert reader.read(QUESTION, [TEXT]) == Reader(MODELS).read(QUESTION, [TEXT])
    assert list(tmp_path.iterdir()) == []


def test_it_is_exported_once(opened: Opened) -> None:
    again = opened.read()
    assert again == opened.read()
    assert opened.exports == 1
    (folder,) = opened.readers.glob("model-*")
    assert {file.name for file in folder.iterdir()} == {"model.onnx", "tokenizer.json", DESCRIPTION}


def test_what_it_is_stands_beside_it(opened: Opened) -> None:
    (folder,) = opened.readers.glob("model-*")
    description = read_description(folder)
    assert description.model == opened.model
    assert description.max_tokens == 384
    assert opened.read()[0] == description.mark == description.sha256[:12]


def test_other_weights_in_the_folder_are_exported_anew(opened: Opened) -> None:
    before = opened.read()
    make_model("bert", Path(opened.model), seed=2)
    after = opened.read()
    assert opened.exports == 2
    assert after[0] != before[0]
    assert after[1] != before[1]


def test_a_folder_touched_but_not_changed_is_not(opened: Opened) -> None:
    for file in Path(opened.model).iterdir():
        os.utime(file, ns=(0, 0))
    opened.read()
    assert opened.exports == 1
    (folder,) = opened.readers.glob("model-*")
    assert {at for _, at in read_description(folder).source.values()} == {0}


def test_a_folder_that_is_gone_leaves_its_export_in_use(opened: Opened) -> None:
    before = opened.read()
    shutil.rmtree(opened.model)
    assert opened.read() == before
    assert opened.exports == 1


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", DESCRIPTION])
def test_a_damaged_export_is_made_again(opened: Opened, name: str) -> None:
    before = opened.read()
    (folder,) = opened.readers.glob("model-*")
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReaderError, match="cannot be opened"):
        Reader(folder)
    assert opened.read()[1] == before[1]
    assert opened.exports == 2


def test_a_relative_folder_is_the_folder(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mark, _ = opened.read()
    for written in ("model", "./model"):
        assert Opened(written, opened.readers).read()[0] == mark


def test_reading_imports_no_torch(opened: Opened) -> None:
    program = (
        "import sys; from pathlib import Path; from index.reading.own.opening import open_reader; "
        "from index.reading.reader import Text; "
        f"reader = open_reader({opened.model!r}, Path({str(opened.readers)!r})); "
        f"reader.read({QUESTION!r}, [Text('', {TEXT.text!r})]); reader.close(); "
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "set()\n"


@pytest.mark.parametrize("folder", ["nowhere", "a/b/c"])
def test_a_folder_that_is_not_there(tmp_path: Path, folder: str) -> None:
    said = error_of(tmp_path / folder, tmp_path / "readers")
    assert said.startswith(f"There is no reader in {tmp_path / folder}: that folder does not exist.")
    assert "--reader" in said


def test_a_hub_id_without_a_network(tmp_path: Path) -> None:
    said = error_of("somebody/some-reader", tmp_path / "readers")
    assert said.startswith("The reader 'somebody/some-reader' cannot be fetched: it is no folder here")
    assert "Fetch it where there is a network" in said


def test_a_folder_that_holds_no_model(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "cannot be loaded by transformers" in error_of(tmp_path / "empty", tmp_path / "readers")


@pytest.mark.parametrize("architecture", ["bert", "modernbert"])
def test_a_model_without_the_head(tmp_path: Path, architecture: str) -> None:
    folder = make_model(architecture, tmp_path / "body", head=False)
    assert "has no question-answering head (it is a " in error_of(folder, tmp_path / "readers")
    # One that does not say what it is: its weights tell.
    config = json.loads((folder / "config.json").read_text())
    del config["architectures"]
    (folder / "config.json").write_text(json.dumps(config))
    said = error_of(folder, tmp_path / "readers")
    assert "has no question-answering head (its weights lack " in said
    assert "PULLQUOTE_READER" in said


def test_a_model_with_another_head_that_would_fit(tiny: MakeTiny, tmp_path: Path) -> None:
    shutil.copytree(tiny("modernbert"), tmp_path / "model")
    config = transformers.AutoConfig.from_pretrained(tmp_path / "model")
    auto: Any = transformers.AutoModelForSequenceClassification
    other = auto.from_config(config)
    other.save_pretrained(tmp_path / "model")
    said = error_of(tmp_path / "model", tmp_path / "readers")
    assert "no question-answering head (it is a ModernBertForSequenceClassification)" in said


def test_a_model_whose_tokenizer_is_slow_only(tmp_path: Path) -> None:
    size = SMALL | {"num_hidden_layers": 1, "num_hash_buckets": 64}
    canine: Any = transformers.CanineForQuestionAnswering(transformers.CanineConfig(**size))
    canine.save_pretrained(tmp_path / "model")
    slow: Any = transformers.CanineTokenizer
    slow().save_pretrained(tmp_path / "model")
    assert "has no fast tokenizer (CanineTokenizer has none)" in error_of(
        tmp_path / "model", tmp_path / "readers"
    )


def test_a_model_without_the_files_of_its_tokenizer(tiny: MakeTiny, tmp_path: Path) -> None:
    shutil.copytree(tiny("bert"), tmp_path / "model")
    for file in (tmp_path / "model").glob("token*"):
        file.unlink()
    assert "has no fast tokenizer" in error_of(tmp_path / "model", tmp_path / "readers")


def test_weights_that_are_cut_short(tiny: MakeTiny, tmp_path: Path) -> None:
    shutil.copytree(tiny("bert"), tmp_path / "model")
    weights = tmp_path / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5_000])
    assert f"The reader in {tmp_path / 'model'} cannot be loaded" in error_of(
        tmp_path / "model", tmp_path / "readers"
    )


def test_a_model_for_few_tokens(tmp_path: Path) -> None:
    folder = make_model("bert", tmp_path / "model", max_position_embeddings=40)
    assert "takes 40 tokens at once; at least 64 are needed" in error_of(folder, tmp_path / "readers")


@pytest.mark.parametrize(("architecture", "places", "tokens"), [("bert", 200, 200), ("roberta", 202, 200)])
def test_a_model_for_fewer_tokens_than_most(
    tmp_path: Path, architecture: str, places: int, tokens: int
) -> None:
    folder = make_model(architecture, tmp_path / "model", max_position_embeddings=places)
    reader = open_reader(str(folder), tmp_path / "readers")
    assert reader.description is not None
    assert reader.description.max_tokens == tokens
    ((best, *_),) = reader.read(QUESTION * 20, [Text("A title " * 50, (TEXT.text + " ") * 30)])
    assert best.span.start < best.span.end
    reader.close()


def test_a_folder_that_cannot_be_written(tiny: MakeTiny, tmp_path: Path) -> None:
    (tmp_path / "readers").write_text("a file where a folder must be")
    with pytest.raises(ReaderError, match="cannot be written"):
        open_reader(str(tiny("bert")), tmp_path / "readers")
