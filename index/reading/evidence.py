"""Evidence: a span that may answer, in a passage as found and read, and the quote around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.articles import Article
from index.building.as_read import joined
from index.building.passages import Sentence, Span
from index.reading.reader import ReadSpan
from index.reading.search import Found

CLOSENESS = 12.0
"""What a cosine is worth beside a margin (logits) where evidence is put in order before it is judged."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span that may answer, in a passage as found and read, and the quote around it: offsets in the article.

    `heading` is what heads the passage, `columns` what heads the cells of a table's row, `context` the quote with the
    sentence before it, `read_from` where the sentences begin that are read before it. Of the sentences that its article
    has `told`, `bridge` says most of what of the question is not read so, and `subject` names what the quote does not:
    None until they are looked for, for the careful reader. `margin` is the quick reader's in the passage, `careful` the
    careful reader's for the quote: None where it did not read it. `other` is what the quick reader likes next best in
    the same quote.
    """

    found: Found
    article: Article
    passage: Span
    heading: str
    span: Span
    quote: Span
    context: Span
    read_from: int
    paragraph: int
    margin: float
    careful: float | None = None
    columns: tuple[str, ...] = ()
    other: ReadSpan | None = None
    told: Sequence[Sentence] = field(default=(), repr=False, compare=False)
    bridge: Span | None = None
    subject: Span | None = None

    @property
    def answer(self) -> str:
        """The best span's words."""
        return self.article.text[self.span.start : self.span.end]

    @property
    def verbatim(self) -> str:
        """The quote's words and no others."""
        return self.article.text[self.quote.start : self.quote.end]

    @property
    def nearby(self) -> str:
        """The passage's words, below what heads it and its article."""
        return self._below_heading(self.article.text[self.passage.start : self.passage.end])

    @property
    def led_up_to(self) -> str:
        """The words of the quote and of the sentence before it, below what heads them."""
        return self._below_heading(self.article.text[self.context.start : self.context.end])

    @property
    def source(self) -> str:
        """The article's words, below what heads it."""
        return self._below_heading(self.article.text)

    @property
    def worth(self) -> float:
        """How likely it is to answer as far as the quick reader and search tell: an order, no probability."""
        return self.margin + CLOSENESS * self.found.dense

    def exchanged(self) -> Evidence | None:
        """The same quote with its other span taken for the answer; None where there is no other."""
        if self.other is None:
            return None
        held = ReadSpan(self.span, self.margin)
        return replace(self, span=self.other.span, margin=self.other.margin, other=held)

    def _below_heading(self, text: str) -> str:
        """A text as it is read, below its article's title, publisher and date, and what heads the passage."""
        heading = (self.article.title, self.article.publisher, self.article.date, self.heading)
        return "\n".join([*filter(None, heading), joined(text)])
