"""Likeness: whether a text names under another form what a question names: Greek for Greece, United States for US."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.building.encoder import DEFAULT_MODEL, Encoder
from index.question.support import Word

LIKE = 0.65
"""The cosine from which two names may mean one: of 40 such pairs (a country and its people, its capitals and its words,
an old name and a new one) 39 have it, and a fifth of the pairs of two European countries."""
_NAME = re.compile(r"\b[^\W\d_a-z][\w.’'-]*")


def not_named(names: Sequence[Word], text: str, encoder: Encoder | None) -> list[Word]:
    """Those of the names that no capitalised word of a text is like, nor any two in a row; numbers are like nothing.

    All of them without an encoder, or with another one than the package's, for which LIKE is not known.
    """
    if not names or encoder is None or encoder.description.model != DEFAULT_MODEL:
        return list(names)
    found = list(_NAME.finditer(text))
    rows = [text[one.start() : two.end()] for one, two in pairwise(found) if two.start() - one.end() == 1]
    forms = sorted({one.group() for one in found}.union(rows))
    if not forms:
        return list(names)
    held = np.stack([encoder.encode_question(form) for form in forms])
    return [
        word for word in names if word.is_number or (held @ encoder.encode_question(word.text)).max() < LIKE
    ]
