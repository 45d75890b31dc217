"""What Discord answers to a wrong request, and what this harness raises when a person cannot do a thing."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
Path = tuple[str | int, ...]


class Impossible(AssertionError):
    """A person tried what Discord's client would not let them do: the test or the bot's set-up is wrong."""


class NeverHappened(AssertionError):
    """A wait ran out of time; the message says what was seen instead."""


class ApiError(Exception):
    """An error reply: `status` is HTTP's, `code` is Discord's own, `errors` the tree of a malformed form."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} (error code: {code}): {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def payload(self) -> Json:
        body: Json = {"code": self.code, "message": self.message}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


_STATUS_AND_MESSAGE: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10087: (404, "Unknown Tag"),
    20012: (403, "You are not authorized to perform this action on this application"),
    30032: (400, "Maximum number of application commands reached (100)"),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    40005: (413, "Request entity too large"),
    40058: (400, "Cannot send a message in a forum channel"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40094: (400, "This interaction has hit the maximum number of follow up messages"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (400, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    200000: (400, "Message was blocked by automatic moderation"),
    200001: (400, "Title was blocked by automatic moderation"),
}


def api_error(code: int) -> ApiError:
    """The error Discord documents under this code, with its usual status and words."""
    status, message = _STATUS_AND_MESSAGE[code]
    return ApiError(status, code, message)


def unauthorized() -> ApiError:
    return ApiError(401, 0, "401: Unauthorized")


def not_found() -> ApiError:
    return ApiError(404, 0, "404: Not Found")


class Form:
    """Gathers what is wrong with a request body, then raises it all at once as 50035.

    Each problem sits in the `errors` tree at the place of the offending value, as Discord lays it out:
    `{"embeds": {"0": {"title": {"_errors": [{"code": ..., "message": ...}]}}}}`.
    """

    def __init__(self) -> None:
        self.errors: Json = {}

    def problem(self, path: Path, code: str, message: str) -> None:
        node = self.errors
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def required(self, path: Path) -> None:
        self.problem(path, "BASE_TYPE_REQUIRED", "This field is required")

    def length(self, path: Path, value: str | list[Any] | None, low: int, high: int) -> None:
        """`low` above zero also makes the value required."""
        size = len(value or "")
        if value is None and low > 0:
            self.required(path)
        elif low <= size <= high:
            return
        elif low > 0:
            self.problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        else:
            self.problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")

    def choice(self, path: Path, value: Any, allowed: tuple[int, ...]) -> bool:
        if value in allowed:
            return True
        listed = ", ".join(map(str, allowed))
        self.problem(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
        return False

    def check(self) -> None:
        """Raise `ApiError` 50035 if anything was found wrong."""
        if self.errors:
            raise ApiError(400, 50035, "Invalid Form Body", self.errors)
