"""Every answer, made of whatever text, is a message that Discord takes and that holds its quotes."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discord.showing.presentation import (
    Sheet,
    answer_sheet,
    nearest_sheet,
    page_starts,
    passage_sheet,
    quotes_sheet,
)
from bot.discord.showing.visible import visible_answer
from index import Selection
from index.answers import Answer, Citation, Excerpt, Explanation, Quote
from tests.bot.answers import answer_of, quote_of
from tests.bot.discord.read_back import quotations, whole_text

CITATION = Citation(
    article="guns.md",
    title="Gun crime [falls]",
    publisher="Sample *News*",
    date="2024-03-19",
    url="https://example.com/a_(b)",
    path="corpus/guns.md",
    paragraph=5,
    sha256="0" * 64,
)


def quote(text: str, *highlights: tuple[int, int], **changes: str | None) -> Quote:
    return Quote(text, 0, len(text), highlights, 1.0, dataclasses.replace(CITATION, **changes))  # type: ignore[arg-type]


def answer(*quotes: Quote, short: str = "386", **changes: object) -> Answer:
    given_answer = Answer(
        "How many?", "How many?", "answered", "g1", None, short, quotes, (), 0.9, 10.0, Explanation((), 0.5)
    )
    return dataclasses.replace(given_answer, **changes)  # type: ignore[arg-type]


def assert_sendable(sheet: Sheet) -> None:
    def units(text: str | None) -> int:
        return len((text or "").encode("utf-16-le")) // 2

    assert sheet.embeds or sheet.content
    assert units(sheet.content) <= 2000
    assert len(sheet.embeds) <= 10
    assert all(units(embed.description) <= 4096 and units(embed.title) <= 256 for embed in sheet.embeds)
    shown = [(e.description, e.title, e.footer.text) for e in sheet.embeds]
    assert sum(units(text) for embed in shown for text in embed) <= 6000


def test_an_answer_reads_as_short_answer_quote_and_citation() -> None:
    sheet = answer_sheet(answer(quote("with 386 illegal firearms seized.", (5, 8))))
    assert sheet.content == "**386**"
    assert sheet.embeds[0].description == (
        "> with **386** illegal firearms seized.\n"
        "— [Gun crime \\[falls\\]](https://example.com/a_%28b%29#:~:text=with%20386%20illegal%20firearms%20seized.)"
        " · Sample \\*News\\* · 19 March 2024"
    )


def test_a_quote_that_names_nobody_is_followed_by_the_sentence_that_does() -> None:
    about = Excerpt("Ioana *Petrescu*, 38, will run the company.", 40, 83)
    (embed,) = answer_sheet(
        answer(dataclasses.replace(quote("She will be paid £54,000.", (17, 24)), about=about))
    ).embeds
    lines = (embed.description or "").split("\n")
    at = lines.index("-# earlier in the article\\: “Ioana \\*Petrescu\\*, 38, will run the company.”")
    assert lines[at - 1] == "> She will be paid **£54,000**."
    assert lines[at + 1].startswith("— ")


def test_a_doubtful_answer_says_so_beside_the_short_answer() -> None:
    doubtful = answer_sheet(answer(quote("with 386 guns."), confidence=0.36))
    assert doubtful.content == "**386** *(not sure: 36 %)*"


def test_a_verdict_on_a_claim_stands_above_its_quote() -> None:
    agreeing = answer_sheet(answer(quote("with 386 guns.", (5, 8)), claim="agrees", confidence=0.1))
    assert agreeing.content == "**The article agrees.**"
    assert "> with **386** guns." in str(agreeing.embeds[0].description)
    assert (
        answer_sheet(answer(quote("It rains."), claim="differs")).content == "**The article says otherwise.**"
    )


def test_where_no_few_words_answer_a_notification_says_what_was_asked_and_how_much_there_is() -> None:
    about, other = quote("with 386 guns."), quote("It rains.", article="rain.md")
    digest = answer(about, about, other, short="", kind="topic", question="News on @everyone\n*now*?")
    sheet = answer_sheet(digest, echo=True)
    assert sheet.content == "News on \\@everyone \\*now\\*? – **3 quotes** from 2 articles"
    assert str(sheet.embeds[0].description).startswith("-# asked as “How many?”\n\n> with 386 guns.")
    wordless = answer_sheet(answer(about, short="", kind="topic"), echo=True, repeat=False)
    assert wordless.content == "**1 quote** from 1 article"
    assert str(wordless.embeds[0].description).startswith("> with 386 guns.")


def test_a_remark_is_answered_where_a_notification_shows_it() -> None:
    remark = answer(status="refused", answer=None, quotes=(), kind="remark", reason="I quote *news*.")
    for sheet in (answer_sheet(remark), answer_sheet(remark, repeat=False)):
        assert (sheet.content, sheet.embeds) == ("I quote \\*news\\*.", ())


def quotes_in(sheet: Sheet) -> list[str]:
    """The quotes of a sheet to the byte, from its embeds and, where one was too long, its files."""
    texts = quotations(whole_text(sheet))
    for filename, text in sheet.files:
        texts[int(filename.removeprefix("quote-").removesuffix(".txt")) - 1] = text
    return texts


def test_the_longest_refusal_of_the_most_hostile_words_is_sendable() -> None:
    hostile = "*_`|~<>" * 200
    longest = quote("*" * 1_300, title=hostile, publisher=hostile, url=f"https://example.com/{'a' * 600}")
    refused = answer(
        status="refused", answer=None, quotes=(), reason=hostile, asked_as=hostile, nearest=(longest, longest)
    )
    refused = dataclasses.replace(refused, question=hostile, notes=(hostile,) * 9)
    for one in (refused, dataclasses.replace(refused, kind="remark")):
        sheet = answer_sheet(one, echo=True)
        assert_sendable(sheet)
        assert sheet.content.count("\n") == 1
    passage = nearest_sheet(longest)
    assert_sendable(passage)
    assert quotes_in(passage) == [longest.text]


def test_no_part_of_an_answer_turns_the_direction_of_writing() -> None:
    turning = "\u202eturned\u2067 \u200bround"
    refused = answer(status="refused", answer=None, quotes=(), reason=turning, nearest=(quote(turning),))
    shown = [
        answer_sheet(
            answer(quote(turning, title=turning, publisher=turning), short=turning, asked_as=turning)
        ),
        nearest_sheet(refused.nearest[0]),
    ]
    for sheet in shown:
        lines = whole_text(sheet).split("\n")
        assert quotations(whole_text(sheet)) == [turning]
        assert sum("\u202e\u202cturned\u2067\u2069 \u200bround" in line for line in lines) == 1
        outside = [line for line in lines if not line.startswith("> ")]
        assert not any(character in line for line in outside for character in "\u202e\u2067\u200b")
    for sheet in (shown[0], answer_sheet(refused)):
        assert not any(character in sheet.content for character in "\u202e\u2067\u200b")


def test_a_refusal_is_one_line_and_its_nearest_passage_is_no_answer() -> None:
    refused = answer(
        status="refused",
        answer=None,
        quotes=(),
        reason="Nothing about *Manchester*.",
        nearest=(quote("In London, 386.", (11, 14)),),
    )
    sheet = answer_sheet(refused)
    assert sheet.content == "**No answer in the articles.** Nothing about \\*Manchester\\*."
    assert sheet.embeds == ()
    asked = dataclasses.replace(refused, question="Where?", notes=("Only 2024.", "Nothing newer."))
    grey = "-# Where? · asked as “How many?” · Only 2024. · Nothing newer."
    assert answer_sheet(asked, echo=True).content.split("\n")[1:] == [grey]
    passage = str(nearest_sheet(refused.nearest[0]).embeds[0].description)
    assert passage.startswith("The nearest passage, *not an answer*:\n\n> In London, 386.\n")


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            lambda text, times, spans: quote(text * times, *spans),
            st.text(min_size=1, max_size=40),
            st.sampled_from([1, 7, 100]),
            st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), max_size=3),
        ),
        min_size=1,
        max_size=5,
    ),
    st.text(max_size=400),
)
def test_any_text_fits_and_comes_back_to_the_byte(quotes: list[Quote], short: str) -> None:
    given_answer = answer(*quotes, short=short, question=f"{short} {'𝄞' * 200}")
    sheet = answer_sheet(given_answer, echo=True)
    assert_sendable(sheet)
    assert sheet.content.strip()
    seen = quotes_in(sheet)
    assert seen == [q.text for q in quotes[: sheet.shown]]
    for start in page_starts(quotes, sheet.shown):
        page = quotes_sheet(quotes, start)
        assert_sendable(page)
        assert page.shown >= 1


@pytest.mark.parametrize(
    "text",
    [
        "A plain sentence. " * 167,
        "*_" * 1500,
        "@everyone <@1> " * 200,
        "\u202e\u200bx" * 1000,
        "```\n" * 750,
        "é" * 3000,
        "𝄞" * 3000,
        "\n" * 3000,
    ],
)
def test_a_sentence_of_three_thousand_characters_fits(text: str) -> None:
    sheet = answer_sheet(answer(quote(text, (10, 20)), short=text))
    assert_sendable(sheet)
    assert quotes_in(sheet) == [text]


def test_plain_prose_of_three_thousand_characters_needs_no_file() -> None:
    sentence = (
        "He said that the police's work, done over 15 years, had paid off; “well-earned”, he called it. "
    )
    text = (sentence * 32)[:3000]
    sheet = answer_sheet(answer(quote(text, (10, 20))))
    assert sheet.files == ()
    assert quotations(whole_text(sheet)) == [text]


def test_what_does_not_fit_a_message_waits_for_the_next_page() -> None:
    quotes = [quote(f"{number} " + "long " * 480) for number in range(4)]
    whole = answer(*quotes)
    assert answer_sheet(whole).shown == 2
    assert page_starts(quotes, 2) == [2]
    assert quotes_sheet(quotes, 2).embeds[-1].footer.text == "Quotes 3–4 of 4"


def test_a_link_is_only_made_of_a_web_address() -> None:
    for url in (None, "javascript:alert(1)", "file:///etc/passwd", "https://a b", "http://[", "https:///x"):
        assert "](" not in str(answer_sheet(answer(quote("Words.", url=url))).embeds[0].description)


def test_a_long_sentence_is_linked_by_its_edges() -> None:
    text = "One, two three-four five six " + "and on " * 20 + "to the end & out."
    description = (
        answer_sheet(answer(quote(text, url="https://example.com/#top"))).embeds[0].description or ""
    )
    edges = "One%2C%20two%20three%2Dfour%20five%20six,to%20the%20end%20%26%20out."
    assert f"https://example.com/#top:~:text={edges}" in description


def test_a_passage_around_a_quote_keeps_the_quotes_citation() -> None:
    sheet = passage_sheet("Context", "Before. The quote. After.", [(8, 18)], quote("The quote."))
    assert "> Before. **The quote.** After." in (sheet.embeds[0].description or "")
    assert "text=The%20quote." in (sheet.embeds[0].description or "")


def test_what_is_further_kept_of_an_answer_is_hidden_with_its_folder() -> None:
    minutes = dataclasses.replace(CITATION, article="club/minutes.md")
    open_one, hidden = quote_of("386 guns."), quote_of("387 guns.", citation=minutes)
    answer = dataclasses.replace(answer_of(open_one), further=(hidden, open_one))
    assert visible_answer(answer, Selection(hidden=frozenset({"club"}))).further == (open_one,)
    assert visible_answer(answer, Selection()).further == (hidden, open_one)


def test_a_verdict_is_hidden_with_the_quote_that_it_rests_on() -> None:
    minutes = dataclasses.replace(CITATION, article="club/minutes.md")
    answer = dataclasses.replace(answer_of(quote_of("387 guns.", citation=minutes)), claim="differs")
    assert visible_answer(answer, Selection(hidden=frozenset({"club"}))).claim is None
    assert visible_answer(answer, Selection()).claim == "differs"
