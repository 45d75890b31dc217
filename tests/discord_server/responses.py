"""Interactions: begun by people, answered by the bot; Discord's rules for what, how and when."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from . import forms, limits, message_payloads, payloads
from .errors import Form, Json, api_error
from .interactions import CallbackType, Interaction, InteractionType
from .messages import Messages, Uploads
from .model import EPHEMERAL, Channel, Message, MessageType, Origin, User
from .people import context_of
from .permissions import Permission, permissions_in
from .state import GUILD_INSTALL, USER_INSTALL

if TYPE_CHECKING:
    from .server import DiscordServer

_REPLY = CallbackType.CHANNEL_MESSAGE_WITH_SOURCE
_DEFERRED_REPLY = CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE
_DEFERRED_UPDATE = CallbackType.DEFERRED_UPDATE_MESSAGE
_UPDATE = CallbackType.UPDATE_MESSAGE
_AUTOCOMPLETE = CallbackType.APPLICATION_COMMAND_AUTOCOMPLETE_RESULT
_MODAL = CallbackType.MODAL
_MOST_FOLLOWUPS = 5
"""Of an app that is installed to the person alone."""


def _callbacks_allowed(interaction: Interaction) -> tuple[int, ...]:
    """Which callback types suit this interaction; only a message's component (or its modal) can update it."""
    if interaction.type is InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE:
        return (_AUTOCOMPLETE,)
    allowed: tuple[int, ...] = (_REPLY, _DEFERRED_REPLY)
    if interaction.message is not None:
        allowed += (_DEFERRED_UPDATE, _UPDATE)
    return allowed if interaction.type is InteractionType.MODAL_SUBMIT else (*allowed, _MODAL)


