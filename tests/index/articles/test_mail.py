"""E-mail and newsletters, and pages copied from print: where plain text comes from besides editors."""

from __future__ import annotations

import pytest

from index.articles import Unreadable
from index.articles.letter import without_chrome
from index.articles.running import without_running_lines
from tests.index.articles.conftest import Reader

NEWS = "Sixty people came to the mill on Saturday, when its café opened for the first time."

LETTER = """From: "The Mill Post" <post@mill.example>
To: you@example.org
Subject: =?utf-8?q?The_mill_caf=C3=A9?= opens
Date: Mon, 3 May 2021 06:00:00 +0100

Read this in a browser: https://mill.example/7

THE MILL POST
3 May 2021 | Number 7

----------------

1. CAFÉ OPENS AT THE MILL

Sixty people came to the mill on Saturday, when its café opened for the first time.

Read on: https://mill.example/cafe

----------------

Offer: Lee's Boots. All boots at half price until Friday.

----------------

2. SWANS COME BACK

A pair of swans has come back to the pond behind the mill after two years in the north.

You get this because you asked for it at mill.example.
Leave | Your settings
"""


def test_the_signature_of_an_e_mail_is_none_of_its_text(read: Reader) -> None:
    text = read("a.txt", f"{LETTER}\n-- \nJo Lee\nSent from my phone\n").article.text
    assert "two years in the north." in text
    assert "phone" not in text


def test_a_digest_of_letters_is_read_beyond_the_first_signature(read: Reader) -> None:
    digest = (
        f"{LETTER}\n-- \nJo Lee\n\nMessage 2\n\nThe mill will close again in May.\n-- \nSent from my phone\n"
    )
    text = read("a.txt", digest).article.text
    assert "The mill will close again in May." in text
    assert "phone" not in text


def test_the_headers_of_an_e_mail_say_where_it_is_from(read: Reader) -> None:
    article, warnings = read("a.txt", LETTER)
    assert (article.title, article.publisher, article.date) == (
        "The mill café opens",
        "The Mill Post",
        "2021-05-03",
    )
    assert [paragraph.strip() for paragraph in article.text.split("\n\n") if paragraph.strip()] == [
        "1. CAFÉ OPENS AT THE MILL",
        "Sixty people came to the mill on Saturday, when its café opened for the first time.",
        "2. SWANS COME BACK",
        "A pair of swans has come back to the pond behind the mill after two years in the north.",
    ]
    assert len(warnings) == 1
    assert "links, menus or advertisements left out" in warnings[0]


def test_an_e_mail_of_parts_is_read_in_the_part_that_is_text(read: Reader) -> None:
    content = (
        'From: Post <a@b.example>\nSubject: Mill\nContent-Type: multipart/alternative; boundary="x"\n\n'
        "--x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        "The caf=C3=A9 is op=\nen.\n--x\nContent-Type: text/html\n\n<p>No</p>\n--x--\n"
    )
    assert read("a.txt", content).article.text.strip() == "The café is open."


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_front_matter_without_rules_is_headers(read: Reader, name: str) -> None:
    article = read(name, "Title: Mill opens\nDate: 2021-05-03\n\nThe café is open.\n").article
    assert (article.title, article.date, article.text.strip()) == (
        "Mill opens",
        "2021-05-03",
        "The café is open.",
    )


@pytest.mark.parametrize(
    "text", ["Q: Is it open?\nA: It is.\n\nSo she said.", "To: all\nit may concern\n\nIt is open."]
)
def test_other_lines_with_colons_are_text(read: Reader, text: str) -> None:
    assert read("a.txt", text).article.text == text


def test_a_paragraph_with_an_address_in_it_is_no_link() -> None:
    text = "It is long. It lies at https://mill.example/r for all to read.\n\nThey met, and https://x.example won."
    assert without_chrome(text).text == text


PRINT = """The Mill Post                                  3 May 2021

Café opens at the mill

Sixty people came to the mill on Saturday, when its ca-
                         4
The Mill Post                                  Page 5 of 9
fé opened.
"""


