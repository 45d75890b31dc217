"""Figures: the numbers, sums, shares, dates, ages and durations that a text states, read as typed values."""

from index.figures.figure import Figure, Moment, Range, Years, agree
from index.figures.read import figures_in

__all__ = ["Figure", "Moment", "Range", "Years", "agree", "figures_in"]
