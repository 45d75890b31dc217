"""What `pullquote calibrate` learned of an operator's own reader: how its margins compare with the packaged one's."""

from __future__ import annotations

import json
from pathlib import Path

from index.judging.confidence import CALIBRATION, model_mark
from index.reading.own.scale import UNSCALED, MarginScale

MARGINS = "margins"
"""The key of the scale in a data folder's calibration."""


def is_calibrated(data: Path, reader: str) -> bool:
    """Whether a data folder has a calibration for this reader's mark; the packaged one needs none."""
    return not reader or _stored_scale(data, reader) is not None


def scale_of(data: Path, reader: str) -> MarginScale:
    """The scale of this reader's margins as it was calibrated for a data folder; as they are until then."""
    return (_stored_scale(data, reader) if reader else None) or UNSCALED


def _stored_scale(data: Path, reader: str) -> MarginScale | None:
    try:
        stored = json.loads((data / CALIBRATION).read_text(encoding="utf-8"))
        if stored["model"] != model_mark(reader):
            return None
        slope, shift = stored[MARGINS]
        return MarginScale(float(slope), float(shift))
    except (OSError, ValueError, TypeError, KeyError):
        return None