class Responses(Messages):
    """The part of the server through which interactions go."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.interactions: list[Interaction] = []
        self._by_token: dict[str, Interaction] = {}

    def begin_interaction(
        self, kind: InteractionType, user: User, channel: Channel, data: Json, message: Message | None
    ) -> Interaction:
        """Start one and tell the bot (INTERACTION_CREATE), which needs no access to the channel for that."""
        interaction_id = self.new_id()
        token = f"aW50ZXJhY3Rpb246{interaction_id}"
        server = cast("DiscordServer", self)
        interaction = Interaction(interaction_id, token, kind, user, channel, data, server, message)
        interaction.owners = self._owners(interaction)
        self.interactions.append(interaction)
        self._by_token[token] = interaction
        self.publish("INTERACTION_CREATE", self._payload(interaction), channel.guild)
        return interaction

    def _payload(self, interaction: Interaction) -> Json:
        channel, user, guild = interaction.channel, interaction.user, interaction.channel.guild
        mine = payloads.bits(permissions_in(channel, user))
        payload: Json = {
            "id": interaction.id,
            "application_id": self.application.id,
            "type": int(interaction.type),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": channel.id,
            "channel": payloads.channel(channel) | {"permissions": mine},
            "app_permissions": payloads.bits(self._app_permissions(channel)),
            "locale": getattr(user, "locale", "en-GB"),
            "entitlements": [],
            "attachment_size_limit": self.rules.upload_limit,
            "authorizing_integration_owners": interaction.owners,
            "context": context_of(channel),
        }
        if guild is not None:
            payload |= {
                "guild_id": guild.id,
                "guild": {"id": guild.id, "locale": guild.locale, "features": []},
                "guild_locale": guild.locale,
                "member": payloads.member(guild.members[user.id]) | {"permissions": mine},
            }
        else:
            payload["user"] = payloads.user(user)
        if interaction.message is not None:
            payload["message"] = message_payloads.message(interaction.message, self.bot)
        return payload

    def owners_of(self, installs: Sequence[int], user: User, channel: Channel) -> Json:
        """`authorizing_integration_owners`: by installation, whose it is; empty where there is none for this place."""
        owners: Json = {}
        guild = channel.guild
        if GUILD_INSTALL in installs and not channel.group and (guild is None or guild in self.guilds):
            owners[str(GUILD_INSTALL)] = guild.id if guild else "0"
        if USER_INSTALL in installs and getattr(user, "installed", False):
            owners[str(USER_INSTALL)] = user.id
        return owners

    def _owners(self, interaction: Interaction) -> Json:
        """A component's are those of the message that has it, which somebody else may have asked for."""
        message, name = interaction.message, interaction.data.get("name")
        if message is not None and message.origin is not None:
            return message.origin.owners
        guild = interaction.channel.guild
        kind = interaction.data.get("type", 1)
        command = self.commands.find(guild.id if guild else None, kind, name) if name else None
        installs = command["integration_types"] if command else self.application.installs
        return self.owners_of(installs, interaction.user, interaction.channel)

    def _app_permissions(self, channel: Channel) -> Permission:
        """In conversations that the bot is not in, what Discord's documentation names for them."""
        away = channel.group or (channel.guild is not None and channel.guild not in self.guilds)
        elsewhere = Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE
        return elsewhere if away else permissions_in(channel, self.bot)

    def respond(self, interaction_id: str, token: str, body: Json, uploads: Uploads) -> Json:
        """The bot's callback: the one first answer, within the acknowledgement window."""
        interaction = self._by_token.get(token)
        age = time.monotonic() - interaction.created if interaction else 0.0
        if interaction is None or interaction.id != interaction_id or age > self.rules.ack_window:
            raise api_error(10062)
        if interaction.callback is not None:
            raise api_error(40060)
        form = Form()
        form.choice(("type",), body.get("type"), _callbacks_allowed(interaction))
        form.check()
        self._carry_out(interaction, CallbackType(body["type"]), body.get("data") or {}, uploads)
        interaction.callback = body
        interaction.ack_delay = age
        self.watch.changed()
        return self._callback_result(interaction)

    def _carry_out(self, interaction: Interaction, kind: CallbackType, data: Json, uploads: Uploads) -> None:
        if kind in (_REPLY, _DEFERRED_REPLY):
            loading = kind == _DEFERRED_REPLY
            if loading:
                limits.check_deferral(data)
            interaction.original = self._post_for(interaction, data, uploads, loading=loading)
        elif kind in (_DEFERRED_UPDATE, _UPDATE):
            assert interaction.message is not None
            interaction.original = interaction.message
            if kind == _UPDATE:
                self.revise(self._still_there(interaction.message), data, uploads)
        elif kind == _AUTOCOMPLETE:
            limits.check_autocomplete(data)
        else:
            limits.check_modal(data)
            forms.number(data["components"])

    def _post_for(
        self, interaction: Interaction, data: Json, uploads: Uploads, *, loading: bool = False
    ) -> Message:
        is_first = interaction.original is None
        kind = MessageType.DEFAULT
        if is_first and interaction.type is InteractionType.APPLICATION_COMMAND:
            slash = interaction.data["type"] == 1
            kind = MessageType.CHAT_INPUT_COMMAND if slash else MessageType.CONTEXT_MENU_COMMAND
        target = interaction.data.get("target_id")
        origin = Origin(
            interaction.id,
            int(interaction.type),
            interaction.user,
            command=interaction.data.get("name"),
            original_id=None if is_first or interaction.original is None else interaction.original.id,
            interacted_id=interaction.message.id if interaction.message else None,
            target_id=target if target in self.messages else None,
            owners=interaction.owners,
        )
        ephemeral = bool((data.get("flags") or 0) & EPHEMERAL) or self._is_hushed(interaction)
        return self.post(
            interaction.channel,
            self.bot,
            data,
            uploads,
            kind=kind,
            origin=origin,
            ephemeral_for=interaction.user if ephemeral else None,
            loading=loading,
        )

    def _is_hushed(self, interaction: Interaction) -> bool:
        """Where the app is not installed to the server, who lacks USE_EXTERNAL_APPS is answered for their eyes only."""
        if interaction.channel.guild is None or str(GUILD_INSTALL) in interaction.owners:
            return False
        return not permissions_in(interaction.channel, interaction.user) & Permission.USE_EXTERNAL_APPS

    def _callback_result(self, interaction: Interaction) -> Json:
        """What `with_response=true` returns."""
        kind, message = interaction.callback_type, interaction.original
        about: Json = {"id": interaction.id, "type": int(interaction.type)}
        if message is not None:
            about |= {
                "response_message_id": message.id,
                "response_message_loading": message.loading,
                "response_message_ephemeral": message.ephemeral,
            }
        result: Json = {"interaction": about}
        if message is not None and kind in (_REPLY, _DEFERRED_REPLY, _UPDATE):
            assert kind is not None
            shown = _REPLY if kind == _DEFERRED_REPLY else kind
            result["resource"] = {"type": int(shown), "message": message_payloads.message(message, self.bot)}
        return result

    def follow_up(self, application_id: str, token: str, body: Json, uploads: Uploads) -> Message:
        """A further message. The first one after a deferred reply completes that reply, as Discord has it."""
        interaction = self._live(application_id, token)
        original = interaction.original
        if original is not None and original.loading and not original.deleted:
            self.revise(original, body, uploads)
            return original
        if str(GUILD_INSTALL) not in interaction.owners and len(interaction.followups) >= _MOST_FOLLOWUPS:
            raise api_error(40094)
        message = self._post_for(interaction, body, uploads)
        interaction.followups.append(message)
        interaction.updated = True
        self.watch.changed()
        return message

    def edit_response(
        self, application_id: str, token: str, which: str, body: Json, uploads: Uploads
    ) -> Message:
        interaction = self._live(application_id, token)
        message = self._response(interaction, which)
        self.revise(message, body, uploads)
        interaction.updated = True
        self.watch.changed()
        return message

    def response(self, application_id: str, token: str, which: str) -> Message:
        return self._response(self._live(application_id, token), which)

    def delete_response(self, application_id: str, token: str, which: str) -> None:
        self.delete_message(self.response(application_id, token, which))

    def _live(self, application_id: str, token: str) -> Interaction:
        """The acknowledged interaction whose token still answers."""
        interaction = self._by_token.get(token)
        if interaction is None or application_id != self.application.id:
            raise api_error(50027)
        if time.monotonic() - interaction.created > self.rules.token_life:
            raise api_error(50027)
        if interaction.callback is None:
            raise api_error(10015)
        return interaction

    def _response(self, interaction: Interaction, which: str) -> Message:
        if which == "@original":
            if interaction.original is None:
                raise api_error(10008)
            return self._still_there(interaction.original)
        for message in (*interaction.followups, interaction.original):
            if message is not None and message.id == which:
                return self._still_there(message)
        raise api_error(10008)

    def _still_there(self, message: Message) -> Message:
        if message.deleted:
            raise api_error(10008)
        return message
