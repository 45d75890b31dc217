"""Where and when: told, not told, and asked with another place, month or year put in."""

from __future__ import annotations

import random
import re

from training.news_questions_clauses import Clause
from training.news_questions_events import event_of, other_place
from training.news_questions_text import DAYS, MONTHS, Asked, Item, Known, sentences, words_of
from training.news_questions_verbs import BASE, PAST, PRESENT


def places(item: Item, clauses: list[Clause], known: Known, rng: random.Random) -> list[Asked]:
    """Where things happened, where exactly one place can be meant."""
    found = [p for span in sentences(item.text) for p in known.places.find(item.text, span)]
    asked: list[Asked] = []
    for clause in clauses[:2]:
        ask = _where(clause, known)
        if not ask:
            continue
        end, question = ask
        own = [where for _, where in found if clause.sentence[0] <= where[0] < clause.sentence[1]]
        direct = [w for w in own if re.fullmatch(r" (?:in|near|at|outside) ", item.text[end : w[0]])]
        if direct and len(own) == 1:
            others = tuple(w for _, w in found if w != direct[0])
            asked.append(Asked("where", question, direct[0], others))
    spans = sentences(item.text)
    event = event_of(item, spans[0], known)
    if (
        event
        and event.name
        and len(found) == 1
        and len(spans) <= 2
        and spans[0][0] <= found[0][1][0] < spans[0][1]
    ):
        form = rng.choice(
            (
                "Where was the {n}?",
                "Where did the {n} happen?",
                "where was the {n}",
                "Where did the {n} take place?",
            )
        )
        form = (
            form.replace("was", "were") if event.name in ("clashes", "floods", "riots", "wildfires") else form
        )
        asked.append(Asked("where was it", form.format(n=event.name), found[0][1]))
    return asked


def _where(clause: Clause, known: Known) -> tuple[int, str] | None:
    """Where the core of the clause ends, and the question on it."""
    if (
        not (clause.is_person or clause.verb.sort == "i")
        or len(clause.who.split()) > 8
        or "alleg" in clause.hedged
    ):
        return None
    if re.search(r"\b(?:in|at|near) (?:the )?[A-Z]", clause.who):
        return None
    who, verb = known.inside(clause.who), clause.verb
    if clause.how == "active" and verb.sort in "tapm":
        thing = clause.thing()
        if not thing or " in " in clause.text[slice(*thing)]:
            return None
        return thing[1], f"Where did {who} {verb.base} {known.inside(clause.text[slice(*thing)])}?"
    end = clause.words[clause.at].end
    if clause.how == "active" and verb.sort == "i" and verb.base in _SOMEWHERE:
        return end, f"Where did {who} {verb.base}?"
    if clause.how == "passive" and verb.sort in "ta":
        return end, f"Where {'were' if clause.is_plural else 'was'} {who} {verb.participle}?"
    return None


_SOMEWHERE = words_of("die crash explode collapse arrive protest surrender march gather clash")


def elsewhere(item: Item, asked: list[Asked], known: Known, rng: random.Random) -> list[Asked]:
    """Questions that end with a place, asked of another place of like kind."""
    made = []
    for one in asked:
        match = re.search(r"( (?:in|near|at|outside) (?:the )?[A-Z][^?]*)\?$", one.question)
        if not one.span or not match or one.kind.startswith("how many") or rng.random() < 0.4:
            continue
        if other := other_place(match.group(1), item, known, rng):
            question = f"{one.question[: match.start(1)]}{other}?"
            made.append(Asked("asked of another place", question, None, (one.span, *one.tempting[:1])))
    return made


_OTHER_TIME = re.compile(
    r"\b(?:1[89]\d\d|20\d\d|yesterday|ago|last (?:week|month|year)|anniversary|earlier|previous|since"
    r"|tomorrow|next|late"
    rf"|{'|'.join(m for m in MONTHS if m not in ('May', 'March'))})\b"
)


def at_times(item: Item, asked: list[Asked], rng: random.Random) -> list[Asked]:
    """Some told questions with the item's month or year added, and some with another one."""
    if _OTHER_TIME.search(item.text):
        return []
    year, month = int(item.date[:4]), int(item.date[5:7])
    made = []
    for one in asked:
        if (
            not one.span
            or not one.question.endswith("?")
            or not _DATED.match(one.question)
            or rng.random() < 0.72
        ):
            continue
        right = rng.random() < 0.5
        at_year, at_month = (year, month) if right else _other_time(year, month, rng)
        day = f" on {int(item.date[8:])} {MONTHS[at_month - 1]} {at_year}"
        when = rng.choice((f" in {MONTHS[at_month - 1]} {at_year}", f" in {at_year}", day))
        if (
            not right
            and at_year == year
            and "on" not in when[:4]
            and not when.startswith(f" in {MONTHS[at_month - 1]}")
        ):
            when = f" in {MONTHS[at_month - 1]} {at_year}"
        question = f"{one.question[:-1]}{when}?"
        if right:
            made.append(Asked("with its time", question, one.span, one.tempting))
        else:
            made.append(Asked("with another time", question, None, (one.span,)))
    return made


