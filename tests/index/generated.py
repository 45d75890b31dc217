"""Generated news: texts made of what trips up splitters and offsets, and questions about them."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = (
    "Mr. Smith of St. Ives met Dr. Lee at 10 a.m. on Jan. 5.",
    "The firm lost £1.5m; its rival made $2.3bn!",
    "“Nobody saw it,” police said.",
    "“It was dark.",
    '"Who was there?" she asked.',
    "Police did not name the man, 22, who was arrested in Leeds.",
    "The bridge opened in 1981…",
    "Is it so?",
    "Él está aquí. Ça va.",
    "你好。世界很大！",
    "😀👩‍👩‍👧",
    "e\u0301galite\u0301",
    "\u200b",
    "\ufeff",
    "a\u00a0b\u2003c",
    "\x0b\x0c\x1c\x85\u2028",
    "(No. 10)",
    "- item",
    "word " * 150,
    "x" * 5_000,
    "\ufffd",
)
_GAPS = (" ", "  ", "\n", "\n\n", "\n \t\n", "", "\t", "\n\n\n")

texts = st.lists(st.tuples(st.sampled_from(_PIECES) | st.text(max_size=20), st.sampled_from(_GAPS))).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
"""Any text that a file can hold once it is decoded, often one that looks like news."""

articles = st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(_GAPS)), min_size=1, max_size=25).map(
    lambda parts: "News. " + "".join(piece + gap for piece, gap in parts)
)
"""Texts that are articles: there is a word in each."""

questions = st.sampled_from(
    (
        "who was arrested?",
        "how much did the firm lose?",
        "when did the bridge open?",
        "who is Mr. Smith?",
        "what happened in Leeds?",
        "word word word",
        "你好",
        "Ça va?",
        "the of and",
        "x" * 300,
        "Wer wurde verhaftet? 😀",
    )
)
