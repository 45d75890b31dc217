"""Resolved: who posted in a forum says that the question is answered, below the answer."""

from __future__ import annotations

import discord
import structlog

from bot.discord.errors import Told, tell
from bot.discord.running.client import Interaction
from bot.discord.showing.buttons import pressed
from bot.ledger import Entry

log = structlog.get_logger(__name__)

DONE = "✅"
TAG = "resolved"
"""The forum's own tag of this name, if it has one, is set where the bot may."""


@pressed("resolved")
async def resolved(interaction: Interaction, entry: Entry, _: int) -> None:
    """Mark the post, and its answer as a good one; for who posted it and for moderators."""
    post, person = interaction.channel, interaction.user.id
    if not isinstance(post, discord.Thread):
        raise Told("Only a post of a forum can be resolved.")
    if person != post.owner_id and not interaction.permissions.manage_threads:
        raise Told(
            "Only the person who posted this and those with **Manage Threads** can mark it as resolved."
        )
    await interaction.response.edit_message(view=_without(interaction.message, "resolved"))
    if person == post.owner_id:
        client = interaction.client
        await client.in_thread(client.ledger.judge, entry.id, person, helpful=True)
    await tell(
        interaction, "Marked as resolved."
    )  # before it is closed: what is said there opens a post again
    try:
        await post.get_partial_message(post.id).add_reaction(DONE)
        if interaction.app_permissions.manage_threads:
            await _close(post)
    except discord.HTTPException as error:  # the mark below the answer is there
        log.info("post not marked", code=error.code, channel=post.id)


def _without(message: discord.Message | None, action: str) -> discord.ui.View | None:
    """The message's buttons less the one for this."""
    if message is None:
        return None
    view = discord.ui.View.from_message(message, timeout=None)
    for item in list(view.children):
        if isinstance(item, discord.ui.Button) and (item.custom_id or "").startswith(f"pq:{action}:"):
            view.remove_item(item)
    view.stop()  # what they do is known by their custom ids, not by this view
    return view


async def _close(post: discord.Thread) -> None:
    forum = post.parent
    tags = forum.available_tags if isinstance(forum, discord.ForumChannel) else []
    found = [tag for tag in tags if tag.name.casefold() == TAG]
    kept = [tag for tag in post.applied_tags if tag not in found]
    await post.edit(applied_tags=[*found, *kept][:5], archived=True)
