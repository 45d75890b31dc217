"""Discord's limits on what a message and a modal may hold, outside their components."""

from __future__ import annotations

from typing import Any

from .commands import check_choices
from .components import check_message_components, check_modal_components
from .errors import Form, Json, Path, api_error
from .model import EPHEMERAL, IS_COMPONENTS_V2

CONTENT = 2000
EMBEDS = 10
EMBEDS_TOTAL = 6000
FILES = 10


def check_message(body: Json, uploads: int = 0) -> None:
    """Raise `ApiError` for a message that Discord would refuse.

    `body` is the message as it would be after the request: for an edit, merged with what was there;
    `uploads` is the number of files it would have.
    """
    form = Form()
    v2 = bool((body.get("flags") or 0) & IS_COMPONENTS_V2)
    form.length(("content",), body.get("content"), 0, CONTENT)
    check_embeds(form, body.get("embeds") or [])
    if uploads > FILES:
        form.length(("attachments",), [None] * uploads, 0, FILES)
    check_allowed_mentions(form, body.get("allowed_mentions"))
    nonce = body.get("nonce")
    form.length(("nonce",), str(nonce) if nonce is not None else None, 0, 25)
    if v2:
        for key in ("content", "embeds"):
            if body.get(key):
                problem = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                form.problem((key,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", problem)
    components = body.get("components") or []
    check_message_components(form, components, v2=v2)
    form.check()
    shown = components if v2 else body.get("content") or body.get("embeds") or uploads or components
    if not shown and not body.get("sticker_ids") and not body.get("poll"):
        raise api_error(50006)


def check_embeds(form: Form, embeds: list[Json]) -> None:
    form.length(("embeds",), embeds, 0, EMBEDS)
    total = 0
    for place, embed in enumerate(embeds):
        path: Path = ("embeds", place)
        total += _check_text(form, (*path, "title"), embed.get("title"), 256)
        total += _check_text(form, (*path, "description"), embed.get("description"), 4096)
        footer, author = embed.get("footer") or {}, embed.get("author") or {}
        total += _check_text(form, (*path, "footer", "text"), footer.get("text"), 2048)
        total += _check_text(form, (*path, "author", "name"), author.get("name"), 256)
        rows = embed.get("fields") or []
        form.length((*path, "fields"), rows, 0, 25)
        for row_place, row in enumerate(rows):
            here = (*path, "fields", row_place)
            form.length((*here, "name"), row.get("name"), 1, 256)
            form.length((*here, "value"), row.get("value"), 1, 1024)
            total += len(row.get("name") or "") + len(row.get("value") or "")
        _check_url(form, (*path, "url"), embed.get("url"))
    if total > EMBEDS_TOTAL:
        problem = f"Embed size exceeds maximum size of {EMBEDS_TOTAL}"
        form.problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", problem)


def _check_text(form: Form, path: Path, text: str | None, high: int) -> int:
    form.length(path, text, 0, high)
    return len(text or "")


def _check_url(form: Form, path: Path, url: str | None) -> None:
    if url and not url.startswith(("http://", "https://", "attachment://")):
        problem = f"Scheme of {url!r} must be one of ('http', 'https')."
        form.problem(path, "URL_TYPE_INVALID_SCHEME", problem)


def check_allowed_mentions(form: Form, allowed: Json | None) -> None:
    if not allowed:
        return
    parse = allowed.get("parse") or []
    for place, kind in enumerate(parse):
        if kind not in ("users", "roles", "everyone"):
            problem = "Value must be one of ('everyone', 'roles', 'users')."
            form.problem(("allowed_mentions", "parse", place), "BASE_TYPE_CHOICES", problem)
    for kind in ("users", "roles"):
        listed = allowed.get(kind) or []
        form.length(("allowed_mentions", kind), listed, 0, 100)
        if listed and kind in parse:
            problem = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.problem(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", problem)


def check_deferral(data: Json) -> None:
    """A deferred reply may say only that it will be ephemeral."""
    form = Form()
    if (data.get("flags") or 0) & ~EPHEMERAL:
        problem = "Only EPHEMERAL may be set on a deferred reply"
        form.problem(("data", "flags"), "BITFIELD_INVALID_FLAGS", problem)
    form.check()


def check_autocomplete(data: Json) -> None:
    form = Form()
    choices: Any = data.get("choices")
    if choices is None:
        form.required(("data", "choices"))
    check_choices(form, ("data", "choices"), choices or [])
    form.check()


def check_modal(data: Json) -> None:
    form = Form()
    form.length(("data", "title"), data.get("title"), 1, 45)
    form.length(("data", "custom_id"), data.get("custom_id"), 1, 100)
    check_modal_components(form, ("data",), data.get("components") or [])
    form.check()


def check_thread(body: Json) -> None:
    form = Form()
    form.length(("name",), body.get("name"), 1, 100)
    duration = body.get("auto_archive_duration")
    if duration is not None:
        form.choice(("auto_archive_duration",), duration, (60, 1440, 4320, 10080))
    form.check()
