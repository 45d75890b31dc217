"""The choice among readings: a few are asked, and the one is taken that what it finds speaks for most."""

from __future__ import annotations

import calendar
import functools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bot.followups import words as w
from bot.followups.readings import Reading, pronoun_in, readings
from bot.followups.signals import reading_signals, turn_signals
from bot.followups.topics import Exchange
from bot.followups.words import phrases_of, words_of
from index import Answer, Quote
from index.building.keywords import stems
from index.question.kind import Read
from index.question.support import question_words

WEIGHTS = Path(__file__).parent / "weights.json"
MOST = 4
"""Readings that are asked of the articles at most."""
LEAST = 0.03
"""The prior under which a reading is not worth asking."""
SURE = 0.97
"""The prior from which nothing else is asked."""
LEAST_CHANCE = 0.4
"""The chance from which what a turn's best reading finds is given. In folds, of 229 turns over news days 172 go right
and 13 get wrong answers (172 and 19 without it), of 290 turns of our own dialogues 211 and 17 (210 and 24)."""
LIKELY_SAID = 0.3
"""The prior from which what was said is told as a digest, where no reading is likelier. In folds, of 84 topics asked
after something else 60 are told so, and of 59 follow-ups seven."""
AT_HAND = 3
"""Exchanges back whose articles are spoken of still."""

Asking = Callable[[str], Answer]
Hearing = Callable[[str], Read]
"""What a turn is likely to be by itself: a question, a topic, a remark."""


class Weights(NamedTuple):
    """What training/followups.py fitted: the weights of the prior, and those of the evidence."""

    prior: dict[str, float]
    evidence: dict[str, float]


class Likely(NamedTuple):
    """A reading and its prior, from 0 to 1."""

    reading: Reading
    prior: float


@functools.cache
def weights() -> Weights:
    """The weights that come with the package."""
    return Weights(**json.loads(WEIGHTS.read_text(encoding="utf-8")))


def chosen(
    turn: str,
    exchanges: Sequence[Exchange],
    asking: Asking,
    hearing: Hearing,
    fitted: Weights | None = None,
) -> Answer:
    """The answer to what a turn means after these exchanges, oldest first. Raises QuestionError as asking does."""
    fitted = fitted or weights()
    likely = likeliest(turn, exchanges, hearing, fitted.prior)
    spoken_to = any(word.lower in ("you", "your", "yourself") for word in words_of(turn))
    alone = spoken_to or [one.reading.way for one in likely] == ["said"]
    if alone or _says(turn):
        said = asking(turn)
        if alone or said.kind == "remark":
            return said
    first = asking(likely[0].reading.text)
    if is_digest_meant(likely[0], first):
        return first
    answers = [first, *(asking(one.reading.text) for one in likely[1:])]
    new = tell_news(likely, answers, turn, exchanges)
    if not new:
        asked = next((answer for answer in answers if answer.kind != "topic"), answers[0])
        return not_again(asked)
    chances = [
        chance(evidence_of(place, likely, answers, turn, exchanges), fitted.evidence)
        for place in range(len(likely))
    ]
    best = max(new, key=chances.__getitem__)
    answer = if_meant(answers[likeliest_found(likely, answers, new, best)], likely, chances[best])
    if answer.status == "answered":
        return answer
    # Where nothing answers, what the turn most likely meant is what is refused; a whole question before half of one.
    meant = answers[max(new, key=lambda place: (likely[place].reading.way != "topic", likely[place].prior))]
    return meant if meant.status == "refused" else answer


def tell_news(
    likely: Sequence[Likely], answers: Sequence[Answer], turn: str, exchanges: Sequence[Exchange]
) -> list[int]:
    """The places of the readings that find more than the words that answered last.

    The same words may answer a question narrowed ("in London?"), but not where their passage says nothing of a word of
    the turn: the question before found it, and would find it whatever the turn put into it.
    """
    said = set(stems(turn))
    new = [
        place
        for place, (one, answer) in enumerate(zip(likely, answers, strict=True))
        if not repeats(one.reading, answer, exchanges)
        or (answer.status == "answered" and said.isdisjoint(stems(" ".join(answer.explanation.unsupported))))
    ]
    return _but_digests(likely, answers, new)


