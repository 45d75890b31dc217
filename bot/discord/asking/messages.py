"""Questions asked by messages: a mention, a reply to an answer, a DM, the bot's threads, ask channels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord

from bot.conversation import Turn
from bot.discord.asking.attention import (
    UNREADABLE,
    is_about_another,
    is_for_the_articles,
    replied_to,
    text_of,
)
from bot.discord.asking.conversations import about, person_in, thread
from bot.discord.asking.edits import Asked, Recent
from bot.discord.asking.mentions import content_of
from bot.discord.asking.places import home_of, in_private_thread
from bot.discord.asking.posts import is_in_forum, is_new_post, post_question
from bot.discord.asking.replies import UNNAMED, MessageReply
from bot.discord.asking.responding import Question
from bot.discord.errors import Told
from bot.discord.running.client import Client
from bot.discord.showing.markdown import one_line
from bot.discord.showing.removing import message_deleted
from bot.discord.showing.visible import visible
from bot.ledger import Entry

_FROM_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)
_THREAD_NAME = 90
_MOST_BLIND = 1_000
"""Channels that are remembered to have been told that the bot cannot read there."""
BLIND = (
    "I cannot read that: Discord shows me only what is written to me in private and where I am mentioned. "
    "Mention me with your question, or press **Follow up** below an answer."
)


def install(client: Client) -> None:
    """Listen to messages, and to their edits for a while."""
    recent = Recent(client)
    blind_in: set[int] = set()

    @client.event
    async def on_message(message: discord.Message) -> None:
        if message.author.bot or message.webhook_id or message.type not in _FROM_PEOPLE:
            return
        if not recent.knows(message.id):  # an event may be replayed after a reconnection
            await _hear(client, recent, blind_in, message)

    @client.event
    async def on_raw_message_edit(payload: discord.RawMessageUpdateEvent) -> None:
        text = asked_in(client, payload.message)
        if text:
            await recent.reword(payload.message_id, text)

    @client.event
    async def on_raw_message_delete(payload: discord.RawMessageDeleteEvent) -> None:
        await message_deleted(client, recent, payload.message_id)

    @client.event
    async def on_raw_bulk_message_delete(payload: discord.RawBulkMessageDeleteEvent) -> None:
        for message in payload.message_ids:
            await message_deleted(client, recent, message)


async def _hear(client: Client, recent: Recent, blind_in: set[int], message: discord.Message) -> None:
    """Answer a message, if it asks the bot something."""
    await client.load_place(message.guild.id if message.guild else None)
    question = await find_question(client, message)
    if question is None:
        return
    if question.surface != "post" and _unreadable(client, message):
        await _tell_unreadable(client, message, question, blind_in)
    elif question.text or question.surface in ("mention", "dm", "claim"):
        name, post = _thread_name(client, message, question), question.surface == "post"
        reply = MessageReply(message, thread_name=name, post=post)
        await recent.answer(message.id, Asked(question, reply))


async def _tell_unreadable(
    client: Client, message: discord.Message, question: Question, blind_in: set[int]
) -> None:
    """Say what can be done instead: to who replied, privately; where all may write to the bot, once to all."""
    if not client.places.at(question.guild, question.channel).answers:
        return
    if question.surface in ("reply", "mention", "claim"):
        limited = client.limits.take(question.person, question.guild, place=question.channel)
        if limited is None:
            again = not client.limits.first(question.person, "unreadable")
            await MessageReply(message).turn_away(Told(BLIND, "unreadable"), again=again)
    elif message.channel.id not in blind_in:
        if len(blind_in) >= _MOST_BLIND:  # each thread of the bot's own may be one: some are told again
            blind_in.clear()
        blind_in.add(message.channel.id)
        await MessageReply(message).tell(BLIND)


async def find_question(client: Client, message: discord.Message) -> Question | None:
    """The question that a message asks of the bot, if it asks one."""
    guild = message.guild.id if message.guild else None
    home = home_of(message.channel) or message.channel.id
    place = client.places.at(guild, home)
    question = Question(
        text=asked_in(client, message),
        person=message.author.id,
        guild=guild,
        channel=home,
        surface="dm",
        conversation=person_in(message.channel.id, message.author.id),
        private=in_private_thread(message.channel),
        message=message.id,
    )
    mentioned = client.user in message.mentions or _mentions_role(message)
    if is_new_post(message):
        posted = await post_question(client, message, question) if mentioned or place.listens else None
        if posted is not None or not mentioned:
            return posted
    if _is_own_thread(client, message.channel):
        if not place.answers and not mentioned:
            return None
        return replace(question, surface="thread", conversation=thread(message.channel.id))
    answered = await _answer_replied_to(client, message)
    if answered is not None and message.reference is not None:
        return _follow_up(client, question, answered, message.reference.message_id or 0)
    if guild is None:
        return question if question.text else _passed_on(question, message)
    if mentioned:
        return await _called(client, message, question, opens=place.threads)
    if not place.listens or isinstance(message.channel, discord.Thread):
        return None  # a thread is for those who opened it
    if _unreadable(client, message) or await is_for_the_articles(client, message):
        return replace(question, surface="channel")
    return None


async def _called(client: Client, message: discord.Message, question: Question, *, opens: bool) -> Question:
    """What is asked by mentioning the bot; it `opens` a thread where it may."""
    if await is_about_another(client, message, question.text):
        return _about(question, message)
    conversation = question.conversation
    if is_in_forum(message):  # what is said in a post is about what was asked there
        conversation = thread(message.channel.id)
    elif opens and not isinstance(message.channel, discord.Thread):
        conversation = thread(message.id)  # a thread opened from a message has that message's id
    return replace(question, surface="mention", conversation=conversation)


def asked_in(client: Client, message: discord.Message) -> str:
    """What a message asks, less the mention of the bot or of its role."""
    return content_of(message, but=client.user.id if client.user else 0)


def _own_role(message: discord.Message) -> discord.Role | None:
    """The role that came with the bot, which has its name: who types that may well pick the role."""
    return message.guild.self_role if message.guild else None


def _mentions_role(message: discord.Message) -> bool:
    role = _own_role(message)
    return role is not None and (role.mention in message.content or role in message.role_mentions)


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
    entry = await client.in_thread(client.ledger.entry_at, reference.message_id)
    here = (
        message.guild.id if message.guild else None
    )  # whoever was answered in private may have left the server
    return entry and visible(entry, client.places.selection(here, None))


def _about(question: Question, message: discord.Message) -> Question:
    """What somebody else wrote, taken as the claim or the question."""
    meant = replied_to(message)
    text = text_of(meant) if meant is not None else ""
    conversation = about(meant.id if meant is not None else message.id, question.person)
    return replace(question, text=text, surface="claim", conversation=conversation, hint=UNREADABLE)


def _passed_on(question: Question, message: discord.Message) -> Question:
    """A message that was forwarded to the bot: what it says is the claim or the question."""
    text = text_of(message)
    conversation = about(message.id, question.person)
    return replace(question, text=text, surface="claim", conversation=conversation) if text else question


def _follow_up(client: Client, question: Question, answered: Entry, replied_to: int) -> Question:
    """A reply goes on with the exchange it replies to, whoever writes it."""
    conversation = client.conversations.replying(replied_to, question.message or 0, question.person)
    before = (Turn(answered.answer.question, answered.answer),)
    return replace(question, surface="reply", conversation=conversation, before=before)


def _unreadable(client: Client, message: discord.Message) -> bool:
    return message.guild is not None and not client.reads_messages and not message.content


def _thread_name(client: Client, message: discord.Message, question: Question) -> str | None:
    """The name of the thread to open for a question, where the settings want one and one can be opened."""
    place = client.places.at(question.guild, question.channel)
    if not place.threads or question.surface != "mention" or isinstance(message.channel, discord.Thread):
        return None
    blocked = client.places.blocks(question.guild, question.text)
    return UNNAMED if blocked else one_line(question.text, _THREAD_NAME) or UNNAMED
