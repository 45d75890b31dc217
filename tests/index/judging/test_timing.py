"""Time in a question: which quotes are tied to it, that the judge weighs it, and that what was taken is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from index import Answer, Archive
from index.judging.judge import Judged
from index.judging.reasons import reason
from index.judging.ties import other_time, time_notes, unmet
from index.question.expressions import expressions
from index.question.times import time_asked
from index.reading.evidence import Evidence
from tests.index.desk import Desk, best
from tests.index.pieces import asked as read
from tests.index.pieces import mentions_of, piece

NEWEST = date(2024, 3, 19)
ARTICLES = {
    "guns-2024.md": (
        "2024-03-19",
        "Guns in the capital",
        "Officers seized a total of 386 illegal firearms across London last year, police said.",
    ),
    "guns-2022.md": (
        "2022-02-01",
        "A year of raids",
        "Officers seized a total of 431 illegal firearms across London, police said.",
    ),
    "guns-2019.md": (
        "2019-11-05",
        "Firearms taken off the streets",
        "Officers seized a total of 512 illegal firearms across London in 2018, police said.",
    ),
    "tower-2010.md": (
        "2010-06-01",
        "The clock tower at Wexcombe",
        "Ada Okafor is the keeper of the clock tower at Wexcombe.",
    ),
    "tower-2023.md": (
        "2023-06-01",
        "Wexcombe in summer",
        "Joan Little is the keeper of the clock tower at Wexcombe.",
    ),
    "areas.md": (
        "2024-02-21",
        "Three areas without a burglary since 2020",
        "Across Harrowgate as a whole there were 145 burglaries in 2023/24, compared with 196 in 2022/23.",
    ),
    "census.md": (
        "2022-06-28",
        "The census of Orrinmouth",
        "Orrinmouth had 8,799 residents, 7.7 per cent more than in 2011, but it was not the largest town.",
    ),
    "vote.md": (
        "2023-05-08",
        "Orrinmouth votes",
        "Ilse Brandt, who had been mayor since 2019, won 12,345 votes at the election of May 2023.",
    ),
    "tower.md": (
        None,
        "Notes on Wexcombe",
        "Samuel Reed is the keeper of the clock tower at Wexcombe.",
    ),
}


@pytest.fixture(scope="module")
def years(models: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with articles of several years."""
    folder = tmp_path_factory.mktemp("years")
    desk = Desk(folder / "corpus", folder / "data", models)  # type: ignore[arg-type]
    for name, (day, title, text) in ARTICLES.items():
        dated = f"date: {day}\n" if day else ""
        desk.write(name, f"---\ntitle: {title}\n{dated}---\n\n{text}\n")
    desk.build()
    with desk.open() as archive:
        yield archive


def cited(answer: Answer) -> str | None:
    """The article of the first quote of an answer; None of a refusal."""
    return answer.quotes[0].citation.article if answer.quotes else None


@pytest.mark.parametrize(
    ("question", "words", "way", "first", "after"),
    [
        ("how many in 2023?", "in 2023", "in", "2023-01-01", "2024-01-01"),
        ("how many since march 2023?", "since march 2023", "since", "2023-03-01", "2023-04-01"),
        ("how many before 1 May 2023?", "before 1 May 2023", "before", "2023-05-01", "2023-05-02"),
        ("what was new on may 3rd 2009?", "on may 3rd 2009", "in", "2009-05-03", "2009-05-04"),
        ("who won the 2022 final?", "the 2022", "in", "2022-01-01", "2023-01-01"),
        ("who led the council in 2022?", "in 2022", "in", "2022-01-01", "2023-01-01"),
        ("how many in 2022/23?", "in 2022/23", "in", "2022-01-01", "2024-01-01"),
        ("how many since March?", "since March", "since", "2024-03-01", "2024-04-01"),
        ("how many after april?", "after april", "after", "2023-04-01", "2023-05-01"),
        ("what opened this january?", "january", "in", "2024-01-01", "2024-02-01"),
        ("WHAT OPENED THIS JANUARY?", "JANUARY", "in", "2024-01-01", "2024-02-01"),
        (
            "what came before the election of 2019?",
            "before the election of 2019",
            "before",
            "2019-01-01",
            "2020-01-01",
        ),
    ],
)
def test_a_time_in_a_question_is_read(question: str, words: str, way: str, first: str, after: str) -> None:
    (wanted,) = time_asked(question, NEWEST).wanted
    assert (wanted.words.removeprefix("the "), wanted.way) == (words.removeprefix("the "), way)
    assert [day.isoformat() for day in wanted.days] == [first, after]


