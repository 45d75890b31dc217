"""Figures: the numbers and dates that a text states, read as values."""
