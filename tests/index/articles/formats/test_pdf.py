"""PDF files: paragraphs put together from lines, pages kept, and what pages repeat left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.articles import parse_article
from index.articles.draft import Draft, with_metadata
from index.articles.formats import drafts_of_file
from index.articles.formats.pdf import draft_of_pdf
from index.articles.writing import markdown_of
from tests.pdf import Line, column, pdf

FIRST = """The council of Rye has decided to buy a ferry for the crossing of
the harbour, and to let it run on every day of the week, so long as
the weather is fair.

Its well-known captain, Ada Okafor, said on Monday that the new fer-
ry carries 140 passengers. She has been at sea since 1998, and well-
known in the town for nearly as long, so that nobody was sur-
prised. The council will decide upon the fare in the coming week, and the"""
SECOND = """mayor expects it to be £4.50.

• One bullet stands here.
• Another bullet stands below it, in the same list as the first.

The third paragraph ends in a line that is short, as last lines are.
So is this."""


def page(text: str, number: int, *above: Line) -> list[Line]:
    """A page with a header and a footer."""
    header, footer = f"Rye Gazette   Tuesday, 19 March 2024   {number}", f"Page {number} of 2"
    return [Line(footer, 72, 30, 8), *above, *column(text), Line(header, 72, 800, 8)]


@pytest.fixture(scope="module")
def draft() -> Draft:
    headline = Line("A ferry for Rye", 72, 770, 22)
    about = {"Title": "Microsoft Word - x.docx", "CreationDate": "D:20250101"}
    return draft_of_pdf(pdf([page(FIRST, 1, headline), page(SECOND, 2)], **about), "key", "scan-12.pdf")


def test_lines_are_put_together(draft: Draft) -> None:
    paragraphs = draft.text.split("\n\n")
    assert paragraphs[0] == "A ferry for Rye"
    assert paragraphs[1].endswith("on every day of the week, so long as the weather is fair.")
    assert "the new ferry carries" in paragraphs[2]
    assert "and well-known in the town" in paragraphs[2]
    assert "nobody was surprised." in paragraphs[2]
    assert paragraphs[3] == "• One bullet stands here."
    assert paragraphs[4] == "• Another bullet stands below it, in the same list as the first."
    assert paragraphs[5:] == [
        "The third paragraph ends in a line that is short, as last lines are. So is this."
    ]
    assert draft.headings == (0,)


def test_a_sentence_goes_on_over_pages_and_both_are_kept(draft: Draft) -> None:
    assert "and the mayor expects it to be £4.50." in draft.text
    assert draft.pages == {0: 1, draft.text.index("mayor expects"): 2}
    again = parse_article(markdown_of(draft).encode(), Path("a.md"), Path()).article
    assert (again.text, again.pages) == (draft.text, draft.pages)


def test_what_pages_repeat_is_left_out_and_told(draft: Draft) -> None:
    assert "Gazette" not in draft.text
    assert "Page" not in draft.text
    assert any("lines that pages repeat left out" in warning for warning in draft.warnings)


def test_the_day_on_the_pages_is_the_articles_and_the_largest_words_its_title(draft: Draft) -> None:
    assert draft.date == "2024-03-19"
    assert draft.title == "A ferry for Rye"


def test_without_a_printed_day_the_files_own_is_taken_and_told() -> None:
    draft = draft_of_pdf(
        pdf([column(FIRST)], Title="A ferry for Rye", CreationDate="D:20250102"), "k", "a.pdf"
    )
    assert (draft.title, draft.date) == ("A ferry for Rye", "2025-01-02")
    assert any("the day when the file was made" in told for told in draft.told)
    assert with_metadata(draft, {"date": "2024-03-19"}).told == ()


def test_columns_are_read_one_after_the_other() -> None:
    left = "The left column is the first to be\nread, and it goes on at the top of\nthe other one, where the reader"
    right = "finds the end of its sentence. And\nthere is more."
    draft = draft_of_pdf(pdf([[*column(left), *column(right, x=320)]]), "k", "two-columns.pdf")
    assert "where the reader finds the end of its sentence. And there is more." in draft.text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf([[]]), "pictures"),
        (b"%PDF-1.7\nnothing", "no PDF that can be read"),
        (b"", "empty"),
        (pdf([column(FIRST)])[:700], "no PDF that can be read|pictures"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(content)
    (refused,) = drafts_of_file(file)
    assert not isinstance(refused, Draft)
    assert any(part in refused.reason for part in why.split("|"))


def test_a_file_that_is_locked(tmp_path: Path) -> None:
    import io

    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(pdf([column(FIRST)])))
    writer.encrypt("secret", algorithm="RC4-128")
    file = tmp_path / "locked.pdf"
    writer.write(file)
    (refused,) = drafts_of_file(file)
    assert not isinstance(refused, Draft)
    assert "locked" in refused.reason