@pytest.mark.parametrize(
    "question",
    [
        "how many guns?",
        "what is 1,410 metres long?",
        "how does a current flow?",
        "may he march?",
        "who organised this march?",
        "what may this may bring?",
        "who was second?",
    ],
)
def test_a_question_without_time_asks_for_none(question: str) -> None:
    time = time_asked(question, NEWEST)
    assert not time.wanted
    assert not time.newest_first
    assert time.content == time.without == question


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("who is the current mayor?", "who is the mayor?"),
        ("who is the mayor now?", "who is the mayor?"),
        ("what is the most recent figure?", "what is the figure?"),
        ("who currently leads?", "who leads?"),
    ],
)
def test_words_for_the_newest_are_no_content(question: str, content: str) -> None:
    time = time_asked(question, None)
    assert time.newest_first
    assert time.content == content


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Officers seized 386 last year.", ["2023-01-01", "2024-01-01"]),
        ("It fell two years ago.", ["2022-01-01", "2023-01-01"]),
        ("It opened last month.", ["2024-02-01", "2024-03-01"]),
        ("Eight were killed since March 2023.", ["2023-03-01", "2024-03-20"]),
        ("There were 145 in the year to January.", ["2023-02-01", "2024-02-01"]),
        ("It closed in December.", ["2023-12-01", "2024-01-01"]),
        ("It will close in December.", ["2024-12-01", "2025-01-01"]),
        ("It closed last week.", ["2024-03-11", "2024-03-18"]),
    ],
)
def test_times_in_an_article_count_from_its_date(text: str, days: list[str]) -> None:
    (told,) = expressions(text, NEWEST)
    assert [day.isoformat() for day in told.days] == days


def test_without_a_date_nothing_is_counted() -> None:
    assert expressions("Officers seized 386 last year, and 20 in March.", None) == []
    assert [told.relative for told in expressions("In 2022, and last year.", NEWEST)] == [False, True]


# What ties a quote to a time

FIREARMS = {"guns-2024.md": "386", "guns-2022.md": "431", "guns-2019.md": "512"}


def quoted(id: str, answer: str, **more: Any) -> Evidence:
    """An article's sentence in which these words are taken for the answer."""
    day, title, text = ARTICLES[id]
    return piece(text, answer, id=id, title=title, day=day, **more)


def lacking(question: str, id: str, answer: str) -> list[str]:
    """The times of a question that nothing ties a quote to."""
    return [wanted.words for wanted in unmet(time_asked(question, NEWEST), quoted(id, answer))]


@pytest.mark.parametrize(
    ("asked", "article"),
    [
        ("in 2023", "guns-2024.md"),
        ("in 2022", "guns-2022.md"),
        ("in 2018", "guns-2019.md"),
        ("in 2024", None),
        ("in 2019", None),
        ("in 2015", None),
        ("since 2023", "guns-2024.md"),
        ("since December", "guns-2024.md"),
        ("before 2020", "guns-2019.md"),
        ("before the election of 2019", "guns-2019.md"),
        ("before 2018", None),
        ("after 2023", None),
    ],
)
def test_a_quote_is_tied_to_a_time_by_its_words_or_its_date(asked: str, article: str | None) -> None:
    question = f"how many illegal firearms were seized {asked}?"
    tied = [id for id, answer in FIREARMS.items() if not lacking(question, id, answer)]
    assert tied == [article] * (article is not None)


@pytest.mark.parametrize(
    ("question", "id", "answer", "tied"),
    [
        # What has gone on since 2020 by the title is not the time of a figure that has its own.
        ("how many burglaries were there in 2021?", "areas.md", "145", False),
        ("how many burglaries were there in 2023/24?", "areas.md", "145", True),
        ("how many burglaries were there in 2022/23?", "areas.md", "196", True),
        ("how many more than in 2011?", "census.md", "7.7 per cent", True),
        ("how many votes did Ilse Brandt win in 2023?", "vote.md", "12,345", True),
        ("since when has Ilse Brandt been mayor, in 2019?", "vote.md", "since 2019", True),
        # Without a date and a time in its words nothing is known of it.
        ("who was the keeper in 2023?", "tower.md", "Samuel Reed", False),
    ],
)
def test_a_figure_is_of_its_own_time(question: str, id: str, answer: str, tied: bool) -> None:
    assert (not lacking(question, id, answer)) is tied


def test_each_time_is_looked_for_by_itself() -> None:
    question = "how many illegal firearms were seized in 2018 and since 2023?"
    assert lacking(question, "guns-2019.md", "512") == ["since 2023"]
    assert lacking(question, "guns-2024.md", "386") == ["in 2018"]
    assert lacking(question, "guns-2022.md", "431") == ["in 2018", "since 2023"]


# The readers see the date


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many illegal firearms were seized in 2022?", "431"),
        ("how many illegal firearms were seized in 2018?", "512"),
        ("how many burglaries were there in Harrowgate in 2023/24?", "145"),
        ("how many burglaries were there in Harrowgate in 2022/23?", "196"),
        ("how many residents did Orrinmouth have in 2022?", "8,799"),
        ("how many votes did Ilse Brandt win in 2023?", "12,345"),
    ],
)
def test_a_question_about_a_year_gets_the_figure_of_that_year(
    years: Archive, question: str, answer: str
) -> None:
    assert best(years.ask(question)) == answer


