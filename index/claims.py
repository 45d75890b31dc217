"""Claims: a yes/no question or a statement with a figure, as the question that the articles can answer.

"Did the police seize 500 guns?" is asked as "how many guns did the police seize?"; what the articles state is then
held against what was claimed. Nothing is ever answered with yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from index.answers import Verdict
from index.claimed_names import Named, claimed_name, gives
from index.decision import Decision, is_plan
from index.evidence import Evidence
from index.figures import Figure, Moment, Years, agree, differ, figures_in, rounds_to
from index.figures.asked import asked_kinds
from index.figures.figure import within
from index.opposition import DENYING
from index.rivals import WHOLE_NAME, Group, is_about_another, is_anothers, stated_in
from index.support import Word, missing_names, question_words, unsupported, weighty


class Claim(NamedTuple):
    """What is claimed. `question` is asked of the articles; `figure` is what was claimed, None where no figure is.

    `others` are the further figures of the claim that no time ties down, which decide nothing but may leave doubt.
    `named` is the name that is claimed where no figure is.
    """

    question: str
    said: str
    figure: Figure | None = None
    others: tuple[Figure, ...] = ()
    named: Named | None = None


def read_claim(text: str) -> Claim | None:
    """The claim in a text; None where it is an open question, or nothing that could be true or false."""
    said, wrapped = _unwrapped(text)
    if not wrapped and not text.rstrip().endswith("?"):
        said = _telling(said)
    inverted = _INVERTED.match(said)
    if not inverted and not wrapped and not _is_statement(said):
        return None
    plain = _plainly_asked(said) if wrapped and not inverted else f"{said}?" if wrapped else text
    if _NEGATED.search(said):
        return Claim(plain, said)
    figure, others = _claimed(said)
    question = figure and _question(said, figure, inverted)
    if question or others:
        return Claim(question or plain, said, figure if question else None, others)
    named = claimed_name(said, inverted["auxiliary"] if inverted else None)
    return Claim(plain, said, named=named)


def _plainly_asked(said: str) -> str:
    """A statement as a question: "was the line finished on time?"; as it stands where grammar does not let it."""
    fronted = None if _RELATIVE_CLAUSE.search(said) or _NEGATED.search(said) else _fronted(said)
    return f"{fronted or said}?"


_RELATIVE_CLAUSE = re.compile(r"\b(?:who|which|that|whose|where|when)\b", re.IGNORECASE)


def _unwrapped(text: str) -> tuple[str, bool]:
    """What "is it true that" and "right?" are said of, and whether one of them was there."""
    for form in (_WRAPPED, _TAGGED):
        if found := form.fullmatch(text):
            return found["said"].strip(" .?!"), True
    return _LEADING_NOT.sub(r"\1", text).strip(" .?!"), False


def _telling(text: str) -> str:
    """Of several sentences the first that states a figure."""
    sentences = re.split(r"(?<=[.!])\s+(?=[A-Z“\"'])", text)
    return next((one.strip(" .") for one in sentences if _is_statement(one)), text)


_WRAPPED = re.compile(
    r"\s*(?:(?:so|and|but|ok|okay|well|then)[, ]+)*(?:"
    r"(?:is|was)(?:n['’]t)? it (?:not )?(?:really |actually |indeed )?(?:true|correct|right|a fact|the case|so)"
    r"(?: that)?|(?:it is|it['’]s) (?:true|correct|right|a fact|the case) that|"
    r"am i (?:right|correct) (?:that|(?:in|to) (?:thinking|saying|believing|think|say|believe)(?: that)?)|"
    r"true or false[:,]?|(?:can|could|will|would) you (?:please )?(?:confirm|check|verify) (?:that|whether|if)|"
    r"(?:please )?(?:tell me|confirm|check|verify) (?:whether|if|that)|do (?:you|the articles) (?:say|confirm) that|"
    r"(?:i|we) (?:heard|read|thought|think|believe|was told|were told)(?: that)?|"
    r"(?:they|people|some) (?:say|said|claim|claimed)(?: that)?|(?:fact[- ]check|check)[:,]) (?P<said>.+)",
    re.IGNORECASE | re.DOTALL,
)
_TAGGED = re.compile(
    r"(?P<said>.+?)(?:,\s*|\s+[–—-]\s+|\.\s+|\s+)(?:right|correct|true|no|yes|really|"
    r"is (?:that|this|it) (?:true|right|correct|so)|"
    r"(?:is|was|were|are|did|do|does|has|have|had|will|would)(?:n['’]t)? (?:it|they|he|she|there|that))\s*\?",
    re.IGNORECASE | re.DOTALL,
)
_LEADING_NOT = re.compile(r"\A\s*(\w{2,})n['’]t(?= )")
_AUXILIARY = r"did|does|do|was|were|is|are|has|have|had|will|would|can|could|should"
_INVERTED = re.compile(rf"\s*(?P<auxiliary>{_AUXILIARY})\s+(?!(?:you|i|we)\b)", re.IGNORECASE)
_NEGATED = re.compile(rf"{DENYING}|\b(?:false|wrong)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how)\b|\A\s*(?:tell|show|give|find|list|name|explain|describe|"
    r"compare|search|look|and|or|also|please|about|i want|i need|i would like|i['’]d like|let me|let us|"
    rf"(?:{_AUXILIARY}) (?:you|we|i))\b|\?\s*\Z",
    re.IGNORECASE,
)


def _is_statement(said: str) -> bool:
    """Whether a text states something about a figure: there is a verb, and more than the words of a search."""
    figures = [figure for figure in figures_in(said) if not isinstance(figure.value, Moment | Years)]
    words = [word for word in question_words(said) if not word.is_number]
    verb = _HELPS.search(said) or any(map(_is_verb, words))
    return bool(figures) and not _OPEN.search(said) and len(words) >= 2 and bool(verb)


_HELPS = re.compile(rf"\b(?:{_AUXILIARY})\b", re.IGNORECASE)


def _is_verb(word: Word) -> bool:
    text = word.text
    return text.islower() and not text.endswith("s") and (text.endswith("ed") or word.nounhood <= _NO_NOUN)


_NO_NOUN = 0.04
"""The verbs "took", "fell" and "won" are nouns less often than this."""


def _claimed(said: str) -> tuple[Figure | None, tuple[Figure, ...]]:
    """The figure that is claimed, and the others: a number before a date, which mostly tells when."""
    figures = figures_in(said)
    values = [figure for figure in figures if not isinstance(figure.value, Moment | Years)]
    if values:
        return values[0], tuple(values[1:])
    # "Did offences fall in 2022/23?" asks of that season; when they fell nobody claims.
    dates = [one for one in figures if isinstance(one.value, Moment) and _AT.search(said, 0, one.start)]
    return (dates[0] if len(figures) == 1 and dates else None), ()


_AT = re.compile(r"\b(?:in|on|during)\s+\Z", re.IGNORECASE)


def _question(said: str, figure: Figure, inverted: re.Match[str] | None) -> str | None:
    """The claim with its figure asked for; None where grammar does not let it."""
    cut = _asked_for(said, figure)
    if cut is None:
        return None
    asked, start, end = cut
    before, after = said[:start], said[end:]
    if inverted or isinstance(figure.value, Moment | Years):
        rest = before if inverted else _fronted(before)
        if rest is not None:  # to the front: "how many guns did the police seize"
            return _one_line(f"{asked} {rest[:1].lower()}{rest[1:]} {after}") + "?"
    return _one_line(f"{before} {asked} {after}") + "?"


def _fronted(before: str) -> str | None:
    """A statement's words before its date with the auxiliary first: "was the bridge opened"."""
    found = _SUBJECT.fullmatch(before.strip())
    if found is None:
        return None
    subject = re.sub(r"\A(?:The|An?)\b", lambda article: article.group().lower(), found["subject"])
    return f"{found['auxiliary']} {subject} {found['rest']}"


