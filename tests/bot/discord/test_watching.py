"""PULLQUOTE_WATCH=1: the running bot answers from what changed in the corpus."""

from __future__ import annotations

import asyncio
import shutil
import threading
from pathlib import Path

import pytest

from bot.discord.managing import reindexing
from index import Archive, BuildReport, build
from tests.bot.discord.conftest import Stage
from tests.bot.test_watching import GROUND, MILL
from tests.discord_server import Person


async def test_the_bot_indexes_what_changes(
    stage: Stage, alice: Person, corpus: Path, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, added = tmp_path / "corpus", threading.Event()
    shutil.copytree(corpus, own)
    build(own, tmp_path / "data", models=models)

    def noted(*where: str, **how: object) -> BuildReport:
        report = build(*where, **how)  # type: ignore[arg-type]
        if report.added == ("mill.md",):
            added.set()
        return report

    monkeypatch.setattr(reindexing, "build", noted)
    monkeypatch.setenv("PULLQUOTE_WATCH", "1")
    monkeypatch.setenv("PULLQUOTE_MODELS", str(models))
    with Archive.open(tmp_path / "data") as archive:
        stage.archive = archive
        async with stage.running():
            (own / "mill.md").write_text(MILL)
            assert await asyncio.to_thread(added.wait, 120)
            answer = await (await alice.slash(stage.general, "ask", question=GROUND)).answered()
    assert "12" in answer.text


async def test_without_the_setting_nothing_is_watched(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULLQUOTE_WATCH", raising=False)
    before = set(threading.enumerate())  # a bot that was stopped may still end what it was looking at
    async with stage.running():
        begun = set(threading.enumerate()) - before
        assert not [thread for thread in begun if thread.name == "watching"]
