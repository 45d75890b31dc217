"""Signals: numbers about a question and a piece of evidence, each a column that can be left out and measured.

Tried and left out, as refitting without them lost nothing on questions that their author did not write (`pullquote
ablation`; figures in training/README.md): the cosine and its rank, how far the quick reader's margin leads the next
one, the rank by words, the shares of the question's words that quote, passage and all articles lack, names and numbers
lacking, the kind of figure asked for, what is only planned, opposites, and the times asked for that nothing ties the
quote to: the readers see its article's date themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.building.as_read import joined
from index.question.support import Word, held_stems, in_some_form
from index.reading.evidence import Evidence
from index.reading.whole_words import in_line, whole_words

Signals = dict[str, float]

UNREAD = -2.0
"""The careful margin (logits) of evidence that was not worth reading again, unless the worst that was read is lower."""
FARTHEST = 6.0
"""Logits beyond which a lead tells no more."""


def signals_of(evidence: Sequence[Evidence], foreign_words: Sequence[Word] = ()) -> list[Signals]:
    """The signals of each piece of a question's evidence, in their order.

    `margin` and, where there is a careful reader, `careful` are logits, and `lead` is by how many a careful margin is
    over the best of its rivals; `keyword` is the BM25 score as a share of the best. Of the `foreign_words` of a
    question in a language that the careful reader does not know, `held` is the share that the quote has in some form.
    """
    best_keyword = max((item.found.keyword for item in evidence), default=0.0) or 1.0
    always = [{"margin": item.margin, "keyword": item.found.keyword / best_keyword} for item in evidence]
    if foreign_words:
        held = [_held(foreign_words, joined(item.verbatim)) for item in evidence]
        return [one | {"held": share} for one, share in zip(always, held, strict=True)]
    read = [item.careful for item in evidence if item.careful is not None]
    if not read:
        return always
    unread = min(UNREAD, *read)
    careful = [unread if item.careful is None else item.careful for item in evidence]
    said = [in_line(whole_words(item.answer)) for item in evidence]
    return [
        one | {"careful": margin, "lead": _lead(place, evidence, said, careful)}
        for place, (one, margin) in enumerate(zip(always, careful, strict=True))
    ]


def _held(words: Sequence[Word], text: str) -> float:
    there = held_stems(text)
    return sum(in_some_form(word.stem, there) for word in words) / len(words)


def _lead(place: int, evidence: Sequence[Evidence], said: Sequence[str], careful: Sequence[float]) -> float:
    """How far a piece's careful margin is over the best other one; what another article says alike is no rival.

    `said` are the whole words of each answer: alike are those of which one holds the other's, one after the other.
    """
    own, words = evidence[place].article.id, said[place]
    rivals = (
        margin
        for other, margin in enumerate(careful)
        if other != place
        and (evidence[other].article.id == own or not (words in said[other] or said[other] in words))
    )
    return max(-FARTHEST, min(FARTHEST, careful[place] - max(rivals, default=UNREAD)))
