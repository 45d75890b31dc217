"""A chat with the sample articles: what is asked, what it is asked as, and what the quote at hand answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.conversation import IDLE, MOST_TURNS, Conversation, is_new_topic
from bot.followups import at_hand
from bot.render import answer_blocks
from index import Answer, Archive
from index.errors import QuestionError
from tests.bot.conftest import SEIZED, Newsroom

DIALOGUES = Path(__file__).parent / "dialogues.jsonl"
LENGTH = "How long is its main span?"


class Clock:
    """A clock that stands until it is moved."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def chat(opened: Archive) -> Chat:
    return Chat(opened)


class Chat:
    """A conversation with one archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.clock = archive, Clock()
        self.conversation = Conversation(self.clock)

    def __call__(self, *turns: str) -> Answer:
        """Say these, and hear the last answer; every quote of it is exact."""
        answer = [self.conversation.ask(self.archive, turn) for turn in turns][-1]
        for quote in (*answer.quotes, *answer.nearest):
            article = self.archive.article(quote.citation.article)
            assert article is not None
            assert article.text[quote.start : quote.end] == quote.text
            start, _ = self.archive.paragraphs(article.id)[quote.citation.paragraph - 1]
            assert quote.text.startswith(article.text[start : start + 20]) or quote.start >= start
        return answer


def test_a_follow_up_is_asked_completed_and_says_so(chat: Chat) -> None:
    answer = chat("When was the Humber Bridge opened?", LENGTH)
    assert answer.question == LENGTH
    assert "Humber Bridge" in answer.asked_as
    assert "1,410 metres" in answer.quotes[0].text


def test_a_question_of_its_own_gets_what_it_gets_alone(chat: Chat) -> None:
    alone = chat.archive.ask(SEIZED)
    within = chat("When was the Humber Bridge opened?", LENGTH, SEIZED)
    assert within.asked_as == SEIZED
    assert within.quotes == alone.quotes


def test_a_loose_phrase_answered_elsewhere_is_not_pulled_here(chat: Chat) -> None:
    alone = chat.archive.ask("Who painted the lighthouse?")
    within = chat("When was the Humber Bridge opened?", "Who painted the lighthouse?")
    assert alone.quotes
    assert within.quotes == alone.quotes
    assert within.asked_as == "Who painted the lighthouse?"


@pytest.mark.parametrize("turn", ["and murders?", "and knives?", "and bridges?"])
def test_what_answered_the_last_question_is_no_answer_to_something_else(chat: Chat, turn: str) -> None:
    assert chat(SEIZED).answer == "386"
    assert chat(turn).answer != "386"


def test_half_a_question_after_a_question_asks_for_no_digest(chat: Chat) -> None:
    assert chat("how many guns were seized?").answer == "386"
    answer = chat("and lighthouses?")
    assert (answer.status, answer.kind) == ("refused", "ask")


def test_what_answered_the_last_question_may_answer_it_narrowed(chat: Chat) -> None:
    assert chat(SEIZED, "in London?").answer == "386"


def test_who_said_that(chat: Chat) -> None:
    answer = chat(SEIZED, "And who said that?")
    assert answer.status == "answered"
    assert answer.asked_as.startswith("Who said: “Officers seized 386")
    assert answer.answer == "police"
    start, end = answer.quotes[0].highlights[0]
    assert answer.quotes[0].text[start:end] == "police"


def test_who_said_it_may_stand_far_from_the_word_of_speech(archive: Archive) -> None:
    """As in "Commander Paul Brogden, who leads on specialist crime for the Met, said that …"."""
    answer = Chat(archive)("who leads on specialist crime?", "who said that?")
    assert answer.answer is not None
    assert "Paul Brogden" in answer.answer


def test_who_said_it_has_a_name(archive: Archive) -> None:
    answer = Chat(archive)("how many square kilometres does the Thames Barrier protect?", "who said that?")
    assert answer.quotes
    assert answer.answer is None or "Environment Agency" in answer.answer


def test_nobody_said_what_the_article_says_itself(chat: Chat) -> None:
    answer = chat("When was the Humber Bridge opened?", "Who said that?")
    assert answer.notes == ("Nobody was found beside these words who says them.",)
    assert answer.answer is None
    assert not any(segment.style == "strong" for block in answer_blocks(answer) for segment in block.segments)


def test_who_said_it_is_nobody_else_where_the_sentence_says_he(archive: Archive) -> None:
    answer = Chat(archive)(
        "What did recent shootings in parts of the city show, a sad sign?", "Who said that?"
    )
    assert answer.quotes
    if answer.answer is None:  # better nobody than somebody else
        assert answer.notes == ("Nobody was found beside these words who says them.",)
    else:
        assert "Brogden" in answer.answer
        assert answer.answer in answer.quotes[0].text


def test_when_was_that(chat: Chat) -> None:
    answer = chat("Who opened the Humber Bridge?", "When was that?")
    assert answer.answer == "17 July 1981"
    start, end = answer.quotes[0].highlights[0]
    assert answer.quotes[0].text[start:end] == "17 July 1981"


def test_when_where_the_quote_gives_no_date(chat: Chat) -> None:
    answer = chat(SEIZED, "When was that?")
    assert answer.answer == "19 March 2024"
    assert answer.notes == ("The quote gives no date; its article is of 19 March 2024.",)


def test_where_is_that_from(chat: Chat) -> None:
    before, answer = chat(SEIZED), chat("Where’s that from?")
    assert answer.quotes == before.quotes[:1]
    assert answer.answer == "Gun crime falls in the capital · The Example · 19 March 2024"


def test_more_reads_on_and_ends(chat: Chat) -> None:
    first = chat(SEIZED, "Show me more")
    assert [quote.text for quote in first.quotes] == ["Two boroughs recorded no gun-related murder at all."]
    assert first.quotes[0].citation.paragraph == 3
    again = chat("more")
    assert all(quote.text not in (other.text for other in first.quotes) for quote in again.quotes)


def test_what_is_told_of_a_quote_is_no_verdict_on_a_claim(chat: Chat) -> None:
    claim = "The Humber Bridge was opened by the Queen in 1985, right?"
    assert chat(claim).claim == "differs"
    assert chat("when was that?").claim is None


@pytest.mark.parametrize("turn", ["Who said that?", "Show me more", "Where is that from?"])
def test_about_a_quote_that_there_is_not(chat: Chat, turn: str) -> None:
    answer = chat("Who won the cricket in Karachi?", turn)
    assert answer.status == "refused"
    assert answer.quotes == ()
    assert answer.reason == "The last question got no quote, so there is none to tell of."


def test_a_question_about_a_quote_is_no_subject(chat: Chat) -> None:
    assert (
        "Humber Bridge" in chat("When was the Humber Bridge opened?", "Where is that from?", LENGTH).asked_as
    )


def test_a_correction_takes_the_place_of_what_it_corrects(chat: Chat) -> None:
    answer = chat("When was the Severn Bridge opened?", "No, I meant the Humber Bridge")
    assert "Humber Bridge" in answer.asked_as
    assert "17 July 1981" in answer.quotes[0].text
    assert [turn.question for turn in chat.conversation.turns] == ["No, I meant the Humber Bridge"]


@pytest.mark.parametrize("words", ["new topic", "New topic!", "ok, new subject", "start over", "forget that"])
def test_a_new_topic_forgets(chat: Chat, words: str) -> None:
    assert is_new_topic(words)
    answer = chat("When was the Humber Bridge opened?", words)
    assert (answer.status, answer.quotes) == ("refused", ())
    assert chat.conversation.turns == []
    assert chat(LENGTH).asked_as == LENGTH


@pytest.mark.parametrize(
    "words",
    ["new topic: how long is the Humber Bridge?", "right, start over. How long is the Humber Bridge?"],
)
def test_a_new_topic_may_be_begun_with_its_question(chat: Chat, words: str) -> None:
    answer = chat("Who opened the Thames Barrier?", words)
    assert not is_new_topic(words)
    assert answer.question == words
    assert answer.asked_as.lower() == "how long is the humber bridge?"
    assert len(chat.conversation.turns) == 1


def test_thanks_are_no_turn(chat: Chat) -> None:
    answer = chat("When was the Humber Bridge opened?", "thanks!")
    assert (answer.status, answer.quotes, answer.nearest) == ("refused", (), ())
    assert answer.kind == "remark"
    assert answer.reason is not None
    assert answer.reason.startswith("I answer questions about news articles by quoting them")
    assert "Humber Bridge" in chat(LENGTH).asked_as


def test_a_remark_is_no_turn_and_what_was_spoken_of_goes_on(chat: Chat) -> None:
    answer = chat("When was the Humber Bridge opened?", "you are really useless")
    assert (answer.kind, answer.status, answer.quotes, answer.nearest) == ("remark", "refused", (), ())
    assert len(chat.conversation.turns) == 1
    assert chat(LENGTH).asked_as == "How long is the Humber Bridge's main span?"


@pytest.mark.parametrize("turn", ["who made you?", "are you sure?"])
def test_a_question_about_the_bot_gets_no_quote(chat: Chat, turn: str) -> None:
    assert chat("When was the Humber Bridge opened?", turn).status == "refused"


@pytest.mark.parametrize("words", ["What is the new topic of the talks?", "forget", "start", "a topic"])
def test_a_question_is_no_new_topic(words: str) -> None:
    assert not is_new_topic(words)


@pytest.mark.parametrize(("pause", "alone"), [(IDLE, False), (IDLE + 1, True)])
def test_half_an_hour_of_silence_ends_a_conversation(chat: Chat, pause: float, alone: bool) -> None:
    chat("When was the Humber Bridge opened?")
    chat.clock.now += pause
    assert (chat(LENGTH).asked_as == LENGTH) is alone


def test_turns_are_bounded(chat: Chat) -> None:
    for number in range(MOST_TURNS + 3):
        chat(f"{SEIZED} {number}")
    assert len(chat.conversation.turns) == MOST_TURNS
    assert chat.conversation.turns[-1].question.endswith(str(MOST_TURNS + 2))


def test_what_cannot_be_asked_leaves_the_conversation_as_it_was(chat: Chat) -> None:
    chat("When was the Humber Bridge opened?")
    for nothing in ("", "?!", "long " * 1_000):
        with pytest.raises(QuestionError):
            chat(nothing)
    assert len(chat.conversation.turns) == 1
    assert "Humber Bridge" in chat(LENGTH).asked_as


def test_a_strict_chat_stays_strict(chat: Chat) -> None:
    conversation = Conversation(chat.clock)
    conversation.ask(chat.archive, "When was the Humber Bridge opened?", strictness="strict")
    answer = conversation.ask(chat.archive, LENGTH, strictness="strict")
    assert answer == chat.archive.ask(LENGTH, asked_as=answer.asked_as, strictness="strict") or (
        answer.status == chat.archive.ask(answer.asked_as, strictness="strict").status
    )


def test_chat_json_answers_a_turn_a_line_and_a_blank_line_begins_anew(newsroom: Newsroom) -> None:
    said = f"When was the Humber Bridge opened?\n{LENGTH}\n\n{LENGTH}\n"
    result = newsroom.run("chat", "--json", given=said)
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0]["asked_as"] == "When was the Humber Bridge opened?"
    assert "Humber Bridge" in answers[1]["asked_as"]
    assert answers[2]["asked_as"] == LENGTH
    asked = json.loads(newsroom.run("ask", "--json", SEIZED).stdout)
    assert answers[0].keys() == asked.keys()


def test_chat_json_names_the_line_that_is_no_question(newsroom: Newsroom) -> None:
    result = newsroom.run("chat", "--json", given=b"?!\n\xff\xfe\nHow many guns were seized?\n")
    assert result.exit_code == 2
    first, second, third = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["line"], second["line"], third["status"]) == (1, 2, "answered")


def test_the_written_dialogues_are_well_formed(corpus: Path) -> None:
    articles = " ".join(file.read_text(encoding="utf-8") for file in corpus.glob("*.md"))
    dialogues = [json.loads(line) for line in DIALOGUES.read_text(encoding="utf-8").splitlines()]
    assert len({dialogue["id"] for dialogue in dialogues}) == len(dialogues) >= 40
    for turn in (turn for dialogue in dialogues for turn in dialogue["turns"]):
        assert turn["expect"] in ("refused", "-") or turn["expect"] in articles, turn


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        ("who says so?", "who"),
        ("where did you get that number?", "source"),
        ("says who?", "who"),
        ("who wrote it?", None),
        ("when did it open?", None),
        ("when was that?", "when"),
        ("what's the source?", "source"),
        ("tell me more", "more"),
        ("who said that guns ruin lives?", None),
        ("who said that, and how many guns were seized?", None),
    ],
)
def test_what_is_asked_of_the_quote_at_hand(turn: str, kind: str | None) -> None:
    assert at_hand.asks(turn) == kind