_SUBJECT = re.compile(
    rf"(?P<subject>\S+(?:\s+\S+){{0,7}}?)\s+(?P<auxiliary>{_AUXILIARY})\s+(?P<rest>.*)", re.IGNORECASE
)


def _asked_for(said: str, figure: Figure) -> tuple[str, int, int] | None:
    """The words that ask for a figure, with what is counted, and what they stand in the place of."""
    start, end = figure.start, figure.end
    if figure.kind in ("date", "years"):
        place = _AT.search(said, 0, start)
        return ("when", place.start() if place else start, end)
    if figure.kind == "age":
        old = _OLD.match(said, end)
        aged = _AGED.search(said, 0, start)
        return ("how old", aged.start() if aged else start, old.end() if old else end)
    by = _BY.search(said, 0, start)
    first = by.start() if by else start
    lead = f"{by.group().strip().lower()} " if by else ""
    if figure.kind == "percentage":
        of = _OF.match(said, end)
        return (f"{lead}what percentage{of.group() if of else ''}", first, of.end() if of else end)
    if figure.kind == "money":
        return (f"{lead}how much", first, end)
    if figure.kind in ("measure", "duration"):
        return (f"{lead}how many {figure.unit}", first, end) if "-" not in said[start:end] else None
    if figure.kind == "count":
        counted = _COUNTED.match(said, end)
        return (
            f"{lead}how many{counted.group() if counted else ''}",
            first,
            counted.end() if counted else end,
        )
    return None


