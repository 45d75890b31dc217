"""What members are told of the bot and its articles: /help, /sources, /latest, and the card for remarks."""

from __future__ import annotations

from bot.discord.showing.markdown import escape
from tests.bot.discord.conftest import Stage
from tests.bot.discord.read_back import quotations
from tests.discord_server import Person


async def test_help_tells_only_ways_that_work_as_the_bot_is_set_up(stage: Stage, alice: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "help")
        plain = await interaction.answered()
        in_dm = await (await alice.slash(alice.dm(), "help")).answered()
    stage.grant_message_content()
    async with stage.running(message_content=True):
        reading = await (await alice.slash(stage.general, "help")).answered()
    assert interaction.ephemeral
    assert escape(stage.archive.help()) in plain.text
    assert "**Follow up**" in plain.text
    assert "Reply to" not in plain.text
    assert in_dm.text == plain.text
    assert "Reply to somebody's message and mention me" in reading.text


async def test_a_remark_gets_the_card_that_help_begins_with(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        interaction = await alice.slash(stage.general, "ask", question="hello, what can you do?")
        card = await interaction.answered()
        assert interaction.ephemeral
        assert not bob.sees(stage.general)
    assert escape(stage.archive.help()) in card.text
    assert [button.label for button in card.buttons] == ["👍", "👎", "🗑️"]


async def test_members_see_what_is_indexed_and_search_in_it(stage: Stage, alice: Person) -> None:
    articles = sorted(stage.archive.articles(), key=lambda article: article.date or "", reverse=True)
    async with stage.running():
        interaction = await alice.slash(stage.general, "sources")
        newest = await interaction.answered()
        found = await (await alice.slash(stage.general, "sources", search="GUN london")).answered()
        paged = await (await alice.slash(alice.dm(), "sources", search="md")).answered()
        second = await (await alice.click(paged, "Next ▶")).answered()
        nothing = await (await alice.slash(stage.general, "sources", search="zebra")).answered()
    assert interaction.ephemeral
    assert f"**{len(articles)}** articles, from " in newest.text
    shown = [newest.text.find(escape(article.title)) for article in articles[:8]]
    assert -1 not in shown
    assert shown == sorted(shown)
    assert "gun" in found.text.casefold()
    assert "Page 2 of" in second.text
    assert "No article" in nothing.text


async def test_latest_is_a_digest_about_a_topic(stage: Stage, alice: Person) -> None:
    async with stage.running() as client:
        about = await (await alice.slash(stage.general, "latest", topic="London")).answered()
        everything = await (await alice.slash(stage.general, "latest")).answered()
        unknown = await alice.slash(stage.general, "latest", topic="Ulaanbaatar")
        refused = await unknown.answered()
        assert unknown.ephemeral
        await client.desk.idle()
        entries = [stage.ledger.entry_at(int(message.id)) for message in (about, everything)]
    assert [entry.answer.kind for entry in entries if entry] == ["topic", "topic"]
    count = len({quoted.citation.article for entry in entries[:1] if entry for quoted in entry.answer.quotes})
    assert about.content.startswith("What is the latest news on London? – **")
    assert about.content.endswith(f"** from {count} articles")
    assert quotations(about.embeds[0]["description"])
    assert quotations(everything.embeds[0]["description"])
    assert "**No answer in the articles.**" in refused.text
