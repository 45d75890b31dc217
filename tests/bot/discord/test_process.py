"""`pullquote discord` as a process of its own: it answers, and SIGTERM ends it cleanly."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bot.discord.conftest import SEIZED, Stage
from tests.bot.discord.test_operations import free_port
from tests.discord_server import Person
from tests.folders import copy_data

ROOT = Path(__file__).parents[3]
PATIENCE = 180.0
"""Seconds after which a process is taken to hang."""
LAUNCH = """
import sys, discord, yarl
discord.http.Route.BASE = sys.argv[1]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[2])
sys.argv = ["pullquote", *sys.argv[3:]]
from bot.cli import main
main()
"""


@asynccontextmanager
async def spawned(
    stage: Stage, data: Path, *command: str, **environment: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command in a process of its own, pointed at the local Discord; killed at the end if it still runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PULLQUOTE_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LAUNCH, stage.server.api_url, stage.server.gateway_url, *command),
        env={**kept, "PYTHONPATH": str(ROOT), "PULLQUOTE_DATA": str(data), **environment},
        cwd=stage.folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def connected(stage: Stage, process: asyncio.subprocess.Process) -> None:
    """Wait until the bot in this process is connected. A process that ends before is a failure with its words."""
    ended = asyncio.create_task(process.wait())
    ready = asyncio.create_task(stage.server.until_connected(within=PATIENCE))
    await asyncio.wait({ended, ready}, return_when=asyncio.FIRST_COMPLETED)
    if ended.done():
        ready.cancel()
        _, errors = await process.communicate()
        raise AssertionError(errors.decode())
    ended.cancel()
    await ready


@pytest.fixture
def copied(stage: Stage, data: Path) -> Path:
    """A data folder of this test's own, with the sample index."""
    copy_data(data, stage.folder / "data")
    return stage.folder / "data"


async def test_it_answers_and_stops_cleanly_at_sigterm(stage: Stage, copied: Path, alice: Person) -> None:
    token, port = stage.server.token, free_port()
    settings = {"TOKEN": token, "METRICS_PORT": str(port), "METRICS_ADDRESS": "127.0.0.2"}
    environment = {f"PULLQUOTE_DISCORD__{name}": value for name, value in settings.items()}
    async with spawned(stage, copied, "discord", **environment) as process:
        await connected(stage, process)
        answer = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        assert await asyncio.to_thread(scraped, "127.0.0.2", port)
        with pytest.raises(urllib.error.URLError):
            await asyncio.to_thread(scraped, "127.0.0.1", port)
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    lines = [json.loads(line) for line in errors.decode().splitlines()]
    assert process.returncode == 0
    assert "386" in answer.text
    assert [line["event"] for line in lines][-1] == "stopped"
    assert not stage.server.gateway.live_sessions
    assert token not in errors.decode()


def scraped(address: str, port: int) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://{address}:{port}/metrics") as reply:
        text: str = reply.read().decode()
        return text


@pytest.mark.parametrize(
    ("command", "environment", "code", "said"),
    [
        (["discord"], {}, 2, "There is no token"),
        (["discord"], {"PULLQUOTE_DISCORD__TOKEN": "bad.bad.bad"}, 2, "does not accept the token"),
        (["discord", "sync"], {"PULLQUOTE_DISCORD__TOKEN": "bad.bad.bad"}, 2, "does not accept the token"),
        (["discord", "invite"], {"PULLQUOTE_DISCORD__TOKEN": "bad.bad.bad"}, 2, "does not accept the token"),
        (["doctor"], {}, 0, "note: token: There is none"),
        (["doctor"], {"PULLQUOTE_DISCORD__TOKEN": ""}, 2, "FAULT: token: There is no token"),
    ],
)
async def test_what_is_missing_is_one_sentence_and_an_exit_code(
    stage: Stage, copied: Path, command: list[str], environment: dict[str, Any], code: int, said: str
) -> None:
    async with spawned(stage, copied, *command, **environment) as process:
        out, errors = await process.communicate()
    text = out.decode() + errors.decode()
    assert process.returncode == code
    assert said in text
    assert "Traceback" not in text


async def test_the_small_commands_do_what_they_say(stage: Stage, copied: Path) -> None:
    token = stage.server.token
    said = []
    for command in (["discord", "invite"], ["discord", "sync"], ["doctor"]):
        async with spawned(stage, copied, *command, PULLQUOTE_DISCORD__TOKEN=token) as process:
            out, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        said.append(out.decode())
    assert said[0].startswith("https://discord.com/oauth2/authorize?")
    assert said[1] == "Discord knows 10 commands now.\n"
    assert "FAULT" not in said[2]
    assert "ask" in stage.server.commands.names(None)
