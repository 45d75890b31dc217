"""How a message looks on the wire, to those who may read it and to those who may not."""

from __future__ import annotations

from . import payloads
from .errors import Json
from .model import Attachment, Message, Origin, User


def attachment(attachment: Attachment) -> Json:
    upload = attachment.upload
    payload: Json = {
        "id": attachment.id,
        "filename": upload.filename,
        "size": len(upload.content),
        "content_type": upload.content_type,
        "url": attachment.url,
        "proxy_url": attachment.url,
    }
    return payload | {"description": upload.description} if upload.description else payload


def message(message: Message, bot: User, *, depth: int = 1) -> Json:
    """A message as REST shows it to the bot; `depth` ends the chain of replies."""
    payload: Json = {
        "id": message.id,
        "channel_id": message.channel.id,
        "author": payloads.user(message.author),
        "type": int(message.type),
        "content": message.content,
        "embeds": message.shown_embeds,
        "components": message.components,
        "attachments": [attachment(each) for each in message.attachments],
        "flags": message.flags,
        "tts": message.tts,
        "pinned": False,
        "mentions": [payloads.user(each) for each in message.mentions],
        "mention_roles": [each.id for each in message.mention_roles],
        "mention_everyone": message.mention_everyone,
        "timestamp": message.created_at.isoformat(),
        "edited_timestamp": message.edited_at.isoformat() if message.edited_at else None,
    }
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    if message.reactions:
        payload["reactions"] = [_reaction(emoji, users, bot) for emoji, users in message.reactions.items()]
    if message.thread is not None:
        payload["thread"] = payloads.channel(message.thread)
    if message.origin is not None:
        payload |= _interaction_fields(message, message.origin)
    if message.reference_id is not None:
        payload |= _reference_fields(message, bot, depth)
    if message.forwarded is not None:
        payload |= _forward_fields(message.forwarded)
    return payload


def _reaction(emoji: str, users: list[User], bot: User) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me_burst": False,
        "me": bot in users,
    }


def _interaction_fields(message: Message, origin: Origin) -> Json:
    metadata: Json = {
        "id": origin.interaction_id,
        "type": origin.interaction_type,
        "user": payloads.user(origin.user),
        "authorizing_integration_owners": origin.owners,
    }
    for key, value in (
        ("original_response_message_id", origin.original_id),
        ("interacted_message_id", origin.interacted_id),
        ("target_message_id", origin.target_id),
    ):
        if value is not None:
            metadata[key] = value
    if origin.interaction_type == 5:
        metadata["triggering_interaction_metadata"] = {**metadata, "type": 2}
    return {
        "webhook_id": message.author.id,
        "application_id": message.author.id,
        "interaction_metadata": metadata,
    }


def _reference_fields(original: Message, bot: User, depth: int) -> Json:
    guild = original.channel.guild
    reference: Json = {"type": 0, "channel_id": original.channel.id, "message_id": original.reference_id}
    if guild:
        reference["guild_id"] = guild.id
    fields: Json = {"message_reference": reference}
    if depth:
        referenced = original.reference
        shown = referenced is not None and not referenced.deleted
        fields["referenced_message"] = message(referenced, bot, depth=0) if shown and referenced else None
    return fields


def _forward_fields(original: Message) -> Json:
    reference: Json = {"type": 1, "channel_id": original.channel.id, "message_id": original.id}
    if original.channel.guild:
        reference["guild_id"] = original.channel.guild.id
    snapshot: Json = {
        "type": int(original.type),
        "content": original.content,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": original.shown_embeds,
        "timestamp": original.created_at.isoformat(),
        "edited_timestamp": None,
        "flags": 0,
        "components": [],
    }
    return {"message_reference": reference, "message_snapshots": [{"message": snapshot}]}


def message_event(sent: Message, bot: User) -> Json:
    """The same message as the gateway tells it: with its guild, and its author as a member there."""
    payload = message(sent, bot)
    guild = sent.channel.guild
    if guild is not None:
        payload["guild_id"] = guild.id
        author = guild.members.get(sent.author.id)
        if author is not None:
            payload["member"] = payloads.member(author, with_user=False)
    return payload


def withhold_content(payload: Json, bot: User) -> Json:
    """The payload without what MESSAGE_CONTENT guards, for an application or a session that lacks it.

    Nothing is withheld in a DM, of the bot's own messages, or where the bot is mentioned; the same is asked,
    by itself, of the message replied to.
    """
    referenced = payload.get("referenced_message")
    if referenced is not None:
        referenced = withhold_content({**referenced, "guild_id": payload.get("guild_id")}, bot)
        payload = payload | {"referenced_message": {k: v for k, v in referenced.items() if k != "guild_id"}}
    exempt = (
        payload.get("guild_id") is None
        or payload["author"]["id"] == bot.id
        or any(mentioned["id"] == bot.id for mentioned in payload["mentions"])
    )
    return payload if exempt else payload | {"content": "", "embeds": [], "components": [], "attachments": []}
