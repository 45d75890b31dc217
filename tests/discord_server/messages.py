"""Messages come, change and go; threads, reactions and typing with them."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from . import forms, limits, message_payloads, payloads
from .automod import check_words
from .errors import ApiError, Form, Json, api_error
from .events import Intents
from .mentions import find_mentions, pinged
from .model import (
    EPHEMERAL,
    HAS_THREAD,
    IS_COMPONENTS_V2,
    LOADING,
    SUPPRESS_EMBEDS,
    Attachment,
    Channel,
    ChannelType,
    Message,
    MessageType,
    Origin,
    Typing,
    Upload,
    User,
    now,
    walk,
)
from .permissions import Permission
from .threads import Threads

SUPPRESS_NOTIFICATIONS = 1 << 12
_SETTABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | IS_COMPONENTS_V2

Uploads = Mapping[int, Upload]
"""Files by their place in the request: `files[0]` is 0."""


class Messages(Threads):
    """The part of the server that keeps messages. People and the bot come here alike."""

    origin: str

    def __post_init__(self) -> None:
        super().__post_init__()
        self.every_message: list[Message] = []
        """All messages ever, the deleted and the ephemeral too."""

    def post(
        self,
        channel: Channel,
        author: User,
        body: Json,
        uploads: Uploads,
        *,
        kind: MessageType | None = None,
        origin: Origin | None = None,
        ephemeral_for: User | None = None,
        loading: bool = False,
        forwarded: Message | None = None,
        id: str | None = None,
    ) -> Message:
        """Check a message against Discord's limits, keep it, and tell the gateway unless it is ephemeral."""
        if channel.type is ChannelType.GUILD_FORUM:
            raise api_error(40058)
        if not loading and forwarded is None:
            limits.check_message(body, len(uploads))
        check_words(self, channel, author, body)
        self._check_size(uploads)
        reference = self._referenced(channel, body)
        self._reopen(channel)
        message = Message(id or self.new_id(), channel, author, body.get("content") or "")
        message.type = kind or (MessageType.REPLY if reference else MessageType.DEFAULT)
        message.reference = reference
        message.reference_id = reference.id if reference else None
        message.forwarded = forwarded
        message.origin = origin
        message.ephemeral_for = ephemeral_for
        message.flags = (body.get("flags") or 0) & _SETTABLE
        message.flags |= (EPHEMERAL if ephemeral_for else 0) | (LOADING if loading else 0)
        message.nonce = body.get("nonce")
        message.tts = bool(body.get("tts"))
        self._fill(message, body, uploads)
        self._mention(message, body.get("allowed_mentions"))
        self.add_mentioned(message)
        channel.messages[message.id] = self.messages[message.id] = message
        self.every_message.append(message)
        self._tell("MESSAGE_CREATE", message)
        return message

    def revise(self, message: Message, changes: Json, uploads: Uploads) -> Message:
        """Edit a message: keys not in `changes` stay. Completing a deferred reply is an edit too."""
        flags = message.flags & ~LOADING
        if changes.get("flags") is not None:
            wanted = changes["flags"] & (SUPPRESS_EMBEDS | IS_COMPONENTS_V2)
            flags = wanted | (flags & ~SUPPRESS_EMBEDS)
        kept = self._kept_attachments(message, changes)
        merged: Json = {
            "content": changes.get("content", message.content),
            "embeds": changes.get("embeds", message.embeds),
            "components": changes.get("components", message.components),
            "allowed_mentions": changes.get("allowed_mentions"),
            "flags": flags,
        }
        limits.check_message(merged, len(uploads) + len(kept))
        check_words(self, message.channel, message.author, merged)
        self._check_size(uploads)
        was_loading = message.loading
        if not was_loading:
            message.revisions.append(message.text)
            message.edited_at = now()
        message.flags = flags
        message.content = merged["content"] or ""
        message.attachments = kept
        self._fill(message, merged | {"attachments": changes.get("attachments") or []}, uploads)
        if was_loading or "allowed_mentions" in changes or "content" in changes:
            self._mention(message, changes.get("allowed_mentions"), may_ping=was_loading)
        self._tell("MESSAGE_UPDATE", message)
        return message

    def delete_message(self, message: Message) -> None:
        self._drop(message)
        guild = message.channel.guild
        if message.ephemeral or not self.bot_may(message.channel, Permission.VIEW_CHANNEL):
            self.watch.changed()
            return
        data: Json = {"id": message.id, "channel_id": message.channel.id}
        self.publish("MESSAGE_DELETE", data | ({"guild_id": guild.id} if guild else {}), guild)

    def _drop(self, message: Message) -> None:
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        message.channel.deleted_messages.append(message)
        self.messages.pop(message.id, None)

    def delete_messages(self, channel: Channel, messages: Sequence[Message]) -> None:
        """Many at once, as a moderator's tool does it: MESSAGE_DELETE_BULK is all that is told."""
        for message in messages:
            self._drop(message)
        if channel.guild and self.bot_may(channel, Permission.VIEW_CHANNEL):
            ids = [message.id for message in messages]
            data: Json = {"ids": ids, "channel_id": channel.id, "guild_id": channel.guild.id}
            self.publish("MESSAGE_DELETE_BULK", data, channel.guild)

    def suppress_embeds(self, message: Message, *, suppressed: bool = True) -> None:
        """Take a message's embeds from everybody's sight, or give them back; they are kept."""
        kept = message.flags & ~SUPPRESS_EMBEDS
        message.flags = kept | SUPPRESS_EMBEDS if suppressed else kept
        self._tell("MESSAGE_UPDATE", message)

    def shown_to_bot(self, message: Message) -> Json:
        """A message as REST shows it to the bot, whose application may lack MESSAGE_CONTENT."""
        payload = message_payloads.message(message, self.bot)
        if self.application.privileged_intents & Intents.MESSAGE_CONTENT or message.channel.guild is None:
            return payload
        guarded = message_payloads.withhold_content(
            payload | {"guild_id": message.channel.guild.id}, self.bot
        )
        del guarded["guild_id"]
        return guarded

    def start_thread(
        self, channel: Channel, owner: User, body: Json, message: Message | None = None
    ) -> Channel:
        """A thread under a message, which lends it its id, or without one."""
        limits.check_thread(body)
        if message is not None and message.thread is not None:
            raise api_error(160004)
        if channel.guild is None or channel.is_thread or channel.type is ChannelType.GUILD_FORUM:
            raise api_error(50024)
        is_private = (
            message is None and body.get("type", ChannelType.PRIVATE_THREAD) == ChannelType.PRIVATE_THREAD
        )
        kind = ChannelType.PRIVATE_THREAD if is_private else ChannelType.PUBLIC_THREAD
        thread = self.open_thread(channel, owner, body, kind, id=message.id if message else self.new_id())
        if message is not None:
            message.thread = thread
            message.flags |= HAS_THREAD
            self._tell("MESSAGE_UPDATE", message)
        return thread

    def start_post(self, forum: Channel, owner: User, body: Json, uploads: Uploads) -> Channel:
        """A post: a thread of a forum and its first message, which has the thread's id."""
        limits.check_thread(body)
        said = body.get("message")
        if not isinstance(said, dict):
            form = Form()
            form.required(("message",))
            form.check()
            raise AssertionError("a form with a problem raises")
        limits.check_message(said, len(uploads))
        check_words(self, forum, owner, said)
        tags = self.chosen_tags(forum, owner, body.get("applied_tags") or [])
        post = self.open_thread(forum, owner, body, ChannelType.PUBLIC_THREAD, id=self.new_id(), tags=tags)
        self.post(post, owner, said, uploads, id=post.id)
        return post

    def add_reaction(self, message: Message, user: User, emoji: str) -> None:
        users = message.reactions.setdefault(emoji, [])
        if user not in users:
            users.append(user)
            self._tell_reaction("MESSAGE_REACTION_ADD", message, user, emoji)

    def remove_reaction(self, message: Message, user: User, emoji: str) -> None:
        users = message.reactions.get(emoji, [])
        if user in users:
            users.remove(user)
            if not users:
                del message.reactions[emoji]
            self._tell_reaction("MESSAGE_REACTION_REMOVE", message, user, emoji)

    def type_in(self, channel: Channel, user: User) -> None:
        channel.typing.append(Typing(user, time.monotonic()))
        data: Json = {"channel_id": channel.id, "user_id": user.id, "timestamp": int(time.time())}
        if channel.guild:
            data |= {"guild_id": channel.guild.id, "member": payloads.member(channel.guild.members[user.id])}
        self.publish("TYPING_START", data, channel.guild)

    def keep_file(self, channel: Channel, upload: Upload) -> Attachment:
        """Keep a file where the CDN serves it."""
        file_id = self.new_id()
        path = f"/cdn/attachments/{channel.id}/{file_id}/{quote(upload.filename)}"
        self.files[path] = (upload.content_type, upload.content)
        return Attachment(file_id, upload, f"http://{self.origin}{path}")

    def _check_size(self, uploads: Uploads) -> None:
        if sum(len(upload.content) for upload in uploads.values()) > self.rules.upload_limit:
            raise api_error(40005)

    def _referenced(self, channel: Channel, body: Json) -> Message | None:
        """The message replied to. If it is gone, the reply is refused or becomes a plain one, as asked."""
        wanted = body.get("message_reference")
        if wanted is None:
            return None
        found = channel.messages.get(str(wanted.get("message_id")))
        if found is not None and not found.ephemeral:
            return found
        if wanted.get("fail_if_not_exists", True):
            form = Form()
            form.problem(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            form.check()
        return None

    def _reopen(self, channel: Channel) -> None:
        """A message opens an archived thread again, unless it is locked."""
        if channel.archived:
            if channel.locked:
                raise api_error(50083)
            self.change_thread(channel, {"archived": False})

    def _kept_attachments(self, message: Message, changes: Json) -> list[Attachment]:
        if changes.get("attachments") is None:
            return list(message.attachments)
        kept = {str(each.get("id")) for each in changes["attachments"]}
        return [attachment for attachment in message.attachments if attachment.id in kept]

    def _fill(self, message: Message, body: Json, uploads: Uploads) -> None:
        """Files, embeds and components, with what Discord adds to them."""
        described = {str(each.get("id")): each for each in body.get("attachments") or []}
        for place, upload in uploads.items():
            given = described.get(str(place), {})
            named = Upload(
                given.get("filename") or upload.filename,
                upload.content,
                upload.content_type,
                given.get("description") or upload.description,
            )
            message.attachments.append(self.keep_file(message.channel, named))
        urls = {each.filename: each.url for each in message.attachments}
        message.embeds = [_with_files({"type": "rich"} | embed, urls) for embed in body.get("embeds") or []]
        message.components = [_with_files(component, urls) for component in body.get("components") or []]
        forms.number(message.components)
        for component in walk(message.components):
            _complete(component)

    def _mention(self, message: Message, allowed: Json | None, *, may_ping: bool = True) -> None:
        spoken = [message.content] + [c["content"] for c in walk(message.components) if c["type"] == 10]
        found = find_mentions(
            "\n".join(spoken), message.channel, message.author, self.users, allowed, message.reference
        )
        message.mentions = found.users
        message.mention_roles = found.roles
        message.mention_everyone = found.everyone
        if may_ping:
            message.pinged = pinged(found, message.channel, message.author, message.ephemeral_for)

    def _tell(self, name: str, message: Message) -> None:
        channel = message.channel
        if message.ephemeral or not self.bot_may(channel, Permission.VIEW_CHANNEL):
            self.watch.changed()
            return
        data = message_payloads.message_event(message, self.bot)
        guarded = message_payloads.withhold_content(data, self.bot)
        self.publish(
            name, copy.deepcopy(data), channel.guild, copy.deepcopy(guarded) if guarded != data else None
        )

    def _tell_reaction(self, name: str, message: Message, user: User, emoji: str) -> None:
        guild = message.channel.guild
        data: Json = {
            "user_id": user.id,
            "channel_id": message.channel.id,
            "message_id": message.id,
            "message_author_id": message.author.id,
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "type": 0,
        }
        if guild:
            data |= {"guild_id": guild.id, "member": payloads.member(guild.members[user.id])}
        self.publish(name, data, guild)


def _with_files(node: Json, urls: Mapping[str, str]) -> Json:
    """A deep copy in which each attachment:// URL is the file's own; one that was not sent is an error."""
    return {
        key: _file_url(value, urls) if key == "url" else _deep(value, urls)
        for key, value in node.items()
        if value is not None
    }


def _deep(value: Any, urls: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return _with_files(value, urls)
    return [_deep(each, urls) for each in value] if isinstance(value, list) else value


def _file_url(url: str, urls: Mapping[str, str]) -> str:
    name = url.removeprefix("attachment://")
    if name == url:
        return url
    if name not in urls:
        raise ApiError(400, 50035, f"Invalid Form Body: the referenced attachment {name!r} was not found")
    return urls[name]


def _complete(component: Json) -> None:
    """The fields that Discord fills in where the bot left them out."""
    if component["type"] == 17:
        component.setdefault("accent_color", None)
        component.setdefault("spoiler", False)
    elif component["type"] in (3, 5, 6, 7, 8):
        component.setdefault("min_values", 1)
        component.setdefault("max_values", 1)
    elif component["type"] == 14:
        component.setdefault("spacing", 1)
        component.setdefault("divider", True)
