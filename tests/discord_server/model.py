"""What Discord holds: users, guilds, channels, messages. Plain state; `server` and `people` act on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

from .errors import Json
from .permissions import MEMBER_DEFAULTS, Overwrite, Permission, permissions_in

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
HAS_THREAD = 1 << 5
IS_COMPONENTS_V2 = 1 << 15


def now() -> datetime:
    return datetime.now(UTC)


class ChannelType(IntEnum):
    GUILD_TEXT = 0
    DM = 1
    GUILD_VOICE = 2
    GROUP_DM = 3
    GUILD_CATEGORY = 4
    GUILD_ANNOUNCEMENT = 5
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    GUILD_FORUM = 15


class MessageType(IntEnum):
    DEFAULT = 0
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


@dataclass(eq=False, repr=False)
class User:
    id: str
    username: str
    global_name: str | None = None
    bot: bool = False

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def __str__(self) -> str:
        return self.username

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.username}>"


@dataclass(eq=False)
class Role:
    id: str
    name: str
    permissions: Permission
    position: int = 1
    mentionable: bool = False
    managed: bool = False
    bot_id: str | None = None
    """The bot that this role came with."""

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(eq=False, repr=False)
class Member:
    """A user in one guild."""

    user: User
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None
    joined_at: datetime = field(default_factory=now)


@dataclass(eq=False, repr=False)
class Guild:
    id: str
    name: str
    owner_id: str
    everyone: Role = field(init=False)
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    threads: dict[str, Channel] = field(default_factory=dict)
    locale: str = "en-GB"

    def __post_init__(self) -> None:
        self.everyone = Role(self.id, "@everyone", MEMBER_DEFAULTS, position=0)
        self.roles[self.id] = self.everyone

    def __repr__(self) -> str:
        return f"<Guild {self.name}>"

    def channel(self, name: str) -> Channel:
        """The channel or thread with this name; `KeyError` lists those there are."""
        for channel in (*self.channels.values(), *self.threads.values()):
            if channel.name == name:
                return channel
        raise KeyError(f"{self.name} has no #{name}; it has {[c.name for c in self.channels.values()]}")


@dataclass(frozen=True)
class Typing:
    user: User
    at: float
    """`time.monotonic()` of the request."""


@dataclass(frozen=True)
class Upload:
    """A file that somebody sends: with a message, or as a command's attachment option."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"
    description: str | None = None


@dataclass(frozen=True)
class Attachment:
    """An upload as Discord keeps it; its bytes are served at `url`."""

    id: str
    upload: Upload
    url: str

    @property
    def filename(self) -> str:
        return self.upload.filename


@dataclass(frozen=True)
class Tag:
    """A tag of a forum; a moderated one is set by those with MANAGE_THREADS only."""

    id: str
    name: str
    moderated: bool = False


@dataclass(eq=False, repr=False)
class Channel:
    """A guild's channel (perhaps in a `category`), a thread (which has a `parent`), a DM (which has a `recipient` and
    no guild) or a group of people (`group`) that the bot is not in.
    """

    id: str
    type: ChannelType
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    category: Channel | None = None
    recipient: User | None = None
    group: tuple[User, ...] = ()
    owner: User | None = None
    topic: str | None = None
    position: int = 0
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    deleted_messages: list[Message] = field(default_factory=list)
    typing: list[Typing] = field(default_factory=list)
    thread_members: dict[str, User] = field(default_factory=dict)
    bot: User | None = None
    archived: bool = False
    locked: bool = False
    auto_archive_duration: int = 1440
    slowmode: int = 0
    tags: list[Tag] = field(default_factory=list)
    """Of a forum: those there are. Of a post in it: those it has."""
    requires_tag: bool = False
    """Of a forum: whether a post must have a tag."""
    created_at: datetime = field(default_factory=now)

    @property
    def is_thread(self) -> bool:
        return self.parent is not None

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    @property
    def is_private_thread(self) -> bool:
        return self.type is ChannelType.PRIVATE_THREAD

    def is_recipient(self, user: User) -> bool:
        return user in self.group if self.group else user in (self.recipient, self.bot)

    def permissions_for(self, user: User) -> Permission:
        return permissions_in(self, user)

    def visible_to(self, user: User) -> list[Message]:
        """What the user sees here, oldest first: of ephemeral messages only their own."""
        if not self.permissions_for(user) & Permission.VIEW_CHANNEL:
            return []
        return [message for message in self.messages.values() if message.visible_to(user)]

    def __str__(self) -> str:
        if self.group:
            return f"group of {', '.join(map(str, self.group))}"
        return f"DM of {self.recipient}" if self.recipient else f"#{self.name}"

    def __repr__(self) -> str:
        return f"<{self} of {self.guild.name}>" if self.guild else f"<{self}>"