def test_lines_that_pages_repeat_are_taken_out_and_told(read: Reader) -> None:
    article, warnings = read("a.txt", PRINT)
    assert article.title == "Café opens at the mill"
    assert article.date == "2021-05-03"
    assert "its ca-\nfé opened." in article.text
    assert warnings == ("3 lines of printed pages left out, the first 'The Mill Post 3 May 2021'",)


def test_lines_at_the_breaks_of_pages_go_where_they_come_again() -> None:
    text = "The mill is\nMill Post 4\n\fMill Post 5\nopen now, and\nMill Post 5\n\fMill Post 6\nfull."
    assert without_running_lines(text).text == "The mill is\nopen now, and\nfull."


@pytest.mark.parametrize(
    "text", ["Sales    4    5\nLoss    1    2\n\nSales    6    7\nLoss    3    4", "A\n\n7\n\nB", "one   two"]
)
def test_tables_and_lone_numbers_of_a_text_stay(text: str) -> None:
    assert without_running_lines(text).text == text


def test_a_page_that_was_saved_as_text_is_read_as_a_page(read: Reader) -> None:
    for source in (
        "<html><body><p>Sixty people came to the mill.</p></body></html>",
        "Sixty people came<br>to the <b>mill</b>.<br>It rained.",
        "<!DOCTYPE html><title>x</title><p>Sixty people came to the mill.",
    ):
        assert "<" not in read("a.txt", source).article.text
    with pytest.raises(Unreadable):
        read("a.txt", "<html></html>")
    assert read("a.txt", "2 < 3 and x<y").article.text == "2 < 3 and x<y"


def test_a_letter_that_is_passed_on_is_read_below_its_headers(read: Reader) -> None:
    forwarded = f"---------- Forwarded message ---------\n{LETTER}"
    article = read(
        "a.txt", forwarded.replace("Mon, 3 May 2021 06:00:00 +0100", "Mon, May 3, 2021 at 6:00 AM")
    ).article
    assert (article.title, article.publisher, article.date) == (
        "The mill café opens",
        "The Mill Post",
        "2021-05-03",
    )


def test_a_letter_that_outlook_passed_on_is_read(read: Reader) -> None:
    sent = "From: Ida Roe <a@echo.example> on behalf of The Echo\nSent: Tuesday, February 14, 2023 7:02 AM"
    article = read("a.txt", f"{'_' * 32}\n{sent}\nSubject: FW: Re: The mill\n\nThe mill is open now.").article
    assert (article.title, article.publisher, article.date) == ("The mill", "The Echo", "2023-02-14")
    assert article.text == "The mill is open now."


def test_an_agency_s_labels_are_headers_down_to_the_one_of_its_text(read: Reader) -> None:
    text = "&lt;p&gt;The mill is open &amp;amp; full.&lt;/p&gt;\n\n&lt;p&gt;It cost £2m.&lt;/p&gt;"
    head = "HEADLINE: Mill opens\nSOURCE: Northern Wire\nDATE: 2023-01-19"
    article = read("a.txt", f"{head}\nBODY:\n{text}").article
    assert (article.title, article.publisher, article.date) == ("Mill opens", "Northern Wire", "2023-01-19")
    assert article.text == "The mill is open & full.\n\nIt cost £2m."
    plain = read("b.txt", f"{head}\nBODY: The mill is open.\n\nIt cost £2m.").article
    assert plain.text == "The mill is open.\n\nIt cost £2m."
    linked = read(
        "c.txt", "Title: re:publica\nDate: 3 May 2021\nSource: https://echo.example/a\n\nIt is on."
    ).article
    assert (linked.title, linked.publisher, linked.url) == ("re:publica", None, "https://echo.example/a")


