"""Double spacing: texts that have a blank line below every line, also below those that end within a sentence."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

SINGLE, WITHIN = 0.8, 0.2
"""The least share of the blocks between blank lines that are one line, and of the blank lines that stand within a
sentence, of a text in double spacing."""
FEWEST_WITHIN = 2
FEWEST_WORDS = 7
"""Words of a line whose sentence goes on in the next one, unless it ends with a part of a word: an item of a list has
fewer."""


def single_spaced(text: str) -> str:
    """The text without the blank lines within its sentences, if it is in double spacing; else as it is."""
    pieces = _GAP.split(text)
    blocks = [block.strip() for block in pieces if block.strip()]
    within = [line for line, after in pairwise(blocks) if _goes_on(line, after)]
    lines = sum("\n" not in block for block in blocks)
    if len(within) < max(FEWEST_WITHIN, WITHIN * (len(blocks) - 1)) or lines < SINGLE * len(blocks):
        return text
    full = median(map(len, within))
    kept = pieces[:1]
    for place, (gap, (before, after)) in enumerate(zip(_GAP.findall(text), pairwise(pieces), strict=True)):
        line, below = before.strip(), after.strip()
        is_cut = place and len(line) >= full and not _END.search(line) and not _OWN.match(below)
        kept += ["\n" if is_cut or _goes_on(line, below) else gap, after]
    return "".join(kept)


def _goes_on(line: str, after: str) -> bool:
    """Whether a line's sentence surely goes on in the line after it: in lower case, or in a divided word."""
    if not after[:1].isalpha() or _END.search(line) or _OWN.match(after):
        return False
    if re.search(r"[^\W\d_]-\Z", line):
        return True
    return after[0].islower() and len(line.split()) >= FEWEST_WORDS


_END = re.compile(r"(?:[.!?:;…。]|\[\d+)[\"'”’»)\]\d]*\Z|[\"”’»)\]]\Z|\A\Z")
"""The end of a sentence, of what is said, or of a note."""
_OWN = re.compile(r"\w{1,3}[.)]\s|[^\s:]{1,20}:\s|https?:|www\.|\W")
"""What begins a line of its own: a number or a mark, who speaks, an address."""
_GAP = re.compile(r"\n(?:[^\S\n]*\n)+")
