"""A local Discord for tests: the real discord.py client runs against it over HTTP and WebSocket on loopback.

    async with DiscordServer() as server:
        with server.install():
            bot = asyncio.create_task(client.start(server.token))
            alice = server.person("alice")
            general = server.guilds[0].channel("general")
            interaction = await alice.slash(general, "ask", question="how many guns were seized?")
            answer = await interaction.answered()
            assert "386" in answer.text and not answer.pinged

People act (`people.Person`), the bot answers, the server keeps what both did and enforces Discord's limits.
"""

from .errors import ApiError, Impossible, NeverHappened
from .events import Intents
from .interactions import CallbackType, Choice, Interaction, InteractionType, Modal
from .model import Attachment, Button, Channel, ChannelType, Guild, Message, Role, Select, Tag, Upload, User
from .people import Person
from .permissions import EVERYTHING, MEMBER_DEFAULTS, NOTHING, Permission
from .rest import Exchange
from .server import DiscordServer
from .sessions import CloseCode, Refusal
from .state import Rules

__all__ = [
    "EVERYTHING",
    "MEMBER_DEFAULTS",
    "NOTHING",
    "ApiError",
    "Attachment",
    "Button",
    "CallbackType",
    "Channel",
    "ChannelType",
    "Choice",
    "CloseCode",
    "DiscordServer",
    "Exchange",
    "Guild",
    "Impossible",
    "Intents",
    "Interaction",
    "InteractionType",
    "Message",
    "Modal",
    "NeverHappened",
    "Permission",
    "Person",
    "Refusal",
    "Role",
    "Rules",
    "Select",
    "Tag",
    "Upload",
    "User",
]
