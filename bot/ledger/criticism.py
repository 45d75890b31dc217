"""What people of a server found wrong with answers, and how many of its questions were refused of late."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from pydantic import ValidationError

from bot.ledger.answers import Answers, parsed
from bot.ledger.database import WEEK
from index.answers import Answer


class Criticism(NamedTuple):
    """An answer that somebody marked as bad: when, in seconds since 1970, `why` in a word, and in their own words."""

    at: float
    why: str | None
    comment: str | None
    answer: Answer


class Opinions(NamedTuple):
    """How often answers were marked as good and as bad, and how many of the bad ones had been asked in private."""

    good: int
    bad: int
    private: int


class Weeks(NamedTuple):
    """How many questions were asked and refused in the last seven days, and in the seven before."""

    asked: int
    refused: int
    asked_before: int
    refused_before: int


class Criticised(Answers):
    """The part of the ledger that tells those who run a server what is wrong with the answers."""

    def criticisms(
        self, guild: int, limit: int, *, channels: Collection[int], why: str | None = None
    ) -> list[Criticism]:
        """What was marked as bad, `why` in a word if given, of the open answers in these channels, newest first."""
        rows = self._rows(
            "SELECT feedback.at, why, comment, answer.answer FROM feedback JOIN answers AS answer ON answer.id ="
            " feedback.answer WHERE guild = ?1 AND NOT helpful AND NOT private AND (?2 IS NULL OR why = ?2)"
            " AND channel IN (SELECT value FROM json_each(?3)) ORDER BY feedback.at DESC LIMIT ?4",
            guild,
            why,
            json.dumps(list(channels)),
            limit,
        )
        found = []
        for at, why, comment, written in rows:
            try:
                found.append(Criticism(at, why, comment, parsed(written)))
            except ValidationError:  # another version wrote it otherwise
                continue
        return found

    def opinions(self, guild: int) -> Opinions:
        """What people of a server thought of answers, in numbers."""
        rows = self._rows(
            "SELECT total(helpful), total(NOT helpful), total(NOT helpful AND private) FROM feedback"
            " JOIN answers ON answers.id = feedback.answer WHERE guild = ?",
            guild,
        )
        return Opinions(*map(int, rows[0]))

    def weeks(self, guild: int) -> Weeks:
        """How many questions to the articles a server asked of late, in private ones too, and what became of them."""
        now = self._clock()
        rows = self._rows(
            "SELECT total(at > ?1), total(at > ?1 AND status = 'refused'), total(at <= ?1),"
            " total(at <= ?1 AND status = 'refused') FROM answers WHERE guild = ?3 AND at > ?2 AND grouped_as <> ''",
            now - WEEK,
            now - 2 * WEEK,
            guild,
        )
        return Weeks(*map(int, rows[0]))
