"""`pullquote discord`: everything opened, the supervisor run until a signal, everything closed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.discord.running.app import make_client
from bot.discord.running.client import Client
from bot.discord.running.logs import configure
from bot.discord.running.metrics import Metrics
from bot.discord.running.reaching import talking
from bot.discord.running.supervisor import Supervisor
from bot.discord.running.sync import sync
from bot.ledger import Ledger, ledger_key
from bot.settings import Settings
from index import Archive
from index.errors import PullquoteError

log = structlog.get_logger(__name__)


class NoToken(PullquoteError):
    """No token is set."""


def token_of(settings: Settings) -> str:
    """The bot's token. Raises NoToken."""
    token = settings.discord.token.get_secret_value().strip() if settings.discord.token else ""
    if not token:
        raise NoToken(
            "There is no token. Set PULLQUOTE_DISCORD__TOKEN to the bot's token from Discord's developer portal; "
            "the README shows how in five steps."
        )
    return token


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    """The ledger in its folder, as the settings want it kept. Raises LedgerUnusable."""
    folder, discord = settings.ledger_folder, settings.discord
    if discord.ledger_key is not None:
        key = discord.ledger_key.get_secret_value().encode()
    else:
        key = ledger_key(folder / "ledger.key")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ledger.sqlite3"
    with Ledger(path, key=key, keep_days=discord.keep_days, keep_people=discord.keep_people) as ledger:
        yield ledger


def run(settings: Settings, archive: Archive) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises NoToken, BadToken, GaveUp, LedgerUnusable, PortTaken."""
    token = token_of(settings)
    configure(settings.discord)
    with open_ledger(settings) as ledger:
        asyncio.run(_serve(settings, token, archive, ledger))


async def _serve(settings: Settings, token: str, archive: Archive, ledger: Ledger) -> None:
    metrics = Metrics()

    def fresh(message_content: bool) -> Client:  # noqa: FBT001
        return make_client(settings, archive, ledger, message_content=message_content, metrics=metrics)

    supervisor = Supervisor(
        fresh, token, message_content=settings.discord.message_content, restarts=settings.discord.restarts
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop)
    with metrics.serve(settings.discord.metrics_port, settings.discord.metrics_address):
        await supervisor.run()
    log.info("stopped")


async def sync_now(settings: Settings, archive: Archive, ledger: Ledger) -> int:
    """Tell Discord the commands, changed or not; how many there are. Raises BadToken, Unreachable."""
    client = make_client(settings, archive, ledger)
    client.on_setup.clear()
    try:
        with talking():
            await client.login(token_of(settings))
            await sync(client, anyway=True)
        return len(client.tree.get_commands())
    finally:
        await client.close()