# What is said of it


def told(question: str, id: str, answer: str) -> list[str]:
    return time_notes(time_asked(question, NEWEST), quoted(id, answer))


def test_what_ties_a_quote_to_a_time_is_said_unless_it_says_so_itself() -> None:
    asked = "how many illegal firearms were seized in"
    assert told(f"{asked} 2023?", "guns-2024.md", "386") == [
        "“in 2023”: the quote says “last year”, which is 2023, as its article is of 19 March 2024."
    ]
    assert told(f"{asked} 2022?", "guns-2022.md", "431") == ["“in 2022”: the article is of 1 February 2022."]
    assert told(f"{asked} 2018?", "guns-2019.md", "512") == []
    assert told(f"{asked} 2015?", "guns-2019.md", "512") == []  # nothing ties it


def test_a_month_without_its_year_is_said() -> None:
    taken = "“since December” (taken as since December 2023, from the newest article)"
    said = "the quote says “last year”, which is 2023, as its article is of 19 March 2024."
    question = "how many illegal firearms were seized since December?"
    assert told(question, "guns-2024.md", "386") == [f"{taken}: {said}"]


def test_a_note_is_shown_with_the_answer(years: Archive) -> None:
    answer = years.ask("how many illegal firearms were seized in 2022?", strictness="lenient")
    assert cited(answer) == "guns-2022.md"
    assert answer.notes == ("“in 2022”: the article is of 1 February 2022.",)


@pytest.mark.parametrize(
    ("id", "answer", "said"),
    [
        ("guns-2022.md", "431", "is from an article of 1 February 2022"),
        ("guns-2024.md", "386", "says “last year” (2023)"),
        ("guns-2019.md", "512", "says “2018”"),
        ("census.md", "8,799", "says “2011”"),
        ("tower.md", "Samuel Reed", None),
    ],
)
def test_what_another_time_a_quote_tells_is_said(id: str, answer: str, said: str | None) -> None:
    assert other_time(quoted(id, answer)) == said


@pytest.mark.parametrize("asked", ["in 2015", "before 2018", "in 2024 and since 2024"])
def test_a_refusal_shows_what_would_answer_for_another_time(asked: str) -> None:
    text = f"how many illegal firearms were seized {asked}?"
    nearest = Judged(quoted("guns-2022.md", "431"), 0.1, {})
    everywhere = mentions_of(text, *(text for _, _, text in ARTICLES.values()))
    named = asked.replace("in ", "").replace(" and ", "” and “")
    assert reason(read(text, NEWEST), [nearest], everywhere) == (
        f"Nothing near to this is tied to “{named}”: what comes nearest is from an article of 1 February 2022."
    )


def test_the_newest_comes_first_only_where_it_is_asked_for(years: Archive) -> None:
    plain = years.ask("who is the keeper of the clock tower at Wexcombe?", strictness="lenient")
    assert plain.notes == ()
    for question in (
        "who is currently the keeper of the clock tower at Wexcombe?",
        "who is the latest keeper of the clock tower at Wexcombe?",
        "who is now the keeper of the clock tower at Wexcombe?",
    ):
        answer = years.ask(question, strictness="lenient")
        assert answer.answer == "Joan Little"
        assert answer.notes == ("Newest first: 1 June 2023.",)
        dates = [quote.citation.date for quote in answer.quotes]
        assert dates == ["2023-06-01", "2010-06-01", None]
        assert {quote.text for quote in answer.quotes} == {quote.text for quote in plain.quotes}


def test_last_year_is_not_counted_from_today(years: Archive) -> None:
    answer = years.ask("how many illegal firearms were seized last year?")
    assert cited(answer) == "guns-2024.md"
    assert answer.notes == (
        "“last year” in the quote is 2023, as its article is of 19 March 2024; it is not counted from today.",
        "Newest first: 19 March 2024.",
    )


def test_of_many_alike_those_read_have_the_one_of_the_time_asked_for(empty_desk: Desk) -> None:
    for year in range(1950, 2010):
        text = f"The council mended {year - 1900} miles of road in the county, it said."
        empty_desk.write(f"{year}.md", f"---\ntitle: Roads\ndate: {year}-05-01\n---\n\n{text}\n")
    empty_desk.build()
    with empty_desk.open() as archive:
        for year in (1957, 1993):
            question = f"how many miles of road were mended in {year}?"
            times = time_asked(question, None)
            timely = {item.article.id for item in archive.gathered(question) if not unmet(times, item)}
            assert timely == {f"{year}.md"}
