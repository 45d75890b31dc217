"""REST: messages, reactions and typing in channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .access import channel_for_bot, channel_to_send
from .errors import ApiError, api_error
from .model import Message
from .permissions import Permission
from .routing import NO_CONTENT, Reply, Request, route

if TYPE_CHECKING:
    from .server import DiscordServer


@route("POST", "/channels/{channel_id}/messages")
def create_message(server: DiscordServer, request: Request) -> Reply:
    body = request.form
    is_reply = body.get("message_reference") is not None
    channel = channel_to_send(
        server, request.args["channel_id"], files=bool(request.uploads), is_reply=is_reply
    )
    if not server.bot_may(channel, Permission.EMBED_LINKS):
        body = {key: value for key, value in body.items() if key != "embeds"}
    return Reply(server.shown_to_bot(server.post(channel, server.bot, body, request.uploads)))


@route("GET", "/channels/{channel_id}/messages")
def list_messages(server: DiscordServer, request: Request) -> Reply:
    """Newest first. Without READ_MESSAGE_HISTORY there are none."""
    channel = channel_for_bot(server, request.args["channel_id"])
    limit = int(request.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise ApiError(400, 50035, "Invalid Form Body: limit should be between 1 and 100")
    if not server.bot_may(channel, Permission.READ_MESSAGE_HISTORY):
        return Reply([])
    messages = [message for message in channel.messages.values() if not message.ephemeral]
    if "before" in request.query:
        messages = [m for m in messages if int(m.id) < int(request.query["before"])]
    elif "after" in request.query:
        messages = [m for m in messages if int(m.id) > int(request.query["after"])][:limit]
    elif "around" in request.query:
        around = int(request.query["around"])
        nearest = sorted(messages, key=lambda m: abs(int(m.id) - around))[:limit]
        messages = [m for m in messages if m in nearest]
    return Reply([server.shown_to_bot(message) for message in reversed(messages[-limit:])])


def _message(
    server: DiscordServer, request: Request, needed: Permission = Permission.VIEW_CHANNEL
) -> Message:
    channel = channel_for_bot(server, request.args["channel_id"], needed)
    return server.message(channel, request.args["message_id"])


@route("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(server: DiscordServer, request: Request) -> Reply:
    return Reply(server.shown_to_bot(_message(server, request, Permission.READ_MESSAGE_HISTORY)))


@route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit_message(server: DiscordServer, request: Request) -> Reply:
    message = _message(server, request)
    if message.author is not server.bot:
        raise api_error(50005)
    return Reply(server.shown_to_bot(server.revise(message, request.form, request.uploads)))


@route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(server: DiscordServer, request: Request) -> Reply:
    message = _message(server, request)
    if message.author is not server.bot and not server.bot_may(message.channel, Permission.MANAGE_MESSAGES):
        raise api_error(50013)
    server.delete_message(message)
    return NO_CONTENT


_MY_REACTION = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"


@route("PUT", _MY_REACTION)
def create_reaction(server: DiscordServer, request: Request) -> Reply:
    message = _message(server, request, Permission.READ_MESSAGE_HISTORY)
    emoji = request.args["emoji"]
    if emoji not in message.reactions and not server.bot_may(message.channel, Permission.ADD_REACTIONS):
        raise api_error(50013)
    if emoji.isascii() and ":" not in emoji:
        raise ApiError(400, 10014, "Unknown Emoji")
    server.add_reaction(message, server.bot, emoji)
    return NO_CONTENT


@route("DELETE", _MY_REACTION)
def delete_own_reaction(server: DiscordServer, request: Request) -> Reply:
    server.remove_reaction(_message(server, request), server.bot, request.args["emoji"])
    return NO_CONTENT


@route("POST", "/channels/{channel_id}/typing")
def trigger_typing(server: DiscordServer, request: Request) -> Reply:
    channel = channel_to_send(server, request.args["channel_id"], files=False, is_reply=False)
    server.type_in(channel, server.bot)
    return NO_CONTENT
