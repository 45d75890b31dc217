"""What a question asks for: kinds of figures, or nothing that a figure could answer."""

from __future__ import annotations

import re

from index.figures.figure import Kind

OLD: frozenset[Kind] = frozenset({"age", "duration", "count"})
"""What a question for an age is answered with."""
_NUMBERS: tuple[Kind, ...] = ("count", "percentage", "fraction", "money", "measure", "duration", "age")
_WHAT_IS = (
    r"what(?:'s| (?:is|was|are|were|will be|would be|had been|has been)) (?:the |its |their )?(?:\w+ ){0,2}?"
    r"(?:number|total|figure|cost|price|amount|population|size|length|height|depth|width|weight|rate|speed|"
    r"distance|percentage|share|proportion|budget|fee|fine|salary|value|attendance|turnout|capacity|debt)"
    # A noun after it is what is asked for: "the price war", "the capacity crowd".
    r"(?=\s*(?:\W*\Z|[,;?]|(?:of|in|on|at|for|from|to|by|between|during|per|after|before|since|when|now|today|and|like|"
    r"was|is|did|does|has|had)\b))"
)
_FORMS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (
        r"(?:what|which) (?:percentage|per cent|percent|proportion|share|fraction|%)",
        ("percentage", "fraction"),
    ),
    (r"how many (?:years|months|weeks|days|hours|minutes|seconds|decades)", ("duration", "count", "age")),
    (r"how many", _NUMBERS),
    (r"how much (?:money|cash)", ("money",)),
    (r"how much", ("money", "percentage", "count", "measure", "fraction")),
    (r"how (?:old|young)|(?:what|at which) age", tuple(OLD)),
    (r"how (?:long|quickly|soon)", ("duration", "measure")),
    (r"how (?:far|tall|high|deep|wide|heavy|fast|big|large|thick)", ("measure", "count", "duration", "age")),
    (r"how often", ("count", "duration")),
    (r"when|(?:what|which) (?:year|date|day|month|decade|season)", ("date", "years")),
    (_WHAT_IS, _NUMBERS),
    (r"what (?:did|does|do|will|would) .{1,60}? (?:cost|weigh|measure)(?=\W*\Z| (?:in|to|at)\b)", _NUMBERS),
)
_ASKED = tuple((re.compile(rf"\b(?:{form})\b", re.IGNORECASE), frozenset(kinds)) for form, kinds in _FORMS)


def asked_kinds(question: str) -> frozenset[Kind]:
    """The kinds of figures that answer a question; none where it asks for something else."""
    plain = question.replace("’", "'")
    return next((kinds for form, kinds in _ASKED if form.search(plain)), frozenset())
