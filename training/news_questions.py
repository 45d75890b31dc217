"""Questions, answers and near answers from news items, made by patterns: training data, never the product.

python -m training.news_questions CURRENT.jsonl.gz OUT.jsonl.gz --without DAYS.txt
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

from training.news_questions_actions import actions
from training.news_questions_clauses import Clause, clause
from training.news_questions_details import details
from training.news_questions_figures import figures
from training.news_questions_people import ages, names, offices
from training.news_questions_places import at_times, elsewhere, places, times
from training.news_questions_quantities import quantities
from training.news_questions_reasons import deaths, reasons
from training.news_questions_stances import stances
from training.news_questions_text import MONTHS, Asked, Item, Known, read_items, sentences
from training.news_questions_typing import as_asked

Made = tuple[Item, list[Asked]]


def main() -> None:
    """Read the items, ask, and write what was asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--without", type=Path, required=True, help="days to leave out, one a line")
    parser.add_argument("--limit", type=int, help="at most so many items")
    parser.add_argument("--most", type=int, default=4, help="at most so many questions an item")
    parser.add_argument("--sample", type=Path, help="write questions of every kind here, to be read")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    without = frozenset(args.without.read_text(encoding="utf-8").split())
    items = list(read_items(args.items, without))
    known = Known(items)
    rng = random.Random(args.seed)
    if args.limit:
        items = rng.sample(items, min(args.limit, len(items)))
    made = [(item, ask(item, known, rng)) for item in items]
    kept = choose(balanced(made, rng), args.most, rng)
    write(kept, args.out, known, rng)
    report(kept)
    if args.sample:
        args.sample.write_text(sampled(kept, rng), encoding="utf-8")


def ask(item: Item, known: Known, rng: random.Random) -> list[Asked]:
    """Everything that the patterns ask of an item."""
    clauses: list[Clause] = [c for span in sentences(item.text) if (c := clause(item.text, span))]
    asked = figures(item, known, rng)
    asked += actions(item, clauses, known, rng)
    for way in (stances, quantities, places, reasons, deaths, details):
        asked += way(item, clauses, known, rng)
    asked += times(item, clauses, known)
    for plain in (ages, offices, names):
        asked += plain(item, known, rng)
    asked += elsewhere(item, asked, known, rng)
    asked += at_times(item, asked, rng)
    return [a for a in asked if _is_fit(a)]


def _is_fit(asked: Asked) -> bool:
    """Whether a question is neither vague nor overlong."""
    words = asked.question.split()
    if not 4 <= len(words) <= 26 or asked.question.count('"') == 1 or "  " in asked.question:
        return False
    if re.search(
        r"(?i)\b(?:\d+|dozens|several|two|three|four|five|six) (?:other )?(?:people|others|civilians|men)\?$",
        asked.question,
    ):
        return False
    if re.search(
        r"(?i)^(?:what|who) \w+ (?:a|an|the) (?:man|woman|people|person|bill|law|deal|motion)\?$",
        asked.question,
    ):
        return False
    if re.match(r"(?i)(?:how many|number of|what was the death)", asked.question):
        return True
    return len(words) >= 7 or bool(re.search(r"[A-Z\d]", asked.question[1:]))


_FAMILIES = {
    "how many others, untold": "how many killed",
    "other event, untold": "how many killed",
    "other place, untold": "how many killed",
    "how many of them": "how many killed",
    "sides exchanged": "who did",
    "by whom, untold": "who did",
    "did what otherwise": "did what",
    "accuser exchanged": "who accused",
    "who denied, untold": "who said",
    "who confirmed, untold": "who said",
    "who is convicted, untold": "to whom",
    "asked of another place": "with its time",
    "with another time": "with its time",
    "new cases, untold": "new cases",
}


def family(kind: str) -> str:
    """The kind whose questions look the same and have an answer."""
    if kind.endswith(", who did"):
        return "who did"
    return _FAMILIES.get(kind) or kind.removesuffix(", untold").removesuffix(" otherwise")


