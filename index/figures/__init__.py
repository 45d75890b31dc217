"""Figures: the numbers, sums, shares, dates, ages and durations that a text states, read as typed values."""

from index.figures.figure import Figure, Moment, Range, Years, agree, differ, rounds_to
from index.figures.read import figures_in

__all__ = ["Figure", "Moment", "Range", "Years", "agree", "differ", "figures_in", "rounds_to"]
