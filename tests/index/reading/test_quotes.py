"""Quotes: the whole sentences around a span, with the speaker of a quotation that runs over paragraphs."""

from __future__ import annotations

import pytest

from index.articles import Article
from index.articles.article import QUOTATION
from index.building.passages import Span, sentences
from index.reading import quotes
from index.reading.quotes import MAX_EXTENSION, listed_below, paragraph_of, quote_span, read_from


def article(text: str) -> Article:
    return Article("a.txt", "/corpus/a.txt", "A", None, None, None, text, "", "")


def quoted(text: str, words: str) -> str:
    start = text.index(words)
    quote = quote_span(article(text), sentences(text), Span(start, start + len(words)))
    return text[quote.start : quote.end]


def paragraph(text: str, words: str) -> int:
    start = text.index(words)
    return paragraph_of(sentences(text), Span(start, start + len(words)))


def led(text: str, words: str, *headings: str) -> str:
    """What is read before the quote around these words."""
    cut = sentences(text, [text.index(heading) for heading in headings])
    start = text.index(words)
    quote = quote_span(article(text), cut, Span(start, start + len(words)))
    return text[read_from(text, cut, quote) : quote.start].strip()


PLAIN = "The firm made £1.5m. Mr. Lee did not object, police said. Nobody else came.\n\nIt closed in May."


def test_a_quote_is_the_whole_sentence_with_its_negation_and_who_said_it() -> None:
    assert quoted(PLAIN, "object") == "Mr. Lee did not object, police said."
    assert quoted(PLAIN, "£1.5m") == "The firm made £1.5m."


def test_a_span_over_two_sentences_quotes_both() -> None:
    assert quoted(PLAIN, "£1.5m. Mr. Lee") == "The firm made £1.5m. Mr. Lee did not object, police said."


def test_a_span_over_a_paragraph_quotes_across_it() -> None:
    assert quoted(PLAIN, "else came.\n\nIt") == "Nobody else came.\n\nIt closed in May."


def test_paragraphs_count_from_one() -> None:
    assert paragraph(PLAIN, "£1.5m") == 1
    assert paragraph(PLAIN, "May") == 2


def test_a_quotation_over_paragraphs_keeps_its_speaker() -> None:
    text = (
        "Police are sure. Ms Lee said: “I was there.\n\n“I saw a red car. It was fast.\n\n“It never stopped.”"
    )
    assert quoted(text, "never").startswith("Ms Lee said: “I was there.")
    assert quoted(text, "red car") == "Ms Lee said: “I was there.\n\n“I saw a red car."


def test_straight_marks_keep_their_speaker_too() -> None:
    text = 'Ms Lee said: "I was there.\n\n"It was a red car."\n\nNobody else came.'
    assert quoted(text, "red") == 'Ms Lee said: "I was there.\n\n"It was a red car."'
    assert quoted(text, "else") == "Nobody else came."


def test_speech_takes_with_it_the_sentence_before_in_its_paragraph() -> None:
    text = (
        "Ida Noor, who speaks for Eastbrook, was worried. “What he did is shameful. He has had £70,000.”\n\n"
        "“Nobody asked me. I had £7,000,” the landlord said. He left."
    )
    whole = "Ida Noor, who speaks for Eastbrook, was worried. “What he did is shameful. He has had £70,000.”"
    assert quoted(text, "£70,000") == whole
    assert quoted(text, "shameful").startswith("Ida Noor")
    assert quoted(text, "£7,000") in (
        "“Nobody asked me. I had £7,000,” the landlord said.",
        "I had £7,000,” the landlord said.",
    )
    assert quoted(text, "left") == "He left."


def test_speech_is_quoted_from_where_its_speaker_stands() -> None:
    text = 'The day was long. Ms Lee said: "I was there. It was a red car." Nobody else came.'
    assert quoted(text, "red") == 'Ms Lee said: "I was there. It was a red car."'
    assert quoted(text, "else") == "Nobody else came."


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_speech_that_opens_a_paragraph_is_quoted_on_to_who_spoke(marks: str) -> None:
    said = f"{marks[0]}The dam leaks. It lost two million litres.{marks[1]}"
    named = f"{said} The words are those of Yusuf Brandt."
    assert quoted(f"It rained.\n\n{named} He left.", "two million") == named
    assert quoted(f"It rained.\n\n{said} He left. So did Ida Roe.", "two million").endswith(said)
    assert quoted(f"It rained.\n\n{said}\n\nYusuf Brandt said so to Ida Roe.", "two million").endswith(said)


