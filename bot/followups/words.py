"""The words of a turn, the closed classes of English among them, and the phrases that name what it is about."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from typing import NamedTuple

from index.question.support import question_words


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written with spaces."""
    return frozenset(words.split())


WH = listed("who whom whose what which when where why how")
AUXILIARIES = listed(
    "am is are was were be been being do does did done have has had can could will would shall should may might must"
)
PERSON = listed("he him his she her hers himself herself")
THING = listed("it its itself")
THINGS = listed("they them their theirs themselves")
THERE = listed("there")
THAT = listed("this that these those one ones")
POSSESSIVE = listed("his her its their")
PRONOUNS = PERSON | THING | THINGS
_OTHERS = listed(
    "i me my mine we us our ours you your yours someone somebody anyone anybody everyone everybody something "
    "anything everything nothing nobody the a an and or but nor so if because while although not no yes about above "
    "across after against along among around as at before behind below between by despite down during except for "
    "from in inside into like near of off on onto out outside over past per since than through to toward towards "
    "under until till up upon via with within without then there here now also too very just only even still "
    "already again ever never else any some all both each every other another such own more most less much many few "
    "several ok okay well please sorry"
)
FUNCTION_WORDS = WH | AUXILIARIES | PRONOUNS | THAT | _OTHERS
MONTHS = frozenset(name.lower() for name in calendar.month_name[1:])
NOUN = 0.15
"""`nounhood` from which a word is rather a noun than a verb: see index.question.support."""
NAME = 0.8
"""`namehood` from which a word in lower case is taken for a name."""
_WORD = re.compile(r"\d+(?:[.,]\d+)*%?|\w+(?:[-'’&]\w+)*")
_ENDING = re.compile(r"(?:n['’]t|['’](?:s|re|ve|d|ll|m))$")


class Word(NamedTuple):
    """A word of a turn and where it stands; `lower` is without a contracted verb, "what" of "What’s"."""

    text: str
    start: int
    end: int
    lower: str

    @property
    def is_function(self) -> bool:
        """Whether it is of a closed class; "US" in capitals is no pronoun."""
        return self.lower in FUNCTION_WORDS and not (len(self.text) > 1 and self.text.isupper())

    @property
    def is_contracted(self) -> bool:
        """Whether it is a word that asks with a verb contracted to it: "what's"."""
        return self.lower in WH and self.lower != self.text.lower()

    @property
    def is_year(self) -> bool:
        """Whether it is a year in figures."""
        return re.fullmatch(r"1[5-9]\d\d|20\d\d", self.text) is not None


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [
        Word(match.group(), *match.span(), _ENDING.sub("", match.group().lower()))
        for match in _WORD.finditer(text)
    ]


class Phrase(NamedTuple):
    """A name or a run of nouns with where it stands; `weight` is how rare its rarest word is, from 0 to 1."""

    text: str
    start: int
    end: int
    is_name: bool
    is_time: bool
    weight: float


def phrases_of(text: str, *, starts: bool = True) -> list[Phrase]:
    """The names, nouns and times of a text, in order; a capital says nothing where the text `starts` a sentence."""
    words = words_of(text)
    kinds = [_kind(word, first=starts and number == 0) for number, word in enumerate(words)]
    for number, word in enumerate(words[:-1]):
        if word.text.isdigit() and len(word.text) < 3 and kinds[number + 1] == "time":  # the day of a month
            kinds[number] = "time"
        elif word.lower == "of" and number and kinds[number - 1] == kinds[number + 1] == "name":
            kinds[number] = "name"  # "the Bank of England"
    phrases: list[Phrase] = []
    number = 0
    while number < len(words):
        last = number
        while last + 1 < len(words) and kinds[last + 1] == kinds[number] and _touch(text, words, last):
            last += 1
        if kinds[number]:
            phrases.append(_phrase(text, words[number : last + 1], kinds[number]))
        number = last + 1
    return phrases


def _kind(word: Word, *, first: bool) -> str:
    """ "name", "noun", "time" or nothing."""
    if word.is_year or (word.lower in MONTHS and (word.lower != "may" or word.text == "May")):
        return "time"
    if word.is_function or word.text[0].isdigit():
        return ""
    known = next(iter(question_words(_ENDING.sub("", word.text))), None)
    if known is None:
        return ""
    if (word.text[0].isupper() and not first) or known.namehood >= NAME:
        return "name"
    return "noun" if known.nounhood >= NOUN else ""


def _touch(text: str, words: Sequence[Word], number: int) -> bool:
    """Whether nothing but a blank stands between a word and the next, and the first owns nothing."""
    word, after = words[number], words[number + 1]
    return not text[word.end : after.start].strip() and not re.search(r"['’]s$", word.text)


def _phrase(text: str, words: Sequence[Word], kind: str) -> Phrase:
    start, end = words[0].start, words[-1].end
    bare = without_owner(text[start:end])
    return Phrase(bare, start, start + len(bare), kind == "name", kind == "time", weight(bare))


def without_owner(text: str) -> str:
    """ "Hubble" of "Hubble’s"."""
    return re.sub(r"['’]s$", "", text)


def weight(text: str) -> float:
    """How rare the rarest word of a text is, from 0 to 1."""
    return max((word.weight for word in question_words(text)), default=0.0)
