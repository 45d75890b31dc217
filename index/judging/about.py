"""What paragraphs say about a topic, and how likely each is about it."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from index.articles import Article
from index.building.catalogue import Catalogue
from index.building.encoder import Vectors
from index.building.keywords import stems
from index.building.opened import OpenGeneration
from index.building.passages import Sentence, Span
from index.judging.model import Weights
from index.question.filters import Scope
from index.question.support import in_some_form
from index.question.topic import Topic
from index.reading.search import DEPTH, Found, search

MODEL = Path(__file__).parents[1] / "models" / "about.json"
LOOKED_AT = 40
"""Paragraphs that are looked at closely for a topic; those that share most of its words first."""
LONGEST_QUOTE = 2
"""Sentences of a paragraph that a digest shows."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article: its sentences, its number from 0, and the heading right above it, if any."""

    article: Article
    sentences: tuple[Sentence, ...]
    number: int
    heading: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return self.article.text[self.sentences[0].start : self.sentences[-1].end]

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from other paragraphs."""
        return self.article.id, self.number


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph beside a topic: the sentences to quote, its unit vector, and how likely it is about the topic."""

    paragraph: Paragraph
    quote: Span
    vector: Vectors
    signals: dict[str, float]
    probability: float


@functools.cache
def _model() -> Weights:
    """Signals -> the probability that a paragraph is about a topic. It has one threshold."""
    stored = json.loads(MODEL.read_text(encoding="utf-8"))
    return Weights(stored["intercept"], stored["coefficients"], {"normal": stored["threshold"]})


def about_threshold() -> float:
    """The probability from which a paragraph is taken to be about a topic."""
    return _model().thresholds["normal"]


def items_about(topic: Topic, generation: OpenGeneration, scope: Scope) -> list[Item]:
    """The paragraphs that search finds for a topic, each with how likely it is about it."""
    found = search(topic.text, generation, scope, 2 * DEPTH)
    rarity = _rarity(topic, generation)
    looked_at = _looked_at(_paragraphs_of(found, generation.catalogue), topic, rarity)
    if not looked_at:
        return []
    wanted = generation.encoder.encode_question(topic.text)
    vectors = generation.encoder.encode_passages([one.text for one, _ in looked_at])
    model = _model()
    items = []
    for (paragraph, hit), vector in zip(looked_at, vectors, strict=True):
        signals = signals_of(topic, rarity, paragraph, hit, float(vector @ wanted))
        quote = _quote_of(paragraph, topic, rarity)
        items.append(Item(paragraph, quote, vector, signals, model.probability(signals)))
    return items


def _rarity(topic: Topic, generation: OpenGeneration) -> dict[str, float]:
    """How much each word of a topic tells: how likely it names the topic, times its inverse document frequency."""
    return {
        word.stem: word.topical * math.log(1 + generation.size / (1 + generation.mentions(word.stem)))
        for word in topic.words
    }


def _paragraphs_of(found: Sequence[Found], catalogue: Catalogue) -> list[tuple[Paragraph, Found]]:
    """The paragraphs of the passages found, in the order of search, each with the passage that it was found in."""
    paragraphs: dict[tuple[str, int], tuple[Paragraph, Found]] = {}
    known: dict[str, list[Paragraph]] = {}
    for passage, hit in zip(catalogue.passages([hit.passage for hit in found]), found, strict=True):
        if passage.article not in known:
            known[passage.article] = paragraphs_of(passage.article, catalogue)
        for paragraph in known[passage.article]:
            if paragraph.sentences[0].start < passage.end and passage.start < paragraph.sentences[-1].end:
                paragraphs.setdefault(paragraph.key, (paragraph, hit))
    return list(paragraphs.values())


