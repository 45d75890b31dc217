"""Tables of plain text, and the day that stands above an article: what the setting of a text says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.columns import with_rows
from index.articles.dateline import dateline
from index.articles.spacing import single_spaced
from tests.index.articles.conftest import Reader

CATCH = """The fleet brought home less than in any year since the war, the board of the harbour said on Friday.

FISH LANDED (thousand tonnes)

               2021      2022
               ----      ----
Brakness       14.2      13.8
Sull            6.0         -

Source: the board
"""


def test_columns_of_a_text_are_a_table_s_rows(read: Reader) -> None:
    article = read("a.txt", CATCH).article
    paragraphs = article.text.split("\n\n")
    assert paragraphs[1:5] == [
        "FISH LANDED (thousand tonnes)",
        "\t2021\t2022",
        "Brakness\t14.2\t13.8",
        "Sull\t6.0\t-",
    ]
    heads = [article.text[start:].split("\n")[0] for start in article.headings]
    assert heads == ["FISH LANDED (thousand tonnes)", "2021\t2022"]


@pytest.mark.parametrize(
    "text",
    [
        "Tyger    Tyger\nburning  bright\nin the   night",
        "Sales    4    5\nLoss    1    2",
        "Sales    4    5\nLoss    1\nTaxes    1    2    3",
        "He left.   She stayed.\nNobody knew.",
        "  They met in 2003.   It rained for 40 days.\n  He left in 2004.   It was dry.\n  So 3 of us.   Or 4 left.",
        "I saw 3 crows    upon the wall of 4\nI heard 2 owls    at 10 below\nI lost 1 love    and 2 before",
        "  Team    Won   Lost\n  Rovers   12      4\n  United    9\n  City      4      1",
        "a   1\nb   2\n" + "-" * 5_000 + " cut here",
    ],
)
def test_what_is_no_table_stays_as_it_was(text: str) -> None:
    assert with_rows(text).text == text
    assert not with_rows(text).headings


@given(st.text(alphabet="ab1- \n\t", max_size=80))
def test_no_word_of_a_text_is_lost_but_rules(text: str) -> None:
    found = with_rows(text)
    assert [word for word in found.text.split() if word.strip("-")] == [
        word for word in text.split() if word.strip("-")
    ]
    assert all(0 <= start < len(found.text) for start in found.headings)


def test_a_row_without_figures_heads_none_of_two_columns(read: Reader) -> None:
    matches = "Orrin v Mell     postponed\nSull v Dun     2-1\nA v B     3-0"
    text = f"{'The matches of the week were these. ' * 4}\n\n{matches}"
    article = read("a.txt", text).article
    assert "Orrin v Mell\tpostponed\n\nSull v Dun\t2-1" in article.text
    assert not article.headings


def test_columns_of_words_are_a_table_where_they_stand_below_each_other(read: Reader) -> None:
    rows = "                  Team     Best\n1  Ida Roe        Orrin    15.4\n2  Al Kay         Mell      9.1"
    text = f"{'The matches of the week were these. ' * 4}\n\n{rows}"
    article = read("a.txt", text).article
    assert "\t\tTeam\tBest\n\n1\tIda Roe\tOrrin\t15.4\n\n2\tAl Kay\tMell\t9.1" in article.text
    names = "      Home win   Away win   Drawn\nOrrin     1    2    3\nMell      4    5    6\nDun       7    8    9"
    assert (
        "\tHome win\tAway win\tDrawn\n\nOrrin\t1"
        in read("c.txt", f"{'The song was this one. ' * 6}\n\n{names}").article.text
    )
    pillars = (
        "It was     by him      said it\nopened     who runs    would open\non May     in years    all day."
    )
    assert read("d.txt", f"{'The song was this one. ' * 6}\n\n{pillars}").article.text.endswith(pillars)
    verse = "O the mill   it stood   so tall\nwhere now    there is   no wall\nand the wheel  is   gone"
    assert read("b.txt", f"{'The song was this one. ' * 6}\n\n{verse}").article.text.endswith(verse)


def test_a_sentence_above_a_table_is_no_heading(read: Reader) -> None:
    text = "Turnout rose to 61 per cent.\n\nRoe    Orrin    332\nLee    Sull     120\nKay    Dun       44"
    assert read("a.txt", text).article.headings == ()


@pytest.mark.parametrize(
    ("paragraphs", "day"),
    [
        (["By Ida Roe\nPublished Oct. 8, 2019", "It rained."], "Oct. 8, 2019"),
        (["By Ida Roe 8 November 2022, 6:30am"], "8 November 2022"),
        (["Last updated: 30 November 2023 | The Evening Mail"], "30 November 2023"),
        (["Friday, 1st March 2024 · No. 212"], "1st March 2024"),
        (["word " * 20, "3 May 2021"], None),
        (["It stood\nsince it was opened on\n12 June 2003\nby the Duke, " + "word " * 20], None),
        (["Al Roe at the mill on 4 May 2003"], None),
        (["Born: 3 May 2001\nDied: 2 June 2023"], None),
        (["When: Saturday 3 June 2023\nWhere: the green"], None),
        (["Tickets for the 4 May 2019 fair", "Published 1 April 2019"], "1 April 2019"),
        (["6 June 1944"], None),
        (["The Echo, 8 May 2019\nBy Ida Roe, Science Editor"], "8 May 2019"),
        (["News Desk, The Echo, Jan. 14, 2020"], "Jan. 14, 2020"),
        (["The Echo | 2 February 2024 | World"], "2 February 2024"),
        (["THE QUAY · 17 June 2021 · 3 min read"], "17 June 2021"),
        (["Posted on Tuesday, 22 August 2023 by Ida Roe"], "22 August 2023"),
        (["The Echo\nUpdated: 01/01/1970 00:00\nPublished: 23/09/2020 14:35"], "23/09/2020"),
        (["Updated: 4 May 2021\nPublished: 3 May 2021"], "3 May 2021"),
        (["Updated 4 May 2021 | Published 3 May 2021"], "3 May 2021"),
        (["Published 3 May 2021, updated 5 May 2021\nThe Hall, 1 June 2020"], "3 May 2021"),
        (["Published 8 May 2019, 10:30 a.m."], "8 May 2019"),
        (["Photo: Al Kay, 4 May 2009"], None),
        (["Ida Roe, 3 May 1995 – 12 June 2020"], None),
        (["The green, 3 June 2023, 7pm"], None),
        (["/2019-01-01" * 3600], None),
        (["On Monday, 3 May 2021, it rained."], None),
        (["The cup final of 3 May 2021 comes again"], None),
        (["a", "b", "c", "d", "3 May 2021"], None),
    ],
)
def test_a_line_that_is_a_date_above_the_text_is_that_of_publication(
    paragraphs: list[str], day: str | None
) -> None:
    assert dateline(paragraphs) == day


def test_an_article_has_the_date_above_it_where_it_has_no_other(read: Reader) -> None:
    body = "The mill was sold to a man from Orrin on Friday. " * 3
    assert read("a.txt", f"Mill sold\n\nBy Ida Roe\n3 May 2021\n\n{body}").article.date == "2021-05-03"
    assert read("b.txt", f"Mill sold\n3 May 2021\nBy Ida Roe\n\n{body}").article.date == "2021-05-03"
    assert read("c.txt", f"Flood of 4 May 2001\n\n3 May 2021\n\n{body}").article.date == "2021-05-03"
    assert read("d.txt", f"Flood of 4 May 2001\n\n{body}").article.date is None
    assert (
        read("e.md", f"---\ndate: 2020-01-02\n---\n# Mill\n\n3 May 2021\n\n{body}").article.date
        == "2020-01-02"
    )
    assert read("f.md", f"# Mill sold\n\n3 May 2021\n\n{body}").article.date == "2021-05-03"
    assert read("g.md", f"# The flood\n\n## 6 June 2004\n\n{body}").article.date is None


SPACED = """The lock at Tarrow is shut for good, and the boats that lay above it were lifted

