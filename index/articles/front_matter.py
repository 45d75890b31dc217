"""Front matter: the lines between two rules of dashes at the top of a file, which say where an article is from."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

KEYS = ("title", "publisher", "date", "url")
"""The keys that are used; others may stand beside them."""


class FrontMatter(NamedTuple):
    """The text below the front matter, what that says by key in lower case, and what is wrong with it."""

    body: str
    metadata: dict[str, Any]
    warnings: tuple[str, ...]


def front_matter(raw: str) -> FrontMatter:
    """Read the front matter of a file, if it has any: YAML, or lines of `key: value` that YAML would not take."""
    import yaml

    block = _BLOCK.match(raw)
    if block is None:
        return _without(raw)
    try:
        # Every value stays the text it is: a title "1984" is no number, and a date that is none spoils nothing else.
        metadata = yaml.load(block.group(1), Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, RecursionError) as error:
        return _by_lines(raw, block, str(error).strip().split("\n")[0])
    if metadata == "":
        return FrontMatter(raw[block.end() :], {}, ())
    if not isinstance(metadata, dict):
        # Two rules of dashes around ordinary text are no front matter.
        return FrontMatter(raw, {}, ())
    return FrontMatter(raw[block.end() :], {str(key).lower(): value for key, value in metadata.items()}, ())


_BLOCK = re.compile(r"\A\s*---[ \t]*\n(.*?)(?:\n|(?<=\n))(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def _without(raw: str, warning: str = "front matter has no closing ---; it is read as text") -> FrontMatter:
    """The whole as text; where it begins as front matter does, that is said."""
    return FrontMatter(raw, {}, (warning,) if _BEGUN.match(raw) else ())


_BEGUN = re.compile(rf"\A\s*---[ \t]*\n(?:.+\n)*?(?:{'|'.join(KEYS)})[ \t]*:", re.IGNORECASE)


def _by_lines(raw: str, block: re.Match[str], error: str) -> FrontMatter:
    """What can be read a line at a time, as people write it: `title: Ferry: 17 hurt` means what it says.

    Lines below a key, set in or in a list, are its own; a warning names the first line that is neither.
    """
    metadata: dict[str, Any] = {}
    key, lost, apart = "", [], False
    for line in block.group(1).split("\n"):
        if not line.strip():
            apart = True
        elif pair := _PAIR.fullmatch(line):
            key = (pair.group(1) or pair.group(2)).lower()
            metadata[key] = _value(pair.group(3).strip())
        elif not line.startswith("#") and (key in KEYS or not re.match(r"[\s-]", line)):
            if apart and not re.match(r"[\s-]", line):
                # Prose: the second rule closes nothing, it stands in the article.
                return _without(
                    raw, f"front matter line {line.strip()[:80]!r} is prose; all of it is read as text"
                )
            lost.append(line.strip())
    body = raw[block.end() :]
    if not metadata.keys() & set(KEYS):
        return FrontMatter(body, {}, (f"front matter is not valid YAML ({error}); it is ignored",))
    warnings = (f"front matter line {lost[0][:80]!r} cannot be read; it is ignored",) if lost else ()
    return FrontMatter(body, metadata, warnings)


_PAIR = re.compile(
    r"""["']?(?:(?<=["'])([A-Za-z][\w -]*?)["']|(?<!["'])([A-Za-z][\w -]*?))[ \t]*:(|[ \t].*)"""
)

_BLOCKS = ("|", "|-", "|+", ">", ">-", ">+")  # YAML's marks of a text on the lines below


def _value(written: str) -> str:
    """What stands behind a key: as YAML has it where that is a text, so without quotes or a remark, else as written."""
    import yaml

    if written in _BLOCKS:
        return ""
    try:
        value = yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, RecursionError):
        return written
    return value if isinstance(value, str) else written
