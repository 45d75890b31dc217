"""Details that news often leaves out: asked for where no word of the item could tell them."""

from __future__ import annotations

import random
import re

from training.news_questions_clauses import Clause
from training.news_questions_nouns import is_somebody
from training.news_questions_reasons import core
from training.news_questions_text import Asked, Item, Known, Span, words_of

_ASKED: tuple[tuple[str, str, str], ...] = (
    # (verbs, what is asked, what might tell it); {did} is "did A meet B", {who} the doer, {thing} to whom or what
    (
        "meet visit arrest attack kill open close storm seize raid launch arrive",
        "At what time {did}?",
        r"a\.?m\b|p\.?m\b|GMT|UTC|morning|afternoon|evening|night|noon|midnight|hours?\b|dawn|o.clock|:\d\d",
    ),
    (
        "kill attack murder assassinate shoot execute",
        "What weapon was used when {told}?",
        (
            r"gun|bomb|knife|sho[ot]|stab|rifle|missile|rocket|explo|grenade|drone|air|poison|car\b|truck|vehicle|fire|axe"
            r"|machete|blast|behead|strangl|mortar|shell|inject|hang|ramm|mine\b|device|pistol|weapon"
        ),
    ),
    (
        "sentence convict acquit jail imprison fine",
        "Which judge was it when {told}?/Who was the lawyer of {thing}?/In which court {did}?",
        r"judge|justice|lawyer|attorney|counsel|court|tribunal|jury",
    ),
    (
        "win beat defeat",
        "Who came third when {told}?/Who coached {who}?/How many people watched when {told}?",
        r"third|place|coach|manager|crowd|attend|watch|spectator|viewers|fans|elect|vote|party|award|prize|contest",
    ),
    (
        "elect win",
        "What was the turnout when {told}?/By how many votes {did}?",
        r"turnout|vote|poll|%|per ?cent|majority|margin|ballot|landslide|points?\b",
    ),
    (
        "resign dismiss sack oust fire replace",
        "Who took over when {told}?/How long was {lost} in office?",
        r"succe|replac|appoint|nam(?:e|ing)|elect|becom|interim|acting|tak(?:e|ing) over|year|since|month|term|days?\b",
    ),
    (
        "die",
        "Where was {who} buried?/How many children did {who} have?/Who announced the death of {who}?",
        r"bur[iy]|funeral|child|son\b|sons\b|daughter|announc|sa(?:id|ys?)|report|accord|confirm|famil|buried|cremat",
    ),
    (
        "launch unveil open build publish release complete",
        "How much did it cost to {base} {thing}?/Who designed {thing}?/How long did it take to {base} {thing}?",
        r"[$€£¥]|million|billion|cost|design|architect|develop|creat|year|month|days?\b",
    ),
    (
        "attack bomb storm raid kidnap abduct",
        "Who claimed responsibility when {told}?/How many attackers were there when {told}?",
        r"responsib|claim|blam|suspect|accus|two|three|four|five|six|\d|gunmen|men\b|militants",
    ),
    (
        "arrest detain charge",
        "Who told the police about {thing}?/How much was the bail of {thing}?/In which hotel {did}?",
        r"tip|inform|bail|hotel|wife|husband|neighbou?r|report",
    ),
    (
        "visit meet host",
        "In which hotel {did}?/How long did the visit last when {told}?/Who translated when {told}?",
        r"hotel|interpret|translat|days?\b|hours?\b|week|long",
    ),
    (
        "sign approve ratify pass reject",
        "How many voted against it when {told}?/Who wrote {thing}?/Where {did}?",
        r"vote|against|\d|writ|wrote|author|draft|\bin\b|\bat\b",
    ),
)


def details(item: Item, clauses: list[Clause], known: Known, rng: random.Random) -> list[Asked]:
    """A question or two on the main clause for what the item does not tell; what is there is tempting."""
    asked: list[Asked] = []
    for clause in clauses[:1]:
        told = core(clause, known)
        if not told:
            continue
        end, did = told
        fields = _fields(clause, did, known)
        fits = [row for row in _ASKED if clause.verb.base in words_of(row[0])]
        for _, forms, tells in rng.sample(fits, min(2, len(fits))):
            if re.search(tells, item.text, re.IGNORECASE):
                continue
            possible = [
                form for form in forms.split("/") if all(fields[f] for f in re.findall(r"{(\w+)}", form))
            ]
            if possible:
                question = rng.choice(possible).format_map(fields)
                asked.append(Asked("detail, untold", question, None, _near(clause, end)))
    return asked


def _fields(clause: Clause, did: str, known: Known) -> dict[str, str]:
    """What the forms are filled with; empty where the clause has no such part."""
    who, verb = known.inside(clause.who), clause.verb
    passive = clause.how == "passive"
    span = None if passive or verb.sort not in "tap" else clause.thing()
    thing = known.inside(clause.text[slice(*span)]) if span else ""
    told = (
        f"{who} {'were' if clause.is_plural else 'was'} {verb.participle}"
        if passive
        else f"{who} {verb.past}"
    )
    lost = who if passive or verb.base == "resign" else thing
    return {
        "did": did,
        "told": f"{told} {thing}".strip(),
        "who": "" if passive else who,
        "thing": who if passive else thing,
        "lost": lost if is_somebody(lost) else "",
        "base": verb.base,
    }


def _near(clause: Clause, end: int) -> tuple[Span, ...]:
    """What a reader would take instead: to whom or what, what follows, or the doer."""
    stop = clause.sentence[1] - 1
    after = (end + 1, stop) if 8 < stop - end < 90 else None
    return tuple(span for span in (clause.thing(), after, clause.subject) if span)[:2]
