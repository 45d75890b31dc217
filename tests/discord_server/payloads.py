"""How each thing looks on the wire: the JSON objects of Discord's API."""

from __future__ import annotations

from .errors import Json
from .events import Intents
from .model import Channel, ChannelType, Guild, Member, Role, User
from .permissions import Overwrite, Permission

REQUIRE_TAG = 1 << 4
"""The flag of a forum whose posts must have a tag."""


def user(user: User) -> Json:
    payload: Json = {
        "id": user.id,
        "username": user.username,
        "global_name": user.global_name,
        "discriminator": "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "collectibles": None,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
    }
    if user.bot:
        payload["bot"] = True
    return payload


def current_user(bot: User) -> Json:
    """The bot as GET /users/@me shows it to itself."""
    return user(bot) | {
        "mfa_enabled": True,
        "locale": "en-US",
        "verified": True,
        "premium_type": 0,
        "email": None,
    }


def role(role: Role) -> Json:
    tags = {"tags": {"bot_id": role.bot_id}} if role.bot_id else {}
    return tags | {
        "id": role.id,
        "name": role.name,
        "permissions": bits(role.permissions),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def bits(permissions: Permission) -> str:
    return str(int(permissions))


def member(member: Member, *, with_user: bool = True) -> Json:
    """A guild member; events about a message leave the user out, since the author is beside it."""
    payload: Json = {
        "roles": [role.id for role in member.roles],
        "nick": member.nick,
        "joined_at": member.joined_at.isoformat(),
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "avatar": None,
        "banner": None,
    }
    return payload | {"user": user(member.user)} if with_user else payload


def channel(channel: Channel) -> Json:
    if channel.group:
        return _group(channel)
    if channel.type is ChannelType.DM:
        return {
            "id": channel.id,
            "type": int(channel.type),
            "flags": 0,
            "last_message_id": _last_message_id(channel),
            "recipients": [user(channel.recipient)] if channel.recipient else [],
        }
    assert channel.guild is not None
    above = channel.parent or channel.category
    payload: Json = {
        "id": channel.id,
        "type": int(channel.type),
        "guild_id": channel.guild.id,
        "name": channel.name,
        "parent_id": above.id if above else None,
        "last_message_id": _last_message_id(channel),
        "rate_limit_per_user": channel.slowmode,
        "flags": 0,
    }
    return payload | (_thread_fields(channel) if channel.is_thread else _text_channel_fields(channel))


def _group(channel: Channel) -> Json:
    """A group DM of people, as an interaction begun in it shows it."""
    return {
        "id": channel.id,
        "type": int(channel.type),
        "flags": 0,
        "last_message_id": _last_message_id(channel),
        "name": None,
        "icon": None,
        "owner_id": channel.group[0].id,
        "recipients": [user(each) for each in channel.group],
    }


def _last_message_id(channel: Channel) -> str | None:
    public = [message.id for message in channel.messages.values() if not message.ephemeral]
    return public[-1] if public else None


def _text_channel_fields(channel: Channel) -> Json:
    guild = channel.guild
    assert guild is not None
    voice = {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    kind = {ChannelType.GUILD_VOICE: voice, ChannelType.GUILD_FORUM: _forum_fields(channel)}
    return kind.get(channel.type, {}) | {
        "position": channel.position,
        "topic": channel.topic,
        "nsfw": False,
        "permission_overwrites": [
            _overwrite(guild, target_id, overwrite) for target_id, overwrite in channel.overwrites.items()
        ],
    }


def _forum_fields(forum: Channel) -> Json:
    return {
        "flags": REQUIRE_TAG if forum.requires_tag else 0,
        "available_tags": [
            {
                "id": tag.id,
                "name": tag.name,
                "moderated": tag.moderated,
                "emoji_id": None,
                "emoji_name": None,
            }
            for tag in forum.tags
        ],
        "default_reaction_emoji": None,
        "default_sort_order": None,
        "default_forum_layout": 0,
        "default_thread_rate_limit_per_user": 0,
    }


def _overwrite(guild: Guild, target_id: str, overwrite: Overwrite) -> Json:
    return {
        "id": target_id,
        "type": 0 if target_id in guild.roles else 1,
        "allow": bits(overwrite.allow),
        "deny": bits(overwrite.deny),
    }


def _thread_fields(thread: Channel) -> Json:
    count = len(thread.messages)
    return {
        "owner_id": thread.owner.id if thread.owner else "0",
        "message_count": count,
        "total_message_sent": count,
        "member_count": len(thread.thread_members),
        "applied_tags": [tag.id for tag in thread.tags],
        "thread_metadata": {
            "archived": thread.archived,
            "auto_archive_duration": thread.auto_archive_duration,
            "archive_timestamp": thread.created_at.isoformat(),
            "create_timestamp": thread.created_at.isoformat(),
            "locked": thread.locked,
        },
    }


def thread_member(thread: Channel, user: User) -> Json:
    return {"id": thread.id, "user_id": user.id, "join_timestamp": thread.created_at.isoformat(), "flags": 0}


def thread_stub(thread: Channel) -> Json:
    """What is left of a deleted thread."""
    assert thread.guild is not None
    assert thread.parent is not None
    return {
        "id": thread.id,
        "guild_id": thread.guild.id,
        "parent_id": thread.parent.id,
        "type": int(thread.type),
    }


def guild(guild: Guild) -> Json:
    """A guild as REST shows it."""
    return {
        "id": guild.id,
        "name": guild.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "owner_id": guild.owner_id,
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "max_presences": None,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "nsfw": False,
        "nsfw_level": 0,
        "features": [],
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
        "roles": [role(each) for each in guild.roles.values()],
    }


def member_counts(guild: Guild) -> Json:
    """What `with_counts=true` adds."""
    return {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}


def guild_create(joined: Guild, bot: User, intents: Intents) -> Json:
    """The guild as GUILD_CREATE tells a session: without GUILD_MEMBERS, of its members only the bot."""
    members = [m for m in joined.members.values() if m.user is bot or intents & Intents.GUILD_MEMBERS]
    threads = [t for t in joined.threads.values() if not t.archived and t.permissions_for(bot)]
    return guild(joined) | {
        "joined_at": joined.members[bot.id].joined_at.isoformat(),
        "large": False,
        "member_count": len(joined.members),
        "members": [member(each) for each in members],
        "channels": [channel(each) for each in joined.channels.values()],
        "threads": [channel(t) | {"member": thread_member(t, bot)} for t in threads],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
