"""Threads and the posts of forums: opened, changed, joined."""

from __future__ import annotations

from collections.abc import Sequence

from . import payloads
from .automod import check_title
from .community import Community
from .errors import Json, api_error
from .model import Channel, ChannelType, Message, Tag, User
from .permissions import Permission, permissions_in


class Threads(Community):
    """The part of the server that keeps threads."""

    def open_thread(
        self,
        parent: Channel,
        owner: User,
        body: Json,
        kind: ChannelType,
        *,
        id: str,
        tags: Sequence[Tag] = (),
    ) -> Channel:
        """A thread of this kind, which the bot is told of if it may see it."""
        guild = parent.guild
        assert guild is not None, "a DM has no threads"
        check_title(self, parent, owner, body["name"])
        thread = Channel(
            id,
            kind,
            body["name"],
            guild,
            parent=parent,
            owner=owner,
            bot=self.bot,
            auto_archive_duration=body.get("auto_archive_duration") or 1440,
            tags=list(tags),
        )
        thread.thread_members[owner.id] = owner
        guild.threads[thread.id] = self.channels[thread.id] = thread
        self._tell_thread("THREAD_CREATE", thread, newly_created=True)
        return thread

    def change_thread(self, thread: Channel, changes: Json, by: User | None = None) -> None:
        """Rename, archive, lock or tag a thread; `by` is who changes it, where that decides what is allowed."""
        if "name" in changes:
            check_title(self, thread, by or self.bot, changes["name"])
            thread.name = changes["name"]
        if changes.get("applied_tags") is not None and thread.parent is not None:
            thread.tags = self.chosen_tags(thread.parent, by or self.bot, changes["applied_tags"])
        thread.archived = changes.get("archived", thread.archived)
        thread.locked = changes.get("locked", thread.locked)
        thread.auto_archive_duration = changes.get("auto_archive_duration", thread.auto_archive_duration)
        self._tell_thread("THREAD_UPDATE", thread)

    def add_to_thread(self, thread: Channel, user: User) -> None:
        """Somebody joins; of a private thread the bot learns by being added to it."""
        if user.id in thread.thread_members:
            return
        thread.thread_members[user.id] = user
        if user is self.bot:
            self._tell_thread("THREAD_CREATE", thread)

    def add_mentioned(self, message: Message) -> None:
        """Whoever is mentioned in a thread and may see its channel is added to it."""
        thread = message.channel
        if thread.parent is not None:
            for user in message.mentions:
                if permissions_in(thread.parent, user) & Permission.VIEW_CHANNEL:
                    self.add_to_thread(thread, user)

    def chosen_tags(self, forum: Channel, user: User, wanted: Sequence[str]) -> list[Tag]:
        """The tags of these ids. 10087 for one that the forum lacks, 50013 for one that only moderators set."""
        known = {tag.id: tag for tag in forum.tags}
        if any(str(each) not in known for each in wanted):
            raise api_error(10087)
        tags = [known[str(each)] for each in wanted]
        moderates = permissions_in(forum, user) & Permission.MANAGE_THREADS
        if any(tag.moderated for tag in tags) and not moderates:
            raise api_error(50013)
        if forum.requires_tag and not tags:
            raise api_error(40067)
        return tags

    def _tell_thread(self, name: str, thread: Channel, **more: bool) -> None:
        if self.bot_may(thread, Permission.VIEW_CHANNEL):
            self.publish(name, payloads.channel(thread) | more, thread.guild)
        else:
            self.watch.changed()
