"""Filters: what is typed is cut from the question, and search finds as much in what is left as without one."""

from __future__ import annotations

from datetime import date

import pytest

from index import Filter
from index.errors import FilterError, QuestionError
from index.question.filters import Scope, cut_filters
from index.reading.readers import MOST
from index.reading.search import search
from tests.index.desk import SEEN, SEIZED, Desk


@pytest.mark.parametrize(
    ("typed", "question", "within"),
    [
        ("how many guns since:2023 were seized?", "how many guns were seized?", "since:2023-01-01"),
        ("how many guns? before:2024-05", "how many guns?", "before:2024-05-01"),
        ("how many guns before:2024?", "how many guns?", "before:2024-01-01"),
        ('source:"Daily Echo" who won?', "who won?", 'source:"Daily Echo"'),
        ("who won? source:Echo.", "who won?.", 'source:"Echo"'),
        ("since:March 2023 who won?", "who won?", "since:2023-03-01"),
        ("who won? SINCE: 1 May 2023", "who won?", "since:2023-05-01"),
        ("who won? since:“March 2023” before:2024", "who won?", "since:2023-03-01 before:2024-01-01"),
        ("what has changed since: the war?", "what has changed since: the war?", ""),
        ("what is   the source of the Thames?", "what is   the source of the Thames?", ""),
    ],
)
def test_filters_are_cut_from_a_question(typed: str, question: str, within: str) -> None:
    assert cut_filters(typed).question == question
    assert str(cut_filters(typed).within) == within


@pytest.mark.parametrize("within", [Filter.written("2022", "March 2023", "Echo"), Filter(source="The Echo")])
def test_a_filter_is_typed_as_it_is_written_out(within: Filter) -> None:
    assert cut_filters(f"who won? {within}") == ("who won?", within)


@pytest.mark.parametrize("source", ['Daily "Echo"', "“Daily Echo”", 'Daily" Echo" since:2020', '"'])
def test_quotation_marks_in_a_name_end_no_filter(source: str) -> None:
    within = Filter.written("2023", source=source)
    assert cut_filters(f"who won? {within}") == ("who won?", within)


def test_a_publisher_is_found_with_and_without_its_quotation_marks() -> None:
    for source in ('The "Echo"', "the echo", "“Echo”"):
        assert Filter.written(source=source).admits('The "Echo"', None)
        assert Filter.written(source=source).admits("The Echo", None)


@pytest.mark.parametrize("typed", ["since:yesterday who?", "who? before:March", 'who? since:"the war"'])
def test_what_is_no_date_is_told_with_what_would_be_one(typed: str) -> None:
    with pytest.raises(FilterError, match=r"is no date .* 2022, March 2023 or 2023-05-01"):
        cut_filters(typed)


def test_dates_that_leave_no_day_and_a_filter_typed_twice_are_told() -> None:
    with pytest.raises(FilterError, match="No day is since 1 January 2023 and before 1 January 2022"):
        Filter.written("2023", "2022")
    with pytest.raises(FilterError, match="twice"):
        cut_filters("who? since:2022 since:2023")


@pytest.mark.parametrize(
    ("within", "publisher", "day", "admitted"),
    [
        (Filter(since=date(2023, 1, 1)), None, "2023-01-01", True),
        (Filter(since=date(2023, 1, 1)), None, "2022-12-31", False),
        (Filter(before=date(2023, 1, 1)), None, "2022-12-31", True),
        (Filter(before=date(2023, 1, 1)), None, "2023-01-01", False),
        (Filter(since=date(2023, 1, 1)), None, None, False),
        (Filter(source="ECHO"), "The Daily Echo", None, True),
        (Filter(source="echo"), None, "2023-01-01", False),
    ],
)
def test_a_day_is_since_itself_and_not_before_itself(
    within: Filter, publisher: str | None, day: str | None, admitted: bool
) -> None:
    assert within.admits(publisher, day) is admitted


def test_only_articles_that_a_filter_leaves_are_asked(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        assert archive.ask(SEIZED).status == "answered"
        for question, within in (
            (SEIZED, Filter.written(since="2023")),
            (f"{SEIZED} source:EXAMPLE", Filter()),
        ):
            answer = archive.ask(question, within=within)
            assert {quote.citation.article for quote in answer.quotes} == {"guns.md"}
        elsewhere = archive.ask(SEIZED, within=Filter.written(before="2024"))
        assert {quote.citation.article for quote in elsewhere.nearest} == {"bridge.md"}


def test_an_answer_says_what_was_left_out_and_how_many_have_no_date(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        dated = archive.ask(f"{SEIZED} since:2023")
        assert dated.notes == (
            "Only articles since 1 January 2023.",
            "1 article has no date and is left out.",
        )
        assert dated.to_json()["notes"] == list(dated.notes)
        assert archive.ask(f"{SEIZED} source:example").notes == ("Only articles published by “example”.",)
        assert archive.ask(SEIZED).notes == ()
        assert archive.ask(f"{SEEN} since:1900").status == "refused"


def test_a_filter_in_the_question_narrows_the_one_beside_it(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        answer = archive.ask(f"{SEIZED} since:2023", within=Filter(source="Bridge"))
        assert answer.status == "refused"
        assert answer.reason == (
            "There is no article published by “Bridge” since 1 January 2023. All there are are of 17 July 2021."
        )


def test_a_publisher_that_is_none_is_told_with_those_there_are(three_articles: Desk) -> None:
    with three_articles.open() as archive:
        answer = archive.ask(f"{SEIZED} source:Echo")
    assert (
        answer.reason
        == "No article is published by “Echo”. The publishers are “Bridge Weekly”, “The Example”."
    )


def test_filters_alone_are_no_question(three_articles: Desk) -> None:
    with three_articles.open() as archive, pytest.raises(QuestionError, match="no question"):
        archive.ask("since:2023 source:Example")


def test_a_narrow_filter_fills_the_reading_from_both_halves(empty_desk: Desk) -> None:
    """Sixty articles answer better than those that are left; neither half finds those among its first fifty."""
    for number in range(60):
        empty_desk.write(
            f"new-{number}.md", _article("2024-01-01", f"Officers seized {300 + number} guns in London.")
        )
    for number in range(MOST):
        empty_desk.write(
            f"old-{number}.md", _article("2020-01-01", f"Hall {number} was painted, not by guns.")
        )
    empty_desk.build()
    with empty_desk.open() as archive, archive._newest.borrow() as open_:
        old = open_.catalogue.passages_of([f"old-{number}.md" for number in range(MOST)])
        unfiltered = search("how many guns were seized?", open_, Scope(None), 100)
        found = search("how many guns were seized?", open_, Scope(old), MOST)
        assert not {hit.passage for hit in unfiltered if hit.dense_rank and hit.keyword_rank} & set(old)
        assert {hit.passage for hit in found} == set(old)
        assert all(hit.dense_rank for hit in found)
        assert all(hit.keyword_rank for hit in found)
    with empty_desk.open() as archive:
        answer = archive.ask(SEIZED, within=Filter.written(before="2021"))
    assert len(answer.explanation.candidates) == MOST


def _article(day: str, text: str) -> str:
    return f"---\ntitle: News\ndate: {day}\n---\n\n{text}\n"
