"""The ledger: what it keeps, how it forgets, and that it never knows who somebody is."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import DAY, SOMEBODY, Feed, Feedback, Ledger, LedgerUnusable, awaited, ledger_key
from index.answers import Answer, Candidate, Citation, Explanation, Quote

PERSON, OTHER, GUILD, CHANNEL = 11, 12, 21, 31
CITATION = Citation("a.md", "A", None, "2024-03-19", None, "corpus/a.md", 1, "0" * 64)
QUOTE = Quote("with 386 guns", 4, 17, ((5, 8),), 7.25, CITATION)
CANDIDATE = Candidate("a.md", 0, 20, 1, 0.5, None, 0.0, 0.016, 7.25, 1.5, "386")
ANSWER = Answer(
    "How many?", "How many guns?", "answered", "g1", None, "386", (QUOTE,), (), 0.91, 12.5,
    Explanation((CANDIDATE,), 0.5, {"margin": 7.25}, ("many",)),
)  # fmt: skip


def refused(question: str) -> Answer:
    return dataclasses.replace(
        ANSWER,
        question=question,
        asked_as=question,
        status="refused",
        reason="Nothing on that.",
        answer=None,
        quotes=(),
        nearest=(QUOTE,),
    )


def asked(question: str) -> Answer:
    return dataclasses.replace(ANSWER, question=question, asked_as=question)


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger", key=b"key", clock=clock) as opened:
        yield opened


def record(
    ledger: Ledger, answer: Answer = ANSWER, *, guild: int | None = GUILD, private: bool = False
) -> str:
    return ledger.record(answer, guild=guild, channel=CHANNEL, asker=PERSON, private=private)


def test_an_answer_comes_back_whole_by_id_and_by_message(ledger: Ledger) -> None:
    entry = record(ledger)
    ledger.place(entry, 99)
    kept = ledger.entry(entry)
    assert kept == ledger.entry_at(99)
    assert kept is not None
    assert kept.answer == ANSWER
    assert (kept.guild, kept.channel, kept.message, kept.private, kept.deep) == (
        GUILD,
        CHANNEL,
        99,
        False,
        False,
    )


def test_what_is_not_there_is_none(ledger: Ledger) -> None:
    assert ledger.entry("0" * 16) is None
    assert ledger.entry_at(1) is None
    assert not ledger.judge("0" * 16, PERSON, helpful=True)


def test_a_deepened_answer_has_its_further_quotes(ledger: Ledger) -> None:
    entry = record(ledger)
    deeper = dataclasses.replace(ANSWER, quotes=(QUOTE, QUOTE))
    ledger.deepen(entry, deeper)
    kept = ledger.entry(entry)
    assert kept is not None
    assert kept.deep
    assert kept.answer == deeper


def test_a_revised_answer_replaces_the_first_and_what_was_thought_of_it(ledger: Ledger) -> None:
    entry = record(ledger, refused("What?"))
    ledger.judge(entry, PERSON, helpful=False)
    ledger.revise(entry, ANSWER)
    kept = ledger.entry(entry)
    assert kept is not None
    assert kept.answer == ANSWER
    assert ledger.feedback(entry) == []
    assert ledger.unanswered(GUILD, channels=[CHANNEL]) == []


@pytest.mark.parametrize("keep_days", [0, 90])
@pytest.mark.parametrize("how", ["revise", "forget", "forget_person", "forget_shown_in", "forget_left"])
def test_nobody_waits_for_what_was_taken_back_and_nothing_corrects_it(
    tmp_path: Path, clock: Clock, how: str, keep_days: int
) -> None:
    with Ledger(tmp_path / "ledger", key=b"key", keep_days=keep_days, clock=clock) as ledger:
        entry, other = (record(ledger, refused("What?"), guild=guild) for guild in (GUILD, None))
        for each in (entry, other):
            ledger.place(each, 99, CHANNEL + (each == other))
            assert ledger.await_answer(each, OTHER, 2)
            ledger.correct(each, "It has changed.")
        ledger.left(GUILD)
        clock.now += 8 * DAY
        take_back = {
            "revise": lambda: ledger.revise(entry, refused("What else?")),
            "forget": lambda: ledger.forget(entry),
            "forget_person": lambda: ledger.forget_person(PERSON),
            "forget_shown_in": lambda: ledger.forget_shown_in(CHANNEL),
            "forget_left": ledger.forget_left,
        }
        take_back[how]()
        left = [] if how == "forget_person" else [other]
        assert list(ledger.awaited()) == left
        assert [each for each in (entry, other) if ledger.correction(each)] == left


def test_an_answer_is_not_waited_for(ledger: Ledger) -> None:
    entry = record(ledger)
    assert ledger.await_answer(entry, OTHER, 1) is None
    assert ledger.awaited() == {}


def test_each_person_has_one_opinion_of_an_answer(ledger: Ledger) -> None:
    entry = record(ledger)
    ledger.judge(entry, PERSON, helpful=True)
    ledger.judge(entry, OTHER, helpful=True)
    ledger.judge(entry, PERSON, helpful=False, comment="no")
    assert sorted(feedback.helpful for feedback in ledger.feedback(entry)) == [False, True]


def test_recent_questions_are_those_answered_openly_here(ledger: Ledger, clock: Clock) -> None:
    here = {CHANNEL}
    for question in ("How many guns?", "How many GUNS", "How many knives?"):
        clock.now += 1
        record(ledger, asked(question))
    record(ledger, asked("private?"), private=True)
    record(ledger, asked("elsewhere?"), guild=GUILD + 1)
    record(ledger, refused("refused?"))
    ledger.record(asked("not listed?"), guild=GUILD, channel=CHANNEL, asker=PERSON, listed=False)
    ledger.record(asked("next door?"), guild=GUILD, channel=CHANNEL + 1, asker=PERSON)
    assert ledger.recent_questions(GUILD, "", channels=here) == ["How many knives?", "How many GUNS"]
    assert ledger.recent_questions(GUILD, "Guns!", channels=here) == ["How many GUNS"]
    assert ledger.recent_questions(GUILD, "", channels=here, limit=1) == ["How many knives?"]
    assert ledger.recent_questions(GUILD, "", channels={CHANNEL + 1}) == ["next door?"]
    assert ledger.recent_questions(GUILD, "", channels=()) == []


def test_lists_show_a_follow_up_as_it_was_completed(ledger: Ledger) -> None:
    follow_up = dataclasses.replace(ANSWER, question="And knives?", asked_as="How many knives?")
    record(ledger, follow_up)
    record(ledger, dataclasses.replace(refused("And tin?"), asked_as="What is the price of tin?"))
    assert ledger.recent_questions(GUILD, "", channels={CHANNEL}) == ["How many knives?"]
    assert [group.question for group in ledger.unanswered(GUILD, channels=[CHANNEL])] == [
        "What is the price of tin?"
    ]


def test_unanswered_questions_are_grouped_most_frequent_first(ledger: Ledger, clock: Clock) -> None:
    for question in ("Who is Ann?", "who is ann", "What is tin?", "Who, is: ANN!"):
        clock.now += 1
        record(ledger, refused(question))
    ledger.record(refused("Who said so?"), guild=GUILD, channel=CHANNEL, asker=PERSON, listed=False)
    first, second = ledger.unanswered(GUILD, channels=[CHANNEL])
    assert (first.question, first.times, first.latest) == ("Who, is: ANN!", 3, clock.now)
    assert (second.question, second.times, second.reason) == ("What is tin?", 1, "Nothing on that.")
    assert ledger.unanswered(GUILD + 1, channels=[CHANNEL]) == []


def test_what_was_asked_elsewhere_is_in_no_list_of_a_channel(ledger: Ledger) -> None:
    for each in (asked("How many?"), refused("What is the price of tin?")):
        ledger.judge(record(ledger, each), OTHER, helpful=False)
    assert ledger.unanswered(GUILD, channels=[CHANNEL + 1]) == []
    assert ledger.criticisms(GUILD, 9, channels=[CHANNEL + 1]) == []
    assert len(ledger.criticisms(GUILD, 9, channels=[CHANNEL])) == 2


def test_the_newest_criticisms_of_one_kind_are_found_behind_those_of_another(
    ledger: Ledger, clock: Clock
) -> None:
    for why in ("outdated", "sentence", "sentence"):
        ledger.judge(record(ledger), OTHER, helpful=False, why=why)
        clock.now += 1
    found = ledger.criticisms(GUILD, 2, channels=[CHANNEL], why="outdated")
    assert [each.why for each in found] == ["outdated"]


def test_answers_that_quote_otherwise_are_found_a_few_at_a_time(
    ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(awaited, "PARSED", 2)
    begun, entries = clock.now, []
    for number in range(7):
        clock.now += 1
        article = dataclasses.replace(CITATION, article=f"{number % 2}.md")
        quoting = dataclasses.replace(ANSWER, quotes=(dataclasses.replace(QUOTE, citation=article),))
        entries.append(record(ledger, quoting))
        ledger.place(entries[-1], number)
    texts = {"0.md": CITATION.sha256, "1.md": "1" * 64}
    assert ledger.quoting_otherwise(texts, begun) == [entries[5], entries[3], entries[1]]
    assert ledger.quoting_otherwise(texts, begun + 3) == [entries[5], entries[3]]
    ledger.correct(entries[0], "It has changed.")
    assert ledger.quoting_otherwise(texts, begun)[-1] == entries[0]


def test_what_is_asked_more_of_late_can_be_told(ledger: Ledger, clock: Clock) -> None:
    for question, days in (("Who is Ann?", 0), ("Who is Ann?", 3), ("Who is Ann?", 8), ("What is tin?", 9)):
        record(ledger, refused(question))
        clock.now += days * DAY
    record(ledger, asked("How many guns?"))
    record(ledger, refused("Private?"), private=True)
    first, second = ledger.unanswered(GUILD, channels=[CHANNEL])
    assert (first.times, first.lately, first.before) == (3, 0, 0)
    assert (second.times, second.lately, second.before) == (1, 0, 1)
    assert ledger.weeks(GUILD) == (2, 1, 1, 1)
    assert ledger.weeks(GUILD + 1) == (0, 0, 0, 0)


def test_what_is_older_than_it_may_be_kept_is_gone_from_the_file(
    ledger: Ledger, clock: Clock, tmp_path: Path
) -> None:
    old = record(ledger, dataclasses.replace(ANSWER, question="an antiquated question"))
    ledger.judge(old, PERSON, helpful=False, comment="an antiquated comment")
    clock.now += 89 * DAY
    new = record(ledger)
    assert ledger.purge() == 0
    clock.now += 1.5 * DAY
    assert ledger.purge() == 1
    assert ledger.entry(old) is None
    assert ledger.feedback(old) == []
    assert ledger.entry(new) is not None
    assert b"antiquated" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_with_nothing_kept_nothing_said_reaches_the_disk(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "ledger"
    with Ledger(path, key=b"key", clock=clock) as keeping:
        record(keeping, dataclasses.replace(ANSWER, question="kept until the setting changed"))
    with Ledger(path, key=b"key", keep_days=0, clock=clock) as forgetful:
        entry = record(forgetful)
        assert forgetful.judge(entry, PERSON, helpful=True)
        assert forgetful.entry(entry) is not None
        forgetful.set_setting(GUILD, 0, "private", value=True)
        clock.now += 1.1 * DAY
        assert forgetful.purge() == 1
    with Ledger(path, key=b"key", keep_days=0, clock=clock) as reopened:
        assert reopened.entry(entry) is None
        assert reopened.settings(GUILD) == {(0, "private"): True}
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"386" not in written
    assert b"kept until" not in written


def test_people_are_hashes_that_need_the_key_or_nobody_at_all(tmp_path: Path) -> None:
    with Ledger(tmp_path / "one", key=b"key") as one, Ledger(tmp_path / "two", key=b"other key") as two:
        assert one.pseudonym(PERSON) == one.pseudonym(PERSON) != one.pseudonym(OTHER)
        assert one.pseudonym(PERSON) != two.pseudonym(PERSON)
    with Ledger(tmp_path / "nobody", key=b"key", keep_people=False) as nobody:
        entry = record(nobody)
        nobody.judge(entry, PERSON, helpful=True)
        pseudonym = nobody.pseudonym(PERSON)
    assert pseudonym.encode() not in (tmp_path / "nobody").read_bytes()


def test_people_kept_until_the_setting_changed_are_forgotten(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger", key=b"key") as keeping:
        entry = record(keeping)
        keeping.judge(entry, PERSON, helpful=True)
        keeping.judge(entry, OTHER, helpful=False)
        pseudonyms = [keeping.pseudonym(person).encode() for person in (PERSON, OTHER)]
    with Ledger(tmp_path / "ledger", key=b"key", keep_people=False) as nobody:
        assert sorted(feedback.helpful for feedback in nobody.feedback(entry)) == [False, True]
        written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(pseudonym in written for pseudonym in pseudonyms)


def test_settings_of_a_server_and_its_channels_are_apart(ledger: Ledger) -> None:
    ledger.set_setting(GUILD, 0, "cooldown", 5)
    ledger.set_setting(GUILD, CHANNEL, "cooldown", 9)
    ledger.set_setting(GUILD, CHANNEL, "cooldown", 10)
    ledger.set_setting(GUILD + 1, 0, "cooldown", 1)
    assert ledger.settings(GUILD) == {(0, "cooldown"): 5, (CHANNEL, "cooldown"): 10}
    ledger.clear_settings(GUILD, CHANNEL)
    assert ledger.settings(GUILD) == {(0, "cooldown"): 5}
    ledger.clear_settings(GUILD)
    assert ledger.settings(GUILD) == {}
    assert ledger.settings(GUILD + 1) == {(0, "cooldown"): 1}


def test_notes_are_kept(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger", key=b"key") as first:
        assert first.note("commands") is None
        first.set_note("commands", "abc")
    with Ledger(tmp_path / "ledger", key=b"key") as second:
        assert second.note("commands") == "abc"


def test_threads_write_at_once(ledger: Ledger) -> None:
    def write() -> None:
        for _ in range(25):
            ledger.judge(record(ledger), PERSON, helpful=True)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger.recent_questions(GUILD, "", channels={CHANNEL})) == 1
    ledger._clock = lambda: Clock.now + 1000 * DAY
    assert ledger.purge() == 100


def test_a_failed_write_leaves_nothing_half_done(ledger: Ledger) -> None:
    entry = record(ledger)

    def half() -> None:
        with ledger._transaction() as database:
            database.execute("UPDATE answers SET message = 7 WHERE id = ?", (entry,))
            database.execute("UPDATE answers SET answer = NULL WHERE id = ?", (entry,))

    with pytest.raises(sqlite3.IntegrityError):
        half()
    assert ledger.entry_at(7) is None


def test_an_answer_kept_by_another_version_is_one_that_is_no_longer_kept(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger", key=b"key") as ledger:
        entry = record(ledger)
        ledger.place(entry, 99)
    with closing(sqlite3.connect(tmp_path / "ledger")) as database, database:
        (kept,) = database.execute("SELECT answer FROM answers").fetchone()
        other = json.loads(kept)
        del other["explanation"]["candidates"][0]["careful"]
        database.execute("UPDATE answers SET answer = ?", (json.dumps(other),))
    with Ledger(tmp_path / "ledger", key=b"key") as ledger:
        assert ledger.entry(entry) is ledger.entry_at(99) is None
        assert ledger.judge(entry, PERSON, helpful=True)


def test_a_file_that_is_no_ledger_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("This is not a database at all, but a letter.\n" * 50)
    with pytest.raises(LedgerUnusable, match="cannot be used"):
        Ledger(tmp_path / "ledger", key=b"key")


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "ledger.key"
    key = ledger_key(path)
    assert len(key) == 32
    assert ledger_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(LedgerUnusable):
        ledger_key(tmp_path)


def test_a_ledger_of_an_older_version_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "older"
    with Ledger(path, key=b"key") as ledger:
        old = ledger.record(ANSWER, guild=GUILD, channel=CHANNEL, asker=PERSON)
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP INDEX answers_by_question")
        for column in ("asked", "shown_in"):
            database.execute(f"ALTER TABLE answers DROP COLUMN {column}")
        database.execute("ALTER TABLE feedback DROP COLUMN why")
    with Ledger(path, key=b"key") as ledger:
        new = ledger.record(ANSWER, guild=GUILD, channel=CHANNEL, asker=PERSON, asked=7)
        ledger.place(new, 99, 98)
        assert ledger.entry(old) is not None
        found = ledger.entry_asked_by(7)
        assert found is not None
        assert (found.id, found.message, found.shown_in) == (new, 99, 98)
        ledger.judge(old, OTHER, helpful=False, why="outdated")
        assert ledger.feedback(old) == [Feedback(helpful=False, comment=None, why="outdated")]


def test_what_is_forgotten_is_not_in_the_file(ledger: Ledger, tmp_path: Path) -> None:
    entry = ledger.record(asked("Where is the zebra?"), guild=GUILD, channel=CHANNEL, asker=PERSON)
    ledger.judge(entry, OTHER, helpful=False, comment="a wombat")
    assert ledger.is_asker(entry, PERSON)
    assert not ledger.is_asker(entry, OTHER)
    ledger.forget(entry)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("ledger*"))
    assert b"zebra" not in written
    assert b"wombat" not in written


def test_who_changed_articles_is_forgotten_and_what_was_changed_is_not(ledger: Ledger, clock: Clock) -> None:
    for person in (PERSON, OTHER):
        ledger.changed(GUILD, person, "added", article="a.md", title="A")
    (newest, _) = ledger.changes(GUILD, 9)
    ledger.undone(newest.id, PERSON)
    mine, count = ledger.changes_by(PERSON, 1)
    assert ([change.person for change in mine], count) == ([OTHER], 2)
    assert ledger.forget_person(PERSON) == (0, 0, 2)
    assert ledger.changes_by(PERSON, 9) == ([], 0)
    assert [(each.person, each.undone_by) for each in ledger.changes(GUILD, 9)] == [
        (OTHER, SOMEBODY),
        (SOMEBODY, None),
    ]
    last = ledger.last_change(GUILD)
    assert last is not None
    assert last.title == "A"
    clock.now += 89 * DAY
    ledger.purge()
    assert ledger.changes_by(OTHER, 9)[1] == 1
    clock.now += 2 * DAY
    ledger.purge()
    assert ledger.changes_by(OTHER, 9)[1] == 0
    assert len(ledger.changes(GUILD, 9)) == 2


@pytest.mark.parametrize("how", [{"keep_people": False}, {"keep_days": 0}])
def test_where_nobody_is_kept_who_changed_articles_is_not_either(tmp_path: Path, how: dict[str, Any]) -> None:
    with Ledger(tmp_path / "before", key=b"key") as ledger:
        ledger.changed(GUILD, PERSON, "added", article="a.md", title="A")
    with Ledger(tmp_path / "before", key=b"key", **how) as ledger:
        ledger.changed(GUILD, OTHER, "removed", article="a.md", title="A")
        ledger.undone(ledger.changes(GUILD, 9)[0].id, OTHER)
        assert [(each.person, each.undone_by) for each in ledger.changes(GUILD, 9)] == [
            (SOMEBODY, SOMEBODY),
            (SOMEBODY, None),
        ]


_DIES = """
import os, sys
from pathlib import Path
from bot.ledger import Ledger

