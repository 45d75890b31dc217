"""REST: channels, threads, guilds and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import payloads
from .access import channel_for_bot
from .errors import api_error
from .events import Intents
from .model import ChannelType
from .permissions import Permission
from .routing import NO_CONTENT, Reply, Request, route

if TYPE_CHECKING:
    from .server import DiscordServer


@route("GET", "/channels/{channel_id}")
def get_channel(server: DiscordServer, request: Request) -> Reply:
    return Reply(payloads.channel(channel_for_bot(server, request.args["channel_id"])))


@route("PATCH", "/channels/{channel_id}")
def edit_channel(server: DiscordServer, request: Request) -> Reply:
    """Threads only: their starter and those with MANAGE_THREADS may change them."""
    thread = channel_for_bot(server, request.args["channel_id"])
    if not thread.is_thread:
        raise api_error(50013)
    if thread.owner is not server.bot and not server.bot_may(thread, Permission.MANAGE_THREADS):
        raise api_error(50013)
    server.change_thread(thread, request.form, server.bot)
    return Reply(payloads.channel(thread))


@route("DELETE", "/channels/{channel_id}")
def delete_channel(server: DiscordServer, request: Request) -> Reply:
    channel = channel_for_bot(server, request.args["channel_id"])
    needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
    channel_for_bot(server, channel.id, needed)
    shown = payloads.channel(channel)
    if channel.guild is not None:
        server.delete_channel(channel)
    return Reply(shown)


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_thread_from_message(server: DiscordServer, request: Request) -> Reply:
    channel = channel_for_bot(server, request.args["channel_id"], Permission.CREATE_PUBLIC_THREADS)
    message = server.message(channel, request.args["message_id"])
    thread = server.start_thread(channel, server.bot, request.form, message)
    return Reply(payloads.channel(thread), 201)


@route("POST", "/channels/{channel_id}/threads")
def start_thread(server: DiscordServer, request: Request) -> Reply:
    """In a forum it is a post, which needs no more than SEND_MESSAGES."""
    if server.channel(request.args["channel_id"]).type is ChannelType.GUILD_FORUM:
        forum = channel_for_bot(server, request.args["channel_id"], Permission.SEND_MESSAGES)
        post = server.start_post(forum, server.bot, request.form, request.uploads)
        shown = server.shown_to_bot(post.messages[post.id])
        return Reply(payloads.channel(post) | {"message": shown}, 201)
    is_public = request.form.get("type") == ChannelType.PUBLIC_THREAD
    needed = Permission.CREATE_PUBLIC_THREADS if is_public else Permission.CREATE_PRIVATE_THREADS
    channel = channel_for_bot(server, request.args["channel_id"], needed)
    return Reply(payloads.channel(server.start_thread(channel, server.bot, request.form)), 201)


@route("PUT", "/channels/{channel_id}/thread-members/@me")
def join_thread(server: DiscordServer, request: Request) -> Reply:
    thread = channel_for_bot(server, request.args["channel_id"])
    server.add_to_thread(thread, server.bot)
    return NO_CONTENT


@route("DELETE", "/channels/{channel_id}/thread-members/@me")
def leave_thread(server: DiscordServer, request: Request) -> Reply:
    thread = channel_for_bot(server, request.args["channel_id"])
    thread.thread_members.pop(server.bot.id, None)
    return NO_CONTENT


@route("GET", "/guilds/{guild_id}")
def get_guild(server: DiscordServer, request: Request) -> Reply:
    guild = server.guild(request.args["guild_id"])
    counts = payloads.member_counts(guild) if request.flag("with_counts") else {}
    return Reply(payloads.guild(guild) | counts)


@route("GET", "/guilds/{guild_id}/channels")
def list_channels(server: DiscordServer, request: Request) -> Reply:
    guild = server.guild(request.args["guild_id"])
    return Reply([payloads.channel(channel) for channel in guild.channels.values()])


@route("GET", "/guilds/{guild_id}/roles")
def list_roles(server: DiscordServer, request: Request) -> Reply:
    guild = server.guild(request.args["guild_id"])
    return Reply([payloads.role(role) for role in guild.roles.values()])


@route("GET", "/guilds/{guild_id}/threads/active")
def list_active_threads(server: DiscordServer, request: Request) -> Reply:
    guild = server.guild(request.args["guild_id"])
    threads = [t for t in guild.threads.values() if not t.archived and t.permissions_for(server.bot)]
    joined = [payloads.thread_member(t, server.bot) for t in threads if server.bot.id in t.thread_members]
    return Reply({"threads": [payloads.channel(thread) for thread in threads], "members": joined})


@route("GET", "/guilds/{guild_id}/members")
def list_members(server: DiscordServer, request: Request) -> Reply:
    """Only an application with the GUILD_MEMBERS intent may list them."""
    guild = server.guild(request.args["guild_id"])
    if not server.application.privileged_intents & Intents.GUILD_MEMBERS:
        raise api_error(50001)
    members = sorted(guild.members.values(), key=lambda member: int(member.user.id))
    after = int(request.query.get("after", 0))
    later = [member for member in members if int(member.user.id) > after]
    return Reply([payloads.member(member) for member in later[: int(request.query.get("limit", 1))]])


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(server: DiscordServer, request: Request) -> Reply:
    guild = server.guild(request.args["guild_id"])
    if request.args["user_id"] not in guild.members:
        raise api_error(10007)
    return Reply(payloads.member(guild.members[request.args["user_id"]]))
