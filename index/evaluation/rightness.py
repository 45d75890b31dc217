"""What counts as right: a quote that holds an accepted answer, a short answer that is one."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable

from index.answers import Quote
from index.evaluation.questions import Question
from index.reading.whole_words import in_line, whole_words


def is_right(quote: Quote, question: Question) -> bool:
    """Whether the quote holds an accepted answer and is from the article named, if one is."""
    if question.article is not None and not _is_from(quote, question.article):
        return False
    return holds(quote.text, question.answers)


def _is_from(quote: Quote, named: str) -> bool:
    citation, wanted = quote.citation, named.strip().casefold()
    names = (citation.article, citation.article.rsplit("/", 1)[-1], citation.title)
    return wanted in (name.casefold() for name in names)


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether the words of one of the answers stand in the text, one after the other.

    Words are compared in lower case, without articles and punctuation. A figure is one word, thousands
    separators or not: "410 metres" does not stand in "1,410 metres", nor "5" in "5.2".
    """
    words = whole_words(text)
    return any(_stands(whole_words(answer), words) for answer in answers)


def _stands(answer: list[str], words: list[str]) -> bool:
    """Articles count only in an answer that is nothing else, such as "A"."""
    if wanted := [word for word in answer if word not in _ARTICLES]:
        return in_line(wanted) in in_line(word for word in words if word not in _ARTICLES)
    return bool(answer) and in_line(answer) in in_line(words)


_ARTICLES = frozenset({"a", "an", "the"})


def exact_match(given: str, answers: Iterable[str]) -> float:
    """1 where the short answer is one of the answers after SQuAD's normalisation, else 0."""
    return float(any(_normalise(given) == _normalise(answer) for answer in answers))


def f1(given: str, answers: Iterable[str]) -> float:
    """SQuAD's F1: how far the short answer has the words of an answer, for the best of the answers."""
    return max(
        (_word_f1(_normalise(given).split(), _normalise(answer).split()) for answer in answers), default=0.0
    )


def _normalise(text: str) -> str:
    """As SQuAD's script does (Rajpurkar et al., 2016): lower case, without punctuation and articles."""
    plain = "".join(character for character in text.lower() if character not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", plain).split())


def _word_f1(given: list[str], wanted: list[str]) -> float:
    if not given or not wanted:
        return float(given == wanted)
    common = sum((Counter(given) & Counter(wanted)).values())
    return 2 * common / (len(given) + len(wanted))
