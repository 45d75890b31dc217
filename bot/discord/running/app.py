"""The bot put together: the client with all its features."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bot.discord.asking import ask, awaiting, follow_up, forms, latest, messages
from bot.discord.managing import articles, criticism, news, settings, unanswered
from bot.discord.running import generations, housekeeping, leaving, watching
from bot.discord.running.client import Client, Feature
from bot.discord.running.metrics import Metrics
from bot.discord.running.sync import sync
from bot.discord.showing import (
    buttons,
    context,
    corrections,
    feedback,
    more,
    nearest,
    privacy,
    removing,
    resolving,
    sources,
    why,
)
from bot.discord.showing import help as help_command
from bot.ledger import Ledger
from bot.settings import Settings
from index import Archive

PRESSED = (context, feedback, follow_up, more, nearest, removing, resolving, why)
"""Imported for what their buttons do."""


def _sync(client: Client) -> None:
    async def tell() -> None:
        await sync(client)

    client.on_setup.append(tell)


FEATURES: tuple[Feature, ...] = (
    ask.install,
    messages.install,
    buttons.install,
    forms.install,
    articles.install,
    settings.install,
    news.install,
    awaiting.install,
    corrections.install,
    generations.install,
    unanswered.install,
    criticism.install,
    privacy.install,
    help_command.install,
    sources.install,
    latest.install,
    removing.install,
    leaving.install,
    housekeeping.install,
    watching.install,
    _sync,
)


def make_client(
    configured: Settings,
    archive: Archive,
    ledger: Ledger,
    *,
    message_content: bool | None = None,
    metrics: Metrics | None = None,
    clock: Callable[[], float] = time.time,
    **options: Any,
) -> Client:
    """A client ready to start. `options` go to discord.py."""
    return Client(
        configured,
        archive,
        ledger,
        features=FEATURES,
        message_content=message_content,
        metrics=metrics,
        clock=clock,
        **options,
    )
