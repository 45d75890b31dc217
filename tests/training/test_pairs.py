"""Question sets become pairs and groups: what is marked, what is right, and what stands beside it."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from index.reading.marked import LONGEST_BEFORE
from training import groups, pairs
from training.pair import Pair
from training.passage import Passage, read_lines

TITLE = "Westquay_%28harbour%29"
HARBOUR = (
    "Before 1987 only small boats could enter. The harbour was dredged by Maria Holt in 1987 for nine million "
    "crowns. Bram bought it in 1994."
)
NEWS = "Police in Bram said two boats had sunk. Maria Holt, 41, led the rescue of nine sailors on Monday."
PARAGRAPH = {
    "title": TITLE,
    "context": HARBOUR,
    "questions": [
        {"question": question, "answer": answer, "start": HARBOUR.index(answer), "certain": certain}
        for question, answer, certain in (
            ("Who was the harbour dredged by?", "Maria Holt", True),
            ("What did the dredging cost?", "nine million crowns", True),
            ("What happened to it?", "dredged by Maria Holt in 1987", True),
            ("Who bought the harbour?", "Bram", True),
            ("What could enter?", "small boats", False),
        )
    ],
}
MISLEADING = {
    "paragraph_line": 0,
    "question": "Who was the lighthouse dredged by?",
    "pair_question": "Who was the harbour dredged by?",
    "plausible": {"start": HARBOUR.index("Maria"), "text": "Maria"},
}


def asked_of_news(question: str, *answers: str, kind: str = "qamr") -> dict[str, Any]:
    return {
        "question": question,
        "set": kind,
        "answers": [{"start": NEWS.index(text), "text": text} for text in answers],
    }


NEWS_LINE = {
    "context": NEWS,
    "questions": [
        asked_of_news("Who led the rescue?", "Maria Holt", "Maria Holt, 41"),
        asked_of_news("Who were rescued on Monday?", "nine sailors"),
        asked_of_news("What had sunk?", "two boats"),
        asked_of_news("Who sank the boats?", kind="removed"),
    ],
}
MADE = {
    "kind_of": "news",
    "title": "World news",
    "date": "2009-07-30",
    "heading": "Floods",
    "text": NEWS,
    "asked": [
        {
            "kind": "who did",
            "question": "Who led the rescue of nine sailors?",
            "start": NEWS.index("Maria"),
            "end": NEWS.index(", 41"),
            "tempting": [[NEWS.index("Police"), 6], [NEWS.index("nine sailors"), NEWS.index(" on Monday")]],
        },
        {
            "kind": "who did, untold",
            "question": "Who led the rescue of nine whales?",
            "start": -1,
            "end": -1,
            "tempting": [[NEWS.index("Maria"), NEWS.index(", 41")]],
        },
        {"kind": "untold", "question": "Who won the cup in Bram?", "start": -1, "end": -1, "tempting": []},
    ],
}


def marked(pair: Pair) -> str:
    return pair.quote[pair.start : pair.end]


def write(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def files(folder: Path) -> list[str]:
    """The arguments that name the four question sets."""
    sets: dict[str, Any] = {
        "squad": PARAGRAPH,
        "unanswerable": MISLEADING,
        "news": NEWS_LINE,
        "contrasts": MADE,
    }
    return [
        part
        for name, row in sets.items()
        for part in (f"--{name}", str(write(folder / f"{name}.jsonl.gz", [row])))
    ]


def lines_of(path: Path) -> list[dict[str, Any]]:
    return list(read_lines(path))


def test_a_quote_is_whole_sentences_and_has_what_stands_before_it() -> None:
    passage = Passage.of(HARBOUR, "Westquay", "1999-01-02", "History")
    first = passage.pair("what could enter?", *span("small boats"), 0)
    assert first is not None
    assert (first.quote, first.before) == ("Before 1987 only small boats could enter.", "History")
    second = passage.pair("who dredged it?", *span("Maria Holt"), 1)
    assert second is not None
    assert (marked(second), second.label, second.title, second.date) == (
        "Maria Holt",
        1,
        "Westquay",
        "1999-01-02",
    )
    assert second.before == first.quote
    assert second.quote.startswith("The harbour was")
    assert second.quote.endswith("crowns.")
    across = passage.pair("who?", HARBOUR.index("nine million"), HARBOUR.index(" bought"), 0)
    assert across is not None
    assert across.quote == HARBOUR[HARBOUR.index("The harbour") :]
    third = passage.pair("who bought it?", *span("Bram"), 1)
    assert third is not None
    assert third.before == HARBOUR.removesuffix(" Bram bought it in 1994.")


@pytest.mark.parametrize("places", [(5, 5), (-1, -1), (len(HARBOUR) + 1, len(HARBOUR) + 4), (140, 900)])
def test_what_no_sentence_holds_makes_no_pair(places: tuple[int, int]) -> None:
    assert Passage.of(HARBOUR).pair("who?", *places, 1) is None


def test_twins_ask_of_one_span_what_it_answers_and_what_it_does_not() -> None:
    (group,) = pairs.twins([PARAGRAPH], [MISLEADING, {**MISLEADING, "plausible": None}], random.Random(1))
    right, wrong = group.pairs
    assert (right.label, wrong.label) == (1, 0)
    # The whole answer is marked, where the pair's question has a certain one: not the part that was plausible.
    assert marked(right) == marked(wrong) == "Maria Holt"
    assert right.title == "Westquay (harbour)"
    assert "harbour" in right.question
    assert "lighthouse" in wrong.question


def test_twins_whose_answer_is_not_certain_take_the_plausible_span() -> None:
    row = {**MISLEADING, "pair_question": "What could enter?"}
    (group,) = pairs.twins([PARAGRAPH], [row], random.Random(1))
    assert {marked(pair) for pair in group.pairs} == {"Maria"}


@pytest.mark.parametrize("seed", range(5))
def test_rivals_are_other_answers_of_the_same_sentence(seed: int) -> None:
    made = list(pairs.rivals([PARAGRAPH], random.Random(seed)))
    spans = {marked(group.pairs[0]): {marked(pair) for pair in group.pairs[1:]} for group in made}
    # "dredged by Maria Holt in 1987" overlaps with "Maria Holt", which is therefore no rival of it.
    assert spans == {
        "Maria Holt": {"nine million crowns"},
        "nine million crowns": {"Maria Holt", "dredged by Maria Holt in 1987"},
        "dredged by Maria Holt in 1987": {"nine million crowns"},
    }
    assert all([pair.label for pair in group.pairs] == [1] + [0] * (len(group.pairs) - 1) for group in made)


def test_of_many_rivals_two_are_drawn() -> None:
    text = "Anna, Bert, Cora, Dora and Emil won."
    names = ("Anna", "Bert", "Cora", "Dora", "Emil")
    rows = [{"question": f"Who is {n}?", "answer": n, "start": text.index(n), "certain": True} for n in names]
    made = list(pairs.rivals([{"title": "T", "context": text, "questions": rows}], random.Random(3)))
    assert len(made) == len(names)
    assert all(len({marked(pair) for pair in group.pairs}) == 1 + pairs.MOST_RIVALS for group in made)


@pytest.mark.parametrize("seed", range(5))
def test_news_has_the_answers_of_other_questions_beside_its_own(seed: int) -> None:
    made = list(pairs.news([NEWS_LINE], random.Random(seed)))
    assert [group.kind for group in made] == ["news qamr"] * 3
    led, rescued, sunk = (list(map(marked, group.pairs)) for group in made)
    assert led[0] in ("Maria Holt", "Maria Holt, 41")
    assert led[1:] == ["nine sailors"]
    assert rescued == ["nine sailors", "Maria Holt"]
    assert sunk == ["two boats"]


def test_contrasts_hold_a_question_against_what_tempts() -> None:
    made = list(pairs.contrasts([MADE], random.Random(1)))
    assert [group.kind for group in made] == ["news who did", "news who did, untold"]
    told, untold = (group.pairs for group in made)
    assert (marked(told[0]), told[0].label, told[0].date) == ("Maria Holt", 1, "2009-07-30")
    assert {(marked(pair), pair.label) for pair in told[1:]} == {("Police", 0), ("nine sailors", 0)}
    assert [(marked(pair), pair.label) for pair in untold] == [("Maria Holt", 0)]


def test_half_of_the_texts_that_nothing_heads_stand_after_one_of_another_day() -> None:
    bare = {**MADE, "heading": ""}
    other = {**bare, "title": "Other news", "date": "2011-01-01", "text": "It is over. " * 40, "asked": []}
    made = list(pairs.contrasts([bare, other] * 40, random.Random(1)))
    before = {pair.before for group in made for pair in group.pairs if pair.quote.startswith("Police")}
    assert len(before) == 2
    assert "" in before
    assert all(0 < len(one) <= LONGEST_BEFORE and one in other["text"] for one in before - {""})


def test_written_questions_need_a_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        pairs.main([str(tmp_path / "out.jsonl.gz"), *files(tmp_path), "--days", str(tmp_path / "days")])
    assert "--days needs --read" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(12))
def test_what_news_tells_as_done_is_held_against_the_same_told_as_undone(seed: int) -> None:
    text = "The harbour board closes the old harbour in Bram for two years."
    place = text.index("Bram")
    item = {"kind_of": "news", "title": "Harbours", "date": "2009-07-30", "heading": "", "text": text}
    asked = {"kind": "where", "question": "Where did the harbour board close the old harbour?"}
    told = item | {"asked": [asked | {"start": place, "end": place + 4, "tempting": []}]}
    words = item | {"text": "Nobody wants to close it. " * 10, "asked": []}  # that "close" is a verb
    made = list(pairs.retellings([told, words], random.Random(seed)))
    assert made
    for group in made:
        assert all(marked(pair) == "Bram" and pair.date == "2009-07-30" for pair in group.pairs)
        if group.kind == "news retold, undone":
            done, undone = group.pairs
            assert (done.quote, done.label) == (text, 1)
            assert (undone.question, undone.label) == (done.question, 0)
            assert undone.quote != text
        else:
            assert [pair.label for pair in group.pairs] == [1]
            assert (group.pairs[0].question == asked["question"]) == (group.kind == "news retold, done")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The board reports the old harbour in Bram.", "Where did the board report the old harbour?"),
        ("The harbour board closes the old harbour in Bram.", "Where did the old harbour board meet?"),
    ],
    ids=["a report", "another deed"],
)
def test_what_asks_of_no_deed_is_not_retold(text: str, question: str) -> None:
    place = text.index("Bram")
    row = {"kind": "where", "question": question, "start": place, "end": place + 4, "tempting": []}
    item = {"kind_of": "news", "title": "", "date": "", "heading": "", "text": text, "asked": [row]}
    words = item | {"text": "Nobody wants to close it, or to report so. " * 10, "asked": []}
    assert list(pairs.retellings([item, words], random.Random(1))) == []


def test_all_sets_are_written_as_lines_and_the_same_again(tmp_path: Path) -> None:
    once, again = tmp_path / "once.jsonl.gz", tmp_path / "again.jsonl.gz"
    for out in (once, again):
        pairs.main([str(out), *files(tmp_path)])
    assert gzip.decompress(once.read_bytes()) == gzip.decompress(again.read_bytes())
    rows = lines_of(once)
    assert {row["kind"] for row in rows} == {
        "twin",
        "rival",
        "news qamr",
        "news who did",
        "news who did, untold",
    }
    every = [Pair(*pair) for row in rows for pair in row["pairs"]]
    assert all(0 <= pair.start < pair.end <= len(pair.quote) for pair in every)
    assert {pair.label for pair in every} == {0, 1}


def test_a_limit_holds_for_every_source(tmp_path: Path) -> None:
    pairs.main([str(tmp_path / "out.jsonl.gz"), *files(tmp_path), "--limit", "1"])
    kinds = [row["kind"] for row in lines_of(tmp_path / "out.jsonl.gz")]
    assert sorted(kinds) == ["news qamr", "news who did", "news who did, untold", "rival", "twin"]


def test_what_the_reader_falls_for_is_marked_as_wrong(tmp_path: Path) -> None:
    from index.reading.reader import MODELS

    rows = [{**MISLEADING, "plausible": None}]
    arguments = files(tmp_path)
    write(tmp_path / "unanswerable.jsonl.gz", rows)
    pairs.main([str(tmp_path / "out.jsonl.gz"), *arguments, "--read", str(MODELS)])
    by_kind = {
        row["kind"]: [Pair(*pair) for pair in row["pairs"]] for row in lines_of(tmp_path / "out.jsonl.gz")
    }
    assert "twin" not in by_kind
    wrong, *right = by_kind["misread"]
    assert (wrong.label, "lighthouse" in wrong.question, bool(marked(wrong))) == (0, True, True)
    assert all(pair.label == 1 and pair.quote == wrong.quote for pair in right)
    (removed,) = by_kind["news removed"]
    assert (removed.label, marked(removed) in NEWS) == (0, True)
    asked: dict[str, Any] = {one["question"]: one for one in cast("list[dict[str, Any]]", MADE["asked"])}
    wrong, *right = by_kind["news untold"]
    assert (wrong.label, asked[wrong.question]["start"], marked(wrong) in NEWS) == (0, -1, True)
    assert all(pair.label == 1 and pair.quote == wrong.quote for pair in right)


def test_the_nearest_other_paragraph_of_an_article_does_not_answer() -> None:
    from index.reading.reader import MODELS, Reader

    near = "The harbour was painted by Peter Lund, and dredged by nobody."
    far = "A fish hall has stood beside it since then. Its roof is green."
    told = f"Of the harbour {PARAGRAPH['questions'][0]['answer']} said nothing."  # type: ignore[index]
    others = [{"title": TITLE, "context": text, "questions": []} for text in (far, told, near)]
    elsewhere = {"title": "Orchard", "context": "The harbour was dredged by Anna.", "questions": []}
    made = list(pairs.retrieved([PARAGRAPH, *others, elsewhere], Reader(MODELS), random.Random(2), None))
    assert [group.kind for group in made] == ["retrieved"] * 4
    by_answer = {marked(group.pairs[0]): group.pairs for group in made}
    right, wrong = by_answer["Maria Holt"]
    assert (right.label, wrong.label, right.question) == (1, 0, wrong.question)
    assert wrong.quote == near
    assert marked(wrong)


def test_a_twin_stands_beside_the_question_that_misleads(tmp_path: Path) -> None:
    groups.main([str(tmp_path / "out.jsonl.gz"), *files(tmp_path)])
    (twin,) = (group for group in lines_of(tmp_path / "out.jsonl.gz") if group["kind"] == "twin")
    right, wrong = twin["passages"]
    assert (right["text"], wrong["text"], wrong["start"]) == (HARBOUR, HARBOUR, -1)
    assert HARBOUR[right["start"] : right["end"]] == "Maria Holt"
    assert "harbour" in twin["question"]
    assert "lighthouse" in wrong["question"]


def test_of_made_questions_one_that_is_answered_stands_beside_one_that_is_not(tmp_path: Path) -> None:
    groups.main([str(tmp_path / "out.jsonl.gz"), *files(tmp_path)])
    made = [group["passages"] for group in lines_of(tmp_path / "out.jsonl.gz") if group["kind"] == "news"]
    assert sum(len(passages) == 2 for passages in made) == 1
    assert all(sum(p["start"] >= 0 for p in passages) <= 1 for passages in made)
    assert all(p["start"] >= 0 for passages in made if len(passages) == 2 for p in passages[:1])


def test_groups_say_where_a_paragraph_answers(tmp_path: Path) -> None:
    rows = [{**MISLEADING, "pair_question": "", "plausible": None}]
    arguments = files(tmp_path)
    write(tmp_path / "unanswerable.jsonl.gz", rows)
    groups.main([str(tmp_path / "out.jsonl.gz"), *arguments])
    made = lines_of(tmp_path / "out.jsonl.gz")
    read = [(group["kind"], passage) for group in made for passage in group["passages"]]
    answers = {
        kind: {p["text"][p["start"] : p["end"]] for of, p in read if of == kind and p["start"] >= 0}
        for kind in {kind for kind, _ in read}
    }
    certain = {row["answer"] for row in PARAGRAPH["questions"] if row["certain"]}  # type: ignore[index]
    assert answers["answer"] == certain
    assert answers["misleading"] == answers["news removed"] == set()
    assert {"nine sailors", "two boats"} <= answers["news qamr"]
    assert answers["news"] == {"Maria Holt"}
    untold = [p for kind, p in read if p["start"] == -1]
    assert len(untold) == 4
    assert {p["title"] for kind, p in read if kind == "news"} == {"World news\nFloods"}


def test_a_share_of_a_kind_is_left_out(tmp_path: Path) -> None:
    groups.main(
        [str(tmp_path / "out.jsonl.gz"), *files(tmp_path), "--share", "answer=0", "--share", "news=1"]
    )
    counted = [row["kind"] for row in lines_of(tmp_path / "out.jsonl.gz")]
    assert "answer" not in counted
    assert counted.count("news") == 2


def span(text: str) -> tuple[int, int]:
    return HARBOUR.index(text), HARBOUR.index(text) + len(text)
