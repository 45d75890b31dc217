"""What is told where no quote answers, or where hardly a question was asked: a digest, or what the bot is for."""

from __future__ import annotations

from index.answers import Answer
from index.building.opened import OpenGeneration
from index.judging.digest import answer_to_topic
from index.judging.remarks import reply_to_remark
from index.question.question import Question


def told_instead(typed: str, question: Question, generation: OpenGeneration, top: int) -> Answer | None:
    """The help card to a remark; to what may be a topic its digest; None where a question is all that it can be.

    A digest without quotes is told of what is surely a topic alone: else it is the question that is refused.
    """
    if question.heard.kind == "remark":
        return reply_to_remark(typed, question, generation)
    if not question.heard.may_be_topic:
        return None
    digest = answer_to_topic(typed, question, generation, top)
    return digest if digest.quotes or question.heard.is_surely_topic else None
