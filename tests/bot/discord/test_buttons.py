"""Every button below an answer: what it shows, to whom, after a restart and after the index has moved on."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import DAY, Ledger
from index import Archive, build
from tests.bot.answers import quote_of
from tests.bot.discord.conftest import SEIZED, SEIZED_SENTENCE, UNKNOWN, Stage
from tests.bot.discord.read_back import quotations
from tests.bot.discord.test_feedback import Ready
from tests.discord_server import InteractionType, Message, Person, forms
from tests.discord_server.model import walk
from tests.folders import copy_data

CITIES = ("Leeds", "York", "Hull", "Derby", "Bath", "Truro", "Ripon", "Wells", "Ely")
WRONG = {"What was wrong?": "The wrong sentence"}


async def ask(stage: Stage, who: Person, question: str = SEIZED, **options: Any) -> Message:
    return await (await who.slash(stage.general, "ask", question=question, **options)).answered()


async def press(who: Person, message: Message, button: str) -> Message:
    interaction = await who.click(message, button)
    return await interaction.answered()


def entry_of(answer: Message) -> str:
    """The answer's id in the ledger, as its buttons carry it."""
    return str(answer.buttons[0].custom_id).split(":")[2]


def described(message: Message) -> str:
    return "\n".join(embed["description"] for embed in message.embeds)


async def test_context_shows_the_paragraphs_around_to_the_one_who_pressed(
    stage: Stage, alice: Person, bob: Person
) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        interaction = await bob.click(answer, "Context")
        context = await interaction.answered()
        assert interaction.ephemeral
        assert context not in alice.sees(stage.general)
    (passage,) = quotations(described(context))
    article = next(a for a in stage.archive.articles() if a.id == "london-gun-crime.md")
    assert passage in article.text
    assert SEIZED_SENTENCE in passage
    assert len(passage) > len(SEIZED_SENTENCE)
    assert "**386**" in described(context)


@pytest.fixture
def seizures(tmp_path: Path, models: Path) -> Iterator[Archive]:
    """An archive in which each of many articles answers the same question."""
    corpus = tmp_path / "seizures"
    corpus.mkdir()
    for number, city in enumerate(CITIES, start=20):
        text = f"Police in {city} seized {number} illegal firearms last year."
        (corpus / f"{city}.md").write_text(f"---\ntitle: Firearms seized in {city}\n---\n\n{text}\n")
    build(corpus, tmp_path / "seizures-index", models=models)
    with Archive.open(tmp_path / "seizures-index") as opened:
        yield opened


async def test_more_quotes_pages_through_what_the_answer_left_out(
    stage: Stage, seizures: Archive, models: Path, alice: Person, bob: Person
) -> None:
    question = "How many illegal firearms did police seize last year?"
    deep = seizures.ask(question, top=15).quotes
    assert len(deep) == len(CITIES)
    async with stage.running(archive=seizures):
        answer = await ask(stage, alice, question, top=1)
        first = await press(bob, answer, "More quotes")
        assert first.ephemeral
        seen = quotations(described(answer)) + quotations(described(first))
        while not first.buttons[1].disabled:
            first = await press(bob, first, "Next ▶")
            seen += quotations(described(first))
        assert seen == [quote.text for quote in deep]
        back = await press(bob, first, "◀ Back")
        assert quotations(described(back)) == [quote.text for quote in deep[4:7]]
        assert not any(message.ephemeral for message in alice.sees(stage.general))
        nearly_all = await ask(stage, alice, question, top=7)
        assert not (await press(bob, nearly_all, "More quotes")).buttons
        assert "More quotes" not in {
            button.label for button in (await ask(stage, alice, question, top=len(CITIES))).buttons
        }
        _reword(seizures, models)
        assert "The article has changed since" in (await press(bob, answer, "More quotes")).text


