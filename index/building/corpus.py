"""Reading the corpus as far as needed: what is new in it, held against what the last generation has read."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.articles import FORMATS, Article, Skipped, Unreadable, article_files, parse_article, read_bytes
from index.articles.files import MADE
from index.building.catalogue import KnownFile

SETTLED = 2.0
"""Seconds after its last change from which a file's stamp is trusted: file systems count in steps of up to two."""

Seen = dict[tuple[str, str], str]
"""The articles that stay, by their folder and the hash of their text."""
Progress = Callable[[str, int, int], None]
"""Told the stage's name, how much of it is done, and how much there is."""


@dataclass(slots=True)
class Plan:
    """What the corpus holds, held against what the previous generation does. `files` are those that were read."""

    fresh: list[Article] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    files: dict[str, KnownFile] = field(default_factory=dict)


def compare(
    corpus: Path, known: Mapping[str, KnownFile], indexed: Mapping[str, object], tell: Progress
) -> Plan:
    """What there is in the corpus, where `known` files were read before and `indexed` are articles by id.

    A file whose stamp is known is not read, and one whose bytes are known is not parsed. Raises CorpusError.
    """
    plan, seen = Plan(), Seen()
    # Of two files with the same text, the one that lies less deep stays: what is put into some folder takes none away.
    # Beside what `add` made of a PDF or an e-mail, that may lie there, too; people put right what `add` made.
    files = sorted(article_files(corpus), key=lambda file: (_depth(file, corpus), _is_raw(file)))
    for done, file in enumerate(files, 1):
        if isinstance(file, Skipped):
            plan.skipped.append(file)
        else:
            id = file.relative_to(corpus).as_posix()
            try:
                _take(file, id, corpus, known.get(id), indexed, plan, seen)
            except Unreadable as reason:
                plan.skipped.append(Skipped(id, str(reason)))
        tell("reading", done, len(files))
    return plan


def _is_raw(file: Path | Skipped) -> bool:
    return not isinstance(file, Skipped) and FORMATS[file.suffix.lower()] in MADE


def _depth(file: Path | Skipped, corpus: Path) -> int:
    return len(Path(file.path).parts if isinstance(file, Skipped) else file.relative_to(corpus).parts)


def _twin(id: str, text: str, seen: Seen) -> str | None:
    """The file with the same text that stays in this one's place: in its folder, or in one that this lies in.

    Whoever is shown this one is shown that one, too. Of a file in another folder nobody can say so here: both stay,
    and are copies of one story to those who are shown both.
    """
    folder = id
    while folder:
        folder = _folder(folder)
        if (twin := seen.get((folder, text))) is not None:
            return twin
    return None


def _take(
    file: Path,
    id: str,
    corpus: Path,
    was: KnownFile | None,
    indexed: Mapping[str, object],
    plan: Plan,
    seen: Seen,
) -> None:
    """Take one file into the plan. Raises Unreadable."""
    stamp = _stamp(file)
    if was is not None and stamp and stamp == was.stamp:
        if _is_taken(id, was, indexed, plan, seen):
            return
        was = None
    content = read_bytes(file)
    digest = hashlib.sha256(content).hexdigest()
    settled = stamp if stamp == _stamp(file) else ""
    if was and digest == was.file_sha256 and _is_taken(id, was._replace(stamp=settled), indexed, plan, seen):
        return
    article, warnings = parse_article(content, file, corpus)
    plan.warnings += [f"{id}: {'; also, '.join(warnings)}"] if warnings else []
    plan.files[id] = KnownFile(settled, digest, article.sha256)
    if (twin := _twin(id, article.sha256, seen)) is not None:
        plan.skipped.append(_same_text(id, twin))
    else:
        seen[_folder(id), article.sha256] = id
        plan.fresh.append(article)


def _is_taken(id: str, known: KnownFile, indexed: Mapping[str, object], plan: Plan, seen: Seen) -> bool:
    """Take a file that is as it was. False where it must be read after all: its text was another's, which is gone."""
    twin = _twin(id, known.sha256, seen)
    if twin is None and id not in indexed:
        return False
    plan.files[id] = known
    if twin is not None:
        plan.skipped.append(_same_text(id, twin))
    else:
        seen[_folder(id), known.sha256] = id
        plan.unchanged.append(id)
    return True


def _folder(id: str) -> str:
    return id.rpartition("/")[0]


def _same_text(id: str, twin: str) -> Skipped:
    return Skipped(id, f"the same text as {twin}")


def _stamp(file: Path) -> str:
    """What changes with a file's content: its size, times and place on the disk; "" where that cannot be relied on.

    The time of its last change of state is among them, which no program can set: a file that was copied over it with
    an old date has another stamp. One that changed just now may change again within the same tick of the clock.
    """
    try:
        found = file.stat()
    except OSError:
        return ""
    if time.time() - max(found.st_mtime, found.st_ctime) < SETTLED:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
