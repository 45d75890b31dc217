"""Readers of an operator's own: how they are made, opened, fed, and put on the packaged reader's scale."""
