"""What was measured about confidence, as pictures. Needs matplotlib, which comes with the extra `plot`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PullquoteError
from index.evaluation.calibrate import ALLOWED
from index.evaluation.evaluate import Evaluation, marks_of
from index.evaluation.metrics import risk_coverage

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class PicturesUnavailable(PullquoteError):
    """Pictures cannot be drawn or written."""


def require_matplotlib() -> None:
    """Raise PicturesUnavailable where matplotlib is not installed: before anything is asked, not after."""
    if find_spec("matplotlib") is None:
        raise PicturesUnavailable('--plot needs matplotlib. Run `pip install "pullquote[plot]"` to add it.')


def draw_pictures(evaluation: Evaluation, folder: Path) -> Iterator[Path]:
    """Write both pictures into a folder, making it if need be; each file once it is written.

    Raises PicturesUnavailable where the folder cannot be written.
    """
    pictures = {"risk-coverage.png": _risk_coverage(evaluation), "reliability.png": _reliability(evaluation)}
    for name, figure in pictures.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            figure.savefig(folder / name, dpi=150)
        except OSError as error:
            raise PicturesUnavailable(f"{folder / name} cannot be written: {error.strerror}.") from error
        yield folder / name


def _risk_coverage(evaluation: Evaluation) -> Figure:
    """Risk and its bound against coverage, the allowed shares as lines, the threshold in use as a point."""
    from matplotlib.figure import Figure

    marks = marks_of(evaluation.outcomes)
    count, judged = evaluation.judged, marks.judged
    shares = [place / count for place in range(1, count + 1)]
    rows = risk_coverage(marks.confidence[judged], marks.first_right[judged], shares)
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    coverage = [100 * row.coverage for row in rows]
    axes.plot(coverage, [100 * row.risk for row in rows], label="wrong, of the answers given")
    axes.plot(coverage, [100 * row.bound for row in rows], ":", color="C0", label="95 % upper bound")
    for name, allowed in ALLOWED.items():
        axes.axhline(100 * allowed, color="0.7", linewidth=0.8)
        axes.text(100, 100 * allowed, f"{name} ", ha="right", va="bottom", color="0.4", fontsize="small")
    if evaluation.in_use is not None:
        at = (100 * evaluation.in_use.coverage, 100 * evaluation.in_use.risk)
        axes.plot(
            *at, "o", color="C3", clip_on=False, label=f"in use: answering from {evaluation.threshold:.2f}"
        )
    axes.set(xlim=(0, 100), xlabel="questions answered (%)", ylabel="wrong (%)", title="Risk and coverage")
    axes.set_ylim(0, max([25, *(100 * row.risk for row in rows)]) * 1.1)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize="small")
    return figure


def _reliability(evaluation: Evaluation) -> Figure:
    """The share right against the mean confidence, a point a bin, and how many questions each bin has."""
    from matplotlib.figure import Figure

    bins = evaluation.reliability
    figure = Figure(figsize=(5.5, 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    upper.plot([0, 1], [0, 1], color="0.7", linewidth=0.8, label="as it should be")
    below = [row.right - row.right_low for row in bins]
    above = [row.right_high - row.right for row in bins]
    means, right = [row.confidence for row in bins], [row.right for row in bins]
    interval = {"yerr": [below, above], "fmt": "o", "capsize": 3, "clip_on": False}
    upper.errorbar(means, right, **interval, label="measured, with 95 % intervals")
    error = evaluation.figures.calibration_error.value or 0.0
    upper.set(ylim=(0, 1), ylabel="share right", title=f"Reliability: expected calibration error {error:.3f}")
    figure.legend(loc="outside lower center", ncols=2, frameon=False)
    lower.bar(
        [row.low for row in bins], [row.questions for row in bins], width=0.1, align="edge", edgecolor="w"
    )
    lower.set(xlim=(0, 1), xlabel="confidence", ylabel="questions")
    return figure