@dataclass(frozen=True)
class Button:
    label: str
    custom_id: str | None
    url: str | None
    style: int
    disabled: bool
    component_id: int


@dataclass(frozen=True)
class Select:
    """A select menu; `options` holds (label, value) pairs and is empty where users or channels are picked."""

    type: int
    custom_id: str
    placeholder: str
    options: tuple[tuple[str, str], ...]
    min_values: int
    max_values: int
    disabled: bool
    component_id: int


@dataclass(frozen=True)
class Origin:
    """The interaction a message answers: `interaction_metadata` on the wire."""

    interaction_id: str
    interaction_type: int
    user: User
    command: str | None = None
    original_id: str | None = None
    interacted_id: str | None = None
    target_id: str | None = None
    owners: Json = field(default_factory=dict)
    """For which installations it was authorized: `authorizing_integration_owners` on the wire."""


@dataclass(eq=False, repr=False)
class Message:
    id: str
    channel: Channel
    author: User
    content: str
    type: MessageType = MessageType.DEFAULT
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    reference_id: str | None = None
    reference: Message | None = None
    forwarded: Message | None = None
    """What this message passes on from another place, with no words of its own."""
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[Role] = field(default_factory=list)
    mention_everyone: bool = False
    reactions: dict[str, list[User]] = field(default_factory=dict)
    thread: Channel | None = None
    origin: Origin | None = None
    ephemeral_for: User | None = None
    created_at: datetime = field(default_factory=now)
    edited_at: datetime | None = None
    deleted: bool = False
    pinged: list[User] = field(default_factory=list)
    """Everybody whom this message notified: by name, through a role, @everyone, or as the one replied to."""
    revisions: list[str] = field(default_factory=list)
    """What `text` was before each edit, oldest first."""

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """A deferred reply that still shows "is thinking…"."""
        return bool(self.flags & LOADING)

    def visible_to(self, user: User) -> bool:
        return not self.deleted and (not self.ephemeral or user is self.ephemeral_for)

    @property
    def shown_embeds(self) -> list[Json]:
        """The embeds that a reader sees, and that the API gives: none where they were suppressed."""
        return [] if self.flags & SUPPRESS_EMBEDS else self.embeds

    @property
    def text(self) -> str:
        """Every word a reader sees but buttons and menus: content, embeds, text displays, one to a line."""
        parts = [self.content]
        for embed in self.shown_embeds:
            parts.append((embed.get("author") or {}).get("name", ""))
            parts += [embed.get("title", ""), embed.get("description", "")]
            for row in embed.get("fields", []):
                parts += [row["name"], row["value"]]
            parts.append((embed.get("footer") or {}).get("text", ""))
        parts += [c["content"] for c in walk(self.components) if c["type"] == 10]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[Button]:
        return [
            Button(
                label=c.get("label") or (c.get("emoji") or {}).get("name") or "",
                custom_id=c.get("custom_id"),
                url=c.get("url"),
                style=c["style"],
                disabled=c.get("disabled", False),
                component_id=c["id"],
            )
            for c in walk(self.components)
            if c["type"] == 2
        ]

    @property
    def selects(self) -> list[Select]:
        return [
            Select(
                type=c["type"],
                custom_id=c["custom_id"],
                placeholder=c.get("placeholder") or "",
                options=tuple((o["label"], o["value"]) for o in c.get("options", [])),
                min_values=c.get("min_values", 1),
                max_values=c.get("max_values", 1),
                disabled=c.get("disabled", False),
                component_id=c["id"],
            )
            for c in walk(self.components)
            if c["type"] in (3, 5, 6, 7, 8)
        ]

    def __repr__(self) -> str:
        marks = "".join(
            mark for mark, shown in ((" ephemeral", self.ephemeral), (" loading", self.loading)) if shown
        )
        return f"<{self.author}{marks} in {self.channel}: {self.text[:200]!r}>"


def walk(components: list[Json]) -> Iterator[Json]:
    """Each component, then those inside it, in the order they show."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        inner = component.get("accessory") or component.get("component")
        if inner:
            yield from walk([inner])