def repeats(reading: Reading, answer: Answer, exchanges: Sequence[Exchange]) -> bool:
    """Whether a reading that is not what was said finds the words of the quote that answered last."""
    quote, last = first_quote(answer), _quoted_last(exchanges)
    if reading.way == "said" or quote is None or last is None or not quote.highlights:
        return False
    return _again(quote, last) and quote.text[slice(*quote.highlights[0])] == last.answer


def _quoted_last(exchanges: Sequence[Exchange]) -> Exchange | None:
    return next((exchange for exchange in reversed(exchanges) if exchange.quote), None)


def _again(quote: Quote, last: Exchange) -> bool:
    return quote.text in last.quote or last.quote in quote.text


def not_again(answer: Answer) -> Answer:
    """The refusal of what was answered before in the same words."""
    return _refused(answer, "The articles say that of what was asked before, and nothing of this.")


def if_meant(answer: Answer, likely: Sequence[Likely], chance: float) -> Answer:
    """An answer; refused where a turn has several readings, and it is not likely enough that its words are meant.

    What a digest has to be was not fitted: it is given.
    """
    if len(likely) == 1 or answer.kind == "topic" or chance >= LEAST_CHANCE:
        return answer
    return _refused(answer, "What comes nearest may be about something else than what was spoken of.")


def is_digest_meant(likeliest: Likely, answer: Answer) -> bool:
    """Whether what was said asks for this digest, or for one of what no article is about, as nothing is likelier."""
    reading, prior = likeliest
    return answer.kind == "topic" and reading.way == "said" and prior >= LIKELY_SAID


def _refused(answer: Answer, reason: str) -> Answer:
    """An answer as a refusal that shows its first quote as the nearest; itself where it is refused already."""
    if answer.status == "refused":
        return answer
    return replace(
        answer,
        status="refused",
        reason=reason,
        answer=None,
        quotes=(),
        nearest=tuple(replace(quote, about=None) for quote in answer.quotes[:1]),
        further=(),
        figures=(),
        claim=None,
    )


def _but_digests(likely: Sequence[Likely], answers: Sequence[Answer], new: list[int]) -> list[int]:
    """Of the places of the readings that tell news, those that may be chosen.

    No digest for half a turn whose other readings ask something, even what was answered before: "And in 2022?" names a
    time of which there is much to tell; it was said after a question. Where all readings are heard as topics, and the
    likeliest is what was said, nothing spoken of before is added to what the articles tell of that.
    """
    if all(answer.kind == "topic" for answer in answers):
        complete = 0 in new and likely[0].reading.way == "said" and answers[0].status == "answered"
        return [0] if complete else new
    unsure = all(likely[place].prior < HALF for place in new if answers[place].kind == "topic")
    return [place for place in new if answers[place].kind != "topic"] if unsure else new


def likeliest_found(
    likely: Sequence[Likely], answers: Sequence[Answer], new: Sequence[int], best: int
) -> int:
    """The place of the likeliest reading that is answered with the best one's quote; of the best where none is.

    What clutters one reading may hide from the readers that its quote answers. A topic that was only added comes last.
    """
    quote = first_quote(answers[best])

    def worth(place: int) -> tuple[bool, bool, float, bool]:
        (reading, prior), answered = likely[place], answers[place].status == "answered"
        return answered, reading.way != "topic", prior, place == best

    alike = [place for place in new if _same(first_quote(answers[place]), quote)]
    return max(alike, key=worth, default=best)


def _same(one: Quote | None, other: Quote | None) -> bool:
    places = [quote and (quote.citation.article, quote.start) for quote in (one, other)]
    return places[0] is not None and places[0] == places[1]


HALF = 0.5
"""The prior from which a turn is what it says, whatever was asked before."""


def stands_alone(turn: str, exchanges: Sequence[Exchange], hearing: Hearing) -> bool:
    """Whether a turn is likely a question by itself, whatever was said before it; the first one is."""
    likely = likeliest(turn, exchanges, hearing)
    return any(one.reading.way == "said" and one.prior >= HALF for one in likely)