@pytest.mark.parametrize("marks", ["“”", "«»", "»«", "„“"])
def test_the_sentence_with_the_speakers_name_is_quoted_where_the_one_between_has_none(marks: str) -> None:
    said = f"{marks[0]}Four sheep were killed.{marks[1]}"
    text = f"The canton sent Ada Caduff, its warden. She had no notes. {said}\n\nThe flock is gone."
    assert quoted(text, "Four sheep") == f"The canton sent Ada Caduff, its warden. She had no notes. {said}"
    named = f"Nobody came. Ada Caduff had no notes. {said}"
    assert quoted(named, "Four sheep") == f"Ada Caduff had no notes. {said}"


def test_a_speaker_named_before_what_leads_up_to_the_next_paragraph_is_quoted_too() -> None:
    text = (
        "The canton sent Ada Caduff, its warden. She had no notes:\n\n“Four sheep were killed.”\n\nRain fell."
    )
    assert quoted(text, "Four sheep") == text.removesuffix("\n\nRain fell.")


@pytest.mark.parametrize(
    "text",
    [
        "» Police in Leeds seized 386 guns.\n\n» Two men were held.\n\n» It rained all day.",
        "News » UK. Officers came. They left. It rained all day.",
    ],
)
def test_a_single_angle_is_a_bullet_and_no_speech(text: str) -> None:
    assert quoted(text, "rained").removeprefix("» ") == "It rained all day."


def test_another_languages_marks_elsewhere_leave_english_ones_alone() -> None:
    speech = "Ada Roe, of Kiel, came. “It was green. It was red.”"
    assert quoted(f"{speech}\n\nThe firm Müller („M“) paid.", "red") == speech


def test_single_marks_are_speech_and_apostrophes_are_none() -> None:
    text = "Al Roe of the porters’ union was there. ‘They’re right. It was shut for 26 days.’ The trust’s books say so."
    whole = "Al Roe of the porters’ union was there. ‘They’re right. It was shut for 26 days.’"
    assert quoted(text, "26 days") == whole
    assert whole.startswith(quoted(text, "right"))
    assert quoted(text, "books") == "The trust’s books say so."


def test_straight_single_marks_are_speech_too_and_go_on_in_the_next_paragraph() -> None:
    text = "Al Roe put down his cup. 'It's shut. It cost 26 jobs.\n\n'I told them so. They wrote back.'\n\nIt rained."
    assert quoted(text, "26 jobs") == "Al Roe put down his cup. 'It's shut. It cost 26 jobs."
    assert quoted(text, "told them") == text.removesuffix("\n\nIt rained.")
    assert quoted(text, "rained") == "It rained."
    wrapped = "Al Roe spoke. 'It was shut\nfor a day. It cost 26 jobs.'"
    assert quoted(wrapped, "26 jobs") == wrapped


@pytest.mark.parametrize(
    "text",
    [
        "He worked 'til ten. The mill shut. It cost £5m.\n\n'I saw it,' said Al Roe.",
        "The hits of the '90s came back, and were sung. It cost £5m.\n\n'I saw it,' said Al Roe.",
        "The dogs' tails were cut. In the '90s the mill shut. It cost £5m.",
        "They sang rock 'n' roll. The workers' hall shut. It cost £5m.",
        "The ‘green’ plan failed. The mill shut. It cost £5m.",
        "In the ‘90s the mill closed. It made 40 tons. It cost £5m.",
        "They sang rock ‘n’ roll. The workers’ hall shut. It cost £5m.",
        "He called it ‘a scandal’. The mill shut. It cost £5m.",
        'Roe said: "It was the ‘best.’ Day." The mill shut. It cost £5m.',
    ],
)
def test_other_single_marks_open_no_speech(text: str) -> None:
    assert quoted(text, "£5m") == "It cost £5m."


def test_single_marks_within_speech_close_none_of_it() -> None:
    text = "Al Roe spoke. “She told me ‘go away.’ I went for 26 days. It hurt.”"
    assert quoted(text, "26") == text
    text = "Al Roe spoke. “She told me ‘go away.’ I went.\n\n“It hurt for 26 days.”"
    assert quoted(text, "26") == text


