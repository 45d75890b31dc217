"""Boilerplate: what stands in an article's file and is none of its news is not searched, and said to be left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index import Archive
from index.building.boilerplate import without_boilerplate
from index.building.encoder import Encoder
from index.building.passages import sentences
from tests.index.desk import Desk

NEWS = (
    "The bridge at Orle will be shut for nine weeks from Monday, the council said.",
    "Divers found cracks in two of its seven piers in March.",
    'The mayor, Ada Fenn, said: "You sign up for a quiet job, and then the bridge moves."',
    "Subscribers of the bus company will get £12 back, a spokesman said.",
)
SIGN_UP = "Sign up for the Orle Courier's free morning letter and never miss a story."
SPONSOR = (
    "This letter is brought to you by Warmwell: readers get 20% off a boiler service, only £49 until Friday, with "
    "code COURIER."
)
UNSUBSCRIBE = "You are receiving this letter because you signed up at orlecourier.example. Unsubscribe here."


def left_out(
    text: str, encoder: Encoder, items: dict[int, int] | None = None, headings: tuple[int, ...] = ()
) -> list[str]:
    """What of a text is taken for boilerplate."""
    kept, out = without_boilerplate(text, sentences(text, headings, items or {}), encoder)
    assert not set(kept) & set(out)
    return [text[span.start : span.end] for span in out]


def test_boilerplate_is_not_searched_and_stays_in_the_article(empty_desk: Desk) -> None:
    text = "\n\n".join(["Bridge shut", SIGN_UP, *NEWS[:2], SPONSOR, *NEWS[2:], UNSUBSCRIBE])
    empty_desk.write("bridge.txt", text)
    report = empty_desk.build()

    (warning,) = report.warnings
    assert warning.startswith(
        "bridge.txt: 3 paragraphs are taken for no news, and not searched (“Sign up for"
    )
    with empty_desk.open() as archive:
        article = archive.article("bridge.txt")
        assert article is not None
        assert SPONSOR in article.text
        assert archive.ask("how much does a boiler service cost?").status == "refused"
        assert archive.ask("for how long will the bridge at Orle be shut?").answer == "nine weeks"


def test_a_file_of_nothing_else_is_told_and_found_by_nothing(desk: Desk) -> None:
    desk.write("notice.txt", "\n\n".join([SIGN_UP, UNSUBSCRIBE]))
    report = desk.build()

    assert report.added == ("notice.txt",)
    assert report.warnings[0].startswith(
        "notice.txt: nothing in it is news, and none of it is searched (“Sign up"
    )
    with desk.open() as archive:
        assert archive.ask("what is the morning letter of the Orle Courier?").status == "refused"
        assert "notice.txt" not in {quote.citation.article for quote in archive.ask("what's new?").quotes}


def test_news_that_speaks_like_it_is_news(encoder: Encoder) -> None:
    assert left_out("\n\n".join(NEWS), encoder) == []


def test_a_list_goes_with_the_line_above_it(encoder: Encoder) -> None:
    other = "Oil tanker runs aground off Ness Point with crew of 22"
    own = "Spans one and two, from Monday"
    lines = [
        NEWS[0],
        "READ MORE FROM THE COURIER",
        other,
        NEWS[1],
        "What will be shut:",
        own,
        "Riverside Walk",
    ]
    text = "\n\n".join(lines)
    items = {text.index(line): 1 for line in (other, own, "Riverside Walk")}

    assert left_out(text, encoder, items) == ["READ MORE FROM THE COURIER", other]

    told = "Alan Webb, the mayor of Thornby, resigned on Tuesday after the vote."
    text = f"{NEWS[0]}\n\nMore from today\n\n{told}"
    assert left_out(text, encoder, {text.index(told): 1}) in ([], ["More from today"])


@pytest.mark.parametrize(
    ("heading", "row", "gone"),
    [
        ("More from the Courier", "Mayor's ball raises £23,500\t26 April", True),
        ("More from the Courier", "Readers\t23,500", False),
        ("What it will cost", "Mayor's ball raises £23,500\t26 April", False),
    ],
)
def test_a_table_of_headlines_goes_with_the_heading_above_it(
    encoder: Encoder, heading: str, row: str, gone: bool
) -> None:
    rows = [row, "Pool to close for 14 weeks\t1 May"]
    text = "\n\n".join([*NEWS, heading, *rows])
    assert (rows[0] in left_out(text, encoder, headings=(text.index(heading),))) is gone


def test_rows_and_fragments_of_lists_are_news(encoder: Encoder) -> None:
    text = "Advertisement\n\nSubscribe\tUnsubscribe\n\nRead more"
    assert left_out(text, encoder) == ["Advertisement", "Read more"]
    assert left_out(f"{NEWS[0]}\n\nRead more", encoder, {len(NEWS[0]) + 2: 1}) == []


def test_another_encoder_takes_all_for_news(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "description", replace(encoder.description, model="another"))
    assert left_out(SIGN_UP, encoder) == []


def test_no_paragraph_of_the_sample_articles_is_boilerplate(archive: Archive, encoder: Encoder) -> None:
    for source in archive.articles():
        article = archive.article(source.id)
        assert article is not None
        cut = sentences(article.text, article.headings, article.items)
        assert without_boilerplate(article.text, cut, encoder)[1] == []
