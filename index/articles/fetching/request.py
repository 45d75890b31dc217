"""One request: to an address that was checked, within a time and a size, and without following redirects."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import aiohttp
import yarl

from index.articles.fetching.addresses import Network, is_allowed, is_link_local
from index.errors import NotFetched, NotReached

SECONDS = 10.0
"""How long one request may take, from looking up the name to the last byte."""
MOST_BYTES = 10 * 2**20
"""Bytes of an answer, unpacked."""
REDIRECTS, MOST_REDIRECTS = frozenset((301, 302, 303, 307, 308)), 5
"""The statuses that lead on to another address, and how often that is followed."""
_PIECE = 2**16


class NotPublic(NotFetched):
    """An address that nothing is fetched from, as it is not of the public web; the text says how an operator allows it.

    `at` is where it is. Of a link-local address, where clouds keep what is for their machines alone, no way is said.
    """

    def __init__(self, host: str, address: str) -> None:
        where = host if host == address else f"{host} is at {address}, which"
        advice = f"; if it is to be fetched from, allow it: PULLQUOTE_ALLOWED_NETWORKS={address}"
        super().__init__(f"{where} is no public address{'' if is_link_local(address) else advice}")
        self.at = host if host == address else f"{host}, which is at {address}"


class Response(NamedTuple):
    """What a server answered; `content` is empty where the status is not 200."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def request(
    url: yarl.URL, headers: Mapping[str, str], allowed: Sequence[Network], seconds: float
) -> Response:
    """GET one address. Blocks; not for a thread that runs an event loop. Raises NotFetched.

    The address is checked where the socket for it is made: what was checked is what is connected to, whatever a
    name server says the next time that it is asked.
    """
    try:
        return asyncio.run(_get(url, headers, allowed, seconds))
    except TimeoutError:
        raise NotReached(f"{url.host} did not answer within {seconds:g} s") from None
    except aiohttp.ClientConnectorCertificateError:
        raise NotReached(f"{url.host} has no valid certificate") from None
    except aiohttp.ClientConnectorError as error:
        raise NotReached(f"{url.host} cannot be reached ({error.os_error.strerror or error})") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        told = str(error) or type(error).__name__
        raise NotReached(f"{url.host} gave no answer that can be read ({told})") from None


async def _get(
    url: yarl.URL, headers: Mapping[str, str], allowed: Sequence[Network], seconds: float
) -> Response:
    def checked_socket(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if not is_allowed(address[0], allowed):
            raise NotPublic(str(url.host), address[0])
        return socket.socket(family=family, type=kind, proto=protocol)

    # One address after the other, so that what is raised above ends the request.
    connector = aiohttp.TCPConnector(socket_factory=checked_socket, happy_eyeballs_delay=None, limit=1)
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with (
        aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
        session.get(url, headers=headers, allow_redirects=False) as response,
    ):
        content = await _read(response) if response.status == 200 else b""
        return Response(response.status, response.headers, content)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """The body, unpacked piece by piece: one that grows too large is not read to its end."""
    if (response.content_length or 0) > MOST_BYTES:
        raise NotFetched(_too_large(response))
    pieces, size = [], 0
    async for piece in response.content.iter_chunked(_PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise NotFetched(_too_large(response))
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(response: aiohttp.ClientResponse) -> str:
    return f"{response.url.host} sends more than {MOST_BYTES // 2**20} MiB"