def test_a_paragraph_that_is_nothing_but_speech_is_quoted_with_the_sentence_above_it() -> None:
    text = 'The hall was full. Then Al Roe spoke.\n\n"I sat at home. Seventeen came by."\n\nNobody laughed.'
    assert quoted(text, "Seventeen") == 'Then Al Roe spoke.\n\n"I sat at home. Seventeen came by."'
    for other in ('“He sat at home,” said Al Roe.\n\n"Seventeen came."', '"I left."\n\n"Seventeen came."'):
        assert quoted(f"It rained.\n\n{other}", "Seventeen").endswith('"Seventeen came."')
    assert (
        quoted('It rained.\n\n"Seventeen came," Al Roe said.', "Seventeen")
        == '"Seventeen came," Al Roe said.'
    )
    signed = "Then Ann Roe, the mayor, left.\n\n“It was 26 pounds.”\n\n— Bob Lee, chairman"
    assert quoted(signed, "26") == "“It was 26 pounds.”"
    assert quoted("Nobody was hurt.\n\n“It was 26 tons.”\n\nThen it rained.", "26") == "“It was 26 tons.”"
    diary = "Ida Lee read from a diary.\n\n“It says: rang at ten.\n\n“They came after 55 minutes.”"
    assert quoted(diary, "55") == diary


def set_apart(text: str, words: str) -> str:
    """The quote around these words where paragraphs that begin with an angle are set apart as a quotation."""
    items = {}
    while (start := text.find("> ")) >= 0:
        text = text[:start] + text[start + 2 :]
        items[start] = QUOTATION
    start = text.index(words)
    quote = quote_span(article(text), sentences(text, (), items), Span(start, start + len(words)))
    return text[quote.start : quote.end]


def test_what_is_set_apart_is_quoted_with_the_sentence_above_it_that_says_whose_it_is() -> None:
    said = "The council said:\n\n> It cost £70,000. It was paid twice.\n\n> Nobody knows why.\n\nIt rained."
    assert set_apart(said, "£70,000") == "The council said:\n\nIt cost £70,000."
    assert set_apart(said, "Nobody").startswith("The council said:")
    assert set_apart(said, "rained") == "It rained."
    assert set_apart("It cost less, said Ann Roe.\n\n> It cost £70,000.", "£70,000").startswith(
        "It cost less"
    )
    assert set_apart("It rained.\n\n> It cost £70,000.", "£70,000") == "It cost £70,000."
    assert set_apart("> It cost £70,000.", "£70,000") == "It cost £70,000."
    assert set_apart("Said Ann Roe:\n\n> It cost £70,000.\n\n> – Bob Lee", "£70,000") == "It cost £70,000."
    signed = "Said Ann Roe:\n\n> It cost £70,000. It was £80,000.\n\n> – Bob Lee"
    assert set_apart(signed, "£70,000") == "It cost £70,000."
    listing = "Ann Roe wrote:\n\n> These are the £70,000 reasons:\n\nThe mill stood empty. It rained."
    assert set_apart(listing, "£70,000") == "Ann Roe wrote:\n\nThese are the £70,000 reasons:"
    long = "Said Ann Roe:\n\n" + "\n\n".join(f"> It cost £{n},000." for n in range(1, 9))
    assert set_apart(long, "£3,000").startswith("Said Ann Roe:")
    assert set_apart(long, "£8,000") == "It cost £8,000."


def test_what_is_said_of_a_term_is_quoted_with_the_term() -> None:
    text = "Buses\n\nRoute 9\n\nWill not run.\n\nRoute 14\n\nIt runs every ten minutes until two."
    items = {
        text.index("Route 9"): 1,
        text.index("Will"): 2,
        text.index("Route 14"): 1,
        text.index("It runs"): 2,
    }
    cut = sentences(text, (), items)
    start = text.index("not run")
    quote = quote_span(article(text), cut, Span(start, start + 7))
    assert text[quote.start : quote.end] == "Route 9\n\nWill not run."


def test_a_word_in_marks_is_no_speech() -> None:
    text = "The firm is small. Its “green” car sold well."
    assert quoted(text, "sold") == "Its “green” car sold well."


