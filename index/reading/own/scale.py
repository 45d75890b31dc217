"""Margins of another reader, on the scale of the packaged one, for which the confidence was fitted."""

from __future__ import annotations

from typing import NamedTuple


class MarginScale(NamedTuple):
    """A straight line: logits times `slope`, plus `shift`. It rises, so that no order among spans changes."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, margin: float) -> float:
        """A reader's own margin, as the packaged reader would give it."""
        return self.slope * margin + self.shift


UNSCALED = MarginScale()
