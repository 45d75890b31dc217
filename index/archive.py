"""The Archive: an open index that answers questions, and moves to a newer generation by itself."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from index import generations
from index.answers import Answer, Candidate, Citation, Explanation, Quote
from index.articles import Article
from index.catalogue import Catalogue, Passage
from index.confidence import Evidence, Strictness
from index.decision import Decision, decide
from index.encoder import ENCODERS, Encoder, export_folder
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, QuestionError, UnusableIndex
from index.keywords import KeywordIndex
from index.passages import Span
from index.quotes import paragraph_of, quote_span
from index.reader import BestSpan, Reader, Text
from index.search import DEPTH, Found, search
from index.vectors import VectorIndex

MAX_QUESTION = 2_000
"""Characters in a question."""
READ = 10
"""Passages read for a question: of SQuAD's dev questions, 97 % have the right one among so many."""
NEAREST = 3
"""Passages shown with a refusal."""


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """What is open: `built_at` in ISO 8601, `bytes` by part of the index."""

    generation: str
    built_at: str
    corpus: str
    data: str
    encoder: str
    articles: int
    passages: int
    newest: Article | None
    bytes: dict[str, int]


class _Generation:
    """One open generation, and how many questions are being answered from it."""

    def __init__(self, folder: Path, data: Path, model: str | None) -> None:
        self.name = folder.name
        self.manifest = generations.read_manifest(folder)
        if model is not None:
            generations.check_encoder(self.manifest, model)
        try:
            self.vectors = VectorIndex.load(folder / generations.VECTORS)
            self.keywords = KeywordIndex(folder / generations.KEYWORDS)
            self.catalogue = Catalogue.open(folder / generations.CATALOGUE, Path(self.manifest.corpus))
        except (OSError, RuntimeError, ValueError, sqlite3.DatabaseError) as error:
            mend = "Run `pullquote index --full` to build it anew."
            raise IndexDamaged(f"The index in {folder} is damaged ({error}). {mend}") from error
        self.encoder = Encoder(export_folder(self.manifest.encoder, data / ENCODERS))
        if self.encoder.description.sha256 != self.manifest.encoder_sha256:
            raise IndexMismatch(
                f"The index in {folder} was made with another export of the encoder {self.manifest.encoder!r} "
                "than the one beside it. Run `pullquote index --full` to build it anew."
            )
        self.in_use = 0
        self.retired = False


class Archive:
    """An open index. Thread-safe; every question is answered from one generation, the newest when it was asked."""

    def __init__(self, data: Path, model: str | None, reader: Reader, generation: _Generation) -> None:
        self._data, self._model, self._reader = data, model, reader
        self._generation = generation
        self._lock = threading.Lock()

    @classmethod
    def open(cls, data: Path | str, *, model: str | None = None) -> Archive:
        """Open the current generation in a data folder. `model`, if given, must be the encoder it was made with.

        Raises IndexMissing, IndexDamaged, IndexMismatch, EncoderError.
        """
        data = Path(data).absolute()
        return cls(data, model, Reader(), _open_current(data, model))

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index, once the questions in flight are answered."""
        with self._lock:
            self._retire(self._generation)
        self._reader.close()

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        return self._generation.name

    def ask(
        self, question: str, *, top: int = 3, asked_as: str | None = None, strictness: Strictness = "normal"
    ) -> Answer:
        """Answer a question in the articles' own words, or refuse and say why.

        `top` is how many quotes are wanted at most; `asked_as` the question completed from a conversation;
        `strictness` how sure an answer must be. Raises QuestionError where there is nothing that can be asked.
        """
        began = time.perf_counter()
        asked = _checked(asked_as or question)
        self.refresh()
        with self._lease() as generation:
            found = search(asked, generation.encoder, generation.vectors, generation.keywords, READ)
            evidence = _read(asked, found, generation, self._reader)
            decision = decide(asked, evidence, generation.keywords.count, strictness)
            best = decision.worthy or decision.order
            quotes = _distinct(best, top if decision.answered else min(top, NEAREST))
        return Answer(
            question=question,
            asked_as=asked,
            status="answered" if decision.answered else "refused",
            reason=decision.reason,
            answer=decision.worthy[0].answer if decision.worthy else None,
            quotes=quotes if decision.answered else (),
            nearest=() if decision.answered else quotes,
            confidence=decision.confidence,
            generation=generation.name,
            elapsed_ms=(time.perf_counter() - began) * 1000,
            explanation=_explain(evidence, decision),
        )

    def retrieve(self, question: str, limit: int = 2 * DEPTH) -> list[tuple[Passage, Found]]:
        """What search alone finds for a question: passages in the fused order, with their ranks in both halves.

        With the default limit, every passage that either half returned. Raises QuestionError.
        """
        asked = _checked(question)
        with self._lease() as generation:
            found = search(asked, generation.encoder, generation.vectors, generation.keywords, limit)
            passages = generation.catalogue.passages([hit.passage for hit in found])
        return list(zip(passages, found, strict=True))

    def read(self, question: str) -> list[Evidence]:
        """What search finds for a question, read but not decided upon: for training and evaluation."""
        asked = _checked(question)
        with self._lease() as generation:
            found = search(asked, generation.encoder, generation.vectors, generation.keywords, READ)
            return _read(asked, found, generation, self._reader)

    def mentions(self, stem: str) -> int:
        """How many passages hold a stem, as `index.keywords.stems` makes them."""
        with self._lease() as generation:
            return generation.keywords.count(stem)

    def article(self, id: str) -> Article | None:
        """One article of the open generation, or None."""
        with self._lease() as generation:
            return generation.catalogue.article(id)

    def articles(self) -> list[Article]:
        """Every article of the open generation, by id."""
        with self._lease() as generation:
            return generation.catalogue.articles()

    def paragraphs(self, id: str) -> list[Span]:
        """Where an article's paragraphs stand in its text; none where there is no such article."""
        with self._lease() as generation:
            spans: dict[int, Span] = {}
            for sentence in generation.catalogue.sentences(id):
                start = spans[sentence.paragraph].start if sentence.paragraph in spans else sentence.start
                spans[sentence.paragraph] = Span(start, sentence.end)
            return list(spans.values())

    def status(self) -> ArchiveStatus:
        """What is open, how large it is and how new."""
        with self._lease() as generation:
            manifest, data = generation.manifest, self._data
            sizes: dict[str, int] = {}
            for name, size in manifest.files.items():
                part = name.split("/")[0].split(".")[0]
                sizes[part] = sizes.get(part, 0) + size
            encoder = export_folder(manifest.encoder, data / ENCODERS)
            sizes["encoder"] = sum(file.stat().st_size for file in encoder.iterdir())
            return ArchiveStatus(
                generation=generation.name,
                built_at=manifest.built_at,
                corpus=manifest.corpus,
                data=str(data),
                encoder=manifest.encoder,
                articles=manifest.articles,
                passages=manifest.passages,
                newest=generation.catalogue.newest(),
                bytes=sizes,
            )

    def refresh(self) -> bool:
        """Move to a newer generation if one was published; questions in flight end on the old one.

        A newer generation that cannot be used is passed over: the open one goes on answering.
        """
        newest = generations.current(self._data)
        if newest is None or newest.name == self._generation.name:
            return False
        with suppress(UnusableIndex), self._lock:
            if newest.name == self._generation.name:
                return False
            opened = _open_current(self._data, self._model)
            self._retire(self._generation)
            self._generation = opened
            return True
        return False

    @contextmanager
    def _lease(self) -> Iterator[_Generation]:
        with self._lock:
            generation = self._generation
            generation.in_use += 1
        try:
            yield generation
        finally:
            with self._lock:
                generation.in_use -= 1
                if generation.retired and not generation.in_use:
                    generation.catalogue.close()

    def _retire(self, generation: _Generation) -> None:
        generation.retired = True
        if not generation.in_use:
            generation.catalogue.close()


