"""Where Milvus is: a server's address with what it asks for, or a file of milvus-lite."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

SCHEMES = ("http", "https")
SUFFIX = ".db"


@dataclass(frozen=True, slots=True)
class Milvus:
    """A Milvus to keep an index in. `https://…` is reached by TLS; `ca` is a PEM file of whom to trust for it.

    `uri` may be a file name that ends in `.db`, which milvus-lite serves within this process. `token` is an API key or
    `user:password`. Raises ValueError where the address is none.
    """

    uri: str
    token: str = field(default="", repr=False)
    ca: Path | None = None

    def __post_init__(self) -> None:
        server = urlsplit(self.uri) if "://" in self.uri else None
        is_one = server.scheme in SCHEMES and server.hostname if server else self.uri.endswith(SUFFIX)
        if not is_one:
            raise ValueError(
                f"{self.shown!r} is neither http(s)://HOST:PORT nor a file name ending in {SUFFIX}"
            )
        _ = server and server.port  # raises ValueError where it is no number

    @property
    def file(self) -> str | None:
        """The absolute path of milvus-lite's file; None where this is a server."""
        return None if "://" in self.uri else str(Path(self.uri).expanduser().absolute())

    @property
    def shown(self) -> str:
        """The address for people, without a password in it."""
        scheme, mark, rest = self.uri.partition("://")
        return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else self.uri
