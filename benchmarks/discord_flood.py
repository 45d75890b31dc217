"""What a flood costs another person: sixty mentions by one, then one question by somebody else, over a local Discord.

    python -m benchmarks.discord_flood [--data FOLDER] [--mentions N] [--rounds N]

It prints how long somebody waits for an answer while nobody else asks, how long while another floods the channel, the
difference, and how many messages the flood cost the channel.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.discord.running.app import make_client
from bot.discord.running.client import Client
from bot.discord.running.logs import configure
from bot.ledger import Ledger
from bot.settings import DiscordSettings, Settings
from index import Archive
from tests.discord_server import DiscordServer, Message, Person

ASKED = "When was the Humber Bridge opened?"
FLOOD = "How many illegal firearms were seized in London?"
PATIENCE = 300.0


@dataclass(frozen=True)
class Figures:
    """Seconds from a question to its answer, alone and during a flood; `messages` is what each flood cost."""

    alone: list[float]
    flooded: list[float]
    messages: list[int]

    def lines(self) -> list[str]:
        """The figures for people."""
        alone, flooded = statistics.median(self.alone), statistics.median(self.flooded)
        return [
            f"alone: answered after {alone:.2f} s (median of {len(self.alone)})",
            f"in a flood: answered after {flooded:.2f} s (median), {max(self.flooded):.2f} s (slowest)",
            f"delay: {flooded - alone:+.2f} s, {flooded / alone:.2f} times as long",
            f"a flood cost the channel {max(self.messages)} messages at most",
        ]


async def measure_flood(server: DiscordServer, client: Client, mentions: int, rounds: int) -> Figures:
    """Ask alone, then during a flood, so many times; everybody is somebody new each time."""
    alone, flooded, messages = [], [], []
    await client.wait_until_ready()
    for number in range(rounds + 1):
        quiet = await _ask(server, server.person(f"quiet{number}"), "news")
        flooding = server.person(f"flooding{number}")
        before = len(_of_bot(server))
        for _ in range(mentions):
            await flooding.say(server.guilds[0].channel("general"), f"{server.bot.mention} {FLOOD}")
        during = await _ask(server, server.person(f"other{number}"), "news")
        await client.desk.idle()
        if number:  # the first round warms everything up
            alone.append(quiet)
            flooded.append(during)
            messages.append(len(_of_bot(server)) - before - 1)
    return Figures(alone, flooded, messages)


async def _ask(server: DiscordServer, person: Person, where: str) -> float:
    """Seconds until the person's question is answered."""
    channel, began = server.guilds[0].channel(where), time.monotonic()
    asked = await person.say(channel, f"{server.bot.mention} {ASKED}")

    def answered(message: Message) -> bool:
        return message.reference is asked and "1981" in message.text

    await server.until_message(channel, answered, within=PATIENCE)
    return time.monotonic() - began


def _of_bot(server: DiscordServer) -> list[Message]:
    return [message for message in server.every_message if message.author is server.bot]


async def measure(data: Path, *, mentions: int, rounds: int) -> Figures:
    """Run the flood with an archive of this folder."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(data) as archive:
        settings = Settings(data=data, discord=DiscordSettings(per_guild=10_000))
        with Ledger(Path(folder) / "ledger", key=b"a key for one run") as ledger:
            async with DiscordServer() as server:
                with server.install():
                    client = make_client(settings, archive, ledger, guild_ready_timeout=0.05)
                    running = asyncio.create_task(client.start(server.token))
                    await server.until_connected()
                    figures = await measure_flood(server, client, mentions, rounds)
                    await client.close()
                    await asyncio.wait({running}, timeout=5)
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Settings().data_folder, help="the folder of the index")
    parser.add_argument("--mentions", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    configure(DiscordSettings(log_level="warning"))
    figures = asyncio.run(measure(given.data, mentions=given.mentions, rounds=given.rounds))
    print("\n".join(figures.lines()))


if __name__ == "__main__":
    main()
