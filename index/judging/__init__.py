"""Signals -> one probability, one order, one decision, its reasons."""
