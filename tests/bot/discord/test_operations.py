"""Command sync, the log, the metrics endpoint, the doctor and the invite link."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import discord
import pytest
import structlog

from bot.discord.running.doctor import Finding, examine
from bot.discord.running.invite import NEEDED, invite_link
from bot.discord.running.logs import configure
from bot.discord.running.metrics import Metrics, PortTaken
from bot.discord.running.reaching import BadToken, Unreachable
from bot.discord.running.run import open_ledger, sync_now
from bot.discord.showing import presentation
from bot.ledger import DAY, Ledger
from bot.settings import DiscordSettings, Settings
from index import Answer
from tests.bot.discord.conftest import SEIZED, UNKNOWN, SlowArchive, Stage
from tests.discord_server import MEMBER_DEFAULTS, NOTHING, Permission, Person


def syncs(stage: Stage) -> int:
    return sum(
        exchange.method == "PUT" and "/commands" in exchange.path for exchange in stage.server.exchanges
    )


async def test_commands_are_told_once_until_they_change(stage: Stage) -> None:
    for _ in range(2):
        async with stage.running():
            pass
    assert syncs(stage) == 1
    assert set(stage.server.commands.names(None)) == {
        "ask", "articles", "feedback", "help", "latest", "privacy", "pullquote", "sources", "unanswered",
        "Find in the articles",
    }  # fmt: skip
    stage.ledger.set_note("commands", "the hash of other commands")
    async with stage.running():
        pass
    assert syncs(stage) == 2


async def test_commands_are_told_on_demand(stage: Stage) -> None:
    for _ in range(2):
        assert await sync_now(stage.settings(), stage.archive, stage.ledger) == 10
    assert syncs(stage) == 2


async def test_commands_are_within_discords_limits_and_for_whom_they_are(stage: Stage) -> None:
    async with stage.running() as client:
        commands = {command.name: command.to_dict(client.tree) for command in client.tree.get_commands()}
    assert all(1 <= len(name) <= 32 for name in commands)
    managing = ("articles", "feedback", "pullquote", "unanswered")
    for name in managing:
        assert commands[name]["default_member_permissions"] == Permission.MANAGE_GUILD.value
        assert commands[name]["contexts"] == [0]
        assert commands[name]["integration_types"] == [0]
    for name in set(commands) - set(managing):  # for people, wherever they have installed it
        assert sorted(commands[name]["contexts"]) == [0, 1, 2]
        assert sorted(commands[name]["integration_types"]) == [0, 1]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is logged, with all logging put back afterwards."""
    root, out = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    yield out
    root.handlers[:], root.level = before
    logging.getLogger("discord").setLevel(logging.NOTSET)
    structlog.reset_defaults()


async def test_the_log_is_json_and_has_neither_token_nor_question(
    stage: Stage, alice: Person, logged: io.StringIO
) -> None:
    configured = DiscordSettings(token=f"{stage.server.token}\n", log_level="debug")  # type: ignore[arg-type]
    configure(configured, logged)
    async with stage.running():
        stage.server.rate_limit("PATCH", "/messages/@original", 0.01)
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        await alice.say(stage.general, f"{stage.server.bot.mention} {UNKNOWN}")
        await alice.reads(stage.general, "Karachi")
        try:
            raise ValueError(f"{stage.server.token} at /webhooks/1/{'x' * 60}/messages/@original")
        except ValueError:
            logging.getLogger("discord.http").exception("failed")
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    answered = [line for line in lines if line["event"] == "answered"]
    assert {(line["surface"], line["status"]) for line in answered} == {
        ("slash", "answered"),
        ("mention", "refused"),
    }
    assert all({"timestamp", "level", "logger"} <= set(line) for line in lines)
    assert any("ValueError" in line.get("exception", "") for line in lines)
    for secret in (stage.server.token, "x" * 60, SEIZED, "Karachi", "aW50"):
        assert secret not in logged.getvalue()


async def test_an_error_that_quotes_the_question_is_logged_without_it(
    stage: Stage, alice: Person, logged: io.StringIO
) -> None:
    class Quoting(SlowArchive):
        def ask(self, question: str, **_: Any) -> Answer:
            raise ValueError(f"cannot parse {question}")

    configure(DiscordSettings(token=stage.server.token), logged)  # type: ignore[arg-type]
    async with stage.running() as client:
        asked = await alice.slash(stage.general, "ask", question="When was the bridge opened?", top=1)
        answer = await asked.answered()
        client.whole_archive = Quoting(stage.archive)  # type: ignore[assignment]
        told = await (await alice.slash(stage.general, "ask", question=UNKNOWN)).answered()
        said = await (await alice.click(answer, "More quotes")).answered()
    assert "Something went wrong" in told.text
    assert "Something went wrong" in said.text
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    faults = {line["event"]: line for line in lines if line["level"] == "error"}
    assert set(faults) == {"could not answer", "interaction failed"}
    assert all(fault["error"] == "ValueError" for fault in faults.values())
    assert all("in ask\n" in fault["at"] for fault in faults.values())
    assert "Karachi" not in logged.getvalue()
    assert "firearms" not in logged.getvalue()