def test_words_about_tags_stay_words(read: Reader) -> None:
    text = "Write &lt;b&gt;word&lt;/b&gt; for a bold one, and &lt;one per cent&gt; for less."
    assert (
        read("a.txt", text).article.text == "Write <b>word</b> for a bold one, and <one per cent> for less."
    )
    page = f"&lt;p&gt;{'word ' * 20}&lt;/p&gt;\n\n&lt;p&gt;It fell to &amp;lt;one per cent&amp;gt; now.&lt;/p&gt;"
    assert "<one per cent>" in read("b.txt", page).article.text


def test_many_labels_take_no_time(read: Reader) -> None:
    labels = "a: " * 60 + "\nfoo"
    assert read("a.txt", f"{labels}\n\nIt is on.").article.text.startswith("a: a:")


def test_a_line_that_says_which_page_of_how_many_it_is_on_is_none_of_the_text() -> None:
    text = (
        "They told the meet-\nTHE ECHO  .  www.echo.example  .  Page 5 of 28\ning that page 5 of 28 was lost."
    )
    assert without_running_lines(text).text == "They told the meet-\ning that page 5 of 28 was lost."
    kept = "It is in the annex, page 3 of 12, and was signed.\n\n386\n\nThat was all."
    assert without_running_lines(kept).text == kept
    assert "386" in without_running_lines(f"{kept}\n\nPage 1 of 1").text


def test_a_long_rule_above_a_text_is_no_letter_and_takes_no_time(read: Reader) -> None:
    text = "-" * 50_000 + "x\n\nThe mill was sold."
    assert read("a.txt", text).article.text == text


def test_what_stands_above_the_text_is_a_running_line_where_a_page_begins_with_it() -> None:
    above = "THE ORLE SENTINEL\nThursday, May 12, 2016\n\nIts radar had been broken for six"
    text = f"{above}\n\nTHE ORLE SENTINEL      Thursday, May 12, 2016      7\nweeks. It sank."
    assert without_running_lines(text).text == f"{above}\nweeks. It sank."


def test_a_sentence_goes_on_behind_running_lines_with_empty_ones_around_them() -> None:
    text = "The mil¬\n     \n\fMill Post 5\n\nler left.\n\n\fMill Post 6\n\nHe is back."
    assert without_running_lines(text).text == "The mil¬\nler left.\n\n\nHe is back."


def test_headers_in_bold_are_headers(read: Reader) -> None:
    """As mail programs hand a letter over to what writes Markdown."""
    text = f"{NEWS}\n\n{NEWS}"
    outlook = "**From:** Orle Courier <a@orle.example>\n**Sent:** Saturday 15 April 2023, 08:02\n**Subject:** A tunnel"
    apart = "**The Courier** <a@orle.example>\n\n**To:** readers\n\n**Date:** 15 Apr 2023\n\n**Subject:** A tunnel"
    for headers, sender in ((outlook, "Orle Courier"), (apart, "The Courier")):
        article = read("letter.md", f"{headers}\n\n{text}").article
        assert (article.title, article.publisher, article.date) == ("A tunnel", sender, "2023-04-15")
        assert article.text == text


def test_words_in_bold_above_a_text_are_no_headers(read: Reader) -> None:
    text = f"**Health:** Matthias Orban\n\n**Transport:** Greta Solvang\n\n{NEWS}"
    assert read("cabinet.md", text).article.text.startswith("Health: Matthias Orban")


def test_other_lines_in_bold_stay_in_the_text(read: Reader) -> None:
    update = f"**Title:** Bridge shut\n\n**Date:** 3 May 2023\n\n**Update:** it has opened again.\n\n{NEWS}"
    assert "Update: it has opened again." in read("a.md", update).article.text
    letter = f"**From:** a@orle.example\n**Subject:** Crumble\n**Serves:** 6\n\n{NEWS}"
    article = read("b.md", letter).article
    assert (article.title, article.text.startswith("Serves: 6")) == ("Crumble", True)
    assert (
        "Orle station" in read("c.md", f"**From:** Orle station\n**Subject:** Buses\n\n{NEWS}").article.text
    )


def test_a_long_address_takes_no_time(read: Reader) -> None:
    text = "**a** <a" + "@b" * 100_000
    assert read("a.md", text).article.text