async def test_a_full_page_of_long_quotes_still_says_which_articles_have_changed(
    stage: Stage, seizures: Archive, alice: Person, bob: Person
) -> None:
    async with stage.running(archive=seizures) as client:
        question = "How many illegal firearms did police seize last year?"
        answer = await ask(stage, alice, question, top=1)
        await client.desk.idle()
        entry = stage.ledger.entry_at(int(answer.id))
        assert entry is not None
        quotes = []
        for number in range(15):
            cited = dataclasses.replace(
                entry.answer.quotes[0].citation, article=f"{number}.md", title=f"{number} {'*' * 98}"
            )
            quotes.append(quote_of(f"{number} {'long ' * 340}", (0, 1), citation=cited))
        stage.ledger.deepen(entry.id, dataclasses.replace(entry.answer, quotes=tuple(quotes)))
        page = await press(bob, answer, "More quotes")
        for start in (1, 4):
            assert quotations(described(page)) == [quote.text for quote in quotes[start : start + 3]]
            assert page.content.startswith("The article has changed since: “0 ")
            assert page.content.count("“") == 3
            page = await press(bob, page, "Next ▶")
    assert not stage.server.refused


def _reword(seizures: Archive, models: Path) -> None:
    """Every article is another one from now on."""
    there = seizures.status()
    for article in Path(there.corpus).iterdir():
        article.write_text(article.read_text().replace("Police in", "Officers in"))
    build(there.corpus, there.data, models=models)
    assert seizures.refresh()


async def test_why_says_what_was_found_and_what_decided(stage: Stage, alice: Person) -> None:
    async with stage.running():
        answered = await press(alice, await ask(stage, alice), "Why?")
        refused = await press(alice, await ask(stage, alice, UNKNOWN), "Why?")
    assert answered.ephemeral
    assert "**Answered**: I am " in answered.text
    assert "“386” in London gun crime falls to its lowest level in 15 years: " in answered.text
    assert "found by its meaning and words, looks like an answer" in answered.text
    assert "margin" not in answered.text
    assert "**Refused**" in refused.text
    assert "Karachi" in refused.text


async def test_thumbs_are_kept_with_the_comment(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        entry = entry_of(answer)
        assert "Thank you" in (await press(alice, answer, "👍")).text
        form = await bob.click(answer, "👎")
        assert (await form.modal()).title == "What was wrong with the answer?"
        thanks = await (
            await bob.submit_modal(form, WRONG | {"Comment (optional)": "The wrong year."})
        ).answered()
        assert thanks.ephemeral
        assert [tuple(feedback) for feedback in stage.ledger.feedback(entry)] == [
            (True, None, None),
            (False, "The wrong year.", "sentence"),
        ]
        await press(alice, answer, "👍")
        assert len(stage.ledger.feedback(entry)) == 2


async def test_two_people_fill_in_the_form_at_once(stage: Stage, alice: Person, bob: Person) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        forms = [(who, await who.click(answer, "👎")) for who in (alice, bob)]
        for who, form in forms:
            await form.modal()
            sent = await who.submit_modal(form, WRONG | {"Comment (optional)": f"Says {who.mention}."})
            assert "Thank you" in (await sent.answered()).text
    kept = stage.ledger.feedback(entry_of(answer))
    assert [feedback.comment for feedback in kept] == [f"Says {who.mention}." for who in (alice, bob)]


async def test_a_form_from_before_a_restart_can_be_sent(stage: Stage, alice: Person) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        form = await alice.click(answer, "👎")
        await form.modal()
    async with stage.running():
        sent = await alice.submit_modal(form, WRONG | {"Comment (optional)": "Too late?"})
        assert "Thank you" in (await sent.answered()).text
    assert [tuple(kept) for kept in stage.ledger.feedback(entry_of(answer))] == [
        (False, "Too late?", "sentence")
    ]


async def test_a_form_for_an_answer_no_longer_kept_says_so(stage: Stage, alice: Person) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        form = await alice.click(answer, "👎")
        await form.modal()
        stage.clock.now += 91 * DAY
        assert stage.ledger.purge() == 1
        sent = await alice.submit_modal(form, WRONG | {"Comment (optional)": ""})
        assert "do not have that answer any more" in (await sent.answered()).text


async def test_a_form_sent_without_a_comment_counts(stage: Stage, alice: Person) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        form = await alice.click(answer, "👎")
        await (await alice.submit_modal(form, WRONG | {"Comment (optional)": ""})).answered()
    entry = entry_of(answer)
    assert [tuple(feedback) for feedback in stage.ledger.feedback(entry)] == [(False, None, "sentence")]


@pytest.mark.parametrize("button", ["Context", "Why?", "👍"])
async def test_a_button_from_before_a_restart_works(stage: Stage, alice: Person, button: str) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
    async with stage.running():
        interaction = await alice.click(answer, button)
        shown = await interaction.answered()
    assert interaction.ephemeral
    assert "do not have that answer" not in shown.text
    assert "went wrong" not in shown.text


async def test_a_button_of_an_answer_no_longer_kept_says_so(stage: Stage, alice: Person) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        stage.clock.now += 91 * DAY
        assert stage.ledger.purge() == 1
        for button in ("Context", "Why?", "👍", "👎"):
            assert "do not have that answer any more" in (await press(alice, answer, button)).text


@pytest.fixture
def moving(stage: Stage, corpus: Path, data: Path, models: Path, tmp_path: Path) -> Path:
    """A corpus of this test's own, indexed, as the stage's archive; the folder."""
    own = tmp_path / "corpus"
    shutil.copytree(corpus, own)
    copy_data(data, tmp_path / "data")
    build(own, tmp_path / "data", models=models)  # the corpus lies elsewhere now
    stage.archive = Archive.open(tmp_path / "data")
    return own


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (
            lambda text: text.replace("Gun crime in London", "Gun crime in the capital"),
            "still holds these words",
        ),
        (lambda text: text.replace("386 illegal", "387 illegal"), "no longer holds these words"),
        (None, "no longer there"),
    ],
)
async def test_an_old_button_says_that_the_article_has_changed(
    stage: Stage, moving: Path, models: Path, alice: Person, change: object, note: str
) -> None:
    async with stage.running():
        answer = await ask(stage, alice)
        article = moving / "london-gun-crime.md"
        if callable(change):
            article.write_text(change(article.read_text()))
        else:
            article.unlink()
        build(moving, moving.parent / "data", models=models)
        assert stage.archive.refresh()
        context = await press(alice, answer, "Context")
        why = await press(alice, answer, "Why?")
    assert "The article has changed since" in context.text
    assert note in context.text
    assert any(SEIZED_SENTENCE in passage for passage in quotations(described(context)))
    assert "The article has changed since" in why.text
    stage.archive.close()


