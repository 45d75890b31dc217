"""Permissions: Discord's bits, and how roles and channel overwrites add up to what somebody may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Channel, Guild, User


class Permission(IntFlag):
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    USE_EXTERNAL_APPS = 1 << 50


NOTHING = Permission(0)
EVERYTHING = Permission((1 << 52) - 1)

MEMBER_DEFAULTS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.USE_EXTERNAL_APPS
)
"""What @everyone has in a guild of this server."""

DM_PERMISSIONS = MEMBER_DEFAULTS & ~Permission.CREATE_PUBLIC_THREADS & ~Permission.SEND_MESSAGES_IN_THREADS

_NEEDS_SENDING = (
    Permission.MENTION_EVERYONE
    | Permission.SEND_TTS_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
)


@dataclass(frozen=True)
class Overwrite:
    """What a channel grants and takes from one role or one member."""

    allow: Permission = NOTHING
    deny: Permission = NOTHING

    def apply(self, permissions: Permission) -> Permission:
        return (permissions & ~self.deny) | self.allow


def base_permissions(guild: Guild, user: User) -> Permission:
    """What the user's roles add up to in the guild, before any channel has its say."""
    if user.id == guild.owner_id:
        return EVERYTHING
    member = guild.members.get(user.id)
    if member is None:
        return NOTHING
    permissions = guild.everyone.permissions
    for role in member.roles:
        permissions |= role.permissions
    return EVERYTHING if permissions & Permission.ADMINISTRATOR else permissions


def permissions_in(channel: Channel, user: User) -> Permission:
    """What the user may do in the channel; a thread takes its parent's overwrites."""
    guild = channel.guild
    if guild is None:
        return DM_PERMISSIONS if channel.is_recipient(user) else NOTHING
    permissions = base_permissions(guild, user)
    if permissions == EVERYTHING:
        return permissions
    if user.id not in guild.members:
        return NOTHING
    permissions = _overwritten(permissions, channel.parent or channel, guild, user)
    if not permissions & Permission.VIEW_CHANNEL or _is_shut_out(channel, user, permissions):
        return NOTHING
    speaking = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    return permissions if permissions & speaking else permissions & ~_NEEDS_SENDING


def _is_shut_out(channel: Channel, user: User, permissions: Permission) -> bool:
    """A private thread is for those who were added to it, and for moderators."""
    invited = user.id in channel.thread_members or permissions & Permission.MANAGE_THREADS
    return channel.is_private_thread and not invited


def _overwritten(permissions: Permission, channel: Channel, guild: Guild, user: User) -> Permission:
    """Overwrites apply in this order: @everyone, then all of the member's roles at once, then the member."""
    none = Overwrite()
    permissions = channel.overwrites.get(guild.id, none).apply(permissions)
    allow = deny = NOTHING
    for role in guild.members[user.id].roles:
        overwrite = channel.overwrites.get(role.id, none)
        allow |= overwrite.allow
        deny |= overwrite.deny
    permissions = Overwrite(allow, deny).apply(permissions)
    return channel.overwrites.get(user.id, none).apply(permissions)
