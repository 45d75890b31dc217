"""The lead of an article, for who picked its title instead of asking a question."""

from __future__ import annotations

from index import Archive
from index.answers import Answer, Explanation

NOTE = "what this article begins with"


def lead_answer(archive: Archive, article: str, title: str) -> Answer | None:
    """What the article begins with, as an answer to its title; None where it is no longer there. Blocks."""
    quote = archive.lead(article)
    if quote is None:
        return None
    return Answer(
        question=title,
        asked_as=title,
        status="answered",
        generation=archive.generation,
        quotes=(quote,),
        confidence=1.0,
        explanation=Explanation(threshold=1.0),
        notes=(NOTE,),
        kind="topic",
    )
