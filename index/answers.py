"""What a question gets: an Answer, made of Quotes with their Citations, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["answered", "refused"]
FURTHER = 12
"""Quotes beyond those that were wanted, at most."""
Verdict = Literal["agrees", "differs"]
"""What the first quote makes of a claim."""
AnswerKind = Literal["ask", "topic", "remark"]
"""What was typed: a question or a claim, a topic to hear about, a remark to the bot."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote is from.

    `article` is the file's path inside the corpus folder, with forward slashes; `path` is where that file
    lies on this machine; `paragraph` counts from 1; `date` is ISO 8601; `sha256` is that of the article's text.
    `page` is that of a printed article on which the quote begins; None where there are no pages.
    """

    article: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    path: str
    paragraph: int
    sha256: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of an article: `article.text[start:end] == text`, always."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """Whole sentences cut from one article: `article.text[start:end] == text`, always.

    `highlights` are the words that answer, as offsets in `text`; `score` is the reader's margin of the best
    span over no answer (logits, comparable between the passages of one question). `also_in` are the other articles that
    are copies of the same story and hold the same words. `about` is a sentence not far before it that names what the
    question names and the quote and its article's title do not; None where there is none, where it stands with an
    earlier quote of the answer, and in a refusal.
    """

    text: str
    start: int
    end: int
    highlights: tuple[tuple[int, int], ...]
    score: float
    citation: Citation
    also_in: tuple[str, ...] = ()
    about: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """One value that articles give for a question which a number or a date answers.

    `text` is the answer as it is read, `value` its number in digits or its date as ISO 8601 has it, `unit` the words
    and signs beside a number, as written, `kind` "number" or "date". `sources` counts the independent articles
    that say so; `quotes` are places in the answer's quotes, from 0. `date` sets it apart from the other values: the
    time that the article ties it to, else the article's own year or day; None where that tells nothing.
    """

    text: str
    value: str
    unit: str
    kind: str
    sources: int
    quotes: tuple[int, ...]
    date: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One passage that was found and read: a row of the explanation.

    Ranks count from 1 and are None where that half of search did not return the passage. `dense` is a
    cosine, `keyword` a BM25 score, `fused` the sum of reciprocal ranks. `margin` is the quick reader's best span
    minus no answer, `careful` the careful reader's logit for its quote (None where it did not read it), `span` its
    words.
    """

    article: str
    start: int
    end: int
    dense_rank: int | None
    dense: float
    keyword_rank: int | None
    keyword: float
    fused: float
    margin: float
    careful: float | None
    span: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was found, why it was answered or refused, and what took how long.

    `stages_ms` are milliseconds by stage, in the order in which they were; their sum is the answer's `elapsed_ms`:

    - `opening`: looking for a newer generation of the index, and opening it where there is one;
    - `understanding`: reading what was typed, its vector and kind;
    - `digest`: looking for what is told of a topic, where it was taken for one;
    - `searching`: both halves of search, fused;
    - `reading_quickly`, `reading_carefully`: the two readers; the careful one's weights may first have to be opened;
    - `judging`: signals and probabilities, and the verdict on a claim;
    - `answering`: quotes, figures, notes, or the reason of a refusal, and a digest where that is worth a try.

    A remark has `opening`, `understanding` and `answering`, and what is answered as a topic `digest` besides. None
    where the articles were not asked.
    """

    candidates: tuple[Candidate, ...] = ()
    threshold: float = 0.0
    features: dict[str, float] = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()
    stages_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole reply to one question; the same for every surface. What is left out has nothing to tell.

    `answer` is the text of the best span as it is read, a word that a line divides whole; None in a refusal.
    `quotes` is empty in a refusal, and `nearest` then holds the nearest passages' sentences, which are *not an
    answer*. `confidence` is the probability
    that the first quote answers the question. `generation` names the index that was asked. `notes` are sentences
    that say what was left out, put first or taken to be meant. `elapsed_ms` are the milliseconds it took, which
    `explanation.stages_ms` has by stage. `figures` are the values that the articles give, where a
    number or a date answers, those of the most sources first; more than one where they differ.
    `further` are quotes that answer as well, beyond those that were wanted. `claim` says whether the first quote agrees
    with what was claimed or differs from it; None where nothing was claimed, or where that is not sure.
    """

    question: str
    asked_as: str
    status: Status
    generation: str
    reason: str | None = None
    answer: str | None = None
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    confidence: float = 0.0
    elapsed_ms: float = 0.0
    explanation: Explanation = field(default_factory=Explanation)
    notes: tuple[str, ...] = ()
    figures: tuple[FigureGroup, ...] = ()
    kind: AnswerKind = "ask"
    further: tuple[Quote, ...] = ()
    claim: Verdict | None = None

    def to_json(self, *, explain: bool = False) -> dict[str, Any]:
        """The public JSON form; with `explain`, also the explanation, under "explain": see `Explanation`."""
        form: dict[str, Any] = {
            "question": self.question,
            "asked_as": self.asked_as,
            "status": self.status,
            "reason": self.reason,
            "answer": self.answer,
            "quotes": [_quote_json(quote) for quote in self.quotes],
            "nearest": [_quote_json(quote) for quote in self.nearest],
            "notes": list(self.notes),
            "claim": self.claim,
            "kind": self.kind,
            "figures": [{**asdict(group), "quotes": list(group.quotes)} for group in self.figures],
            "confidence": round(self.confidence, 4),
            "generation": self.generation,
            "elapsed_ms": round(self.elapsed_ms, 1),
        }
        if explain:
            form["explain"] = asdict(self.explanation)
        return form


def _quote_json(quote: Quote) -> dict[str, Any]:
    return {
        **asdict(quote),
        "highlights": [list(pair) for pair in quote.highlights],
        "also_in": list(quote.also_in),
    }
