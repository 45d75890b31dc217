"""A statement retold so that it is no longer told as a fact, and retold so that it still is."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from training.lists import lines
from training.tellings_clauses import Clause
from training.tellings_grammar import Lexicon, capital
from training.tellings_words import filled, speaker


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences, and what is asked of them: (kind, question, answer or None, what tempts)."""

    text: str
    asked: list[tuple[str, str, str | None, list[str]]]
    clause: Clause | None = None
    bare: bool = field(default=False)
    """Whether the sentences stand without their neighbours."""


Way = Callable[[Clause, Lexicon, random.Random], Told | None]


def _stated(kind: str, frames: str, *, holds: bool) -> Way:
    """A way of telling the whole statement within a wording of this list."""

    def way(clause: Clause, lexicon: Lexicon, rng: random.Random) -> Told | None:
        wording, who = rng.choice(lines(frames)), speaker(rng)
        small = lexicon.small(clause.statement)
        parts = {"s": small, "S": clause.statement}
        if found := _SAYS.match(wording):
            parts["Who"] = capital(who)
        text = filled(wording, parts, rng)
        rows = [
            (kind, question, answer if holds else None, [] if holds else [answer])
            for question, answer in ((clause.question, clause.answer), *clause.others)
        ]
        if found and rng.random() < 0.5:
            told = found[1]
            if rng.random() < 0.5:
                rows.append((f"{kind}, who", f"Who {told} that {small}?", who.rstrip(","), []))
            else:
                base = _PLAIN[told]
                rows.append((f"{kind}, what", f"What did {who.rstrip(',')} {base}?", f"that {small}", []))
        return Told(text, rows, clause)

    return way


_PLAIN = {
    "denied": "deny",
    "alleged": "allege",
    "feared": "fear",
    "confirmed": "confirm",
    "admitted": "admit",
    "announced": "announce",
    "hoped": "hope",
    "doubted": "doubt",
    "proved": "prove",
    "acknowledged": "acknowledge",
}
_SAYS = re.compile(rf"\{{Who\}} ({'|'.join(_PLAIN)}) that \{{s\}}")


def could(clause: Clause, lexicon: Lexicon, rng: random.Random) -> Told | None:
    """What could happen, could have happened, or nearly did."""
    if clause.kind == "other" or (clause.kind == "did" and clause.verb.base == "have"):
        return None
    fits = [line for line in lines("tellings_could") if clause.kind == "did" or "{past}" not in line]
    wording, asks = rng.choice(fits).split("|")
    gap = next(name for name in ("base", "pp", "past") if f"{{{name}}}" in wording)
    form = clause.form(_form_of(clause, gap), lexicon)
    wording = wording if "{subj}" in wording else f"{{Subj}} {wording}"
    parts = {"subj": clause.subject, "Subj": capital(clause.subject), gap: form}
    text = capital(filled(wording + ".", parts, rng))
    rows: list[tuple[str, str, str | None, list[str]]] = _untold("could", clause)
    modal, _, rest = asks.partition(" ~ ")
    if (
        rest
        and clause.turns
        and (turned := _with_modal(clause, modal, "have" if rest.startswith("have") else ""))
    ):
        rows.append(("could, asked so", turned, clause.answer, []))
    return Told(text, rows, clause)


def _untold(kind: str, clause: Clause) -> list[tuple[str, str, str | None, list[str]]]:
    return [(kind, q, None, [a]) for q, a in ((clause.question, clause.answer), *clause.others)]


def _form_of(clause: Clause, gap: str) -> str:
    verb = clause.verb
    return {"base": verb.base, "pp": verb.participle, "past": clause.word, "ger": verb.gerund}[gap]


