"""Telling Discord the commands, only when they are others than those it was told last."""

from __future__ import annotations

import hashlib
import json

import structlog

from bot.discord.asking.anywhere import IN_SERVERS_ONLY, NOT_AMONG_PEOPLE
from bot.discord.running.client import Client

log = structlog.get_logger(__name__)


def fingerprint(client: Client) -> str:
    """A hash of all commands as Discord would be told them, for this application."""
    payloads = [command.to_dict(client.tree) for command in client.tree.get_commands()]
    payloads.sort(key=lambda payload: (payload["type"], payload["name"]))
    written = json.dumps([client.application_id, payloads], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


async def sync(client: Client, *, anyway: bool = False) -> bool:
    """Tell Discord the commands if they changed, or `anyway`; whether it was told."""
    _keep_to_installs(client)
    current = fingerprint(client)
    if not anyway and await client.in_thread(client.ledger.note, "commands") == current:
        log.info("commands unchanged", commands=current[:8])
        return False
    told = await client.tree.sync()
    await client.in_thread(client.ledger.set_note, "commands", current)
    log.info("commands synced", count=len(told), commands=current[:8])
    return True


def _keep_to_installs(client: Client) -> None:
    """Discord refuses commands for people's own accounts unless the application is set up for them."""
    application = client.application
    if application is None or application.user_integration_config is not None:
        return
    for command in client.tree.get_commands():
        command.allowed_installs = IN_SERVERS_ONLY
        if command.allowed_contexts is not None and command.allowed_contexts.private_channel:
            command.allowed_contexts = NOT_AMONG_PEOPLE
