"""An Answer as blocks, whatever the surface."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from bot.render import Segment, answer_blocks, doubt, quote_blocks, quote_segments, written_date
from index.answers import Answer, Excerpt, Quote, Verdict
from tests.bot.answers import CITATION, answer_of, answers, quote_of, quotes


@given(quotes())
def test_the_segments_of_a_quote_are_its_text(quote: Quote) -> None:
    segments = quote_segments(quote)
    assert "".join(segment.text for segment in segments) == quote.text
    strong = "".join(segment.text for segment in segments if segment.style == "strong")
    assert strong == "".join(quote.text[start:end] for start, end in quote.highlights)


def test_highlights_that_overlap_or_overrun_lose_no_text() -> None:
    segments = quote_segments(quote_of("one two three", (4, 7), (0, 5), (8, 99)))
    assert "".join(segment.text for segment in segments) == "one two three"
    assert [segment.text for segment in segments if segment.style == "strong"] == ["one t", "wo", "three"]


@given(answers)
def test_every_quote_is_followed_by_its_source(answer: Answer) -> None:
    blocks = answer_blocks(answer)
    shown = [block for block in blocks if block.kind == "quote"]
    assert [block.text for block in shown] == [quote.text for quote in answer.quotes or answer.nearest]
    for quote in shown:
        assert blocks[blocks.index(quote) + 1].kind == "source"


def test_a_refusal_looks_different_and_labels_what_is_near() -> None:
    blocks = answer_blocks(answer_of(quote_of("Near."), reason="No article mentions Karachi."))
    assert [block.kind for block in blocks] == ["refusal", "label", "quote", "source"]
    assert "No article mentions Karachi." in blocks[0].text
    assert "not an answer" in blocks[1].text


@pytest.mark.parametrize(
    ("claim", "said"), [("agrees", "The article agrees."), ("differs", "The article says otherwise.")]
)
def test_a_claim_is_told_what_its_article_makes_of_it(claim: Verdict, said: str) -> None:
    blocks = answer_blocks(
        replace(answer_of(quote_of("with 386 guns.", (5, 8))), claim=claim, confidence=0.1)
    )
    assert (blocks[0].segments, blocks[1].text) == ((Segment(said, "strong"),), "with 386 guns.")


def test_a_quote_that_names_nobody_is_followed_by_the_sentence_that_does() -> None:
    quote = replace(
        quote_of("She will be paid £54,000.", (17, 24)), about=Excerpt("Ioana\nPetrescu  leads it.", 40, 63)
    )
    blocks = quote_blocks((quote, quote_of("It opens in May.")))
    assert [block.kind for block in blocks] == ["quote", "about", "source", "quote", "source"]
    assert blocks[1].text == "earlier in the article: “Ioana Petrescu leads it.”"


def test_a_completed_question_is_shown() -> None:
    first = answer_blocks(answer_of(quote_of("Yes."), asked_as="how many guns?"))[0]
    assert first.segments == (Segment("asked as: ", "dim"), Segment("how many guns?"))
    assert answer_blocks(answer_of(quote_of("Yes."), asked_as=" how  many? "))[0].kind == "answer"


def test_an_article_named_before_is_only_pointed_at() -> None:
    other = replace(CITATION, path="/corpus/other.md", title="Other", paragraph=7)
    cited = (CITATION, other, replace(CITATION, paragraph=12), replace(other, sha256="1" * 64))
    sources = quote_blocks(tuple(quote_of("Yes.", citation=citation) for citation in cited))[1::2]
    assert [source.text for source in sources] == [
        "[1] Guns · The Example · 19 March 2024 · /corpus/guns.md, paragraph 2",
        "[2] Other · The Example · 19 March 2024 · /corpus/other.md, paragraph 7",
        "[3] the same article as [1], paragraph 12",
        "[4] Other · The Example · 19 March 2024 · /corpus/other.md, paragraph 7",
    ]


@pytest.mark.parametrize(
    ("confidence", "said"), [(0.36, "not sure: 36 %"), (0.3999, "not sure: 39 %"), (0.4, None), (0.9, None)]
)
def test_doubt_is_told_below_one_half(confidence: float, said: str | None) -> None:
    answer = replace(answer_of(quote_of("386", (0, 3))), confidence=confidence)
    assert doubt(answer) == said
    assert answer_blocks(answer)[0].text == ("386" if said is None else f"386 ({said})")
    assert doubt(replace(answer_of(reason="Why?"), confidence=confidence)) is None


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2024-03-19", "19 March 2024"),
        ("2024-03-09T10:00:00", "9 March 2024"),
        ("2024-03", "March 2024"),
        ("2024", "2024"),
        ("2024-13-01", "2024-13-01"),
        ("last week", "last week"),
        (None, None),
    ],
)
def test_dates_are_as_people_write_them(date: str | None, written: str | None) -> None:
    assert written_date(date) == written
