"""People, and what they can do in Discord's own client."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import forms, options
from .errors import ApiError, Impossible, Json
from .interactions import Interaction, InteractionType
from .model import Channel, ChannelType, Guild, Message, Upload, User
from .permissions import Permission, base_permissions
from .state import USER_INSTALL
from .watch import PATIENCE

if TYPE_CHECKING:
    from .server import DiscordServer

Match = str | Callable[[Message], bool]
"""Which message: a piece of its text, or a test of it."""

_GUILD, _BOT_DM, _PRIVATE = 0, 1, 2


@dataclass(eq=False, repr=False)
class Person(User):
    """A user of Discord. Whatever they could not do in its client raises `Impossible`."""

    server: DiscordServer = field(kw_only=True, repr=False)
    accepts_dms: bool = True
    """If False, the bot cannot write to them first (50007)."""
    locale: str = "en-GB"
    installed: bool = False
    """Whether they have added the app to their account."""

    def dm(self) -> Channel:
        """Their private conversation with the bot."""
        return self.server.dm_channel(self)

    def sees(self, channel: Channel) -> list[Message]:
        """The messages on their screen, oldest first; those still loading too."""
        return channel.visible_to(self)

    async def reads(
        self, channel: Channel, match: Match = "", *, after: Message | None = None, within: float = PATIENCE
    ) -> Message:
        """Wait until they see a matching message of the bot that is not loading; return the newest such.

        With `after`, it must be newer than that message.
        """
        return await self.server.until_message(channel, match, seen_by=self, after=after, within=within)

    async def say(
        self,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Send a message; a reply pings the author of the other message unless told not to."""
        in_thread = channel.is_thread
        self._need(channel, Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES)
        if files:
            self._need(channel, Permission.ATTACH_FILES)
        body: Json = {"content": text, "attachments": []}
        if reply_to is not None:
            self._must_see(reply_to)
            body["message_reference"] = {"message_id": reply_to.id, "channel_id": channel.id}
            body["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        try:
            return self.server.post(channel, self, body, dict(enumerate(files)))
        except ApiError as error:
            raise Impossible(f"{self} cannot send this: {error} {error.errors or ''}") from error

    async def forward(self, message: Message, channel: Channel) -> Message:
        """Pass a message on to another channel."""
        self._must_see(message)
        self._need(channel, Permission.SEND_MESSAGES)
        return self.server.post(channel, self, {"content": ""}, {}, forwarded=message)

    async def edit(self, message: Message, text: str) -> None:
        """Change a message of theirs."""
        self._must_see(message)
        if message.author is not self:
            raise Impossible(f"{self} cannot edit a message of {message.author}")
        self.server.revise(message, {"content": text}, {})

    async def delete(self, message: Message) -> None:
        """Delete a message: their own, or anybody's with MANAGE_MESSAGES."""
        self._must_see(message)
        if message.author is not self:
            self._need(message.channel, Permission.MANAGE_MESSAGES)
        self.server.delete_message(message)

    async def dismiss(self, message: Message) -> None:
        """Click "Dismiss message" under an ephemeral reply; the bot is not told."""
        self._must_see(message)
        if not message.ephemeral:
            raise Impossible(f"only an ephemeral message can be dismissed: {message!r}")
        self.server.delete_message(message)

    async def start_thread(self, start: Channel | Message, name: str, *, private: bool = False) -> Channel:
        """Open a thread in a channel, or a public one under a message."""
        channel = start.channel if isinstance(start, Message) else start
        self._need(
            channel, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
        )
        if private and channel.type is not ChannelType.GUILD_TEXT:
            raise Impossible(f"{channel} takes no private threads")
        message = start if isinstance(start, Message) else None
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        try:
            return self.server.start_thread(channel, self, {"name": name, "type": kind}, message)
        except ApiError as error:
            raise Impossible(f"{self} cannot open this: {error} {error.errors or ''}") from error

    async def post(self, forum: Channel, title: str, text: str, *, tags: Sequence[str] = ()) -> Channel:
        """Write a post in a forum, with tags by their names."""
        self._need(forum, Permission.SEND_MESSAGES)
        ids = [tag.id for tag in forum.tags if tag.name in tags]
        body: Json = {"name": title, "message": {"content": text}, "applied_tags": ids}
        try:
            return self.server.start_post(forum, self, body, {})
        except ApiError as error:
            raise Impossible(f"{self} cannot post this: {error} {error.errors or ''}") from error

    async def invite(self, thread: Channel, user: User) -> None:
        """Add somebody to a thread."""
        self._need(thread, Permission.SEND_MESSAGES_IN_THREADS)
        self.server.add_to_thread(thread, user)

    async def suppress_embeds(self, message: Message) -> None:
        """Click the small cross beside an embed: for its author, and with MANAGE_MESSAGES."""
        self._must_see(message)
        if message.author is not self:
            self._need(message.channel, Permission.MANAGE_MESSAGES)
        self.server.suppress_embeds(message)

    async def install_app(self) -> None:
        """Add the app to their account, to use it wherever they are."""
        if USER_INSTALL not in self.server.application.installs:
            raise Impossible(f"{self.server.application.name} cannot be added to an account")
        self.installed = True

    async def react(self, message: Message, emoji: str) -> None:
        self._must_see(message)
        self._need(message.channel, Permission.ADD_REACTIONS)
        self.server.add_reaction(message, self, emoji)

    async def slash(
        self, channel: Channel, command: str, /, *, check_permissions: bool = True, **values: options.Value
    ) -> Interaction:
        """Use a slash command: `slash(general, "ask", question="why?")`.

        A sub-command is named with its group: `slash(general, "articles add", file=Upload(...))`.

        A value is text, a number, a bool, a Person, a Role, a Channel or an Upload. Names, types, choices and
        bounds are checked as Discord's client checks them. Discord shows nobody a command whose
        `default_member_permissions` they lack; `check_permissions=False` sends it all the same, so that the
        bot's own check can be tested.
        """
        found = self._command(channel, options.CHAT_INPUT, command.split()[0], check_permissions)
        data = options.fill_in(self.server, channel, found, command, values)
        return self._interact(InteractionType.APPLICATION_COMMAND, channel, data)

    async def autocomplete(
        self,
        channel: Channel,
        command: str,
        option: str,
        typed: str,
        /,
        *,
        check_permissions: bool = True,
        **others: options.Value,
    ) -> Interaction:
        """Type into an option that completes itself; then `await interaction.choices()`."""
        found = self._command(channel, options.CHAT_INPUT, command.split()[0], check_permissions)
        data = options.fill_in(
            self.server, channel, found, command, {**others, option: typed}, focused=option
        )
        return self._interact(InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE, channel, data)

    async def context_menu(
        self, channel: Channel, command: str, target: Message | User, *, check_permissions: bool = True
    ) -> Interaction:
        """Right-click a message or a user and choose "Apps", then the command."""
        if isinstance(target, Message):
            self._must_see(target)
        kind = options.MESSAGE if isinstance(target, Message) else options.USER
        found = self._command(channel, kind, command, check_permissions)
        data = options.aim_at(self.server, channel, found, target)
        return self._interact(InteractionType.APPLICATION_COMMAND, channel, data)

    async def click(self, message: Message, button: str) -> Interaction:
        """Click the button with this custom_id or label."""
        self._must_see(message)
        data = forms.click(message, button)
        return self._interact(InteractionType.MESSAGE_COMPONENT, message.channel, data, message)

    async def select(self, message: Message, menu: str, *values: str | User) -> Interaction:
        """Choose from the menu with this custom_id or placeholder: option labels or values, or users."""
        self._must_see(message)
        data = forms.select(self.server, message, menu, values)
        return self._interact(InteractionType.MESSAGE_COMPONENT, message.channel, data, message)

    async def submit_modal(self, opened_by: Interaction, values: Mapping[str, str]) -> Interaction:
        """Fill in the form that answered an interaction of theirs, each input by its custom_id or label."""
        if opened_by.user is not self:
            raise Impossible(f"the modal was opened for {opened_by.user}, not for {self}")
        data = forms.submit(await opened_by.modal(), values)
        return self._interact(InteractionType.MODAL_SUBMIT, opened_by.channel, data, opened_by.message)

    def _interact(
        self, kind: InteractionType, channel: Channel, data: Json, message: Message | None = None
    ) -> Interaction:
        return self.server.begin_interaction(kind, self, channel, data, message)

    def _command(self, channel: Channel, kind: int, name: str, check_permissions: bool) -> Json:
        """The command as this person finds it here: the guild's own shadows a global one of the same name."""
        self._need(channel, Permission.VIEW_CHANNEL)
        guild = channel.guild
        found = self.server.commands.find(guild.id if guild else None, kind, name)
        if found is None:
            raise Impossible(
                f"no command {name!r} of type {kind} in {channel}: did the bot sync its tree? "
                f"There are {self.server.commands.names(guild.id if guild else None)}"
            )
        contexts = found["contexts"]
        if contexts is None:
            contexts = [_GUILD] if found.get("dm_permission") is False else [_GUILD, _BOT_DM, _PRIVATE]
        if context_of(channel) not in contexts:
            raise Impossible(f"/{name} is not offered in {channel}: its contexts are {contexts}")
        if not self.server.owners_of(found["integration_types"], self, channel):
            raise Impossible(f"/{name} is not offered in {channel}: nobody has installed the app for it")
        if guild and check_permissions:
            self._need(channel, Permission.USE_APPLICATION_COMMANDS)
            self._need_for_command(guild, found)
        return found

    def _need_for_command(self, guild: Guild, command: Json) -> None:
        mine = base_permissions(guild, self)
        administrator = bool(mine & Permission.ADMINISTRATOR)
        named = self.server.command_permits.get((guild.id, command["name"]))
        if named is not None:
            if not administrator and not named & {
                self.id,
                *(role.id for role in guild.members[self.id].roles),
            }:
                raise Impossible(f"{self} is not shown /{command['name']}: the server names others for it")
            return
        required = command.get("default_member_permissions")
        if required is None:
            return
        if not administrator and (int(required) == 0 or mine & int(required) != int(required)):
            raise Impossible(
                f"{self} is not shown /{command['name']}: it needs {Permission(int(required))!r}"
            )

    def _need(self, channel: Channel, permission: Permission) -> None:
        if not channel.permissions_for(self) & permission:
            raise Impossible(f"{self} lacks {permission!r} in {channel}")

    def _must_see(self, message: Message) -> None:
        if message not in self.sees(message.channel):
            raise Impossible(f"{self} does not see {message!r}")


def context_of(channel: Channel) -> int:
    """The interaction context: a guild, the DM with the bot, a conversation of people."""
    return _GUILD if channel.guild else _PRIVATE if channel.group else _BOT_DM
