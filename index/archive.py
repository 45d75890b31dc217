"""The Archive: an open index that answers questions, and moves to a newer generation by itself."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from index.answers import Answer, Quote
from index.articles import Article, article_files
from index.building.catalogue import Passage, Source
from index.building.encoder import ENCODERS, export_folder
from index.building.milvus.address import Milvus
from index.building.notes import last_looked
from index.building.opened import NewestGeneration, OpenGeneration
from index.building.passages import Span
from index.building.selection import Selection
from index.building.stores import store_of
from index.errors import CorpusError
from index.judging.answering import answer
from index.judging.confidence import StoredCalibration, Strictness, read_calibration, thresholds
from index.judging.digest import lead_of
from index.judging.instead import told_instead
from index.judging.judge import judge
from index.judging.model import judge_model
from index.judging.remarks import help_card
from index.judging.verdict import decision_on
from index.question.filters import EVERYTHING, Filter, scope_of
from index.question.kind import Read
from index.question.question import Question, checked, heard_as, read_question
from index.question.support import Word
from index.reading.careful import CarefulReader
from index.reading.claims import ClaimReader
from index.reading.evidence import Evidence
from index.reading.own.description import READERS
from index.reading.own.opening import open_reader
from index.reading.own.scale import UNSCALED, MarginScale
from index.reading.reader import MODELS
from index.reading.readers import MOST, Readers, read
from index.reading.search import DEPTH, Found, search
from index.stopwatch import Stopwatch


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """What is open: `built_at` in ISO 8601, `bytes` by part of the index.

    `precision` is that of the encoder's weights, "int8" or "float32". `reader` is the operator's own, None for the
    packaged one; `calibrated` whether the confidence is known for it.
    """

    generation: str
    built_at: str
    corpus: str
    data: str
    encoder: str
    precision: str
    articles: int
    passages: int
    newest: Article | None
    bytes: dict[str, int]
    reader: str | None = None
    calibrated: bool = True


class Archive:
    """An open index. Thread-safe; every question is answered from one generation, the newest when it was asked."""

    def __init__(self, data: Path, newest: NewestGeneration, readers: Readers) -> None:
        self._data, self._newest, self._readers = data, newest, readers
        self._model = judge_model()
        self._weights = self._model.quick if readers.careful is None else self._model.both
        self._selection = Selection()
        self._scale: MarginScale | None = None  # one that is tried in place of what was calibrated

    @classmethod
    def open(
        cls,
        data: Path | str,
        *,
        model: str | None = None,
        reader: str | None = None,
        readers: Path | str | None = None,
        exporting: Callable[[], None] | None = None,
        milvus: Milvus | None = None,
    ) -> Archive:
        """Open the current generation in a data folder. `model`, if given, must be the encoder it was made with.

        `reader` is a question-answering model of your own, a folder or a hub id, exported once into the folder
        `readers` (else one in the data folder); `exporting` is told when that begins. `milvus` is where
        the passages are kept, if not in the folder; it is reached for at the first question, which raises
        IndexServerError where it cannot be.

        Raises IndexMissing, IndexDamaged, IndexMismatch, EncoderError, ReaderError.
        """
        data = Path(data).absolute()
        kept = Path(readers or data / READERS)
        newest = NewestGeneration(data, model, store_of(milvus))
        try:
            quick = open_reader(reader, kept, exporting)
            return cls(
                data, newest, Readers(quick, CarefulReader.of(MODELS, kept), claims=ClaimReader.of(MODELS))
            )
        except BaseException:
            newest.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index, once the questions in flight are answered."""
        self._newest.close()
        self._readers.close()

    def limited(self, selection: Selection) -> Archive:
        """This archive as if it held only what a selection leaves in: nothing of the rest is in any answer or list.

        Both are the same open index; it is closed by closing the whole one.
        """
        part = copy.copy(self)
        part._selection = selection
        return part

    @contextmanager
    def _borrow(self) -> Iterator[OpenGeneration]:
        """The open generation, limited to this archive's selection."""
        with self._newest.borrow() as generation:
            yield generation.limited(self._selection)

    @property
    def trouble(self) -> str | None:
        """What is wrong with the newest generation, where an older one answers in its place."""
        with self._newest.borrow() as generation:
            return generation.trouble

    @property
    def generation(self) -> str:
        """The name of the generation that is open."""
        with self._borrow() as generation:
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
        watch = Stopwatch()
        calibration = self._calibration()
        threshold = thresholds(calibration, self._weights)[strictness]
        self._newest.refresh(wait=False)
        with self._borrow() as generation:
            watch.lap("opening")
            asked = read_question(asked_as or question, within, generation.newest, generation.encoder)
            watch.lap("understanding")
            told = told_instead(question, asked, generation, top)
            if asked.heard.kind == "topic":
                watch.lap("digest")
            surely_remark = asked.heard.kind == "remark" and not asked.is_foreign
            if told is not None and (told.quotes or surely_remark):
                return _finished(told, generation, watch)
            scope = scope_of(asked.within, generation)
            found = search(asked.text, generation, scope, MOST)
            watch.lap("searching")
            # One more than is wanted, to know whether there are more.
            foreign_words = self._foreign_words(asked)
            readers = self._readers._replace(scale=calibration.scale or UNSCALED)
            readers = readers._replace(careful=None) if foreign_words else readers
            evidence = read(asked.text, found, generation.catalogue, readers, top + 1, watch)
            ranked = judge(evidence, self._model, foreign_words)
            decision = decision_on(asked, ranked, self._readers)
            watch.lap("judging")
            given = answer(question, asked, ranked, scope, threshold, top, generation, decision)
            return _finished(given if given.quotes else told or given, generation, watch)

    def _foreign_words(self, asked: Question) -> Sequence[Word]:
        """The words of a question in a language that the packaged readers have not learnt; your own may have."""
        return asked.words if asked.is_foreign and not self._readers.quick.mark else ()

    def _calibration(self) -> StoredCalibration:
        """What was calibrated for the reader that is open, with the scale that is tried in place of it, if one is."""
        stored = read_calibration(self._data, self._readers.quick.mark)
        return stored if self._scale is None else stored._replace(scale=self._scale)

    def heard(self, typed: str) -> Read:
        """What somebody typed is likely to be: a question, a topic, or a remark that asks the articles nothing."""
        with self._borrow() as generation:
            return heard_as(typed, generation.encoder)

    def help(self) -> str:
        """What it does, what is indexed, and questions that get an answer: what a remark is told."""
        with self._borrow() as generation:
            return help_card(generation)

    def retrieve(self, question: str, limit: int = 2 * DEPTH) -> list[tuple[Passage, Found]]:
        """What search alone finds for a question: passages in the fused order, with their ranks in both halves.

        With the default limit, every passage that either half returned. Raises QuestionError.
        """
        with self._borrow() as generation:
            found = search(checked(question), generation, scope_of(EVERYTHING, generation), limit)
            passages = generation.catalogue.passages([hit.passage for hit in found])
        return list(zip(passages, found, strict=True))

    def open_readers(self) -> None:
        """Open every reader now, also those that a first question or claim would open. Raises ReaderError."""
        self._readers.open()

    def gathered(self, question: str, *, carefully: bool = True) -> list[Evidence]:
        """All evidence for a question, read but not yet judged: for fitting and measuring.

        Not `carefully`, the quick reader alone reads. Raises QuestionError.
        """
        with self._borrow() as generation:
            asked = read_question(question, EVERYTHING, generation.newest, generation.encoder)
            found = search(asked.text, generation, scope_of(EVERYTHING, generation), MOST)
            readers = self._readers._replace(scale=self._calibration().scale or UNSCALED)
            readers = readers if carefully else readers._replace(careful=None)
            return read(asked.text, found, generation.catalogue, readers)

    def article(self, id: str) -> Article | None:
        """One article of the open generation, or None."""
        with self._borrow() as generation:
            return generation.catalogue.article(id)

    def articles(self) -> list[Article]:
        """Every article of the open generation, by id."""
        with self._borrow() as generation:
            return generation.catalogue.articles()

    def texts(self) -> dict[str, str]:
        """The sha256 of every article's text, by the article's id."""
        with self._borrow() as generation:
            return {id: text for id, (_, text) in generation.catalogue.hashes().items()}

    def lead(self, id: str) -> Quote | None:
        """What an article begins with, or None where there is no such article."""
        with self._borrow() as generation:
            return lead_of(id, generation)

    def sources(self) -> list[Source]:
        """Who published each article of the open generation, when and about what, by id."""
        with self._borrow() as generation:
            return generation.catalogue.sources()

    def paragraphs(self, id: str) -> list[Span]:
        """Where an article's paragraphs stand in its text; none where there is no such article."""
        with self._borrow() as generation:
            spans: dict[int, Span] = {}
            for sentence in generation.catalogue.sentences(id):
                start = spans[sentence.paragraph].start if sentence.paragraph in spans else sentence.start
                spans[sentence.paragraph] = Span(start, sentence.end)
            return list(spans.values())

    def status(self) -> ArchiveStatus:
        """What is open, how large it is and how new."""
        with self._borrow() as generation:
            manifest, data, own = generation.manifest, self._data, self._readers.quick.description
            sizes: dict[str, int] = {}
            for name, size in manifest.files.items():
                part = name.split("/")[0].split(".")[0]
                sizes[part] = sizes.get(part, 0) + size
            articles = manifest.articles
            if generation.passages is not None:
                articles = len(generation.catalogue.sources())
            encoder = export_folder(manifest.encoder, data / ENCODERS)
            sizes["encoder"] = sum(file.stat().st_size for file in encoder.iterdir())
            return ArchiveStatus(
                generation=generation.name,
                built_at=manifest.built_at,
                corpus=manifest.corpus,
                data=str(data),
                encoder=manifest.encoder,
                precision=generation.encoder.description.precision,
                articles=articles,
                passages=generation.size,
                newest=generation.catalogue.newest(),
                bytes=sizes,
                reader=None if own is None else own.model,
                calibrated=own is None or self._calibration().scale is not None,
            )

    @property
    def own_reader(self) -> str:
        """The mark of the operator's own reader; empty where the packaged one reads."""
        return self._readers.quick.mark

    def with_margins_on(self, scale: MarginScale) -> Archive:
        """This archive with margins on a scale, whatever was calibrated: for calibrating. The same open index."""
        scaled = copy.copy(self)
        scaled._scale = scale
        return scaled

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

        A newer generation that cannot be used is passed over: the open one goes on answering. `ask` does this itself,
        but does not wait for another thread that is long at it.
        """
        return self._newest.refresh()


def _finished(answer: Answer, generation: OpenGeneration, watch: Stopwatch) -> Answer:
    """The answer and what it took; where a newer generation cannot be used, that is the first thing it notes."""
    if generation.warning is not None:
        answer = replace(answer, notes=(generation.warning, *answer.notes))
    watch.lap("answering")
    return watch.timed(answer)