def test_a_closed_quotation_is_not_carried_on() -> None:
    text = "Ms Lee said: “I was there.”\n\n“It was red,” said Mr Ng."
    assert quoted(text, "red") == "“It was red,” said Mr Ng."


def test_a_speaker_too_far_back_is_left_where_he_is() -> None:
    speech = [f"“Sentence number {number} of the speech." for number in range(MAX_EXTENSION + 2)]
    text = "\n\n".join(["Ms Lee said: “I was there.", *speech])
    assert quoted(text, f"number {MAX_EXTENSION - 1} ").startswith("Ms Lee said")
    assert quoted(text, f"number {MAX_EXTENSION} ") == speech[MAX_EXTENSION]


def test_an_empty_span_between_adjoining_sentences_quotes_the_later_one() -> None:
    text = "你好。世界。"
    quote = quote_span(article(text), sentences(text), Span(3, 3))
    assert text[quote.start : quote.end] == "世界。"


LISTED = "To close:\n\ntwo halls\n\nthe pool, which was opened in the year of the flood\n\nIt rained."
LISTED_ITEMS = {LISTED.index("two"): 1, LISTED.index("the pool"): 1}


def test_what_announces_a_list_is_quoted_with_it_and_a_fragment_with_what_announces_it() -> None:
    def listed(words: str) -> str:
        start = LISTED.index(words)
        quote = quote_span(
            article(LISTED), sentences(LISTED, (), LISTED_ITEMS), Span(start, start + len(words))
        )
        return LISTED[quote.start : quote.end]

    assert listed("close") == LISTED.removesuffix("\n\nIt rained.")
    assert listed("halls") == "To close:\n\ntwo halls"
    assert listed("flood") == "the pool, which was opened in the year of the flood"
    assert listed("rained") == "It rained."


WARDS = (
    "It closes wards.\n\nTo close\n\nSister Agnes\n\nthe burns unit\n\nTo stay\n\nFuller ward\n\nIt rained."
)


@pytest.mark.parametrize(
    ("heads", "depth"), [({"To close", "To stay"}, 1), (set(), 2)], ids=["headings", "items with items"]
)
def test_a_span_in_what_heads_a_list_is_the_list(heads: set[str], depth: int) -> None:
    upper = {} if heads else {WARDS.index(line): 1 for line in ("To close", "To stay")}
    items = upper | {WARDS.index(line): depth for line in ("Sister Agnes", "the burns unit", "Fuller ward")}
    cut = sentences(WARDS, tuple(WARDS.index(line) for line in heads), items)

    def told(words: str) -> tuple[str, str]:
        start = WARDS.index(words)
        span = Span(start, start + len(words))
        quote = quote_span(article(WARDS), cut, span)
        span = listed_below(cut, quote, span)
        return WARDS[quote.start : quote.end], WARDS[span.start : span.end]

    assert told("close") == ("It closes wards.", "close")
    assert told("To close") == (
        "To close\n\nSister Agnes\n\nthe burns unit",
        "Sister Agnes\n\nthe burns unit",
    )
    assert told("stay") == ("To stay\n\nFuller ward", "Fuller ward")
    assert told("Agnes")[1] == "Agnes"
    assert told("rained") == ("It rained.", "rained")


def test_whole_sentences_before_a_quote_are_read_with_it_as_far_as_they_are_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert led(PLAIN, "closed") == PLAIN.partition("\n")[0]
    assert led(PLAIN, "£1.5m") == ""
    monkeypatch.setattr(quotes, "LONGEST_BEFORE", 60)
    assert led(PLAIN, "closed") == "Mr. Lee did not object, police said. Nobody else came."
    monkeypatch.setattr(quotes, "LONGEST_BEFORE", 1)
    assert led(PLAIN, "closed") == "Nobody else came."  # one, however long


def test_what_stands_under_another_heading_is_not_read_before_a_quote() -> None:
    text = "It rained.\n\nThe toll\n\nIt rose. Nobody paid it."
    assert led(text, "Nobody", "The toll") == "It rose."
    assert led(text, "rose", "The toll") == "The toll"


def test_of_a_table_one_row_is_read_before_a_quote() -> None:
    text = "Town\tDead\n\nBram\t12\n\nRye\t7\n\nNobody else died."
    assert led(text, "Nobody") == "Rye\t7"
