"""`/ask` over the wire: deferred at once, answered in place, private where asked, refused kindly."""

from __future__ import annotations

import pytest

from bot.discord.markdown import quotations
from tests.bot.discord.conftest import SEIZED, SEIZED_SENTENCE, UNKNOWN, Stage
from tests.discord_server import CallbackType, Person


async def test_a_question_is_deferred_and_answered_with_a_quote(stage: Stage, alice: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        answer = await interaction.answered()
    assert interaction.callback_type == CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE
    assert not interaction.ephemeral
    description = answer.embeds[0]["description"]
    assert description.startswith("**386**")
    assert quotations(description) == [SEIZED_SENTENCE]
    assert [button.label for button in answer.buttons] == ["More quotes", "Context", "Why?", "👍", "👎"]
    assert not stage.server.pinged
    assert not stage.server.refused
