"""`/feedback` and the trends of `/unanswered`: what those who run a server are told is wrong."""

from __future__ import annotations

import csv
import dataclasses
import io
from typing import Any

import pytest

from bot.discord.managing.criticism import COLUMNS, as_csv
from bot.ledger import DAY, Criticism
from index import Answer, Archive
from tests.bot.answers import answer_of, quote_of
from tests.bot.discord.conftest import SlowArchive, Stage
from tests.discord_server import Channel, Impossible, Message, Permission, Person

SEIZED = "Officers seized 386 *illegal* firearms."


class Ready(SlowArchive):
    """Answers at once: a question of cricket with a refusal, any other with a quote."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self._quoted = answer_of(quote_of(SEIZED, (16, 19)))
        self._refused = answer_of(quote_of(SEIZED), reason="No article mentions “cricket”.")

    def ask(self, question: str, **how: Any) -> Answer:
        answer = self._refused if "cricket" in question else self._quoted
        return dataclasses.replace(answer, question=question, asked_as=question)


@pytest.fixture
def manager(stage: Stage) -> Person:
    return stage.server.person("manager", permissions=Permission.MANAGE_GUILD)


async def ask(person: Person, channel: Channel, question: str, **options: bool) -> Message:
    return await (await person.slash(channel, "ask", question=question, **options)).answered()


async def dislike(person: Person, answer: Message, wrong: str, comment: str = "") -> None:
    form = await person.click(answer, "👎")
    assert (
        "Thank you"
        in (
            await (
                await person.submit_modal(form, {"What was wrong?": wrong, "Comment (optional)": comment})
            ).answered()
        ).text
    )


def table(message: Message) -> str:
    (file,) = message.attachments
    assert file.filename == "feedback.csv"
    return file.upload.content.decode("utf-8-sig")


async def test_what_was_marked_as_bad_is_listed_with_why_and_what_was_answered(
    stage: Stage, manager: Person, alice: Person, bob: Person
) -> None:
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running(archive=Ready(stage.archive)):
        empty = await (await manager.slash(stage.general, "feedback")).answered()
        answer = await ask(alice, stage.general, "How many guns?")
        await (await manager.click(answer, "👍")).answered()
        await dislike(bob, answer, "Out of date", "It is *2026* now.")
        stage.clock.now += 60
        refused = await ask(bob, stage.general, "Who won the cricket?", private=False)
        await dislike(alice, refused, "The answer is there and was not found", "=cmd()|’!A1, see page 3")
        await dislike(
            alice, await ask(alice, stage.general, "My secret?", private=True), "The wrong sentence"
        )
        await dislike(alice, await ask(alice, elsewhere, "What of there?"), "The wrong article")
        listed = await (await manager.slash(stage.general, "feedback")).answered()
        outdated = await (await manager.slash(stage.general, "feedback", why="Out of date")).answered()
    assert empty.text == "👍 0 · 👎 0\nNo answer was marked as bad here.\nOf the last 90 days"
    assert not empty.attachments
    at = int(stage.clock.now)
    assert listed.ephemeral
    assert listed.text.split("\n") == [
        "👍 1 · 👎 3",
        "-# 1 of the 👎 were given in private, and are only counted.",
        "The answer is there and was not found: 1 · Out of date: 1",
        "",
        f"- **Who won the cricket?** (<t:{at}:d>)",
        "  The answer is there and was not found: =cmd()\\|’!A1, see page 3",
        "  -# Refused: No article mentions “cricket”.",
        f"- **How many guns?** (<t:{at - 60}:d>)",
        "  Out of date: It is \\*2026\\* now.",
        "  -# “Officers seized 386 \\*illegal\\* firearms.” Guns",
        "Of the last 90 days",
    ]
    rows = list(csv.DictReader(io.StringIO(table(listed))))
    assert [row["question"] for row in rows] == ["Who won the cricket?", "How many guns?"]
    assert rows[0]["comment"] == "'=cmd()|’!A1, see page 3"
    assert rows[0]["answer"] == "No article mentions “cricket”."
    about = {name: rows[1][name] for name in COLUMNS[1:]}
    assert about == {
        "why": "outdated",
        "comment": "It is *2026* now.",
        "question": "How many guns?",
        "asked as": "How many guns?",
        "status": "answered",
        "answer": "386",
        "quote": SEIZED,
        "article": "guns.md",
        "publisher": "The Example",
        "date": "2024-03-19",
        "confidence": "0.75",
    }
    assert "How many guns?" in outdated.text
    assert "cricket" not in outdated.text
    assert "secret" not in listed.text + table(listed)


async def test_more_than_a_message_holds_is_in_the_file(stage: Stage, manager: Person, alice: Person) -> None:
    for number in range(60):
        entry = stage.ledger.record(
            dataclasses.replace(answer_of(quote_of("Long words. " * 15)), asked_as=f"Number {number}?"),
            guild=int(stage.guild.id),
            channel=int(stage.general.id),
            asker=1,
        )
        stage.ledger.judge(entry, 2, helpful=False, comment="No. " * 40)
    async with stage.running():
        listed = await (await manager.slash(stage.general, "feedback")).answered()
    assert "\n-# The rest is in the file.\n" in listed.text
    assert len(list(csv.reader(io.StringIO(table(listed))))) == 61


async def test_what_was_asked_where_a_manager_may_not_read_is_not_listed(
    stage: Stage, manager: Person, alice: Person
) -> None:
    closed = stage.guild.channel("news")
    stage.server.deny(closed, manager, Permission.VIEW_CHANNEL)
    async with stage.running(archive=Ready(stage.archive)):
        await dislike(alice, await ask(alice, closed, "How many guns?"), "Out of date")
        await ask(alice, closed, "Who won the cricket?", private=False)
        listed = [
            await (await manager.slash(stage.general, command)).answered()
            for command in ("feedback", "unanswered")
        ]
    assert listed[0].text.startswith("👍 0 · 👎 1\nOf these, none to be listed.")
    assert not listed[0].attachments
    assert not any(word in message.text for word in ("guns", "cricket") for message in listed)


async def test_members_are_not_shown_feedback(stage: Stage, alice: Person) -> None:
    async with stage.running():
        with pytest.raises(Impossible):
            await alice.slash(stage.general, "feedback")


@pytest.mark.parametrize("comment", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "fine", "a=1"])
def test_no_cell_is_a_formula(comment: str) -> None:
    table = as_csv([Criticism(0.0, None, comment, answer_of(quote_of(SEIZED)))]).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["comment"] == (comment if comment[0] in "fa" else f"'{comment}")
    assert row["marked"] == "1970-01-01T00:00:00+00:00"


async def test_what_a_server_may_not_see_any_more_is_not_in_its_feedback(
    stage: Stage, manager: Person, alice: Person
) -> None:
    archive, closed = Ready(stage.archive), {"club": (int(stage.server.guilds[1].id),)}
    quote = quote_of(
        SEIZED, (16, 19), citation=dataclasses.replace(quote_of("x").citation, article="club/a.md")
    )
    archive._quoted = answer_of(quote)
    async with stage.running(archive=archive):
        await dislike(alice, await ask(alice, stage.general, "How many?"), "Something else")
    async with stage.running(private_folders=closed):
        listed = await (await manager.slash(stage.general, "feedback")).answered()
    assert "How many?" in listed.text
    assert "Answered from articles that this server sees no more." in listed.text
    assert "386" not in listed.text + table(listed)


async def test_unanswered_tells_what_is_asked_more_of_late(
    stage: Stage, manager: Person, alice: Person
) -> None:
    async with stage.running(archive=Ready(stage.archive)):
        for days, questions in (
            (0, ["Who won the cricket?", "What of cricket?", "What of cricket?", "How many guns?"]),
            (8, ["Who won the cricket?", "Who won the cricket?", "What of cricket?"]),
        ):
            stage.clock.now += days * DAY
            for number, question in enumerate(questions):
                asker = stage.server.person(f"person{days}-{number}")
                await ask(asker, stage.general, question)
        listed = await (await manager.slash(stage.general, "unanswered")).answered()
        stage.clock.now += 15 * DAY
        later = await (await manager.slash(stage.general, "unanswered")).answered()
    lines = [line for line in listed.text.split("\n") if "-#" not in line]
    assert lines[0] == "➡️ Refused this week: 3 of 3; the week before: 3 of 4."
    trends = {lines[n].split("**")[1]: lines[n + 1].strip() for n in (1, 3)}
    assert trends == {
        "Who won the cricket?": "📈 2 this week, 1 the week before",
        "What of cricket?": "📉 1 this week, 2 the week before",
    }
    assert "week, " not in later.text
    assert later.text.startswith("➡️ Refused this week: 0 of 0; the week before: 0 of 0.")
