"""An answer on a terminal or in a pipe: whole, within the width, and never obeyed."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.explanation import print_explanation
from bot.render import quote_segments
from bot.terminal import console_on, harmless, print_answer, say
from index.answers import Answer, Candidate, Quote
from tests.bot.answers import CITATION, answer_of, answers, quote_of, texts

widths = st.integers(20, 100)


def printed(answer: Answer, width: int, *, colour: bool = False) -> str:
    """What a pipe, or with colour a terminal, of that width gets."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    print_answer(console, answer)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def explained(answer: Answer, width: int) -> str:
    """The explanation as a pipe of that width gets it."""
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False)
    print_explanation(console, answer)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def bare(text: str) -> str:
    """Without white space, which wrapping may change."""
    return re.sub(r"\s", "", text)


def marked(quote: Quote) -> str:
    """The quote as a pipe shows it: what answers between asterisks."""
    return "".join(
        f"**{harmless(segment.text)}**" if segment.style == "strong" else harmless(segment.text)
        for segment in quote_segments(quote)
    )


@given(answers, widths)
def test_every_quote_is_whole(answer: Answer, width: int) -> None:
    shown = bare(printed(answer, width))
    for quote in answer.quotes or answer.nearest:
        assert bare(f"“{marked(quote)}”") in shown


@given(answers, widths)
def test_no_line_is_wider_than_the_terminal(answer: Answer, width: int) -> None:
    assert all(cell_len(line) <= width for line in printed(answer, width).split("\n"))


@given(answers, widths)
def test_nothing_in_an_article_is_obeyed(answer: Answer, width: int) -> None:
    assert not commands_in(printed(answer, width))


@given(answers, widths)
def test_on_a_terminal_only_our_own_styles_are_obeyed(answer: Answer, width: int) -> None:
    styled = printed(answer, width, colour=True)
    links = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", styled)
    assert not commands_in(re.sub(r"\x1b\[[\d;]*m", "", links))


@given(texts())
def test_harmless_text_keeps_every_ordinary_word(text: str) -> None:
    ordinary = "".join(c for c in text if c.isalnum() and unicodedata.category(c) != "Co")
    assert all(character in harmless(text) for character in ordinary)
    assert not commands_in(harmless(text))


def commands_in(text: str) -> list[str]:
    """Characters that a terminal could obey: controls, and formats other than joiners and soft hyphens."""
    allowed = "\n\u00ad\u200c\u200d"
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in allowed]


def test_controls_are_shown() -> None:
    assert harmless("a\x1b[31mb\x7f\u202ec\x9b\n\td") == "a␛[31mb␡⟨U+202E⟩c⟨U+009B⟩ d"


def test_an_answer_reads_as_in_the_readme() -> None:
    answer = answer_of(quote_of("Officers seized 386 illegal firearms in London last year.", (16, 19)))
    assert printed(answer, 50).split("\n") == [
        "386",
        "  “Officers seized **386** illegal firearms in",
        "   London last year.”",
        "  [1] Guns · The Example · 19 March 2024 ·",
        "      /corpus/guns.md, paragraph 2",
        "",
    ]


def test_on_a_terminal_the_answering_words_are_bold() -> None:
    shown = printed(answer_of(quote_of("Officers seized 386 firearms.", (16, 19))), 80, colour=True)
    assert "\x1b[1m386\x1b[0m" in shown
    assert "**" not in shown


def test_a_link_that_is_no_web_address_is_not_made() -> None:
    quote = quote_of("Yes.")
    for url, linked in (("https://example.org/a", True), ("https://example.org/\x1b", False)):
        cited = replace(quote, citation=replace(quote.citation, url=url))
        assert ("\x1b]8;" in printed(answer_of(cited), 80, colour=True)) is linked


def test_a_pipe_is_eighty_columns_wide_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    console = console_on(io.StringIO())
    assert console.width == 80
    assert console.color_system is None


@given(texts(), widths)
def test_an_explanation_shows_every_candidate(span: str, width: int) -> None:
    answer = answer_of(quote_of("Near."), reason="Why?")
    rows = tuple(
        Candidate("a.md", 0, 5, dense, 0.5, rank, keyword, 0.03, margin, careful, span)
        for dense, rank, keyword, margin, careful in ((1, 2, 3.5, -1.0, 2.5), (None, 3, 1.5, 4.25, None))
    )
    answer = replace(answer, explanation=replace(answer.explanation, candidates=rows))
    shown = explained(answer, width)
    assert "intheorderofthejudge" in bare(shown)
    assert shown.index("-1.00") < shown.index("+4.25")  # in the order of the judge, not of the reader
    assert bare(shown).count("dense0.50#1·keyword3.5#2·fused0.0300·readagain+2.50") == 1
    assert bare(shown).count("a.md·keyword1.5#3·fused0.0300") == 1
    assert bare(shown).count(bare(harmless(span))) >= 2
    assert "nothing supports:Karachi".replace(" ", "") in bare(shown)
    assert all(cell_len(line) <= width for line in shown.split("\n"))
    assert not commands_in(shown)


