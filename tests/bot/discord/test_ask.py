"""`/ask` and the message menu over the wire: deferred at once, answered in place, refused kindly."""

from __future__ import annotations

import dataclasses

from tests.bot.discord.conftest import SEIZED, SEIZED_SENTENCE, UNKNOWN, Stage
from tests.bot.discord.read_back import quotations, unescape
from tests.discord_server import CallbackType, Permission, Person


async def test_a_question_is_deferred_and_answered_with_a_quote(stage: Stage, alice: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question=SEIZED)
        answer = await interaction.answered()
    assert interaction.callback_type == CallbackType.DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE
    assert not interaction.ephemeral
    description = answer.embeds[0]["description"]
    assert answer.content == "**386**"
    assert description.startswith(f"-# {SEIZED}\n\n> ")
    assert quotations(description)[0] == SEIZED_SENTENCE
    assert [button.label for button in answer.buttons] == [
        *("Follow up", "Context", "Why?"),
        *("👍", "👎", "🗑️"),
    ]
    assert not stage.server.pinged
    assert not stage.server.refused


async def test_a_private_answer_is_seen_by_the_asker_only(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question=SEIZED, private=True)
        answer = await interaction.answered()
        assert interaction.ephemeral
        assert answer in alice.sees(stage.general)
        assert answer not in bob.sees(stage.general)


async def test_top_limits_the_quotes(stage: Stage, alice: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question=SEIZED, top=1)
        answer = await interaction.answered()
    assert quotations(answer.embeds[0]["description"]) == [SEIZED_SENTENCE]


async def test_a_refusal_is_two_lines_for_the_asker_only(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question=UNKNOWN)
        refusal = await interaction.answered()
        passage = await (await alice.click(refusal, "Nearest passage")).answered()
        assert interaction.ephemeral
        assert not bob.sees(stage.general)
    reason, question = refusal.text.split("\n")
    assert reason.startswith("**No answer in the articles.** ")
    assert "Karachi" in reason
    assert question == f"-# {UNKNOWN}"
    assert not refusal.embeds
    labels = [button.label for button in refusal.buttons]
    assert labels == [
        *("Follow up", "Nearest passage", "Why?", "Tell me when this is answered"),
        *("👍", "👎", "🗑️"),
    ]
    assert "not an answer" in passage.text
    assert len(quotations(passage.embeds[0]["description"])) == 1
    assert passage.ephemeral


async def test_a_refusal_is_shown_to_all_where_that_is_asked_for(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question=UNKNOWN, private=False)
        refusal = await interaction.answered()
        assert bob.sees(stage.general) == [refusal]
        await (await alice.slash(alice.dm(), "ask", question=UNKNOWN)).answered()
        assert not alice.sees(alice.dm())[-1].ephemeral  # where nobody else reads, it stays


async def test_it_works_in_a_dm(stage: Stage, alice: Person) -> None:
    async with stage.running():
        answer = await (await alice.slash(alice.dm(), "ask", question=SEIZED)).answered()
    assert "386" in answer.text


async def test_a_question_too_long_is_refused_kindly_and_privately(stage: Stage, alice: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question="Why? " * 101)
        told = await interaction.answered()
    assert interaction.ephemeral
    assert "504 characters" in told.text
    assert "up to 500" in told.text


async def test_a_question_of_two_thousand_and_one_characters_is_refused_kindly(
    stage: Stage, alice: Person
) -> None:
    async with stage.running():
        told = await (await alice.slash(stage.general, "ask", question="x" * 2001)).answered()
    assert "2,001 characters" in told.text


async def test_a_question_without_a_word_is_told_so(stage: Stage, alice: Person) -> None:
    async with stage.running():
        told = await (await alice.slash(stage.general, "ask", question="   ")).answered()
        nonsense = await (await alice.slash(stage.general, "ask", question="?!")).answered()
    assert "Ask me something" in told.text
    assert nonsense.text


