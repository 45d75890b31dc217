"""Likeness: whether a text has another form of a name that a question has: Greek of Greece, United States of US."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from index.building.encoder import DEFAULT_MODEL, Encoder
from index.question.support import Word

LIKE = 0.64
"""The cosine from which two names that begin alike may mean one: 33 such pairs (a country and its people, its capitals
and its words) have 0.645 to 1."""
_NAME = re.compile(r"\b[^\W\d_a-z][\w.’'-]*")


def not_named(names: Sequence[Word], text: str, encoder: Encoder | None) -> list[Word]:
    """Those of the names that no capitalised word of a text, nor two in a row, begins like and is like.

    All of them without an encoder, or with another one than the package's, for which LIKE is not known.
    """
    if not names or encoder is None or encoder.description.model != DEFAULT_MODEL:
        return list(names)
    found = list(_NAME.finditer(text))
    rows = [text[one.start() : two.end()] for one, two in pairwise(found) if two.start() - one.end() == 1]
    forms = {one.group().rstrip(".’'-") for one in found}.union(row.rstrip(".’'-") for row in rows)

    def is_named(word: Word) -> bool:
        alike = [form for form in forms if form[0].lower() == word.text[0].lower()]
        if word.is_number or not alike:
            return False
        vectors = np.stack([encoder.encode_question(form) for form in alike])
        return float((vectors @ encoder.encode_question(word.text)).max()) >= LIKE

    return [word for word in names if not is_named(word)]
