"""What the bot needs before Discord does anything for it in a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import api_error
from .model import Channel
from .permissions import NOTHING, Permission, permissions_in

if TYPE_CHECKING:
    from .server import DiscordServer


def channel_for_bot(server: DiscordServer, channel_id: str, needed: Permission = NOTHING) -> Channel:
    """The channel; 10003 without one, 50001 if the bot cannot view it, 50013 if it lacks what is needed."""
    channel = server.channel(channel_id)
    permissions = permissions_in(channel, server.bot)
    if not permissions & Permission.VIEW_CHANNEL:
        raise api_error(50001)
    if channel.guild is not None and permissions & needed != needed:
        raise api_error(50013)
    return channel


def channel_to_send(server: DiscordServer, channel_id: str, *, files: bool, is_reply: bool) -> Channel:
    """The channel, if the bot may write this kind of message there."""
    channel = channel_for_bot(server, channel_id)
    if channel.guild is None:
        recipient = channel.recipient
        if (
            recipient is None
            or not getattr(recipient, "accepts_dms", True)
            or not server.shares_guild(recipient)
        ):
            raise api_error(50007)
        return channel
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
    if files:
        needed |= Permission.ATTACH_FILES
    channel_for_bot(server, channel_id, needed)
    if is_reply and not server.bot_may(channel, Permission.READ_MESSAGE_HISTORY):
        raise api_error(160002)
    return channel
