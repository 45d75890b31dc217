"""Three hundred questions from fifty people in two servers at once: nobody is forgotten, nobody answered twice."""

from __future__ import annotations

from benchmarks.discord_load import PEOPLE, QUESTIONS, Figures, storm
from tests.bot.discord.conftest import Stage


async def test_three_hundred_questions_at_once_each_get_one_reply(stage: Stage) -> None:
    stage.server.rules.heartbeat_interval = 1.0
    async with stage.running(queue=100, per_person=50, per_guild=1000) as client:
        figures: Figures = await storm(stage.server, client)
    assert len(figures.replies) == QUESTIONS
    assert all(count == 1 for count in figures.replies)
    assert figures.answered + figures.refused + figures.turned_away == QUESTIONS
    assert figures.answered + figures.refused >= 102
    assert figures.unacknowledged == 0
    assert figures.invalid_requests == 0
    assert figures.heartbeats >= 1
    assert figures.people == PEOPLE
    assert figures.guilds == 2
    assert not stage.server.pinged
