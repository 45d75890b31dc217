"""Copies: articles that are one wire story, cut, lengthened or under other headlines.

Candidates are found by MinHash over runs of words, as in Broder (1997); each is then held against the text itself,
once. Everything follows from the texts and dates of the articles at hand, so that an index that grew equals one built
anew; but where more than `candidates.NEIGHBOURS` articles are alike, the one that grew may know of more copies.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from index.building.candidates import SHARED, candidates
from index.building.catalogue import NOT_COMPARED, Catalogue, Copies, Signature
from index.figures.numbers import NUMBER_WORDS

RUN = 5
"""Words of a shingle."""
PERMUTATIONS, SEED = 128, 1
FEWEST = 20
"""Shingles. Of shorter texts nothing can be said."""
CONTRADICTIONS = 3
"""Shingles that differ in a number only: so many make a new report in old words, not a copy."""
KEPT_AT_HAND = 512
"""Articles whose shingles are kept while pairs are judged."""


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


def signature(text: str) -> Signature:
    """The text's MinHash: PERMUTATIONS numbers of 32 bits; empty where the text is too short to be compared."""
    from rensa import RMinHash  # asking never needs it

    runs = shingles_of(text).runs
    if len(runs) < FEWEST:
        return NOT_COMPARED
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(sorted(runs))
    return Signature(np.array(minhash.digest(), dtype="<u4").tobytes(), len(runs))


def mark_copies(catalogue: Catalogue, fresh: Collection[str]) -> None:
    """Find the copies among the catalogue's articles, of which `fresh` were added since that was last done.

    A pair is judged once, when the later of its articles comes in.
    """

    @functools.lru_cache(KEPT_AT_HAND)
    def shingles(id: str) -> Shingles:
        article = catalogue.article(id)
        return shingles_of(article.text if article else "")

    pairs = candidates(catalogue.signatures(), fresh)
    catalogue.add_pairs((one, other) for one, other in pairs if are_copies(shingles(one), shingles(other)))
    now, before = _originals(catalogue), catalogue.copies().originals
    for article in before.keys() - now.keys():
        catalogue.set_copy(article, None)
    for copy, original in sorted(now.items()):
        if before.get(copy) != original or original in fresh:
            catalogue.set_copy(copy, original, _repeated(catalogue, copy, original))


def copies_shown(catalogue: Catalogue) -> Copies:
    """The copies among the articles that a limited catalogue shows, as if there were no others: not even to tie two."""
    known, originals = catalogue.copies(), _originals(catalogue)
    same = [copy for copy, original in originals.items() if known.originals.get(copy) == original]
    return Copies(originals, known.repeated.intersection(catalogue.passages_of(same)))


def _originals(catalogue: Catalogue) -> dict[str, str]:
    """For each copy the article that stands for its story: the earliest, or of those without a date the first by id."""
    pairs = catalogue.pairs()
    dates = {source.article: source.date for source in catalogue.sources()} if pairs else {}
    return {
        copy: original
        for cluster in _clusters(pairs)
        for original in [min(cluster, key=lambda id: (dates[id] is None, dates[id] or "", id))]
        for copy in cluster - {original}
    }


def are_copies(one: Shingles, other: Shingles) -> bool:
    """Whether one text is a copy of the other: most of the shorter is in the longer, with the same figures."""
    shorter, longer = sorted((one, other), key=lambda shingles: len(shingles.runs))
    if len(shorter.runs) < FEWEST or len(shorter.runs & longer.runs) < SHARED * len(shorter.runs):
        return False
    held = set(longer.blotted.values())
    contradicting = [
        run for run, blotted in shorter.blotted.items() if run not in longer.runs and blotted in held
    ]
    return len(contradicting) < CONTRADICTIONS


def _clusters(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Articles that are tied to one another by pairs."""
    tied: dict[str, set[str]] = {}
    for one, other in pairs:
        smaller, larger = sorted((tied.get(one, {one}), tied.get(other, {other})), key=len)
        if smaller is not larger:
            larger |= smaller
            tied.update(dict.fromkeys(smaller, larger))
        tied[one] = tied[other] = larger
    return list({id(cluster): cluster for cluster in tied.values()}.values())


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
