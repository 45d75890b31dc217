"""Build the index: the corpus and the generation before make the next one. Only what changed is split and encoded."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from index.articles import Article, Skipped, check_corpus
from index.building import generations
from index.building.boilerplate import without_boilerplate
from index.building.catalogue import Catalogue, KnownFile
from index.building.copies import mark_copies, signature
from index.building.corpus import Plan, Progress, compare
from index.building.counted import counted
from index.building.encoder import DEFAULT_MODEL, ENCODERS, Encoder, export_folder
from index.building.export import open_encoder, share_encoder
from index.building.halves import DenseHalf, Draft, Store
from index.building.local import LocalStore
from index.building.milvus.address import Milvus
from index.building.notes import note_files, note_looked, noted_files
from index.building.opened import OpenGeneration
from index.building.passages import SPLITTER, Outline, Span, sentences
from index.building.revisions import carry_revisions
from index.building.stores import store_of
from index.errors import CorpusError, EncoderError, IndexDamaged, UnusableIndex

ENCODED_AT_ONCE = 4_096
"""Passages whose vectors are made before they are put into the index."""
SHOWN = 60
"""Characters that are shown of the first paragraph that is left out."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, or with `dry_run` would do. Articles are named by id; `seconds` is the whole of it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]
    passages: int
    seconds: float
    generation: str | None
    dry_run: bool


class _Previous(NamedTuple):
    """The generation that a build starts from; `hashes` gives each article's file hash and text hash.

    `moving` says that its passages are kept elsewhere than the next one's will be.
    """

    folder: Path
    manifest: generations.Manifest
    encoder: Encoder
    vectors: DenseHalf
    hashes: dict[str, tuple[str, str]]
    files: dict[str, KnownFile]
    moving: bool


def build(
    corpus: Path | str,
    data: Path | str,
    *,
    model: str = DEFAULT_MODEL,
    models: Path | str | None = None,
    full: bool = False,
    dry_run: bool = False,
    wait: float = 0,
    keep: int = generations.KEPT,
    progress: Progress | None = None,
    milvus: Milvus | None = None,
    emptied: bool = False,
) -> BuildReport:
    """Bring the index in `data` up to date with the articles in `corpus`; where nothing changed, leave it as it is.

    `model` is a sentence-transformers model's name or folder; `models` a folder where its export is kept to be
    shared between indexes (else it is kept in `data` alone); `full` reads and encodes everything anew;
    `dry_run` reports and writes nothing; `wait` is how many seconds to wait for another build to end; `keep` how many
    generations stay, the new one among them; `milvus` is where passages are kept, else the data folder; `emptied`
    says that a corpus without articles is meant, and not one that went missing. A damaged generation is built over from
    the last that is whole, and a warning says so; where none is, all is built anew. Raises CorpusError, BuildBusy,
    DataNotWritable, EncoderError, IndexServerError, and IndexDamaged where the newest generation cannot be read.
    """
    began = time.perf_counter()
    corpus, data, tell = Path(corpus).absolute(), Path(data).absolute(), progress or (lambda *_: None)
    if dry_run:
        with closing(store_of(milvus)) as store:
            previous, _ = _previous(data, model, store, full=full)
        plan = _compare(corpus, None if full else previous, tell)
        return _report(plan, previous, previous and previous.folder.name, 0, began, dry_run=True)
    check_corpus(corpus)  # one that is not there is said before anything is written

    def build_on(most: int | None) -> BuildReport:
        previous, passed_over = _previous(data, model, store, full=full, most=most)
        looked, start = datetime.now(UTC), None if full else previous
        plan = _compare(corpus, start, tell)
        plan.warnings += () if full else passed_over
        if not plan.fresh and not plan.unchanged and (plan.skipped or not (emptied or _is_empty(start))):
            raise CorpusError(_nothing_to_index(corpus, plan))
        if start and _is_current(start, plan, corpus, data):
            _note_seen(start, plan, data, looked)
            generations.prune(data, keep)
            return _report(plan, previous, start.folder.name, start.manifest.passages, began)
        try:
            encoder = start.encoder if start else _encoder(data, model, Path(models or data / ENCODERS), tell)
            folder, manifest = _write(corpus, data, model, encoder, plan, start, store, tell, keep)
        except (OSError, sqlite3.OperationalError) as error:
            raise generations.not_writable(data, error) from error
        return _report(plan, previous, folder.name, manifest.passages, began)

    with closing(store_of(milvus)) as store, generations.building(data, wait):
        try:
            return build_on(generations.CHECKED)
        except IndexDamaged as damage:
            if full or damage.is_unreadable:
                raise
            # A large file's damage shows only where it is copied: now every byte is read.
            return build_on(None)


