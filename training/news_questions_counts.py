"""Numbers of people in a state: killed, hurt, missing, arrested …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from training.news_questions_text import Span, sentences

_WORDS = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven"
    r"|eight|nine))?"
    r"|(?:tens|hundreds|thousands|dozens) of thousands|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|a dozen|two dozen|dozens|scores|several|hundreds|thousands|(?:a|one|two|several) hundred)"
)
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?(?: million| billion)?|{_WORDS})"
QUANTITY = (
    r"(?<![\w.,-])(?i:(?:(?:at least|more than|over|about|around|up to|nearly|almost|an estimated"
    r"|approximately|some|as many as"
    rf"|no fewer than|an additional|another|fewer than|less than) )*{NUMBER})(?: more| further)?(?![\w-]|[.,]\d|%)"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people in a state; whether it counts a part, or everything up to now."""

    span: Span
    state: str
    noun: str
    part: bool
    total: bool
    sentence: int


_STATES = {
    "killed": r"killed|dead|die|died|dies|drown|drowned|perish|perished|lose their lives|shot dead"
    r"|beheaded|deaths|fatalities",
    "injured": r"injured|wounded|hurt|hospitali[sz]ed|injuries",
    "missing": r"missing|unaccounted for",
    "arrested": r"arrested|detained|taken into custody|arrests",
    "displaced": r"displaced|homeless",
    "rescued": r"rescued",
    "evacuated": r"evacuated",
    "infected": r"infected",
    "kidnapped": r"kidnapped|abducted|taken hostage|captured",
    "trapped": r"trapped",
}
_LEFT = {
    "killed": r"kill(?:s|ed|ing)?|claim(?:s|ed|ing) the lives of|claim(?:s|ed|ing)",
    "injured": r"injur(?:es?|ed|ing)|wound(?:s|ed|ing)?",
    "arrested": r"arrest(?:s|ed|ing)?|detain(?:s|ed|ing)?",
    "displaced": r"displac(?:es?|ed|ing)",
    "rescued": r"rescu(?:es?|ed|ing)",
    "evacuated": r"evacuat(?:es?|ed|ing)",
    "infected": r"infect(?:s|ed|ing)?",
    "kidnapped": r"(?:kidnap(?:s|ped|ping)?|abduct(?:s|ed|ing)?)",
    "trapped": r"trap(?:s|ped|ping)?",
}
_NOUN = (
    r"(?P<noun>(?: (?!(?:and|are|were|was|is|have|has|in|on|at|as|from|by|or|to|with|after|when"
    r"|others?)\b)[A-Za-z’'-]+){0,4}?)"
)
_AFTER = re.compile(
    rf"(?P<n>{QUANTITY})(?: of (?:the|its|their))?{_NOUN}(?P<more> others?)?(?: (?:in|from|on|at"
    rf"|of) (?:the )?[A-Z][\w’'-]+"
    r"(?: [A-Z][\w’'-]+)?)?(?:,? (?:including|among them|mostly|most of them) [^,.;]{3,60},)?"
    r"(?: (?:are|were|have been|is|was|has been|being))?(?: (?:also|reported|confirmed|reportedly|severely|seriously|"
    rf"critically|left|shot|found|still|reported to have|to have been))* (?P<state>{'|'.join(_STATES.values())})\b"
)
_BEFORE = re.compile(
    rf"\b(?P<state>{'|'.join(_LEFT.values())})(?: (?:and|or) (?:injur"
    rf"|wound)\w+)? (?P<n>{QUANTITY})(?: of (?:the|its|their))?"
    r"(?P<noun>(?: (?!(?:and|in|on|at|as|from|by|or|to|with|after|when|others?|near|during|while"
    r"|who)\b)[A-Za-z’'-]+){0,4})"
    r"(?P<more> others?)?"
)
_TOLL = re.compile(
    rf"death toll[^.;]{{0,70}}? (?:to|at|is|reaches|reached|of|exceeds|passes|surpasses|rises to"
    rf"|stands at) (?P<n>{QUANTITY})"
)
DOUBT = re.compile(
    r"\b(?:feared|fear|believed|may have|could|might|no one|nobody|none|without|not|no casualties"
    r"|killed or|dead or|or wounded|or injured)\b",
    re.IGNORECASE,
)
_PART_LEFT = re.compile(
    r"(?:including|among them|of whom|of them|of which|together with|most of them|mostly)(?: at least)? ?$",
    re.IGNORECASE,
)
_PART_RIGHT = re.compile(r"(?: \w+)? (?:of them|of whom|of those|of the (?:dead|victims|injured))\b")
_SO_FAR = re.compile(
    r"\b(?:total|toll|so far|since|this year|bring(?:s|ing)|cumulative|overall|altogether|nationwide|past)\b"
)


def figures_in(text: str) -> list[Figure]:
    """Every number of people in a state that the item tells, by place in the text."""
    found: dict[Span, Figure] = {}
    for k, span in enumerate(sentences(text)):
        said = text[slice(*span)]
        for pattern in (_TOLL, _BEFORE, _AFTER):
            for match in pattern.finditer(said):
                where = (span[0] + match.start("n"), span[0] + match.end("n"))
                state = "killed" if pattern is _TOLL else _state(match.group("state"))
                noun = "" if pattern is _TOLL else match.group("noun").strip()
                left = said[: match.start("n")]
                part = bool(_PART_LEFT.search(left[-24:]) or _PART_RIGHT.match(said[match.end("n") :]))
                total = pattern is _TOLL or bool(_SO_FAR.search(said))
                if not any(where[0] < e and s < where[1] for s, e in found):
                    found[where] = Figure(where, state, noun, part, total, k)
    return [found[key] for key in sorted(found)]


_PART = re.compile(
    rf"\b(?:including|among them|of whom) (?:at least )?(?P<n>{QUANTITY})"
    r"(?P<noun>(?: [a-z-]+){0,2} (?:children|women|civilians|soldiers|officers|policemen|foreigners"
    r"|students|tourists|workers"
    r"|militants|journalists|members|police|insurgents|guards|firefighters|girls|boys|teenagers|infants|Americans))"
)


def parts(text: str, first: Figure) -> list[Figure]:
    """Those of the first figure that are counted apart: "including 12 children"."""
    end = next((e for s, e in sentences(text) if s <= first.span[0] < e), len(text))
    return [
        Figure(
            m.span("n"),
            first.state,
            m.group("noun").strip(),
            part=True,
            total=first.total,
            sentence=first.sentence,
        )
        for m in _PART.finditer(text, first.span[1], end)
    ]


def _state(word: str) -> str:
    for forms in (_STATES, _LEFT):
        for state, pattern in forms.items():
            if re.fullmatch(pattern, word):
                return state
    raise ValueError(word)
