"""Posts of forums: each new one is a question, in its title, its first message, or both.

The title is the name of a thread and no message's content: Discord shows it whatever the bot may read.
"""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.discord.asking.attention import asks_the_articles
from bot.discord.asking.conversations import thread
from bot.discord.asking.responding import Question
from bot.discord.running.client import Client


def is_new_post(message: discord.Message) -> bool:
    """Whether this is the first message of a forum's post, which has the post's own id."""
    return is_in_forum(message) and message.channel.id == message.id


def is_in_forum(message: discord.Message) -> bool:
    """Whether this is said in a post of a forum."""
    channel = message.channel
    return isinstance(channel, discord.Thread) and isinstance(channel.parent, discord.ForumChannel)


async def post_question(client: Client, message: discord.Message, question: Question) -> Question | None:
    """What the post asks, if it asks the articles anything and was not answered before.

    The title is asked first. What the first message says, where it may be read and is no longer than a question, goes
    on from there: it is asked where the title alone gets no answer, or says nothing to the articles.
    """
    if not isinstance(message.channel, discord.Thread):
        return None
    if await client.in_thread(client.ledger.entry_asked_by, message.id) is not None:
        return None
    said = [text.strip() for text in (message.channel.name, question.text)]
    asking = [text for text in said if await asks_the_articles(client, text)]
    if not asking:
        return None
    first, *otherwise = asking
    return replace(
        question,
        text=first,
        otherwise=otherwise[0] if otherwise else "",
        surface="post",
        conversation=thread(message.channel.id),
    )
