"""The Archive: an open index that answers questions, and moves to a newer generation by itself."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from index.answers import Answer, Candidate, Explanation
from index.articles import Article, article_files
from index.casing import is_without_capitals, with_capitals
from index.catalogue import Catalogue, Passage
from index.claimed_names import answered_by_name
from index.claims import agreeing_first, read_claim, verdict
from index.confidence import Strictness, thresholds
from index.courtesies import plainly, with_apostrophes
from index.decision import Decision, decide
from index.encoder import ENCODERS, export_folder
from index.errors import CorpusError, QuestionError
from index.evidence import Evidence, gather
from index.filters import EVERYTHING, Filter, cut_filters, scope_of
from index.generations import last_looked
from index.judging.digest import answer_if_topic, answer_to_topic
from index.judging.remarks import reply_to_remark
from index.opened import NewestGeneration, OpenGeneration
from index.passages import Span, passage_text
from index.question.kind import read_kind
from index.reader import Reader
from index.rivals import figure_groups, groups_of, quotes_of_each
from index.search import DEPTH, Found, search
from index.spelling import respelt
from index.stories import one_of_each, with_copies
from index.timing.asked import time_asked
from index.timing.finding import find, gather_from_afar
from index.timing.ties import time_notes

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


class Archive:
    """An open index. Thread-safe; every question is answered from one generation, the newest when it was asked."""

    def __init__(self, data: Path, newest: NewestGeneration, reader: Reader) -> None:
        self._data, self._newest, self._reader = data, newest, reader

    @classmethod
    def open(cls, data: Path | str, *, model: str | None = None) -> Archive:
        """Open the current generation in a data folder. `model`, if given, must be the encoder it was made with.

        Raises IndexMissing, IndexDamaged, IndexMismatch, EncoderError.
        """
        data = Path(data).absolute()
        return cls(data, NewestGeneration(data, model), Reader())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index, once the questions in flight are answered."""
        self._newest.close()
        self._reader.close()

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        with self._newest.borrow() as generation:
            return generation.name

    def ask(
        self,
        question: str,
        *,
        top: int = 3,
        asked_as: str | None = None,
        strictness: Strictness = "normal",
        within: Filter = EVERYTHING,
    ) -> Answer:
        """Answer a question in the articles' own words, or refuse and say why.

        `top` is how many quotes are wanted at most; `asked_as` the question completed from a conversation;
        `strictness` how sure an answer must be; `within` the articles it is asked of, which filters typed in the
        question ("since:2023") narrow. Raises QuestionError where there is nothing that can be asked.
        """
        began = time.perf_counter()
        typed = _checked(asked_as or question)
        asked, narrower = cut_filters(typed)
        asked, within = _checked(asked), within.narrowed(narrower)
        said = asked
        if (plain := plainly(asked)) != asked:
            asked = plain
            typed = f"{asked} {narrower}".strip()
        asked = with_apostrophes(asked)
        self.refresh()
        with self._newest.borrow() as generation:
            read = read_kind(said, generation.encoder)
            if read.kind == "remark":
                return reply_to_remark(question, typed, generation, began)
            if (meant := _respelt(asked, generation)) != asked:
                asked = meant
                typed = f"{asked} {narrower}".strip()
            if read.kind == "topic":
                return answer_to_topic(question, typed, asked, read, generation, within, top, began)
            claim = read_claim(asked)
            if claim is not None and claim.question != asked:
                asked = claim.question
                typed = f"{asked} {narrower}".strip()
            scope = scope_of(within, generation.catalogue)
            copies, times = generation.copies, time_asked(asked, generation.newest)
            # Among the articles that a filter leaves, a copy may stand without its original.
            hidden = frozenset[int]() if scope.passages is not None else copies.repeated
            found = find(asked, times, generation, READ, scope.passages, hidden)
            if is_without_capitals(asked):
                texts = _texts([hit.passage for hit in found], generation.catalogue)
                asked = with_capitals(asked, [text for _, text in texts])
                times = time_asked(asked, generation.newest)
            evidence = gather(times.content, found, generation.catalogue, self._reader)
            decision = decide(
                asked,
                evidence,
                generation.keywords.count,
                thresholds(self._data)[strictness],
                time=times,
                from_afar=gather_from_afar(times, found, generation, self._reader),
            )
            heard = (question, typed, asked, read, generation, within, top, began)
            if not decision.answered and (told := answer_if_topic(*heard)):
                return told
            worthy = one_of_each(decision.worthy, copies)
            if claim is not None:
                worthy = agreeing_first(claim, worthy)
            if claim is not None and claim.named is not None:
                worthy = answered_by_name(claim.named, worthy, generation.catalogue, self._reader)
            best = worthy or one_of_each(decision.order, copies)
            groups = groups_of(asked, worthy, copies)
            quotes = quotes_of_each(groups, best, top if decision.answered else min(top, NEAREST))
            quotes = with_copies(quotes, copies, generation.catalogue)
        return Answer(
            question=question,
            asked_as=typed,
            status="answered" if decision.answered else "refused",
            reason=scope.reason or decision.reason,
            answer=worthy[0].answer if worthy else None,
            quotes=quotes if decision.answered else (),
            nearest=() if decision.answered else quotes,
            confidence=decision.confidence,
            generation=generation.name,
            elapsed_ms=(time.perf_counter() - began) * 1000,
            explanation=_explain(evidence, decision),
            notes=(*scope.notes, *(time_notes(times, worthy[0]) if worthy else ())),
            figures=figure_groups(groups, quotes, copies),
            claim=verdict(claim, decision, worthy, groups) if claim is not None else None,
            kind="claim" if claim is not None else "ask",
        )

    def retrieve(self, question: str, limit: int = 2 * DEPTH) -> list[tuple[Passage, Found]]:
        """What search alone finds for a question: passages in the fused order, with their ranks in both halves.

        With the default limit, every passage that either half returned. Raises QuestionError.
        """
        asked = _checked(question)
        with self._newest.borrow() as generation:
            parts = generation.encoder, generation.vectors, generation.keywords
            found = search(asked, *parts, limit, without=generation.copies.repeated)
            passages = generation.catalogue.passages([hit.passage for hit in found])
        return list(zip(passages, found, strict=True))

    def read(self, question: str) -> list[Evidence]:
        """What search finds for a question, read but not decided upon: for training and evaluation."""
        asked = _checked(question)
        with self._newest.borrow() as generation:
            parts = generation.encoder, generation.vectors, generation.keywords
            found = search(asked, *parts, READ, without=generation.copies.repeated)
            return gather(asked, found, generation.catalogue, self._reader)

    def article(self, id: str) -> Article | None:
        """One article of the open generation, or None."""
        with self._newest.borrow() as generation:
            return generation.catalogue.article(id)

    def articles(self) -> list[Article]:
        """Every article of the open generation, by id."""
        with self._newest.borrow() as generation:
            return generation.catalogue.articles()

    def paragraphs(self, id: str) -> list[Span]:
        """Where an article's paragraphs stand in its text; none where there is no such article."""
        with self._newest.borrow() as generation:
            spans: dict[int, Span] = {}
            for sentence in generation.catalogue.sentences(id):
                start = spans[sentence.paragraph].start if sentence.paragraph in spans else sentence.start
                spans[sentence.paragraph] = Span(start, sentence.end)
            return list(spans.values())

    def status(self) -> ArchiveStatus:
        """What is open, how large it is and how new."""
        with self._newest.borrow() as generation:
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

    def outdated(self) -> int:
        """How many files were added, changed or removed since a build last looked, by a glance at their times.

        A file copied in with an old time is overlooked; `build` reads every one. 0 where the corpus is not here.
        """
        with self._newest.borrow() as generation:
            corpus, known = Path(generation.manifest.corpus), set(generation.catalogue.hashes())
            built = datetime.fromisoformat(generation.manifest.built_at)
            looked = last_looked(self._data, generation.name) or built
        try:
            files = {
                file.relative_to(corpus).as_posix(): file.stat().st_mtime
                for file in article_files(corpus)
                if isinstance(file, Path)
            }
        except (CorpusError, OSError):
            return 0
        return sum(changed > looked.timestamp() for changed in files.values()) + len(known - files.keys())

    def refresh(self) -> bool:
        """Move to a newer generation if one was published; questions in flight end on the old one.

        A newer generation that cannot be used is passed over: the open one goes on answering.
        """
        return self._newest.refresh()


