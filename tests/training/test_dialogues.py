"""Dialogues written over days of news: where the words stand that answer their turns."""

from __future__ import annotations

from typing import Any

import pytest

from training.dialogues import DIALOGUES, with_answers
from training.passage import read_lines
from training.written import OtherPassage, digest

STORM = "A storm closes the harbour of Westquay for 3 days."
DAYS = [{"date": "2009-07-30", "items": [{"text": "Nothing."}, {"text": f"{STORM}\n"}]}]
LINE: dict[str, Any] = {
    "id": "d1",
    "turns": [
        {
            "say": "for how long?",
            "means": "For how long?",
            "kind": "first",
            "answers": [["2009-07-30#1", 43, 49]],
        },
        {"say": "why?", "means": "Why?", "kind": "absent", "answers": []},
        {"say": "any news on whales?", "means": "Any news on whales?", "kind": "topic"},
    ],
    "digests": {"2009-07-30#1": digest(STORM)},
}
KINDS = (
    "first",
    "pronoun",
    "ellipsis",
    "time",
    "shift",
    "quote",
    "independent",
    "absent",
    "courtesy",
    "correction",
)
UNANSWERED = ("first", "independent", "leaning", "topic", "topic leaning", "remark")
"""The kinds of turns in dialogues that do not tell what answers."""


def test_a_turn_has_the_words_that_answer_it() -> None:
    (dialogue,) = with_answers([LINE], DAYS)
    assert [turn.get("answers") for turn in dialogue["turns"]] == [["3 days"], [], None]
    assert [turn["say"] for turn in dialogue["turns"]] == ["for how long?", "why?", "any news on whales?"]


@pytest.mark.parametrize("text", ["Nothing.", f"{STORM} It is over.", ""])
def test_other_news_than_it_was_written_on_is_an_error(text: str) -> None:
    with pytest.raises(OtherPassage, match="2009-07-30#1"):
        list(with_answers([LINE], [{"date": "2009-07-30", "items": [{"text": "Nothing."}, {"text": text}]}]))


def test_what_is_shipped_is_whole() -> None:
    rows = list(read_lines(DIALOGUES))
    assert len({row["id"] for row in rows}) == len(rows) >= 100
    for row in rows:
        assert row["turns"][0]["kind"] == "first"
        for turn in row["turns"]:
            if "answers" not in turn:
                assert turn["kind"] in UNANSWERED
                continue
            assert turn["kind"] in KINDS
            assert bool(turn["answers"]) != (turn["kind"] in ("absent", "courtesy")), turn
            assert all(item in row["digests"] and 0 <= start < end for item, start, end in turn["answers"])
