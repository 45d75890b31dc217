"""What the tests of articles share: a reader of files with a name and content of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.articles import Reading, read_article

Reader = Callable[[str, str | bytes], Reading]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Reads a file of this name and content as an article of a corpus."""

    def read(name: str, content: str | bytes) -> Reading:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_article(file, tmp_path)

    return read