def _respelt(question: str, generation: OpenGeneration) -> str:
    keywords, catalogue = generation.keywords, generation.catalogue
    return respelt(
        question,
        keywords.count,
        lambda word, slips: [passage_text(*part) for part in _texts(keywords.alike(word, slips), catalogue)],
    )


def _texts(ids: Sequence[int], catalogue: Catalogue) -> list[tuple[str, str]]:
    """The titles and texts of passages, to see how words are written there."""
    passages = catalogue.passages(ids)
    articles = {id: catalogue.article(id) for id in {passage.article for passage in passages}}
    return [
        (article.title, article.text[passage.start : passage.end])
        for passage in passages
        if (article := articles[passage.article])
    ]


def _checked(question: str) -> str:
    if not isinstance(question, str):
        raise QuestionError(f"A question is a text, not {type(question).__name__}.")
    # Wide letters and ligatures are read as the plain ones that they stand for.
    asked = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", question)).strip()
    if not re.search(r"\w", asked):
        raise QuestionError(
            "There is no question to answer. Ask in words, for example: how many guns were seized?"
        )
    if len(asked) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(asked)} characters; at most {MAX_QUESTION} can be asked at once."
        )
    return asked


def _explain(evidence: Sequence[Evidence], decision: Decision) -> Explanation:
    """A row for each passage, in the order of search, with the span that was rated best in it."""
    best: dict[int, Evidence] = {}
    for item in decision.order:
        best.setdefault(item.found.passage, item)
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
        for item in (best[passage] for passage in dict.fromkeys(read.found.passage for read in evidence))
    )
    return Explanation(rows, decision.threshold, decision.features, decision.unsupported)
