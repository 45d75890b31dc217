"""Fit the classifier of what is typed (`index/models/kinds.npz`), and tell how often it is right.

    python -m training.kinds DATA ENCODER [--things 20000] [--vectors FILE] [--out index/models/kinds.npz]

DATA holds `news/` and `squad/` as training/README.md describes them, ENCODER is an exported encoder's folder; FILE
keeps the vectors for the next time. Folds are over the question sets of `news/tune`, which other people wrote: each
fold's model is fitted to the other folds and to what is made here.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.building.encoder import Encoder, Vectors
from index.building.keywords import stems
from index.question.kind import Floats, KindModel, Read, shape_of
from index.question.topic import WORD, has_capital
from training.kind_questions import (
    Typed,
    read_news,
    squad_questions,
    squad_titles,
    typed_things,
    wikinews_questions,
)
from training.lists import lines

FOLDS, SEED = 5, 1
PEOPLES = 10
"""How often what other people typed counts, beside what is made here once."""
_STEPS, _WORDS = 100, 3_000
TUNE = ("plain", "timefig", "claims", "asked")


class Examples(NamedTuple):
    """Things typed, what they are, and their unit vectors."""

    typed: list[Typed]
    vectors: Vectors

    @property
    def inputs(self) -> Floats:
        """What the classifier sees of each, shape (things, dimension + 3)."""
        shapes = np.array([shape_of(one.text) for one in self.typed])
        return np.hstack([self.vectors, shapes])

    @property
    def targets(self) -> list[int]:
        """0 for a question, 1 for a topic, 2 for a topic of which the newest is wanted, 3 for a remark."""
        return [{"ask": 0, "topic": 1 + one.newest, "remark": 3}[one.kind] for one in self.typed]

    def chosen(self, which: Sequence[int]) -> Examples:
        """Those at these places."""
        return Examples([self.typed[n] for n in which], self.vectors[list(which)])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--out", type=Path, default=Path("index/models/kinds.npz"))
    given = parser.parse_args()
    encoder = Encoder(given.encoder)
    made = made_here(given.data, given.things)
    here = Examples(made, _encoded(made, encoder, given.vectors))
    peoples = by_people(given.data / "news" / "tune")
    theirs = Examples(peoples, encoder.encode_passages([one.text for one in peoples]))
    word, word_bias = fit_words(made, encoder)
    report(theirs, _in_folds(here, theirs, encoder.description.model))
    model = fit(here, theirs, encoder.description.model)._replace(word=word, word_bias=word_bias)
    arrays = {name: getattr(model, name).astype(np.float16) for name in KindModel._fields[1:]}
    np.savez_compressed(given.out, encoder=np.array(model.encoder), **arrays)
    print(f"{given.out}: {given.out.stat().st_size:,} bytes")


def made_here(data: Path, count: int) -> list[Typed]:
    """What is made from news outside the tuning days, from SQuAD's training half, Wikinews and the lists."""
    days = frozenset((data / "news" / "tune" / "days.txt").read_text(encoding="utf-8").split())
    news = read_news(data / "news" / "current-events-2002-2021.jsonl.gz", days)
    squad = data / "squad" / "train-v1.1.jsonl.gz"
    news.headings.extend(squad_titles(squad))
    asked = squad_questions(squad) + wikinews_questions(data / "news" / "wikinews-questions.jsonl.gz")
    return list(typed_things(news, asked, count, random.Random(SEED)))


def by_people(tune: Path) -> list[Typed]:
    """What other people typed. Of their questions without an answer, some ask the bot: `lists/asked_of_the_bot.txt`."""
    remarks = frozenset(lines("asked_of_the_bot"))
    typed = []
    for name in TUNE:
        for line in (tune / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            text = one.get("question") or one["say"]
            kind = "ask" if name != "asked" else "remark" if one["kind"] == "meta" else "topic"
            newest = one.get("order") == "newest"
            typed.append(Typed(text, "remark" if text in remarks else kind, newest))
    return typed


def _encoded(typed: Sequence[Typed], encoder: Encoder, kept: Path | None) -> Vectors:
    if kept is not None and kept.exists():
        vectors: Vectors = np.load(kept).astype(np.float32)
        return vectors
    vectors = encoder.encode_passages([one.text for one in typed])
    if kept is not None:
        np.save(kept, vectors.astype(np.float16))
    return vectors


def fit(here: Examples, theirs: Examples, encoder: str) -> KindModel:
    """The classifier fitted to what is made here and to what other people typed."""
    inputs = np.vstack([here.inputs, *[theirs.inputs] * PEOPLES])
    targets = np.array(here.targets + theirs.targets * PEOPLES)
    fitted = LogisticRegression(C=3, max_iter=_STEPS).fit(inputs, targets)
    none = np.zeros(0, dtype=np.float32)
    return KindModel(
        encoder, fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32), none, none
    )


def fit_words(made: Sequence[Typed], encoder: Encoder) -> tuple[Floats, Floats]:
    """Weights on the vector of a single word and its capital: whether people ask about it, rather than with it.

    Half are the most frequent words, half are rare ones: names that nobody has heard of are rare.
    """
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for one in made:
        if one.topic is not None:
            about = frozenset(stems(one.topic))
            for match in WORD.finditer(one.text):
                if stem := stems(match.group())[:1]:
                    counts[match.group(), has_capital(one.text, *match.span()), stem[0] in about] += 1
    ordered = [seen for seen, _ in counts.most_common()]
    rare = random.Random(SEED).sample(ordered[_WORDS:], min(_WORDS, len(ordered[_WORDS:])))
    chosen = ordered[:_WORDS] + rare
    vectors = encoder.encode_passages([word for word, _, _ in chosen])
    inputs = np.hstack([vectors, np.array([[float(capital)] for _, capital, _ in chosen])])
    weights = np.log1p([counts[seen] for seen in chosen])
    targets = [topical for _, _, topical in chosen]
    fitted = LogisticRegression(C=3, max_iter=500).fit(inputs, targets, weights)
    print(f"words of topics told from words around them: {fitted.score(inputs, targets, weights):.3f}")
    return fitted.coef_[0].astype(np.float32), fitted.intercept_.astype(np.float32)


def _in_folds(here: Examples, theirs: Examples, encoder: str) -> list[Read]:
    """What other people typed, read by models that did not see it."""
    fold = np.random.default_rng(0).permutation(len(theirs.typed)) % FOLDS
    read: dict[int, Read] = {}
    for number in range(FOLDS):
        model = fit(here, theirs.chosen(np.flatnonzero(fold != number).tolist()), encoder)
        for place in np.flatnonzero(fold == number).tolist():
            read[place] = model.read(theirs.typed[place].text, theirs.vectors[place])
    return [read[place] for place in range(len(theirs.typed))]


def report(theirs: Examples, read: Sequence[Read]) -> None:
    """How often each kind is taken for each, what is taken wrongly, and how often the newest is seen to be wanted."""
    pairs = list(zip(theirs.typed, read, strict=True))
    print("right", np.mean([one.kind == seen.kind for one, seen in pairs]).round(4))
    print(sorted(Counter((one.kind, seen.kind) for one, seen in pairs).items()))
    topics = [(one, seen) for one, seen in pairs if one.kind == "topic"]
    print("newest seen", np.mean([one.newest == (seen.newest >= 0.5) for one, seen in topics]).round(3))
    for one, seen in pairs:
        if one.kind != seen.kind:
            print(f"  {one.kind} -> {seen.kind} {seen.topic:.2f} {seen.remark:.2f} {one.text}")


if __name__ == "__main__":
    main()
