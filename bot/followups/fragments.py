"""Fragments: "And in Lambeth?", "By whom?", "What about the Thames?", put into the question before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.followups import words as w
from bot.followups.antecedents import PLACE_PREPOSITIONS, Exchange
from bot.followups.phrases import Phrase, phrases_of
from bot.followups.words import Word, is_verb, words_of

LONGEST = 9
"""Words in a fragment."""
_ABOUT = r"(?:(?:and|but|so|ok|okay|well|now|then|,)\s+)*(?:what|how)\s+about\s+"
_OPENER = r"(?:(?:and|but|or|also|ok|okay|well|so|then|now|yes|right|thanks)[\s,]+)+"


def opener(question: str) -> str:
    """A question without the words that only tie it to what was said: "and", "what about", "but"."""
    return re.sub(rf"^(?:{_ABOUT}|{_OPENER})", "", question, flags=re.IGNORECASE) or question


def is_fragment(question: str) -> bool:
    """Whether a question has no verb of its own, or only asks "what about" something."""
    rest = opener(question)
    words = [word for word in words_of(rest) if not word.is_mark]
    if re.match(_ABOUT, question, re.IGNORECASE):
        return len(words) <= LONGEST
    if not words or len(words) > LONGEST:
        return False
    if words[0].lower in w.IMPERATIVES or any(_is_clausal(words, at) for at in range(len(words))):
        return False
    asks = any(word.lower in w.WH for word in words)
    return asks or rest != question or words[0].lower in w.PREPOSITIONS or question.rstrip().endswith("?")


def _is_clausal(words: Sequence[Word], at: int) -> bool:
    """Whether a word makes a clause of the words that it stands among."""
    word = words[at]
    if word.lower in w.AUXILIARIES or re.search(r"['’](?:re|ve|ll|m)$", word.text):
        return True
    if word.lower in w.WH and re.search(r"['’]s$", word.text):
        return True
    before = words[at - 1].lower if at else ""
    if before in ("who", "what") and not word.is_capital and is_verb(word):
        return True
    return is_verb(word) and before not in w.DETERMINERS | w.PREPOSITIONS and at > 0


class Frame(NamedTuple):
    """The question that a fragment is put into: what it asks for, and the rest, from the auxiliary or the verb on."""

    asks: str
    auxiliary: str
    rest: str


def frame_of(question: str) -> Frame:
    """Take a question apart: "How many guns" "were" "seized in London"."""
    text = question.rstrip("?!. ")
    words = [word for word in words_of(text) if not word.is_mark]
    for at, word in enumerate(words):
        if word.lower in w.AUXILIARIES:
            if at == 0 or re.search(r"['’]s$", word.text):
                break
            return Frame(text[: word.start].strip(), word.text, text[word.end :].strip())
        if at and is_verb(word) or (at and words[at - 1].lower == "who"):
            return Frame(text[: word.start].strip(), "", text[word.start :].strip())
    if words and re.search(r"['’]s$", words[0].text):
        return Frame(words[0].lower, "is", text[words[0].end :].strip())
    return Frame("", "", text)


def replaced(fragment: str, last: Exchange) -> list[str]:
    """The last question with the fragment in the place of what it corresponds to, likeliest first."""
    fragment = fragment.rstrip("?!. ")
    words = [word for word in words_of(fragment) if not word.is_mark]
    if any(word.lower in w.WH for word in words):
        return _asking(fragment, words, last)
    return _naming(fragment, last)


def _asking(fragment: str, words: Sequence[Word], last: Exchange) -> list[str]:
    """The last question, asking for something else of the same: "By whom", "When", "How many murders"."""
    frame = frame_of(last.asked)
    own = phrases_of(fragment)
    if own and words[0].lower in ("how", "what", "which", "whose"):
        return [f"{fragment} {frame.auxiliary} {frame.rest}", f"{fragment} {_circumstances(last.asked)}"][::-1]
    noun = " ".join(phrase.text for phrase in phrases_of(frame.asks))
    if not frame.auxiliary:
        subject = last.answer or noun
        return [f"{fragment} was it that {subject} {frame.rest}" if subject else f"{fragment} {frame.rest}"]
    who = last.answer if frame.asks.lower() in ("who", "what") and last.answer else ""
    if frame.auxiliary.lower() in w.BE:
        return [" ".join(part for part in (fragment, frame.auxiliary, noun or who, frame.rest) if part)]
    return [" ".join(part for part in (fragment, frame.auxiliary, frame.rest, noun) if part)]


def _circumstances(question: str) -> str:
    """The places, times and subjects of a question: its phrases after prepositions, and its names."""
    parts = []
    for phrase in phrases_of(question):
        if phrase.preposition:
            parts.append(f"{phrase.preposition} {phrase.text}")
        elif phrase.is_name:
            parts.append(f"of {phrase.text}")
    return " ".join(parts)


def _naming(fragment: str, last: Exchange) -> list[str]:
    """The last question about something else: "the Thames Barrier", "in Lambeth", "in 2011", "Hubble's"."""
    texts = [last.asked.rstrip("?!. ")]
    for phrase in phrases_of(fragment):
        texts = [new for text in texts for new in _with_phrase(text, phrase, fragment, last)]
    return texts if phrases_of(fragment) else []


def _with_phrase(text: str, new: Phrase, fragment: str, last: Exchange) -> list[str]:
    old = phrases_of(text)
    matching = [phrase for phrase in old if phrase.is_year == new.is_year and phrase.owns == new.owns]
    if new.is_year:
        return [_exchange(text, matching[-1], new)] if matching else [f"{text} {new.preposition or 'in'} {new.text}"]
    if new.preposition:
        same = [phrase for phrase in matching if phrase.preposition == new.preposition and not phrase.is_year]
        if not same and new.preposition in PLACE_PREPOSITIONS:
            same = [phrase for phrase in matching if phrase.preposition in PLACE_PREPOSITIONS and phrase.is_name]
        if same:
            return [_exchange(text, same[-1], new)]
        return [f"{text} {new.preposition} {new.text}", *_replacing(text, matching, new, last)]
    return _replacing(text, matching, new, last) or [f"{text} {new.text}"]


def _replacing(text: str, matching: Sequence[Phrase], new: Phrase, last: Exchange) -> list[str]:
    """The phrase put in the place of each that it may replace, likeliest first."""
    typed = [phrase.bare for phrase in phrases_of(last.typed)] if last.typed != last.asked else []
    rated = sorted(
        ((_likeness(phrase, new, typed), number, phrase) for number, phrase in enumerate(matching)),
        key=lambda one: (-one[0], one[1]),
    )
    return [_exchange(text, phrase, new) for score, _, phrase in rated if score > 0][:2]


def _likeness(old: Phrase, new: Phrase, typed: Sequence[str]) -> float:
    """How well one phrase may take another's place."""
    return (
        2.0 * (old.head.lower() == new.head.lower())
        + 1.0 * (old.is_name == new.is_name)
        + 0.8 * (old.bare in typed)
        + 0.5 * (old.determiner == new.determiner)
        + 0.3 * (old.is_plural == new.is_plural)
        - 0.2 * bool(old.preposition)
    )


def _exchange(text: str, old: Phrase, new: Phrase) -> str:
    """The text with one phrase in the place of another, and with its own preposition where it has one."""
    start = old.start
    if new.preposition and old.preposition:
        start = text.rindex(old.preposition, 0, old.start) if old.preposition in text[: old.start] else start
        return f"{text[:start]}{new.preposition} {new.text}{text[old.end :]}"
    return f"{text[:start]}{new.text}{text[old.end :]}"
