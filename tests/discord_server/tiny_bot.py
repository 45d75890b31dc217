"""A bot that does one of everything, for this server's own tests."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands

Request = discord.Interaction[discord.Client]


class Answer(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Source", url="https://example.org/article"))

    @discord.ui.button(label="More", custom_id="tiny:more")
    async def more(self, request: Request, button: discord.ui.Button[Answer]) -> None:
        await request.response.edit_message(content="the whole paragraph", embed=None, view=None)

    @discord.ui.button(label="Whisper", custom_id="tiny:whisper")
    async def whisper(self, request: Request, button: discord.ui.Button[Answer]) -> None:
        await request.response.defer()
        await request.followup.send("only for you", ephemeral=True)

    @discord.ui.button(label="Spent", custom_id="tiny:spent", disabled=True)
    async def spent(self, request: Request, button: discord.ui.Button[Answer]) -> None:
        raise AssertionError("a disabled button was clicked")

    @discord.ui.select(
        custom_id="tiny:pick",
        placeholder="Which article?",
        options=[
            discord.SelectOption(label="First", value="1"),
            discord.SelectOption(label="Second", value="2"),
        ],
    )
    async def pick(self, request: Request, select: discord.ui.Select[Answer]) -> None:
        await request.response.send_message(f"picked {select.values[0]}")


class Feedback(discord.ui.Modal, title="What was wrong?"):
    comment: discord.ui.TextInput[Feedback] = discord.ui.TextInput(label="Comment", max_length=200)

    async def on_submit(self, request: Request) -> None:
        await request.response.send_message(f"noted: {self.comment.value}", ephemeral=True)


class TinyBot(discord.Client):
    """One of everything that a bot can do to a person."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(
            intents=intents or discord.Intents(guilds=True, messages=True, reactions=True, typing=True),
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
        )
        self.heard: list[str] = []
        self.errors: list[BaseException] = []
        self.gate = asyncio.Event()
        self.tree = app_commands.CommandTree(self)
        self.tree.error(self.failed)
        asking: app_commands.Command[Any, ..., None] = app_commands.Command(
            name="ask", description="Ask", callback=ask
        )
        asking.autocomplete("question")(suggest)
        self.tree.add_command(asking)
        self.tree.add_command(app_commands.Command(name="late", description="Answer late", callback=late))
        self.tree.add_command(
            app_commands.Command(name="feedback", description="Complain", callback=feedback)
        )
        self.tree.add_command(Articles())
        self.tree.add_command(app_commands.ContextMenu(name="Find in the articles", callback=find))

    async def failed(self, request: Request, error: app_commands.AppCommandError) -> None:
        self.errors.append(error)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Skip discord.py's five seconds between two IDENTIFYs."""

    async def setup_hook(self) -> None:
        self.add_view(Answer())
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        assert self.user is not None
        self.heard.append(message.content)
        if message.author.bot:
            return
        if message.guild is None:
            await message.channel.send(f"you wrote: {message.content}")
        elif self.user in message.mentions:
            thread = await message.create_thread(name="About that", auto_archive_duration=60)
            async with thread.typing():
                await thread.send("in the thread")
            await message.reply("see the thread")


@app_commands.describe(question="What to ask", private="Show it only to you")
async def ask(request: Request, question: str, private: bool = False) -> None:
    await request.response.defer(ephemeral=private, thinking=True)
    embed = discord.Embed(title="386", description=f"about {question}")
    await request.edit_original_response(content="an answer", embed=embed, view=Answer())


async def suggest(request: Request, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{current}at?", value=f"{current}at?")]


async def late(request: Request) -> None:
    client = request.client
    assert isinstance(client, TinyBot)
    await client.gate.wait()
    await request.response.send_message("too late")


async def feedback(request: Request) -> None:
    await request.response.send_modal(Feedback())


async def find(request: Request, message: discord.Message) -> None:
    await request.response.send_message(f"found: {message.content}", ephemeral=True)


@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
class Articles(app_commands.Group):
    def __init__(self) -> None:
        super().__init__(name="articles", description="Manage the articles")

    @app_commands.command(description="Add one")
    async def add(self, request: Request, file: discord.Attachment) -> None:
        text = (await file.read()).decode()
        may = request.permissions.manage_guild
        await request.response.send_message(f"{file.filename}: {text} (manager: {may})")
