"""What people are told when something goes wrong: one sentence each, and never a traceback or a path."""

from __future__ import annotations

from collections.abc import Iterable

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.discord.running.logs import what_went_wrong
from bot.discord.showing.markdown import escape
from bot.discord.showing.presentation import notice
from index.errors import (
    BuildBusy,
    CorpusError,
    DataNotWritable,
    FilterError,
    IndexServerError,
    QuestionError,
    UnusableIndex,
)

log = structlog.get_logger(__name__)

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK = 10003, 10008, 10062, 10015
ALREADY_ACKNOWLEDGED, MISSING_ACCESS, MISSING_PERMISSIONS = 40060, 50001, 50013
INVALID_FORM, TOKEN_EXPIRED, THREAD_EXISTS = 50035, 50027, 160004
MESSAGE_BLOCKED, TITLE_BLOCKED = 200000, 200001
"""AutoMod took offence."""

_TOO_MANY, _ILL = 429, 500
"""HTTP: too many requests; from here on, the server's own errors."""

GONE = frozenset({UNKNOWN_MESSAGE, UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK, TOKEN_EXPIRED})
"""What was to be answered is not there any more: it was deleted, or its time is over."""

_SEE_LOG = "Whoever runs me finds the reason in my log."


class Told(Exception):
    """Something that cannot be done, with the sentence (Markdown) that tells the person why."""

    def __init__(self, sentence: str, why: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.why = why


def lacking(allowed: discord.Permissions, needed: Iterable[str]) -> str:
    """The permissions that are needed and missing, as Discord names them, in bold; empty where none is."""
    return ", ".join(f"**{permission_name(flag)}**" for flag in needed if not getattr(allowed, flag))


def permission_name(flag: str) -> str:
    """What Discord's own settings call a permission."""
    return flag.replace("_", " ").title()


def passes(error: BaseException) -> bool:
    """Whether Discord or the network is ill, or slows the bot down: a minute later the same may work."""
    if isinstance(error, discord.HTTPException):
        return error.status == _TOO_MANY or error.status >= _ILL
    return isinstance(error, discord.RateLimited | aiohttp.ClientError | OSError)


class NotCurating(app_commands.CheckFailure):
    """The server is none of those whose managers may change the articles."""

    sentence = (
        "From this server the articles cannot be changed. Whoever runs me names the servers that may, in "
        "`PULLQUOTE_DISCORD__CURATING_GUILDS`."
    )


def sentence_for(error: BaseException) -> str:
    """What a person is told about an error; the operator finds the rest in the log."""
    match error:
        case Told() | NotCurating():
            return error.sentence
        case FilterError():
            return escape(str(error))
        case QuestionError():
            return "I cannot look for that: there is no question in it, or far too much of one."
    return _sentence_for_index(error) or _sentence_for_discord(error)


def _sentence_for_index(error: BaseException) -> str | None:
    match error:
        case IndexServerError():
            return f"The articles cannot be searched at the moment; please try again later. {_SEE_LOG}"
        case UnusableIndex():
            return f"The index of articles cannot be used at the moment. {_SEE_LOG}"
        case BuildBusy():
            return "The index is being rebuilt already."
        case CorpusError() | DataNotWritable():
            return f"The folder of articles or the index cannot be used. {_SEE_LOG}"
    return None


def _sentence_for_discord(error: BaseException) -> str:
    match error:
        case app_commands.CommandSignatureMismatch():
            return "That command has changed since Discord learned it. Try again in a minute."
        case discord.HTTPException(code=code) if code == MESSAGE_BLOCKED:
            return "This server's AutoMod blocks a word in what I would say. Ask me in a message to me alone."
        case discord.RateLimited():
            return "Discord is slowing me down. Ask again in a minute."
    return "Something went wrong on my side. It is in my log; please try again."


async def report(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell the person who used a command, a button or a form what became of it. Raises nothing."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, discord.HTTPException) and cause.code in GONE | {ALREADY_ACKNOWLEDGED}:
        log.warning("too late to answer", interaction=interaction.id, code=cause.code)
        return
    if not isinstance(cause, Told | QuestionError | NotCurating):
        in_full = isinstance(cause, discord.HTTPException | OSError)
        log.error("interaction failed", interaction=interaction.id, **what_went_wrong(cause, in_full=in_full))
    try:
        await tell(interaction, sentence_for(cause))
    except discord.HTTPException as failure:
        log.warning("could not tell", interaction=interaction.id, code=failure.code)


async def tell(interaction: discord.Interaction, sentence: str) -> None:
    """Say something that only this person sees, whether or not the interaction was acknowledged."""
    if interaction.response.is_done():
        await interaction.followup.send(embed=notice(sentence), ephemeral=True)
    else:
        await interaction.response.send_message(embed=notice(sentence), ephemeral=True)