async def test_questions_are_logged_only_if_the_settings_say_so(
    stage: Stage, alice: Person, logged: io.StringIO
) -> None:
    configure(DiscordSettings(token=stage.server.token, log_questions=True), logged)  # type: ignore[arg-type]
    async with stage.running(log_questions=True):
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
    assert f'"question": "{SEIZED}"' in logged.getvalue()


def test_on_a_terminal_the_log_is_for_people(logged: io.StringIO) -> None:
    logged.isatty = lambda: True  # type: ignore[method-assign]
    configure(DiscordSettings(), logged)
    secret = "a local variable"
    try:
        raise ValueError("a fault")
    except ValueError:
        structlog.get_logger("bot").exception("something", guild=7)
    assert "something" in logged.getvalue()
    assert "ValueError: a fault" in logged.getvalue()
    assert secret not in logged.getvalue()
    assert not logged.getvalue().startswith("{")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_prometheus_reads_the_figures_on_the_loopback_port(stage: Stage, alice: Person) -> None:
    def scrape(port: int) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
            text: str = reply.read().decode()
            return text

    port = free_port()

    def answers_at(address: str) -> bool:
        with socket.socket() as visitor:
            return visitor.connect_ex((address, port)) == 0

    async with stage.running(per_person=2) as client:
        with client.metrics.serve(port):
            assert answers_at("127.0.0.1")
            assert not answers_at("127.0.0.2")  # what listens everywhere listens there, too
            for question in (SEIZED, UNKNOWN, SEIZED):
                await (await alice.slash(stage.general, "ask", question=question)).answered()
            await client.desk.idle()
            text = await asyncio.to_thread(scrape, port)
    assert 'pullquote_questions_total{status="answered",surface="slash"} 1.0' in text
    assert 'pullquote_questions_total{status="refused",surface="slash"} 1.0' in text
    assert 'pullquote_turned_away_total{why="limit"} 1.0' in text
    assert "pullquote_answer_seconds_count 2.0" in text
    assert "pullquote_queue 0.0" in text
    for gauge in (
        "pullquote_generation_age_seconds",
        "pullquote_gateway_latency_seconds",
        "pullquote_in_flight",
    ):
        assert f"\n{gauge} " in text
    with pytest.raises(urllib.error.URLError):
        await asyncio.to_thread(scrape, port)


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"{port} .*METRICS_PORT"), Metrics().serve(port):
            pass


def test_without_a_port_nothing_is_served() -> None:
    with Metrics().serve(None):
        pass


async def test_what_is_too_old_is_forgotten_at_the_start(stage: Stage) -> None:
    purged = threading.Event()

    class Telling(Ledger):
        def purge(self) -> int:
            gone = super().purge()
            purged.set()
            return gone

    with Telling(stage.folder / "telling", key=b"key", clock=stage.clock) as ledger:
        entry = ledger.record(stage.archive.ask(SEIZED), guild=1, channel=2, asker=3)
        stage.clock.now += 91 * DAY
        async with stage.running(ledger=ledger):
            assert await asyncio.to_thread(purged.wait, 30)
        assert ledger.entry(entry) is None


def test_the_settings_say_what_the_ledger_keeps(stage: Stage) -> None:
    answer = stage.archive.ask(SEIZED)
    with open_ledger(stage.settings(keep_days=7)) as week:
        entry = week.record(answer, guild=1, channel=2, asker=3)
        week._clock = lambda: time.time() + 8 * DAY
        assert week.purge() == 1
        key = (stage.folder / "ledger.key").read_bytes()
        assert week.pseudonym(3) == Ledger(stage.folder / "other", key=key).pseudonym(3)
    with open_ledger(stage.settings(keep_days=0, ledger_key="a key of one's own")) as nothing:
        nothing.record(answer, guild=1, channel=2, asker=3)
        assert nothing.pseudonym(3) == Ledger(stage.folder / "third", key=b"a key of one's own").pseudonym(3)
    with open_ledger(stage.settings(keep_people=False)) as nobody:
        assert nobody.entry(entry) is None
        nobody.record(answer, guild=1, channel=2, asker=3)
        assert nobody._rows("SELECT asker FROM answers") == [(None,)]


