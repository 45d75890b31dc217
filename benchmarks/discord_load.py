"""How the bot stands a storm: 300 questions from 50 people in two servers at once, over a local Discord.

    python -m benchmarks.discord_load [--data FOLDER] [--workers N] [--queue N]

It prints how many were answered, refused and turned away, how soon interactions were acknowledged and answers
shown, the longest silence between heartbeats, and then how soon suggestions come. Half of the questions are
/ask, half are mentions.
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
from tests.discord_server import Channel, DiscordServer, Interaction, Message, Person

PEOPLE, QUESTIONS = 50, 300
ASKED = (
    "How many illegal firearms were seized in London?",
    "When was the Humber Bridge opened?",
    "Who won the cricket match in Karachi?",
)
TYPED = ("", "how", "Humber", "guns seized", "?", "zebra") * 5
PATIENCE = 300.0


@dataclass(frozen=True)
class Figures:
    """What became of the questions. `replies` counts the bot's messages for each; times are in seconds."""

    people: int
    guilds: int
    replies: list[int]
    answered: int
    refused: int
    turned_away: int
    unacknowledged: int
    invalid_requests: int
    acknowledgements: list[float]
    suggestions: list[float]
    heartbeats: int
    longest_silence: float
    seconds: float

    def lines(self) -> list[str]:
        """The figures for people."""
        slowest = max(self.acknowledgements)
        middle = statistics.median(self.acknowledgements)
        rate = len(self.replies) / self.seconds
        return [
            f"{len(self.replies)} questions from {self.people} people in {self.guilds} servers at once",
            f"{self.answered} answered, {self.refused} refused, {self.turned_away} turned away",
            f"{sum(count != 1 for count in self.replies)} without exactly one reply",
            f"acknowledged after {middle:.3f} s (median), {slowest:.3f} s (slowest), {self.unacknowledged} never",
            f"suggestions offered after {max(self.suggestions):.3f} s (slowest of {len(self.suggestions)}), at rest",
            f"all done after {self.seconds:.1f} s: {rate:.1f} questions a second",
            f"{self.heartbeats} heartbeats, the longest silence {self.longest_silence:.2f} s",
            f"{self.invalid_requests} requests that Discord refused for good",
        ]


async def storm(server: DiscordServer, client: Client) -> Figures:
    """Let everybody ask at once, and wait until everybody has a reply."""
    people = [server.person(f"person{number}") for number in range(PEOPLE)]
    channels = [guild.channel(name) for guild in server.guilds for name in ("general", "news")]
    await client.wait_until_ready()
    began = time.monotonic()
    asked = [
        await _ask(people[number % PEOPLE], channels[number % len(channels)], number)
        for number in range(QUESTIONS)
    ]
    waiting = list(asked)

    def everybody_is_told() -> bool:
        while waiting and _replies(server, waiting[-1]):
            waiting.pop()
        return not waiting

    await server.until(everybody_is_told, "replies", within=PATIENCE)
    await client.desk.idle()
    seconds = time.monotonic() - began
    replies = [_replies(server, each) for each in asked]
    final = [found[-1] for found in replies]
    interactions = [each for each in asked if isinstance(each, Interaction)]
    return Figures(
        people=len({id(each.user if isinstance(each, Interaction) else each.author) for each in asked}),
        guilds=len({id(each.channel.guild) for each in asked}),
        replies=[len(found) for found in replies],
        answered=sum(any(button.label == "Context" for button in message.buttons) for message in final),
        refused=sum("No answer in the articles" in message.text for message in final),
        turned_away=sum(not message.buttons for message in final),
        unacknowledged=sum(each.ack_delay is None for each in interactions),
        # One that is only too early (429) is sent again: that it arrives, and once, the replies show.
        invalid_requests=sum(each.status != 429 for each in server.refused),
        acknowledgements=[each.ack_delay for each in interactions if each.ack_delay is not None],
        suggestions=[await _suggestion_delay(people[0], channels[0], typed) for typed in TYPED],
        heartbeats=len(server.heartbeats),
        longest_silence=server.longest_silence(),
        seconds=seconds,
    )


async def _ask(person: Person, channel: Channel, number: int) -> Interaction | Message:
    question = ASKED[number % len(ASKED)]
    if number % 2:
        return await person.say(channel, f"{person.server.bot.mention} {question}")
    return await person.slash(channel, "ask", question=question)


async def _suggestion_delay(person: Person, channel: Channel, typed: str) -> float:
    """Seconds from typing into the question to its suggestions."""
    interaction = await person.autocomplete(channel, "ask", "question", typed)
    await interaction.choices()
    return interaction.ack_delay or 0.0


def _replies(server: DiscordServer, asked: Interaction | Message) -> list[Message]:
    """The bot's final messages for one question: neither loading nor telling a place in the queue.

    Who asks too much is told once, by a mark or by the reply to a command: for the rest of their messages it is that.
    """
    if isinstance(asked, Interaction):
        shown = (asked.response, *asked.followups)
        found = list(dict.fromkeys(message for message in shown if message is not None))
    else:
        found = [
            message
            for message in asked.channel.messages.values()
            if message.author is server.bot and message.reference_id == asked.id
        ]
    found = [message for message in found if "in the queue" not in message.text]
    if found or isinstance(asked, Interaction):
        return found
    marked = [each for each in server.every_message if each.author is asked.author and each.reactions]
    theirs = [each.response for each in server.interactions if each.user is asked.author and each.ephemeral]
    return [*marked, *(each for each in theirs if each is not None and not each.buttons)][:1]


async def measure(data: Path, *, workers: int, queue: int) -> Figures:
    """Run the storm with an archive of this folder."""
    with tempfile.TemporaryDirectory() as folder, Archive.open(data) as archive:
        settings = Settings(
            data=data, discord=DiscordSettings(workers=workers, queue=queue, per_person=50, per_guild=1_000)
        )
        with Ledger(Path(folder) / "ledger", key=b"a key for one run") as ledger:
            async with DiscordServer() as server:
                server.rules.heartbeat_interval = 1.0
                with server.install():
                    client = make_client(settings, archive, ledger, guild_ready_timeout=0.05)
                    running = asyncio.create_task(client.start(server.token))
                    await server.until_connected()
                    figures = await storm(server, client)
                    await client.close()
                    await asyncio.wait({running}, timeout=5)
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Settings().data_folder, help="the folder of the index")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--queue", type=int, default=300)
    given = parser.parse_args()
    configure(DiscordSettings(log_level="warning"))
    figures = asyncio.run(measure(given.data, workers=given.workers, queue=given.queue))
    print("\n".join(figures.lines()))


if __name__ == "__main__":
    main()
