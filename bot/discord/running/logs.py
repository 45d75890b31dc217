"""The log: for people on a terminal, a JSON object a line otherwise; never with a token, nor what people asked.

Tracebacks are written without local variables, since those hold questions; of an error while a question was
answered, only its kind and place, since its message may quote the question. discord.py's own debug messages
hold whole messages and requests, so that it is heard from "info" up only, unless questions are logged.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.settings import DiscordSettings

_INTERACTION_TOKEN = re.compile(r"(/(?:webhooks|interactions)/\d+/)[\w.%-]{20,}")


def configure(settings: DiscordSettings, stream: TextIO | None = None) -> None:
    """Set up all logging of this process, for `structlog` and for the libraries' `logging` alike."""
    out = stream or sys.stderr
    terminal = out.isatty()
    before: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=not terminal),
        _without_nothing,
    ]
    token = settings.token.get_secret_value().strip() if settings.token else None
    handler = logging.StreamHandler(out)
    handler.setFormatter(_Discreet(token, before, terminal=terminal))
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.getLogger("discord").setLevel(level if settings.log_questions else max(level, logging.INFO))
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def what_went_wrong(error: BaseException, *, in_full: bool) -> dict[str, Any]:
    """What the log says of an error that nobody foresaw; unless `in_full`, without the error's own message."""
    if in_full:
        return {"exc_info": error}
    return {"error": type(error).__name__, "at": "".join(traceback.format_tb(error.__traceback__)).rstrip()}


class _Discreet(structlog.stdlib.ProcessorFormatter):
    """Renders a record, then takes out of the finished line what is secret, wherever it stands in it."""

    def __init__(
        self, token: str | None, before: list[structlog.typing.Processor], *, terminal: bool
    ) -> None:
        renderers: list[structlog.typing.Processor] = (
            [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
            if terminal
            else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        )
        super().__init__(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
            foreign_pre_chain=before,
        )
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        if self._token:
            line = line.replace(self._token, "[token]")
        return _INTERACTION_TOKEN.sub(r"\1[token]", line)


def _without_nothing(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Leave out what is None."""
    return {name: value for name, value in event.items() if value is not None}
