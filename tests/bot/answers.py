"""Answers made by hand or by Hypothesis, for what only shows them."""

from __future__ import annotations

from hypothesis import strategies as st

from index.answers import Answer, Citation, Explanation, Quote

CITATION = Citation("guns.md", "Guns", "The Example", "2024-03-19", None, "/corpus/guns.md", 2, "0" * 64)


def quote_of(text: str, *highlights: tuple[int, int], citation: Citation = CITATION) -> Quote:
    """A quote that starts its article."""
    return Quote(text, 0, len(text), highlights, 1.0, citation)


def answer_of(*quotes: Quote, reason: str | None = None, asked_as: str = "how many?") -> Answer:
    """An answer with these quotes, or with a reason a refusal with these as the nearest passages."""
    return Answer(
        question="how many?",
        asked_as=asked_as,
        status="refused" if reason else "answered",
        reason=reason,
        answer=None if reason else _words(quotes[0]),
        quotes=() if reason else quotes,
        nearest=quotes if reason else (),
        confidence=0.75,
        generation="000001",
        elapsed_ms=1.0,
        explanation=Explanation((), 0.5, {"margin": 1.5}, ("Karachi",)),
    )


def _words(quote: Quote) -> str:
    start, end = quote.highlights[0] if quote.highlights else (0, len(quote.text))
    return quote.text[start:end]


def texts(least: int = 1) -> st.SearchStrategy[str]:
    """Any text with something to see in it, rich in what a terminal might obey."""
    hostile = st.sampled_from("\x1b\x07\r\n\t\x9b\x7f\u202e\u2066\u200b\u200d\ufeff\U000e0041**_`🏳漢字é ")
    characters = st.one_of(st.characters(codec="utf-8"), hostile)
    return st.text(characters, min_size=least, max_size=300).filter(lambda text: bool(text.split()))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """A quote of any text, with any highlights in order."""
    text = draw(texts())
    edges = draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True).map(sorted))
    highlights = list(zip(edges[::2], edges[1::2], strict=False))
    return quote_of(text, *highlights, citation=draw(citations()))


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    """A citation in which everything that an article's file can decide is arbitrary."""
    optional = st.none() | texts()
    return Citation(
        article="a.md",
        title=draw(texts()),
        publisher=draw(optional),
        date=draw(st.none() | st.dates().map(str) | texts()),
        url=draw(optional | texts().map("https://example.org/".__add__)),
        path=draw(texts().map("/".__add__)),
        paragraph=draw(st.integers(1, 10_000)),
        sha256="0" * 64,
    )


answers = st.one_of(
    st.lists(quotes(), min_size=1, max_size=3).map(lambda found: answer_of(*found)),
    st.tuples(st.lists(quotes(), max_size=3), texts()).map(lambda made: answer_of(*made[0], reason=made[1])),
)
