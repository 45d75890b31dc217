"""The catalogue: articles, sentences and passages in SQLite."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.articles import Article
from index.building.catalogue import Catalogue, Passage
from index.building.passages import Sentence, Span, passages, sentences

BEFORE = "It opened — in 1981. 😀 Nobody came."
TEXT = f"{BEFORE}\n\nIt closed."


def article(id: str, date: str | None = None, text: str = TEXT) -> Article:
    return Article(
        id, f"/corpus/{id}", f"Title of {id}", "The Example", date, None, text, f"t-{id}", f"f-{id}"
    )


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue.create(tmp_path / "catalogue.sqlite", Path("/corpus"))
    yield catalogue
    catalogue.close()


def add(catalogue: Catalogue, article: Article) -> list[int]:
    cut = sentences(article.text)
    return catalogue.add(article, cut, passages(article.text, cut))


def test_what_goes_in_comes_out(catalogue: Catalogue) -> None:
    first, second = article("a.md", "2024-03-19"), article("b.md")
    ids = [*add(catalogue, first), *add(catalogue, second)]
    assert catalogue.articles() == [first, second]
    assert catalogue.article("b.md") == second
    assert catalogue.sentences("a.md") == sentences(TEXT)
    assert catalogue.passages(ids[::-1]) == [
        Passage(ids[3], "b.md", 37, 47),
        Passage(ids[2], "b.md", 0, 35),
        Passage(ids[1], "a.md", 37, 47),
        Passage(ids[0], "a.md", 0, 35),
    ]
    assert list(catalogue.passage_texts()) == [
        (ids[0], f"Title of a.md\n{BEFORE}"),
        (ids[1], f"Title of a.md\n{BEFORE}\nIt closed."),
        (ids[2], f"Title of b.md\n{BEFORE}"),
        (ids[3], f"Title of b.md\n{BEFORE}\nIt closed."),
    ]
    assert catalogue.counts() == (2, 4)
    assert catalogue.hashes() == {"a.md": ("f-a.md", "t-a.md"), "b.md": ("f-b.md", "t-b.md")}


def test_what_is_not_there(catalogue: Catalogue) -> None:
    assert catalogue.article("a.md") is None
    assert catalogue.sentences("a.md") == []
    assert catalogue.passages([]) == []
    assert catalogue.newest() is None
    assert catalogue.remove("a.md") == []


def test_an_article_is_removed_with_its_passages_and_their_ids_never_come_again(catalogue: Catalogue) -> None:
    ids = add(catalogue, article("a.md"))
    assert catalogue.remove("a.md") == ids
    assert catalogue.counts() == (0, 0)
    assert add(catalogue, article("a.md"))[0] > ids[-1]


def test_passages_come_by_article_and_place_in_whatever_order_they_were_added(catalogue: Catalogue) -> None:
    long = "\n\n".join(f"The council of town {number} met on that day and agreed." for number in range(40))
    for id in ("b.md", "a.md"):
        add(catalogue, article(id, text=long))
    texts = [text for _, text in catalogue.passage_texts()]
    expected = [long[start:end] for start, end in passages(long, sentences(long))]
    assert texts == [f"Title of {id}\n{text}" for id in ("a.md", "b.md") for text in expected]


def test_headings_are_kept_and_search_sees_what_stands_below_them(catalogue: Catalogue) -> None:
    text = "It opened.\n\nWhat it cost\n\nIt cost £5, the council of the town said on that day."
    cut = sentences(text, [text.index("What")])
    catalogue.add(article("a.md", text=text), cut, passages(text, cut))
    assert catalogue.sentences("a.md") == cut
    assert [sentence.heading for sentence in cut] == [0, 1, 0]
    assert [seen for _, seen in catalogue.passage_texts()] == [
        "Title of a.md\nIt opened.",
        "Title of a.md\nWhat it cost\nIt cost £5, the council of the town said on that day.",
    ]


def test_the_newest_article_has_the_latest_date(catalogue: Catalogue) -> None:
    for id, date in (("a.md", None), ("b.md", "2023-12-31"), ("c.md", "2024-01-01"), ("d.md", "2024-01-01")):
        add(catalogue, article(id, date))
    newest = catalogue.newest()
    assert newest is not None
    assert newest.id == "c.md"


def test_a_copy_goes_on_without_touching_the_original(catalogue: Catalogue, tmp_path: Path) -> None:
    ids = add(catalogue, article("a.md"))
    catalogue.commit()
    copy = Catalogue.copy(tmp_path / "catalogue.sqlite", tmp_path / "copy.sqlite", Path("/elsewhere"))
    assert add(copy, article("b.md"))[0] > ids[-1]
    copy.remove("a.md")
    assert copy.counts() == (1, 2)
    assert [article.path for article in copy.articles()] == ["/elsewhere/b.md"]
    assert catalogue.counts() == (1, 2)
    copy.close()


def test_a_published_catalogue_is_read_by_many_threads(catalogue: Catalogue, tmp_path: Path) -> None:
    ids = add(catalogue, article("a.md"))
    catalogue.commit()
    opened = Catalogue.open(tmp_path / "catalogue.sqlite", Path("/corpus"))
    read: list[list[Span]] = []

    def reading() -> None:
        read.extend([Span(start, end) for _, _, start, end in opened.passages(ids)] for _ in range(200))

    threads = [threading.Thread(target=reading) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [[Span(0, 35), Span(37, 47)]] * 800
    opened.close()


def test_a_published_catalogue_cannot_be_written(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.commit()
    opened = Catalogue.open(tmp_path / "catalogue.sqlite", Path("/corpus"))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        opened.remove("a.md")
    opened.close()


@pytest.mark.parametrize("content", [b"", b"no catalogue at all", b"SQLite format 3\0" + b"\0" * 100])
def test_a_file_that_is_no_catalogue(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(content)
    with pytest.raises(sqlite3.DatabaseError):
        Catalogue.open(tmp_path / "catalogue.sqlite", Path("/corpus"))


@pytest.mark.parametrize("name", [b"what? #50%", b"caf\xe9"])
def test_a_folder_of_any_name(tmp_path: Path, name: bytes) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    folder.mkdir()
    catalogue = Catalogue.create(folder / "catalogue.sqlite", Path("/corpus"))
    add(catalogue, article("a.md"))
    catalogue.commit()
    catalogue.close()
    opened = Catalogue.open(folder / "catalogue.sqlite", Path("/corpus"))
    assert opened.counts() == (1, 2)
    opened.close()


def test_sentences_are_kept_beyond_sixteen_bits(catalogue: Catalogue) -> None:
    far = [Sentence(70_000, 4_000_000, 69_999, heading=1)]
    catalogue.add(article("a.md"), far, [Span(70_000, 4_000_000)])
    assert catalogue.sentences("a.md") == far


def test_an_article_taken_out_leaves_no_text_in_the_file(tmp_path: Path) -> None:
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    with closing(Catalogue.create(first, tmp_path)) as catalogue:
        catalogue.add(article("a.txt", text="The xylophonist was acquitted. " * 400), [], [])
        catalogue.add(article("b.txt", text="Nothing else happened."), [], [])
        catalogue.commit()
    with closing(Catalogue.copy(first, second, tmp_path)) as catalogue:
        catalogue.remove("a.txt")
        catalogue.commit()
    assert b"xylophonist" in first.read_bytes()
    assert b"xylophonist" not in second.read_bytes()
