"""PDF files: their pages' lines put together to paragraphs, without what every page repeats."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.articles.article import Unreadable
from index.articles.draft import Draft, with_metadata
from index.articles.encoding import CONTROLS
from index.articles.formats.pdf_layout import Set, page_of, set_text
from index.articles.metadata import iso_date, plain
from index.articles.titles import letters

MOST_PAGES = 2000


def draft_of_pdf(content: bytes, key: str, name: str) -> Draft:
    """The article in a PDF's bytes. Raises Unreadable where it is none, locked, or pictures alone."""
    import pypdf  # only who reads a PDF pays for it
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends by itself concerns nobody
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is locked by a password")
        if len(reader.pages) > MOST_PAGES:
            raise Unreadable(f"{len(reader.pages):,} pages; an article may have {MOST_PAGES:,}")
        pages = [page_of(page) for page in reader.pages]
        about = _about(reader)
    except DependencyError:
        raise Unreadable("it is locked") from None
    except PyPdfError as error:
        raise Unreadable(f"no PDF that can be read ({str(error) or type(error).__name__})") from None
    found = set_text(pages)
    if not re.search(r"\w", found.text):
        raise Unreadable("no text in it: its pages are pictures, which would have to be read by OCR first")
    return _draft(found, about, key, name)


def _about(reader: Any) -> dict[str, str]:
    """What the file says of itself."""
    about = reader.metadata
    made = about.creation_date if about is not None else None
    title = about.title if about is not None else None
    return {"title": plain(str(title or "")) or "", "made": made.date().isoformat() if made else ""}


def _draft(found: Set, about: dict[str, str], key: str, name: str) -> Draft:
    title = _title(found, about["title"], name)
    # The day that stands on every page is the paper's own; the day when the file was made may be another.
    printed = next(filter(None, map(_day_in, found.running)), None)
    draft = Draft(
        key=key,
        title=title,
        text=found.text.translate(CONTROLS),
        headings=found.headings,
        pages=found.pages,
        warnings=tuple(_left_out(found)),
    )
    draft = with_metadata(draft, {"date": printed or about["made"]})
    if printed is None and draft.date:
        return replace(draft, doubts={"date": f"its date, {draft.date}, is the day when the file was made"})
    return draft


def _day_in(line: str) -> str | None:
    """The first day that a line names, with its year, among other words."""
    words = line.split()
    for length in (3, 1):
        for start in range(len(words) - length + 1):
            written = " ".join(words[start : start + length]).strip(",.;:|")
            if (
                re.search(r"\d{4}", written)
                and re.search(r"\d{1,2}\D", f" {written} ")
                and (day := iso_date(written))
            ):
                return day
    return None


def _left_out(found: Set) -> Iterator[str]:
    if found.running:
        yield f"{len(found.running)} lines that pages repeat left out, the first {found.running[0][:60]!r}"


def _title(found: Set, said: str, name: str) -> str:
    """The title that the file has, if it stands on its first page or is no program's; else the largest words."""
    if said and letters(said) and letters(said) in letters(found.text[:2000]):
        return said
    if found.title:
        return found.title
    if len(said.split()) > 1 and not re.search(r"\.\w{2,4}$", said):
        return said
    first = found.text.split("\n\n", 1)[0]
    return first if len(first) <= 120 else Path(name).stem.replace("-", " ").replace("_", " ").strip() or name