_DATED = re.compile(r"(?:Who|What|Whom|How many|Where) (?!is\b|are\b|does\b|do\b|will\b|may\b|was the name)")


def _other_time(year: int, month: int, rng: random.Random) -> tuple[int, int]:
    if rng.random() < 0.6:
        return year + rng.choice((-3, -2, -1, 1, 2)), month
    return year, (month - 1 + rng.choice((3, 4, 5, 6, 7, 8))) % 12 + 1


_DATE = (
    rf"(?:(?:{'|'.join(DAYS)}),? )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(MONTHS)})"
    rf"|(?:{'|'.join(MONTHS)}) \d{{1,2}})(?:,? \d{{4}})?"
)
_WHEN = re.compile(
    rf" (?:on (?P<a>{_DATE}|{'|'.join(DAYS)}(?: (?:morning|night|evening|afternoon))?)"
    rf"|in (?P<b>(?:{'|'.join(MONTHS)})(?: \d{{4}})?|\d{{4}}))\b(?! [A-Z])"
)
_NO_WHEN = re.compile(
    r"\b(?:since|(?:first|last|worst|biggest|largest|deadliest)\b.{0,40}\bin|after|who|which|of|that"
    r"|the) ((?:[A-Z][a-z]+ )?(?:19|20)\d\d)\b"
)


def times(item: Item, clauses: list[Clause], known: Known) -> list[Asked]:
    """When it happened, where the date stands right after it; not told where the only year is another matter's."""
    asked = []
    for clause in clauses[:2]:
        ask = _when(clause, known)
        if not ask:
            continue
        end, question = ask
        match = _WHEN.match(item.text, end, clause.sentence[1])
        if not match:
            place = re.match(
                r" (?:in|at) (?:the )?[A-Z][\w’'-]+(?:,? [A-Z][\w’'-]+)*,?",
                item.text[end : clause.sentence[1]],
            )
            match = _WHEN.match(item.text, end + place.end(), clause.sentence[1]) if place else None
        years = [m.span(1) for m in _NO_WHEN.finditer(item.text)]
        if match:
            span = match.span("a") if match.group("a") else match.span("b")
            if not _is_then(item, clause, item.text[slice(*span)]):
                continue
            asked.append(Asked("when", question, span, tuple(years)))
        elif years and clause.how != "modal" and not _LOOSE.search(item.text):
            asked.append(Asked("when, untold", question, None, tuple(years)))
    return asked


def _is_then(item: Item, clause: Clause, when: str) -> bool:
    """Whether a present tense clause can have happened at this time, which else belongs to another matter."""
    word = clause.words[clause.at].text
    if clause.how != "active" or not (word in PRESENT or word in BASE) or word in PAST:
        return True
    months = [n for n, month in enumerate(MONTHS, 1) if month in when]
    year = re.search(r"\d{4}", when)
    if year and year.group() != item.date[:4]:
        return False
    return not months or abs(months[0] - int(item.date[5:7])) in (0, 1)


_LOOSE = re.compile(
    rf"\b(?:on (?:{'|'.join((*DAYS, *MONTHS))}|\d)|today|yesterday|morning|evening|night|earlier|ago"
    rf"|weeks?|days?|weekend"
    r"|hours|last|next|tomorrow|in (?:early |late |mid-)?(?:19|20)\d\d)\b"
)


def _when(clause: Clause, known: Known) -> tuple[int, str] | None:
    if (
        not (clause.is_person or clause.how == "passive")
        or len(clause.who.split()) > 8
        or "alleg" in clause.hedged
    ):
        return None
    who, verb = known.inside(clause.who), clause.verb
    if clause.how in ("active", "modal") and verb.sort in "tapmx":
        thing = clause.thing()
        if not thing:
            return None
        did = clause.hedged.split()[0] if clause.how == "modal" else "did"
        return thing[1], f"When {did} {who} {verb.base} {known.inside(clause.text[slice(*thing)])}?"
    end = clause.words[clause.at].end
    if clause.how == "active" and verb.sort == "i":
        return end, f"When did {who} {verb.base}?"
    if clause.how == "passive":
        return end, f"When {'were' if clause.is_plural else 'was'} {who} {verb.participle}?"
    return None
