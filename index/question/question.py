"""What was typed, read once: a frozen Question that every later step takes as it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from index.building.encoder import Encoder
from index.errors import QuestionError
from index.question.filters import Filter, cut_filters
from index.question.kind import Read, read_kind
from index.question.support import Word, is_known, question_words, weight_of
from index.question.times import Time, time_asked

MAX_QUESTION = 2_000
"""Characters in a question."""
UNKNOWN, FEWEST_WORDS = 0.3, 4
"""A question of so many words, this share of them and twice that of its English words which English questions do not
have, is taken for one in another language: of 640 in fifteen languages 625 are, of SQuAD 2.0's 6,042 for tuning three,
of our own 43,750 on news, some of them hardly more than invented names, 355."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. `typed` is all that was typed, `text` that without its filters.

    `within` are the articles it is asked of, `times` what it asks of time, `words` its
    words but for the stop words, `heard` whether it is taken for a question, a topic or a remark.
    """

    typed: str
    text: str
    within: Filter
    times: Time
    words: tuple[Word, ...]
    heard: Read

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language than English, so that what asks in it ("quanti") names nothing.

        It must have FEWEST_WORDS between spaces, and a word that is unknown and does not look like a name.
        """
        typed = len(self.text.split())
        stopped = max(0, typed - len(self.words))
        english = stopped + sum(is_known(word) and not weight_of(word) for word in self.words)
        strange = [word for word in self.words if not (is_known(word) or word.is_number)]
        least = len(self.words) * max(UNKNOWN, 2 * english / max(1, typed))
        plain = any(not word.text[0].isupper() for word in strange)
        return plain and typed >= FEWEST_WORDS and len(strange) >= least


def read_question(typed: str, within: Filter, newest: date | None, encoder: Encoder) -> Question:
    """Read what was typed. Filters in it narrow `within`; `newest` is the day of the newest article.

    Raises QuestionError where there is nothing that can be asked, FilterError where its filters are wrong.
    """
    typed = checked(typed)
    text, narrower = cut_filters(typed)
    text = checked(text)
    return Question(
        typed=typed,
        text=text,
        within=within.narrowed(narrower),
        times=time_asked(text, newest),
        words=tuple(question_words(text)),
        heard=heard_as(text, encoder),
    )


def heard_as(text: str, encoder: Encoder) -> Read:
    """What a text is likely to be: a question, a topic, or a remark. Stop words alone name no topic."""
    heard = read_kind(text, encoder)
    return heard if question_words(text) else heard._replace(topic=0.0)


def checked(question: str) -> str:
    """The question in single spaces, every letter written one way, without what nobody sees. Raises QuestionError."""
    if not isinstance(question, str):
        raise QuestionError(f"A question is a text, not {type(question).__name__}.")
    asked = re.sub(r"\s+", " ", plain_letters(question)).strip()
    if not re.search(r"\w", asked):
        raise QuestionError(
            "There is no question to answer. Ask in words, for example: how many guns were seized?"
        )
    if len(asked) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(asked)} characters; at most {MAX_QUESTION} can be asked at once."
        )
    return asked


def plain_letters(text: str) -> str:
    """A text in Unicode's compatibility form (NFKC), without characters that have no width (category Cf)."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")
