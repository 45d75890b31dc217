"""Builds: what they report, that they do no more than is needed, and that nothing which goes wrong loses anything."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import DEFAULT_MODEL, Archive, Skipped, build
from index.articles import MAX_FILE_BYTES, read_bytes
from index.building import corpus
from index.building.encoder import ENCODERS, export_folder
from index.building.notes import noted_files
from index.building.passages import SPLITTER
from index.errors import BuildBusy, CorpusError, DataNotWritable, EncoderError, IndexDamaged
from tests.conftest import ROOT
from tests.index.desk import BRIDGE, GUNS, OPENED, OWL, SEEN, SEIZED, Desk
from tests.untimed import untimed

# What a build reports


def test_a_first_build_adds_everything(three_articles: Desk, empty_desk: Desk) -> None:
    shutil.copytree(three_articles.corpus, empty_desk.corpus, dirs_exist_ok=True)
    report = empty_desk.build()
    assert report.added == ("bridge.md", "guns.md", "owl.txt")
    assert (report.changed, report.removed, report.unchanged, report.skipped, report.warnings) == ((),) * 5
    assert report.passages == 7
    assert report.generation == empty_desk.generation.name
    assert report.seconds > 0
    assert not report.dry_run


def test_a_build_reports_every_kind_of_change(desk: Desk) -> None:
    desk.write("new.txt", "A new article.\n\nIt has a text.")
    desk.write("guns.md", GUNS.replace("386", "387"))
    (desk.corpus / "bridge.md").unlink()
    dry = desk.build(dry_run=True)
    report = desk.build()
    for each in (dry, report):
        assert (each.added, each.changed) == (("new.txt",), ("guns.md",))
        assert (each.removed, each.unchanged) == (("bridge.md",), ("owl.txt",))
    assert dry.dry_run
    assert dry.generation != report.generation
    assert desk.best(SEIZED) == "387"


def test_where_nothing_changed_the_generation_stays(desk: Desk) -> None:
    before = desk.generations()
    report = desk.build()
    assert report.unchanged == ("bridge.md", "guns.md", "owl.txt")
    assert report.generation == desk.generation.name
    assert report.passages == 7
    assert desk.generations() == before


def test_a_file_that_was_touched_is_told_of_until_a_build_looked_at_it(desk: Desk) -> None:
    with desk.open() as archive:
        assert archive.outdated() == 0
        os.utime(desk.corpus / "guns.md")
        desk.write("empty.txt", "")
        assert archive.outdated() == 2
        before = desk.generations()
        desk.build()
        assert (archive.outdated(), desk.generations()) == (0, before)
        (desk.data / "looked.json").write_text("{")
        assert archive.outdated() == 2


def test_files_that_were_read_though_nothing_changed_are_not_read_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reading(path: Path) -> bytes:
        read.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(corpus, "read_bytes", reading)
    monkeypatch.setattr(corpus, "SETTLED", -1e9)
    for expected in (["bridge.md", "guns.md", "owl.txt"], []):  # when the desk was built, they were too new
        before = desk.generations()
        desk.build()
        assert (sorted(read), desk.generations()) == (expected, before)
        read.clear()
    desk.write("guns.md", GUNS.replace("386", "387"))
    for expected in (["guns.md"], []):
        desk.build()
        assert read == expected
        read.clear()
    assert noted_files(desk.data, desk.generation.name) == {}  # its catalogue knows them
    assert desk.best(SEIZED) == "387"


def test_what_was_passed_over_is_told_where_nothing_could_be_built_on(desk: Desk) -> None:
    folders = desk.generations()
    for folder in folders:
        (folder / "manifest.json").write_text("{")
    report = desk.build()
    assert len(report.added) == 3
    assert [warning.partition(" ")[0] for warning in report.warnings] == [
        folder.name for folder in folders[::-1]
    ]


def test_a_dry_run_writes_nothing(empty_desk: Desk) -> None:
    empty_desk.write("guns.md", GUNS)
    report = empty_desk.build(dry_run=True)
    assert (report.added, report.generation) == (("guns.md",), None)
    assert not empty_desk.data.exists()


def test_a_full_build_reports_what_changed_in_the_corpus(desk: Desk) -> None:
    desk.write("guns.md", GUNS.replace("386", "387"))
    before = desk.generation
    report = desk.build(full=True)
    assert (report.added, report.changed) == ((), ("guns.md",))
    assert sorted(report.unchanged) == ["bridge.md", "owl.txt"]
    assert desk.generation != before
    assert desk.best(SEIZED) == "387"


def test_changed_metadata_is_a_change_though_the_text_is_the_same(desk: Desk) -> None:
    desk.write("guns.md", GUNS.replace("2024-03-19", "2024-03-20"))
    assert desk.build().changed == ("guns.md",)
    with desk.open() as archive:
        article = archive.article("guns.md")
    assert article is not None
    assert article.date == "2024-03-20"


def test_a_renamed_article_is_removed_and_added(desk: Desk) -> None:
    (desk.corpus / "guns.md").rename(desk.corpus / "arms.md")
    report = desk.build()
    assert (report.added, report.removed) == (("arms.md",), ("guns.md",))
    with desk.open() as archive:
        assert [article.id for article in archive.articles()] == ["arms.md", "bridge.md", "owl.txt"]


def test_a_moved_corpus_is_found_where_it_is_now(desk: Desk, tmp_path: Path) -> None:
    moved = desk.corpus.rename(tmp_path / "moved")
    report = build(moved, desk.data, models=desk.models)
    assert report.unchanged == ("bridge.md", "guns.md", "owl.txt")
    with desk.open() as archive:
        assert {article.path for article in archive.articles()} == {str(file) for file in moved.iterdir()}


def test_files_that_cannot_be_read_are_named_and_the_rest_is_built(desk: Desk) -> None:
    desk.write("empty.md", "")
    desk.write("binary.txt", b"\x89PNG\r\n\x1a\n\0\0\0")
    desk.write("enormous.txt", b"word " * (MAX_FILE_BYTES // 5 + 1))
    desk.write("twin.md", GUNS)
    desk.write("photo.jpg", b"\xff\xd8")
    (desk.corpus / "nowhere.md").symlink_to(desk.corpus / "gone.md")
    os.mkfifo(desk.corpus / "pipe.txt")
    Path(os.fsdecode(os.fsencode(desk.corpus) + b"/caf\xe9.txt")).write_text("It opened.")
    desk.write("dated.md", "---\ndate: soon\n---\n\nThe café opens soon.")
    report = desk.build()
    assert report.added == ("dated.md",)
    assert report.warnings == ("dated.md: date 'soon' is not a date; it is ignored",)
    assert set(report.skipped) == {
        Skipped("empty.md", "empty"),
        Skipped("binary.txt", "binary, not text"),
        Skipped("enormous.txt", "4.0 MB; an article may have 4 MB"),
        Skipped("twin.md", "the same text as guns.md"),
        Skipped("photo.jpg", "not a format that is read (.eml, .htm, .html, .markdown, .md, .pdf, .txt)"),
        Skipped("nowhere.md", "a link to nothing"),
        Skipped("pipe.txt", "not a regular file"),
        Skipped("caf?.txt", "its name is not valid UTF-8"),
    }
    assert desk.best(SEIZED) == "386"


def test_an_article_that_became_unreadable_leaves_the_index(desk: Desk) -> None:
    desk.write("guns.md", b"\0\0\0")
    report = desk.build()
    assert report.removed == ("guns.md",)
    assert report.skipped == (Skipped("guns.md", "binary, not text"),)
    with desk.open() as archive:
        assert archive.article("guns.md") is None
        assert all(passage.article != "guns.md" for passage, _ in archive.retrieve(SEIZED))


def test_progress_is_told_stage_by_stage(empty_desk: Desk) -> None:
    empty_desk.write("guns.md", GUNS)
    empty_desk.write("bridge.md", BRIDGE)
    told: list[tuple[str, int, int]] = []
    empty_desk.build(progress=lambda *step: told.append(step))
    assert told == [
        ("reading", 1, 2),
        ("reading", 2, 2),
        *(("encoding", number, 5) for number in range(1, 6)),
        ("writing", 0, 1),
        ("writing", 1, 1),
    ]


def test_only_what_changed_is_encoded(desk: Desk) -> None:
    desk.write("guns.md", GUNS.replace("386", "387"))
    told: list[tuple[str, int, int]] = []
    desk.build(progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "encoding"] == [
        ("encoding", number, 3) for number in (1, 2, 3)
    ]


# A corpus or a data folder that will not do


def test_no_corpus_folder(empty_desk: Desk) -> None:
    empty_desk.corpus.rmdir()
    with pytest.raises(CorpusError, match="There is no corpus folder"):
        empty_desk.build()
    empty_desk.corpus.write_text("It opened.")
    with pytest.raises(CorpusError, match="is a file"):
        empty_desk.build()
    assert not empty_desk.data.exists()


def test_a_corpus_without_articles(empty_desk: Desk) -> None:
    with pytest.raises(CorpusError, match="holds no articles"):
        empty_desk.build()
    empty_desk.write("empty.md", "")
    with pytest.raises(CorpusError, match=r"1 file was skipped \(empty.md: empty\)"):
        empty_desk.build()


def test_an_emptied_corpus_does_not_empty_the_index(desk: Desk) -> None:
    shutil.rmtree(desk.corpus)
    desk.corpus.mkdir()
    with pytest.raises(CorpusError):
        desk.build()
    assert desk.best(SEIZED) == "386"


def test_an_index_that_was_emptied_on_purpose_stays_empty_without_complaint(empty_desk: Desk) -> None:
    empty_desk.write("guns.md", GUNS)
    empty_desk.build()
    (empty_desk.corpus / "guns.md").unlink()
    emptied = build(empty_desk.corpus, empty_desk.data, models=empty_desk.models, emptied=True)
    again = empty_desk.build()
    assert (emptied.removed, again.generation) == (("guns.md",), emptied.generation)


def test_what_cannot_be_read_empties_no_index(empty_desk: Desk) -> None:
    empty_desk.write("guns.md", GUNS)
    empty_desk.build()
    empty_desk.write("guns.md", "")
    with pytest.raises(CorpusError, match="1 file was skipped"):
        build(empty_desk.corpus, empty_desk.data, models=empty_desk.models, emptied=True)


@pytest.mark.parametrize("in_the_way", ["data", "data/generations", "data/encoders"])
def test_a_data_folder_that_cannot_be_written(empty_desk: Desk, in_the_way: str) -> None:
    empty_desk.write("guns.md", GUNS)
    file = empty_desk.data.parent / in_the_way
    file.parent.mkdir(exist_ok=True)
    file.write_text("a file where a folder must be")
    with pytest.raises(DataNotWritable, match=r"cannot be written .*--data"):
        empty_desk.build()


def test_a_data_folder_below_a_file(empty_desk: Desk) -> None:
    with pytest.raises(DataNotWritable, match="Not a directory"):
        build(ROOT / "corpus", empty_desk.write("a.txt", "A") / "data", models=empty_desk.models)


@pytest.mark.parametrize("bytes_left", [100, 20_000, 60_000])
def test_a_full_disk_is_said_and_costs_nothing(desk: Desk, bytes_left: int) -> None:
    desk.write(
        "long.txt", "\n\n".join(f"The council of town {n} met and agreed its plan." for n in range(700))
    )
    code = f"""
        import pathlib, resource, signal
        from index import build
        from index.errors import DataNotWritable

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes_left}, {resource.RLIM_INFINITY}))
        try:
            build({str(desk.corpus)!r}, {str(desk.data)!r}, models=pathlib.Path({str(desk.models)!r}))
        except DataNotWritable as error:
            print(error)
    """
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "cannot be written" in said.stdout
    assert [folder.name[0] for folder in desk.generations()] == ["0", "0"]
    assert desk.best(SEIZED) == "386"


def test_a_model_that_does_not_exist(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"'no-such/model' cannot be loaded"):
        build(desk.corpus, desk.data, model="no-such/model", models=tmp_path / "models")
    assert desk.best(SEIZED) == "386"


# The encoder beside the index


def test_a_damaged_encoder_is_mended_by_the_next_build(desk: Desk) -> None:
    kept = export_folder(DEFAULT_MODEL, desk.data / ENCODERS)
    for name in ("model.onnx", "tokenizer.json", "encoder.json"):
        content = (kept / name).read_bytes()
        (kept / name).unlink()  # it may be a link to what all tests share
        (kept / name).write_bytes(content[: len(content) // 2])
        with pytest.raises(EncoderError, match="pullquote index"):
            desk.open()
        desk.build()
        assert desk.best(SEIZED) == "386"


def test_an_encoder_that_was_half_put_in_its_place_is_no_hindrance(empty_desk: Desk) -> None:
    empty_desk.write("guns.md", GUNS)
    export_folder(DEFAULT_MODEL, empty_desk.data / ENCODERS).mkdir(parents=True)
    empty_desk.build()
    assert empty_desk.best(SEIZED) == "386"


# An index that is damaged or was made otherwise


def test_what_cannot_be_continued_is_built_anew(desk: Desk) -> None:
    desk.forget()
    manifest = desk.generation / "manifest.json"
    content = manifest.read_text()
    assert SPLITTER in content
    manifest.write_text(content.replace(SPLITTER, "sentencex-0/words-1"))
    report = desk.build()
    assert (report.passages, report.unchanged) == (7, ())
    assert desk.best(SEIZED) == "386"


@pytest.mark.parametrize(
    "name", ["vectors.faiss", "catalogue.sqlite", "keywords/meta.json", "keywords/*.store"]
)
def test_what_cannot_be_opened_is_built_anew_though_no_article_changed(desk: Desk, name: str) -> None:
    desk.forget()
    (file,) = desk.generation.glob(name)
    file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(IndexDamaged):
        desk.open()
    assert desk.build().added == ("bridge.md", "guns.md", "owl.txt")
    assert desk.best(SEIZED) == "386"


# Two at once


def test_a_second_build_is_turned_away_or_waits(desk: Desk) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def pause(stage: str, done: int, total: int) -> None:
        begun.set()
        assert go_on.wait(60)

    desk.write("guns.md", GUNS.replace("386", "387"))
    first = threading.Thread(target=lambda: desk.build(progress=pause))
    first.start()
    assert begun.wait(60)
    with pytest.raises(BuildBusy, match="Another build"):
        desk.build()
    with pytest.raises(BuildBusy):
        desk.build(wait=0.01)
    assert desk.best(SEIZED) == "386"
    waiting = threading.Thread(target=lambda: reports.append(desk.build(wait=60)))
    reports: list[object] = []
    waiting.start()
    go_on.set()
    first.join()
    waiting.join()
    assert len(reports) == 1
    assert desk.best(SEIZED) == "387"


# Growing is as good as building at once

NAMES = ("a.md", "b.txt", "c/d.md")
CONTENTS = (GUNS, BRIDGE, OWL, OWL.replace("Joan Little", "Mary Stone"), GUNS.replace("386", "412"), "")
steps = st.lists(
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from((*CONTENTS, None))), min_size=1, max_size=3),
    min_size=1,
    max_size=3,
)
"""A few builds, before each of which a few files are written, or removed where the content is None."""


@given(steps)
@settings(max_examples=5, deadline=None, derandomize=True)
def test_an_index_that_grew_answers_as_one_built_at_once(
    models: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, str | None]]]
) -> None:
    folder = tmp_path_factory.mktemp("grown")
    grown = Desk(folder / "corpus", folder / "grown", models)
    at_once = Desk(folder / "corpus", folder / "at-once", models)
    grown.write("always.txt", "The harbour\n\nThe lighthouse was painted red by Ada Okafor in 1962.")
    for step in steps:
        for name, content in step:
            if content is None:
                (grown.corpus / name).unlink(missing_ok=True)
            else:
                grown.write(name, content)
        report = grown.build()
    full = at_once.build()
    assert {*report.added, *report.changed, *report.unchanged} == set(full.added)
    assert set(report.skipped) == set(full.skipped)
    assert report.passages == full.passages
    with grown.open() as one, at_once.open() as other:
        assert one.articles() == other.articles()
        for question in (SEIZED, OPENED, SEEN, "when was the lighthouse painted?"):
            assert _reply(one, question) == _reply(other, question)


def _reply(archive: Archive, question: str) -> dict[str, object]:
    form = untimed(archive.ask(question))
    del form["generation"]
    return form
