"""What is told where hardly a question was asked: what the bot is for, or what the articles say about a topic."""

from __future__ import annotations

from index.answers import Answer
from index.building.opened import OpenGeneration
from index.judging.digest import answer_to_topic
from index.judging.remarks import reply_to_remark
from index.question.question import Question


def told_instead(typed: str, question: Question, generation: OpenGeneration, top: int) -> Answer | None:
    """The help card to a remark, its digest to a topic; None to a question, and where that is to be read as one.

    A digest without quotes is told of what is surely a topic alone: else it is the question that is refused.
    """
    if question.heard.kind == "ask":
        return None
    if question.heard.kind == "remark":
        return reply_to_remark(typed, question, generation)
    digest = answer_to_topic(typed, question, generation, top)
    return digest if digest.quotes or question.heard.is_surely_topic else None
