"""How well follow-ups are completed, on TREC CAsT's turns and their rewriting by people.

    python -m benchmarks.followups CAST_TURNS ENCODER [--topics all|odd|even] [--show]

ENCODER is an exported encoder's folder, as a data folder's `encoders` holds one. There are no answers in the set
to refer to, and no articles: the history is the questions alone, as they were read, and the reading is the
likeliest before anything is asked, with nothing found to correct it. From 2020 on some rewrites need what a system
had answered, and cannot be had from the questions. The prior's weights are fitted on these turns too
(training/followups.py, which shows it on topics left out).

For each year: over all turns, how many of the content words that the rewriting adds are added (recall), and how
many of those added it adds (precision); how many of the turns that the rewriting leaves as they are, and that
do not begin a conversation, are left alone; and the same for two baselines.
"""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.followups.choosing import likeliest
from bot.followups.topics import Exchange
from bot.followups.words import phrases_of
from index.building.encoder import Encoder
from index.building.keywords import stems
from index.question.question import heard_as

Completer = Callable[[str, Sequence[Exchange]], str]


class Turn(NamedTuple):
    """One turn: what was said, and how a person wrote it to stand alone."""

    year: int
    topic: int
    id: str
    raw: str
    rewritten: str


class Figures(NamedTuple):
    """Counts over turns. `added`, `right` and `wanted` count content words, the others turns."""

    added: int = 0
    right: int = 0
    wanted: int = 0
    plain: int = 0
    left: int = 0
    plain_later: int = 0
    left_later: int = 0

    def plus(self, other: Figures) -> Figures:
        """Both together."""
        return Figures(*(one + two for one, two in zip(self, other, strict=True)))


def main() -> None:
    """Print a table for each year."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("turns", type=Path, help="cast-turns.jsonl")
    parser.add_argument("encoder", type=Path, help="an exported encoder's folder")
    parser.add_argument("--topics", choices=["all", "odd", "even"], default="all")
    parser.add_argument("--show", action="store_true", help="print each turn that is completed otherwise")
    arguments = parser.parse_args()
    parity = {"all": (0, 1), "odd": (1,), "even": (0,)}[arguments.topics]
    conversations = [each for each in _conversations(arguments.turns) if each[0].topic % 2 in parity]
    methods = {**BASELINES, "follow-ups": _completing(Encoder(arguments.encoder))}
    print(
        "The history is questions only. From 2020 on, rewrites often need an answer that is not in the set."
    )
    print("year  method            recall  precision   left alone    but first turns   turns")
    for year in (2019, 2020, 2021, 2022, 0):
        chosen = [each for each in conversations if year in (0, each[0].year)]
        for name, complete in methods.items():
            show = arguments.show and year == 0 and name == "follow-ups"
            print(_row(year, name, _measure(chosen, complete, show=show), sum(map(len, chosen))))


def _conversations(path: Path) -> Iterator[list[Turn]]:
    """The conversations, each begun by its first turn; those of 2022 branch, and repeat what they share."""
    turns: list[Turn] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        topic, _, number = row["id"].partition("_")
        turn = Turn(row["year"], int(topic), row["id"], row["raw"].strip(), row["rewritten"].strip())
        if turns and (turns[-1].topic != turn.topic or number in ("1", "1-1")):
            yield turns
            turns = []
        turns.append(turn)
    if turns:
        yield turns


def _measure(conversations: Sequence[Sequence[Turn]], complete: Completer, *, show: bool) -> Figures:
    total = Figures()
    for turns in conversations:
        history: list[Exchange] = []
        for turn in turns:
            asked = complete(turn.raw, history)
            figures = _compare(turn, asked, is_first=not history)
            if show and (
                figures.added != figures.right
                or figures.right != figures.wanted
                or figures.plain != figures.left
            ):
                print(f"{turn.id:8} {turn.raw}\n      ours  {asked}\n      human {turn.rewritten}")
            total = total.plus(figures)
            history.append(Exchange(turn.raw, asked))
    return total


def _compare(turn: Turn, asked: str, *, is_first: bool) -> Figures:
    raw = set(stems(turn.raw))
    added, wanted = set(stems(asked)) - raw, set(stems(turn.rewritten)) - raw
    plain = " ".join(turn.raw.split()) == " ".join(turn.rewritten.split())
    left = plain and not added and set(stems(asked)) == raw
    return Figures(
        len(added),
        len(added & wanted),
        len(wanted),
        plain,
        left,
        plain and not is_first,
        left and not is_first,
    )


def _row(year: int, name: str, figures: Figures, turns: int) -> str:
    return (
        f"{year or 'all':<6}{name:<18}"
        f"{_share(figures.right, figures.wanted):>6}{_share(figures.right, figures.added):>11}"
        f"{_share(figures.left, figures.plain):>10} of {figures.plain:<4}"
        f"{_share(figures.left_later, figures.plain_later):>8} of {figures.plain_later:<4}{turns:>7}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _raw(question: str, _: Sequence[Exchange]) -> str:
    return question


def _with_first_nouns(question: str, history: Sequence[Exchange]) -> str:
    """Every phrase that names something in the first question is added to every later one."""
    return (
        " ".join([question, *(phrase.text for phrase in phrases_of(history[0].typed))])
        if history
        else question
    )


def _completing(encoder: Encoder) -> Completer:
    hearing = functools.cache(lambda text: heard_as(text, encoder))
    return lambda question, history: likeliest(question, history, hearing)[0].reading.text


BASELINES: dict[str, Completer] = {"raw question": _raw, "raw + first nouns": _with_first_nouns}

if __name__ == "__main__":
    main()
