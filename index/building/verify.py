"""Verifying: does a quote that was given once still stand in its article, character for character?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple

from index.articles import FORMATS, Unreadable, read_article

Verdict = Literal["FOUND", "CHANGED", "GONE"]


class Verified(NamedTuple):
    """FOUND where the quote stands at its offsets; CHANGED where it does not; GONE where the article is no more.

    `article` is the cited article's id, `quote` its text, `detail` a sentence that says more, if there is more.
    """

    verdict: Verdict
    article: str
    quote: str
    detail: str


def verify(quote: dict[str, Any], corpus: Path | None = None) -> Verified:
    """Re-read the article behind a quote in its JSON form, below `corpus` if given, else where its path says.

    Raises ValueError where this is no quote in that form.
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
    return Verified(
        "CHANGED", id, text, f"it stands at {moved} now" if moved >= 0 else "the article no longer says so"
    )
