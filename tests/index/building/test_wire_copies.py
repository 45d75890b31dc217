"""Wire copies: one story in several articles is found when the index is built, shown once and counted once."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations

import pytest

from bot.render import answer_blocks
from index import Archive
from index.building.catalogue import Catalogue, Copies
from index.building.copies import are_copies, shingles_of
from index.building.generations import CATALOGUE, FORMAT, MANIFEST
from index.building.selection import Selection
from index.errors import IndexMismatch
from tests.index.desk import Desk

STORY = [
    "A lorry carrying 40 tonnes of sugar overturned on the coast road at Wexcombe on Tuesday, the fire service said.",
    "Nobody was hurt, but the road was closed for nine hours while the load was shovelled into skips.",
    "The driver, a man of 52 from Grantley, told officers that he had swerved to miss a deer.",
    "Bees from three farms nearby came to the spilt sugar, and a keeper was called to coax them away.",
    "The council said that the verge would be sown with grass again before the summer.",
]
OTHER = [
    "The harbour at Wexcombe is to be dredged for the first time since 1988, its owners said on Friday.",
    "Work will begin in October and take eleven weeks, during which the ferry to Grantley will not sail.",
    "About 200,000 cubic metres of silt are to be taken out to sea in barges.",
]
TONNES = "how many tonnes of sugar did the lorry carry?"


def text(*paragraphs: str) -> str:
    """Paragraphs as a text."""
    return "\n\n".join(paragraphs) + "\n"


def article(title: str, date: str | None, *paragraphs: str) -> str:
    """A file with front matter."""
    dated = f"date: {date}\n" if date else ""
    return f"---\ntitle: {title}\n{dated}---\n\n{text(*paragraphs)}"


def copies_of(desk: Desk) -> Copies:
    """What the newest generation knows of copies."""
    catalogue = Catalogue.open(desk.generation / CATALOGUE, desk.corpus)
    try:
        return catalogue.copies()
    finally:
        catalogue.close()


@pytest.fixture
def wire(empty_desk: Desk) -> Desk:
    """Four copies of a story and another one, indexed."""
    empty_desk.write("a.md", article("Sugar on the road", "2024-05-08", *STORY))
    empty_desk.write("b.md", article("Bees feast after crash", "2024-05-07", *STORY[:3]))
    empty_desk.write("c.md", article("Sweet smell", None, *STORY[1:], "There were no delays on the railway."))
    empty_desk.write("d.md", article("Lorry overturns", "2024-05-09", STORY[0], *STORY[2:]))
    empty_desk.write("e.md", article("Harbour to be dredged", "2024-05-01", *OTHER))
    empty_desk.build()
    return empty_desk


def test_the_earliest_copy_stands_for_the_story(wire: Desk) -> None:
    copies = copies_of(wire)
    assert copies.originals == {"a.md": "b.md", "c.md": "b.md", "d.md": "b.md"}
    assert copies.others("d.md") == ["a.md", "b.md", "c.md"]
    assert copies.others("e.md") == []


def test_a_quote_is_shown_once_and_says_where_else_it_stands(wire: Desk) -> None:
    with wire.open() as archive:
        answer = archive.ask(TONNES, strictness="lenient")
    holding = [quote for quote in answer.quotes if "40 tonnes" in quote.text]
    assert [quote.citation.article for quote in holding] == ["b.md"]
    assert holding[0].also_in == ("a.md", "d.md")
    assert "also in 2 other articles" in "".join(block.text for block in answer_blocks(answer))
    assert answer.to_json()["quotes"][0]["also_in"] == ["a.md", "d.md"]


def test_copies_are_one_source(wire: Desk) -> None:
    with wire.open() as archive:
        assert [group.sources for group in archive.ask(TONNES, strictness="lenient").figures] == [1]
    wire.write(
        "f.md",
        article(
            "Crash",
            "2024-05-10",
            "The lorry that fell over at Wexcombe did carry 40 tonnes of sugar, police said.",
        ),
    )
    wire.build()
    with wire.open() as archive:
        assert [group.sources for group in archive.ask(TONNES, strictness="lenient").figures] == [2]


def test_what_only_a_copy_says_is_found(wire: Desk) -> None:
    with wire.open() as archive:
        answer = archive.ask("what was coaxed away by a keeper?", strictness="lenient")
        late = archive.ask("were there delays on the railway?", strictness="lenient")
    assert (answer.quotes or answer.nearest)[0].citation.article in ("a.md", "c.md", "d.md")
    assert (late.quotes or late.nearest)[0].citation.article == "c.md"


def test_an_index_that_grew_knows_the_copies_that_one_built_anew_does(wire: Desk) -> None:
    def known() -> tuple[dict[str, str], list[tuple[str, int]]]:
        catalogue = Catalogue.open(wire.generation / CATALOGUE, wire.corpus)
        try:
            copies = catalogue.copies()
            repeated = catalogue.passages(sorted(copies.repeated))
        finally:
            catalogue.close()
        return copies.originals, sorted((passage.article, passage.start) for passage in repeated)

    def write(name: str, content: str) -> Callable[[], object]:
        return lambda: wire.write(name, content)

    changes: list[Callable[[], object]] = [
        (wire.corpus / "b.md").unlink,
        write("z.md", article("Earlier", "2024-05-01", *STORY[:4])),
        write(
            "d.md",
            article("Something else", "2024-05-09", *OTHER, "Anglers will be paid for what they lose."),
        ),
        write("a.md", article("Sugar on the road", "2023-05-08", *STORY)),
        (wire.corpus / "c.md").unlink,
    ]
    for change in changes:
        change()
        wire.build()
        grown = known()
        wire.build(full=True)
        assert grown == known()
    assert known()[0] == {"z.md": "a.md", "d.md": "e.md"}


def test_in_a_part_copies_are_told_as_if_there_was_nothing_else(empty_desk: Desk) -> None:
    """Two reports may each be a copy of a third that not everybody is shown, and not of one another."""
    empty_desk.write("club/whole.md", article("All of it", "2024-05-01", *STORY, *OTHER))
    empty_desk.write("a.md", article("Sugar on the road", "2024-05-08", *STORY))
    empty_desk.write("b.md", article("Harbour to be dredged", "2024-05-07", *OTHER))
    empty_desk.write("c.md", article("Sugar again", "2024-05-06", *STORY[:4]))
    empty_desk.build()
    with empty_desk.open() as archive:
        outside = archive.limited(Selection(hidden=frozenset({"club"})))
        with archive._borrow() as whole, outside._borrow() as part:
            assert whole.copies.originals == dict.fromkeys(("a.md", "b.md", "c.md"), "club/whole.md")
            assert whole.copies.repeated
            assert part.copies == Copies({"a.md": "c.md"}, frozenset())
        told = outside.ask("What's new?", top=10).quotes
    assert {quote.citation.article for quote in told} >= {"b.md"}
    assert len({quote.citation.article for quote in told} & {"a.md", "c.md"}) == 1


def test_a_filter_leaves_the_copy_that_it_admits(wire: Desk) -> None:
    with wire.open() as archive:
        answer = archive.ask(f"{TONNES} since:2024-05-09", strictness="lenient")
    assert (answer.quotes or answer.nearest)[0].citation.article == "d.md"


def alike(one: str, other: str) -> bool:
    return are_copies(shingles_of(one), shingles_of(other))


def test_the_sample_articles_are_no_copies_of_one_another(archive: Archive) -> None:
    texts = [article.text for article in archive.articles()]
    assert not any(alike(one, other) for one, other in combinations(texts, 2))


def test_of_the_sample_articles_every_generated_copy_is_found(archive: Archive) -> None:
    chance = random.Random(5)
    for article in archive.articles():
        paragraphs = article.text.split("\n\n")
        dropped = chance.randrange(1, len(paragraphs))
        for copy in (
            paragraphs[: len(paragraphs) // 2],
            ["A new headline for this", *paragraphs[1:]],
            [*paragraphs[:dropped], *paragraphs[dropped + 1 :]],
            [
                *paragraphs[:dropped],
                "Readers wrote in to say that they had seen it, too.",
                *paragraphs[dropped:],
            ],
            [paragraph.replace("\n", " ").replace("“", '"') for paragraph in paragraphs],
        ):
            assert alike(article.text, text(*copy))
            assert alike(text(*copy), article.text)


def test_old_words_with_new_figures_are_a_new_report() -> None:
    later = text(*STORY).replace("40 tonnes", "25 tonnes").replace("nine hours", "four hours")
    assert not alike(text(*STORY), later)
    assert alike(text(*STORY), text(*STORY))


def test_of_a_few_words_nothing_is_said() -> None:
    assert not alike("The lorry overturned on Tuesday.", "The lorry overturned on Tuesday.")


def test_an_index_of_an_older_format_says_what_mends_it(wire: Desk) -> None:
    manifest = wire.generation / MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 2'))
    with pytest.raises(IndexMismatch, match="pullquote index --full"):
        wire.open()
    assert wire.build().added == ("a.md", "b.md", "c.md", "d.md", "e.md")
    assert copies_of(wire).originals["a.md"] == "b.md"
