"""Holding what was said on the wire against Discord's own description of its API (an OpenAPI 3.1 file).

The file is discord/discord-api-spec's `openapi.json`. It is not part of this repository: `find_spec` looks
where the environment variable PULLQUOTE_DISCORD_OPENAPI says, then in `shared/discord/` beside the checkout.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .errors import Json
from .rest import Exchange

_BASE = "urn:discord"

KNOWN_DEVIATIONS: dict[str, str] = {
    r"message_reference/\w+_id: \d+ is not of type 'string'": (
        "discord.py sends the snowflakes of a reply as numbers; Discord takes both"
    ),
    r"recipient_id: \d+ is not of type": (
        "discord.py sends the snowflake of somebody to write to as a number; Discord takes both"
    ),
    r"message_reference/type: 0 was expected": (
        "Discord's file knows no forwarded messages (type 1), which its documentation has"
    ),
    r"allowed_mentions/users/\d+: \d+ is not of type": (
        "discord.py sends the snowflakes of whom to mention as numbers; Discord takes both"
    ),
    r"attachments/\d+/id: \d+ is not of type 'string'": (
        "discord.py numbers the files it sends; Discord takes both"
    ),
    r"default_member_permissions: \d+ is not of type": (
        "discord.py sends a command's permissions as a number; Discord takes both"
    ),
}
"""What is none of the bot's: a regular expression that finds the deviation, and why it is let pass."""


def find_spec() -> Path | None:
    """Discord's OpenAPI file, if it is at hand."""
    named = os.environ.get("PULLQUOTE_DISCORD_OPENAPI")
    beside = Path(__file__).parents[3] / "shared" / "discord" / "discord-openapi.json"
    found = Path(named) if named else beside
    return found if found.is_file() else None


def deviations(exchanges: Iterable[Exchange], spec_path: Path) -> list[str]:
    """Where requests or replies differ from the description, each once; the known ones are left out.

    A request that was refused is not held to the description (it was wrong on purpose, or the refusal is what
    a test looks at); its error is.
    """
    spec = Spec(json.loads(spec_path.read_text(encoding="utf-8")))
    found = dict.fromkeys(deviation for exchange in exchanges for deviation in spec.check(exchange))
    return [
        deviation for deviation in found if not any(re.search(known, deviation) for known in KNOWN_DEVIATIONS)
    ]


class Spec:
    def __init__(self, spec: Json) -> None:
        _loosen(spec)
        self._paths: Json = spec["paths"]
        resource = Resource.from_contents(spec, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_BASE, resource)
        self._patterns = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template)), template) for template in self._paths
        ]

    def check(self, exchange: Exchange) -> Iterator[str]:
        template = self._template(exchange)
        name = f"{exchange.method} {template or exchange.path}"
        if template is None:
            yield f"{name}: the API has no such operation"
            return
        at = [template, exchange.method.lower()]
        operation = self._paths[template][at[1]]
        if exchange.status < 400 and exchange.body is not None:
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield from self._problems(f"{name} request", [*at, "requestBody"], exchange.body)
        if exchange.status >= 500:
            return
        status = str(exchange.status)
        responses = operation["responses"]
        if status not in responses:
            status = f"{status[0]}XX"
        if status not in responses:
            yield f"{name}: the API never answers {exchange.status}"
        elif exchange.reply is not None and responses[status].get("content"):
            yield from self._problems(f"{name} reply", [*at, "responses", status], exchange.reply)

    def _template(self, exchange: Exchange) -> str | None:
        """The path of the description that fits with the fewest parameters."""
        hits = [
            template
            for pattern, template in self._patterns
            if pattern.fullmatch(exchange.path) and exchange.method.lower() in self._paths[template]
        ]
        return min(hits, key=lambda template: template.count("{"), default=None)

    def _problems(self, where: str, at: list[str], value: Any) -> Iterator[str]:
        steps = ["paths", *at, "content", "application/json", "schema"]
        pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        validator = Draft202012Validator({"$ref": f"{_BASE}#/{pointer}"}, registry=self._registry)
        for error in validator.iter_errors(value):
            leaf = _closest(error)
            place = "/".join(map(str, leaf.absolute_path)) or "the whole"
            yield f"{where}, {place}: {leaf.message[:200]}"


def _closest(error: ValidationError) -> ValidationError:
    """In the branch of a union that came furthest, the first thing wrong."""
    if not error.context:
        return error
    return _closest(min(error.context, key=lambda each: (-len(each.absolute_path), len(each.message))))


def _loosen(node: Any) -> None:
    """Make each oneOf an anyOf: the file's own README says both mean "one of these", and members overlap."""
    if isinstance(node, dict):
        if "oneOf" in node:
            node["anyOf"] = node.pop("oneOf")
        for value in node.values():
            _loosen(value)
    elif isinstance(node, list):
        for value in node:
            _loosen(value)