async def findings(settings: Settings) -> dict[str, Finding]:
    return {finding.what: finding async for finding in examine(settings)}


async def test_the_doctor_finds_all_well(stage: Stage) -> None:
    settings = stage.settings().model_copy(update={"data": stage.archive._data})
    found = await findings(settings)
    assert {what for what, finding in found.items() if finding.ok} == {
        "index", "model", "ledger", "disk", "token", "intents", "servers",
    }  # fmt: skip
    assert all(finding.ok for finding in found.values())


async def test_the_doctor_has_a_sentence_for_each_fault(stage: Stage) -> None:
    guild = stage.guild
    stage.server.set_role(guild, guild.everyone, Permission.VIEW_CHANNEL)
    stage.server.set_role(guild, stage.server.bot_role(guild), Permission.SEND_MESSAGES)
    found = [finding async for finding in examine(stage.settings(message_content=True))]
    faults = {finding.what: finding.sentence for finding in found if not finding.ok}
    assert set(faults) == {"index", "intents", "servers"}
    assert "pullquote index" in faults["index"]
    assert "developer portal" in faults["intents"]
    assert "Newsroom" in faults["servers"]
    assert "Embed Links" in faults["servers"]


async def test_the_doctor_tells_a_bad_token_from_none(stage: Stage) -> None:
    bad = await findings(Settings(data=stage.folder, discord=DiscordSettings(token="bad.bad.bad")))  # type: ignore[arg-type]
    none = await findings(Settings(data=stage.folder, discord=DiscordSettings(queue=9)))
    assert "does not accept" in bad["token"].sentence
    assert "PULLQUOTE_DISCORD__TOKEN" in none["token"].sentence
    assert not bad["token"].ok
    assert not none["token"].ok


async def test_the_invite_link_asks_for_exactly_what_is_needed(stage: Stage) -> None:
    link = await invite_link(stage.server.token)
    own = await invite_link(stage.server.token, to_account=True)
    assert "integration_type=1" in own
    assert "scope=applications.commands" in own
    assert "permissions" not in own
    assert f"client_id={stage.server.application.id}" in link
    assert f"permissions={NEEDED.value}" in link
    assert "scope=bot+applications.commands" in link
    assert not NEEDED.administrator
    assert not NEEDED.manage_messages
    with pytest.raises(BadToken):
        await invite_link("bad.bad.bad")


async def test_where_discord_is_ill_that_is_the_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for patch in ("a server error", "no server"):
        if patch == "no server":
            monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{free_port()}/api/v10")
        else:
            stage.server.fail("GET", r"/users/@me$", 403, times=3)
        with pytest.raises(Unreachable, match=r"cannot be reached: .*\. Look at the network"):
            await invite_link(stage.server.token)
        with pytest.raises(Unreachable):
            await sync_now(stage.settings(), stage.archive, stage.ledger)
        found = await findings(stage.settings())
        assert "cannot be reached" in found["Discord"].sentence
        assert not found["Discord"].ok


async def test_with_exactly_the_invited_permissions_everything_works(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    guild, news = stage.guild, stage.guild.channel("news")
    stage.server.set_role(guild, guild.everyone, NOTHING)
    stage.server.set_role(guild, stage.server.bot_role(guild), Permission(NEEDED.value))
    alice = stage.server.person("alice", permissions=MEMBER_DEFAULTS)
    alice.accepts_dms = False
    stage.ledger.set_setting(int(guild.id), int(stage.general.id), "threads", True)
    stage.server.deny(news, stage.server.bot, Permission.SEND_MESSAGES)
    monkeypatch.setattr(presentation, "EMBED_LIMIT", 150)
    async with stage.running() as client:
        first = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        await client.desk.idle()
        reply = await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}", reply_to=first)
        await alice.reads(stage.general, lambda message: message.reference is reply)
        question = await alice.say(stage.general, f"{stage.server.bot.mention} {SEIZED}")
        thread = await stage.server.until(lambda: question.thread, "a thread")
        answer = await alice.reads(thread, "386")
        assert not stage.server.refused
        unheard = await alice.say(news, f"{stage.server.bot.mention} {SEIZED}")
        await stage.server.until(lambda: unheard.reactions or None, "a reaction")
    assert [file.filename for file in answer.attachments] == ["quote-1.txt"]