async def test_with_nothing_kept_buttons_work_until_the_restart(
    stage: Stage, alice: Person, tmp_path: Path
) -> None:
    path = tmp_path / "nothing.sqlite3"
    with Ledger(path, key=b"k", keep_days=0) as nothing:
        async with stage.running(ledger=nothing):
            answer = await ask(stage, alice)
            assert "**Answered**" in (await press(alice, answer, "Why?")).text
    with Ledger(path, key=b"k", keep_days=0) as nothing:
        async with stage.running(ledger=nothing):
            assert "do not have that answer" in (await press(alice, answer, "Why?")).text
    assert b"firearms" not in path.read_bytes()


async def test_no_button_or_form_tells_of_an_answer_of_another_server(
    stage: Stage, alice: Person, bob: Person
) -> None:
    elsewhere = stage.server.guilds[1].channel("general")
    async with stage.running(archive=Ready(stage.archive)):
        answer = await ask(stage, alice)
        asked = await bob.slash(elsewhere, "ask", question=SEIZED, private=False)
        there = await asked.answered()
        form = await bob.click(there, "👎")
        own, other = entry_of(there), entry_of(answer)
        sent = forms.submit(await form.modal(), WRONG)
        for component in walk(there.components):  # as a client that was tampered with sends it
            component["custom_id"] = component.get("custom_id", "").replace(own, other)
        pressed = [await press(bob, there, button) for button in ("Why?", "Context", "👍", "Follow up")]
        sent["custom_id"] = sent["custom_id"].replace(own, other)
        filled = stage.server.begin_interaction(InteractionType.MODAL_SUBMIT, bob, elsewhere, sent, there)
        told = [*pressed, await filled.answered()]
    assert all("do not have that answer any more" in message.text for message in told)
    assert stage.ledger.feedback(other) == []
