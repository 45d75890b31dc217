"""Double spacing: texts that have a blank line below every line, also below those that end within a sentence."""

from __future__ import annotations

import re
from itertools import pairwise

SINGLE, WITHIN = 0.8, 0.2
"""The least share of the blocks between blank lines that are one line, and of the blank lines that stand within a
sentence, of a text in double spacing."""
FEWEST_WITHIN = 2
FEWEST_WORDS = 7
"""Words of such a line on the average; the items of a list have fewer."""
WIDE = 0.8
"""The share of the widest line from which a line is full, so that its sentence may go on in a capital."""


def single_spaced(text: str) -> str:
    """The text without the blank lines within its sentences, if it is in double spacing; else as it is."""
    blocks = [block.strip() for block in _GAP.split(text) if block.strip()]
    within = sum(_goes_on(line, after) for line, after in pairwise(blocks))
    lines = [block for block in blocks if "\n" not in block]
    if (
        within < max(FEWEST_WITHIN, WITHIN * (len(blocks) - 1))
        or len(lines) < SINGLE * len(blocks)
        or sum(len(line.split()) for line in lines) < FEWEST_WORDS * len(lines)
    ):
        return text
    width = WIDE * max(map(len, lines))
    pieces = _GAP.split(text)
    kept = [pieces[0]]
    for gap, (line, after) in zip(_GAP.findall(text), pairwise(pieces), strict=True):
        full = len(line.strip()) >= width and line.strip()[-1] not in _ENDS
        kept += ["\n" if full or _goes_on(line.strip(), after.strip()) else gap, after]
    return "".join(kept)


def _goes_on(line: str, after: str) -> bool:
    """Whether a line's sentence surely goes on in the line after it: in lower case, or in a divided word."""
    if not line or line[-1] in _ENDS:
        return False
    return after[:1].islower() or (line[-1] == "-" and line[-2:-1].isalpha() and after[:1].isalpha())


_ENDS = '.!?:;”"'
_GAP = re.compile(r"\n(?:[^\S\n]*\n)+")
