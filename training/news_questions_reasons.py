"""Why and how: the reason that follows a clause, and the same questions where no reason is given."""

from __future__ import annotations

import random
import re

from training.news_questions_clauses import Clause
from training.news_questions_text import Asked, Item, Known, Span, words_of

_SURE = (
    r"because of|because|due to|amid concerns (?:over|about|that)|amid fears (?:of|that)|in order to"
    r"|in protest (?:at|against|of)"
    r"|in response to|in retaliation for|citing|as a result of|over concerns (?:about|that|over)"
    r"|on suspicion of|on charges of"
    r"|on allegations of|in connection with|for allegedly|amid allegations of|so that|in an effort to"
    r"|in an attempt to|in a bid to"
    r"|out of concern|for his role in|for her role in|for their role in|for their work|for his work"
    r"|for her work|for failing to"
)
_REASON = re.compile(rf",? (?P<link>{_SURE}) (?P<why>(?:[^.;:()\"]|(?<=[A-Z])\.(?! [A-Z]))+)")
_LOOSER = re.compile(r",? (?P<link>after|following|over) (?P<why>(?:[^.;:()\"]|(?<=[A-Z])\.(?! [A-Z]))+)")
_FOR_DOING = re.compile(r" (?P<link>for) (?P<why>[a-z]+ing (?:[^.;:()\"]|(?<=[A-Z])\.(?! [A-Z]))+)")
_CAUSED = words_of(
    "resign cancel close evacuate arrest suspend apologise apologize recall postpone dismiss sack expel "
    "delay ban fine halt protest withdraw summon condemn criticise criticize detain sue charge convict "
    "sentence indict deport dissolve impeach oust shut jail disqualify deny declare boycott sanction "
    "march imprison fire step accuse impose tighten"
)
_PURPOSEFUL = words_of(
    "deploy visit close evacuate gather march arrive protest launch suspend summon meet send storm raid "
    "withdraw cut open raise attack arrest abandon release ban"
)
_PURPOSE = re.compile(
    r"(?: (?:in|at|on|from) (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)? (?P<link>to) (?P<why>(?!the|a|an"
    r"|its|be|his|her|at|all|\w+ing\b)[a-z]+ (?:[^.;:()\"]|(?<=[A-Z])\.(?! [A-Z]))+)"
)
_PUNISHED = words_of(
    "arrest sentence jail fine convict execute ban suspend apologise apologize criticise criticize "
    "condemn sue praise imprison deport expel sack dismiss award detain sanction indict prosecute "
    "extradite thank pardon"
)
_FOR_THING = re.compile(
    r" (?P<link>for) (?P<why>(?!\d|a (?:second|third|month|year|week|day|period|maximum)|the (?:first"
    r"|second|third|next|time)|at least|up to"
    r"|life|\w+teen|\w+ty\b|one|two|three|four|five|six|seven|eight|nine|ten|several|more|another|now|over"
    r"|all|crimes? in)(?:[^.;:()\"]|(?<=[A-Z])\.(?! [A-Z]))+)"
)
_CUT = re.compile(
    r",? (?:and (?:also|then|calls|ask|is|are|was|were|has|have|will|says?|kills?|injur\w+|[a-z]+s (?:the|a|an"
    r"|its|his))\b|but |while |although |which |who )"
    r"|, (?:killing|injuring|leaving|saying|with|making|becoming|bringing|according)\b"
)
_ANY = re.compile(
    rf"\b(?:{_SURE}|after|following|over|for|since|as|so|to|amid|when|reason|cause\w*|result\w*|protest\w*"
    rf"|respon\w+|with|by|despite|that|against|wake|calling|demand\w*|claim\w*|alleg\w+|accus\w+|ahead"
    rf"|pending|charges|until|seek\w*)\b"
)


def reasons(item: Item, clauses: list[Clause], known: Known, rng: random.Random) -> list[Asked]:
    """Why questions on the clauses of an item, and how somebody died or won."""
    asked: list[Asked] = []
    for clause in clauses[:2]:
        asking = core(clause, known)
        if not asking:
            continue
        end, did = asking
        question = _why(did, rng)
        span = _reason_span(item, clause, end)
        if span and len(item.text[slice(*span)].split()) >= 2:
            asked.append(Asked("why", question, span, _last(item, clause, end, span)))
        elif (
            not span
            and not _ANY.search(item.text[clause.words[clause.at].end :])
            and not _ANY.search(item.text[: clause.subject[0]])
        ):
            asked.append(Asked("why, untold", question, None, _last(item, clause, end, None)))
        asked += _how(item, clause, end, did)
    return asked


def _why(did: str, rng: random.Random) -> str:
    return rng.choice(("Why {d}?", "Why {d}?", "Why {d}?", "For what reason {d}?")).format(d=did)


def core(clause: Clause, known: Known) -> tuple[int, str] | None:
    """Where the clause's core ends, and its words after "why": "did A meet B"; None where it has none."""
    if not clause.is_person or len(clause.who.split()) > 8 or "alleg" in clause.hedged:
        return None
    who, verb = known.inside(clause.who), clause.verb
    end = clause.words[clause.at].end
    if clause.how == "passive" and verb.sort in "tap":
        return end, f"{'were' if clause.is_plural else 'was'} {who} {verb.participle}"
    if clause.how != "active":
        return None
    if verb.sort == "i" and verb.base not in ("die", "crash", "explode", "collapse", "erupt", "arrive"):
        return end, f"did {who} {verb.base}"
    thing = clause.thing() if verb.sort in "tap" else None
    if not thing:
        return None
    return thing[1], f"did {who} {verb.base} {known.inside(clause.text[slice(*thing)])}"


