"""Generations: what is published, pruned and refused, and by which error."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from index.building import generations
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, UnusableIndex
from tests.index.desk import GUNS, SEIZED, Desk


def test_a_generation_is_a_folder_of_what_its_manifest_names(three_articles: Desk) -> None:
    folder = three_articles.generation
    manifest = generations.read_manifest(folder)
    assert re.fullmatch(r"000001-[0-9a-f]{6}", folder.name)
    assert manifest.format == generations.FORMAT
    assert manifest.encoder == "all-MiniLM-L6-v2"
    assert manifest.dimension == 384
    assert (manifest.articles, manifest.passages) == (3, 7)  # each paragraph, and none for a title
    assert manifest.corpus == str(three_articles.corpus)
    assert {"catalogue.sqlite", "vectors.faiss", "keywords/meta.json"} <= manifest.files.keys()
    assert all((folder / name).stat().st_size == size for name, size in manifest.files.items())


def test_two_generations_are_kept(desk: Desk) -> None:
    names = [desk.generation.name]
    for number in range(3):
        desk.write("guns.md", GUNS.replace("386", str(400 + number)))
        desk.build()
        names.append(desk.generation.name)
    assert [folder.name for folder in desk.generations()] == names[-2:]
    assert [int(name[:6]) for name in names] == list(range(int(names[0][:6]), int(names[0][:6]) + 4))


def test_the_highest_number_is_current_however_many_digits_it_has(tmp_path: Path) -> None:
    for name in ("000009-aaaaaa", "1000000-aaaaaa", "999999-aaaaaa", ".building-x", "000010", "notes"):
        (tmp_path / "generations" / name).mkdir(parents=True)
    current = generations.current(tmp_path)
    assert current is not None
    assert current.name == "1000000-aaaaaa"


def test_nothing_built_yet(tmp_path: Path) -> None:
    for _ in range(2):
        assert generations.current(tmp_path) is None
        with pytest.raises(IndexMissing, match="pullquote index"):
            generations.require_current(tmp_path)
        (tmp_path / "generations").mkdir(exist_ok=True)


def every_file(folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file()]


def test_a_truncated_or_missing_file_is_named_and_mended(desk: Desk) -> None:
    desk.forget()
    kinds = {"catalogue.sqlite", "vectors.faiss", "manifest.json", "keywords/meta.json"}
    names = [name for name in every_file(desk.generation) if not name.endswith(".lock")]
    assert kinds < set(names)
    for name in names:
        damaged = desk.generation / name
        content = damaged.read_bytes()
        damaged.write_bytes(content[: len(content) // 2])
        with pytest.raises(IndexDamaged, match=r"`pullquote index`"):
            desk.open()
        damaged.unlink()
        with pytest.raises(IndexDamaged, match=r"is missing|no readable manifest"):
            desk.open()
        damaged.write_bytes(content)
    assert desk.best(SEIZED) == "386"
    for name in sorted(kinds):
        damaged = desk.generation / name
        damaged.write_bytes(damaged.read_bytes()[:-1])
        assert sorted(desk.build().added) == ["bridge.md", "guns.md", "owl.txt"]
        assert desk.best(SEIZED) == "386"
        desk.forget()


@pytest.mark.parametrize("name", ["catalogue.sqlite", "vectors.faiss", "keywords/meta.json"])
def test_a_file_of_the_right_size_with_the_wrong_content(desk: Desk, name: str) -> None:
    desk.forget()
    file = desk.generation / name
    file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(IndexDamaged, match="is damaged"):
        desk.open()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", "null", "7", '{"format": 1, "splitter": "sentencex-1/1"}']
)
def test_a_manifest_that_says_nothing(desk: Desk, content: str) -> None:
    desk.forget()
    (desk.generation / "manifest.json").write_text(content)
    with pytest.raises(UnusableIndex, match="pullquote index"):
        desk.open()


@pytest.mark.parametrize(
    "changes",
    [{"format": 0}, {"format": 99, "shards": 7}, {"splitter": "sentencex-0/1"}, {"encoder_sha256": "0" * 64}],
)
def test_an_index_made_otherwise_is_a_mismatch_that_a_build_mends(
    desk: Desk, changes: dict[str, Any]
) -> None:
    manifest = desk.generation / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **changes}))
    with pytest.raises(IndexMismatch, match=r"pullquote index --full"):
        desk.open()
    desk.build()
    assert desk.best(SEIZED) == "386"


def test_another_encoder_than_the_one_that_is_set(desk: Desk) -> None:
    with pytest.raises(IndexMismatch, match=r"'all-MiniLM-L6-v2', but 'another' is set"):
        type(desk.open()).open(desk.data, model="another")


def test_of_a_draft_that_is_not_published_nothing_is_left(desk: Desk) -> None:
    before = desk.generations()

    def die(fault: BaseException) -> None:
        with generations.building(desk.data), generations.draft(desk.data) as folder:
            (folder / "keywords").mkdir()
            (folder / "keywords" / "half.idx").write_bytes(b"x")
            assert generations.unfinished(desk.data) == [folder]
            assert generations.published(desk.data) == before
            raise fault

    for fault in (OSError("the disk is full"), KeyboardInterrupt()):
        with pytest.raises(type(fault)):
            die(fault)
        assert desk.generations() == before


def test_a_generation_that_is_removed_is_gone_at_once(desk: Desk) -> None:
    older, newer = desk.generations()
    with generations.building(desk.data):
        generations.remove(newer)
    assert desk.generations() == [older]
    assert generations.number_of(older.name) == 1
    assert desk.best(SEIZED) == "386"