def balanced(made: list[Made], rng: random.Random, most: float = 1.2) -> list[Made]:
    """Without the surplus of questions that have no answer, in every family and among those that begin alike."""
    by_kind = Counter(a.kind for _, asked in made for a in asked)
    often = {kind: min(1.0, _CEILINGS.get(kind, _CEILING) / count) for kind, count in by_kind.items()}
    made = [(item, [a for a in asked if rng.random() < often[a.kind]]) for item, asked in made]
    for alike, share in ((_beginning, 2.0), (lambda asked: family(asked.kind), most)):
        told = Counter(alike(a) for _, asked in made for a in asked if a.span)
        untold = Counter(alike(a) for _, asked in made for a in asked if not a.span)
        keep = {name: min(1.0, max(_FEW, share * told[name] + 5) / count) for name, count in untold.items()}
        made = [(item, [a for a in asked if a.span or rng.random() < keep[alike(a)]]) for item, asked in made]
    return made


_FEW = 1000
"""So many questions without an answer teach no reader that their family has none: other sets answer thousands."""
_CEILING = 9000
_CEILINGS = {"which office": 1500, "who holds office": 2500, "who holds office, untold": 2500}


def _beginning(asked: Asked) -> str:
    """What a question that asks for a doer begins with; all others are one."""
    words = asked.question.lower().split()
    return " ".join(words[:2]) if words[0] in ("who", "what") else ""


def choose(made: list[Made], most: int, rng: random.Random) -> list[Made]:
    """At most so many questions an item, rare kinds first, and about as many with an answer as without."""
    counts = Counter(a.kind for _, asked in made for a in asked)
    kept = []
    for item, asked in made:
        own: list[Asked] = []
        rest = sorted(asked, key=lambda a: counts[a.kind] * rng.random())
        told = [a for a in rest if a.span]
        untold = [a for a in rest if not a.span]
        while (told or untold) and len(own) < most:
            pile = told if told and (not untold or rng.random() < 0.58) else untold
            new = pile.pop(0)
            if all(new.question != a.question and new.kind != a.kind for a in own):
                own.append(new)
        if own:
            kept.append((item, own))
    return kept


def write(kept: list[Made], out: Path, known: Known, rng: random.Random) -> None:
    """One item a line; its title is the day's, its topic's, or none."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(out, "wt", encoding="utf-8") as file:
        for item, asked in kept:
            year, month, day = item.date.split("-")
            when = f"{int(day)} {MONTHS[int(month) - 1]} {year}"
            dated = any(a.kind in ("with its time", "with another time") for a in asked)
            title = (
                f"World news, {when}"
                if dated
                else rng.choice((f"World news, {when}", f"News of {when}", item.heading, ""))
            )
            row = {
                "kind_of": "news",
                "title": title,
                "date": item.date,
                "heading": item.heading,
                "text": item.text,
                "asked": [_row(item, a, known, rng) for a in asked],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _row(item: Item, asked: Asked, known: Known, rng: random.Random) -> dict[str, object]:
    start, end = asked.span or (-1, -1)
    end -= len(item.text[start:end]) - len(item.text[start:end].rstrip(" ,;:")) if asked.span else 0
    tempting = [
        list(span) for span in dict.fromkeys(asked.tempting) if not (start < span[1] and span[0] < end)
    ]
    question = as_asked(asked.question, known, rng)
    return {"kind": asked.kind, "question": question, "start": start, "end": end, "tempting": tempting}


def report(kept: list[Made]) -> None:
    """Print how many questions there are of every kind."""
    counts = Counter(a.kind for _, asked in kept for a in asked)
    told = sum(1 for _, asked in kept for a in asked if a.span)
    print(f"{len(kept)} items, {sum(counts.values())} questions, {told} of them answered")
    for kind, count in counts.most_common():
        print(f"{count:7} {kind}")


def sampled(kept: list[Made], rng: random.Random, each: int = 40) -> str:
    """Some questions of every kind with their items, to be read by eye."""
    by_kind: dict[str, list[tuple[Item, Asked]]] = defaultdict(list)
    for item, asked in kept:
        for one in asked:
            by_kind[one.kind].append((item, one))
    parts = []
    for kind, rows in sorted(by_kind.items()):
        parts.append(f"== {kind} ({len(rows)})")
        for item, one in rng.sample(rows, min(each, len(rows))):
            answer = item.text[slice(*one.span)] if one.span else "—"
            near = " / ".join(item.text[slice(*span)] for span in one.tempting)
            parts.append(f"Q {one.question}\nA {answer}   [near: {near}]\n  {item.date} {item.text}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    main()
