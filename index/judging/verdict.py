"""The verdict on a claim: that a quote agrees with it or differs from it, where that is sure; else none."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import NamedTuple

from index.answers import Verdict
from index.errors import ReaderError
from index.judging.judge import Judged
from index.question.claim import claim_model
from index.question.question import Question
from index.reading.careful import LONGEST_QUESTION
from index.reading.claims import Stance
from index.reading.closely import marked
from index.reading.readers import Readers

READ = 2
"""Of the likeliest quotes, those that are held against a claim."""
LIKELIER = 0.5
"""The probability from which a quote decides a claim by itself, where it is sure with what stands before it."""


class Decision(NamedTuple):
    """A verdict, and the quote that decides."""

    verdict: Verdict
    by: Judged


def decision_on(question: Question, ranked: Sequence[Judged], readers: Readers) -> Decision | None:
    """What the likeliest quotes make of what was typed; None for a question, and where it is not sure.

    Nor is it of a text that is longer than what is read of it, or where the claim reader cannot be opened.
    """
    if not ranked or readers.claims is None or len(question.text) > LONGEST_QUESTION:
        return None
    if not claim_model().is_claim(question.text):
        return None
    try:
        return _decision(question.text, ranked[:READ], readers)
    except ReaderError as error:
        _LOG.warning("No verdict: %s", error)
        return None


_LOG = logging.getLogger(__name__)


def _decision(claim: str, ranked: Sequence[Judged], readers: Readers) -> Decision | None:
    """The verdict of quotes, read with the sentences before them, and the one that decides by itself.

    What is sure by those sentences alone is decided by them, and they may be another quote. Where one quote agrees and
    another differs, nothing is sure. The claim reader has learnt without what an article says elsewhere.
    """
    claims, careful = readers.claims, readers.careful
    if claims is None or careful is None:
        return None
    quotes = [(one, marked(one.evidence)._replace(bridge="")) for one in ranked]
    stances = [claims.read(claim, quote, careful) for _, quote in quotes]
    made = [_sure(stance) for stance in stances]
    verdicts: list[Verdict] = [each for each in dict.fromkeys(made) if each]
    if len(verdicts) != 1:
        return None
    verdict = verdicts[0]
    leading = " ".join(quote.before for (_, quote), each in zip(quotes, made, strict=True) if each)
    for (one, quote), stance, each in zip(quotes, stances, made, strict=True):
        if each or quote.text in leading:
            alone = claims.read(claim, quote._replace(before=""), careful) if quote.before else stance
            if getattr(alone, verdict) >= LIKELIER:
                return Decision(verdict, one)
    return None


def _sure(stance: Stance) -> Verdict | None:
    model = claim_model()
    if stance.agrees >= model.agrees:
        return "agrees"
    return "differs" if stance.differs >= model.differs else None
