"""How sure to be: the probability from which to answer, as the package has it or `pullquote calibrate` chose it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal, NamedTuple

from index.judging.model import FILE, Weights
from index.reading.own.scale import MarginScale

Strictness = Literal["strict", "normal", "lenient"]
STRICTNESSES: tuple[Strictness, ...] = ("strict", "normal", "lenient")
CALIBRATION = "calibration.json"
"""In a data folder, what `pullquote calibrate` learned from the operator's own questions."""
MARGINS = "margins"
"""Its key of the scale of margins, where an operator's own reader read them."""


class StoredCalibration(NamedTuple):
    """What a calibration says that holds for a reader; nothing where there is none.

    `thresholds` are by strictness, without those that it leaves to the package. `scale` puts the margins of an
    operator's own reader on the packaged one's scale.
    """

    thresholds: dict[str, float]
    scale: MarginScale | None = None


def read_calibration(data: Path, reader: str = "") -> StoredCalibration:
    """The calibration in a data folder for the reader with this mark; the packaged one's is empty.

    One made with another model or reader, or one that cannot be read, is passed over.
    """
    try:
        stored = json.loads((data / CALIBRATION).read_text(encoding="utf-8"))
        if stored["model"] != model_mark(reader):
            return StoredCalibration({})
        chosen = {str(name): float(stored[name]) for name in STRICTNESSES if stored[name] is not None}
        if stored.get(MARGINS) is None:
            return StoredCalibration(chosen)
        slope, shift = stored[MARGINS]
        return StoredCalibration(chosen, MarginScale(float(slope), float(shift)))
    except (OSError, ValueError, TypeError, KeyError):
        return StoredCalibration({})


def model_mark(reader: str = "") -> str:
    """Names the model that comes with the package: thresholds chosen with another one mean nothing with this.

    `reader` is the mark of an operator's own reader: nor do thresholds chosen with another reader.
    """
    return hashlib.sha256(FILE.read_bytes()).hexdigest()[:12] + (f"+{reader}" if reader else "")


def thresholds(calibration: StoredCalibration, weights: Weights) -> dict[str, float]:
    """The confidence from which to answer, by strictness: as calibrated, else the package's.

    Stricter never asks for less confidence.
    """
    chosen = weights.thresholds | calibration.thresholds
    return {
        "strict": max(chosen["strict"], chosen["normal"]),
        "normal": chosen["normal"],
        "lenient": min(chosen["lenient"], chosen["normal"]),
    }
