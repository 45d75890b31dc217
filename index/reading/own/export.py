"""Making readers: a question-answering model of transformers, traced to ONNX and quantised. Imports torch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.building.encoder import TOKENIZER, WEIGHTS
from index.building.export import export_to
from index.building.quantise import quantise_by_token
from index.building.sessions import inputs_of, single_threaded_session
from index.errors import ReaderError
from index.reading.own.description import ReaderDescription, digest_of, times_of, write_description
from index.reading.own.layout import Filled, Layout, layout_of
from index.reading.own.opening import is_outdated
from index.reading.own.source import QuestionAnswering, load
from index.reading.reader import Reader

LEAST_TOKENS = 64
"""An input shorter than this has no room for a question and a passage."""
MOST_APART = 1e-2
"""How far a logit of the 32-bit graph may lie from the model's own, of their standard deviation."""
LEAST_LIKE = 0.99
"""Correlation with the model's own logits below which the 8-bit weights are dropped for the 32-bit ones."""
_QUESTION = "When did the bridge open to traffic, and how many people had a part in building it?"
_PASSAGE = (
    "The bridge was opened to traffic in 1981, and for seventeen years no other had a longer single span. "
    "Police said on Tuesday that a man of 22 had been arrested near the river. Mrs Okafor, who won the vote by 386 "
    "to 112, would not comment. A census counts everybody who usually lives in the country on one day. "
)


def export_reader(model: str, folder: Path) -> None:
    """Export a model, a folder or a hub id, into a folder, whole or not at all.

    One process at a time makes exports beside one another; what a dead one left there is cleared away. Raises
    ReaderError where the model cannot be loaded, has no question-answering head, cannot be exported, or the folder
    cannot be written.
    """
    with export_to(folder, "reader", model, ReaderError) as made:
        if not _made_meanwhile(model, folder):
            _export(load(model), made)


def _made_meanwhile(model: str, folder: Path) -> bool:
    with suppress(ReaderError):
        Reader(folder).close()
        return not is_outdated(model, folder)
    return False


def _export(source: QuestionAnswering, folder: Path) -> None:
    wide, narrow = folder / "wide.onnx", folder / WEIGHTS
    source.tokenizer.save(str(folder / TOKENIZER))
    layout = layout_of(source.tokenizer, source.no_answer, question_first=source.question_first)
    if source.max_tokens < LEAST_TOKENS:
        raise ReaderError(
            f"The reader {source.name!r} takes {source.max_tokens} tokens at once; at least {LEAST_TOKENS} are needed."
        )
    probes = list(_probes(source, layout))
    _trace(source, probes[0], wide)
    expected = [_own_logits(source, probe) for probe in probes]
    _check(source.name, expected, wide, probes)
    quantise_by_token(wide, narrow, bits=7)
    precision = "int8"
    if _likeness(expected, narrow, probes) < LEAST_LIKE:
        wide.replace(narrow)
        precision = "float32"
    wide.unlink(missing_ok=True)
    origin = Path(source.name) if Path(source.name).is_dir() else None
    description = ReaderDescription(
        model=source.name,
        layout=layout,
        max_tokens=source.max_tokens,
        precision=precision,
        sha256=hashlib.sha256(narrow.read_bytes()).hexdigest(),
        source=times_of(origin) if origin else {},
        source_sha256=digest_of(origin) if origin else "",
    )
    write_description(description, folder)


def _probes(source: QuestionAnswering, layout: Layout) -> Iterator[Filled]:
    """Inputs of three lengths, the longest as long as any: a graph that holds for one length alone is found out."""
    question = source.tokenizer.encode(_QUESTION, add_special_tokens=False).ids[: source.max_tokens // 4]
    passage = source.tokenizer.encode(_PASSAGE * 20, add_special_tokens=False).ids
    room = source.max_tokens - layout.specials - len(question)
    for length in (room // 2, 5, room):
        yield layout.fill(question, passage[:length])


def _trace(source: QuestionAnswering, probe: Filled, path: Path) -> None:
    """Write the model as one ONNX graph from token ids to the logits of the span's start and end."""
    import torch

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = source.model

        def forward(self, *inputs: Any) -> Any:
            read = self.model(**dict(zip(source.inputs, inputs, strict=True)))
            return read.start_logits, read.end_logits

    names = [*source.inputs, "start_logits", "end_logits"]
    torch.onnx.export(
        Logits().eval(),
        tuple(_own_inputs(source, probe).values()),
        str(path),
        input_names=names[:-2],
        output_names=names[-2:],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names},
        opset_version=17,
        dynamo=False,
    )


def _own_logits(source: QuestionAnswering, probe: Filled) -> NDArray[np.float32]:
    """The model's own logits, starts and then ends."""
    import torch

    with torch.no_grad():
        read = source.model(**_own_inputs(source, probe))
    return np.concatenate([read.start_logits[0].numpy(), read.end_logits[0].numpy()])


def _own_inputs(source: QuestionAnswering, probe: Filled) -> dict[str, Any]:
    """The tensors that the model itself takes for a probe."""
    import torch

    given = inputs_of(source.inputs, probe.ids, probe.segments)
    return {name: torch.from_numpy(column) for name, column in given.items()}


def _graph_logits(graph: Path, probes: list[Filled]) -> list[NDArray[np.float32]]:
    """The same from an ONNX graph."""
    session = single_threaded_session(graph)
    names = [given.name for given in session.get_inputs()]
    fed = (inputs_of(names, probe.ids, probe.segments) for probe in probes)
    read = [session.run(["start_logits", "end_logits"], inputs) for inputs in fed]
    return [np.concatenate([starts[0], ends[0]]) for starts, ends in read]


def _check(name: str, expected: list[NDArray[np.float32]], graph: Path, probes: list[Filled]) -> None:
    """Raises ReaderError where the graph does not give what the model gives."""
    for own, given in zip(expected, _graph_logits(graph, probes), strict=True):
        apart = float(np.abs(own - given).max() / max(own.std(), 1e-6))
        if not apart <= MOST_APART:
            raise ReaderError(
                f"The reader {name!r} cannot be used: its ONNX graph does not score {len(own) // 2} tokens as the "
                f"model itself does (apart by {apart:.2g} of the spread; {MOST_APART} is allowed)."
            )


def _likeness(expected: list[NDArray[np.float32]], graph: Path, probes: list[Filled]) -> float:
    """The least correlation of a graph's logits with the model's own."""
    pairs = zip(expected, _graph_logits(graph, probes), strict=True)
    return float(np.nan_to_num(min(np.corrcoef(own, given)[0, 1] for own, given in pairs)))
