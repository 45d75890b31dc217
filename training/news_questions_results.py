"""Scores, votes and prison terms, told or not."""

from __future__ import annotations

import random
import re

from training.news_questions_clauses import Clause
from training.news_questions_counts import NUMBER
from training.news_questions_numbers import every_number
from training.news_questions_text import Asked, Item, Known

_SCORE = re.compile(r"\b(?<![–-])\d{1,3}[–-]\d{1,3}(?:(?:, | )\d{1,2}[–-]\d{1,2}){0,4}\b(?![–-])")
_GAME = re.compile(r"\b(?:Cup|[Cc]hampionships?|[Ff]inal|match|game|tournament|Bowl|Open|League|medal)\b")


def score(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "A beats B 3-1": by what score; not told where no score is."""
    if clause.verb.base not in ("beat", "defeat", "win") or clause.how != "active":
        return []
    thing = clause.thing()
    if not thing:
        return []
    who, said = known.inside(clause.who), _SCORE.sub("", known.inside(item.text[slice(*thing)])).strip()
    if clause.verb.base == "win" and not _GAME.search(said):
        return []
    found = [m.span() for m in _SCORE.finditer(item.text) if not re.match(r"\d{3}", m.group())]
    base = clause.verb.base
    if base == "win":
        forms = [f"What was the score when {who} won {said}?", f"By what score did {who} win {said}?"]
    else:
        forms = [
            f"By what score did {who} beat {said}?",
            f"What was the score when {who} beat {said}?",
            f"{who} {said} score",
        ]
    ask = rng.choice(forms)
    if len(found) == 1 and clause.sentence[0] <= found[0][0] < clause.sentence[1]:
        return [Asked("score", ask, found[0], every_number(item.text, found[0]))]
    if not found and not re.search(
        r"\d[–-]\d| to \d|goals?|points|games?|election|primary|shots|lengths|seconds|wickets|sets|%|per ?cent|votes",
        item.text,
    ):
        return [Asked("score, untold", ask, None, every_number(item.text, None) or (thing,))]
    return []


_TERM = re.compile(
    rf"\b(?:to|for|of) (?P<t>(?:at least |up to )?{NUMBER}(?: and a half)? (?:years?|months?|days?|weeks?))\b"
    rf"|\ba (?P<u>{NUMBER}-(?:year|month|week|day))[ -](?:prison|jail|sentence|suspension|term)"
)


def term(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "A is sentenced to five years in prison", "jailed for …", "banned for …"."""
    if (
        clause.verb.base not in ("sentence", "jail", "suspend", "ban", "imprison", "convict")
        or clause.how != "passive"
    ):
        return []
    found = [
        m.span("t" if m.group("t") else "u")
        for m in _TERM.finditer(item.text, clause.words[clause.at].start, clause.sentence[1])
    ]
    who, was = known.inside(clause.who), "were" if clause.is_plural else "was"
    how = {"sentence": "sentenced to prison", "jail": "jailed", "imprison": "jailed", "convict": "jailed"}
    verb = how.get(clause.verb.base, clause.verb.participle)
    ask = rng.choice((f"For how long {was} {who} {verb}?", f"How long {was} {who} {verb} for?"))
    others = re.findall(r"\b(?:years?|months?|days?|weeks?|life)\b", item.text)
    if len(found) == 1:
        return [Asked("how long", ask, found[0], every_number(item.text, found[0]))]
    if not others and not re.search(r"\bdeath|indefinite|permanent|\bnot\b", item.text):
        return [Asked("how long, untold", ask, None, every_number(item.text, None) or (clause.subject,))]
    return []


_VOTES = re.compile(
    r"\b(?:vot\w+|vote of|by|passes|margin of) (?P<v>\d{1,3}(?: votes)?(?: ?[–-] ?"
    r"| to )\d{1,3})\b(?![–-]\d)|\((?P<w>\d{1,3}[–-]\d{1,3})\)"
)


def votes(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "The Senate approves A by 52 to 48"."""
    if clause.how == "active" and clause.verb.base == "vote":
        return _voted(item, clause, known, rng)
    if clause.how != "active" or clause.verb.base not in (
        "approve",
        "pass",
        "reject",
        "vote",
        "ratify",
        "confirm",
        "impeach",
    ):
        return []
    if not re.search(
        r"\b(?:[Pp]arliament|Senate|House|Assembly|Congress|Council|Duma|Knesset|Bundestag|lawmakers|MPs)\b",
        clause.who,
    ):
        return []
    thing = clause.thing()
    if not thing:
        return []
    who, said = known.inside(clause.who), known.inside(item.text[slice(*thing)])
    ask = rng.choice(
        (
            f"By how many votes did {who} {clause.verb.base} {said}?",
            f"What was the vote when {who} {clause.verb.past} {said}?",
        )
    )
    found = [m.span("v") if m.group("v") else m.span("w") for m in _VOTES.finditer(item.text)]
    if len(found) == 1:
        return [Asked("votes", ask, found[0], every_number(item.text, found[0]))]
    if not found and not re.search(r"\d+ ?(?:[–-]|to) ?\d|votes|unanim|majority|margin", item.text):
        return [Asked("votes, untold", ask, None, every_number(item.text, None) or (thing,))]
    return []


def _voted(item: Item, clause: Clause, known: Known, rng: random.Random) -> list[Asked]:
    """ "The House votes 232–197 to …"."""
    match = re.match(r" (?P<v>\d{1,3}(?: ?[–-] ?| to )\d{1,3})\b", item.text[clause.words[clause.at].end :])
    to = re.search(
        r" (?:to(?= [a-z])|in favou?r of|against) (?:(?!\b(?:but|which|while|after|as)\b)[^.,;:])+",
        item.text[clause.words[clause.at].end : clause.sentence[1]],
    )
    if not to:
        return []
    who = known.inside(clause.who)
    ask = rng.choice(
        (
            f"What was the vote when {who} voted{to.group().rstrip()}?",
            f"By how many votes did {who} vote{to.group().rstrip()}?",
        )
    )
    if match:
        start = clause.words[clause.at].end
        span = (start + match.start("v"), start + match.end("v"))
        return [Asked("votes", ask, span, every_number(item.text, span))]
    if not re.search(r"\d+ ?(?:[–-]|to) ?\d|votes\b.*\d|unanim|majority|margin|%|percent", item.text):
        return [Asked("votes, untold", ask, None, every_number(item.text, None) or (clause.subject,))]
    return []
