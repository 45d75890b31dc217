"""`pullquote watch`: files and feeds that change are answered from at the next question."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from bot.building import NICENESS
from bot.settings import Settings
from bot.watching import follow
from index import Archive
from tests.bot.conftest import Newsroom
from tests.index.adding.test_adding import article, rss
from tests.index.building.test_boilerplate import SIGN_UP
from tests.web import serving

MILL = "---\ntitle: The mill of Rye\n---\nThe mill of Rye ground 12 tonnes of flour this year.\n"
GROUND = "how many tonnes of flour did the mill of Rye grind?"
FAIR = "The fair of Rye was visited by 8,400 people this year, its organisers said. " * 5


def said(process_lines: Iterator[str], part: str) -> list[str]:
    """What was said up to a line with these words."""
    lines = []
    for line in process_lines:
        lines.append(line)
        if part in line:
            return lines
    raise AssertionError(f"{part!r} was never said, but: {''.join(lines)}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_files_and_feeds_are_followed_until_it_is_stopped(newsroom: Newsroom, number: signal.Signals) -> None:
    newsroom.environment["PULLQUOTE_ALLOWED_NETWORKS"] = "127.0.0.1"
    with serving() as site, Archive.open(newsroom.data) as archive:
        feed = site.put("/feed", rss())
        with newsroom.spawn("watch", "--feed", feed, "--every", "0.02") as process:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            assert "and 1 feed. Ctrl-C ends." in next(lines)
            assert os.getpriority(os.PRIO_PROCESS, process.pid) >= NICENESS
            (newsroom.corpus / "mill.md").write_text(MILL)
            said(lines, "1 added")
            assert "12" in str(archive.ask(GROUND).to_json())
            link = site.put("/fair", article("The fair of Rye", f"{FAIR}</p><p>{SIGN_UP}"))
            site.put("/feed", rss((link, "x")))
            said(lines, "+ 2024-03-19-the-fair-of-rye.md: The fair of Rye")
            told = "".join(said(lines, "1 added"))
            assert "! 2024-03-19-the-fair-of-rye.md: 1 paragraph is taken for no news" in told
            assert "8,400" in str(archive.ask("how many people visited the fair of Rye?").to_json())
            (newsroom.corpus / "bad.md").write_bytes(b"\0")
            assert any("! bad.md skipped" in line for line in said(lines, "bad.md"))
            process.send_signal(number)
            assert "Stopped." in "".join(lines)
            assert process.wait(60) == 0


def test_what_was_given_of_an_article_stands_when_a_feed_brings_it_anew(newsroom: Newsroom) -> None:
    newsroom.environment["PULLQUOTE_ALLOWED_NETWORKS"] = "127.0.0.1"
    with serving() as site:
        link = site.put("/fair", article("The fair of Rye", FAIR))
        assert newsroom.run("add", "--publisher", "Rye Gazette", link).exit_code == 0
        site.put("/fair", article("The fair of Rye", FAIR.replace("8,400", "9,400")))
        feed = site.put("/feed", rss((link, "corrected")))
        with newsroom.spawn("watch", "--feed", feed, "--every", "0.02") as process:
            assert process.stdout is not None
            said(iter(process.stdout.readline, ""), "~ 2024-03-19-the-fair-of-rye.md: The fair of Rye")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
    written = (newsroom.corpus / "2024-03-19-the-fair-of-rye.md").read_text()
    assert "9,400" in written
    assert 'publisher: "Rye Gazette"' in written


def test_what_nobody_foresaw_is_told_and_watching_goes_on(newsroom: Newsroom) -> None:
    settings = Settings(corpus=newsroom.corpus, data=newsroom.data)
    stop, told, builds = threading.Event(), list[str](), list[int]()

    def build() -> None:
        builds.append(1)
        if len(builds) == 1:
            (newsroom.corpus / "mill.md").write_text(MILL)
            raise AttributeError("no such thing")
        stop.set()

    follow(
        settings,
        newsroom.corpus,
        newsroom.data,
        stop,
        build=build,
        tell=lambda _: None,
        fault=lambda error: told.append(str(error)),
    )
    assert len(builds) == 2
    assert told == ["What was not foreseen went wrong (AttributeError: no such thing)."]


def test_a_corpus_that_is_not_there_is_told(newsroom: Newsroom) -> None:
    result = newsroom.run("--corpus", str(newsroom.corpus / "nowhere"), "watch")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
