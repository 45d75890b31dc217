"""The encoder: the model's own vectors, from ONNX Runtime; put in its place whole."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from index import DEFAULT_MODEL
from index.building.encoder import Encoder, export_folder
from index.building.export import load_model, open_encoder, share_encoder
from index.errors import EncoderError
from tests.index.reading.own.tiny import make_model

pytestmark = pytest.mark.run_models

TEXTS = (
    "Officers seized a total of 386 illegal firearms across the capital last year.",
    "The bridge",
    "word " * 2_000,
    "你好 😀 \ufffd",
    "",
)


def test_vectors_are_unit_vectors_of_the_described_dimension(encoder: Encoder) -> None:
    vectors = encoder.encode_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.description.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_has_one_vector_whichever_way_it_is_encoded(encoder: Encoder) -> None:
    together = encoder.encode_passages(TEXTS)
    alone = np.stack([encoder.encode_question(text) for text in TEXTS])
    assert np.array_equal(together, alone)


def test_vectors_of_few_words_are_the_models_own(encoder: Encoder) -> None:
    """One scale for all tokens took a single word as far away as 0.978, and "new" for what is asked about."""
    texts = ("new", "anything", "what's new?", "story", "Glasgow", TEXTS[0])
    own = load_model(DEFAULT_MODEL).encode(list(texts), normalize_embeddings=True)
    assert (own * encoder.encode_passages(texts)).sum(axis=1).min() > 0.985


def test_like_means_near(encoder: Encoder) -> None:
    question = encoder.encode_question("how many guns were taken by the police?")
    seized, bridge = encoder.encode_passages(TEXTS[:2])
    assert question @ seized > question @ bridge


def test_nothing_to_encode(encoder: Encoder) -> None:
    assert encoder.encode_passages([]).shape == (0, encoder.description.dimension)


def test_progress_counts_to_the_end(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    encoder.encode_passages(TEXTS[:3], lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_many_threads_get_the_same_vectors(encoder: Encoder) -> None:
    expected = encoder.encode_passages(TEXTS[:2])
    got: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: got.extend(
                np.array_equal(encoder.encode_passages(TEXTS[:2]), expected) for _ in range(5)
            )
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [True] * 20


def test_the_default_model_says_what_it_is(encoder: Encoder) -> None:
    description = encoder.description
    assert (description.model, description.dimension, description.max_tokens) == (DEFAULT_MODEL, 384, 256)
    assert description.precision == "int8"
    assert len(description.sha256) == 64


def test_two_models_of_one_name_in_different_folders_have_two_exports(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        (tmp_path / parent / "model").mkdir(parents=True)
    folders = {export_folder(str(tmp_path / parent / "model"), Path("/encoders")) for parent in ("a", "b")}
    assert len(folders) == 2
    assert {folder.name[:6] for folder in folders} == {"model-"}
    assert export_folder("hub/model", Path("/encoders")) == export_folder("hub/model", Path("/encoders"))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
def test_a_damaged_encoder_says_so(models: Path, tmp_path: Path, name: str) -> None:
    share_encoder(export_folder(DEFAULT_MODEL, models), tmp_path / "shared")
    content = (tmp_path / "shared" / name).read_bytes()
    (tmp_path / "shared" / name).unlink()
    with pytest.raises(EncoderError, match="cannot be opened"):
        Encoder(tmp_path / "shared")
    (tmp_path / "shared" / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(EncoderError, match="cannot be opened"):
        Encoder(tmp_path / "shared")


def test_a_shared_encoder_takes_the_place_of_what_was_there(models: Path, tmp_path: Path) -> None:
    source, target = export_folder(DEFAULT_MODEL, models), tmp_path / "encoders" / "shared"
    target.mkdir(parents=True)
    (target / "model.onnx").write_text("half of one")
    share_encoder(source, target)
    assert Encoder(target).description == Encoder(source).description
    assert [path.name for path in target.parent.iterdir()] == ["shared"]


def test_a_model_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "models" / ".exporting").mkdir(parents=True)
    (tmp_path / "models" / ".exporting" / "wide.onnx").write_text("left by one that died")
    told: list[str] = []
    with pytest.raises(EncoderError, match="cannot be loaded by sentence-transformers"):
        open_encoder(str(tmp_path / "model"), tmp_path / "models", lambda: told.append("exporting"))
    assert told == ["exporting"]
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["export.lock"]
    shutil.rmtree(tmp_path / "models")
    (tmp_path / "models").write_text("a file where a folder must be")
    with pytest.raises(EncoderError, match="cannot be written"):
        open_encoder(str(tmp_path / "model"), tmp_path / "models")


PROMPTS = {
    "E5": ({"query": "query: ", "passage": "passage: "}, ("query: ", "passage: ")),
    "Arctic": ({"query": "Represent this sentence: "}, ("Represent this sentence: ", "")),
    "document before passage": ({"document": "d: ", "passage": "p: "}, ("", "d: ")),
    "corpus": ({"query": "q: ", "corpus": "c: "}, ("q: ", "c: ")),
    "none that are known": ({"clustering": "Identify the topic: "}, ("", "")),
}


@pytest.fixture(scope="module")
def small_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model of sentence-transformers. Write nothing there: copy it."""
    from sentence_transformers import SentenceTransformer

    folder = tmp_path_factory.mktemp("encoder")
    body = make_model("bert", folder / "body", head=False)
    SentenceTransformer(str(body), device="cpu").save(str(folder / "model"))  # pools by the mean
    return folder / "model"


@pytest.mark.parametrize("family", PROMPTS)
def test_prefixes_are_those_of_the_models_own_configuration(
    small_encoder: Path, tmp_path: Path, family: str
) -> None:
    from sentence_transformers import SentenceTransformer

    # The folder has a name of the E5 family; only the configuration counts.
    folder = tmp_path / "e5-small-v2"
    shutil.copytree(small_encoder, folder)
    prompts, (before_question, before_passage) = PROMPTS[family]
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}))
    encoder = open_encoder(str(folder), tmp_path / "encoders")
    description = encoder.description
    assert (description.query_prompt, description.passage_prompt) == (before_question, before_passage)
    own = SentenceTransformer(str(folder), device="cpu")
    for got, prompt in (
        (encoder.encode_question(TEXTS[0]), before_question),
        (encoder.encode_passages(TEXTS[:1])[0], before_passage),
    ):
        expected = own.encode(TEXTS[0], prompt=prompt, normalize_embeddings=True)
        assert got @ expected > 0.99


def test_a_model_that_pools_without_its_prompt_is_told_of(small_encoder: Path, tmp_path: Path) -> None:
    # Long, as a model of chance weights gives all short texts nearly one vector.
    prompt = "owl " * 40 + ": "
    for name, with_prompt in (("with", True), ("without", False)):
        folder = tmp_path / name
        shutil.copytree(small_encoder, folder)
        (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {"query": prompt}}))
        pooling = folder / "1_Pooling" / "config.json"
        pooling.write_text(json.dumps(json.loads(pooling.read_text()) | {"include_prompt": with_prompt}))
    assert open_encoder(str(tmp_path / "with"), tmp_path / "encoders").description.query_prompt == prompt
    with pytest.raises(EncoderError, match="gives other vectors than the model itself"):
        open_encoder(str(tmp_path / "without"), tmp_path / "encoders")
