"""What people type that is no part of a question, and what they leave out: "ok so", "please", "whats"."""

from __future__ import annotations

import re


def plainly(question: str) -> str:
    """A question without the courtesies around it; as it is where they may be part of it, or are all that it is.

    What comes first goes where a mark ends it, or where it is typed as an aside before a word that begins a question:
    "hey what is …", but not "hey jude was written by whom".
    """
    plain = without_thanks(question)
    for form in (_BEFORE_MARK, _BEFORE_QUESTION):
        plain = form.sub("", plain, count=1)
    return plain if re.search(r"\w\W+\w", plain) else question


def without_thanks(question: str) -> str:
    """A question without "please" or ", thanks" at its end."""
    begins = max(0, len(question) - _END)
    plain = question[:begins] + _PLEASE.sub("", question[begins:])
    return plain if re.search(r"\w\W+\w", plain) else question


_ASIDE = (
    r"(?:hi|hello|hey|ok|okay|hm+|um|uh|oh|ah|please|thanks|thank you|and|but|so|well|right|now|great|cool|nice|"
    r"yes|yeah|no|sorry)"
)
_BEFORE_MARK = re.compile(rf"\A(?:{_ASIDE}\s+)*{_ASIDE}\s*(?:[,!:;…–—]+|(?<!no)\.+)\s+(?=\w)", re.IGNORECASE)
_BEFORE_QUESTION = re.compile(
    rf"\A(?:{_ASIDE}\s+)+(?=(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|has|"
    r"have|had|will|would|should|tell|show|find|give)(?:['’]\w+)?\b)",
    re.IGNORECASE,
)
_PLEASE = re.compile(
    r"(?:[\s,]+(?:please|pls|plz|thx|asap)|\s*[,.!–—]+\s*(?:thanks|thank you|cheers))(?=[\s.!?]*\Z)",
    re.IGNORECASE,
)


_END = 60
"""Characters at a question's end in which thanks are looked for: no run of blanks, however long, is searched."""


def is_courtesy(text: str) -> bool:
    """Whether a text is nothing but thanks, a greeting or a word of assent: there is nothing to look for."""
    return _COURTESY.fullmatch(text) is not None


_COURTESY = re.compile(
    rf"\W*(?:(?:{_ASIDE}|thx|ta|cheers|bye|goodbye|wow|lol|haha|really|sure|agreed|indeed|alright|got it|i see|"
    r"good (?:bot|job|answer|morning|evening|night)|never ?mind)\b\W*)+",
    re.IGNORECASE,
)


def with_apostrophes(question: str) -> str:
    """A question with the apostrophes of contractions that are nothing else without them: "whats", "isnt"."""
    return _NO_APOSTROPHE.sub(lambda found: f"{found[1] or found[3]}'{found[2] or found[4]}", question)


_NO_APOSTROPHE = re.compile(
    r"\b(what|who|where|how|when|why|that|there)(s)\b|"
    r"\b((?:is|are|was|were|do|does|did|has|have|had|could|would|should)n)(t)\b",
    re.IGNORECASE,
)
