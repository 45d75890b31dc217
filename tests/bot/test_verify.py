"""`pullquote verify`: quotes against the articles as they are now."""

from __future__ import annotations

import json
import os
import pty

import pytest

from tests.bot.conftest import GUNS, SEIZED, UNKNOWN, Newsroom


@pytest.fixture
def given(newsroom: Newsroom) -> str:
    """An answer and a refusal, a line each."""
    return newsroom.run("ask", "--json", "-", given=f"{SEIZED}\n{UNKNOWN}\n").stdout


def verdicts(newsroom: Newsroom, given: str) -> list[str]:
    return [line.split()[0] for line in newsroom.run("verify", given=given).stdout.splitlines()]


def test_every_quote_just_given_is_found(newsroom: Newsroom, given: str) -> None:
    result = newsroom.run("verify", given=given)
    assert result.exit_code == 0
    first, *rest = result.stdout.splitlines()
    assert first.startswith("FOUND   “Officers seized 386 illegal firearms")
    assert "Gun crime falls in the capital, paragraph 2" in first
    assert len(rest) == len(json.loads(given.splitlines()[1])["nearest"])


def test_printed_for_people_or_in_a_list_of_lines_it_is_the_same(newsroom: Newsroom, given: str) -> None:
    pretty = "\n".join(json.dumps(json.loads(line), indent=2) for line in given.splitlines())
    assert verdicts(newsroom, pretty) == verdicts(newsroom, given)


def test_a_changed_article_and_one_that_is_gone(newsroom: Newsroom, given: str) -> None:
    (newsroom.corpus / "guns.md").write_text(GUNS.replace("386", "387"))
    result = newsroom.run("verify", given=given.splitlines()[0])
    assert result.exit_code == 1
    assert result.stdout.startswith("CHANGED ")
    (newsroom.corpus / "guns.md").unlink()
    result = newsroom.run("verify", given=given.splitlines()[0])
    assert result.exit_code == 1
    assert result.stdout.startswith("GONE ")


def test_lines_that_were_no_questions_hold_no_quotes(newsroom: Newsroom) -> None:
    given = newsroom.run("ask", "--json", "-", given=f"\n{SEIZED}\n").stdout
    assert verdicts(newsroom, given) == ["FOUND"]


@pytest.mark.parametrize(
    "given", ["{", "[1]", '"text"', '{"quotes": [{"text": "x"}]}', '{"quotes": 1}', "[" * 100_000]
)
def test_what_is_no_answer_is_a_fault(newsroom: Newsroom, given: str) -> None:
    result = newsroom.run("verify", given=given)
    assert result.exit_code == 2
    assert "pullquote ask --json" in result.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("who?", "is not JSON from line 1 on."),
        ('{"error": "x"}\n{"error": "y"}\n{"quotes": [', "is not JSON from line 3 on."),
        (" \n", "is empty."),
        ('{"quotes": [{"text": "x"}], "nearest": []}', "holds something else than quotes."),
        ("3", "holds something else than answers."),
    ],
)
def test_what_is_wrong_with_it_is_said_in_our_words(newsroom: Newsroom, given: str, said: str) -> None:
    result = newsroom.run("verify", given=given)
    assert result.exit_code == 2
    assert f"Error: Standard input {said} A JSON object for each answer was expected" in result.stderr


def test_quotes_in_an_argument_are_shown_the_way(newsroom: Newsroom, given: str) -> None:
    result = newsroom.run("verify", given, given=given)
    assert result.exit_code == 2
    assert "| pullquote verify\n" in result.stderr


def test_nobody_waits_at_a_terminal_for_what_verify_reads(newsroom: Newsroom) -> None:
    ours, theirs = pty.openpty()
    with newsroom.spawn("verify", stdin=theirs) as process:
        os.close(theirs)
        _, complaint = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 2
    assert 'pullquote ask --json "how many guns were seized?" | pullquote verify' in complaint
