"""The rooms of the index stand in an order, and each imports only from those before it; nothing imports the bot."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

INDEX = Path(__file__).parents[2] / "index"
ORDER = (
    ("errors", "answers"),
    ("stopwatch",),
    ("articles",),
    ("figures",),
    ("building",),
    ("adding",),
    ("question",),
    ("reading",),
    ("judging",),
    ("archive",),
    ("evaluation",),
)


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports, with those imported late."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports by relative names"
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def place(room: str) -> int:
    """Where a room stands in the order."""
    return next(n for n, rooms in enumerate(ORDER) if room in rooms)


def test_a_room_imports_only_from_rooms_before_it() -> None:
    files = [file for file in INDEX.rglob("*.py") if file != INDEX / "__init__.py"]
    assert len(files) > 60
    for file in files:
        own = file.relative_to(INDEX).parts[0].removesuffix(".py")
        for module in imported(file):
            if module.startswith("index."):
                other = module.split(".")[1]
                assert place(other) <= place(own), f"{file.relative_to(INDEX)} imports {module}"
            assert module.split(".")[0] not in ("bot", "training", "tests", "benchmarks")