def test_an_explanation_begins_with_the_question_and_the_decision() -> None:
    given = answer_of(quote_of("Near."), asked_as="how many guns?")
    assert explained(given, 80).split("\n")[:2] == [
        "Asked: how many? (understood as: how many guns?)",
        "Answered because the confidence, 0.75, is at least 0.50.",
    ]
    refused = replace(
        answer_of(reason="No article mentions “Karachi”.", asked_as="how many?"), confidence=0.4
    )
    assert explained(refused, 100).split("\n")[:2] == [
        "Asked: how many?",
        "Refused because the confidence, 0.40, is below 0.50. No article mentions “Karachi”.",
    ]
    near = replace(refused, confidence=0.4998)
    assert "0.4998, is below 0.5000" in explained(near, 100)


def test_an_explanation_claims_no_ground_that_the_decision_did_not_have() -> None:
    """A chat may refuse, from the quote at hand, after an answer that was sure enough."""
    refused = answer_of(reason="The last question got no quote.")
    assert "Refused. The last question got no quote." in explained(refused, 80)


def test_paragraphs_of_a_quote_begin_lines_and_single_newlines_do_not() -> None:
    answer = answer_of(quote_of("One 1\ntwo.\n\nThree.  \n \n\n  Four.", (4, 5)))
    assert printed(answer, 80).split("\n")[1:4] == ["  “One **1** two.", "   Three.", "   Four.”"]


def test_an_answer_that_is_more_likely_wrong_says_so() -> None:
    quote = quote_of("Officers seized 386 firearms.", (16, 19))
    doubtful = replace(answer_of(quote), confidence=0.36)
    assert printed(doubtful, 80).startswith("386 (not sure: 36 %)\n")
    assert "\x1b[2m (not sure: 36 %)\x1b[0m" in printed(doubtful, 80, colour=True)


def test_a_path_is_shown_from_here_or_from_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path))
    for path, shown in (
        (tmp_path / "work" / "news" / "a.md", "news/a.md"),
        (tmp_path / "news" / "a.md", "~/news/a.md"),
        (Path("/elsewhere/a.md"), "/elsewhere/a.md"),
    ):
        cited = quote_of("Yes.", citation=replace(CITATION, path=str(path)))
        assert f" · {shown}, paragraph 2" in printed(answer_of(cited), 100)
    monkeypatch.setenv("HOME", "/")
    cited = quote_of("Yes.", citation=replace(CITATION, path="/elsewhere/a.md"))
    assert " · /elsewhere/a.md, paragraph 2" in printed(answer_of(cited), 100)


class Terminal(io.StringIO):
    """Something that calls itself a terminal."""

    def isatty(self) -> bool:
        return True


def said(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, columns: int, sentence: str, label: str
) -> str:
    """What `say` writes to a stream when COLUMNS says how wide it is."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.stdout", stream)
    say(sentence, label=label)
    return stream.getvalue()


@given(st.lists(st.from_regex(r"[a-z'_.,]{1,12}", fullmatch=True), min_size=1), st.integers(20, 100))
def test_sentences_break_between_words(words: list[str], columns: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        shown = said(patch, Terminal(), columns, " ".join(words), label="label ")
    assert shown.split() == ["label", *words]
    assert all(len(line) <= columns for line in shown.split("\n"))
    assert all(line.startswith(" " * len("label ")) for line in shown.removesuffix("\n").split("\n")[1:])


def test_a_sentence_in_a_pipe_is_one_line_and_never_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "word " * 40 + "\x1b[31m"
    assert said(monkeypatch, io.StringIO(), 40, sentence, "! ") == "! " + "word " * 40 + "␛[31m\n"


def test_a_path_longer_than_the_line_stays_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/a-long-folder" * 5
    shown = said(monkeypatch, Terminal(), 40, f"There is no corpus folder at {path}.", "")
    assert shown.split("\n") == ["There is no corpus folder at", f"{path}.", ""]