def _with_modal(clause: Clause, modal: str, have: str) -> str | None:
    """ "Who built it?" -> "Who could have built it?"; "what was built" -> "what could have been built"."""
    verb = clause.verb.participle if have else clause.verb.base
    new = f"{have} {verb}".strip()
    question = clause.question
    if clause.kind == "be":
        follows = _participle(clause)
        if not follows or not re.search(rf"\b(?:was|were|is|are)\b.*\b{follows}\b", question):
            return None
        question = re.sub(r"\b(?:was|were|is|are)\b", modal, question, count=1)
        return re.sub(rf"\b{follows}\b", f"{new} {follows}", question, count=1)
    if re.search(r"\b(?:did|does)\b", question):
        question = re.sub(r"\b(?:did|does)\b", modal, question, count=1)
        return re.sub(rf"\b{clause.verb.base}\b", new, question, count=1)
    return re.sub(rf"\b{clause.word}\b", f"{modal} {new}", question, count=1)


def _participle(clause: Clause) -> str | None:
    word = next((w.strip(",") for w in clause.rest.split() if not w.endswith("ly") and w != "also"), "")
    return (
        word
        if re.fullmatch(r"[a-z]+ed|built|born|made|given|held|won|found|sold|taken|known|written", word)
        else None
    )


def planned(clause: Clause, lexicon: Lexicon, rng: random.Random) -> Told | None:
    """What somebody hoped, tried or refused to do, or what was due to happen."""
    if clause.kind == "other":
        return None
    acts = clause.animate and clause.kind != "be"
    fits = lines("tellings_planned" if acts and rng.random() < 0.8 else "tellings_due")
    fits = tuple(line for line in fits if clause.kind != "be" or not line.startswith(("failed", "did not")))
    verbs, asks = rng.choice(fits).split("|")
    agreed = _agreeing(verbs, clause)
    parts = {
        "Subj": capital(clause.subject),
        "subj": clause.subject,
        "v": agreed,
        "base": clause.form(clause.verb.base, lexicon),
    }
    frames = lines("tellings_plan_frames")
    if _UNDONE.match(verbs):
        frames = tuple(frame for frame in frames if "nothing" not in frame.lower() and "never" not in frame)
    text = filled(rng.choice(frames), parts, rng)
    rows = _untold("planned", clause)
    if asks != "-" and clause.turns and (turned := with_plan(clause, agreed, asks)):
        rows.append(("planned, asked so", turned, clause.answer, []))
    return Told(text, rows, clause)


_UNDONE = re.compile(
    r"refused|declined|failed|did not|would not|.* not\b|.*(?:never|unable|forbidden|too late)"
)
"""What already says that nothing came of it."""


def _agreeing(verbs: str, clause: Clause) -> str:
    if not clause.plural:
        return verbs
    for one, many in (("was", "were"), ("is", "are"), ("has", "have"), ("denies", "deny")):
        verbs = re.sub(rf"^{one}\b", many, verbs)
    return verbs


def with_plan(clause: Clause, verbs: str, asks: str) -> str | None:
    """ "Who built it?" -> "Who hoped to build it?"; "when was it built" -> "when was it due to be built"."""
    question, base = clause.question, clause.verb.base
    if clause.kind == "be":
        follows = _participle(clause)
        if not asks.startswith("be ") or not follows:
            return None
        return re.sub(rf"\b{follows}\b", f"{asks[3:]} be {follows}", question, count=1)
    if did := re.search(r"\b(?:did|does)\b", question):
        rest = re.sub(rf"\b{base}\b", f"{asks.removeprefix('be ')} {base}", question[did.end() :], count=1)
        be = "were" if verbs.startswith("were") else "was"
        return question[: did.start()] + (be if asks.startswith("be ") else "did") + rest
    verbs = re.sub("^were", "was", verbs) if question.lower().startswith("who") else verbs
    return re.sub(rf"\b{clause.word}\b", f"{verbs} {base}", question, count=1)


