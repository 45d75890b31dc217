"""Who did what to whom: plain clauses, their sides exchanged, and verbs that the item does not use."""

from __future__ import annotations

import random
import re

from training.news_questions_clauses import Clause
from training.news_questions_nouns import is_many, is_somebody, noun_phrase
from training.news_questions_otherwise import other_verb
from training.news_questions_text import CAPITALS, DAYS, MONTHS, Asked, Item, Known, Span, words_of


def actions(item: Item, clauses: list[Clause], known: Known, rng: random.Random) -> list[Asked]:
    """Questions on every plain clause of an item."""
    asked: list[Asked] = []
    for clause in clauses:
        if clause.how == "active" and clause.verb.sort in "tapm" and not clause.hedged.startswith("alleg"):
            asked += _active(item, clause, known, rng)
        elif clause.how == "passive" and clause.verb.sort in "tap" and "alleg" not in clause.hedged:
            asked += _passive(item, clause, known, rng)
    return asked


def _active(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    thing = clause.thing()
    if thing:
        thing = extended(clause, thing)
    if not thing or (_POSSESSIVE.search(item.text[slice(*thing)]) and clause.verb.sort != "t"):
        return []
    said = item.text[slice(*thing)]
    verb = clause.verb
    past = verb.past if rng.random() < 0.88 else verb.present
    tail = place_after(item, known, thing[1]) if rng.random() < 0.6 else ""
    asked = []
    if (clause.is_person or _is_cause(clause.who)) and not _POSSESSIVE.search(said):
        wh = "Who" if clause.is_person else "What"
        shown = shorter(known.inside(said), rng)
        ask = f"{wh} {past} {shown}{tail}?"
        if rng.random() < 0.2 and verb.sort in "ta":
            ask = f"{wh} {_was(said)} {known.inside(said)} {verb.participle} by{tail}?"
        asked.append(Asked("who did", ask, clause.subject, (thing,)))
        if (other := other_verb(verb, item.text, rng)) and rng.random() < 0.7:
            asked.append(
                Asked("who did otherwise", f"{wh} {other.past} {shown}{tail}?", None, (clause.subject, thing))
            )
    asked += _whom(item, clause, thing, tail, known, rng)
    if verb.sort == "a" and clause.is_person and is_somebody(said):
        asked += _reversed(item, clause, thing, known, rng)
    return asked


def extended(clause: Clause, thing: Span) -> Span:
    """With the phrase that belongs to a noun such as "ban on", "end to", "bill for"."""
    said = clause.text[slice(*thing)]
    if not _LEANS.search(said):
        return thing
    match = re.match(
        r" (?:on|to|for|against|between|with|into|about|that would) (?:(?!\b(?:after|as|while|when|because"
        r"|following|amid"
        r"|despite|during|and|due|in|since|until|before|over|by|at|if|but|who|which)\b)[^,.;:()\"“” ]+ ?)+",
        clause.text[thing[1] : clause.sentence[1]],
    )
    if not match or re.search(rf" (?:{'|'.join((*MONTHS, *DAYS))}|next|last|power)\b", match.group()):
        return thing
    if re.search(r" (?:estimated|the|an?|of|and|to|its|their)$", match.group().rstrip()):
        return thing
    return thing[0], thing[1] + len(match.group().rstrip())


_LEANS = re.compile(
    r"\b(?:ban|bans|end|bill|resolution|law|agreement|deal|plan|plans|investigation|inquiry|probe|attacks?"
    r"|airstrikes?"
    r"|(?:air )?strikes?|restrictions|sanctions|tariffs?|lockdown|request|offer|bid|proposal|referendum"
    r"|ultimatum|warning"
    r"|treaty|contract|appeal|war|campaign|charges|claims|ceasefire|embargo|quarantine|motion|measures?|legislation"
    r"|amendment|intention|support|aid|offensive|lawsuit|visa|alert|petition|decree)$"
)
_POSSESSIVE = re.compile(r"\b(?:its|his|her|their|him|them|it|itself|himself)\b")
_CAUSE = re.compile(
    r"\b(?:hurricane|typhoon|cyclone|storm|earthquake|flood\w*|tornado\w*|bomb|explosion|blast)\b",
    re.IGNORECASE,
)


def _is_cause(phrase: str) -> bool:
    return bool(_CAUSE.search(phrase))


def _was(phrase: str) -> str:
    return "were" if is_many(phrase) else "was"


def shorter(phrase: str, rng: random.Random) -> str:
    """Sometimes without the words after "of", where a name or a long phrase stays."""
    head, of, _ = phrase.partition(" of ")
    if of and len(head.split()) >= 4 and head.split()[-1].islower() and rng.random() < 0.3:
        return head
    return phrase


def place_after(item: Item, known: Known, end: int) -> str:
    """The place phrase that directly follows, with its preposition; else nothing."""
    stop = min(n for n in (item.text.find(". ", end), len(item.text)) if n >= 0)
    for preposition, span in known.places.find(item.text, (end, stop)):
        if item.text[end : span[0]] == f" {preposition} ":
            return f" {preposition} {item.text[slice(*span)]}"
    return ""


def _whom(
    item: Item, clause: Clause, thing: Span, tail: str, known: Known, rng: random.Random
) -> list[Asked]:
    """ "Who did the subject arrest?" and, for things, "What did the subject approve?"."""
    verb, said = clause.verb, item.text[slice(*thing)]
    if not (clause.is_person or _is_cause(clause.who)):
        return []
    somebody = is_somebody(said) and verb.sort in "apm"
    wh = rng.choice(("Who", "Who", "Whom")) if somebody else "What"
    if re.match(
        r"(?:at least |more than |over )?(?:\d|two|three|four|five|six|seven|eight|nine|ten)\b", said
    ):
        return []
    who = shorter(known.inside(clause.who), rng)
    asked = [Asked("did what", f"{wh} did {who} {verb.base}{tail}?", thing, (clause.subject,))]
    if (other := other_verb(verb, item.text, rng)) and rng.random() < 0.6:
        asked.append(Asked("did what otherwise", f"{wh} did {who} {other.base}{tail}?", None, (thing,)))
    return asked


def _reversed(item: Item, clause: Clause, thing: Span, known: Known, rng: random.Random) -> list[Asked]:
    """The sides exchanged: who did it to the subject, and whom the object did it to."""
    stem = clause.verb.base[: max(3, len(clause.verb.base) - 2)].lower()
    rest = (item.text[: clause.subject[0]] + item.text[thing[1] :]).lower()
    if stem in rest or re.search(
        r"\b(?:retaliat|reveng|respons|return|exchange|mutual|each other|by )", rest
    ):
        return []
    who, said = known.inside(clause.who), known.inside(item.text[slice(*thing)])
    if who == clause.who == said:
        return []
    asked = []
    past, base = clause.verb.past, clause.verb.base
    if len(who.split()) <= 8:
        asked.append(Asked("sides exchanged", f"Who {past} {who}?", None, (thing, clause.subject)))
    if len(said.split()) <= 8:
        asked.append(Asked("sides exchanged", f"Who did {said} {base}?", None, (clause.subject, thing)))
    rng.shuffle(asked)
    return asked[:1]


def _passive(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "X is arrested by Y": who arrested X, who was arrested; without "by", the first is not told."""
    verb, who = clause.verb, known.inside(clause.who)
    agent = _agent(clause)
    asked = []
    tail = passive_tail(clause)
    person = clause.is_person and verb.sort in "ap"
    number = re.match(
        r"(?:at least |more than |over |about )?(?:\d|\w+teen|\w+ty|two|three|four|five|six|seven|\w+)\b",
        who,
        re.IGNORECASE,
    )
    counted = bool(
        number and (who[:1].isdigit() or who.split()[0].lower() in _COUNTS or who.startswith("at least"))
    )
    named = any(word in known.first_names for word in clause.who.split())
    wh = "Who" if person or named else "What" if verb.sort == "t" and not clause.is_person else ""
    if wh and tail and not counted and not agent:
        asked.append(Asked("to whom", f"{wh} was {verb.participle}{tail}?", clause.subject))
        if (other := other_verb(verb, item.text, rng)) and rng.random() < 0.6:
            asked.append(
                Asked("to whom otherwise", f"{wh} was {other.participle}{tail}?", None, (clause.subject,))
            )
    if agent:
        said = item.text[slice(*agent)]
        wh = "Who" if is_somebody(said) else "What" if _is_cause(said) else ""
        if wh and not _POSSESSIVE.search(said):
            form = (
                f"{wh} {verb.past} {who}?"
                if rng.random() < 0.6
                else f"{wh} {_was(who)} {who} {verb.participle} by?"
            )
            asked.append(Asked("who did", form, agent, (clause.subject,)))
            wh = "Who" if person else "What"
            asked.append(
                Asked("did what", f"{wh} did {known.inside(said)} {verb.base}?", clause.subject, (agent,))
            )
    elif verb.sort == "a" and verb.base not in _NATURAL and person and _no_agent(item, clause):
        asked.append(Asked("by whom, untold", f"Who {verb.past} {who}?", None, _names(item, clause)))
    return asked


_COUNTS = words_of(
    "two three four five six seven eight nine ten eleven twelve dozens hundreds thousands several over "
    "more nearly"
)
_NATURAL = words_of("kill injure wound trap strike hit surpass replace beat defeat fine charge sentence")


def _agent(clause: Clause) -> Span | None:
    for n in range(clause.at + 1, min(clause.at + 3, len(clause.words) - 1)):
        if clause.words[n].text == "by":
            return noun_phrase(clause.words, n + 1)
    return None


def _no_agent(item: Item, clause: Clause) -> bool:
    """Whether nothing in the item could be who did it."""
    stem = clause.verb.base[: max(3, len(clause.verb.base) - 2)]
    rest = item.text[: clause.subject[0]] + item.text[clause.words[clause.at].end :]
    return not re.search(
        rf"(?i)\bby\b|{stem}|police|gunm[ae]n|suspect|accus|responsib|blam|militant|soldier|troops|forces"
        rf"|court|judge|"
        r"authorit|officials|attacker|assail|rebels|himself|herself|agents|government|army|jury|shooter|bomber",
        rest,
    )


def _names(item: Item, clause: Clause) -> tuple[Span, ...]:
    found = [
        m.span()
        for m in re.finditer(CAPITALS, item.text)
        if m.start() > clause.words[clause.at].end and m.end() - m.start() > 3
    ]
    return (clause.subject, *found[:2])


def passive_tail(clause: Clause) -> str:
    """What tells this event from others: the phrase after the participle, up to eight words."""
    end = clause.words[clause.at].end
    match = re.match(
        r" (?:dead )?((?:of|in|at|as|for|on|to|with|from|near|of|during|after|over) [^,.;:()\"“”]+)",
        clause.text[end:],
    )
    if not match:
        return ""
    phrase = re.split(
        r" (?:after|when|while|as|by|and|who|that|which|following|because|but|where|amid|before|due|with|for|on"
        r"|killing|leaving|saying)\b",
        match.group(1)[1:],
    )[0]
    phrase = match.group(1)[0] + phrase
    words = phrase.split()
    if (
        not 2 <= len(words) <= 9
        or words[-1] in ("the", "a", "of", "an")
        or re.fullmatch(r"[A-Z]|Jr|Dr|St", words[-1])
        or _POSSESSIVE.search(phrase)
    ):
        return ""
    if words[0] == "to" or (words[0] == "as" and words[1][0].isdigit()) or not re.search(r"[A-Z]", phrase):
        return ""
    return f" {phrase}"