def paragraphs_of(id: str, catalogue: Catalogue) -> list[Paragraph]:
    """An article's paragraphs that are searched, each with the heading right above it."""
    article = catalogue.article(id)
    if article is None:
        return []
    searched = catalogue.passage_starts(id)
    grouped: dict[int, list[Sentence]] = {}
    for sentence in catalogue.sentences(id):
        grouped.setdefault(sentence.paragraph, []).append(sentence)
    paragraphs: list[Paragraph] = []
    heading = ""
    for number, sentences in grouped.items():
        text = article.text[sentences[0].start : sentences[-1].end]
        if sentences[0].heading:
            heading = text
            continue
        if sentences[0].start in searched:
            paragraphs.append(Paragraph(article, tuple(sentences), number, heading))
        heading = ""
    return paragraphs


def _looked_at(
    found: Sequence[tuple[Paragraph, Found]], topic: Topic, rarity: dict[str, float]
) -> list[tuple[Paragraph, Found]]:
    """Those that share most of a topic's words, and of the others the first that search found."""
    shared = [_share(rarity, _stems_held(topic, one.text, one.heading)) for one, _ in found]
    order = sorted(range(len(found)), key=lambda place: (-round(shared[place], 1), place))
    return [found[place] for place in order[:LOOKED_AT]]


def signals_of(
    topic: Topic, rarity: dict[str, float], paragraph: Paragraph, hit: Found, dense: float
) -> dict[str, float]:
    """What tells how far a paragraph is about a topic.

    `dense` is the cosine of their vectors. `held` is the share of the topic's words, by how much they tell, that the
    paragraph holds, `headed` that it holds together with its heading and title, `rarest` whether it holds the one that
    tells most, `together` the share of neighbours among them that stand side by side there as well. `early` is 1 where
    its first words hold any, `found_both` where both halves of search found its passage.
    """
    article = paragraph.article
    held = _stems_held(topic, paragraph.text)
    headed = held | _stems_held(topic, paragraph.heading, article.title)
    rarest = max(rarity, key=lambda stem: rarity[stem])
    return {
        "dense": dense,
        "held": _share(rarity, held),
        "headed": _share(rarity, headed),
        "rarest": float(rarest in headed),
        "together": _together(topic, f"{paragraph.text}\n{paragraph.heading}\n{article.title}"),
        "one_word": float(len(topic.words) == 1),
        "dense_if_unheld": dense * (1 - _share(rarity, headed)),
        "words": math.log(len(topic.words)),
        "early": float(bool(_stems_held(topic, _opening(paragraph)))),
        "found_both": float(hit.dense_rank is not None and hit.keyword_rank is not None),
    }


def _opening(paragraph: Paragraph) -> str:
    return " ".join(paragraph.text.split()[:15])


def _share(rarity: dict[str, float], held: AbstractSet[str]) -> float:
    total = sum(rarity.values())
    return sum(rarity[stem] for stem in held) / total if total else 0.0


def _stems_held(topic: Topic, *texts: str) -> frozenset[str]:
    """The stems of a topic that texts hold, in this form or in one as near as Zambia is to Zambian."""
    there = frozenset(stems("\n".join(texts)))
    return frozenset(word.stem for word in topic.words if in_some_form(word.stem, there))


def _together(topic: Topic, text: str) -> float:
    """The share of a topic's neighbouring words that are neighbours in a text, too; of a single word, if it is held."""
    there = stems(text)
    if len(topic.words) < 2:
        return float(in_some_form(topic.words[0].stem, frozenset(there)))
    pairs = set(pairwise(there))
    wanted = [word.stem for word in topic.words]
    side_by_side = [pair in pairs for pair in pairwise(wanted)]
    return sum(side_by_side) / len(side_by_side)


def _quote_of(paragraph: Paragraph, topic: Topic, rarity: dict[str, float]) -> Span:
    """The sentence or two of a paragraph that say most of a topic's words; the first ones where several say as much."""
    article, sentences = paragraph.article, paragraph.sentences
    runs = [sentences[n : n + LONGEST_QUOTE] for n in range(max(1, len(sentences) - LONGEST_QUOTE + 1))]
    shares = [_share(rarity, _stems_held(topic, article.text[run[0].start : run[-1].end])) for run in runs]
    best = runs[int(np.argmax(shares))]
    return Span(best[0].start, best[-1].end)
