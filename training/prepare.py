"""SQuAD's training half -> groups of passages to read together, each with its question.

    python -m training.prepare TRAIN.jsonl.gz OUT.jsonl.gz --words MODEL [--sample SAMPLE.txt]

A line of OUT is {"kind", "question", "passages": [{"kind", "title", "text", "start", "end"}]}; start is -1
where the passage does not answer, else text[start:end] is the answer. Every run with the same input and
seed writes the same groups.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from index.building.keywords import KeywordIndex, build_keywords
from index.building.passages import Span
from training.changes import Change, Changer, Place
from training.passage_changes import PassageChanger, Telling
from training.squad import Asked, Source, read_training_half
from training.turns import Turner
from training.twins import Twin, Twins
from training.typing_habits import as_typed, no_question
from training.wording import Names, Words, holds, renamed


@dataclass(frozen=True, slots=True)
class Read:
    """A passage of a group; `text[start:end]` is the answer, or start is -1. `question`: its own, not the group's."""

    kind: str
    title: str
    text: str
    start: int = -1
    end: int = -1
    question: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Passages of one question, or of one that is answered and others that are not."""

    kind: str
    question: str
    passages: tuple[Read, ...]


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments, write the groups and say how many of each kind there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("squad", type=Path, help="SQuAD 1.1's training half, .jsonl.gz")
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--words", type=Path, required=True, help="transformers folder whose word embeddings know like kinds"
    )
    parser.add_argument("--limit", type=int, help="this many questions only")
    parser.add_argument("--sample", type=Path, help="write 60 of each kind here, to read by eye")
    parser.add_argument("--seed", type=int, default=11)
    given = parser.parse_args(arguments)

    sources, asked = read_training_half(given.squad)
    rng = random.Random(given.seed)
    rng.shuffle(asked)
    asked = asked[: given.limit]
    with tempfile.TemporaryDirectory() as folder:
        groups = list(Preparer(sources, asked, given.words, Path(folder)).groups(rng))
    rng.shuffle(groups)
    with gzip.open(given.out, "wt", encoding="utf-8", compresslevel=3) as lines:
        lines.writelines(json.dumps(asdict(group), ensure_ascii=False) + "\n" for group in groups)
    print(len(groups), "groups;", Counter(p.kind for g in groups for p in g.passages).most_common())
    if given.sample:
        given.sample.write_text("\n".join(_sampled(groups, 60)), encoding="utf-8")


class Preparer:
    """Makes groups of the questions: the question itself, and often a changed one."""

    CHANGED = 0.9
    """Of the questions get a changed sibling where a change is possible."""
    TURNED = 0.9
    """And one whose words are turned round."""
    PASSAGE_CHANGED = 0.8
    """Get their own passage once more, changed."""
    TWINS = 0.12
    NO_QUESTION = 0.03

    def __init__(self, sources: list[Source], asked: list[Asked], words: Path, folder: Path) -> None:
        """Index every passage in a new folder under `folder`, and gather the names and words to change to."""
        self._sources = sources
        self._asked = asked
        self._pieces = [(n, span) for n, source in enumerate(sources) for span in source.passages]
        build_keywords(
            folder / "keywords",
            (
                (n, f"{sources[source].title}\n{self._text(source, span)}")
                for n, (source, span) in enumerate(self._pieces)
            ),
        )
        self._keywords = KeywordIndex(folder / "keywords")
        names = Names((a.source, a.question) for a in asked)
        texts = [a.question for a in asked] + [s.text for s in sources]
        known = Words(words, texts)
        self._changer = Changer(names, known)
        self._turner = Turner(known)
        self._passage_changer = PassageChanger(names)
        self._twins = Twins(names, [(a.question, self._text(a.source, Span(a.start, a.end))) for a in asked])

    def groups(self, rng: random.Random) -> Iterator[Group]:
        """All groups, in the questions' order."""
        for number, asked in enumerate(self._asked):
            read = self._answering(asked, rng)
            question = as_typed(asked.question, rng)
            if rng.random() < self.TWINS and (
                twin := self._twins.twin(asked.question, asked.source, read.text, read.start, read.end, rng)
            ):
                yield self._twin_group(asked, read, twin, rng)
            else:
                untold, asked_of_it = self._passage_changed(asked, read, rng)
                yield Group("plain", question, (read, *untold, *self._lacking(asked, read, rng)))
                yield from asked_of_it
            place = self._place(asked, read)
            if rng.random() < self.CHANGED and (change := self._changer.change(place, rng)):
                yield self._changed_group(asked, read, change, rng)
            if rng.random() < self.TURNED and (change := self._turner.turn(place, rng)):
                yield self._changed_group(asked, read, change, rng)
            if rng.random() < self.NO_QUESTION:
                yield Group(
                    "no question",
                    no_question(read.title, read.text, rng),
                    (Read("no question", read.title, read.text),),
                )
            if number % 5000 == 4999:
                print(f"{number + 1} of {len(self._asked)} questions", flush=True)

    def _answering(self, asked: Asked, rng: random.Random) -> Read:
        """A passage around the answer: mostly one of the product's, else the paragraph as SQuAD has it."""
        spans = [
            s for s in self._sources[asked.source].passages if s.start <= asked.start and asked.end <= s.end
        ]
        span = rng.choice(spans) if spans and rng.random() < 0.65 else asked.paragraph
        text = self._text(asked.source, span)
        return Read(
            "answer", self._title(asked.source, rng), text, asked.start - span.start, asked.end - span.start
        )

    def _lacking(self, asked: Asked, read: Read, rng: random.Random) -> list[Read]:
        """Up to two passages that lack the answer: the same one without its sentence, or retrieved ones."""
        answer = read.text[read.start : read.end]
        found: list[Read] = []
        count = rng.choices((0, 1, 2), (0.6, 0.35, 0.05))[0]
        if count and rng.random() < 0.25 and (cut := self._without_sentence(asked, read, answer)):
            found.append(cut)
        if count > len(found):
            found += self._retrieved(asked.question, asked.source, answer, count - len(found), rng)
        return found

    def _without_sentence(self, asked: Asked, read: Read, answer: str) -> Read | None:
        sentence = self._sentence(asked)
        rest = read.text.replace(sentence, "", 1).strip()
        if len(rest.split()) < 30 or holds(rest, answer) or len(rest) == len(read.text):
            return None
        return Read("sentence removed", read.title, rest)

    def _retrieved(self, question: str, own: int, answer: str, count: int, rng: random.Random) -> list[Read]:
        """Of the best by BM25 that lack the answer's words, mostly the very first ones."""
        found: list[Read] = []
        for piece, _ in self._keywords.search(question, 12):
            source, span = self._pieces[piece]
            text = self._text(source, span)
            if not holds(text, answer) and rng.random() < 0.6:
                kind = "retrieved, same article" if source == own else "retrieved, other article"
                found.append(Read(kind, self._title(source, rng), text))
            if len(found) == count:
                break
        return found

    def _place(self, asked: Asked, read: Read) -> Place:
        answer = read.text[read.start : read.end]
        return Place(asked.question, asked.source, read.title, read.text, self._sentence(asked), answer)

    def _passage_changed(
        self, asked: Asked, read: Read, rng: random.Random
    ) -> tuple[list[Read], list[Group]]:
        """The passage changed so that it no longer answers; and the question that it then answers, if any."""
        sentence = self._sentence(asked)
        first = read.text.find(sentence)
        if rng.random() > self.PASSAGE_CHANGED or first < 0:
            return [], []
        telling = Telling(
            asked.question, asked.source, read.text, sentence, read.start - first, read.end - first
        )
        changed = self._passage_changer.change(telling, rng)
        if not changed:
            return [], []
        text = read.text[:first] + changed.sentence + read.text[first + len(sentence) :]
        untold = [Read(changed.kind, read.title, text)]
        if not changed.question or rng.random() < 0.4:
            return untold, []
        told = Read("answer, changed", read.title, text, read.start + changed.moved, read.end + changed.moved)
        other = Read(f"{changed.kind}, original", read.title, read.text)
        return untold, [Group(changed.kind, as_typed(changed.question, rng), (told, other))]

    def _changed_group(self, asked: Asked, read: Read, change: Change, rng: random.Random) -> Group:
        """The changed question with the passage that no longer answers it, often beside one that does."""
        kind = f"changed {change.kind}"
        passages = [Read(kind, read.title, read.text)]
        if (
            change.old
            and change.new
            and rng.random() < 0.6
            and (answering := _with(read, change.old, change.new))
        ):
            passages.append(answering)
        elif rng.random() < 0.15:
            passages += self._retrieved(
                change.question, asked.source, read.text[read.start : read.end], 1, rng
            )
        return Group(kind, as_typed(change.question, rng), tuple(passages))

    def _twin_group(self, asked: Asked, read: Read, twin: Twin, rng: random.Random) -> Group:
        return Group(
            "twin",
            as_typed(twin.question, rng),
            (
                Read("twin", read.title, twin.text, twin.start, twin.end),
                *self._retrieved(asked.question, asked.source, read.text[read.start : read.end], 1, rng),
            ),
        )

    def _sentence(self, asked: Asked) -> str:
        source = self._sources[asked.source]
        own = [s for s in source.sentences if s.start < asked.end and asked.start < s.end]
        return source.text[own[0].start : own[-1].end]

    def _title(self, source: int, rng: random.Random) -> str:
        """The article's title; at times a headline made with the words of one of its sentences."""
        title = self._sources[source].title
        if rng.random() > 0.12:
            return title
        sentence = rng.choice(self._sources[source].sentences)
        words = self._text(source, Span(sentence.start, sentence.end)).split()
        return f"{title}: {' '.join(words[: rng.randint(5, 11)])}"

    def _text(self, source: int, span: Span) -> str:
        return self._sources[source].text[span.start : span.end]


def _with(read: Read, old: str, new: str) -> Read | None:
    """The passage with one thing renamed throughout; None where it is part of the answer or not there."""
    answer = read.text[read.start : read.end]
    if not holds(read.text, old) or holds(answer, old):
        return None
    before, after = (renamed(part, old, new) for part in (read.text[: read.start], read.text[read.end :]))
    return Read(
        "answer, renamed",
        renamed(read.title, old, new),
        before + answer + after,
        len(before),
        len(before) + len(answer),
    )


def _sampled(groups: list[Group], count: int) -> Iterator[str]:
    by_kind: dict[str, list[tuple[str, Read]]] = defaultdict(list)
    for group in groups:
        for read in group.passages:
            if len(by_kind[read.kind]) < count:
                by_kind[read.kind].append((group.question, read))
    for kind, rows in sorted(by_kind.items()):
        yield f"\n##### {kind}"
        for question, read in rows:
            marked = (
                read.text
                if read.start < 0
                else f"{read.text[: read.start]}[[{read.text[read.start : read.end]}]]{read.text[read.end :]}"
            )
            yield f"\nQ {question}\n  {read.title} | {marked}"


if __name__ == "__main__":
    main()
