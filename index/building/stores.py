"""Which store keeps a data folder's generations: the folder, or the Milvus that is named."""

from __future__ import annotations

from index.building.halves import Store
from index.building.local import LocalStore
from index.building.milvus.address import Milvus
from index.building.milvus.store import MilvusStore


def store_of(milvus: Milvus | None) -> Store:
    """The store in that Milvus, or in the data folder. Nothing is reached for yet."""
    return LocalStore() if milvus is None else MilvusStore(milvus)
