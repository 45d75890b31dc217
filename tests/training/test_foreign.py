"""Questions in other languages: that they are what they say they are, and what is fitted to them."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

import pytest

from index import build
from training import foreign
from training.passage import read_lines


def test_every_answer_stands_in_its_article() -> None:
    rows = list(read_lines(foreign.LINES))
    assert len(rows) == 64
    for row in rows:
        assert len(row["asked"]) == 10
        assert all(answer in row["text"] or answer in row["title"] for _, answer in row["asked"])
        assert sum(not answer for _, answer in row["asked"]) == 4
    languages = Counter(row["language"] for row in rows)
    assert (len(languages), set(languages.values())) == (15, {4, 8})


def test_questions_asked_become_columns_of_signals(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign, "build", functools.partial(build, models=models))
    rows = [row | {"asked": row["asked"][:3]} for row in list(read_lines(foreign.LINES))[:2]]
    asked = list(foreign.all_asked(rows, tmp_path))
    assert [one.question for one in asked] == [question for row in rows for question, _ in row["asked"]]
    assert [one.answerable for one in asked] == [bool(answer) for row in rows for _, answer in row["asked"]]
    for one in asked:
        assert one.signals.shape == (len(one.right), len(foreign.SIGNALS))
        assert one.group == "de"
    assert any(one.right.any() for one in asked)
    assert not any(one.right.any() for one in asked if not one.answerable)
