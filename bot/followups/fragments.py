"""Fragments: "And in Lambeth?", "By whom?", "What about the Thames?", put into a question before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.followups import words as w
from bot.followups.exchange import Exchange
from bot.followups.phrases import Phrase, is_verb_by_place, phrases_of
from bot.followups.words import Word, is_verb, listed, words_of
from index.figures.asked import asked_kinds
from index.figures.figure import Kind
from index.figures.units import AFTER

LONGEST = 9
"""Words in a fragment."""
_LONGEST_ASKING = 5
"""Words in one that begins by asking for something, with no "and" before it: in a longer one a noun may be its verb."""
_ABOUT = r"(?:(?:and|but|so|ok|okay|well|now|then)[\s,]+)*(?:what|how)\s+about\s+"
_MORE_THAN = (
    r"(?:is|was|are|were) (?:that|this|it|they|those) (?:much |any |far )?(?:more|less|fewer|higher|lower|better|worse|"
    r"bigger|larger|smaller|longer|shorter|up|down) (?:than|from|on) (?:in |it was in |there were in )?"
)
_OPENER = r"(?:(?:and|but|or|also|ok|okay|well|so|then|now|yes|right|thanks)[\s,]+)+"
_PLACES = listed("in at from near to on")


def opener(question: str) -> str:
    """A question without the words that only tie it to what was said: "and", "what about", "is that more than"."""
    rest = re.sub(rf"^(?:{_ABOUT}|{_OPENER})", "", question, flags=re.IGNORECASE) or question
    return re.sub(rf"^{_MORE_THAN}", "", rest, flags=re.IGNORECASE)


def is_fragment(question: str) -> bool:
    """Whether a question has no verb of its own, or only asks "what about" something, or "why is that"."""
    rest = opener(question)
    words = [word for word in words_of(rest) if not word.is_mark]
    if re.match(_ABOUT, question, re.IGNORECASE):
        return len(words) <= LONGEST
    if not words or len(words) > LONGEST:
        return False
    if _WHY_THAT.fullmatch(rest):
        return True
    if words[0].lower in w.IMPERATIVES or any(_makes_clause(words, at) for at in range(len(words))):
        return False
    asks = any(word.lower in w.WH for word in words)
    if asks and rest == question and len(words) > _LONGEST_ASKING and words[0].lower not in w.PREPOSITIONS:
        return False
    return asks or rest != question or words[0].lower in w.PREPOSITIONS or question.rstrip().endswith("?")


def asks_why(question: str) -> bool:
    """Whether a question is "why?", "how so?" or "why is that?"."""
    return _WHY_THAT.fullmatch(question) is not None


_WHY_THAT = re.compile(
    r"(why|how)(?: (?:is|was|would|might|could|did|does) (?:that|this)(?: be| happen)?|(?:'|’)s that|(?: so| not)?)\W*",
    re.IGNORECASE,
)


def _makes_clause(words: Sequence[Word], at: int) -> bool:
    """Whether a word makes a clause of the words that it stands among."""
    word = words[at]
    if word.lower in w.AUXILIARIES or re.search(r"['’](?:re|ve|ll|m)$", word.text):
        return True
    if word.lower in w.WH and re.search(r"['’]s$", word.text):
        return True
    if at == 0:
        return False
    before = words[at - 1]
    after = words[at + 1].lower if at + 1 < len(words) else ""
    if at + 2 == len(words) and after in _OBJECTS:
        return word.lower != "about"
    if before.lower == "else" and not word.is_capital and re.search(r"[^s]s$|ed$", word.text):
        return True
    if is_verb_by_place(words, at) or (before.lower in w.WH and before.lower != "how" and is_verb(word)):
        return True
    return (
        is_verb(word)
        and word.text not in _ALSO_ADJECTIVES
        and before.lower not in w.DETERMINERS | w.PREPOSITIONS
    )


_OBJECTS = listed("it them him her")
_ALSO_ADJECTIVES = listed("best born likely able present similar close separate direct")


class Frame(NamedTuple):
    """A question taken apart: what it asks for, its auxiliary, and the rest from there or from the verb on."""

    asks: str
    auxiliary: str
    rest: str


def frame_of(question: str) -> Frame:
    """ "How many guns" "were" "seized in London"; a question for yes or no asks for nothing.

    Nor does "tell me how big the mirror is", of which the auxiliary is the end.
    """
    text = question.rstrip("?!. ")
    words = [word for word in words_of(text) if not word.is_mark]
    if words and re.search(r"['’]s$", words[0].text) and words[0].lower in w.WH:
        return Frame(words[0].lower, "is", text[words[0].end :].strip())
    for at, word in enumerate(words):
        if word.lower in w.AUXILIARIES and word.end < len(text):
            return Frame(text[: word.start].strip(), word.text.lower(), text[word.end :].strip())
        if at and (is_verb(word) or words[at - 1].lower == "who"):
            return Frame(text[: word.start].strip(), "", text[word.start :].strip())
    return Frame("", "", text)


def put_into_question(fragment: str, exchanges: Sequence[Exchange]) -> list[str]:
    """An earlier question with the fragment in the place of what it corresponds to, likeliest first."""
    fragment = fragment.rstrip("?!. ")
    why = _WHY_THAT.fullmatch(fragment)
    words = [word for word in words_of(fragment) if not word.is_mark]
    if why or any(word.lower in w.WH for word in words):
        return _asking(why.group(1) if why else fragment, words, exchanges[-1])
    fitting = _matching_exchange(fragment, exchanges)
    return _naming(fragment, fitting) if fitting else []


def _asking(fragment: str, words: Sequence[Word], last: Exchange) -> list[str]:
    """The last question, asking for something else of the same: "By whom", "When", "How many murders"."""
    frame = frame_of(last.asked)
    if phrases_of(fragment) and " ".join(word.lower for word in words[:2]) in ("how many", "how much"):
        return [f"{fragment} were there {_circumstances(last.asked)}".rstrip()]
    noun = " ".join(phrase.text for phrase in phrases_of(frame.asks))
    if not frame.auxiliary:
        subject = last.answer or noun
        return [f"{fragment} was it that {subject} {frame.rest}" if subject else f"{fragment} {frame.rest}"]
    who = (
        last.answer
        if frame.asks.lower() in ("who", "what") and last.answer and words[0].lower != "who"
        else ""
    )
    verb = frame.rest.split(" ", 1)[0] if frame.rest else ""
    if frame.auxiliary.lower() in w.BE and (noun or verb):
        return [_joined(fragment, frame.auxiliary, noun or who or "", frame.rest)]
    return [_joined(fragment, frame.auxiliary, frame.rest, noun)]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _circumstances(question: str, *, names: bool = True) -> str:
    """The places, times and names of a question."""
    parts = []
    for phrase in _replaceable(question):
        if phrase.preposition in _PLACES | {"of", "during", "since"}:
            parts.append(f"{phrase.preposition} {phrase.text}")
        elif names and phrase.is_name:
            parts.append(f"for {phrase.text}")
    return " ".join(parts)


def _matching_exchange(fragment: str, exchanges: Sequence[Exchange]) -> Exchange | None:
    """The latest exchange that the fragment fits; None where it fits none.

    A unit fits what asks for a figure; a time what does not itself ask when, or who somebody is; a place the latest
    that has one, else the last.
    """
    first = next(iter(phrases_of(fragment)), None)
    latest = exchanges[:-4:-1]
    if first is None or not first.preposition:
        return exchanges[-1]
    if _is_unit(first):
        return next((one for one in latest if _takes_unit(one.asked)), None)
    if first.is_time:
        return next((one for one in latest if _takes_time(one.asked)), exchanges[-1])
    for exchange in latest:
        for phrase in phrases_of(exchange.asked):
            if phrase.preposition == first.preposition and not phrase.is_time:
                return exchange
    return exchanges[-1]


_DATES: frozenset[Kind] = frozenset({"date", "years"})


def _is_unit(phrase: Phrase) -> bool:
    """Whether a phrase names a unit to be told in: "in miles"."""
    unit = AFTER.fullmatch(f" {phrase.bare}")
    return phrase.preposition == "in" and not phrase.determiner and unit is not None


def _takes_unit(question: str) -> bool:
    """Whether a question may be answered in a unit: not "who opened it?" or "when was it opened?"."""
    asks = frame_of(question).asks.lower()
    return bool(asked_kinds(question) - _DATES) or (
        not asked_kinds(question) and asks.startswith(("what", "how"))
    )


def _takes_time(question: str) -> bool:
    """Whether a question may be asked of a time: not "when was it opened?" or "who is Paul Brogden?"."""
    if asked_kinds(question) and not asked_kinds(question) - _DATES:
        return False
    frame = frame_of(question)
    phrases = phrases_of(frame.rest)
    is_told = frame.asks.lower() in ("who", "what") and frame.auxiliary in w.BE
    return not (is_told and len(phrases) == 1 and phrases[0].is_name and phrases[0].text == frame.rest)


def _naming(fragment: str, last: Exchange) -> list[str]:
    """The question about something else: "the Thames Barrier", "in Lambeth", "in 2011", "Hubble's"."""
    phrases = phrases_of(fragment)
    if not phrases:
        return []
    text = last.asked.rstrip("?!. ")
    first = phrases[0]
    if first.head in w.ONES and first.determiner and (found := _another(text, first, fragment[first.end :])):
        return found
    if not phrases[0].preposition and len(phrases) > 1:
        # What a phrase brings with it goes where it goes: "the award for best young player".
        tail = fragment[phrases[0].start :]
        return _replacing(text, phrases[0]._replace(text=tail, end=len(fragment)), last)
    texts = [text]
    for number, phrase in enumerate(phrases):
        texts = [new for text in texts for new in _with_phrase(text, phrase, last, is_first=number == 0)][:4]
    return texts


def _another(text: str, new: Phrase, rest: str) -> list[str]:
    """ "Who opened the newer bridge?", of "the newer one" after "who opened the old bridge?"."""
    described = [phrase for phrase in _alikes(text) if phrase.determiner and phrase.head.islower()]
    ones = [
        phrase._replace(text=f"{new.text.rpartition(' ')[0]} {phrase.head}{rest}") for phrase in described
    ]
    return [f"{text[: one.start]}{one.text}{text[one.end :]}" for one in reversed(ones)]


def _with_phrase(text: str, new: Phrase, last: Exchange, *, is_first: bool) -> list[str]:
    old = _replaceable(text)
    if new.is_year:
        years = [phrase for phrase in old if phrase.is_year]
        return (
            [_exchange(text, years[-1], new)] if years else [f"{text} {new.preposition or 'in'} {new.text}"]
        )
    if not new.preposition:
        return _replacing(text, new, last)
    if _is_unit(new):
        units = [phrase for phrase in old if _is_unit(phrase)]
        return [_exchange(text, units[-1], new)] if units else [f"{text} in {new.text}"]
    alike = [phrase for phrase in old if phrase.head.lower() == new.head.lower() and not new.is_time]
    if alike and is_first:  # "and at the Euro final?", of who watched the World Cup final
        return [f"{text[: alike[-1].start]}{new.text}{text[_end_with_hangers(text, alike[-1]) :]}"]
    same = [
        phrase for phrase in old if phrase.preposition == new.preposition and phrase.is_time == new.is_time
    ]
    if not same and new.preposition in _PLACES and is_first:
        same = [phrase for phrase in old if phrase.preposition in _PLACES and phrase.is_name]
    if same:
        return [_exchange(text, same[-1], new)]
    besides = f"{text} {new.preposition} {new.text}"
    owners = [phrase for phrase in old if phrase.preposition == "of" and phrase.is_name]
    if owners and new.preposition in _PLACES and new.is_name and not new.is_time:
        instead = _exchange(text, owners[-1], new)  # "the mayor in Manchester", of "the mayor of London"
        return [besides, instead] if owners[-1].bare in last.typed else [instead, besides]
    return [besides, *_replacing(text, new, last)]


def _replaceable(text: str) -> list[Phrase]:
    """The phrases of a question but those that it asks for: not "London borough" of "which London borough"."""
    asks = len(frame_of(text).asks)
    return [phrase for phrase in phrases_of(text) if phrase.start >= asks or not asks]


def _alikes(text: str) -> list[Phrase]:
    """Those of the phrases that another may take the place of, whatever it stands for: no figures, no times."""
    return [phrase for phrase in _replaceable(text) if not phrase.is_number and not phrase.is_time]


def _replacing(text: str, new: Phrase, last: Exchange) -> list[str]:
    """The phrase put in the place of those that it may replace, likeliest first; else in that of what is asked for.

    Empty where there is nothing like it: then it is a subject of its own.
    """
    typed = [phrase.bare for phrase in phrases_of(last.typed)] if is_fragment(last.typed) else []
    old = _alikes(text)
    apart = _asked_for_itself(text, new)
    rated = sorted(
        ((_likeness(phrase, new, typed), number, phrase) for number, phrase in enumerate(old)),
        key=lambda one: (-one[0], one[1]),
    )
    frame = frame_of(text)
    counted = [
        phrase for phrase in phrases_of(text) if frame.asks.lower() == f"how many {phrase.text}".lower()
    ]
    placed = re.search(rf"\b(?:in|of|from|across) {re.escape(new.text)}\b", last.quote)  # "and Wales?"
    if counted and new.is_plural and not new.determiner and not placed:
        return [_exchange(text, counted[0], new)]
    if (not rated or rated[0][0] < _ALIKE) and frame.asks and not frame.auxiliary:
        return [f"{new.text} {frame.rest}"]
    likely = [phrase for number, (score, _, phrase) in enumerate(rated) if score > (_ALIKE if number else 0)]
    found = [_exchange(text, phrase, new) for phrase in likely[:2]]
    if not apart or not likely or likely[0].head == new.head or not _is_object(text, likely[0]):
        return found
    # "Who became mayor?", "and the turnout?": nobody becomes that, while "the bridge" and "the tunnel" are alike.
    is_other = asked_kinds(apart) or likely[0].determiner != new.determiner
    return [apart, *found] if is_other else [*found, apart]


def _asked_for_itself(text: str, new: Phrase) -> str:
    """ "What was the turnout in 2026?", in the places and times of the question before; of a common noun alone."""
    if new.determiner != "the" or new.is_name:
        return ""
    frame = frame_of(text)
    past = frame.auxiliary in _PAST or not frame.auxiliary
    auxiliary = ("were" if past else "are") if new.is_plural else "was" if past else "is"
    return _joined("What", auxiliary, new.text, _circumstances(text, names=False))


_PAST = listed("was were did had")


def _is_object(text: str, phrase: Phrase) -> bool:
    """Whether a phrase stands behind the verb: not the subject after an auxiliary, nor behind a preposition."""
    frame = frame_of(text)
    behind = [one for one in _replaceable(text) if one.start >= len(text) - len(frame.rest)]
    return not phrase.preposition and (not frame.auxiliary or phrase not in behind[:1])


_ALIKE = 0.75
"""The likeness of phrases that stand for the same kind of thing."""


def _likeness(old: Phrase, new: Phrase, typed: Sequence[str]) -> float:
    """How well one phrase may take another's place."""
    return (
        2.0 * (old.head.lower() == new.head.lower())
        + 1.0 * (old.is_name == new.is_name)
        + 0.8 * (old.bare in typed)
        + 0.5 * (old.determiner == new.determiner)
        + 0.5 * (old.owns and new.owns)
        + 0.3 * (old.is_plural == new.is_plural)
        + (1.0 if old.preposition == "about" else -0.6 if old.preposition else 0.0)
    )


def _exchange(text: str, old: Phrase, new: Phrase) -> str:
    """The text with one phrase, and what hangs on it, in the place of another; a new preposition in that of the old."""
    start, end = old.start, _end_with_hangers(text, old)
    owner = next(
        (phrase for phrase in phrases_of(text) if phrase.owns and phrase.end < start <= phrase.end + 3), None
    )
    if owner is not None and new.determiner and not new.preposition:
        return f"{text[: owner.start]}{new.text} of {owner.text}{text[end:]}"
    if new.preposition and old.preposition:
        before = text[: old.start].rstrip()
        start = len(before) - len(old.preposition)
        return f"{text[:start]}{new.preposition} {new.text}{text[end:]}"
    return f"{text[:start]}{new.text}{text[end:]}"


def _end_with_hangers(text: str, old: Phrase) -> int:
    """Where a phrase ends with the names that "and" joins to it, and, of a place, the places that it lies in."""
    end = old.end
    for after in phrases_of(text):
        between = text[end : after.start].strip().lower() if after.start >= end else ""
        narrowed = old.preposition in _PLACES or old.is_superlative
        place = narrowed and between in ("in", "at") and after.is_name
        if place or (between == "and" and after.is_name and old.is_name):
            end = after.end
    return end
