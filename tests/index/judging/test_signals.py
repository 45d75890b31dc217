"""Signals: what each number about a piece of evidence means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.judging.signals import FARTHEST, UNREAD, signals_of
from index.question.support import question_words
from index.reading.search import Found
from tests.index.pieces import ALIKE, piece

TEXT = "Officers seized 386 illegal firearms in London last year."


def test_without_evidence_there_are_none() -> None:
    assert signals_of([]) == []


def test_they_come_in_the_order_of_the_evidence() -> None:
    margins = [3.0, -1.0, 7.5]
    assert [one["margin"] for one in signals_of([piece(TEXT, "386", margin=m) for m in margins])] == margins


def test_each_piece_has_the_same_ones() -> None:
    found = [ALIKE, Found(2, 0.1, None, 0.2, 3, 4.0), Found(3, 0.1, 5, 0.4, None, 0.0)]
    names = [one.keys() for one in signals_of([piece(TEXT, "386", found=hit) for hit in found])]
    assert names[0] == names[1] == names[2]


def test_what_the_words_found_is_a_share_of_the_best() -> None:
    scores = (12.0, 3.0, 0.0)
    pieces = [piece(TEXT, "386", found=ALIKE._replace(keyword=score)) for score in scores]
    assert [one["keyword"] for one in signals_of(pieces)] == [1.0, 0.25, 0.0]
    assert signals_of(pieces[2:])[0]["keyword"] == 0.0  # words found nothing at all


def test_without_a_careful_reader_nothing_is_said_of_it() -> None:
    assert signals_of([piece(TEXT, "386", margin=5.0)])[0].keys() == {"margin", "keyword"}


@pytest.mark.parametrize(("worst", "unread"), [(4.0, UNREAD), (UNREAD - 3, UNREAD - 3)])
def test_what_it_was_not_given_is_no_better_than_the_worst_that_it_was(worst: float, unread: float) -> None:
    pieces = [piece(TEXT, "386", careful=careful) for careful in (5.0, worst, None)]
    assert [one["careful"] for one in signals_of(pieces)] == [5.0, worst, unread]


def test_a_careful_margin_leads_the_best_of_its_rivals() -> None:
    pieces = [piece(TEXT, "386", careful=3.0), piece(TEXT, "last year", careful=1.0), piece(TEXT, "386")]
    assert [one["lead"] for one in signals_of(pieces)] == [2.0, -2.0, UNREAD - 3.0]
    assert signals_of(pieces[:1])[0]["lead"] == 3.0 - UNREAD  # nothing else was found
    far = [piece(TEXT, "386", careful=40.0), piece(TEXT, "last year", careful=-40.0)]
    assert [one["lead"] for one in signals_of(far)] == [FARTHEST, -FARTHEST]


def test_another_article_that_says_the_same_is_no_rival() -> None:
    one, other = piece(TEXT, "386", careful=3.0), piece(TEXT, "386 illegal firearms", careful=2.5)
    elsewhere = replace(other, article=replace(other.article, id="elsewhere.md"))
    assert [each["lead"] for each in signals_of([one, elsewhere])] == [3.0 - UNREAD, 2.5 - UNREAD]
    assert [each["lead"] for each in signals_of([one, other])] == [0.5, -0.5]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("12", "120", False),
        ("12", "1,212", False),
        ("12", "12.5", False),
        ("art", "Bart", False),
        ("12", "“12” guns", True),
        ("1410 metres", "1,410 metres", True),
        ("the Queen", "Queen", True),
        ("guns, 12", "12 guns", False),
    ],
)
def test_articles_agree_by_whole_words(one: str, other: str, agree: bool) -> None:
    pieces = [
        piece(f"It was {one} that they said.", one, careful=3.0),
        piece(f"It was {other} that they said.", other, careful=2.5, id="elsewhere.md"),
    ]
    leads = [each["lead"] for each in signals_of(pieces)]
    assert leads == ([3.0 - UNREAD, 2.5 - UNREAD] if agree else [0.5, -0.5])


GERMAN = "Die neue Fähre fährt ab Oktober dreimal täglich nach Wolden und kos-\ntet elf Millionen Euro."


def test_of_another_language_it_is_told_how_many_of_its_words_the_quote_holds() -> None:
    item = piece(GERMAN, "elf Millionen", careful=5.0)

    def held(question: str) -> float:
        (signals,) = signals_of([item], question_words(question))
        assert signals.keys() == {"margin", "keyword", "held"}
        return signals["held"]

    assert held("Wolden Fähre kostet") == 1.0  # in a word that is divided at a line's end, too
    assert held("Fähren neuen") == 1.0  # in another form
    assert held("Fähre Brücke") == 0.5
    assert held("Brücke Tunnel") == 0.0
