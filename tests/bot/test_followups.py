"""What a turn means after those before it: rules only, no index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import understood
from bot.followups.exchange import Exchange
from bot.followups.phrases import phrases_of


def after(*turns: str | Exchange) -> list[Exchange]:
    """Exchanges in which each question stood on its own and was refused, unless given whole."""
    return [turn if isinstance(turn, Exchange) else Exchange(turn, turn) for turn in turns]


def answered(question: str, answer: str, **more: str) -> Exchange:
    return Exchange(question, question, answer, **more)  # type: ignore[arg-type]


BRIDGE = "When was the Humber Bridge opened?"
SEIZED = "How many guns were seized in London last year?"


@pytest.mark.parametrize(
    ("before", "turn", "meant"),
    [
        # Pronouns.
        (BRIDGE, "How long is it?", "How long is the Humber Bridge?"),
        (BRIDGE, "How long is its main span?", "How long is the Humber Bridge's main span?"),
        ("How long are the new trains?", "Who made them?", "Who made the new trains?"),
        ("Why was Tyrese Miller shot?", "How old was he?", "How old was Tyrese Miller?"),
        # Fragments.
        (BRIDGE, "By whom?", "By whom was the Humber Bridge opened?"),
        (BRIDGE, "And the Severn Bridge?", "When was the Severn Bridge opened?"),
        (BRIDGE, "what about the Thames Barrier", "When was the Thames Barrier opened?"),
        (SEIZED, "in Lambeth?", "How many guns were seized in Lambeth last year?"),
        (SEIZED, "And how many murders?", "How many murders were there in London?"),
        ("How big is Webb's mirror?", "And Hubble's?", "How big is Hubble's mirror?"),
        ("What was the population of England and Wales?", "And of London?", "What was the population of London?"),
        ("Did gun crime fall in Lambeth?", "Why is that?", "Why did gun crime fall in Lambeth?"),
        # Time told from another time.
        ("How many fell in 2023/24?", "And the year before?", "How many fell in 2022/23?"),
        ("Who won the cup in 2019?", "and four years later?", "Who won the cup in 2023?"),
        ("Who won the cup in 2019?", "in 2010?", "Who won the cup in 2010?"),
        ("What fell in January 2024?", "And the month before?", "What fell in December 2023?"),
        ("Who won the cup in 2019?", "Who lost the year before?", "Who lost in 2018?"),
        # What is left out.
        ("Who scored the winning goal?", "Who scored the first?", "Who scored the first goal?"),
        (BRIDGE, "How high are the towers?", "How high are the towers of the Humber Bridge?"),
        ("What is depression?", "What are the main types?", "What are the main types of depression?"),
        # Corrections.
        (BRIDGE, "No, I meant the Severn Bridge", "When was the Severn Bridge opened?"),
        (BRIDGE, "sorry, I meant: how long is it?", "How long is the Humber Bridge?"),
        ("Who opened the old bridge?", "no, I meant the newer one", "Who opened the newer bridge?"),
        ("How many guns were seized in Leeds?", "no, in London", "How many guns were seized in London?"),
        (BRIDGE, "wrong, I asked about the Thames Barrier", "When was the Thames Barrier opened?"),
        # Typed without capitals.
        ("how many people live in london", "no sorry, I meant England", "How many people live in England?"),
        ("How many people live in England?", "and Americans?", "How many Americans live in England?"),
        ("tell me how big hubble's mirror is", "and darwin's?", "Tell me how big Darwin's mirror is?"),
        # Two things at once.
        ("Who won at Wembley in 2022?", "and in Sydney the year after?", "Who won in Sydney in 2023?"),
        ("What is the price of Bitcoin?", "and in Germany?", "What is the price of Bitcoin in Germany?"),
        ("Who opened the old bridge?", "and the newer one in Leeds?", "Who opened the newer bridge in Leeds?"),
        ("What did the bridge cost?", "and in dollars?", "What did the bridge cost in dollars?"),
        (
            "Who won the vote in Leeds?",
            "by what margin in the first round?",
            "By what margin in the first round won the vote in Leeds?",
        ),
        (
            "How many watched the 2023 World Cup final in Sydney?",
            "and at the Euro final in 2022?",
            "How many watched the Euro final in Sydney in 2022?",
        ),
        ("When did it open in 1984?", "was the barrier working by then", "Was the barrier working by 1984?"),
        (BRIDGE, "whats its main span", "What's the Humber Bridge's main span?"),
        # One, them, and the whole thing.
        ("What did the Thames Barrier cost?", "when did that one open", "When did the Thames Barrier open?"),
        ("How often does the Thames Barrier close?", "why do they shut it", "Why do they shut the Thames Barrier?"),
        ("How many new trains has the Glasgow Subway?", "who makes them", "Who makes new trains?"),
        ("When was the Humber Bridge built?", "what did the whole thing cost", "What did the Humber Bridge cost?"),
        (BRIDGE, "Is that one of the longest bridges?", "Is the Humber Bridge one of the longest bridges?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_completed(before: str, turn: str, meant: str) -> None:
    found = understood(turn, after(before))
    assert found is not None
    assert found.completions[0] == meant


@pytest.mark.parametrize(
    "turn",
    [
        "How long is the Severn Bridge?",
        "Who won the Women's World Cup in 2023?",
        "Is it true that 500 guns were seized in London?",
        "How long does it take to cross the Thames?",
        "What is photosynthesis and how does it work?",
        "Who said that guns ruin lives?",
        "Are there any dogs that are good for people with allergies?",
        "How many guns were seized?",
        "What does the Environment Agency say about the Thames Barrier?",
        "If a gun is found, is it destroyed?",
    ],
)
def test_a_question_that_stands_on_its_own_is_left_alone(turn: str) -> None:
    assert understood(turn, after(BRIDGE, "Who opened it?")) is None


@pytest.mark.parametrize(
    "turn", ["How long is it?", "And in Lambeth?", "the year before?", "Why?", "...", ""]
)
def test_nothing_follows_up_on_nothing(turn: str) -> None:
    assert understood(turn, []) is None


def test_an_answer_may_be_meant_and_then_the_question() -> None:
    found = understood(
        "How long is it?", [answered("Which bridge took the record from the Humber Bridge?", "Akashi Kaikyo")]
    )
    assert found is not None
    assert found.completions[:2] == ("How long is Akashi Kaikyo?", "How long is the Humber Bridge?")


def test_he_and_she_are_people_and_it_is_not() -> None:
    exchanges = [answered("Who led NASA?", "James Webb")]
    for turn, meant in (
        ("When did he lead it?", "When did James Webb lead NASA?"),
        ("Where is it?", "Where is NASA?"),
    ):
        found = understood(turn, exchanges)
        assert found is not None
        assert found.completions[0] == meant


def test_who_was_spoken_of_as_he_is_not_meant_by_she() -> None:
    exchanges = after(
        answered("Who was shot in Croydon?", "Tyrese Miller"),
        Exchange("How old was he?", "How old was Tyrese Miller?", "22"),
        Exchange("Who is his mother?", "Who is Tyrese Miller's mother?", "Jackie Taylor"),
    )
    she, he = understood("What did she say?", exchanges), understood("Where did he live?", exchanges)
    assert she is not None
    assert he is not None
    assert not any(completion == "What did Tyrese Miller say?" for completion in she.completions)
    assert she.completions[0] == "What did Jackie Taylor say?"
    assert "Where did Tyrese Miller live?" in he.completions


def test_what_is_several_is_no_it() -> None:
    exchanges = [
        Exchange("What is its symbol?", "What is oxygen's symbol?", "O and atomic number 8"),
    ]
    found = understood("Which elements are more abundant than it?", exchanges)
    assert found is not None
    assert found.completions[0] == "Which elements are more abundant than oxygen?"


def test_the_latest_on_something_is_news() -> None:
    exchanges = after(answered("How many guns were seized?", "386"))
    assert understood("What is the latest on firearms offences?", exchanges) is None


def test_there_is_where_it_was() -> None:
    found = understood("Who lives there?", [answered("Where was Tyrese Miller shot?", "Croydon")])
    assert found is not None
    assert found.completions[0] == "Who lives in Croydon?"


def test_the_subject_goes_on_through_follow_ups() -> None:
    exchanges = after(BRIDGE, Exchange("How far is it from Hull?", "How far is the Humber Bridge from Hull?"))
    found = understood("Who designed it?", exchanges)
    assert found is not None
    assert found.completions[0] == "Who designed the Humber Bridge?"


def test_a_question_of_its_own_begins_anew() -> None:
    found = understood("How wide is it?", after(BRIDGE, "Who runs the Thames Barrier?"))
    assert found is not None
    assert found.completions[0] == "How wide is the Thames Barrier?"


def test_time_counts_from_the_article_where_the_question_names_none() -> None:
    last = answered("How many guns were seized last year?", "386", date="2024-03-19")
    found = understood("And the year before?", [last])
    assert found is not None
    # The article is of 2024, its last year was 2023, and the year before that is asked for.
    assert "How many guns were seized in 2022?" in found.completions


def test_a_loose_phrase_may_stand_on_its_own_but_a_pronoun_may_not() -> None:
    loose, pronoun = (
        understood(turn, after(BRIDGE)) for turn in ("How high are the towers?", "How high is it?")
    )
    assert loose is not None
    assert pronoun is not None
    assert (loose.certain, pronoun.certain) == (False, True)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("When was the Humber Bridge opened?", ["the Humber Bridge"]),
        ("Who runs the Bank of England?", ["the Bank of England"]),
        ("How big is Hubble’s mirror?", ["Hubble", "mirror"]),
        ("Who won the Women's World Cup in 2023?", ["the Women's World Cup", "2023"]),
        ("Why is blood red?", ["blood"]),
        ("How much does a car cost?", ["a car"]),
        ("Which bridge took the record?", ["bridge", "the record"]),
        ("What does the US make?", ["the US"]),
    ],
)
def test_phrases(question: str, named: list[str]) -> None:
    assert [phrase.text for phrase in phrases_of(question)] == named


@given(st.lists(st.text(max_size=60), min_size=1, max_size=4), st.text(max_size=80))
def test_anything_typed_is_understood_without_fault(said: list[str], turn: str) -> None:
    found = understood(turn, after(*said))
    assert found is None or all(text.strip() for text in found.completions)


_WORDS = [
    "and",
    "what",
    "about",
    "the",
    "who",
    "was",
    "it",
    "that",
    "in",
    "year",
    "before",
    "there",
    "2019/20",
]
_WORDS += ["he's", "London's", "one", "first", "of", "they", "no", "I meant", "when", "how", "many", "’s"]


@given(
    st.lists(st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join), min_size=1, max_size=3), st.data()
)
def test_any_heap_of_small_words_is_understood_without_fault(said: list[str], data: st.DataObject) -> None:
    turn = " ".join(data.draw(st.lists(st.sampled_from(_WORDS), max_size=9)))
    found = understood(f"{turn}?", after(*said))
    assert found is None or len(found.completions) <= 3


@given(st.text(max_size=120))
def test_a_phrase_is_its_offsets(question: str) -> None:
    for phrase in phrases_of(question):
        assert question[phrase.start : phrase.end] == phrase.text


def test_a_name_that_ends_in_s_may_be_a_place() -> None:
    asked = "How many people live in England?"
    before = Exchange(
        asked, asked, "56,489,800", quote="There were 56,489,800 in England and 3,107,500 in Wales."
    )
    found = understood("and wales?", [before])
    assert found is not None
    assert found.completions[0] == "How many people live in Wales?"


def test_a_place_may_be_meant_in_place_of_another() -> None:
    found = understood("and in Manchester?", after("Who is the mayor of London?"))
    assert found is not None
    assert "Who is the mayor in Manchester?" in found.completions


def test_they_may_be_who_did_something() -> None:
    found = understood(
        "How often do they close it?", [answered("Who runs the Thames Barrier?", "the Agency")]
    )
    assert found is not None
    assert found.completions[0] == "How often do the Agency close the Thames Barrier?"


@pytest.mark.parametrize("turn", ["what is the whole thing about the Severn Bridge tolls?"])
def test_what_names_its_own_topic_needs_none(turn: str) -> None:
    assert understood(turn, after(BRIDGE)) is None


@pytest.mark.parametrize("turn", ["ok" + "," * 390 + " why?", "," * 390 + "why", "and " * 90 + "ok"])
def test_no_turn_takes_for_ever(turn: str) -> None:
    """Where commas could be read in many ways, each two more took three times as long."""
    found = understood(turn, after(BRIDGE))
    assert found is None or found.completions


def test_a_search_may_have_found_a_person() -> None:
    search = "top scorer at the World Cup"
    found = understood("how many did she get", [answered(search, "Hinata Miyazawa")])
    assert found is not None
    assert found.completions[0] == "How many did Hinata Miyazawa get?"
