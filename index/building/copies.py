"""Copies: articles that are one wire story, cut, lengthened or under other headlines.

Candidates are found by MinHash over runs of words, as in Broder (1997); each is then held against the text itself.
Everything follows from the texts and dates of the articles at hand, so that an index that grew equals one built anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np

from index.building.catalogue import Catalogue, Copies
from index.figures.numbers import NUMBER_WORDS

RUN = 5
"""Words of a shingle."""
PERMUTATIONS, ROWS, SEED = 128, 2, 1
"""With two rows a band, of pairs that share a tenth of their shingles half are compared, of those with a third all."""
SHARED = 0.6
"""The share of the shorter article's shingles that the longer one holds if it is a copy."""
FEWEST = 20
"""Shingles. Of shorter texts nothing can be said."""
CONTRADICTIONS = 3
"""Shingles that differ in a number only: so many make a new report in old words, not a copy."""


class Shingles(NamedTuple):
    """A text's runs of words, and for those that hold one number the same with the number blotted out."""

    runs: frozenset[str]
    blotted: Mapping[str, str]


def shingles_of(text: str) -> Shingles:
    """The shingles of a text, in lower case and without punctuation."""
    words = _WORD.findall(text.casefold())
    runs: set[str] = set()
    blotted: dict[str, str] = {}
    for start in range(len(words) - RUN + 1):
        run = words[start : start + RUN]
        joined = " ".join(run)
        runs.add(joined)
        numbers = [word for word in run if word[0].isdigit() or word in NUMBER_WORDS]
        if len(numbers) == 1:
            blotted[joined] = joined.replace(numbers[0], "#", 1)
    return Shingles(frozenset(runs), blotted)


_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")


def signature(text: str) -> bytes:
    """The text's MinHash: PERMUTATIONS numbers of 32 bits; empty where the text is too short to be compared."""
    from rensa import RMinHash  # asking never needs it

    runs = shingles_of(text).runs
    if len(runs) < FEWEST:
        return b""
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(sorted(runs))
    return np.array(minhash.digest(), dtype="<u4").tobytes()


def mark_copies(catalogue: Catalogue) -> None:
    """Find the copies among the catalogue's articles and write them into it, in place of those found before."""
    pairs = [
        pair for pair in sorted(_candidates(catalogue.signatures())) if are_copies(*_texts(catalogue, pair))
    ]
    dates = {source.article: source.date for source in catalogue.sources()} if pairs else {}
    originals = {
        copy: original
        for cluster in _clusters(pairs)
        for original in [min(cluster, key=lambda id: (dates[id] is None, dates[id] or "", id))]
        for copy in cluster - {original}
    }
    repeated = [
        passage for copy, original in originals.items() for passage in _repeated(catalogue, copy, original)
    ]
    catalogue.set_copies(Copies(originals, frozenset(repeated)))


def _candidates(signatures: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Pairs whose signatures share a band."""
    shared: set[tuple[str, str]] = set()
    width = 4 * ROWS
    for band in range(0, 4 * PERMUTATIONS, width):
        alike: dict[bytes, list[str]] = defaultdict(list)
        for article, digest in signatures.items():
            if digest:
                alike[digest[band : band + width]].append(article)
        for articles in alike.values():
            shared.update(combinations(sorted(articles), 2))
    return shared


def _texts(catalogue: Catalogue, pair: tuple[str, str]) -> tuple[str, str]:
    one, other = (catalogue.article(id) for id in pair)
    return (one.text if one else ""), (other.text if other else "")


def are_copies(one: str, other: str) -> bool:
    """Whether one text is a copy of the other: most of the shorter is in the longer, with the same figures."""
    shorter, longer = sorted(map(shingles_of, (one, other)), key=lambda shingles: len(shingles.runs))
    if len(shorter.runs) < FEWEST or len(shorter.runs & longer.runs) < SHARED * len(shorter.runs):
        return False
    held = set(longer.blotted.values())
    contradicting = [
        run for run, blotted in shorter.blotted.items() if run not in longer.runs and blotted in held
    ]
    return len(contradicting) < CONTRADICTIONS


def _clusters(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Articles that are tied to one another by pairs."""
    clusters: list[set[str]] = []
    for pair in pairs:
        touched = [cluster for cluster in clusters if not cluster.isdisjoint(pair)]
        clusters = [cluster for cluster in clusters if cluster not in touched]
        clusters.append(set(pair).union(*touched))
    return clusters


def _repeated(catalogue: Catalogue, copy: str, original: str) -> Iterator[int]:
    """The copy's passages in which no sentence is new."""
    known = set(_sentences(catalogue, original).values())
    of_copy = _sentences(catalogue, copy)
    for passage in catalogue.passages(catalogue.passages_of([copy])):
        within = [text for start, text in of_copy.items() if passage.start <= start < passage.end]
        if known.issuperset(within):
            yield passage.id


def _sentences(catalogue: Catalogue, id: str) -> dict[int, str]:
    """An article's sentences by where they start, in single spaces."""
    article = catalogue.article(id)
    text = article.text if article else ""
    return {
        sentence.start: " ".join(text[sentence.start : sentence.end].split())
        for sentence in catalogue.sentences(id)
    }
