"""What is denied, alleged, planned, threatened, asked for or feared is not done: who did it is not told."""

from __future__ import annotations

import random
import re

from training.news_questions_clauses import Clause
from training.news_questions_deeds import OWN, Deed, clause_span, deed_at, never
from training.news_questions_nouns import is_somebody, noun_phrase
from training.news_questions_said import that
from training.news_questions_text import Asked, Item, Known
from training.news_questions_undone import undone
from training.news_questions_verbs import PARTICIPLE


def stances(item: Item, clauses: list[Clause], known: Known, rng: random.Random) -> list[Asked]:
    """Questions on every clause that tells no deed but somebody's stance to one."""
    asked: list[Asked] = []
    for clause in clauses:
        if not clause.is_person or len(clause.who.split()) > 9:
            continue
        found = next(
            (made for way in (_denied, _accused, that) if (made := way(item, clause, known, rng))), []
        )
        if not found:
            found = next(
                (made for way in (_accuses, _to_do, _asks_to_do) if (made := way(item, clause, known))), []
            )
        asked += found
        asked += _will(item, clause, known)
    return asked


def _denied(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    if clause.verb.base != "deny" or clause.how != "active":
        return []
    n = clause.at + 1
    span = clause_span(clause, n)
    who = known.inside(clause.who)
    if not span or not _DENIABLE.match(clause.text[slice(*span)]):
        return []
    asked = [Asked("denied what", f"What did {who} deny?", span, (clause.subject,))]
    said = clause.text[slice(*span)]
    if not OWN.search(said) and len(said.split()) <= 12:
        asked.append(Asked("who denied", f"Who denied {said}?", clause.subject))
        asked.append(
            Asked(
                "who confirmed, untold",
                f"Who {rng.choice(('admitted', 'confirmed'))} {said}?",
                None,
                (clause.subject,),
            )
        )
    if deed := deed_at(clause, n, noun=True):
        asked += never(item, deed, "denied, who did", (clause.subject,))
    return asked


_DENIABLE = re.compile(
    r"(?:that |any |all |the |previous |media |recent |US |state |having |[a-z]+ing |ever |he |she |it "
    r"|they |claims?|reports?|rumou?rs"
    r"|allegations?|accusations?|charges?|involvement|responsibility|wrongdoing|knowledge)(?!.*\b(?:visa"
    r"|entry|access|bail"
    r"|permission|request|appeal|petition|right|motion)\b)"
)


def _accused(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "X is accused of murdering Y", "X is charged with …"."""
    if clause.how != "passive" or clause.verb.base not in ("accuse", "charge"):
        return []
    n = clause.at + 1
    link = "of" if clause.verb.base == "accuse" else "with"
    if n + 2 >= len(clause.words) or clause.words[n].text != link:
        return []
    span = clause_span(clause, n + 1)
    if not span:
        return []
    said, who, was = (
        clause.text[slice(*span)],
        known.inside(clause.who),
        "were" if clause.is_plural else "was",
    )
    asked = [
        Asked(
            "accused of what", f"What {was} {who} {clause.verb.participle} {link}?", span, (clause.subject,)
        )
    ]
    if not OWN.search(said):
        asked.append(
            Asked("who is accused", f"Who was {clause.verb.participle} {link} {said}?", clause.subject)
        )
        asked.append(
            Asked(
                "who is convicted, untold",
                f"Who was {rng.choice(('convicted', 'cleared', 'acquitted'))} of {said}?",
                None,
                (clause.subject,),
            )
            if not re.search(r"convict|clear|acquit|guilty", item.text)
            else asked[0]
        )
    if deed := deed_at(clause, n + 1, noun=True):
        asked += never(item, deed, "accused, who did", (clause.subject,))
    return asked


def _accuses(item: Item, clause: Clause, known: Known) -> list[Asked]:
    """ "A accuses B of doing C"."""
    if clause.how != "active" or clause.verb.base != "accuse":
        return []
    whom = noun_phrase(clause.words, clause.at + 1)
    if not whom:
        return []
    whom_text = clause.text[slice(*whom)]
    if " of " in whom_text:
        whom = (whom[0], whom[0] + whom_text.index(" of "))
        whom_text = clause.text[slice(*whom)]
    n = next((k for k, w in enumerate(clause.words) if w.start >= whom[1]), len(clause.words))
    if n + 2 >= len(clause.words) or clause.words[n].text != "of" or OWN.search(whom_text):
        return []
    span = clause_span(clause, n + 1)
    if not span:
        return []
    said, who, other = clause.text[slice(*span)], known.inside(clause.who), known.inside(whom_text)
    asked = [Asked("accused of what", f"What did {who} accuse {other} of?", span, (clause.subject, whom))]
    asked.append(
        Asked(
            "who accused",
            f"Who accused {other}{'' if OWN.search(said) else f' of {said}'}?",
            clause.subject,
            (whom,),
        )
    )
    asked.append(
        Asked(
            "who is accused",
            f"Who did {who} accuse{'' if OWN.search(said) else f' of {said}'}?",
            whom,
            (clause.subject,),
        )
    )
    if len(re.findall("accus", item.text)) == 1:
        asked.append(Asked("accuser exchanged", f"Who accused {who}?", None, (whom, clause.subject)))
    if deed := deed_at(clause, n + 1, noun=True):
        asked += never(item, deed, "accused, who did", (whom, clause.subject))
    return asked


_INTENDS = {
    "plan": "planned",
    "threaten": "threatened",
    "vow": "vowed",
    "refuse": "refused",
    "promise": "promised",
    "pledge": "pledged",
    "intend": "intended",
    "agree": "agreed",
    "offer": "offered",
    "seek": "sought",
    "propose": "proposed",
}


def _to_do(item: Item, clause: Clause, known: Known) -> list[Asked]:
    """ "X plans to build Y", "X is expected to win Y"; what is agreed on is as good as done."""
    n = clause.at + 1
    if n + 2 >= len(clause.words) or clause.words[n].text != "to":
        return []
    base = clause.verb.base
    if clause.words[n + 1].text == "have":
        return _to_have(item, clause) if base in _UNSURE else []
    expected = clause.how == "passive" and base == "expect"
    if not expected and (clause.how != "active" or base not in _INTENDS):
        return []
    if re.fullmatch(
        r"[^a-z].*|the|an?|all|its|his|her|their|it|be|any|several|new|.*ing", clause.words[n + 1].text
    ):
        return []
    span, deed = clause_span(clause, n + 1, 18), deed_at(clause, n + 1)
    who = known.inside(clause.who)
    asked = []
    if span:
        ask = (
            f"What {'are' if clause.is_plural else 'is'} {who} expected to do?"
            if expected
            else f"What did {who} {base} to do?"
        )
        asked.append(Asked("planned what", ask, span, (clause.subject,)))
    if deed:
        stated = "is expected" if expected else _INTENDS[base]
        asked.append(Asked("who planned", f"Who {stated} to {deed.put}?", clause.subject))
    if base == "agree":
        return asked
    if deed:
        asked += never(item, deed, "planned, who did", (clause.subject,))
    return asked + undone(item, clause, n + 1, known)


_UNSURE = frozenset(("believe", "think", "suspect", "allege", "report", "claim", "say", "rumour", "expect"))


def _to_have(item: Item, clause: Clause) -> list[Asked]:
    """ "X is believed to have done Y", "X claims to have done Y"."""
    n = clause.at + 3
    span = clause_span(clause, n, 14) if n + 1 < len(clause.words) else None
    word = clause.words[n].text if span else ""
    past = PARTICIPLE[word].past if word in PARTICIPLE else word if re.fullmatch(r"[a-z]{3,}ed", word) else ""
    if not span or not past:
        return []
    said = clause.text[slice(*span)]
    rest = said.partition(" ")[2]
    if OWN.search(said) or not re.search(r"[A-Z\d]|\w+ \w+", rest):
        return []
    stated = f"was {clause.verb.participle}" if clause.how == "passive" else clause.verb.past
    deed = Deed(said, f"{past} {rest}", span)
    return [
        Asked("who is said to have", f"Who {stated} to have {said}?", clause.subject),
        *never(item, deed, "said to have, who did", (clause.subject,)),
    ]


def _asks_to_do(item: Item, clause: Clause, known: Known) -> list[Asked]:
    """ "A urges B to do C", "A orders B to do C"."""
    if clause.how != "active" or clause.verb.base not in ("urge", "order", "ask", "warn", "invite", "allow"):
        return []
    whom = noun_phrase(clause.words, clause.at + 1)
    if not whom or OWN.search(clause.text[slice(*whom)]) or not is_somebody(clause.text[slice(*whom)]):
        return []
    n = next((k for k, w in enumerate(clause.words) if w.start >= whom[1]), len(clause.words))
    if n + 2 >= len(clause.words) or clause.words[n].text != "to" or clause.words[n + 1].text == "the":
        return []
    if re.fullmatch(
        r"[^a-z].*|the|an?|all|its|his|her|their|it|be|any|several|new|.*ing", clause.words[n + 1].text
    ):
        return []
    span, deed = clause_span(clause, n + 1, 18), deed_at(clause, n + 1)
    who, other, verb = known.inside(clause.who), known.inside(clause.text[slice(*whom)]), clause.verb
    asked = []
    if span and clause.words[n + 1].text.islower():
        asked.append(
            Asked("urged to what", f"What did {who} {verb.base} {other} to do?", span, (clause.subject, whom))
        )
        asked.append(
            Asked(
                "who urged",
                f"Who {verb.past} {other} to {clause.text[slice(*span)]}?",
                clause.subject,
                (whom,),
            )
        )
    if deed:
        asked.append(
            Asked("who is urged", f"Who did {who} {verb.base} to {deed.put}?", whom, (clause.subject,))
        )
        asked += never(item, deed, "urged, who did", (whom, clause.subject))
    return asked


def _will(item: Item, clause: Clause, known: Known) -> list[Asked]:
    """ "X will build Y", "X may win Y"."""
    if clause.how != "modal":
        return []
    deed = deed_at(clause, clause.at)
    if not deed:
        return []
    modal = clause.hedged.split()[0]
    return [
        Asked("who will", f"Who {modal} {deed.put}?", clause.subject),
        *never(item, deed, "to come, who did", (clause.subject,)),
        *undone(item, clause, clause.at, known),
    ]
