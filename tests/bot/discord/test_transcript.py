"""The same fifty questions get the same Answer from the command, the chat and Discord; only the look differs."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from bot.cli import pullquote
from bot.discord.showing.markdown import one_line
from bot.repl import Repl
from bot.settings import Settings
from index import Answer
from tests.bot.discord.conftest import Stage
from tests.bot.discord.read_back import quotations, unescape
from tests.discord_server import Message, Person
from tests.untimed import untimed

QUESTIONS = """
How many guns were seized in London last year?
How many firearms offences were there in London in 2023/24?
How many gun-related murders were there in London three years ago?
Who leads on specialist crime for the Met?
By how much did gun crime fall in Lambeth and Southwark?
Which boroughs have had no gun murder since 2020?
How long is the Thames?
When did the Queen open the Thames Barrier?
How long is the River Severn?
What is the main span of the Severn Bridge?
What is the main span of the Humber Bridge?
Which bridge took the longest span record from the Humber Bridge?
How many stations does the Elizabeth line have?
How many stations are there on the Glasgow Subway?
Who scored the winning goal of the Women's Euro 2022 final?
How many people watched the Women's World Cup final in Sydney?
Who saved a penalty in the 2023 World Cup final?
How wide is Webb's main mirror?
What was the population of England and Wales in 2011?
Which London borough grew the most?
How many guns were seized in Manchester last year?
How many knives were seized in London last year?
How many gun-related murders were there in London in 2019?
By how much did gun crime fall in Hackney?
Who was convicted of the manslaughter of Tyrese Miller?
How long is the Mersey?
How much did the Thames Barrier cost to build?
How many times has the Thames Barrier been closed?
What was the toll for a lorry on the Severn Bridge in 2018?
Who designed the Severn Bridge's towers?
How many vehicles cross the Humber Bridge each day?
What is the main span of the Golden Gate Bridge?
How many stations does the Victoria line have?
How much does a single ticket on the Glasgow Subway cost?
Who refereed the Women's Euro 2022 final?
What was the attendance at the men's Euro 2020 final?
Who won the Golden Ball at the 2019 Women's World Cup?
How much does the James Webb Space Telescope weigh?
What was the population of Scotland in 2022?
What was the population of Birmingham in the 2021 census?
When was Tyrese Miller killed?
What did Commander Paul Brogden say about guns?
Where was the Women's World Cup final played in 2023?
how many illegal firearms were seized in london
Who is the mother of Tyrese Miller?
What is the capital of France?
Which month did the Elizabeth line open?
Who won the Women's World Cup in 2023?
How old was the Humber Bridge in 2021?
Is there a penalty shoot-out in the article about "Webb"?
""".strip().splitlines()


def told(answer: Answer) -> dict[str, object]:
    """An Answer as the public JSON has it, less the times it took."""
    form = untimed(answer)
    form["nearest"] = form["nearest"] or []
    parsed: dict[str, object] = json.loads(json.dumps(form))
    return parsed


def from_command(stage: Stage) -> list[dict[str, object]]:
    """What `pullquote ask --json --explain -` writes, a line for each question."""
    environment = {"PULLQUOTE_DATA": stage.archive.status().data}
    arguments = ["ask", "--json", "--explain", "-"]
    result = CliRunner(env=environment).invoke(pullquote, arguments, input="\n".join(QUESTIONS))
    forms = [json.loads(line) for line in result.stdout.splitlines()]
    for form in forms:
        del form["elapsed_ms"], form["explain"]["stages_ms"]
    return forms


def from_chat(stage: Stage) -> list[dict[str, object]]:
    """What one chat after another answers to one question each."""
    forms = []
    for question in QUESTIONS:
        repl = Repl(stage.archive, Settings())
        repl.run([question])
        forms.append(told(repl.conversation.turns[-1].answer))
    return forms


def shown(message: Message) -> list[str]:
    return quotations("\n\n".join(embed["description"] for embed in message.embeds))


@pytest.mark.filterwarnings("error")
async def test_fifty_questions_get_the_same_answer_everywhere(stage: Stage) -> None:
    asked: list[tuple[Answer, Message]] = []
    async with stage.running() as client:
        for number, question in enumerate(QUESTIONS):
            person: Person = stage.server.person(f"person{number}")
            message = await (await person.slash(stage.general, "ask", question=question)).answered()
            await client.desk.idle()
            entry = stage.ledger.entry_at(int(message.id))
            assert entry is not None
            asked.append((entry.answer, message))
    discord = [told(answer) for answer, _ in asked]
    assert discord == from_chat(stage)
    assert discord == from_command(stage)
    for answer, message in asked:
        assert shown(message) == [quote.text for quote in answer.quotes[: len(shown(message))]]
        assert bool(answer.quotes) == bool(shown(message))
        assert answer.quotes or one_line(answer.reason or "", 2000) in unescape(message.text)
    assert {answer.status for answer, _ in asked} == {"answered", "refused"}
