"""`pullquote eval` and `pullquote calibrate`, run as they are in a terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.evaluation_tables import print_ablation, print_calibration
from index import Archive
from index.evaluation.ablation import Without
from index.evaluation.calibrate import Calibration, Level
from index.evaluation.intervals import Figure
from index.evaluation.metrics import Risk
from index.judging.confidence import CALIBRATION
from tests.bot.conftest import SEIZED, UNKNOWN, Newsroom

QUESTIONS: list[dict[str, Any]] = [
    {"question": SEIZED, "answers": ["386"], "article": "guns.md"},
    {
        "question": "when was the Humber Bridge opened?",
        "answers": ["17 July 1981", "1981"],
        "article": "bridge.md",
    },
    {"question": "how long is its main span?", "answers": ["1,500 metres"]},
    {"question": UNKNOWN, "answers": []},
]
SQUAD = {
    "data": [
        {
            "title": "River_Exe",
            "paragraphs": [
                {
                    "context": "The Exe rises on Exmoor. It is 60 miles long and reaches the sea at Exmouth.",
                    "qas": [
                        {
                            "question": "How long is the Exe?",
                            "answers": [{"text": "60 miles", "answer_start": 31}],
                        },
                        {"question": "Who won the cricket in Karachi?", "answers": [], "is_impossible": True},
                    ],
                }
            ],
        }
    ]
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in QUESTIONS))
    return path


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(SQUAD))
    return path


def figures(text: str) -> dict[str, Any]:
    measured: dict[str, Any] = json.loads(text)
    return {name: figure["value"] for name, figure in measured["figures"].items()}


def test_a_question_set_is_measured_for_machines(newsroom: Newsroom, questions: Path) -> None:
    result = newsroom.run("eval", str(questions), "--json")
    assert result.exit_code == 0, result.output
    measured = json.loads(result.stdout)
    assert (measured["questions"], measured["answerable"], measured["recall"]) == (4, 3, [])
    assert figures(result.stdout)["forced_first_right"] == pytest.approx(2 / 3)
    assert figures(result.stdout)["refusal_recall"] == 1
    assert "failures" not in measured


def test_the_same_seed_gives_the_same_intervals(newsroom: Newsroom, questions: Path) -> None:
    def intervals(seed: str) -> Any:
        measured = json.loads(newsroom.run("eval", str(questions), "--json", "--seed", seed).stdout)[
            "figures"
        ]
        return {name: figure for name, figure in measured.items() if not name.startswith("latency")}

    assert intervals("1") == intervals("1")


def test_a_question_set_is_measured_for_people(newsroom: Newsroom, questions: Path) -> None:
    result = newsroom.run("eval", str(questions))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("4 questions: 3 with an answer, 1 without. Normal: answered from ")
    for heading in ("first quote right", "Refusals", "Risk and coverage", "Reliability", "95th percentile"):
        assert heading in result.stdout
    assert "Gold paragraph" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_keys_that_are_not_read_are_told_and_a_slip_is_an_error(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"id": 1, "question": SEIZED, "answers": ["386"]}))
    for command in ("eval", "calibrate", "ablation"):
        assert newsroom.run(command, str(path)).stderr.startswith(f"{path}: not read of its lines: id.\n")
    path.write_text(json.dumps({"question": SEIZED, "anwsers": ["386"]}))
    result = newsroom.run("eval", str(path))
    assert result.exit_code == 2
    assert f'{path}, line 1: "anwsers" is not read; "answers" may be meant.' in result.stderr


def test_failures_show_the_quotes_beside_what_was_expected(newsroom: Newsroom, questions: Path) -> None:
    shown = newsroom.run("eval", str(questions), "--failures").stdout
    failures = shown[shown.index("1. how long") :]
    assert "expected: 1,500 metres" in failures
    assert "metres**, which was then the longest" in failures.replace("\n   ", " ")
    assert "The Humber Bridge at forty" in failures
    assert UNKNOWN not in failures
    (failure,) = json.loads(newsroom.run("eval", str(questions), "--failures", "--json").stdout)["failures"]
    assert failure["question"] == "how long is its main span?"
    assert failure["expected"] == ["1,500 metres"]
    assert failure["answer"]["quotes"] or failure["answer"]["nearest"]


def test_a_remark_is_counted_as_refused_and_is_no_part_of_the_curve(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    """It rests on no confidence: its place in the set changes no threshold, and it no share of the answers."""
    path = tmp_path / "set.jsonl"
    rows: list[dict[str, Any]] = [{"question": "hello", "answers": []}, *QUESTIONS]
    path.write_text("\n".join(map(json.dumps, QUESTIONS)))
    without = json.loads(newsroom.run("eval", str(path), "--json").stdout)
    path.write_text("\n".join(map(json.dumps, rows)))
    measured = json.loads(newsroom.run("eval", str(path), "--json").stdout)
    assert (measured["questions"], measured["judged"]) == (5, 4)
    assert measured["threshold"] == without["threshold"] > 0
    for same in ("in_use", "risk_coverage", "reliability"):
        assert measured[same] == without[same]
    assert measured["figures"]["auroc_right"] == without["figures"]["auroc_right"]
    shown = newsroom.run("eval", str(path), "--plot", str(tmp_path / "pictures")).stdout
    assert "1 was taken for a remark or a topic, which no threshold decides" in " ".join(shown.split())
    assert "answered from 0.00" not in shown
    assert json.loads(newsroom.run("calibrate", str(path), "--json").stdout)["judged"] == 4


def test_a_set_of_remarks_alone_has_no_threshold(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"question": "hello", "answers": []}))
    result = newsroom.run("eval", str(path), "--plot", str(tmp_path / "pictures"))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("1 question: 0 with an answer, 1 without.\n1 was taken for a remark")
    assert "answered from" not in result.stdout
    assert newsroom.run("calibrate", str(path)).exit_code == 1


def test_a_sample_of_the_questions_is_asked(newsroom: Newsroom, questions: Path) -> None:
    measured = json.loads(newsroom.run("eval", str(questions), "--json", "--sample", "2").stdout)
    assert measured["questions"] == 2


def test_pictures_are_written(newsroom: Newsroom, questions: Path, tmp_path: Path) -> None:
    result = newsroom.run("eval", str(questions), "--json", "--plot", str(tmp_path / "pictures"))
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["questions"] == 4
    for name in ("risk-coverage.png", "reliability.png"):
        picture = tmp_path / "pictures" / name
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert str(picture) in result.stderr


def test_pictures_that_cannot_be_written_are_said(
    newsroom: Newsroom, questions: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    result = newsroom.run("eval", str(questions), "--plot", str(tmp_path / "file" / "below"))
    assert result.exit_code == 2
    assert "cannot be written: Not a directory" in result.stderr


def test_without_matplotlib_it_is_said_before_anything_is_asked(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("bot.evaluation_pictures.find_spec", lambda _: None)
    result = newsroom.run("eval", "no-such-set.jsonl", "--plot", str(tmp_path))
    assert result.exit_code == 2
    assert 'pip install "pullquote[plot]"' in result.stderr
    assert "no-such-set" not in result.stderr


def test_squad_is_asked_of_its_own_articles_and_leaves_no_trace(newsroom: Newsroom, squad: Path) -> None:
    before = sorted(newsroom.data.rglob("*"))
    result = newsroom.run("eval", "--squad", str(squad), "--json")
    assert result.exit_code == 0, result.output
    assert figures(result.stdout)["forced_first_right"] == 1
    recall = json.loads(result.stdout)["recall"]
    assert {row["answerable"]["value"] for row in recall} == {1}
    assert sorted(newsroom.data.rglob("*")) == before


def test_squad_is_kept_where_data_says_and_beside_the_index_there(newsroom: Newsroom, squad: Path) -> None:
    before = newsroom.run("status").stdout
    result = newsroom.run("eval", "--squad", str(squad), "--data", str(newsroom.data))
    assert result.exit_code == 0, result.output
    assert "Gold paragraph among the first" in result.stdout
    assert (newsroom.data / "squad" / "corpus" / "river-exe.txt").is_file()
    assert newsroom.run("status").stdout == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Give either a file of QUESTIONS or --squad FILE."),
        (("a.jsonl", "--squad", "b.json"), "Give either a file of QUESTIONS or --squad FILE."),
        (
            ("no-such-set.jsonl",),
            "The question set no-such-set.jsonl cannot be read: No such file or directory.",
        ),
        (("--squad", "no-such-set.json"), "The question set no-such-set.json cannot be read"),
        (("a.jsonl", "--sample", "0"), "--sample"),
    ],
)
def test_what_cannot_be_measured_is_said(
    newsroom: Newsroom, arguments: tuple[str, ...], sentence: str
) -> None:
    result = newsroom.run("eval", *arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_too_few_questions_calibrate_nothing(newsroom: Newsroom, questions: Path) -> None:
    result = newsroom.run("calibrate", str(questions))
    assert result.exit_code == 1, result.output
    assert "it takes 29 answers without a wrong one to promise 10.0 %" in " ".join(result.stdout.split())
    assert result.stdout.endswith("Nothing was written.\n")
    assert not (newsroom.data / CALIBRATION).exists()


def many(tmp_path: Path) -> Path:
    """Forty ways to put two questions, which is plenty for the lenient level and enough for the normal one."""
    rows = [
        {"question": f"{opening}{asked}{mark}", "answers": answers}
        for asked, answers in (
            ("how many guns were seized", ["386"]),
            ("when was the Humber Bridge opened", ["1981"]),
        )
        for opening in ("", "Tell me, ", "Please, ", "So ", "And ")
        for mark in ("", "?", "??", " ?")
    ]
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_enough_questions_calibrate_and_the_choice_is_kept(newsroom: Newsroom, tmp_path: Path) -> None:
    path = many(tmp_path)
    tried = newsroom.run("calibrate", str(path), "--json", "--dry-run")
    assert json.loads(tried.stdout)["written"] is None
    assert not (newsroom.data / CALIBRATION).exists()
    result = newsroom.run("calibrate", str(path))
    assert result.exit_code == 0, result.output
    kept = json.loads((newsroom.data / CALIBRATION).read_text())
    assert kept["questions"] == 40
    assert kept["strict"] is None
    assert 0 <= kept["lenient"] <= kept["normal"] <= 1
    assert f"Written to {newsroom.data / CALIBRATION}." in result.stdout
    assert "Every question has an answer" in result.stdout
    with Archive.open(newsroom.data) as archive:
        assert archive.ask(SEIZED).explanation.threshold == kept["normal"]


@pytest.mark.parametrize("width", [80, 30])
def test_a_table_of_ablation_is_never_cut(capsys: pytest.CaptureFixture[str], width: int) -> None:
    gain = Figure(-0.1053, -0.1234, -0.0801)
    print_ablation(Console(width=width), [], [Without("careful reader", 1_358, 1_445, 123, 145, gain, 0.877)])
    shown = capsys.readouterr().out.splitlines()
    assert max(map(len, shown)) <= 80
    rows = [" ".join(line.split()) for line in shown]
    assert "careful reader 1,358 1,445 123 145 -10.5 -12.3 to -8.0 0.877" in rows
    assert "left out right right helped hurt (%) interval area" in rows


def test_what_was_chosen_is_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    levels = (
        Level("strict", 0.05, None, None, 1_234),
        Level("normal", 0.10, 0.62, Risk(0.62, 0.5, 100, 4, 0.04, 0.0892), None),
        Level("lenient", 0.20, None, None, None),
    )
    print_calibration(Console(width=80), Calibration(levels, 200, 100, 199, "2025-03-01T12:00:00+00:00"))
    shown = " ".join(capsys.readouterr().out.split())
    assert "normal 10.0 % 0.62 100 4 8.9 %" in shown
    assert "strict: it takes 59 answers without a wrong one to promise 5.0 %. About 1,234 questions" in shown
    assert "lenient: it takes 14 answers" in shown
    assert "Here even the surest are wrong more often than that" in shown
    assert "Every question has an answer" not in shown
    assert "1 was taken for a remark or a topic, which no threshold decides" in shown
