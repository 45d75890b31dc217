"""Guilds, channels, roles and members: made and changed by tests, as a guild's owner would."""

from __future__ import annotations

from . import payloads
from .model import Channel, ChannelType, Guild, Member, Role, Tag, User
from .permissions import MEMBER_DEFAULTS, NOTHING, Overwrite, Permission, permissions_in
from .state import State


class Community(State):
    def add_guild(
        self,
        name: str,
        *,
        channels: tuple[str, ...] = ("general", "news"),
        bot_permissions: Permission = MEMBER_DEFAULTS,
    ) -> Guild:
        """A guild that the bot is in, with text channels of these names; the bot is told (GUILD_CREATE)."""
        guild = Guild(self.new_id(), name, self.application.owner.id)
        self.by_guild_id[guild.id] = guild
        guild.members[self.application.owner.id] = Member(self.application.owner)
        bot_role = Role(self.new_id(), self.bot.username, bot_permissions, managed=True, bot_id=self.bot.id)
        guild.roles[bot_role.id] = bot_role
        guild.members[self.bot.id] = Member(self.bot, [bot_role])
        for position, channel_name in enumerate(channels):
            self._new_channel(guild, channel_name, position)
        # each session is told with the members it may see: see Gateway.guild_create
        self.publish("GUILD_CREATE", {"id": guild.id}, guild)
        return guild

    def remove_guild(self, guild: Guild) -> None:
        """The bot is thrown out of the guild (GUILD_DELETE)."""
        del guild.members[self.bot.id]
        self.publish("GUILD_DELETE", {"id": guild.id}, guild)

    def invite_bot(self, guild: Guild) -> None:
        """The bot is taken (back) into a guild that it is not in."""
        role = Role(self.new_id(), self.bot.username, MEMBER_DEFAULTS, managed=True, bot_id=self.bot.id)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, [role])
        self.publish("GUILD_CREATE", {"id": guild.id}, guild)

    def outage(self, guild: Guild) -> None:
        """The guild is out of reach for a while: told by GUILD_DELETE too, but nobody threw the bot out."""
        self.publish("GUILD_DELETE", {"id": guild.id, "unavailable": True}, guild)

    def block_words(self, guild: Guild, *words: str) -> None:
        """What the guild's AutoMod blocks from now on."""
        self.blocked_words[guild.id] = words

    def add_channel(
        self,
        guild: Guild,
        name: str,
        *,
        kind: ChannelType = ChannelType.GUILD_TEXT,
        topic: str | None = None,
        tags: tuple[str, ...] = (),
        category: Channel | None = None,
    ) -> Channel:
        """A new channel: text, announcements, voice (which has a chat), forum (which has only threads, and tags) or a
        category, which others stand in.
        """
        channel = self._new_channel(guild, name, len(guild.channels), kind)
        channel.topic, channel.category = topic, category
        channel.tags = [Tag(self.new_id(), name) for name in tags]
        self.publish("CHANNEL_CREATE", payloads.channel(channel), guild)
        return channel

    def _new_channel(
        self, guild: Guild, name: str, position: int, kind: ChannelType = ChannelType.GUILD_TEXT
    ) -> Channel:
        channel = Channel(self.new_id(), kind, name, guild, position=position, bot=self.bot)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def delete_channel(self, channel: Channel) -> None:
        """A channel or a thread goes, and all its messages with it."""
        guild = channel.guild
        assert guild is not None, "a DM cannot be deleted"
        for thread in [t for t in guild.threads.values() if t.parent is channel]:
            self.delete_channel(thread)
        (guild.threads if channel.is_thread else guild.channels).pop(channel.id)
        del self.channels[channel.id]
        for message in channel.messages.values():
            message.deleted = True
            self.messages.pop(message.id, None)
        if channel.is_thread:
            if not self.bot_may(channel, Permission.VIEW_CHANNEL):
                return
            self.publish("THREAD_DELETE", payloads.thread_stub(channel), guild)
        else:
            self.publish("CHANNEL_DELETE", payloads.channel(channel), guild)

    def add_role(
        self, guild: Guild, name: str, permissions: Permission = NOTHING, *, to: tuple[User, ...] = ()
    ) -> Role:
        """A new role, held by these members."""
        role = Role(self.new_id(), name, permissions, position=len(guild.roles))
        guild.roles[role.id] = role
        self.publish("GUILD_ROLE_CREATE", {"guild_id": guild.id, "role": payloads.role(role)}, guild)
        for user in to:
            self.give_role(guild, user, role)
        return role

    def set_role(self, guild: Guild, role: Role, permissions: Permission) -> None:
        """Change what a role (`guild.everyone` too) may do."""
        role.permissions = permissions
        self.publish("GUILD_ROLE_UPDATE", {"guild_id": guild.id, "role": payloads.role(role)}, guild)

    def permit_command(self, guild: Guild, command: str, who: User | Role) -> None:
        """In the server's own settings, name a member or a role for a command: from then on it is for those named."""
        self.command_permits.setdefault((guild.id, command), set()).add(who.id)

    def bot_role(self, guild: Guild) -> Role:
        """The managed role that came with the bot's invitation and carries its permissions."""
        return next(role for role in guild.members[self.bot.id].roles if role.managed)

    def give_role(self, guild: Guild, user: User, role: Role) -> None:
        guild.members[user.id].roles.append(role)
        self._member_updated(guild, user)

    def take_role(self, guild: Guild, user: User, role: Role) -> None:
        guild.members[user.id].roles.remove(role)
        self._member_updated(guild, user)

    def _member_updated(self, guild: Guild, user: User) -> None:
        data = {"guild_id": guild.id, **payloads.member(guild.members[user.id])}
        self.publish("GUILD_MEMBER_UPDATE", data, guild)

    def add_member(self, guild: Guild, user: User, *, permissions: Permission = NOTHING) -> Member:
        """The user joins; permissions beyond those of @everyone come as a role of their own."""
        member = guild.members[user.id] = Member(user)
        if permissions:
            role = self.add_role(guild, user.username, permissions)
            member.roles.append(role)
        self.publish("GUILD_MEMBER_ADD", {"guild_id": guild.id, **payloads.member(member)}, guild)
        return member

    def remove_member(self, guild: Guild, user: User) -> None:
        del guild.members[user.id]
        self.publish("GUILD_MEMBER_REMOVE", {"guild_id": guild.id, "user": payloads.user(user)}, guild)

    def allow(self, channel: Channel, who: User | Role, permissions: Permission) -> None:
        """Grant permissions in one channel to a member or a role."""
        before = channel.overwrites.get(who.id, Overwrite())
        self._overwrite(channel, who, Overwrite(before.allow | permissions, before.deny & ~permissions))

    def deny(self, channel: Channel, who: User | Role, permissions: Permission) -> None:
        """Take permissions in one channel from a member (`server.bot` too) or a role."""
        before = channel.overwrites.get(who.id, Overwrite())
        self._overwrite(channel, who, Overwrite(before.allow & ~permissions, before.deny | permissions))

    def _overwrite(self, channel: Channel, who: User | Role, overwrite: Overwrite) -> None:
        assert channel.guild is not None, "a DM has no overwrites"
        assert not channel.is_thread, "a thread takes its parent's overwrites"
        channel.overwrites[who.id] = overwrite
        self.publish("CHANNEL_UPDATE", payloads.channel(channel), channel.guild)

    def dm_channel(self, user: User) -> Channel:
        """The one DM channel between the bot and this user; opened on first use."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), ChannelType.DM, "", recipient=user, bot=self.bot)
        self.channels[channel.id] = channel
        return channel

    def group_of(self, *people: User) -> Channel:
        """A group DM of people, where the bot is not: what it is asked there comes by a user's installation."""
        group = Channel(self.new_id(), ChannelType.GROUP_DM, "", group=people)
        self.channels[group.id] = group
        return group

    def shares_guild(self, user: User) -> bool:
        return any(user.id in guild.members for guild in self.guilds)

    def bot_may(self, channel: Channel, permission: Permission) -> bool:
        return permissions_in(channel, self.bot) & permission == permission
