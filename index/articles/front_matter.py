"""Front matter: what the lines between two rules at the top of a file say of where an article is from."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, NamedTuple

KEYS = ("title", "publisher", "date", "url")
"""The keys that are used; others may stand beside them."""


class FrontMatter(NamedTuple):
    """The text below the front matter, what that says by key in lower case, and what is wrong with it."""

    body: str
    metadata: dict[str, Any]
    warnings: tuple[str, ...]


def front_matter(raw: str) -> FrontMatter:
    """Read the front matter of a file, if it has any: YAML between ---, TOML between +++, or a JSON object.

    Where what stands between two rules is no front matter, it is text, and nothing of it is lost.
    """
    if block := _TOML.match(raw):
        return _toml(raw, block)
    if _JSON.match(raw):
        return _json(raw)
    block = _YAML.match(raw)
    return _yaml(raw, block) if block else _without(raw)


_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)(?:\n|(?<=\n))\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_JSON = re.compile(r"\A\s*\{\s*\"")
_YAML = re.compile(r"\A\s*---[ \t]*\n(.*?)(?:\n|(?<=\n))(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


def _toml(raw: str, block: re.Match[str]) -> FrontMatter:
    """TOML, whole or, where it is faulty, a line at a time."""
    body, lost = raw[block.end() :], list[str]()
    try:
        metadata = tomllib.loads(block.group(1))
    except (tomllib.TOMLDecodeError, RecursionError):
        metadata = {}
        for line in block.group(1).split("\n"):
            try:
                metadata |= tomllib.loads(line)
            except (tomllib.TOMLDecodeError, RecursionError):
                lost.append(line.strip())
        if not metadata:
            return FrontMatter(raw, {}, ("front matter is not valid TOML; it is read as text",))
    warnings = (_unreadable_line(lost[0]),) if lost else ()
    return FrontMatter(body, _lowered(_with_parameters(metadata)), warnings)


def _json(raw: str) -> FrontMatter:
    try:
        metadata, end = json.JSONDecoder().raw_decode(raw.lstrip())
    except (ValueError, RecursionError):
        return FrontMatter(raw, {}, ())
    body = raw.lstrip()[end:]
    if not body.strip() or not isinstance(metadata, dict):
        return FrontMatter(raw, {}, ())
    return FrontMatter(body.lstrip("\n"), _lowered(_with_parameters(metadata)), ())


def _with_parameters(metadata: dict[str, Any]) -> dict[str, Any]:
    """The values, and behind them those that site generators keep in a table of the site's own keys."""
    own: dict[str, Any] = {}
    for name in ("params", "extra"):
        table = metadata.get(name)
        own |= table if isinstance(table, dict) else {}
    return own | metadata


def _lowered(metadata: dict[str, Any]) -> dict[str, Any]:
    """Keys in lower case; single values as the text that they were written as, a date as ISO 8601."""
    return {
        str(key).lower(): value if isinstance(value, list | dict | None) else str(value)
        for key, value in metadata.items()
    }


def _yaml(raw: str, block: re.Match[str]) -> FrontMatter:
    """YAML, or lines of `key: value` that YAML would not take."""
    import yaml

    try:
        # Every value stays the text it is: a title "1984" is no number, and a date that is none spoils nothing else.
        metadata = yaml.load(block.group(1), Loader=yaml.BaseLoader)  # noqa: S506 - makes strings only
    except (yaml.YAMLError, RecursionError):
        return _by_lines(raw, block)
    if metadata == "":
        return FrontMatter(raw[block.end() :], {}, ())
    if not isinstance(metadata, dict):
        # Two rules of dashes around ordinary text are no front matter.
        return FrontMatter(raw, {}, ())
    if not _describes_a_file(metadata):
        return FrontMatter(raw, {}, (_TEXT,))
    return FrontMatter(raw[block.end() :], _lowered(metadata), ())


_TEXT = "what stands between the two rules at its top is no front matter; it is read as text"


def _describes_a_file(metadata: dict[Any, Any]) -> bool:
    """Whether these are keys of front matter: a title, or names as programs write them, and not "Note: …"."""
    keys = [str(key) for key in metadata]
    return any(key.lower() == "title" for key in keys) or all(
        key.lower() in KEYS or re.fullmatch(r"[a-z_][\w.-]*", key) for key in keys
    )


def _without(raw: str) -> FrontMatter:
    """The whole as text; where it begins as front matter does, that is said."""
    rule = _BEGUN.match(raw)
    warning = f"front matter has no closing {rule.group(1)}; it is read as text" if rule else ""
    return FrontMatter(raw, {}, (warning,) if warning else ())


_BEGUN = re.compile(rf"\A\s*(---|\+\+\+)[ \t]*\n(?:.+\n)*?(?:{'|'.join(KEYS)})[ \t]*[:=]", re.IGNORECASE)


def _by_lines(raw: str, block: re.Match[str]) -> FrontMatter:
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
            metadata[pair.group(1) or pair.group(2)] = _value(pair.group(3).strip())
        elif not line.startswith("#") and (key in KEYS or not re.match(r"[\s-]", line)):
            if apart and metadata and not re.match(r"[\s-]", line):
                # Prose: the second rule closes nothing, it stands in the article.
                prose = f"front matter line {line.strip()[:80]!r} is prose; all of it is read as text"
                return FrontMatter(raw, {}, (prose,))
            lost.append(line.strip())
    if not metadata or not _describes_a_file(metadata):
        return FrontMatter(raw, {}, (_TEXT,))
    warnings = (_unreadable_line(lost[0]),) if lost else ()
    return FrontMatter(raw[block.end() :], _lowered(metadata), warnings)


def _unreadable_line(line: str) -> str:
    return f"front matter line {line[:80]!r} cannot be read; it is ignored"


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
