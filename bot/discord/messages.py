"""Questions asked by messages: a mention, a reply to an answer, a DM, the bot's threads, ask channels."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import discord

from bot.conversation import Turn
from bot.discord.ask import home_of, in_private_thread
from bot.discord.asking import Question
from bot.discord.client import Client
from bot.discord.conversations import person_in, thread
from bot.discord.edits import Asked, Recent
from bot.discord.markdown import one_line
from bot.discord.replies import MessageReply
from bot.ledger import Entry

_FROM_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)
_THREAD_NAME = 90
BLIND = (
    "I cannot read that. Discord shows me what is written to me in private and where I am mentioned; for the "
    "rest I need the message-content intent, which is not switched on. Mention me, or reply with the ping on."
)


def install(client: Client) -> None:
    """Listen to messages, and to their edits for a while."""
    recent = Recent(client)
    blind_in: set[int] = set()

    @client.event
    async def on_message(message: discord.Message) -> None:
        if message.author.bot or message.webhook_id or message.type not in _FROM_PEOPLE:
            return
        if recent.knows(message.id):  # an event replayed after a reconnection
            return
        await client.load_place(message.guild.id if message.guild else None)
        question = await find_question(client, message)
        if question is None:
            return
        if _unreadable(client, message):
            answers = client.places.at(question.guild, question.channel).answers
            if answers and (question.surface == "reply" or message.channel.id not in blind_in):
                blind_in.add(message.channel.id)
                await MessageReply(message).tell(BLIND)
            return
        if question.text or question.surface in ("mention", "dm"):
            reply = MessageReply(message, thread_name=_thread_name(client, message, question))
            await recent.answer(message.id, Asked(question, reply))

    @client.event
    async def on_raw_message_edit(payload: discord.RawMessageUpdateEvent) -> None:
        text = without_mention(client, payload.data.get("content") or "")
        if text:
            await recent.reword(payload.message_id, text)


async def find_question(client: Client, message: discord.Message) -> Question | None:
    """The question that a message asks of the bot, if it asks one."""
    guild = message.guild.id if message.guild else None
    home = home_of(message.channel) or message.channel.id
    place = client.places.at(guild, home)
    question = Question(
        text=without_mention(client, message.content),
        person=message.author.id,
        guild=guild,
        channel=home,
        surface="dm",
        conversation=person_in(message.channel.id, message.author.id),
        private=in_private_thread(message.channel),
    )
    mentioned = client.user in message.mentions
    if _is_own_thread(client, message.channel):
        if not place.answers and not mentioned:
            return None
        return replace(question, surface="thread", conversation=thread(message.channel.id))
    answered = await _answer_replied_to(client, message)
    if answered is not None and message.reference is not None:
        replied_to = message.reference.message_id or 0
        return _follow_up(client, question, answered, replied_to=replied_to, message=message.id)
    if guild is None:
        return question
    if mentioned:
        # a thread opened from a message has that message's id
        opens = place.threads and not isinstance(message.channel, discord.Thread)
        conversation = thread(message.id) if opens else question.conversation
        return replace(question, surface="mention", conversation=conversation)
    return replace(question, surface="channel") if place.ask_channel and place.answers else None


def without_mention(client: Client, content: str) -> str:
    """What was written, less the mention of the bot."""
    me = client.user.id if client.user else 0
    return re.sub(rf"<@!?{me}>", " ", content).strip()


def _is_own_thread(client: Client, channel: Any) -> bool:
    return (
        isinstance(channel, discord.Thread) and client.user is not None and channel.owner_id == client.user.id
    )


async def _answer_replied_to(client: Client, message: discord.Message) -> Entry | None:
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None or reference.message_id is None:
        return None  # a forwarded message refers to another one, too
    if isinstance(reference.resolved, discord.Message) and reference.resolved.author != client.user:
        return None
    return await client.in_thread(client.ledger.entry_at, reference.message_id)


def _follow_up(
    client: Client, question: Question, answered: Entry, *, replied_to: int, message: int
) -> Question:
    """A reply goes on with the exchange it replies to, whoever writes it."""
    conversation = client.conversations.replying(replied_to, message, question.person)
    before = (Turn(answered.answer.question, answered.answer),)
    return replace(question, surface="reply", conversation=conversation, before=before)


def _unreadable(client: Client, message: discord.Message) -> bool:
    return message.guild is not None and not client.reads_messages and not message.content


def _thread_name(client: Client, message: discord.Message, question: Question) -> str | None:
    """The name of the thread to open for a question, where the settings want one and one can be opened."""
    place = client.places.at(question.guild, question.channel)
    if not place.threads or question.surface != "mention" or isinstance(message.channel, discord.Thread):
        return None
    return one_line(message.clean_content, _THREAD_NAME) or "A question"
