"""The phrases of a question that name something, found without a parser: by closed classes, capitals and verbs."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.followups import words as w
from bot.followups.words import Word, is_verb, listed, weight, words_of


class Phrase(NamedTuple):
    """A phrase that names something: `text` is `question[start:end]`.

    `determiner` and `preposition` are in lower case, "" where there is none; `start` is that of the determiner.
    `owns` says that it is in the possessive, the mark of which is outside `text`.
    """

    text: str
    start: int
    end: int
    determiner: str
    preposition: str
    owns: bool

    @property
    def bare(self) -> str:
        """Without its determiner."""
        return self.text[len(self.determiner) :].lstrip() if self.determiner else self.text

    @property
    def head(self) -> str:
        """Its last word."""
        return self.text.split()[-1]

    @property
    def is_name(self) -> bool:
        """Whether it holds a word with a capital."""
        return any(part[0].isupper() for part in self.bare.split())

    @property
    def is_year(self) -> bool:
        """Whether it is a year, or two: "2022/23"."""
        return re.fullmatch(YEAR, self.bare) is not None

    @property
    def is_time(self) -> bool:
        """Whether it tells a time: a year, a month, "last year", "ten years earlier"."""
        return self.is_year or self.head.lower() in _TIMES or bool(_MONTHS.intersection(self.bare.split()))

    @property
    def is_number(self) -> bool:
        """Whether it is nothing but figures, years included."""
        return re.fullmatch(r"[\d.,/%–-]+", self.bare) is not None

    @property
    def is_superlative(self) -> bool:
        """Whether it is one of many, picked by a superlative: "the longest river"."""
        return re.match(r"the (?:\w+ )?(?:\w{2,}est|most|best) ", self.text) is not None

    @property
    def is_plural(self) -> bool:
        """Whether its noun looks like a plural."""
        noun = self.text.partition(" of ")[0].lower()
        return re.search(r"(?:[^siu]s|ies|people|men|children)$", noun) is not None

    @property
    def weight(self) -> float:
        """How telling it is: see `words.weight`."""
        return weight(self.bare)


YEAR = r"(?:1\d|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?"


_TIMES = listed(
    "year years month months week weeks weekday weekdays weekend day days night hour hours minute minutes century time "
    "today yesterday tomorrow decade earlier later"
)
_MONTHS = frozenset(calendar.month_name[1:])


def phrases_of(question: str) -> list[Phrase]:
    """The phrases of a question, in order; a possessor and what it owns are two."""
    words = words_of(question)
    found: list[Phrase] = []
    run: list[int] = []
    for at in range(len(words)):
        if _continues(words, at, run):
            run.append(at)
            if _is_owner(words, at):
                _close(question, words, run, found)
            continue
        _close(question, words, run, found)
        if _determines(words, at):
            run.append(at)
    _close(question, words, run, found)
    return _without_predicate(words, found)


def _determines(words: Sequence[Word], at: int) -> bool:
    """Whether it may begin a phrase; "that" before a name joins clauses."""
    capital = at + 1 < len(words) and words[at + 1].is_capital
    return words[at].lower in w.DETERMINERS and not (words[at].lower in w.DEMONSTRATIVES and capital)


def _continues(words: Sequence[Word], at: int, run: Sequence[int]) -> bool:
    """Whether this word belongs to a phrase, begun or not."""
    word = words[at]
    if word.is_mark:
        return False
    begins = at == 0 or words[at - 1].text in ".?!;:"
    if word.is_capital and not begins:
        inside = bool(run) and words[run[-1]].is_capital and at + 1 < len(words) and words[at + 1].is_capital
        return word.lower not in w.FUNCTION_WORDS or inside or _inside_name(words, at, run)
    if word.lower in w.FUNCTION_WORDS or (begins and word.lower in w.IMPERATIVES | w.INTERJECTIONS):
        return _inside_name(words, at, run)
    if at > 0 and (
        words[at - 1].lower == "how"
        or (run and words[run[-1]].is_capital and word.lower in ("first", "last"))
    ):
        return False
    after_determiner = bool(run) and words[run[-1]].lower in w.DETERMINERS
    if is_verb_by_place(words, at) or (run and not after_determiner and _has_object(words, at)):
        return False
    return after_determiner or not is_verb(word)


def _inside_name(words: Sequence[Word], at: int, run: Sequence[int]) -> bool:
    """Whether a function word joins two parts of a name: "Bank of America", "Lord of the Rings"."""
    word = words[at]
    if not run or word.lower not in ("of", "the", "de", "and"):
        return False
    before, after = words[at - 1], words[at + 1 : at + 3]
    if word.lower == "the":
        return before.lower == "of" and run[-1] == at - 1
    if not (before.is_capital and after):
        return False
    if word.lower == "and":
        return False
    return after[0].is_capital or (len(after) > 1 and after[0].text == "the" and after[1].is_capital)


def is_verb_by_place(words: Sequence[Word], at: int) -> bool:
    """Whether it stands where only a verb can: after "who", and after "what" in the third person."""
    word, before = words[at], words[at - 1].lower if at else ""
    if word.is_capital:
        return False
    if before == "who" or before in _SUBJECTS:
        return True
    after = words[at + 1] if at + 1 < len(words) else None
    third = re.search(r"[^s]s$", word.text) is not None
    return (
        before == "what"
        and third
        and after is not None
        and not after.is_mark
        and after.lower not in w.AUXILIARIES | w.PREPOSITIONS
        and not is_verb(after)
    )


def _has_object(words: Sequence[Word], at: int) -> bool:
    """Whether what follows a word can only be its object: a pronoun, or a phrase with an article."""
    return at + 1 < len(words) and words[at + 1].lower in w.ARTICLES | {"it", "them", "him"}


_SUBJECTS = listed("i he she it we they you")


def _is_owner(words: Sequence[Word], at: int) -> bool:
    """Whether a possessor ends here; in "Women’s World Cup" none does."""
    after = words[at + 1] if at + 1 < len(words) else None
    return words[at].owns and not (after is not None and after.is_capital and words[at].is_capital)


def _close(question: str, words: Sequence[Word], run: list[int], found: list[Phrase]) -> None:
    """End the run of words: it is a phrase if more than a determiner and joining words are in it."""
    while run and words[run[-1]].lower in ("of", "the", "de", "and"):
        run.pop()
    if run and not all(words[at].lower in w.DETERMINERS for at in run):
        first, last = words[run[0]], words[run[-1]]
        owns = last.owns
        end = last.end - len(re.search(r"['’]s?$", last.text).group()) if owns else last.end  # type: ignore[union-attr]
        determiner = first.text if first.lower in w.DETERMINERS else ""
        before = words[run[0] - 1].lower if run[0] else ""
        preposition = before if before in w.PREPOSITIONS else ""
        found.append(Phrase(question[first.start : end], first.start, end, determiner, preposition, owns))
    run.clear()


def _without_predicate(words: Sequence[Word], found: list[Phrase]) -> list[Phrase]:
    """The subject after an auxiliary, without the verb or the adjective that runs on from it.

    After "do" there must be a verb: where none is known for one, it is the subject's last word. After "be", in a
    question for yes or no, why or how, it is what the subject is said to be: "why is blood red?".
    """
    content = [word for word in words if not word.is_mark]
    auxiliary = next((at for at, word in enumerate(content[:-1]) if word.lower in w.AUXILIARIES), None)
    if auxiliary is None:
        return found
    subject = next((phrase for phrase in found if phrase.start == content[auxiliary + 1].start), None)
    if subject is None or " " not in subject.bare or not subject.head.islower() or subject.owns:
        return found
    after = next((word for word in content if word.start >= subject.end), None)
    does = content[auxiliary].lower in w.DO
    asks = auxiliary == 0 or (auxiliary == 1 and content[0].lower in ("why", "how"))
    is_verb_known = after is not None and (is_verb(after) or (does and after.lower in w.BE | w.HAVE))
    ends = after is None or after.lower in w.PREPOSITIONS | w.CONJUNCTIONS | w.WH
    predicates = content[auxiliary].lower in w.BE and asks and ends
    if not ((does and not is_verb_known) or predicates):
        return found
    kept = subject.text.rpartition(" ")[0]
    shorter = subject._replace(text=kept, end=subject.start + len(kept))
    return [shorter if phrase is subject else phrase for phrase in found]
