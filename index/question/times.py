"""What a question asks of time: the newest there is, a time in so many words, or one told from no known day."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from index.articles.dates import Days, days_of
from index.figures.dates import dates_in
from index.figures.value import Moment, Years
from index.question.expressions import MONTHS, RELATIVE, days_of_value

Way = Literal["in", "since", "before", "after"]
_WAYS: dict[str, Way] = {"since": "since", "after": "after"}
_WAYS |= dict.fromkeys(("before", "until", "till", "prior to", "up to"), "before")
_BOUND = re.compile(
    rf"\b(?P<way>{'|'.join(_WAYS)})\s+"
    r"(?P<event>(?:the|an?|its|his|her|their)\s+(?:[\w'’-]+\s+){0,5}?)?(?:early[ -]|late[ -]|mid-?)?$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(
    r"\b(?:in|during|throughout|of|for|on|by|from)\s+(?:the\s+(?:(?:year|month)(?:\s+of)?\s+)?)?$",
    re.IGNORECASE,
)
NEWEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|(?:right )?now(?! that\b)|currently|nowadays|these days|"
    r"at (?:the moment|present)|(?:(?<=the )|(?<=its )|(?<=their )|(?<=his )|(?<=her ))current)\b",
    re.IGNORECASE,
)
"""Words that ask for the newest there is."""
IN_FIGURES = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")
""" "27/07/2013"."""


class Wanted(NamedTuple):
    """A time that a question names: `words` with what leads up to it, "since March 2023".

    `named` are the words of the date itself. `event` says that something of that date is meant ("before the
    election of 2019"), so that its own days are left in. `guessed` says that its year was taken from the newest
    article.
    """

    words: str
    named: str
    way: Way
    days: Days
    event: bool = False
    guessed: bool = False

    def holds(self, days: Days) -> bool:
        """Whether a time fits what is wanted."""
        if self.way == "in":
            return self.days.meets(days)
        if self.way == "since" or (self.way == "after" and self.event):
            return days.after > self.days.first
        if self.way == "after":
            return days.after > self.days.after
        return days.first < (self.days.after if self.event else self.days.first)

    @property
    def parts(self) -> frozenset[str]:
        """The figures and months of its date, in lower case."""
        return frozenset(re.findall(r"\w+", self.named.lower()))


class Time(NamedTuple):
    """What a question asks of time. `newest` and `relative` are its words for that.

    `content` is the question without words for the newest, `without` that without the times it names; `no_such_day`
    says that no calendar has the only day that it names.
    """

    content: str
    without: str
    newest: str | None = None
    relative: str | None = None
    wanted: tuple[Wanted, ...] = ()
    no_such_day: str | None = None

    @property
    def newest_first(self) -> bool:
        """Whether the newest article comes first among those that answer."""
        return self.newest is not None or self.relative is not None


def time_asked(question: str, newest: date | None) -> Time:
    """What a question asks of time. A month without its year is the last one up to the day of the newest article."""
    content = _tidied(NEWEST.sub(" ", question))
    now, told = NEWEST.search(question), RELATIVE.search(question)
    wanted: list[Wanted] = []
    places: list[tuple[int, int]] = []
    figures = IN_FIGURES.search(question)
    missing = figures.group() if figures and not days_of(figures.group()) else None
    text = _capitalised(question)
    for value, start, end in _named(text):
        days = days_of_value(value, newest)
        no_day = isinstance(value, Moment) and _is_no_day(value)
        if (days is None and not no_day) or any(start < last and first < end for first, last in places):
            continue
        bound = _BOUND.search(text[:start])
        lead = bound or _PREPOSITION.search(text[:start])
        first = lead.start() if lead else start
        if days is None:
            missing = text[start:end]
            places.append((first, end))
            continue
        way = _WAYS[bound["way"].lower()] if bound else "in"
        event = bound is not None and (bound["event"] or "").strip().lower() not in ("", "the year")
        guessed = not re.search(r"\d{4}", text[start:end])
        words = question[first:end]
        wanted.append(Wanted(words, text[start:end], way, days, event, guessed))
        # "The 2019 election" stays one without its year.
        named_after = event and re.match(r"\s+\w", text[end:])
        places.append((start if named_after else first, end))
    without = question
    for first, end in sorted(places, reverse=True):
        without = f"{without[:first]} {without[end:]}"
    return Time(
        content=content,
        without=_tidied(NEWEST.sub(" ", without)) or content,
        newest=now.group() if now else None,
        relative=told.group() if told else None,
        wanted=tuple(wanted),
        no_such_day=f"There is no {missing}." if missing and not wanted else None,
    )


def _is_no_day(value: Moment) -> bool:
    """Whether no calendar has a day; one without its year may be of any."""
    try:
        date(value.year or _LEAP, value.month or 1, value.day or 1)
    except ValueError:
        return True
    return False


_LEAP = 2000


def _named(text: str) -> list[tuple[Moment | Years, int, int]]:
    """The dates in a question, each with its place; what is found first is the more exact."""
    found = _MONTH_ALONE.finditer(text)
    months = (
        (Moment(None, MONTHS.index(one["month"].capitalize()) + 1), *one.span("month")) for one in found
    )
    return [*((dated.value, dated.start, dated.end) for dated in dates_in(text)), *months]


_MONTH_ALONE = re.compile(
    rf"\b(?:(?:before|after|last)|this(?!\s+ma(?:y|rch)\b))\s+(?P<month>{'|'.join(MONTHS)})\b(?!\s+\d)",
    re.IGNORECASE,
)
"""Not "who organised this march" or "what this may bring"."""


def _capitalised(question: str) -> str:
    """With a capital on each month that follows a word of time or precedes a year: people type in lower case."""
    months = "|".join(MONTHS)
    leads = "|".join([*_WAYS, "in", "during", "last", "of", "by", "from"])
    return re.sub(
        rf"(?<=\b)(?:(?P<lead>(?:{leads})\s+)(?P<one>{months})\b|(?P<two>{months})(?=\s+\d))",
        lambda match: (match["lead"] or "") + (match["one"] or match["two"]).capitalize(),
        question,
        flags=re.IGNORECASE,
    )


def _tidied(text: str) -> str:
    return re.sub(r"\s+(?=[?!.,]|$)", "", re.sub(r"\s+", " ", text)).strip()