def likeliest(
    turn: str, exchanges: Sequence[Exchange], hearing: Hearing, prior: Mapping[str, float] | None = None
) -> list[Likely]:
    """The few readings of a turn that are worth asking, the likeliest first; only one where that is sure."""
    found = readings(turn, exchanges)
    if len(found) == 1:
        return [Likely(found[0], 1.0)]
    shown = turn_signals(turn, exchanges, hearing(turn))
    shares = priors([reading_signals(reading, shown) for reading in found], prior or weights().prior)
    ranked = sorted(map(Likely, found, shares), key=lambda one: -one.prior)
    if ranked[0].prior >= SURE:
        return ranked[:1]
    return [one for one in ranked[:MOST] if one.prior >= LEAST]


def priors(signals: Sequence[Mapping[str, float]], prior: Mapping[str, float]) -> list[float]:
    """How likely each reading of one turn is before anything is asked; together 1 (a conditional logit)."""
    powers = [math.exp(sum(prior.get(name, 0.0) * value for name, value in one.items())) for one in signals]
    return [power / sum(powers) for power in powers]


def _says(turn: str) -> bool:
    """Whether a turn asks nothing by its form, so that it may be a remark."""
    asks = any(word.lower in w.WH | w.AUXILIARIES for word in words_of(turn))
    return not asks and pronoun_in(turn) is None and not turn.rstrip().endswith("?")


def evidence_of(
    place: int, likely: Sequence[Likely], answers: Sequence[Answer], turn: str, exchanges: Sequence[Exchange]
) -> dict[str, float]:
    """What speaks for the reading at this place: its prior, what it found, and who else found the same.

    `margin` is the log odds of the confidence over those of the threshold; `hand` that the quote is meant; `support`
    what share of the turn's own words it holds; `votes` the prior of all that found it; `again` that it was shown last,
    `repeats` with the same words as the answer.
    """
    one, answer = likely[place], answers[place]
    quote = first_quote(answer)
    said = float(one.reading.way == "said")
    hand = float(is_meant(one.reading, answer, exchanges))
    margin = (_log_odds(answer.confidence) - _log_odds(answer.explanation.threshold)) / 3
    last = _quoted_last(exchanges)
    votes = sum(
        other.prior
        for other, its in zip(likely, answers, strict=True)
        if quote is not None and (found := first_quote(its)) is not None and found.text == quote.text
    )
    return {
        "one": 1.0,
        "prior": math.log(one.prior),
        "margin": margin,
        "hand": hand,
        "hand margin": hand * margin,
        "again": float(quote is not None and last is not None and _again(quote, last)),
        "repeats": float(repeats(one.reading, answer, exchanges)),
        "support": _share_held(turn, quote.text) if quote is not None else 0.0,
        "said": said,
        "said hand": said * hand,
        "votes": votes,
        "score": quote.score / 10 if quote is not None else 0.0,
    }


def chance(evidence: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    """The probability that a reading's first quote is right."""
    return 1 / (1 + math.exp(-sum(fitted.get(name, 0.0) * value for name, value in evidence.items())))


def first_quote(answer: Answer) -> Quote | None:
    """The quote that is given, or that would be."""
    return next(iter(answer.quotes or answer.nearest), None)


def is_meant(reading: Reading, answer: Answer, exchanges: Sequence[Exchange]) -> bool:
    """Whether the first quote is from an article that was quoted last, or else of the time that the reading names."""
    quote = first_quote(answer)
    if quote is None:
        return False
    times = [one.text for one in phrases_of(reading.text) if one.is_time]
    if times and reading.way != "said":
        held = set(words_of_date(quote.citation.date))
        return all({word.lower for word in time.split()} <= held for time in times)
    return quote.citation.article in {one.article for one in exchanges[-AT_HAND:]}


def words_of_date(date: str | None) -> list[str]:
    """ "3", "february" and "2006" of 2006-02-03."""
    year, month, day = [*(date or "").split("-"), "", ""][:3]
    return [day.lstrip("0"), calendar.month_name[int(month)].lower() if month else "", year]


def _share_held(turn: str, text: str) -> float:
    """What share of a turn's telling words a text holds, by weight; a half where the turn has none."""
    words = [word for word in question_words(turn) if word.weight > 0.3 and not word.is_number]
    held, total = set(stems(text)), sum(word.weight for word in words)
    return sum(word.weight for word in words if word.stem in held) / total if total else 0.5


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))
