"""`pullquote doctor`: whether everything the bot needs is there, and what to do where it is not."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

import discord

from bot.building import UNCALIBRATED, opened
from bot.discord.errors import permission_name
from bot.discord.running.invite import NEEDED
from bot.discord.running.reaching import NOT_REACHED
from bot.discord.running.run import NoToken, open_ledger, token_of
from bot.setting_origins import set_variables
from bot.settings import DiscordSettings, Settings, variable
from index.adding.known import damage
from index.building.checking import faults
from index.building.counted import counted
from index.building.stores import store_of
from index.errors import EncoderDamaged, IndexDamaged, PullquoteError, ReaderError

LEAST_FREE = 500 * 2**20
"""Bytes free on the disk of the data folder below which a build may fail."""


NO_BOT = (
    "There is none, and nothing else of Discord is set: what the bot needs there was not looked at. The "
    "README shows in five steps how to set it up."
)


class Finding(NamedTuple):
    """One thing looked at: a fault, or as it should be; a note says what somebody may not know."""

    what: str
    ok: bool
    sentence: str
    note: bool = False


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Everything in turn: what is on this machine first, then what Discord says."""
    for finding in _machine(settings):
        yield finding
    try:
        token = token_of(settings)
    except NoToken as error:
        # Most people run no bot: to them it is no fault.
        wanted = settings.discord != DiscordSettings() or variable(("discord", "token")) in set_variables()
        yield Finding("token", ok=not wanted, sentence=str(error) if wanted else NO_BOT, note=not wanted)
        return
    async for finding in _discord(settings, token):
        yield finding


def _machine(settings: Settings) -> Iterator[Finding]:
    held = list(contents(settings))
    yield from _index(settings, damaged=any(one.what in ("generation", "encoder") for one in held))
    yield from held
    if (notes := damage(settings.data_folder)) is not None:
        yield Finding("added articles", ok=False, sentence=str(notes))
    try:
        with open_ledger(settings):
            yield Finding("ledger", ok=True, sentence=f"can be written, in {settings.ledger_folder}.")
    except PullquoteError as error:
        yield Finding("ledger", ok=False, sentence=str(error))
    free = _free(settings.data_folder.absolute())
    sentence = f"{free / 2**30:.1f} GiB free."
    if free < LEAST_FREE:
        sentence = f"Only {free / 2**20:.0f} MiB are free; the next build may fail. Make room on that disk."
    yield Finding("disk", ok=free >= LEAST_FREE, sentence=sentence)


def _free(folder: Path) -> int:
    """The bytes free on a folder's disk, or, while it is not there or not to be looked at, on that of the one above."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return _free(folder.parent)


def _index(settings: Settings, *, damaged: bool) -> Iterator[Finding]:
    """What answers, and how; where it is known to be `damaged`, that is told once, with what mends all of it."""
    try:
        with opened(settings, settings.model) as archive:
            status = archive.status()
            built = f"{status.built_at[:19].replace('T', ' at ')} UTC"
            articles = counted(status.articles, "article", "articles")
            sentence = f"{articles} in generation {status.generation}, built {built}."
            trouble = None if damaged else archive.trouble
            yield Finding("index", ok=trouble is None, sentence=trouble or sentence)
            if archive.trouble is None and (behind := archive.outdated()):
                told = f"{behind:,} were added, changed or removed since. `pullquote index` takes that in."
                yield Finding("articles", ok=False, sentence=told)
            archive.open_readers()
            began = time.perf_counter()
            archive.gathered("What happened?")  # as a question it is a topic, which no reader reads
            took = 1000 * (time.perf_counter() - began)
            yield Finding("model", ok=True, sentence=f"reads what it finds in {took:.0f} ms.")
            if not status.calibrated:
                yield Finding("reader", ok=False, sentence=f"{status.reader}: {UNCALIBRATED}.")
    except (IndexDamaged, EncoderDamaged) as error:
        if not damaged:
            yield Finding("index", ok=False, sentence=str(error))
    except ReaderError as error:
        yield Finding("model", ok=False, sentence=str(error))
    except PullquoteError as error:
        yield Finding("index", ok=False, sentence=str(error))


def contents(settings: Settings) -> Iterator[Finding]:
    """A finding for each thing wrong in the index itself; nothing where there is no index that could be looked at."""
    with suppress(PullquoteError), closing(store_of(settings.milvus)) as store:
        for fault in faults(settings.data_folder, settings.model, store):
            yield Finding(fault.what, ok=False, sentence=fault.sentence)


async def _discord(settings: Settings, token: str) -> AsyncIterator[Finding]:
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
            application = await client.application_info()
            guilds: list[Any] = await client.http.get_guilds(200)
        except discord.LoginFailure:
            sentence = (
                "Discord does not accept it. Copy it anew from the developer portal (Bot, Reset Token)."
            )
            yield Finding("token", ok=False, sentence=sentence)
            return
        except NOT_REACHED as error:
            yield Finding("Discord", ok=False, sentence=f"It cannot be reached: {error}.")
            return
    yield Finding("token", ok=True, sentence=f"belongs to {application.name}.")
    yield _intents(settings, application)
    if application.interactions_endpoint_url:
        sentence = (
            "An interactions endpoint URL is set in the developer portal, so that no command reaches the bot."
        )
        yield Finding("commands", ok=False, sentence=f"{sentence} Remove it (General Information).")
    for finding in _permissions(guilds):
        yield finding


def _intents(settings: Settings, application: discord.AppInfo) -> Finding:
    flags = application.flags
    granted = flags.gateway_message_content or flags.gateway_message_content_limited
    if not settings.discord.message_content:
        return Finding("intents", ok=True, sentence="none that is privileged is needed.")
    if granted:
        return Finding("intents", ok=True, sentence="message content is switched on.")
    return Finding(
        "intents",
        ok=False,
        sentence="Message content is wanted and not switched on. Switch it on in the developer portal (Bot, "
        "Message Content Intent), or set PULLQUOTE_DISCORD__MESSAGE_CONTENT=false.",
    )


def _permissions(guilds: list[Any]) -> Iterator[Finding]:
    """One finding for each server, from the permissions that the bot's roles add up to there."""
    if not guilds:
        yield Finding("servers", ok=True, sentence="none yet; `pullquote discord invite` prints the link.")
    for guild in guilds:
        held = discord.Permissions(int(guild["permissions"]))
        missing = [
            flag for flag, needed in NEEDED if needed and not (held.administrator or getattr(held, flag))
        ]
        names = ", ".join(map(permission_name, missing))
        sentence = f"{guild['name']}: everything needed is allowed."
        if missing:
            sentence = f"{guild['name']}: the bot lacks {names}. Invite it again or give its role that."
        yield Finding("servers", ok=not missing, sentence=sentence)
