"""An interaction: what a person asked of the application, and everything the bot did about it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

from .errors import Json
from .model import Channel, Message, User
from .watch import PATIENCE

if TYPE_CHECKING:
    from .server import DiscordServer

T = TypeVar("T")


class InteractionType(IntEnum):
    APPLICATION_COMMAND = 2
    MESSAGE_COMPONENT = 3
    APPLICATION_COMMAND_AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    CHANNEL_MESSAGE_WITH_SOURCE = 4
    DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE = 5
    DEFERRED_UPDATE_MESSAGE = 6
    UPDATE_MESSAGE = 7
    APPLICATION_COMMAND_AUTOCOMPLETE_RESULT = 8
    MODAL = 9


@dataclass(frozen=True)
class Choice:
    """One suggestion of an autocomplete."""

    name: str
    value: str | int | float


@dataclass(frozen=True)
class Modal:
    """A form the bot opened; fill it in with `Person.submit_modal(interaction, values)`."""

    title: str
    custom_id: str
    components: list[Json]


@dataclass(eq=False)
class Interaction:
    """The record of one interaction. The awaitables return at once if the thing has already happened."""

    id: str
    token: str
    type: InteractionType
    user: User
    channel: Channel
    data: Json
    server: DiscordServer = field(repr=False)
    message: Message | None = None
    """The message whose component was used, if one was."""
    created: float = field(default_factory=time.monotonic)
    callback: Json | None = None
    """The body of the bot's callback, as sent."""
    ack_delay: float | None = None
    """Seconds from the interaction to the bot's callback; Discord allows `server.rules.ack_window`."""
    original: Message | None = None
    """What `@original` stands for: the response, or after types 6 and 7 the component's own message."""
    followups: list[Message] = field(default_factory=list)
    """Further messages; the follow-up that completes a deferred reply is no further one, but the reply."""
    owners: Json = field(default_factory=dict)
    """For which installations it is authorized."""
    updated: bool = False
    """After a deferred update (type 6): the bot has edited the message or followed up."""

    @property
    def name(self) -> str:
        """What was used, for messages about it: a command's name or a component's custom_id."""
        return str(self.data.get("name") or self.data.get("custom_id"))

    @property
    def callback_type(self) -> CallbackType | None:
        return CallbackType(self.callback["type"]) if self.callback else None

    @property
    def deferred(self) -> bool:
        return self.callback_type in (
            CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE,
            CallbackType.DEFERRED_UPDATE_MESSAGE,
        )

    @property
    def response(self) -> Message | None:
        """What the person now sees of the answer: None while it is loading, or when it was deleted.

        Where the bot took its first answer away and said something else instead, it is that.
        """
        message = self.original
        if message is not None and message.deleted and self.followups:
            message = self.followups[-1]
        return message if message and not message.loading and message.visible_to(self.user) else None

    @property
    def ephemeral(self) -> bool:
        """Whether only the person sees the answer (known from the moment the bot acknowledges)."""
        shown = self.response or self.original
        return bool(shown and shown.ephemeral)

    async def acked(self, within: float = PATIENCE) -> Interaction:
        """The bot has acknowledged, in whatever way."""
        return await self._until(lambda: self if self.callback else None, "acknowledged", within)

    async def answered(self, within: float = PATIENCE) -> Message:
        """The person sees the answer: the reply, the completed deferred reply, or the updated message."""

        def look() -> Message | None:
            waiting = self.callback_type == CallbackType.DEFERRED_UPDATE_MESSAGE and not self.updated
            return None if waiting else self.response

        return await self._until(look, "answered", within)

    async def followed_up(self, count: int = 1, within: float = PATIENCE) -> list[Message]:
        """The bot has sent at least so many further messages; returns all of them."""
        return await self._until(
            lambda: self.followups if len(self.followups) >= count else None, "followed up", within
        )

    async def choices(self, within: float = PATIENCE) -> list[Choice]:
        """What an autocomplete suggests."""
        wanted = CallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT
        data = await self._callback_data(wanted, "given choices", within)
        return [Choice(choice["name"], choice["value"]) for choice in data.get("choices", [])]

    async def modal(self, within: float = PATIENCE) -> Modal:
        """The form that the bot opened."""
        data = await self._callback_data(CallbackType.MODAL, "given a modal", within)
        return Modal(data["title"], data["custom_id"], data["components"])

    async def _callback_data(self, wanted: CallbackType, what: str, within: float) -> Json:
        def look() -> Json | None:
            return (self.callback or {}).get("data") or {} if self.callback_type == wanted else None

        return await self._until(look, what, within)

    async def _until(self, look: Callable[[], T | None], what: str, within: float) -> T:
        title = f"{self.user}'s {self.type.name} {self.name!r} was to be {what}"
        return await self.server.watch.until(look, title, within=within, instead=self._so_far)

    def _so_far(self) -> str:
        requests = [e for e in self.server.exchanges if self.token in e.path]
        lines = [f"Callback: {self.callback!r}", f"Original: {self.original!r}"]
        lines += [f"Followup: {message!r}" for message in self.followups]
        lines += [f"Request: {exchange}" for exchange in requests]
        return "\n".join([*lines, self.server.recently()])
