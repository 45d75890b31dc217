"""The bot as an app of one's own: asked in any conversation and any server, whether or not it was invited there."""

from __future__ import annotations

import dataclasses

import pytest

from tests.bot.discord.conftest import SEIZED, UNKNOWN, Stage
from tests.bot.discord.test_quiet import HUMBER, from_bot
from tests.discord_server import Impossible, Permission, Person

FOR_PEOPLE = ("ask", "latest", "help", "sources", "privacy")


async def test_who_has_added_the_bot_asks_it_among_friends(stage: Stage, alice: Person, bob: Person) -> None:
    group = stage.server.group_of(alice, bob)
    async with stage.running():
        with pytest.raises(Impossible):
            await alice.slash(group, "ask", question=SEIZED)
        await alice.install_app()
        asked = await alice.slash(group, "ask", question=SEIZED)
        answer = await asked.answered()
        context = await (await bob.click(answer, "Context")).answered()
        form = await alice.click(answer, "Follow up")
        await form.modal()
        second = await alice.submit_modal(form, {"Your question": HUMBER})
        assert "1981" in (await second.answered()).text
        refused = await alice.slash(group, "ask", question=UNKNOWN)
        told = await refused.answered()
        message = await bob.say(group, SEIZED)
        found = await (await alice.context_menu(group, "Find in the articles", message)).answered()
        offered = await (await alice.autocomplete(group, "ask", "question", "gun london")).choices()
    assert answer.content == "**386**"
    assert answer in bob.sees(group)
    assert "386" in context.text
    assert refused.ephemeral
    assert "Karachi" in told.text
    assert found.content == "**386**"
    assert offered
    assert not stage.server.refused


async def test_in_a_server_that_has_not_invited_it_it_answers_who_has_added_it(
    stage: Stage, alice: Person, bob: Person
) -> None:
    guild = stage.server.guilds[1]
    there = guild.channel("general")
    stage.server.remove_guild(guild)
    await alice.install_app()
    async with stage.running() as client:
        answer = await (await alice.slash(there, "ask", question=SEIZED)).answered()
        await client.desk.idle()
        why = await (await bob.click(answer, "Why?")).answered()
        refusal = await (await alice.slash(there, "ask", question=UNKNOWN)).answered()
        await client.desk.idle()
        promise = await (await alice.click(refusal, "Tell me when this is answered")).answered()
        with pytest.raises(Impossible):
            await bob.slash(there, "ask", question=SEIZED)
        await (await alice.click(answer, "🗑️")).acked()
        await stage.server.until(lambda: answer.deleted or None, "the answer deleted")
    assert "**Answered**" in why.text
    assert "tell you once" in promise.text
    assert not stage.server.refused


async def test_only_what_is_for_people_goes_with_them(stage: Stage) -> None:
    owner = stage.server.person("owner", permissions=Permission.ADMINISTRATOR)
    await owner.install_app()
    friend = stage.server.person("friend")
    group = stage.server.group_of(owner, friend)
    async with stage.running():
        listed = {command["name"]: command for command in stage.server.commands.listed(None)}
        for command in ("unanswered", "articles status", "pullquote settings"):
            with pytest.raises(Impossible):
                await owner.slash(group, command)
    everywhere = {name for name, command in listed.items() if 1 in command["integration_types"]}
    assert everywhere == {*FOR_PEOPLE, "Find in the articles"}
    assert all(2 in listed[name]["contexts"] for name in everywhere)


async def test_an_application_that_is_not_set_up_for_it_has_its_commands_in_servers(
    stage: Stage, alice: Person
) -> None:
    stage.server.application = dataclasses.replace(stage.server.application, installs=(0,))
    async with stage.running():
        answer = await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        listed = stage.server.commands.listed(None)
    stage.server.application = dataclasses.replace(stage.server.application, installs=(0, 1))
    async with stage.running():
        later = stage.server.commands.listed(None)
    assert answer.content == "**386**"
    assert all(command["integration_types"] == [0] for command in listed)
    assert any(command["integration_types"] == [0, 1] for command in later)
    assert not stage.server.refused


async def test_a_message_forwarded_to_the_bot_is_looked_up_without_any_intent(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        claim = await bob.say(stage.general, SEIZED)
        await alice.forward(claim, alice.dm())
        answer = await alice.reads(alice.dm())
    assert answer.content == "**386**"
    assert f"-# {SEIZED}" in answer.text
    assert not from_bot(stage.general)
