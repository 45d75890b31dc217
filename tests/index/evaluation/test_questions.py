"""Question sets of our own form and of SQuAD's, and SQuAD's articles as a corpus."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from index.articles import Article, read_article
from index.evaluation.questions import BadQuestionSet, Question, read_questions, sample
from index.evaluation.squad import file_name, read_squad, squad_corpus

RIVER = "The *Exe* rises on [Exmoor]. It is 60 miles long."
TOWN = "# Exeter stands on the Exe."
OFFICIAL: dict[str, Any] = {
    "version": "v2.0",
    "data": [
        {
            "title": "River_Exe_%28Devon%29",
            "paragraphs": [
                {
                    "context": RIVER.replace(". ", ".\n"),
                    "qas": [
                        {
                            "question": "How long is the Exe?",
                            "answers": [{"text": "60 miles", "answer_start": 37}, {"text": "60 miles"}],
                        },
                        {"question": "How wide is it?", "answers": [], "is_impossible": True},
                    ],
                },
                {
                    "context": TOWN,
                    "qas": [{"question": "Where is Exeter?", "answers": [{"text": "on the Exe"}]}],
                },
            ],
        },
        {
            "title": "Plymouth",
            "paragraphs": [
                {"context": "It is a port.", "qas": [{"question": "Which?", "answers": [{"text": "a port"}]}]}
            ],
        },
    ],
}
EXE = "river-exe-devon.txt"
ASKED = [
    Question("How long is the Exe?", ("60 miles",), EXE, RIVER),
    Question("How wide is it?", (), EXE, RIVER),
    Question("Where is Exeter?", ("on the Exe",), EXE, TOWN),
    Question("Which?", ("a port",), "plymouth.txt", "It is a port."),
]


def written(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return path


def test_a_question_set_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"question": "How many?", "answers": ["386", "three hundred", "386"], "article": "guns.md"},
        "",
        {"question": "How many knives?", "answers": []},
        {"question": "How many spoons?", "answers": None, "article": None},
        {"question": "How many forks?", "answers": [], "id": "q-5", "day": "2024-03-19", "answer": "none"},
    )
    told: list[str] = []
    assert read_questions(path, told.append) == [
        Question("How many?", ("386", "three hundred"), "guns.md"),
        Question("How many knives?", ()),
        Question("How many spoons?", ()),
        Question("How many forks?", ()),
    ]
    assert told == [f"{path}: not read of its lines: answer, day, id."]


def test_a_gzipped_set_is_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"question": "How many?", "answers": ["386"]}\n'))
    assert read_questions(path) == [Question("How many?", ("386",))]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("how many?", "line 2: not JSON"),
        ('["how many?"]', "line 2: not an object"),
        ('{"answers": ["386"]}', 'line 2: "question" is missing'),
        ('{"question": " "}', 'line 2: "question" is missing'),
        ('{"question": "How many?", "answers": "386"}', 'line 2: "answers" is not a list'),
        ('{"question": "How many?", "answers": [386]}', 'line 2: "answers" is not a list'),
        ('{"question": "How many?", "answers": [], "article": 3}', 'line 2: "article" is neither'),
        (
            '{"question": "How many?", "answer": ["386"]}',
            'line 2: "answer" is not read; "answers" may be meant',
        ),
        ('{"question": "How many?", "anwsers": []}', 'line 2: "anwsers" is not read; "answers" may be meant'),
        ('{"qestion": "How many?", "answers": []}', 'line 2: "qestion" is not read; "question" may be meant'),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(BadQuestionSet, match=reason):
        read_questions(written(tmp_path, {"question": "Who?", "answers": ["she"]}, line))


def test_keys_of_the_sets_own_may_resemble_that_of_the_article(tmp_path: Path) -> None:
    told: list[str] = []
    line = '{"question": "How many?", "answers": ["386"], "article_id": "7"}'
    assert read_questions(written(tmp_path, line), told.append)[0].answers == ("386",)
    assert told == [f"{tmp_path / 'set.jsonl'}: not read of its lines: article_id."]


def test_a_set_that_is_not_there_or_empty_or_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet, match="No such file"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(BadQuestionSet, match="holds no questions"):
        read_questions(written(tmp_path, ""))
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadQuestionSet, match="not UTF-8"):
        read_questions(tmp_path / "binary")
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"x" * 99)[:20])
    with pytest.raises(BadQuestionSet, match="cannot be read"):
        read_questions(tmp_path / "cut.gz")


def test_a_sample_repeats_with_its_seed_and_keeps_the_order() -> None:
    questions = [Question(str(number), ()) for number in range(50)]
    drawn = sample(questions, 10, seed=1)
    assert drawn == sample(questions, 10, seed=1) != sample(questions, 10, seed=2)
    assert len(drawn) == 10
    assert drawn == [question for question in questions if question in drawn]
    assert sample(questions, None, seed=1) == sample(questions, 99, seed=1) == questions


def plain_list(articles: list[dict[str, Any]]) -> Any:
    """The bare list of articles, the answers as texts."""
    return [
        {
            "title": article["title"],
            "paragraphs": [
                {
                    "context": paragraph["context"],
                    "qas": [
                        {**row, "answers": [answer["text"] for answer in row["answers"]]}
                        for row in paragraph["qas"]
                    ],
                }
                for paragraph in article["paragraphs"]
            ],
        }
        for article in articles
    ]


def asked_in(squad: Path) -> list[Question]:
    return [asked for article in read_squad(squad) for _, own in article.paragraphs for asked in own]


@pytest.mark.parametrize("form", [OFFICIAL, plain_list(OFFICIAL["data"])], ids=["official", "list"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzipped"])
def test_each_form_of_squad_is_read(tmp_path: Path, form: Any, pack: Any) -> None:
    path = tmp_path / "squad.json"
    path.write_bytes(pack(json.dumps(form).encode()))
    assert asked_in(path) == ASKED


def test_lines_of_paragraphs_are_read(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "title": "Exe",
            "context": RIVER,
            "questions": [{"question": "How long?", "answer": "60 miles", "start": 37}],
        },
        {"title": "Exe", "context": TOWN, "questions": []},
    ]
    expected = [Question("How long?", ("60 miles",), "exe.txt", RIVER)]
    assert asked_in(written(tmp_path, *rows)) == expected
    assert asked_in(written(tmp_path, rows[0])) == expected


@pytest.mark.parametrize(
    "content", ["not JSON", '{"data": 3}', '[{"title": "A"}]', "[3]", '{"data": []}', "[]"]
)
def test_what_is_no_squad_is_said(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadQuestionSet, match=r"SQuAD's forms|holds no questions"):
        asked_in(written(tmp_path, content))


def corpus_of(folder: Path) -> dict[str, Article]:
    return {file.name: read_article(file, folder).article for file in folder.iterdir()}


def test_squads_paragraphs_stand_in_the_articles_to_the_character(tmp_path: Path) -> None:
    asked = squad_corpus(written(tmp_path, OFFICIAL), tmp_path / "corpus")
    articles = corpus_of(tmp_path / "corpus")
    assert asked == ASKED
    assert sorted(articles) == ["plymouth.txt", EXE]
    assert articles[EXE].title == "River Exe (Devon)"
    assert articles[EXE].text.strip() == f"{RIVER}\n\n{TOWN}"


def test_a_title_of_any_letters_names_a_file() -> None:
    assert file_name("Beyonc%C3%A9") == "beyonce.txt"
    assert file_name("../..") == "article.txt"