def _open_current(data: Path, model: str | None) -> _Generation:
    """Open the current generation; where it is pruned away while being opened, the one that replaced it."""
    while True:
        folder = generations.require_current(data)
        try:
            return _Generation(folder, data, model)
        except UnusableIndex:
            if generations.current(data) == folder:
                raise


def _checked(question: str) -> str:
    asked = re.sub(r"\s+", " ", question).strip()
    if not re.search(r"\w", asked):
        raise QuestionError("There is no question to answer. Ask in words, for example: how many guns were seized?")
    if len(asked) > MAX_QUESTION:
        raise QuestionError(f"The question has {len(asked)} characters; at most {MAX_QUESTION} can be asked at once.")
    return asked


def _read(question: str, found: Sequence[Found], generation: _Generation, reader: Reader) -> list[Evidence]:
    """What was found, read: one Evidence a passage, in the order of search."""
    passages = generation.catalogue.passages([hit.passage for hit in found])
    articles = {id: generation.catalogue.article(id) for id in {passage.article for passage in passages}}
    sentences = {id: generation.catalogue.sentences(id) for id in articles}

    def article_of(passage: Passage) -> Article:
        article = articles[passage.article]
        assert article is not None, "every passage belongs to an article"
        return article

    texts = [Text(article_of(passage).title, article_of(passage).text[passage.start : passage.end]) for passage in passages]
    evidence = []
    for hit, passage, best in zip(found, passages, reader.read(question, texts), strict=True):
        article, cut = article_of(passage), sentences[passage.article]
        span = Span(passage.start + best.span.start, passage.start + best.span.end)
        quote = quote_span(article, cut, span)
        evidence.append(Evidence(hit, article, Span(passage.start, passage.end), span, quote, paragraph_of(cut, span), best.margin))
    return evidence


def _quote(evidence: Evidence) -> Quote:
    article, quote, span = evidence.article, evidence.quote, evidence.span
    return Quote(
        text=article.text[quote.start : quote.end],
        start=quote.start,
        end=quote.end,
        highlights=((span.start - quote.start, span.end - quote.start),),
        score=evidence.margin,
        citation=Citation(
            article=article.id,
            title=article.title,
            publisher=article.publisher,
            date=article.date,
            url=article.url,
            path=article.path,
            paragraph=evidence.paragraph,
            sha256=article.sha256,
        ),
    )


def _distinct(evidence: Sequence[Evidence], limit: int) -> tuple[Quote, ...]:
    """Quotes of the first pieces of evidence, without one that overlaps an earlier one of the same article."""
    kept: list[Quote] = []
    for quote in map(_quote, evidence):
        if len(kept) < limit and not any(_overlap(quote, other) for other in kept):
            kept.append(quote)
    return tuple(kept)


def _overlap(one: Quote, other: Quote) -> bool:
    return one.citation.article == other.citation.article and one.start < other.end and other.start < one.end


def _explain(evidence: Sequence[Evidence], decision: Decision) -> Explanation:
    rows = tuple(
        Candidate(
            article=item.article.id,
            start=item.passage.start,
            end=item.passage.end,
            dense_rank=item.found.dense_rank,
            dense=item.found.dense,
            keyword_rank=item.found.keyword_rank,
            keyword=item.found.keyword,
            fused=item.found.fused,
            margin=item.margin,
            span=item.answer,
        )
        for item in evidence
    )
    return Explanation(rows, decision.threshold, decision.features, decision.unsupported)
