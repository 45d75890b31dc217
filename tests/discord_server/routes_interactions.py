"""REST: answering interactions. These routes carry the interaction's token in their path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import message_payloads
from .routing import NO_CONTENT, Reply, Request, route

if TYPE_CHECKING:
    from .server import DiscordServer

_WEBHOOK = "/webhooks/{application_id}/{token}"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"


@route("POST", "/interactions/{interaction_id}/{token}/callback", needs_token=False)
def create_response(server: DiscordServer, request: Request) -> Reply:
    args = request.args
    result = server.respond(args["interaction_id"], args["token"], request.form, request.uploads)
    return Reply(result) if request.flag("with_response") else NO_CONTENT


@route("POST", _WEBHOOK, needs_token=False)
def create_followup(server: DiscordServer, request: Request) -> Reply:
    args = request.args
    message = server.follow_up(args["application_id"], args["token"], request.form, request.uploads)
    return Reply(message_payloads.message(message, server.bot))


@route("GET", _MESSAGE, needs_token=False)
def get_response(server: DiscordServer, request: Request) -> Reply:
    args = request.args
    message = server.response(args["application_id"], args["token"], args["message_id"])
    return Reply(message_payloads.message(message, server.bot))


@route("PATCH", _MESSAGE, needs_token=False)
def edit_response(server: DiscordServer, request: Request) -> Reply:
    args = request.args
    message = server.edit_response(
        args["application_id"], args["token"], args["message_id"], request.form, request.uploads
    )
    return Reply(message_payloads.message(message, server.bot))


@route("DELETE", _MESSAGE, needs_token=False)
def delete_response(server: DiscordServer, request: Request) -> Reply:
    args = request.args
    server.delete_response(args["application_id"], args["token"], args["message_id"])
    return NO_CONTENT
