"""How many turns of written dialogues are answered with the expected quote, in a conversation and each by itself.

    python -m benchmarks.dialogues DIALOGUES --data INDEX [--show]

A dialogue is a line of JSON: {"id", "turns": [{"ask", "means", "expect"}]}. A turn is right if the first quote of its
answer holds what is expected; "refused" expects a refusal, "-" nothing. `means` is the turn written out by a person
as a question that stands alone, absent where it is about the quote before: asking it shows what the articles and
the reader give at best, whatever the conversation makes of the turn.

tests/bot/dialogues.jsonl is asked of corpus/; dialogues-squad.jsonl beside this file, of the articles that
`index.evaluation.squad.squad_corpus` writes from SQuAD 2.0's development set (Rajpurkar et al. 2018, CC BY-SA 4.0).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from bot.conversation import Conversation
from index import Answer, Archive

WAYS = ("raw question", "conversation", "written out")


def main() -> None:
    """Ask every dialogue both ways and print how many turns were right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dialogues", type=Path, help="a file of dialogues, one a line")
    parser.add_argument("--data", type=Path, required=True, help="a folder with the index of their articles")
    parser.add_argument(
        "--show", action="store_true", help="print the turns that went wrong in the conversation"
    )
    arguments = parser.parse_args()
    dialogues = [json.loads(line) for line in arguments.dialogues.read_text(encoding="utf-8").splitlines()]
    counts: Counter[tuple[str, str]] = Counter()
    with Archive.open(arguments.data) as archive:
        for dialogue in dialogues:
            _run(dialogue, archive, counts, show=arguments.show)
    print(f"{len(dialogues)} dialogues            first turns     later turns       all turns")
    for way in WAYS:
        cells = [_cell(counts, way, part) for part in ("first", "later", "all")]
        print(f"{way:<19}{''.join(cells)}")


def _run(dialogue: dict[str, Any], archive: Archive, counts: Counter[tuple[str, str]], *, show: bool) -> None:
    conversation = Conversation()
    for number, turn in enumerate(dialogue["turns"]):
        part = "later" if number else "first"
        answers = {
            "conversation": conversation.ask(archive, turn["ask"]),
            "raw question": archive.ask(turn["ask"]),
        }
        answers["written out"] = archive.ask(turn["means"]) if "means" in turn else answers["conversation"]
        if turn["expect"] == "-":
            continue
        for way in WAYS:
            answer = answers[way]
            right = is_right(answer, turn["expect"])
            for name in (part, "all"):
                counts[way, name] += right
                counts[way, f"{name} asked"] += 1
            if show and way == "conversation" and not right:
                got = answer.quotes[0].text if answer.quotes else f"refused: {answer.reason}"
                print(f"{dialogue['id']}.{number + 1} {turn['ask']}\n   as   {answer.asked_as}")
                print(f"   want {turn['expect']}\n   got  {got[:160]}  ({answer.confidence:.2f})")


def is_right(answer: Answer, expected: str) -> bool:
    """Whether the first quote holds what is expected, or the refusal is."""
    if expected == "refused":
        return answer.status == "refused"
    return bool(answer.quotes) and expected in answer.quotes[0].text


def _cell(counts: Counter[tuple[str, str]], way: str, part: str) -> str:
    right, asked = counts[way, part], counts[way, f"{part} asked"]
    return f"{100 * right / max(1, asked):7.1f} % of {asked:<4}"


if __name__ == "__main__":
    main()