def _previous(
    data: Path, model: str, store: Store, *, full: bool, most: int | None = generations.CHECKED
) -> tuple[_Previous | None, list[str]]:
    """The newest generation from which the next one can start, and a sentence for each that is newer.

    Those are passed over as they are damaged, as far as files of up to `most` bytes tell, or mismatched. Raises
    IndexDamaged at one that cannot be read; with `full`, it is passed over, too.
    """
    passed_over: list[str] = []
    for folder in reversed(generations.published(data)):
        try:
            # What cannot be asked cannot be continued either: so all of it is opened.
            moving = not generations.read_manifest(folder).collection and not isinstance(store, LocalStore)
            kept = LocalStore() if moving else store
            with closing(OpenGeneration(folder, data, model, kept, most=most)) as opened:
                kept.check(opened.manifest)
                held = opened.manifest, opened.encoder, opened.vectors
                files = opened.catalogue.files() | noted_files(data, folder.name)
                return _Previous(folder, *held, opened.catalogue.hashes(), files, moving), passed_over
        except (UnusableIndex, EncoderError, sqlite3.DatabaseError) as error:
            if not full and isinstance(error, IndexDamaged) and error.is_unreadable:
                raise  # it may be whole, and what it holds is not to be lost to one that is older
            passed_over.append(f"{folder.name} was passed over: {error}")
    return None, passed_over


def _compare(corpus: Path, previous: _Previous | None, tell: Progress) -> Plan:
    files, hashes = (previous.files, previous.hashes) if previous else ({}, {})
    return compare(corpus, files, hashes, tell)


def _nothing_to_index(corpus: Path, plan: Plan) -> str:
    if not plan.skipped:
        return f"{corpus} holds no articles. Put .txt, .md or .html files there, then run `pullquote index`."
    skipped = counted(len(plan.skipped), "file was", "files were")
    shown = "; ".join(f"{path}: {reason}" for path, reason in plan.skipped[:3])
    return f"{corpus} holds nothing that can be indexed; {skipped} skipped ({shown})."


def _is_empty(start: _Previous | None) -> bool:
    return start is not None and not start.manifest.articles


def _note_seen(start: _Previous, plan: Plan, data: Path, looked: datetime) -> None:
    """Note that a generation is still what the corpus says, and the files that differ only in their times."""
    note_looked(data, start.folder.name, looked)
    differing = {path: file for path, file in plan.files.items() if start.files.get(path) != file}
    note_files(data, start.folder.name, differing)


def _is_current(previous: _Previous, plan: Plan, corpus: Path, data: Path) -> bool:
    if previous.folder != generations.current(data):
        return False
    same = not plan.fresh and len(plan.unchanged) == len(previous.hashes)
    return same and not previous.moving and previous.manifest.corpus == str(corpus)


def _write(
    corpus: Path,
    data: Path,
    model: str,
    encoder: Encoder,
    plan: Plan,
    previous: _Previous | None,
    store: Store,
    tell: Progress,
    keep: int,
) -> tuple[Path, generations.Manifest]:
    """Write the next generation and publish it; its folder and manifest."""
    with generations.draft(data) as folder:
        catalogue = _begin(folder, corpus, previous)
        draft = store.begin(data, encoder.description.dimension, previous and previous.vectors)
        with closing(catalogue):
            gone = previous.hashes.keys() - set(plan.unchanged) if previous else ()
            draft.remove([passage for article in gone for passage in catalogue.remove(article)])
            _encode(_split(plan, catalogue, encoder), draft, encoder, tell)
            mark_copies(catalogue, {article.id for article in plan.fresh})
            _note_files(plan, catalogue)
            _carry(catalogue, data, plan)
            catalogue.commit()
            tell("writing", 0, 1)
            collection = draft.save(folder, catalogue)
            articles, count = catalogue.counts()
        manifest = generations.Manifest(
            format=generations.FORMAT,
            splitter=SPLITTER,
            encoder=model,
            encoder_sha256=encoder.description.sha256,
            dimension=encoder.description.dimension,
            corpus=str(corpus),
            built_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            articles=articles,
            passages=count,
            files=generations.files_of(folder),
            collection=collection,
            checksums=generations.checksums_of(
                folder, previous and previous.folder, previous and previous.manifest.checksums
            ),
            changes=_changes(plan, previous),
        )
        published = generations.publish(data, folder, manifest, keep)
        store.published(data)
        tell("writing", 1, 1)
        return published, manifest


