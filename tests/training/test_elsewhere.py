"""Questions written over news passages, asked of many articles: whose quotes answer them, and whose not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index import Archive, build
from tests.training.test_written import DAY, PAGE, ROWS, WIKINEWS, marked, row
from training import elsewhere, written
from training.pair import Group, Pair

EAST = "A storm closes the harbour of Eastquay for 5 days. The mayor says that 4 boats were lost."
LATER = "The harbour opens again after the storm. It was shut for 4 days, and 6 boats are lost."
SHUT, LOST = "For how long is the harbour at Westquay shut?", "How many boats did Westquay lose?"
ASKED = [
    *ROWS[:2],
    row("c2009-07-30#1", DAY, (SHUT, "3 days", 1), (LOST, "12", 0), ("How long is it shut?", "3 days", 1)),
    *ROWS[3:],
    row("c2011-02-01#0", EAST),
    row("c2009-08-03#0", LATER),
]
EVERY_DAY = [
    {"date": "2009-07-30", "items": [{"text": text, "topic": ["Storms"]} for text in ("Nothing.", DAY)]},
    {"date": "2011-02-01", "items": [{"text": EAST, "topic": []}, {"text": "Nothing.", "topic": []}]},
    {"date": "2009-08-03", "items": [{"text": LATER, "topic": ["Sea", "Ports"]}]},
]


class Asked:
    """The written questions over an index of their articles and others."""

    def __init__(self, folder: Path) -> None:
        self._written = list(written.written(ASKED, WIKINEWS, EVERY_DAY))
        corpus = folder / "corpus"
        self.files = elsewhere.lay_out(corpus, ASKED, self._written, WIKINEWS, EVERY_DAY, random.Random(1))
        self.corpus = corpus
        build(corpus, folder / "data")
        self._archive = Archive.open(folder / "data")
        self._words = elsewhere.Words(self._archive)

    def close(self) -> None:
        self._archive.close()

    def groups(self, question: str) -> list[Group]:
        """What asking one of the questions makes."""
        one, file, asked = next(
            (one, file, asked)
            for one, file in self.files
            for asked in one.asked
            if asked.question == question
        )
        evidence = self._archive.gathered(question, carefully=False)
        return list(elsewhere.group_of(question, elsewhere.Asking(one, asked, file), evidence, self._words))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    held = Asked(tmp_path_factory.mktemp("elsewhere"))
    yield held
    held.close()


def labelled(pairs: Sequence[Pair], label: int) -> list[Pair]:
    return [pair for pair in pairs if pair.label == label]


def test_every_passage_stands_in_its_file(asked: Asked) -> None:
    assert {file for _, file in asked.files} == {
        "wikinews-1.md",
        "2009-07-30.md",
        "2011-02-01.md",
        "2009-08-03.md",
        "p1.md",
    }
    for one, file in asked.files:
        assert one.passage.text in (asked.corpus / file).read_text(encoding="utf-8")
    assert "## Ports" in (asked.corpus / "2009-08-03.md").read_text(encoding="utf-8")


def test_another_events_words_answer_nothing(asked: Asked) -> None:
    (group,) = asked.groups(SHUT)
    assert [marked(pair) for pair in labelled(group.pairs, 1)] == ["3 days"]
    (wrong,) = [pair for pair in labelled(group.pairs, 0) if "Eastquay" in pair.quote]
    assert marked(wrong) == "5 days"


def test_the_same_event_on_another_day_is_not_taken_for_another(asked: Asked) -> None:
    (group,) = asked.groups(SHUT)
    assert not any("opens again" in pair.quote for pair in group.pairs)


def test_a_question_that_names_nothing_may_be_answered_elsewhere(asked: Asked) -> None:
    assert asked.groups("How long is it shut?") == []


def test_what_only_tempts_stays_wrong_beside_other_events(asked: Asked) -> None:
    (group,) = asked.groups(LOST)
    assert labelled(group.pairs, 1) == []
    assert any("denies" in pair.quote for pair in group.pairs)


def test_a_page_of_our_own_is_not_its_own_rival(asked: Asked) -> None:
    for group in asked.groups("Who leads Bram's council?"):
        assert all(pair.quote not in PAGE for pair in labelled(group.pairs, 0))
