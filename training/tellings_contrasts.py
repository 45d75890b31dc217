"""One value denied and another given in the same breath: "not 400 but 240", "it was not A who did it but B"."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from training.lists import lines
from training.tellings_clauses import Clause
from training.tellings_corrected import Values
from training.tellings_grammar import Lexicon, capital
from training.tellings_retold import Told, aloud
from training.tellings_words import filled

SHARE = 0.6


def contrasted(found: list[Clause], lexicon: Lexicon, rng: random.Random) -> Iterator[Told]:
    """For statements with a figure or a doer, one with the wrong value denied and the right one given."""
    values = Values(found)
    for clause in found:
        if rng.random() > SHARE or not clause.turns:
            continue
        wrong = values.wrong(clause, rng)
        if not wrong:
            continue
        sort, value = wrong
        if sort == "name" and clause.answer == clause.subject and clause.kind == "did":
            yield _doer(clause, value, lexicon, rng)
        elif sort in ("figure", "sum", "year"):
            yield _figure(clause, value, lexicon, rng)


def _doer(clause: Clause, wrong: str, lexicon: Lexicon, rng: random.Random) -> Told:
    kind, wording = rng.choice([line.split("|") for line in lines("tellings_contrasts") if line[0] in "sx"])
    parts = {
        "right": clause.subject,
        "wrong": wrong,
        "did": clause.form(clause.word, lexicon),
        "do": clause.form(clause.verb.base, lexicon),
        "doing": clause.form(clause.verb.gerund, lexicon),
    }
    text = capital(filled(wording, parts, rng))
    text = re.sub(r"(?<=[.;] )([a-z])", lambda m: m[1].upper(), text) if ". " in text else text
    answer, tempting = (clause.answer, [wrong]) if kind == "s" else (None, [clause.answer])
    return Told(text, [("contrast", clause.question, answer, tempting)], clause)


def _figure(clause: Clause, wrong: str, lexicon: Lexicon, rng: random.Random) -> Told:
    wording = rng.choice([line[2:] for line in lines("tellings_contrasts") if line[0] == "n"])
    answer = clause.answer
    if "nots" in wording and (
        answer in clause.lead or re.search(r"\bsome " + re.escape(answer), clause.statement)
    ):
        wording = "{ands}."

    def put(text: str, new: str) -> str:
        return re.sub(rf"(?<!\w){re.escape(answer)}(?!\w)", lambda _: new, text)

    nots, ands = (
        put(clause.statement, new) for new in (f"not {wrong} but {answer}", f"{answer}, not {wrong},")
    )
    parts = {
        "nots": nots,
        "ands": ands,
        "small_nots": lexicon.small(nots),
        "right": answer,
        "wrong": wrong,
        "W": put(clause.statement, wrong),
        "small_wrong": lexicon.small(put(clause.statement, wrong)),
        "small_right": lexicon.small(clause.statement),
        "q": put(aloud(clause, lexicon), wrong),
    }
    text = capital(filled(wording, parts, rng))
    return Told(text, [("contrast", clause.question, answer, [wrong])], clause)