async def test_a_message_is_looked_up_from_its_menu(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        claim = await bob.say(stage.general, SEIZED)
        answer = await (await alice.context_menu(stage.general, "Find in the articles", claim)).answered()
    assert quotations(answer.embeds[0]["description"])[0] == SEIZED_SENTENCE


async def test_a_message_is_looked_up_for_itself_whatever_was_asked_before(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        await (
            await alice.slash(stage.general, "ask", question="When was the Humber Bridge opened?")
        ).answered()
        claim = await bob.say(stage.general, "And the Glasgow Subway?")
        found = await (await alice.context_menu(stage.general, "Find in the articles", claim)).answered()
    assert "Asked as" not in found.text


async def test_what_a_forwarded_message_passes_on_is_looked_up(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        claim = await bob.say(stage.guild.channel("news"), SEIZED)
        passed_on = await bob.forward(claim, stage.general)
        answer = await (await alice.context_menu(stage.general, "Find in the articles", passed_on)).answered()
    assert quotations(answer.embeds[0]["description"])[0] == SEIZED_SENTENCE


async def test_a_message_too_long_to_look_up_is_told_what_to_do(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        speech = await bob.say(stage.general, "words " * 100)
        told = await (await alice.context_menu(stage.general, "Find in the articles", speech)).answered()
    assert "599 characters" in told.text
    assert "Take one sentence of it" in told.text


async def test_a_message_of_the_bot_without_content_cannot_be_looked_up(stage: Stage, alice: Person) -> None:
    async with stage.running():
        card = await (await alice.slash(alice.dm(), "sources")).answered()
        assert not card.content
        told = await (await alice.context_menu(alice.dm(), "Find in the articles", card)).answered()
    assert "no text" in told.text


async def test_autocomplete_offers_answered_questions_of_this_server_and_titles(
    stage: Stage, alice: Person
) -> None:
    other = stage.server.guilds[1].channel("general")
    async with stage.running():
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        await (await alice.slash(stage.general, "ask", question=UNKNOWN)).answered()
        await (await alice.slash(other, "ask", question="When did the Humber Bridge open?")).answered()
        await (
            await alice.slash(stage.general, "ask", question="Who is Paul Brogden?", private=True)
        ).answered()
        everything = await (await alice.autocomplete(stage.general, "ask", "question", "")).choices()
        guns = await (await alice.autocomplete(stage.general, "ask", "question", "GUN")).choices()
        in_dm = await (await alice.autocomplete(alice.dm(), "ask", "question", "")).choices()
    titles = {article.title for article in stage.archive.articles()}
    assert everything[0].value == SEIZED
    assert {choice.value for choice in everything[1:]} == titles
    assert {choice.value for choice in guns} == {title for title in titles if "gun" in title.casefold()}
    assert {choice.value for choice in in_dm} == titles
    assert all(len(choice.name) <= 100 for choice in everything)


async def test_autocomplete_looks_for_words_in_any_order(stage: Stage, alice: Person) -> None:
    async with stage.running():
        await (await alice.slash(stage.general, "ask", question=SEIZED)).answered()
        asked = await (
            await alice.autocomplete(stage.general, "ask", "question", "London FIREARMS")
        ).choices()
        titled = await (await alice.autocomplete(stage.general, "ask", "question", "london gun")).choices()
        none = await (await alice.autocomplete(stage.general, "ask", "question", "london zebra")).choices()
        sources = await (await alice.autocomplete(stage.general, "ask", "source", "news SAMPLE")).choices()
        every = await (await alice.autocomplete(alice.dm(), "ask", "source", "")).choices()
    publishers = {article.publisher for article in stage.archive.articles() if article.publisher}
    assert SEIZED in [choice.value for choice in asked]
    assert any("gun" in choice.name.casefold() for choice in titled)
    assert none == []
    assert [choice.value for choice in sources] == sorted(
        name for name in publishers if "sample" in name.casefold() and "news" in name.casefold()
    )
    assert {choice.value for choice in every} == publishers


async def test_autocomplete_offers_no_half_of_a_question(stage: Stage, alice: Person) -> None:
    bridge, length, half = (
        "When was the Humber Bridge opened?",
        "How long is its main span?",
        "and Tyrese Miller, 22?",
    )
    async with stage.running():
        for asked in (SEIZED, bridge, length, half):
            stage.clock.now += 1
            told = await (await alice.slash(stage.general, "ask", question=asked)).answered()
        choices = await (await alice.autocomplete(stage.general, "ask", "question", "")).choices()
    offered = [str(choice.value) for choice in choices]
    completed, *others = offered[:3]
    assert "Tyrese Miller" in told.text
    assert "asked as" not in told.text
    assert "main span" in completed
    assert "Humber Bridge" in completed
    assert others == [bridge, SEIZED]
    assert not {half, length} & set(offered)


async def test_a_title_that_is_picked_shows_what_the_article_begins_with(stage: Stage, alice: Person) -> None:
    article = next(each for each in stage.archive.articles() if "Humber" in each.title)
    lead = stage.archive.lead(article.id)
    assert lead is not None
    async with stage.running() as client:
        offered = await (await alice.autocomplete(stage.general, "ask", "question", "humber")).choices()
        title = next(choice.value for choice in offered if choice.value == article.title)
        answer = await (await alice.slash(stage.general, "ask", question=str(title))).answered()
        await client.desk.idle()
        context = await (await alice.click(answer, "Context")).answered()
        why = await (await alice.click(answer, "Why?")).answered()
    assert article.text[lead.start : lead.end] == lead.text
    assert quotations(answer.embeds[0]["description"]) == [lead.text]
    assert "what this article begins with" in answer.text
    assert lead.text in quotations(context.embeds[0]["description"])[0]
    assert "**Answered**" in why.text
    assert stage.archive.lead("no such article.md") is None


async def test_autocomplete_offers_twenty_five_at_most(stage: Stage, alice: Person) -> None:
    answer = stage.archive.ask(SEIZED)
    guild, channel = int(stage.guild.id), int(stage.general.id)
    for number in range(30):
        asked = dataclasses.replace(answer, asked_as=f"How many guns in {1990 + number}?")
        stage.clock.now += 1
        stage.ledger.record(asked, guild=guild, channel=channel, asker=1)
    async with stage.running():
        choices = await (await alice.autocomplete(stage.general, "ask", "question", "")).choices()
    assert [choice.value for choice in choices] == [f"How many guns in {2019 - at}?" for at in range(25)]


async def test_autocomplete_offers_nothing_from_channels_that_one_cannot_read(
    stage: Stage, alice: Person, bob: Person
) -> None:
    hidden = stage.guild.channel("news")
    stage.server.deny(hidden, alice, Permission.VIEW_CHANNEL)
    async with stage.running():
        await (await bob.slash(hidden, "ask", question=SEIZED)).answered()
        to_bob = await (await bob.autocomplete(stage.general, "ask", "question", "seized")).choices()
        to_alice = await (await alice.autocomplete(stage.general, "ask", "question", "seized")).choices()
    assert SEIZED in {choice.value for choice in to_bob}
    assert SEIZED not in {choice.value for choice in to_alice}


async def test_a_filter_is_said_and_holds_for_further_quotes_and_follow_ups(
    stage: Stage, alice: Person
) -> None:
    async with stage.running():
        slash = await alice.slash(stage.general, "ask", question=SEIZED, since="March 2024", source="sample")
        answer = await slash.answered()
        refused = await alice.slash(stage.general, "ask", question=SEIZED, before="2024", private=False)
        later = await refused.answered()  # in the open: the conversation goes on from it
        follow_up = await (await alice.slash(stage.general, "ask", question="And in 2022?")).answered()
    note = " · Only articles published by “sample” since 1 March 2024."
    assert answer.content == "**386**"
    assert f"-# {SEIZED}" in answer.embeds[0]["description"]
    assert note in answer.embeds[0]["description"].split("\n")[0]
    assert "No answer in the articles" in later.content
    assert "in London in 2022? before\\:2024" in follow_up.text


async def test_quotation_marks_in_a_publishers_name_are_no_part_of_the_question(
    stage: Stage, alice: Person
) -> None:
    async with stage.running() as client:
        answer = await (
            await alice.slash(stage.general, "ask", question=SEIZED, source='"sample" news')
        ).answered()
        await client.desk.idle()
    entry = stage.ledger.entry_at(int(answer.id))
    assert entry is not None
    assert entry.answer.asked_as == f'{SEIZED} source:"sample news"'
    assert "Only articles published by “sample news”." in answer.text


async def test_what_is_no_date_is_told_kindly_and_privately(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question=SEIZED, since="last spring")
        told = await interaction.answered()
        typed = await (await alice.slash(stage.general, "ask", question=f"{SEIZED} since:spring")).answered()
        nothing = await (await alice.slash(stage.general, "ask", question="?!?")).answered()
        swapped = await (
            await alice.slash(stage.general, "ask", question=SEIZED, since="2024", before="2023")
        ).answered()
    assert interaction.ephemeral
    assert "“last spring” is no date" in told.text
    assert typed.ephemeral
    assert "“spring” is no date" in typed.text
    assert nothing.ephemeral
    assert "no question in it" in nothing.text
    assert not [message for message in stage.general.messages.values() if message.visible_to(bob)]
    assert "No day is since 1 January 2024" in swapped.text


async def test_no_question_makes_the_bot_post_an_invitation_in_its_own_name(
    stage: Stage, alice: Person
) -> None:
    asked = "Who won the cricket\n\nmatch in Karachi, as told in discord.gg/abc?"
    async with stage.running():
        told = await (await alice.slash(stage.general, "ask", question=asked, private=False)).answered()
    assert "discord.gg/" not in told.content
    assert told.content.count("cricket match in Karachi") == 1  # “asked as” would say nothing new
    assert unescape(told.content).endswith("as told in discord.gg/abc?")
