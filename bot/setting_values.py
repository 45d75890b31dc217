"""How people write the values of settings: paths, lists, folders with servers, addresses; and what is read of them."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from ipaddress import ip_address, ip_network
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, LiteralString

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

HomePath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A path in which a leading ~ is the home folder, also where no shell has seen it."""


def _several(given: Any) -> Any:
    """A number alone stands for a list of one."""
    return (given,) if isinstance(given, int) else given


def _listed(given: Any) -> Any:
    """Several values as people write them: apart by spaces or commas, or as JSON has it."""
    if not isinstance(given, str):
        return given
    with suppress(ValueError):
        if isinstance(listed := json.loads(given), list):
            return tuple(listed)
    # A comma in an address is its own, unless another one begins there.
    pieces = (piece.strip(",") for piece in given.translate(_LIST_MARKS).split())
    parts = (re.split(r",(?=\w+://)" if "://" in piece else ",", piece) for piece in pieces)
    return tuple(part for piece in parts for part in piece if part)


_LIST_MARKS = str.maketrans(dict.fromkeys("[]\"'", " "))
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""Values in one variable: `a, b` or `["a", "b"]`."""


def _networks(given: tuple[str, ...]) -> tuple[str, ...]:
    for text in given:
        ip_network(text, strict=False)
    return given


def _folder(given: str) -> str:
    """A folder's path inside the corpus."""
    path = PurePosixPath(given.strip("/"))
    if not path.parts or ".." in path.parts:
        raise ValueError("a folder is named by its path inside the corpus, for example club/minutes")
    return path.as_posix()


def _address(given: str) -> str:
    """An address of this machine, in figures."""
    return str(ip_address(given.strip()))


def _json(form: LiteralString) -> BeforeValidator:
    """What one variable has as JSON; where it has not, that is said of this very setting, with its form."""

    def read(given: Any) -> Any:
        try:
            return json.loads(given) if isinstance(given, str) else given
        except ValueError:
            raise PydanticCustomError("json", form) from None

    return BeforeValidator(read)


Servers = Annotated[tuple[int, ...], BeforeValidator(_several)]
"""Ids of servers."""
ServersInOne = Annotated[Servers, NoDecode, _json("must be ids of servers, such as [123456789012345678]")]
FoldersInOne = Annotated[
    dict[Annotated[str, AfterValidator(_folder)], Servers],
    NoDecode,
    _json('must be folders with ids of servers, such as {"club/minutes": [123456789012345678]}'),
]
"""The same, and folders with them, in one variable."""

Networks = Annotated[Listed, AfterValidator(_networks)]
"""Networks of addresses, as Listed."""
Address = Annotated[str, AfterValidator(_address)]
"""An address of this machine."""
