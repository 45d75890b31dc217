"""The key that hashes user ids. It lies outside the ledger's file."""

from __future__ import annotations

import secrets
from pathlib import Path

from bot.ledger.database import LedgerUnusable


def ledger_key(path: Path) -> bytes:
    """The key that hashes user ids, made on first use; its file is readable by its owner only.

    Raises LedgerUnusable.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
        return path.read_bytes()
    except OSError as error:
        raise LedgerUnusable(
            f"The ledger's key {path} cannot be read or made: {error.strerror}. PULLQUOTE_DISCORD__LEDGER names "
            "another folder for both."
        ) from error
