"""How sure to be: the probability from which to answer, by strictness, as the package or the operator has it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from index.judging.model import FILE, Weights

Strictness = Literal["strict", "normal", "lenient"]
STRICTNESSES: tuple[Strictness, ...] = ("strict", "normal", "lenient")
CALIBRATION = "calibration.json"
"""In a data folder, the thresholds that `pullquote calibrate` chose on the operator's own questions."""


def model_mark(reader: str = "") -> str:
    """Names the model that comes with the package: thresholds chosen with another one mean nothing with this.

    `reader` is the mark of an operator's own reader: nor do thresholds chosen with another reader.
    """
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12] + (f"+{reader}" if reader else "")


def thresholds(data: Path, weights: Weights, reader: str = "") -> dict[str, float]:
    """The confidence from which to answer, by strictness: as calibrated for a data folder, else the package's.

    A calibration made with another model or reader is passed over. Stricter never asks for less confidence.
    """
    chosen = weights.thresholds | _calibrated(data, reader)
    return {
        "strict": max(chosen["strict"], chosen["normal"]),
        "normal": chosen["normal"],
        "lenient": min(chosen["lenient"], chosen["normal"]),
    }


def _calibrated(data: Path, reader: str) -> dict[str, float]:
    try:
        stored = json.loads((data / CALIBRATION).read_text(encoding="utf-8"))
        if stored["model"] != model_mark(reader):
            return {}
        return {name: float(stored[name]) for name in STRICTNESSES if stored[name] is not None}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