out by a crane that came from the har-

bour. Its keeper, Anne-

Marie Loe, has kept it for thirty years. She will be given a house by the council of

Tarrow and a pension.

Nobody knows what will become of the basin below the lock."""


def test_lines_of_a_text_in_double_spacing_are_whole_sentences_again(read: Reader) -> None:
    text = read("lock.txt", f"The lock\n\n{SPACED}\n").article.text
    assert "out by a crane that came from the har-\nbour. Its keeper, Anne-\nMarie Loe" in text
    assert text.count("\n\n") == 2  # below the heading, and where a line ends with its sentence


def test_a_name_at_the_beginning_of_a_full_line_goes_on_below_a_wide_heading(read: Reader) -> None:
    spaced = SPACED.replace("it were lifted\n\nout", "it, says\n\nMarie Loe, were lifted out")
    text = read("lock.txt", f"{'A very wide heading above it all ' * 3}\n\n{spaced}\n").article.text
    assert "above it, says\nMarie Loe" in text


PROSE = "The council of Tarrow met on Friday and talked of the lock above the town.\n\n" * 2


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}To bring:\n\nwarm clothes\n\na torch\n\nsomething to eat\n\nboots\n\nmoney",
        "anna: the keeper of it will leave on friday\n\nben: he told me that he will not go\n\nanna: then who was it",
        "a) the buyer of it shall keep it well\n\nb) the seller of it has no claim upon him\n\nc) the basin is free",
        "It was the subject of a book (and film)\n\nde Gaulle had seen both, in all his life [12]\n\niPhones are less.",
        "He said: ‘I have never been so glad of anything.’\n\n‘Nor has any of the rest of us,’ she said\n\n‘not me.’",
        "The lock is shut, and the boats are gone.\n\nthe keeper stays there, said one.\n\nnobody knows what comes.",
        "The lock is shut for good and the boats are\ngone.\n\nand so on, as they say in\nthe town above\n\nand on",
    ],
)
def test_a_text_that_is_not_in_double_spacing_stays_as_it_was(text: str) -> None:
    assert single_spaced(text) == text


LINE = st.lists(
    st.sampled_from(["lock", "keeper,", "Tarrow", "har-", "said.", "the"]), min_size=5, max_size=12
)


@given(st.lists(LINE.map(" ".join), min_size=2, max_size=8))
def test_double_spacing_hides_no_word(lines: list[str]) -> None:
    spaced = "\n\n".join(lines)
    assert single_spaced(spaced).split() == spaced.split()
    assert single_spaced(single_spaced(spaced)) == single_spaced(spaced)