def articles():
    yield "new.md"
    if sys.argv[2] == "while":
        os._exit(9)

with Ledger(Path(sys.argv[1]), key=b"k") as ledger:
    texts = {"old.md": "1", "new.md": "2"}
    assert ledger.unseen(texts) == ["new.md"]
    if sys.argv[2] == "after":
        ledger.put_up(texts, {7: articles()})
    elif sys.argv[2] == "while":
        ledger.put_up(texts, {7: articles(), 8: articles()})
    os._exit(9)
"""


@pytest.mark.parametrize("when", ["before", "while", "after"])
def test_an_article_is_unseen_or_due_whenever_the_process_dies(tmp_path: Path, when: str) -> None:
    path, feed = tmp_path / "killed.sqlite3", Feed(1, 7, "", "", 10)
    texts = {"old.md": "1", "new.md": "2"}
    with Ledger(path, key=b"k") as ledger:
        ledger.follow(feed)
        assert ledger.unseen({"old.md": "1"}) == []
        ledger.put_up({"old.md": "1"}, {})
    command = [sys.executable, "-c", _DIES, str(path), when]
    assert subprocess.run(command, check=False).returncode == 9
    with Ledger(path, key=b"k") as ledger:
        if when == "after":
            assert ledger.unseen(texts) == []
        else:
            assert ledger.due(feed) == []
            assert ledger.unseen(texts) == ["new.md"]
            ledger.put_up(texts, {7: ["new.md"]})
        assert ledger.due(feed) == ["new.md"]
        ledger.put_up({"moved.md": "2", "old.md": "3"}, {})
        assert ledger.unseen({"moved.md": "2", "old.md": "3"}) == []
        assert ledger.unseen({"old.md": "3", "other.md": "4"}) == ["other.md"]
