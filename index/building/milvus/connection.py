"""The one way to Milvus: reached when it is first needed, left when it is lost, its errors told in our words."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from index.building.milvus.address import Milvus
from index.errors import IndexDamaged, IndexServerError

CONNECT_SECONDS, ASK_SECONDS, WRITE_SECONDS, SETTLE_SECONDS = 5, 10, 30, 300
"""How long is waited for a connection, an answer, a batch written, and a collection on disk or in memory."""
_GONE = (4, 100)
"""What Milvus answers where there is no such collection: before version 2.3, and since."""
_REFUSALS = frozenset(
    (
        *("INVALID_ARGUMENT", "ALREADY_EXISTS", "NOT_FOUND", "FAILED_PRECONDITION", "OUT_OF_RANGE"),
        *("UNIMPLEMENTED", "PERMISSION_DENIED", "UNAUTHENTICATED", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"),
    )
)
"""What gRPC says of one call, while others may go on; of the rest, the connection is to be made anew."""
_STILL = "`pullquote status`, `verify` and what else needs no search go on; so will questions when it is back"

_files = Counter[str]()
_files_lock = threading.Lock()


class Connection:
    """A connection to a Milvus, made when it is first needed and anew after it was lost. Thread-safe."""

    def __init__(self, address: Milvus) -> None:
        self.address = address
        self._client: Any = None
        self._loaded = set[str]()
        self._lock = threading.Lock()

    @contextmanager
    def client(self, collection: str = "") -> Iterator[Any]:
        """A `MilvusClient` for a few calls about a collection.

        Raises IndexServerError where Milvus cannot be reached or refuses, IndexDamaged where the collection is gone.
        """
        client = self._reached()
        grpc, milvus = _libraries()
        try:
            if collection and collection not in self._loaded:
                # A server that was started anew holds nothing in memory until it is told to; else this costs nothing.
                client.load_collection(collection, timeout=WRITE_SECONDS)
                self._loaded.add(collection)
            yield client
        except grpc.RpcError as error:
            self._note(client, collection, error)
            code = str(error.code()) if hasattr(error, "code") else type(error).__name__
            raise IndexServerError(self._refusal(code.rpartition(".")[2])) from error
        except milvus.MilvusException as error:
            if error.code in _GONE and collection:
                raise IndexDamaged(
                    f"Milvus at {self.address.shown} has no collection {collection!r} any more. If another machine "
                    "builds the index, fetch its newest generation; else run `pullquote index --full` to build it anew."
                ) from error
            self._note(client, collection, error)
            raise IndexServerError(self._refusal(error.message)) from error
        except ValueError as error:  # what grpc says of a connection that another thread has closed meanwhile
            if client is self._client:
                raise
            raise IndexServerError(self._refusal("the connection was lost")) from error

    def count(self, collection: str, allowed: str = "", seconds: float = ASK_SECONDS) -> int:
        """How many passages a collection has, or a filter leaves in of them. Raises as `client` does."""
        with self.client(collection) as client:
            (row,) = client.query(collection, filter=allowed, output_fields=["count(*)"], timeout=seconds)
        return int(row["count(*)"])

    def close(self) -> None:
        """Let go of Milvus; the next use reaches for it again."""
        if (client := self._client) is not None:
            self._leave(client)

    def _note(self, client: Any, collection: str, error: Exception) -> None:
        """Leave a connection that is lost. One call that is refused is no reason to: others may be under way."""
        if _is_lost(error):
            self._leave(client)
        else:
            self._loaded.discard(collection)  # it may be refused as it is no longer in memory

    def _leave(self, client: Any) -> None:
        """Close this connection, unless another thread has, or has made a new one since."""
        with self._lock:
            if client is not self._client:
                return
            self._client = None
            self._loaded.clear()
        with suppress(Exception):  # what is lost anyway cannot fail to be closed
            client.close()
        if (file := self.address.file) is not None:
            _release(file)

    def _reached(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        grpc, milvus = _libraries()
        address, more = self.address, dict[str, Any]()
        if address.ca is not None:
            if not address.ca.is_file():
                raise IndexServerError(f"The file of trusted certificates {address.ca} is not there.")
            more = {"server_pem_path": str(address.ca), "secure": True}
        try:
            if address.file is not None:
                _hold(address.file)
            # Dedicated: pymilvus would lend one to whoever names the same host and token, by TLS or not.
            more |= {"token": address.token, "timeout": CONNECT_SECONDS, "dedicated": True}
            return milvus.MilvusClient(address.file or address.uri, **more)
        except (milvus.MilvusException, grpc.RpcError, ValueError, OSError) as error:
            if address.file is not None:
                _release(address.file)
                raise IndexServerError(
                    f"The index file {address.file} cannot be opened. milvus-lite must be installed, and it serves one "
                    "process at a time: end the other one, or set PULLQUOTE_INDEX_URI to a Milvus server for several."
                ) from error
            raise IndexServerError(self._refusal(getattr(error, "message", str(error)))) from error

    def _refusal(self, why: object) -> str:
        first = str(why).strip().splitlines()[0][:300] if str(why).strip() else "no reason given"
        return (
            f"The index is in Milvus at {self.address.shown}, which cannot be used now ({first}). Nothing in it is "
            f"changed. See that it runs, and that PULLQUOTE_INDEX_URI, _TOKEN and _CA are right. {_STILL}."
        )


def _is_lost(error: BaseException | None) -> bool:
    """Whether an error is about the connection, rather than Milvus's answer to one call."""
    grpc, _ = _libraries()
    seen = set[int]()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, grpc.RpcError):
            return not hasattr(error, "code") or error.code().name not in _REFUSALS
        if isinstance(error, ValueError):  # what grpc says of a connection that is closed
            return True
        # pymilvus raises errors from themselves: what they came of is what was being handled then.
        error = error.__cause__ if error.__cause__ not in (None, error) else error.__context__
    return False


def _hold(file: str) -> None:
    with _files_lock:
        _files[file] += 1
    Path(file).parent.mkdir(parents=True, exist_ok=True)


def _release(file: str) -> None:
    """Let other processes have milvus-lite's file, once nobody here has it open."""
    with _files_lock:
        _files[file] -= 1
        if _files[file]:
            return
        with suppress(ImportError):  # milvus-lite is missing, and nothing was opened
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(file)


def _libraries() -> tuple[Any, Any]:
    """The modules grpc and pymilvus, which only some have. Raises IndexServerError."""
    try:
        import grpc
        import pymilvus
    except ImportError as error:
        raise IndexServerError(
            "PULLQUOTE_INDEX_URI is set, but pymilvus is not installed. Run `pip install 'pullquote[milvus]'`."
        ) from error
    # They log every error with its traceback; ours say what it was.
    for name in ("pymilvus", "milvus_lite", "grpc"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return grpc, pymilvus