def _changes(plan: Plan, previous: _Previous | None) -> dict[str, int]:
    """How many articles differ from those of the generation before."""
    known = previous.hashes if previous else {}
    added = sum(article.id not in known for article in plan.fresh)
    removed = len(known) - len(plan.unchanged) - (len(plan.fresh) - added)
    return {"added": added, "changed": len(plan.fresh) - added, "removed": removed}


def _encoder(data: Path, model: str, models: Path, tell: Progress) -> Encoder:
    """The model's encoder, exported if it never was, kept beside the index: opening needs nothing else.

    One that is there already stays, for until this build is published a generation in use is made with it.
    """
    kept = export_folder(model, data / ENCODERS)
    with suppress(EncoderError):
        return Encoder(kept)
    encoder = open_encoder(model, models, exporting=lambda: tell("exporting the encoder", 0, 1))
    if models != data / ENCODERS:
        share_encoder(export_folder(model, models), kept)
    return encoder


def _begin(folder: Path, corpus: Path, previous: _Previous | None) -> Catalogue:
    path = folder / generations.CATALOGUE
    if previous is None:
        return Catalogue.create(path, corpus)
    noted = previous.manifest.checksums.get(generations.CATALOGUE)
    return Catalogue.copy(previous.folder / generations.CATALOGUE, path, corpus, noted)


def _split(plan: Plan, catalogue: Catalogue, encoder: Encoder) -> dict[int, str]:
    """Cut new articles into passages, into the catalogue; what search sees of each, by id.

    What is no news is left out, and the plan's warnings say so.
    """
    texts: dict[int, str] = {}
    for article in plan.fresh:
        cut = sentences(article.text, article.headings, article.items)
        spans, left_out = without_boilerplate(article.text, cut, encoder)
        if left_out:
            plan.warnings.append(f"{article.id}: {_not_searched(article, spans, left_out)}")
        ids = catalogue.add(article, cut, spans, signature(article.text))
        outline = Outline(article.text, cut)
        texts |= zip(ids, (outline.searched(article.title, span) for span in spans), strict=True)
    return texts


def _not_searched(article: Article, spans: Sequence[Span], left_out: Sequence[Span]) -> str:
    words = " ".join(article.text[left_out[0].start : left_out[0].end].split())
    shown = words if len(words) <= SHOWN else f"{words[:SHOWN].rsplit(' ', 1)[0]} …"
    if not spans:
        return f"nothing in it is news, and none of it is searched (“{shown}”)"
    are = counted(len(left_out), "paragraph is", "paragraphs are")
    return f"{are} taken for no news, and not searched (“{shown}”)"


def _encode(texts: dict[int, str], draft: Draft, encoder: Encoder, tell: Progress) -> None:
    """Put the vectors of passages into the draft, some thousands at a time: memory holds no more of them."""
    ids, total = list(texts), len(texts)
    for start in range(0, total, ENCODED_AT_ONCE):
        some = ids[start : start + ENCODED_AT_ONCE]

        def told(done: int, _: int, start: int = start) -> None:
            tell("encoding", start + done, total)

        draft.add(some, encoder.encode_passages([texts[id] for id in some], told))


def _carry(catalogue: Catalogue, data: Path, plan: Plan) -> None:
    """Keep what texts there were before those that replace them now, and before that."""
    current = generations.current(data)
    before = current / generations.CATALOGUE if current is not None else None
    carry_revisions(catalogue, before, [article.id for article in plan.fresh])


def _note_files(plan: Plan, catalogue: Catalogue) -> None:
    """Put down how the files were read."""
    known = catalogue.files()
    read = {path: file for path, file in plan.files.items() if known.get(path) != file}
    catalogue.set_files(read, known.keys() - plan.files.keys())


def _report(
    plan: Plan,
    previous: _Previous | None,
    generation: str | None,
    count: int,
    began: float,
    *,
    dry_run: bool = False,
) -> BuildReport:
    known = previous.hashes if previous else {}
    fresh = {article.id: (article.file_sha256, article.sha256) for article in plan.fresh}
    same = (id for id, hashes in fresh.items() if known.get(id) == hashes)  # where all was built anew
    return BuildReport(
        added=tuple(id for id in fresh if id not in known),
        changed=tuple(id for id, hashes in fresh.items() if known.get(id, hashes) != hashes),
        removed=tuple(sorted(known.keys() - fresh.keys() - set(plan.unchanged))),
        unchanged=(*plan.unchanged, *same),
        skipped=tuple(plan.skipped),
        warnings=tuple(plan.warnings),
        passages=count,
        seconds=time.perf_counter() - began,
        generation=generation,
        dry_run=dry_run,
    )
