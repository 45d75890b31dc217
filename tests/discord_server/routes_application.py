"""REST: the bot itself, its application, the gateway's address and the application's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import payloads
from .errors import ApiError, Form, Json, api_error
from .events import Intents
from .model import Guild
from .permissions import base_permissions
from .routing import NO_CONTENT, Reply, Request, route

if TYPE_CHECKING:
    from .server import DiscordServer

_INTENT_FLAGS = (
    (Intents.GUILD_PRESENCES, 1 << 13),
    (Intents.GUILD_MEMBERS, 1 << 15),
    (Intents.MESSAGE_CONTENT, 1 << 19),
)
"""The application flags (`..._LIMITED`) that stand for a granted privileged intent."""


@route("GET", "/users/@me")
def get_current_user(server: DiscordServer, request: Request) -> Reply:
    return Reply(payloads.current_user(server.bot))


@route("GET", "/users/{user_id}")
def get_user(server: DiscordServer, request: Request) -> Reply:
    return Reply(payloads.user(server.user(request.args["user_id"])))


@route("GET", "/oauth2/applications/@me")
@route("GET", "/applications/@me")
def get_application(server: DiscordServer, request: Request) -> Reply:
    application = server.application
    flags = sum(flag for intent, flag in _INTENT_FLAGS if intent & application.privileged_intents)
    return Reply(
        {
            "id": application.id,
            "name": application.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": payloads.user(server.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": flags,
            "flags_new": str(flags),
            "owner": payloads.user(application.owner),
            "team": None,
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "integration_types_config": {str(kind): {} for kind in application.installs},
            "approximate_guild_count": len(server.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
            "summary": "",
        }
    )


@route("GET", "/gateway", needs_token=False)
def get_gateway(server: DiscordServer, request: Request) -> Reply:
    return Reply({"url": server.gateway_url})


@route("GET", "/gateway/bot")
def get_gateway_bot(server: DiscordServer, request: Request) -> Reply:
    rules = server.rules
    return Reply(
        {
            "url": server.gateway_url,
            "shards": rules.shards,
            "session_start_limit": {
                "total": 1000,
                "remaining": max(0, rules.session_starts),
                "reset_after": 86_400_000,
                "max_concurrency": 1,
            },
        }
    )


def _scope(server: DiscordServer, request: Request) -> str | None:
    if request.args["application_id"] != server.application.id:
        raise api_error(20012)
    guild_id = request.args.get("guild_id")
    return server.guild(guild_id).id if guild_id else None


_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


@route("GET", _GLOBAL)
@route("GET", _GUILD)
def list_commands(server: DiscordServer, request: Request) -> Reply:
    return Reply(server.commands.listed(_scope(server, request)))


@route("PUT", _GLOBAL)
@route("PUT", _GUILD)
def overwrite_commands(server: DiscordServer, request: Request) -> Reply:
    scope = _scope(server, request)
    if not isinstance(request.body, list):
        raise ApiError(400, 50035, "Invalid Form Body: a list of commands is expected")
    return Reply(server.commands.overwrite(scope, request.body))


@route("POST", _GLOBAL)
@route("POST", _GUILD)
def create_command(server: DiscordServer, request: Request) -> Reply:
    command, is_new = server.commands.upsert(_scope(server, request), request.form)
    return Reply(command, 201 if is_new else 200)


@route("GET", _GLOBAL + "/{command_id}")
@route("GET", _GUILD + "/{command_id}")
def get_command(server: DiscordServer, request: Request) -> Reply:
    return Reply(server.commands.by_id(_scope(server, request), request.args["command_id"]))


@route("PATCH", _GLOBAL + "/{command_id}")
@route("PATCH", _GUILD + "/{command_id}")
def edit_command(server: DiscordServer, request: Request) -> Reply:
    return Reply(server.commands.edit(_scope(server, request), request.args["command_id"], request.form))


@route("DELETE", _GLOBAL + "/{command_id}")
@route("DELETE", _GUILD + "/{command_id}")
def delete_command(server: DiscordServer, request: Request) -> Reply:
    server.commands.delete(_scope(server, request), request.args["command_id"])
    return NO_CONTENT


@route("GET", "/users/@me/guilds")
def list_guilds(server: DiscordServer, request: Request) -> Reply:
    return Reply([_partial(server, guild, counts=request.flag("with_counts")) for guild in server.guilds])


def _partial(server: DiscordServer, guild: Guild, *, counts: bool) -> Json:
    partial: Json = {
        "id": guild.id,
        "name": guild.name,
        "icon": None,
        "banner": None,
        "owner": False,
        "permissions": payloads.bits(base_permissions(guild, server.bot)),
        "features": [],
    }
    return partial | payloads.member_counts(guild) if counts else partial


@route("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(server: DiscordServer, request: Request) -> Reply:
    server.remove_guild(server.guild(request.args["guild_id"]))
    return NO_CONTENT


@route("POST", "/users/@me/channels")
def create_dm(server: DiscordServer, request: Request) -> Reply:
    recipient_id = str(request.form.get("recipient_id") or "")
    if recipient_id not in server.users or server.users[recipient_id].bot:
        form = Form()
        form.problem(("recipient_id",), "CHANNEL_RECIPIENT_REQUIRED", "Invalid Recipient(s)")
        form.check()
    return Reply(payloads.channel(server.dm_channel(server.users[recipient_id])))
