"""How well both readers refuse SQuAD 2.0's unanswerable questions, by why they have no answer.

    python -m training.causes TRAIN.jsonl.gz UNANSWERABLE.jsonl.gz TUNE.json.gz [--models index/models]

Why is known of training questions only (SQuAD2-CR, Rajpurkar's causes marked by hand); of the others it is guessed by a
softmax regression on the words of a question, and on those that set it apart from the likest answerable question of its
paragraph. How often a guess is right is measured on articles kept back, and printed beside each cause's figures.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from index.building.spans import Span
from index.evaluation.intervals import Bootstrap, Floats
from index.evaluation.metrics import auroc
from index.reading.careful import CarefulReader
from index.reading.marked import MarkedQuote
from index.reading.reader import MODELS, Reader
from training.check import OnParagraph, read_questions
from training.passage import Passage, read_lines

CAUSES = {
    "E": "entity",
    "#": "number",
    "N": "negation",
    "A": "antonym",
    "X": "mutual exclusion",
    "I": "no information",
}
ANSWERED = 0.8
"""The share of answerable questions that are answered where the refused are counted."""
KEPT_BACK = 5
"""One article in so many is kept back to see how often the guess is right."""


class Asked(NamedTuple):
    """A question, and the answerable ones on its paragraph."""

    question: str
    answerable: Sequence[str]


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments, fit the guess, let both readers read, and print a row a cause."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("squad", type=Path, help="SQuAD 1.1's training half")
    parser.add_argument("unanswerable", type=Path, help="SQuAD 2.0's training questions without an answer")
    parser.add_argument("tune", type=Path, help="SQuAD 2.0, as `pullquote eval --squad` reads it")
    parser.add_argument("--models", type=Path, default=MODELS)
    parser.add_argument("--sample", type=int, help="about so many questions, as whole paragraphs")
    given = parser.parse_args(arguments)

    guess = Guess(list(read_lines(given.squad)), list(read_lines(given.unanswerable)))
    questions = read_questions(given.tune, given.sample, 3)
    on: dict[int, list[str]] = {}
    for one in questions:
        if one.answers:
            on.setdefault(one.paragraph, []).append(one.question)
    causes = guess.causes([Asked(one.question, on.get(one.paragraph, ())) for one in questions])
    answerable = np.array([bool(one.answers) for one in questions])
    with tempfile.TemporaryDirectory() as unpacked:
        margins = read_all(questions, given.models, Path(unpacked))
    for name, margin in margins.items():
        print(
            f"\n{name}: area under ROC beside the answerable; refused where {ANSWERED:.0%} of these are answered"
        )
        for letter, cause in CAUSES.items():
            of = (causes == letter) & ~answerable
            if of.any():
                figures = told(margin, answerable, of)
                print(f"{cause:18} {of.sum():5}  {figures}   such guesses right: {guess.rightness[letter]}")


class Guess:
    """Guesses why a question has no answer. `rightness` says of each cause how often that was right, kept back."""

    def __init__(self, paragraphs: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> None:
        """Fit to the causes that were marked by hand."""
        marked = [row for row in rows if row["cause_by"] == "human"]
        asked = [_asked(row, paragraphs) for row in marked]
        causes = np.array([row["cause"] for row in marked])
        titles = [paragraphs[row["paragraph_line"]]["title"] for row in marked]
        back = set(sorted(set(titles), key=lambda title: random.Random(title).random())[::KEPT_BACK])
        kept_back = np.array([title in back for title in titles])
        self._words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True)
        self._apart = TfidfVectorizer(tokenizer=str.split, token_pattern=None, min_df=3)
        self._words.fit(one.question for one in asked)
        self._apart.fit(_set_apart(one) for one in asked)
        signals = self._signals(asked)
        tried = LogisticRegression(C=2, max_iter=500).fit(signals[~kept_back], causes[~kept_back])
        guessed = tried.predict(signals[kept_back])
        self.rightness = {
            letter: f"{np.sum(causes[kept_back][guessed == letter] == letter)} of {np.sum(guessed == letter)}"
            for letter in CAUSES
        }
        self._model = LogisticRegression(C=2, max_iter=500).fit(signals, causes)

    def causes(self, asked: Sequence[Asked]) -> NDArray[np.str_]:
        """A letter of CAUSES for each question."""
        return np.asarray(self._model.predict(self._signals(asked)), dtype=np.str_)

    def _signals(self, asked: Sequence[Asked]) -> csr_matrix:
        return csr_matrix(
            hstack(
                [
                    self._words.transform(one.question for one in asked),
                    self._apart.transform(_set_apart(one) for one in asked),
                ]
            )
        )


def _asked(row: dict[str, Any], paragraphs: Sequence[dict[str, Any]]) -> Asked:
    return Asked(row["question"], [q["question"] for q in paragraphs[row["paragraph_line"]]["questions"]])


def _words_of(text: str) -> list[str]:
    return re.findall(r"[\w'’]+", text.lower())


def _set_apart(asked: Asked) -> str:
    """The words that a question has more and less than the likest answerable one, signed."""
    own = _words_of(asked.question)
    likest = max(asked.answerable, key=lambda other: len(set(own) & set(_words_of(other))), default="")
    other = _words_of(likest)
    more, less = [word for word in own if word not in other], [word for word in other if word not in own]
    return " ".join([*(f"+{word}" for word in more), *(f"-{word}" for word in less)])


def read_all(questions: Sequence[OnParagraph], models: Path, unpacked: Path) -> dict[str, Floats]:
    """The margin of each question on its own paragraph, by the quick reader, and by the careful one on that span."""
    quick, careful = Reader(models), CarefulReader.of(models, unpacked)
    margins: dict[str, list[float]] = {"quick reader": [], "careful reader": []}
    for one in questions:
        span, margin = quick.read(one.question, [one.text])[0][0]
        margins["quick reader"].append(margin)
        if careful is not None:
            margins["careful reader"].append(careful.read(one.question, [_quote(one, span)])[0])
    return {name: np.array(each) for name, each in margins.items() if each}


def _quote(asked: OnParagraph, span: Span) -> MarkedQuote:
    pair = Passage.of(asked.text.text, asked.text.title).pair(asked.question, *span, 0)
    if pair is None:  # nothing to mark: the paragraph's beginning
        return MarkedQuote(asked.text.title, "", "", asked.text.text[:200], Span(0, 1))
    return MarkedQuote(pair.title, pair.date, pair.before, pair.quote, Span(pair.start, pair.end))


def told(margin: Floats, answerable: NDArray[np.bool_], of: NDArray[np.bool_]) -> str:
    """The area under ROC of these unanswerable questions beside the answerable; the share refused; with intervals."""
    rows = answerable | of
    drawn = Bootstrap(int(rows.sum()), seed=1)
    area = drawn.figure(lambda weights: auroc(weights, margin[rows], answerable[rows]))
    least = float(np.quantile(margin[answerable], 1 - ANSWERED))
    refused = Bootstrap(int(of.sum()), seed=1).figure(
        lambda weights: (weights * (margin[of] < least)).sum(axis=1) / weights.sum(axis=1)
    )
    return (
        f"{area.value:.3f} ({area.low:.3f}–{area.high:.3f})   "
        f"{refused.value:.0%} ({refused.low:.0%}–{refused.high:.0%})"
    )


if __name__ == "__main__":
    main()
