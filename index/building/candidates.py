"""Which articles may be copies of which, by their MinHashes: bands alike, then an estimate of what is shared."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from index.building.catalogue import Signature

ROWS = 2
"""Rows of a band: of pairs that share a tenth of their shingles half are looked at, of those that share a third all."""
NEIGHBOURS = 16
"""In a band that many articles share, each is held against so many on either side, in the order of their ids.

A form letter or a list that everybody prints alike so costs each article a fixed number of comparisons; copies among
them are still tied to one another, from neighbour to neighbour.
"""
SHARED = 0.6
"""The share of the shorter article's shingles that the longer one holds if it is a copy."""
DEVIATIONS = 4.0
"""How far, in standard deviations, an estimate may lie below what makes a copy: one copy in 10,000 is lost."""
AT_ONCE = 100_000
"""Pairs whose signatures are compared in one go."""

_Rows = NDArray[np.int64]


def candidates(signatures: Mapping[str, Signature], fresh: Collection[str]) -> list[tuple[str, str]]:
    """Pairs, of ids in order, of which one is fresh and that may be copies; `signatures` are those of all, by id."""
    ids = sorted(id for id, signature in signatures.items() if signature.shingles)
    is_fresh = np.isin(np.arange(len(ids)), [row for row, id in enumerate(ids) if id in fresh])
    if not is_fresh.any():
        return []
    hashes = np.frombuffer(b"".join(signatures[id].minhash for id in ids), dtype="<u4").reshape(len(ids), -1)
    sizes = np.array([signatures[id].shingles for id in ids], dtype=np.float64)
    likely = np.empty(0, dtype=np.int64)  # a pair of rows as one number: np.unique is many times as fast
    for band in range(0, hashes.shape[1], ROWS):
        found = _sharing(hashes[:, band : band + ROWS], is_fresh)
        parts = (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE))
        kept = [part[_may_be_copies(part, hashes, sizes)] for part in parts]
        likely = np.unique(np.concatenate([likely, *(part @ [len(ids), 1] for part in kept)]))
    return [(ids[pair // len(ids)], ids[pair % len(ids)]) for pair in likely.tolist()]


def _sharing(band: NDArray[np.uint32], is_fresh: NDArray[np.bool_]) -> _Rows:
    """Pairs of rows, shape (n, 2), that hold the same numbers in a band, a fresh one among them."""
    keys = np.ascontiguousarray(band).view("<u8").ravel()
    rows = np.flatnonzero(np.isin(keys, keys[is_fresh]))
    rows = rows[np.argsort(keys[rows], kind="stable")]
    ordered, new = keys[rows], is_fresh[rows]
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for distance in range(1, NEIGHBOURS + 1):
        near, far = slice(None, -distance), slice(distance, None)
        alike = ordered[near] == ordered[far]
        if not alike.any():
            break
        wanted = alike & (new[near] | new[far])
        pairs.append(np.column_stack([rows[near][wanted], rows[far][wanted]]))
    return np.concatenate(pairs)


def _may_be_copies(pairs: _Rows, hashes: NDArray[np.uint32], sizes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Of which pairs the shorter may have SHARED of its shingles in the longer one.

    Of shingles in both, |A ∩ B| = J / (1 + J) * (|A| + |B|), where J is the share of equal numbers in both MinHashes,
    give or take its deviation.
    """
    one, other = sizes[pairs[:, 0]], sizes[pairs[:, 1]]
    least = SHARED * np.minimum(one, other)
    wanted = least / (one + other - least)
    equal = (hashes[pairs[:, 0]] == hashes[pairs[:, 1]]).mean(axis=1)
    deviation = np.sqrt(wanted * (1 - wanted) / hashes.shape[1])
    return np.asarray(equal >= wanted - DEVIATIONS * deviation)
