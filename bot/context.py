"""What stands around a quote in its article."""

from __future__ import annotations

from itertools import pairwise

from bot.render import Block, Segment, Style
from index import Archive, Quote
from index.errors import PullquoteError


class ContextLost(PullquoteError):
    """The article behind a quote has changed or gone, so that what stood around it is not known."""


def context_blocks(archive: Archive, quote: Quote) -> list[Block]:
    """The paragraph or paragraphs that hold the quote, between their neighbours.

    Raises ContextLost where the article is no longer as it was when quoted.
    """
    citation = quote.citation
    article = archive.article(citation.article)
    if article is None:
        raise ContextLost(f"{citation.article} is no longer in the index. Ask again to see what is.")
    if article.sha256 != citation.sha256:
        raise ContextLost(f"{citation.article} has changed since it was quoted. Ask again.")
    paragraphs = archive.paragraphs(citation.article)
    holding = [
        place for place, (start, end) in enumerate(paragraphs) if start < quote.end and quote.start < end
    ]
    if not holding:
        return []
    around = range(max(holding[0] - 1, 0), min(holding[-1] + 2, len(paragraphs)))
    return [_paragraph(article.text, paragraphs[place], quote) for place in around]


def _paragraph(text: str, span: tuple[int, int], quote: Quote) -> Block:
    """One paragraph: the quote plain, its answering words strong, what is around them dim."""
    highlights = [(quote.start + start, quote.start + end) for start, end in quote.highlights]
    edges = {*span, quote.start, quote.end, *(edge for highlight in highlights for edge in highlight)}
    segments = []
    for start, end in pairwise(sorted(edge for edge in edges if span[0] <= edge <= span[1])):
        style: Style = "plain" if quote.start <= start < quote.end else "dim"
        if any(first <= start < last for first, last in highlights):
            style = "strong"
        segments.append(Segment(text[start:end], style))
    return Block("paragraph", tuple(segments))