_BY = re.compile(r"\bby\s+\Z", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+(?:(?:the|all|its|their)\s+)*[\w’'-]+", re.IGNORECASE)
_AGED = re.compile(r"\baged?\s+\Z", re.IGNORECASE)
_OLD = re.compile(
    r"-(?:year|month|week|day)s?-old|\s+(?:year|month|week|day)s?\s+old|\s+years\b", re.IGNORECASE
)
_COUNTED = re.compile(
    r"(?:\s+(?!(?:of|in|on|at|by|for|from|to|was|were|is|are|has|had|have|and|or|the)\b)[\w’'-]+){0,4}?"
    r"\s+(?:people|men|women|children|staff|police|[\w’'-]*[^s\W]s)"
    r"(?:\s+(?!(?:was|is|has|its|his|this|as|plus)\b)[\w’'-]*[^s\W]s)*(?=\W|\Z)",
    re.IGNORECASE,
)
"""What is counted: up to its plural."""


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,")


def agreeing_first(claim: Claim, answered: Sequence[Evidence]) -> list[Evidence]:
    """The evidence that answers, what states the very figure claimed first: nothing is nearer to the claim.

    That is of what the reader likes nearly as well as the surest: some figure or other is found for any claim.
    What gives its figure to another thing by name comes last.
    """
    least = max((item.margin for item in answered), default=0.0) - _NEARLY
    return sorted(
        answered,
        key=lambda item: (
            item.margin < least or not _states(claim, item),
            is_about_another(claim.question, item),
        ),
    )


_NEARLY = 2.0
"""Logits: odds of about seven to one."""


def _states(claim: Claim, item: Evidence) -> bool:
    """Whether a piece of evidence states what is claimed, and of nothing else."""
    stated = stated_in(item, asked_kinds(claim.question)) if claim.figure else None
    if stated is None or claim.figure is None or _is_of_another(claim, item) or is_plan(claim.question, item):
        return False
    return agree(claim.figure, stated.figure) or within(claim.figure, stated.figure)


def _is_of_another(claim: Claim, item: Evidence) -> bool:
    return is_anothers(claim.question, item) or is_about_another(claim.question, item)


def verdict(
    claim: Claim, decision: Decision, answered: Sequence[Evidence], groups: Sequence[Group]
) -> Verdict | None:
    """What the articles make of a claim; None where that cannot be told for sure, so that the quote speaks alone.

    `answered` is the evidence that answers, what is nearest to the claim first, `groups` the values it gives. A word of
    the claim that matters and that the article never uses leaves doubt, and so does any value that says otherwise, or
    a quote that is not about what the claim names.
    """
    if not answered:
        return "not found" if claim.figure or decision.unsupported else None
    if claim.named is not None:
        return _verdict_on_name(claim, claim.named, answered[0])
    if claim.figure is None or not groups or _is_of_another(claim, answered[0]):
        return None
    # What states the very figure is shown first, but is not proof against what answers more surely.
    surest = next(item for item in decision.worthy if not is_about_another(claim.question, item))
    if answered[0].quote != surest.quote:
        return None
    said = claim.figure
    words = weighty(question_words(_without_figures(claim.said)))
    if unsupported(words, answered[0].source) or missing_names(words, answered[0].led_up_to):
        return None
    if any(_is_of_part(claim, group.stated[0].places) for group in groups):
        return None
    stated = [group.figure for group in groups]
    quoted = figures_in(answered[0].quoted)
    if all(agree(said, one) or within(said, one) for one in stated):
        return "agrees" if all(any(agree(other, one) for one in quoted) for other in claim.others) else None
    if any(_states(claim, item) for item in answered):
        return None
    return "differs" if all(differ(said, one) and not rounds_to(one, said) for one in stated) else None


def _is_of_part(claim: Claim, places: AbstractSet[str]) -> bool:
    """Whether a figure is tied to some of the names of a claim only: to Wales of "England and Wales"."""
    names = {word.text.lower() for word in question_words(claim.question) if word.is_name}
    tied = {part for place in places for part in re.findall(r"\w+", place.lower())}
    return bool(names & tied) and not names <= tied


def _verdict_on_name(claim: Claim, named: Named, item: Evidence) -> Verdict | None:
    """Agreement where the words that answer are the very name; None where the quote denies or lacks something."""
    rest = claim.said.replace(named.name, "")
    words = weighty(question_words(rest))
    if (
        _NEGATED.search(item.quoted)
        or unsupported(words, item.source)
        or missing_names(words, item.led_up_to)
        # "The Severn Bridge" is not told of where "the Severn" and "the Prince of Wales Bridge" are.
        or any(name.lower() not in item.quoted.lower() for name in WHOLE_NAME.findall(rest))
    ):
        return None
    return "agrees" if gives(item, named) else None


def _without_figures(said: str) -> str:
    for figure in reversed(figures_in(said)):
        said = f"{said[: figure.start]} {said[figure.end :]}"
    return said
