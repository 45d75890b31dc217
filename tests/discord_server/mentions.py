"""Who is mentioned in a message, who is really notified, and what `allowed_mentions` has to do with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .errors import Json
from .model import Channel, Message, Role, User
from .permissions import Permission, permissions_in

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")
_ALL: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}


@dataclass(frozen=True)
class Mentions:
    """What takes effect of the mentions in a text; a suppressed one is only words and is not here."""

    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    everyone: bool = False


def find_mentions(
    text: str,
    channel: Channel,
    author: User,
    users: dict[str, User],
    allowed: Json | None,
    reply_to: Message | None,
) -> Mentions:
    """Without `allowed_mentions` everything counts; with it, only what it lets through."""
    rule = _ALL if allowed is None else allowed
    named = [users[i] for i in _USER.findall(text) if i in users and _lets(rule, "users", i)]
    if reply_to is not None and rule.get("replied_user") and reply_to.origin is None:
        named.append(reply_to.author)  # who replies to the answer of a command mentions nobody
    roles: list[Role] = []
    everyone = False
    if channel.guild is not None:
        all_roles = channel.guild.roles
        may_ping_all = bool(permissions_in(channel, author) & Permission.MENTION_EVERYONE)
        roles = [all_roles[i] for i in _ROLE.findall(text) if i in all_roles and _lets(rule, "roles", i)]
        roles = [role for role in roles if role.mentionable or may_ping_all]
        in_text = _EVERYONE.search(text) is not None
        everyone = in_text and may_ping_all and "everyone" in (rule.get("parse") or [])
    return Mentions(list(dict.fromkeys(named)), list(dict.fromkeys(roles)), everyone)


def _lets(rule: Json, kind: str, snowflake: str) -> bool:
    listed = [str(each) for each in rule.get(kind) or []]
    return kind in (rule.get("parse") or []) or snowflake in listed


def pinged(mentions: Mentions, channel: Channel, author: User, ephemeral_for: User | None) -> list[User]:
    """The people whom the message notifies: those mentioned who can see it, bots and the author left out."""
    if channel.guild is None:
        audience = [channel.recipient] if channel.recipient else []
    else:
        audience = [member.user for member in channel.guild.members.values()]
    notified = set(mentions.users)
    for user in audience:
        roles = channel.guild.members[user.id].roles if channel.guild else []
        if mentions.everyone or set(roles) & set(mentions.roles):
            notified.add(user)
    return [
        user
        for user in audience
        if user in notified
        and not user.bot
        and user is not author
        and ephemeral_for in (None, user)
        and permissions_in(channel, user) & Permission.VIEW_CHANNEL
    ]
