"""SQuAD's articles as a corpus, and its questions: an end-to-end test in which retrieval takes part.

Read are the official form, {"data": [article, …]}; the bare list of articles; and JSON lines of paragraphs.
Each may be gzipped, and each may be of version 1.1, without questions that have no answer, or of 2.0, with
them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from index.evaluation.questions import BadQuestionSet, Question, read_text


class SquadArticle(NamedTuple):
    """An article: its title as the file has it, and each paragraph with the questions written on it."""

    title: str
    paragraphs: tuple[tuple[str, tuple[Question, ...]], ...]


def squad_corpus(path: Path, folder: Path) -> list[Question]:
    """Write SQuAD's articles into a folder, a file each, and return the questions on them. Raises BadQuestionSet.

    The files are plain text with front matter, so that a paragraph stands in the article to the character:
    Markdown would take its asterisks and brackets for markup. Line breaks inside a paragraph, which came into
    SQuAD with formulas ("O\\n2"), become spaces.
    """
    articles = read_squad(path)
    folder.mkdir(parents=True, exist_ok=True)
    for article in articles:
        front = f"---\ntitle: {json.dumps(_written(article.title))}\n---\n\n"
        body = "\n\n".join(paragraph for paragraph, _ in article.paragraphs)
        (folder / file_name(article.title)).write_text(front + body + "\n", encoding="utf-8", newline="\n")
    return [asked for article in articles for _, questions in article.paragraphs for asked in questions]


def _written(title: str) -> str:
    return unquote(title).replace("_", " ")


def file_name(title: str) -> str:
    """The file in which an article with this title is kept."""
    plain = unicodedata.normalize("NFKD", unquote(title)).encode("ascii", "ignore").decode()
    return f"{re.sub('[^a-z0-9]+', '-', plain.lower()).strip('-') or 'article'}.txt"


def read_squad(path: Path) -> list[SquadArticle]:
    """The articles of a file, in its order. Raises BadQuestionSet."""
    try:
        by_title: dict[str, list[tuple[str, tuple[Question, ...]]]] = {}
        for title, context, rows in _paragraphs(read_text(path)):
            paragraph = re.sub(r"\s*\n\s*", " ", context.strip())
            asked = tuple(_question(row, title, paragraph) for row in rows)
            by_title.setdefault(title, []).append((paragraph, asked))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = f"{type(error).__name__}: {error}"
        raise BadQuestionSet(f"{path} is in none of SQuAD's forms ({what}).") from None
    if not any(asked for paragraphs in by_title.values() for _, asked in paragraphs):
        raise BadQuestionSet(f"{path} holds no questions.")
    return [SquadArticle(title, tuple(paragraphs)) for title, paragraphs in by_title.items()]


def _paragraphs(text: str) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Each paragraph as (its article's title, its text, its questions)."""
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        whole = [json.loads(line) for line in text.split("\n") if line.strip()]
    if isinstance(whole, dict):
        whole = whole.get("data", [whole])
    for entry in whole:
        if "context" in entry:
            yield entry["title"], entry["context"], entry["questions"]
            continue
        for paragraph in entry["paragraphs"]:
            yield entry["title"], paragraph["context"], paragraph["qas"]


def _question(row: dict[str, Any], title: str, paragraph: str) -> Question:
    given = row["answers"] if "answers" in row else [row["answer"]]
    answers = tuple(dict.fromkeys(answer if isinstance(answer, str) else answer["text"] for answer in given))
    if row.get("is_impossible"):
        answers = ()
    return Question(row["question"], answers, file_name(title), paragraph)
