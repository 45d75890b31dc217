"""The numbers of an item."""

from __future__ import annotations

import re

from training.news_questions_counts import NUMBER
from training.news_questions_text import Span


def every_number(text: str, but: Span | None) -> tuple[Span, ...]:
    """The first numbers of a text but for one of them."""
    found = [m.span() for m in re.finditer(rf"(?<![\w.,-]){NUMBER}(?![\w-])", text)]
    return tuple(s for s in found if not but or s[1] <= but[0] or s[0] >= but[1])[:4]
