"""What keeps a command from talking to Discord, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from index.errors import PullquoteError

NOT_REACHED = (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError)
"""What is raised where the network or Discord itself is ill."""


class BadToken(PullquoteError):
    """Discord does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Discord does not accept the token. Copy it anew from the developer portal (Bot, Reset Token) "
            "into PULLQUOTE_DISCORD__TOKEN."
        )


class Unreachable(PullquoteError):
    """Discord cannot be reached."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"Discord cannot be reached: {error}. Look at the network, or try again in a minute."
        )


@contextmanager
def talking() -> Iterator[None]:
    """While the block runs, raise BadToken or Unreachable for what the libraries raise."""
    try:
        yield
    except discord.LoginFailure:
        raise BadToken from None
    except NOT_REACHED as error:
        raise Unreachable(error) from error
