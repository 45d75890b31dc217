"""Digests: what several articles say about a topic or a time, one quote a story."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Archive, build
from tests.index.desk import Desk


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("tell me about the Thames Barrier", "thames-barrier-forty-years.md"),
        ("What's new in Glasgow?", "glasgow-subway-new-trains.md"),
        ("any news on the Elizabeth line?", "elizabeth-line-first-year.md"),
        ("Humber Bridge?", "humber-bridge-at-forty.md"),
    ],
)
def test_a_topic_gets_quotes_of_the_articles_about_it(text: str, file: str, archive: Archive) -> None:
    answer = archive.ask(text)

    assert (answer.kind, answer.status, answer.answer) == ("topic", "answered", None)
    assert answer.quotes[0].citation.article == file
    for quote in answer.quotes:
        article = archive.article(quote.citation.article)
        assert article is not None
        assert article.text[quote.start : quote.end] == quote.text
    assert answer.to_json()["kind"] == "topic"


def test_each_story_is_told_once(archive: Archive) -> None:
    files = [quote.citation.article for quote in archive.ask("any news on guns?", top=10).quotes]

    assert {"london-gun-crime.md", "london-gun-crime-boroughs.md"} <= set(files)
    assert len(files) == len(set(files))


def test_the_newest_comes_first_where_it_is_asked_for(archive: Archive) -> None:
    dates = [quote.citation.date for quote in archive.ask("latest on London").quotes]

    assert dates == sorted(dates, key=str, reverse=True)
    assert len(dates) > 1


def test_a_time_alone_gets_what_the_articles_of_that_time_begin_with(archive: Archive) -> None:
    answer = archive.ask("what happened in March 2024?")

    assert answer.kind == "topic"
    assert {quote.citation.date for quote in answer.quotes} == {"2024-03-19", "2024-03-21"}
    assert any("March 2024" in note for note in answer.notes)


def test_a_time_without_articles_is_refused_with_the_days_that_there_are(archive: Archive) -> None:
    answer = archive.ask("what happened in June 1999?")

    assert (answer.kind, answer.status, answer.quotes) == ("topic", "refused", ())
    assert answer.reason is not None
    assert "17 December 2018 to 8 May 2024" in answer.reason


@pytest.mark.parametrize(
    "text",
    [
        "what was in the news on 31 June 2012?",
        "what was in the news on 31 June?",
        "what happened on 31/06/2012?",
        "news of 2023-02-30",
        "who died on 30 February 2023?",
    ],
)
def test_a_day_that_no_calendar_has_gets_nothing_but_that(text: str, archive: Archive) -> None:
    told = archive.ask(text)
    assert (told.status, told.quotes) == ("refused", ())
    assert str(told.reason).startswith("There is no ")


def test_a_day_that_no_calendar_has_stands_in_the_way_of_no_other(archive: Archive) -> None:
    told = archive.ask("what happened on 31 April 2024 or 19 March 2024?")
    assert {quote.citation.date for quote in told.quotes} == {"2024-03-19"}


def test_what_may_be_a_question_is_read_where_no_article_is_about_it(archive: Archive) -> None:
    # The classifier takes it for a topic, without being sure: "No article is about “shot down MH17”" is no reason.
    answer = archive.ask("who shot down MH17?")

    assert (answer.kind, answer.status, answer.reason) == ("ask", "refused", "No article mentions “MH17”.")


def test_what_is_taken_for_a_topic_of_no_article_is_read_as_a_question(tmp_path: Path) -> None:
    text = "Fires in barns fell from 196 in 2022/23 to 145 in 2023/24, the brigade at Orrin said on Monday."
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "fires.txt").write_text(text, encoding="utf-8")
    build(tmp_path / "corpus", tmp_path / "data")
    with Archive.open(tmp_path / "data") as undated:
        # Surely a topic to the classifier, and of years of which there is no article: the figure is there all the same.
        assert undated.heard("barn fires 2023/24").is_surely_topic
        answer = undated.ask("barn fires 2023/24")
        assert (answer.kind, answer.answer) == ("ask", "145")
        refused = undated.ask("what's new in Orrin in 2019?")
    assert (refused.kind, refused.status) == ("topic", "refused")


def test_a_topic_of_no_article_is_refused_and_named(archive: Archive) -> None:
    answer = archive.ask("any news on the Loch Ness monster?")

    assert (answer.kind, answer.status, answer.quotes) == ("topic", "refused", ())
    assert answer.reason == "No article is about “Loch Ness monster”."


def test_whats_new_begins_with_the_newest_article(archive: Archive) -> None:
    answer = archive.ask("what's new?")

    assert [quote.citation.article for quote in answer.quotes[:2]] == [
        "thames-barrier-forty-years.md",
        "london-gun-crime-boroughs.md",
    ]
    assert len(answer.quotes) == 5


def test_last_month_is_counted_from_the_newest_article(archive: Archive) -> None:
    answer = archive.ask("headlines of last month")

    assert answer.status == "refused"  # the newest article is of May 2024, and there is none of April
    assert answer.reason is not None
    assert "April 2024" in answer.reason


def test_a_page_that_lists_the_news_of_a_day_is_no_single_story(empty_desk: Desk) -> None:
    empty_desk.write(
        "day.md",
        "---\ntitle: World news, 3 May 2023\ndate: 2023-05-03\n---\n\n"
        "A ferry with 212 people on board sinks off the coast of Bahrain after a storm.\n\n"
        "The parliament of Norway passes a law that bans the fishing of young cod.\n\n"
        "In chess, Ding Liren of China wins the world championship in Astana.\n\n"
        "Archaeologists in Peru find a tomb of the Chimú people with forty pots of gold.\n",
    )
    empty_desk.build()
    with empty_desk.open() as archive:
        answer = archive.ask("what happened on 3 May 2023?")

    assert [quote.citation.paragraph for quote in answer.quotes] == [1, 2, 3, 4]


def test_a_line_that_announces_a_list_is_shown_with_it(empty_desk: Desk) -> None:
    listed = "New ministers of Astoria:\n\n- Health: Matthias Orban\n- Transport: Greta Solvang"
    empty_desk.write(
        "a.md", f"# Cabinet of Astoria\n\nAstoria has a new cabinet since Tuesday.\n\n{listed}\n"
    )
    empty_desk.build()
    with empty_desk.open() as archive:
        texts = [quote.text for quote in archive.ask("tell me about the new ministers of Astoria").quotes]
    assert any("Matthias Orban" in text and "Greta Solvang" in text for text in texts)
    assert "New ministers of Astoria:" not in texts