def _reason_span(item: Item, clause: Clause, end: int) -> Span | None:
    """The words after the first link that tells a reason."""
    rest = item.text[end : clause.sentence[1]]
    found = _links(clause, rest)
    if not found:
        return None
    match = min(found, key=lambda m: m.start())
    if re.search(r"\b(?:and|but|while|who|which|that|where|when|after)\b", rest[: match.start()]):
        return None
    why = match.group("why")
    if _WHILE.match(why) or item.text[end + match.end("why") :][:1] in ('"', "("):
        return None
    cut = _CUT.search(why)
    stop = cut.start() if cut else len(why)
    begin = end + match.start("link" if _WITH_LINK.match(match.group("link")) else "why")
    return begin, end + match.start("why") + len(re.sub(r",? (?:to|and|a|the)$", "", why[:stop].rstrip(" ,")))


_WHILE = re.compile(
    r"(?:a|an|one|two|three|four|five|six|\d+|several|some|more than|less than|nearly|just|only) "
    r"(?:\w+ ){0,3}(?:years?|days?|months?|weeks?|hours?|decades?|minutes)\b"
)
_WITH_LINK = re.compile(r"because$|in |on |for \w|out |so |amid |over \w|to$")


def _links(clause: Clause, rest: str) -> list[re.Match[str]]:
    """Sure links, and "after", "for" or "to" where the verb is one that things cause, punish or are done for."""
    best = _REASON.search(rest)
    found = [best] if best and best.start() <= 110 else []
    base = clause.verb.base
    for pattern in (_LOOSER, _FOR_DOING) if base in _CAUSED else ():
        match = pattern.search(rest)
        if match and match.start() <= 25 and not _BROKEN.search(rest[: match.start()]):
            found.append(match)
    if base in _PURPOSEFUL and (match := _PURPOSE.match(rest)):
        found.append(match)
    if base in _PUNISHED and not re.search(r"campaign|bid\b|search", rest[:40]):
        match = _FOR_THING.search(rest)
        if match and match.start() <= 60 and "," not in rest[: match.start()]:
            found.append(match)
    return found


_BROKEN = re.compile(r", |\b(?:and|but|while|who|which)\b")


def _last(item: Item, clause: Clause, end: int, but: Span | None) -> tuple[Span, ...]:
    """What a reader would take for want of a reason: the words after the core, or the object."""
    stop = clause.sentence[1] - 1
    if but:
        return ()
    thing = clause.thing()
    after = (end + 1, stop) if stop - end > 8 else None
    if after and (gap := re.match(r"[ ,]*(?:and )?", item.text[after[0] : after[1]])):
        after = (after[0] + gap.end(), after[1])
    return tuple(s for s in (after, thing, clause.subject) if s)[:2]


_BY_MEANS = re.compile(r",? (?P<how>by (?!the\b|a\b|an\b|his\b)[a-z]+ing [^.;:(),]+)")


def _how(item: Item, clause: Clause, end: int, did: str) -> list[Asked]:
    """ "… by doing": how it was done; and what somebody died of."""
    rest = item.text[end : clause.sentence[1]]
    match = _BY_MEANS.match(rest)
    if match and clause.how == "active":
        return [Asked("how", f"How {did}?", (end + match.start("how"), end + match.end("how")))]
    return []


def _only_cause(end: int, match: re.Match[str]) -> Span:
    """The cause without the age, the place and the day that follow it."""
    cut = re.search(
        r" (?:at the age|aged|at age|at \d|in |on |several|at (?:his|her)|while|during|off|after|just|days|hours"
        r"|weeks|a \w+ after)",
        match.group("c"),
    )
    start = end + match.start("c")
    return start, start + (cut.start() if cut else len(match.group("c")))


def deaths(item: Item, clauses: list[Clause], known: Known, rng: random.Random) -> list[Asked]:
    """What somebody died of, and where it is not told."""
    asked: list[Asked] = []
    for clause in clauses[:2]:
        if (
            clause.verb.base != "die"
            or clause.how != "active"
            or not clause.is_person
            or len(clause.who.split()) > 7
        ):
            continue
        if re.match(
            r"(?i)\d|at least|two|three|four|five|six|seven|eight|nine|ten|\w+teen|dozens|hundreds",
            clause.who,
        ):
            continue
        end = clause.words[clause.at].end
        who = known.inside(clause.who)
        ask = rng.choice(
            (f"What did {who} die of?", f"How did {who} die?", f"What was the cause of death of {who}?")
        )
        match = re.match(r" (?:of|from|after|in) (?P<c>[^.,;:()]+)", item.text[end : clause.sentence[1]])
        age = re.search(r"\b(?:aged?|at the age of|at) (\d{1,3})\b|, (\d{2}),", item.text)
        tempting = (age.span(1) if age.group(1) else age.span(2),) if age else (clause.subject,)
        if match and match.group().startswith((" of ", " from ")):
            asked.append(Asked("cause of death", ask, _only_cause(end, match), tempting))
        elif not match and not re.search(
            r"\b(?:of|from|after|when|following|cancer|disease|illness|heart|stroke|crash|accident|shot"
            r"|killed|COVID\S*|suicide|fall|fire|injur\w+|due|complications|cause\w*|during|battle|by|in a"
            r"|attack|murder\w*|with)\b",
            item.text[end:],
        ):
            asked.append(Asked("cause of death, untold", ask, None, tempting))
    return asked