def accused(clause: Clause, lexicon: Lexicon, rng: random.Random) -> Told | None:
    """What somebody denied doing, or was accused of or cleared of having done."""
    if clause.kind not in ("did", "does") or not clause.animate or clause.verb.base in ("be", "have"):
        return None
    verbs = _agreeing(rng.choice(lines("tellings_accused")), clause)
    gerund = clause.form(clause.verb.gerund, lexicon)
    parts = {"Subj": capital(clause.subject), "subj": clause.subject, "v": verbs, "ger": gerund}
    text = filled(rng.choice(lines("tellings_doing_frames")), parts, rng)
    rows = _untold("accused", clause)
    if clause.answer == clause.subject and rng.random() < 0.6:
        one = re.sub("^were", "was", verbs)
        rows.append(("accused, asked so", f"Who {one} {gerund}?", clause.answer, []))
    elif clause.turns and (did := re.search(r"\bdid\b", clause.question)) and verbs.startswith("was "):
        rest = re.sub(
            rf"\b{clause.verb.base}\b", f"{verbs[4:]} {clause.verb.gerund}", clause.question[did.end() :]
        )
        rows.append(("accused, asked so", f"{clause.question[: did.start()]}was{rest}", clause.answer, []))
    return Told(text, rows, clause)


def schemed(clause: Clause, lexicon: Lexicon, rng: random.Random) -> Told | None:
    """What others stopped, rejected or suspected somebody of."""
    if clause.kind not in ("did", "does") or not clause.animate or clause.verb.base == "have":
        return None
    if clause.subject in ("he", "she", "they", "we"):
        return None
    verb = clause.verb
    forms = {"base": verb.base, "ger": verb.gerund, "pp": verb.participle}
    parts = {gap: clause.form(form, lexicon) for gap, form in forms.items()} | {"subj": clause.subject}
    text = filled(rng.choice(lines("tellings_schemes")), parts, rng)
    return Told(text, _untold("schemed", clause), clause)


def aloud(clause: Clause, lexicon: Lexicon) -> str:
    """The statement turned into a question, without its mark."""
    lead = f" {lexicon.small(clause.lead)}" if clause.lead else ""
    if clause.kind in ("be", "other"):
        put = f"{capital(clause.word)} {clause.subject} {clause.adverb} {clause.rest}{lead}"
    else:
        did = "Did" if clause.kind == "did" else "Does"
        put = f"{did} {clause.subject} {clause.form(clause.verb.base, lexicon)}"
    return " ".join(put.split())


def asked_aloud(clause: Clause, lexicon: Lexicon, rng: random.Random) -> Told | None:
    """A question in the text, which tells nothing."""
    text = filled(rng.choice(lines("tellings_asked")), {"q": aloud(clause, lexicon)}, rng)
    return Told(text, _untold("asked aloud", clause), clause)


def did(clause: Clause, lexicon: Lexicon, rng: random.Random) -> Told | None:
    """What somebody admitted, was convicted of, or really did: it stays told."""
    if clause.kind != "did" or clause.verb.base in ("be", "have"):
        return None
    wording = rng.choice(
        [line for line in lines("tellings_did") if clause.animate or line.startswith("did {")]
    )
    gap = "ger" if "{ger}" in wording else "base"
    words = _agreeing(wording.replace(f"{{{gap}}}", clause.form(_form_of(clause, gap), lexicon)), clause)
    text = filled(f"{capital(clause.subject)} {words}.", {}, rng)
    asked = ((clause.question, clause.answer), *clause.others)
    return Told(text, [("control, did", q, a, []) for q, a in asked], clause)


TELLINGS: dict[str, tuple[Way, int]] = {
    "denied": (_stated("denied", "tellings_denied", holds=False), 12),
    "alleged": (_stated("alleged", "tellings_alleged", holds=False), 5),
    "feared": (_stated("feared", "tellings_feared", holds=False), 4),
    "could": (could, 6),
    "planned": (planned, 8),
    "accused": (accused, 8),
    "schemed": (schemed, 8),
    "invented": (_stated("invented", "tellings_invented", holds=False), 6),
    "asked aloud": (asked_aloud, 3),
}
CONTROL: Way = _stated("control", "tellings_true", holds=True)
DENIED: Way = TELLINGS["denied"][0]
