"""Candidates for copies: which pairs are looked at, and that their number follows the number of what is new."""

from __future__ import annotations

import random
from itertools import combinations

from index.building.candidates import NEIGHBOURS, candidates
from index.building.catalogue import Signature
from index.building.copies import are_copies, shingles_of, signature

CHANCE = random.Random(11)
WORDS = [f"{first}{last}" for first in "abcdefghijkl" for last in ("an", "ex", "io", "ut", "orn")]


def paragraph() -> str:
    return " ".join(CHANCE.choices(WORDS, k=40)) + "."


def test_every_pair_that_is_a_copy_is_a_candidate() -> None:
    texts: dict[str, str] = {}
    for story in range(12):
        parts = [paragraph() for _ in range(8)]
        texts[f"{story}-whole"] = " ".join(parts)
        texts[f"{story}-cut"] = " ".join(parts[:4])
        texts[f"{story}-longer"] = " ".join([*parts, paragraph(), paragraph()])
    signatures = {id: signature(text) for id, text in texts.items()}
    shingles = {id: shingles_of(text) for id, text in texts.items()}
    copies = {
        (one, other)
        for one, other in combinations(sorted(texts), 2)
        if are_copies(shingles[one], shingles[other])
    }
    assert len(copies) == 36
    found = candidates(signatures, texts.keys())
    assert copies <= set(found)
    assert len(found) < 2 * len(copies)  # of the 630 pairs there are


def test_only_pairs_with_something_new_are_looked_at() -> None:
    parts = [paragraph() for _ in range(8)]
    texts = {name: " ".join(parts[:length]) for name, length in (("a", 8), ("b", 7), ("c", 6), ("d", 5))}
    signatures = {id: signature(text) for id, text in texts.items()}
    assert candidates(signatures, {"c"}) == [("a", "c"), ("b", "c"), ("c", "d")]
    assert candidates(signatures, set()) == []
    assert candidates({"a": Signature(), "b": Signature()}, {"a", "b"}) == []


def test_where_all_are_alike_each_is_held_against_its_neighbours_alone() -> None:
    same = signature(" ".join(paragraph() for _ in range(8)))
    signatures = {f"{number:04}": same for number in range(500)}
    pairs = candidates(signatures, signatures.keys())
    assert len(pairs) == 500 * NEIGHBOURS - NEIGHBOURS * (NEIGHBOURS + 1) // 2
    assert len(candidates(signatures, {"0250"})) == 2 * NEIGHBOURS


def test_what_shares_a_form_alone_is_not_looked_at() -> None:
    form = [paragraph() for _ in range(3)]
    texts = [" ".join([*form, *(paragraph() for _ in range(7))]) for _ in range(40)]
    signatures = {f"{number:02}": signature(text) for number, text in enumerate(texts)}
    assert len(candidates(signatures, signatures.keys())) < 40
