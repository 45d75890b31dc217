"""Side by side: what several articles say a figure is, each with its own quote, none of them mixed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.render import told_side_by_side
from index import Answer, Archive
from index.building.catalogue import Copies
from index.figures.value import normalised
from index.judging.rivals import Group, groups_of
from index.question.times import Time
from tests.index.desk import Desk
from tests.index.pieces import piece


def article(title: str, date: str, *paragraphs: str) -> str:
    """A file with front matter."""
    return f"---\ntitle: {title}\ndate: {date}\n---\n\n" + "\n\n".join(paragraphs) + "\n"


ARTICLES = {
    "echo.md": article(
        "Gun crime falls in London",
        "2024-03-19",
        "Officers seized 386 firearms in London last year, the Metropolitan Police said.",
        "The force said that more raids would follow in the spring.",
    ),
    "post.md": article(
        "Met takes guns off the streets",
        "2024-03-20",
        "In the capital, detectives said that three hundred and eighty-six firearms were seized in London over the "
        "year, most of them converted blank-firing pistols.",
        "They were found in cars, flats and lock-ups.",
    ),
    "news.md": article(
        "Fewer guns found, police say",
        "2022-04-02",
        "The number of firearms seized in London came to 358, a spokesman for the police said on Friday.",
        "He would not say how many people had been arrested.",
    ),
    "star.md": article(
        "Guns in Manchester",
        "2024-02-11",
        "In Manchester 97 firearms were seized last year, Greater Manchester Police said.",
    ),
    "bridge.md": article(
        "The new footbridge",
        "2023-05-05",
        "The footbridge over the Wey cost £3.2m and was opened on 4 May 2023 by the mayor.",
        "It is 62 metres long and 4 metres wide.",
    ),
    "steel.md": article(
        "Council counts the cost of its footbridge",
        "2023-09-12",
        "The footbridge over the Wey cost £3.9 million in the end, because the steel had to be ordered twice.",
        "The footbridge over the Wey opened in May 2023, four months late.",
    ),
    "ferry.md": article(
        "A ferry for the Wey",
        "2023-10-01",
        "The ferry over the Wey, which takes people where no footbridge is, cost €40,000.",
    ),
}


@pytest.fixture(scope="module")
def press(models: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("press")
    desk = Desk(folder / "corpus", folder / "data", models)  # type: ignore[arg-type]
    for name, content in ARTICLES.items():
        desk.write(name, content)
    desk.build()
    with desk.open() as archive:
        yield archive


def told(answer: Answer) -> list[tuple[str, int, list[str]]]:
    """Each value with its number of sources and the articles quoted for it."""
    return [
        (group.value, group.sources, [answer.quotes[place].citation.article for place in group.quotes])
        for group in answer.figures
    ]


def test_values_that_differ_stand_side_by_side_the_most_sources_first(press: Archive) -> None:
    answer = press.ask("how many firearms were seized in London?")
    values = told(answer)
    assert [(value, sources) for value, sources, _ in values] == [("386", 2), ("358", 1)]
    assert sorted(values[0][2]) == ["echo.md", "post.md"]
    assert values[1][2] == ["news.md"]
    assert [group.date for group in answer.figures] == ["2024", "2022"]
    line = told_side_by_side(answer)
    assert line is not None
    assert line.endswith("(2 sources, 2024) · 358 (1 source, 2022)")


def test_each_value_has_a_quote_that_states_it(press: Archive) -> None:
    answer = press.ask("how much did the footbridge over the Wey cost?")
    assert {(group.value, group.unit) for group in answer.figures} == {("3200000", "£"), ("3900000", "£")}
    for group in answer.figures:
        assert group.quotes
        for place in group.quotes:
            quote = answer.quotes[place]
            ((start, end),) = quote.highlights
            assert group.text in quote.text[start:end] or quote.text[start:end] in group.text


def test_a_rival_is_quoted_even_where_few_quotes_are_wanted(press: Archive) -> None:
    answer = press.ask("how many firearms were seized in London?", top=2)
    assert {place for group in answer.figures for place in group.quotes} == {0, 1}
    only = press.ask("how many firearms were seized in London?", top=1)
    assert len(only.quotes) == 1
    assert [group.value for group in only.figures] == ["386", "358"]


def test_another_place_is_no_rival(press: Archive) -> None:
    answer = press.ask("how many firearms were seized in Manchester?", strictness="lenient")
    assert told(answer) == [("97", 1, ["star.md"])]
    asked = "how many firearms were seized in London?"
    assert {value for value, *_ in told(press.ask(asked, strictness="lenient"))} == {"386", "358"}
    # Where no place is asked for, both are quoted, but only one place's values stand side by side.
    anywhere = press.ask("how many firearms were seized?", strictness="lenient")
    assert {"star.md", "echo.md"} <= {quote.citation.article for quote in anywhere.quotes}
    values = {value for value, *_ in told(anywhere)}
    assert values == {"97"} or (values and values <= {"386", "358"})


IN_MANCHESTER = "In Manchester 97 firearms were seized last year."
IN_LONDON = "The number of firearms seized in London came to 358."


@pytest.mark.parametrize(
    ("question", "first", "other", "values"),
    [
        ("how many firearms were seized?", IN_MANCHESTER, IN_LONDON, ["97"]),
        ("how many firearms were seized?", IN_LONDON, IN_MANCHESTER, ["358"]),
        ("how many firearms were seized?", IN_MANCHESTER, "In all 358 firearms were seized.", ["97", "358"]),
    ],
)
def test_a_quote_that_names_another_place_is_no_rival_where_none_was_asked_for(
    question: str, first: str, other: str, values: list[str]
) -> None:
    told = ((text, next(one for one in ("97", "358") if one in text)) for text in (first, other))
    groups = grouped(question, *told)
    assert [normalised(group.exactest.value) for group in groups] == values


def grouped(question: str, *told: tuple[str, str]) -> list[Group]:
    """The values of sentences whose answers are given, each of an article of its own."""
    evidence = [piece(text, answer, id=f"{number}.txt") for number, (text, answer) in enumerate(told)]
    return groups_of(question, evidence, Copies({}, frozenset()), Time(question, question))


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (("It cost £3bn.", "£3bn"), ("It cost £3,000 million.", "£3,000 million"), ["3000000000"]),
        (("It cost £3bn.", "£3bn"), ("It cost 3 billion pounds.", "3 billion pounds"), ["3000000000"]),
        (("It cost £3bn.", "£3bn"), ("It cost $3bn.", "$3bn"), ["3000000000", "3000000000"]),
        (("It rose 44%.", "44%"), ("It rose 44 per cent.", "44 per cent"), ["44"]),
        (("It is 2 km long.", "2 km"), ("It is 2,000 metres long.", "2,000 metres"), ["2", "2000"]),
        (("It opened in 1981.", "1981"), ("It opened on 17 July 1981.", "17 July 1981"), ["1981-07-17"]),
        (
            ("It opened in 1982.", "1982"),
            ("It opened on 17 July 1981.", "17 July 1981"),
            ["1982", "1981-07-17"],
        ),
        (("It opened in 2022/23.", "2022/23"), ("It opened in 2022.", "2022"), ["2022/2023", "2022"]),
        (("It took five years.", "five years"), ("It took five months.", "five months"), ["5", "5"]),
        (
            ("It was more than 500.", "more than 500"),
            ("It was fewer than 500.", "fewer than 500"),
            ["500", "500"],
        ),
        (("They seized 44%.", "44%"), ("They seized 44 guns.", "44 guns"), ["44", "44"]),
        (
            ("It cost £3bn.", "£3bn"),
            ("It cost 3 billion dollars.", "3 billion dollars"),
            ["3000000000", "3000000000"],
        ),
        (("They took 386 illegal guns.", "386 illegal guns"), ("They took 386 guns.", "386 guns"), ["386"]),
        (("They seized 386.", "386"), ("They seized it in 2021.", "2021"), ["386"]),
        (("They seized 2000 guns.", "2000"), ("They seized 386 guns.", "386"), ["2000", "386"]),
        (("They seized 386 in 2021.", "386 in 2021"), ("They seized 10 to 20.", "10 to 20"), ["386"]),
        (("They seized guns.", "guns"), ("They seized 386.", "386"), []),
    ],
)
def test_a_value_is_the_one_number_or_date_of_an_answer(
    one: tuple[str, str], other: tuple[str, str], values: list[str]
) -> None:
    groups = grouped("what was it?", one, other)
    assert [normalised(group.exactest.value) for group in groups] == values


def test_articles_that_agree_are_counted(press: Archive) -> None:
    answer = press.ask("when was the footbridge over the Wey opened?", strictness="lenient")
    assert [(group.value, group.sources) for group in answer.figures] == [("2023-05-04", 2)]
    assert told_side_by_side(answer) == "2 independent articles agree"


def test_one_article_alone_is_told_of_no_further(press: Archive) -> None:
    answer = press.ask("how wide is the footbridge?", strictness="lenient")
    assert len(answer.figures) <= 1
    assert told_side_by_side(answer) is None


def test_a_question_for_no_figure_gets_none(press: Archive) -> None:
    assert press.ask("who opened the footbridge?", strictness="lenient").figures == ()
    assert press.ask("what is the capital of France?").figures == ()


def test_the_json_form_names_the_quotes_by_their_place(press: Archive) -> None:
    form = press.ask("how many firearms were seized in London?").to_json()
    assert form["figures"][1] == {
        "text": "358",
        "value": "358",
        "unit": "",
        "kind": "number",
        "sources": 1,
        "quotes": form["figures"][1]["quotes"],
        "date": "2022",
    }
    assert all(isinstance(place, int) for group in form["figures"] for place in group["quotes"])
