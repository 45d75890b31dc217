"""What is wrong with an index is found, and what can be mended without guessing is mended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.building import generations
from index.building.checking import faults, outdated, repair
from index.building.encoder import DEFAULT_MODEL
from index.building.keywords import build_keywords
from index.building.local import LocalStore
from index.building.vectors import VectorIndex
from index.errors import IndexDamaged
from tests.index.desk import GUNS, OPENED, SEIZED, Desk


def found(desk: Desk) -> dict[str, str]:
    """The faults' sentences by kind."""
    return {fault.what: fault.sentence for fault in faults(desk.data, DEFAULT_MODEL, LocalStore())}


def resealed(folder: Path) -> None:
    """Make a generation's manifest fit its files, as if they had been written so."""
    manifest = json.loads((folder / generations.MANIFEST).read_text())
    manifest |= {"files": generations.files_of(folder), "checksums": generations.checksums_of(folder)}
    (folder / generations.MANIFEST).write_text(json.dumps(manifest))


def with_other_passages(folder: Path) -> list[int]:
    """Let vectors and words of a generation disagree with its catalogue; the ids of its passages."""
    vectors = VectorIndex.load(folder / generations.VECTORS)
    ids = vectors.ids().tolist()
    strange = vectors.vectors(ids[:1])
    vectors.remove(ids[2:])
    vectors.add([9_999], strange)
    vectors.save(folder / generations.VECTORS)
    for file in (folder / generations.KEYWORDS).iterdir():
        file.unlink()
    (folder / generations.KEYWORDS).rmdir()
    build_keywords(folder / generations.KEYWORDS, [(ids[0], "A bridge")])
    resealed(folder)
    return [int(id) for id in ids]


def test_vectors_and_words_that_disagree_with_the_catalogue_are_mended(desk: Desk) -> None:
    assert found(desk) == {}
    assert repair(desk.data, DEFAULT_MODEL, LocalStore()) == []
    ids = with_other_passages(desk.generation)
    told = found(desk)
    assert told["vectors"].startswith(f"{len(ids) - 2} passages have no vector, 1 vector has no passage.")
    assert told["keywords"].startswith(f"the keyword index holds 1 passage, the catalogue {len(ids)}.")
    (done,) = repair(desk.data, DEFAULT_MODEL, LocalStore())
    assert f"{len(ids) - 2} vectors made, 1 removed" in done
    assert found(desk) == {}
    assert (desk.best(SEIZED), desk.best(OPENED)) == ("386", "17 July 1981")


def test_orphaned_and_damaged_files_are_told_of_and_cleared_away(desk: Desk) -> None:
    good, damaged = desk.generations()
    (good / "notes.txt").write_text("mine")
    (desk.data / "generations" / ".building-abc").mkdir()
    content = bytearray((damaged / generations.CATALOGUE).read_bytes())
    content[len(content) // 2] ^= 1
    (damaged / generations.CATALOGUE).write_bytes(content)
    told = found(desk)
    assert "notes.txt" in told["files"]
    assert ".building-abc" in told["files"]
    assert "what is in catalogue.sqlite is not what was written" in told["generation"]
    done = repair(desk.data, DEFAULT_MODEL, LocalStore())
    assert any("notes.txt" in sentence for sentence in done)
    assert any(f"removed the damaged generation {damaged.name}" in sentence for sentence in done)
    assert found(desk) == {}
    assert desk.best(SEIZED) == "386"


def test_the_only_generation_is_not_thrown_away(desk: Desk) -> None:
    desk.forget()
    (desk.generation / generations.VECTORS).write_bytes(b"x")
    assert "has 1 bytes" in found(desk)["generation"]
    with pytest.raises(IndexDamaged, match="`pullquote index`"):
        repair(desk.data, DEFAULT_MODEL, LocalStore())
    assert len(desk.generations()) == 1


def test_what_only_people_can_mend_is_told_of(empty_desk: Desk) -> None:
    long = "The council of the town met on that day and agreed a plan for the road by the river and the old mill."
    empty_desk.write("short.txt", "Nobody was hurt.")
    empty_desk.write("later.md", f"---\ndate: 2999-01-01\n---\n\n{long}")
    empty_desk.build()
    told = found(empty_desk)
    assert told["near-empty articles"].startswith("1 article has fewer than 20 words: short.txt.")
    if "dates" in told:
        assert told["dates"].startswith("1 article is of a day to come: later.md (2999-01-01).")
    assert repair(empty_desk.data, DEFAULT_MODEL, LocalStore()) == []


def test_a_repair_keeps_as_many_generations_as_it_is_told(desk: Desk) -> None:
    for number in ("400", "401"):
        desk.write("guns.md", GUNS.replace("386", number))
        desk.build(keep=9)
    before = desk.generations()
    assert len(before) == 4
    with_other_passages(desk.generation)
    assert repair(desk.data, DEFAULT_MODEL, LocalStore(), keep=9)
    assert desk.generations()[:-1] == before
    with_other_passages(desk.generation)
    assert repair(desk.data, DEFAULT_MODEL, LocalStore(), keep=1)
    assert len(desk.generations()) == 1
    assert desk.best(SEIZED) == "401"


def test_an_older_format_is_no_fault_and_no_generation_to_fall_back_on(desk: Desk) -> None:
    older, newer = desk.generations()
    manifest = json.loads((older / generations.MANIFEST).read_text())
    (older / generations.MANIFEST).write_text(json.dumps(manifest | {"format": generations.FORMAT - 1}))
    assert found(desk) == {}
    (told,) = outdated(desk.data)
    assert told.startswith(f"generation {older.name} is of another format")
    assert "pullquote index --full" in told
    (newer / generations.VECTORS).write_bytes(b"x")
    with pytest.raises(IndexDamaged, match="is whole"):
        repair(desk.data, DEFAULT_MODEL, LocalStore())
    assert desk.generations() == [older, newer]
