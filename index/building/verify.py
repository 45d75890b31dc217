"""Verifying: does a quote that was given once still stand in its article, character for character?"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal, NamedTuple

from index.articles import FORMATS, Article, Unreadable, read_article
from index.building.catalogue import Catalogue
from index.building.passages import sentences
from index.building.revisions import revision_of

Verdict = Literal["FOUND", "CHANGED", "GONE"]
LIKE = 0.6
"""The share of words that a sentence has in common with a quote, in their order, to be shown in its place."""
SHOWN = 160
"""Characters that are shown of it."""


class Verified(NamedTuple):
    """FOUND where the quote stands at its offsets; CHANGED where it does not; GONE where the article is no more.

    `article` is the cited article's id, `quote` its text, `detail` a sentence that says more, if there is more.
    """

    verdict: Verdict
    article: str
    quote: str
    detail: str


def verify(quote: dict[str, Any], corpus: Path | None = None, catalogue: Catalogue | None = None) -> Verified:
    """Re-read the article behind a quote in its JSON form, below `corpus` if given, else where its path says.

    A `catalogue` knows when a text that was quoted was replaced. Raises ValueError where this is no quote in that form.
    """
    try:
        text, start, end = str(quote["text"]), int(quote["start"]), int(quote["end"])
        id, path = str(quote["citation"]["article"]), Path(quote["citation"]["path"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a quote as `pullquote ask --json` writes it: {error!r}") from error
    file = corpus / id if corpus else path
    folder = corpus or Path(*path.parts[: len(path.parts) - len(Path(id).parts)])
    if not file.is_file() or file.suffix.lower() not in FORMATS:
        return Verified("GONE", id, text, f"{file} is no more")
    try:
        article = read_article(file, folder).article
    except Unreadable as reason:
        return Verified("GONE", id, text, f"{file}: {reason}")
    if article.text[start:end] == text:
        return Verified("FOUND", id, text, "")
    moved = article.text.find(text)
    now = (
        f"it stands at {moved} now"
        if moved >= 0
        else f"the article no longer says so{_instead(text, article)}"
    )
    return Verified("CHANGED", id, text, "; ".join(filter(None, (now, _replaced(quote, article, catalogue)))))


def _instead(text: str, article: Article) -> str:
    """The article's sentence that is most like a quote which it has no more, where one is very like it."""
    words, nearest, likeness = SequenceMatcher(None, b=text.split(), autojunk=False), "", LIKE
    for span in sentences(article.text, article.headings, article.items):
        sentence = article.text[span.start : span.end]
        words.set_seq1(sentence.split())
        if words.ratio() >= likeness:
            nearest, likeness = " ".join(sentence.split()), words.ratio()
    shown = nearest if len(nearest) <= SHOWN else f"{nearest[: SHOWN - 1].rstrip()}…"
    return f", but “{shown}”" if shown else ""


def _replaced(quote: dict[str, Any], article: Article, catalogue: Catalogue | None) -> str:
    """Which text was quoted, which one is there now, and since when, where that is known."""
    quoted = str(quote["citation"].get("sha256") or "")
    if not quoted or quoted == article.sha256:
        return ""
    revision = revision_of(catalogue, article.id, quoted) if catalogue is not None else None
    date = revision.date if revision is not None else quote["citation"].get("date")
    since = f" on {revision.replaced[:10]}" if revision is not None else ""
    return f"the text {_named(quoted, date)} was replaced{since} by {_named(article.sha256, article.date)}"


def _named(sha256: str, date: str | None) -> str:
    return f"{sha256[:12]} of {date}" if date else f"{sha256[:12]}, which has no date,"
