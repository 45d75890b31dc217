"""Articles: source documents read from a folder, each a plain text with what is known about where it is from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from index.errors import CorpusError
from index.front_matter import front_matter

FORMATS = {".txt": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
MAX_FILE_BYTES = 4 * 1024 * 1024
"""A larger file is no news article (the longest novel in English is about this size): it is skipped."""
MAX_TITLE = 120
"""Characters: a first line up to this long can stand as a title."""


@dataclass(frozen=True, slots=True)
class Article:
    """One source document.

    `id` is the file's path inside the corpus folder with forward slashes, `path` where that file lies here,
    `date` ISO 8601, `sha256` the hash of `text` (UTF-8), `file_sha256` that of the file's bytes. `headings` are the
    offsets in `text` of paragraphs that head others, known while an article is read from its file; an index keeps
    them with its sentences.
    """

    id: str
    path: str
    title: str
    publisher: str | None
    date: str | None
    url: str | None
    text: str
    sha256: str
    file_sha256: str
    headings: tuple[int, ...] = field(default=(), compare=False)


class Skipped(NamedTuple):
    """A file that was left out of the index, and why."""

    path: str
    reason: str


class Reading(NamedTuple):
    """An article as read, and what in its file was wrong but could be passed over."""

    article: Article
    warnings: tuple[str, ...]


class Unreadable(Exception):
    """A file that cannot become an article; its text is the reason, for people."""


class _Source(NamedTuple):
    """What a format's reader takes from a file: the text, a title if the format names one, metadata."""

    text: str
    title: str | None
    metadata: dict[str, Any]
    warnings: tuple[str, ...]
    headings: tuple[int, ...] = ()


def article_files(corpus: Path) -> Iterator[Path | Skipped]:
    """Every candidate file below the corpus folder in path order, or why one is left out.

    Hidden files and folders and README files are passed over in silence. Raises CorpusError where the folder
    is missing, is a file or cannot be listed.
    """
    if not corpus.exists():
        raise CorpusError(f"There is no corpus folder at {corpus}. Create it, or name another with --corpus.")
    if not corpus.is_dir():
        raise CorpusError(f"{corpus} is a file; --corpus takes a folder of articles.")
    try:
        paths = sorted(corpus.rglob("*"), key=lambda path: path.relative_to(corpus).as_posix())
    except OSError as error:
        raise CorpusError(f"The corpus folder {corpus} cannot be listed: {error.strerror}.") from error
    for path in paths:
        inside = path.relative_to(corpus)
        if (
            any(part.startswith(".") for part in inside.parts)
            or path.stem.lower() == "readme"
            or path.is_dir()
        ):
            continue
        reason = _reason_to_skip(path)
        yield Skipped(_printable(inside.as_posix()), reason) if reason else path


def _reason_to_skip(path: Path) -> str | None:
    if _printable(str(path)) != str(path):
        return "its name is not valid UTF-8"
    if path.suffix.lower() not in FORMATS:
        return f"not a format that is read ({', '.join(sorted(FORMATS))})"
    if path.is_symlink() and not path.exists():
        return "a link to nothing"
    if not path.is_file():
        return "not a regular file"
    return None


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def read_bytes(path: Path) -> bytes:
    """The file's content. Raises Unreadable where it is empty, too large or cannot be read."""
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise Unreadable(f"{size / 2**20:.1f} MB; an article may have {MAX_FILE_BYTES // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    if not content.strip():
        raise Unreadable("empty")
    return content


def read_article(path: Path, corpus: Path) -> Reading:
    """Read one file of a known format as an Article of that corpus. Raises Unreadable, with the reason."""
    return parse_article(read_bytes(path), path, corpus)


def parse_article(content: bytes, path: Path, corpus: Path) -> Reading:
    """The article in a file's bytes. Raises Unreadable where they hold no text."""
    source = _SOURCES[FORMATS[path.suffix.lower()]](decode(content))
    if not re.search(r"\w", source.text):
        raise Unreadable("no text in it")
    kept, wrong = _metadata(source.metadata)
    article = Article(
        id=path.relative_to(corpus).as_posix(),
        path=str(path.absolute()),
        title=kept.get("title") or _plain(source.title or "") or _title_from(source.text, path),
        publisher=kept.get("publisher"),
        date=kept.get("date"),
        url=kept.get("url"),
        text=source.text,
        sha256=hashlib.sha256(source.text.encode()).hexdigest(),
        file_sha256=hashlib.sha256(content).hexdigest(),
        headings=source.headings,
    )
    return Reading(article, source.warnings + tuple(wrong))


def decode(content: bytes) -> str:
    """Text in UTF-8, UTF-16 or UTF-32 (with a mark), or an older encoding by its look; newlines are `\\n`.

    Raises Unreadable where the bytes are no text in any of them.
    """
    text = _decode_unicode(content)
    if text is None:
        if b"\0" in content:
            raise Unreadable("binary, not text")
        text = _decode_legacy(content)
    if "\0" in text:
        raise Unreadable("binary, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode_unicode(content: bytes) -> str | None:
    marked = (
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    )
    encoding = next((name for mark, name in marked if content.startswith(mark)), "utf-8-sig")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_legacy(content: bytes) -> str:
    import charset_normalizer  # only old files pay for it

    found = charset_normalizer.from_bytes(content, cp_isolation=["cp1252", "mac_roman"]).best()
    if found is None:
        raise Unreadable("in no text encoding that is known here")
    return str(found)


def _text_source(raw: str) -> _Source:
    body, metadata, warnings = front_matter(raw)
    return _Source(body, None, metadata, warnings, tuple(_standing_alone(body)))


def _standing_alone(text: str) -> Iterator[int]:
    """Where lines begin that look like headings: short, alone between blank lines, no sentence, above a paragraph."""
    blocks = list(_BLOCK.finditer(text))
    for block, below in pairwise(blocks):
        line = block.group().strip()
        if (
            "\n" not in line
            and len(line.split()) <= MOST_HEADING_WORDS
            and line[-1].isalnum()
            and len(below.group().split()) > MOST_HEADING_WORDS
        ):
            yield block.start()


_BLOCK = re.compile(r"\S(?:.|\n(?![^\S\n]*(?:\n|\Z)))*")
MOST_HEADING_WORDS = 12
"""Words of a line in plain text that may be a heading; what it heads has more."""


def _markdown_source(raw: str) -> _Source:
    from index.markdown import plain_text

    body, metadata, warnings = front_matter(raw)
    plain = plain_text(body)
    return _Source(plain.text, plain.title, metadata, warnings, plain.headings)


def _html_source(raw: str) -> _Source:
    from index.html import article_of  # half a second to import: only HTML pays for it

    page = article_of(raw)
    if page is None:
        raise Unreadable("no article text found in the HTML")
    # One that is no date is kept where there is no better, to be warned of.
    date = next((date for date in page.dates if _iso_date(date)), next(iter(page.dates), None))
    metadata = {"publisher": page.publisher, "date": date, "url": page.url}
    known = {key: value for key, value in metadata.items() if value}
    return _Source(page.text, page.title, known, (), page.headings)


_SOURCES = {"text": _text_source, "markdown": _markdown_source, "html": _html_source}


def _metadata(metadata: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The metadata that can be kept, as text, and a warning for each that cannot."""
    kept: dict[str, str] = {}
    warnings: list[str] = []
    for key, check in (("title", _plain), ("publisher", _plain), ("date", _iso_date), ("url", _web_address)):
        value = metadata.get(key)
        if value is None or value in _NOTHING:
            continue
        checked = check(value) if isinstance(value, str) and not _UNPRINTABLE.search(value) else None
        if checked is None:
            warnings.append(f"{key} {_shown(value)} is not a {_KINDS[key]}; it is ignored")
        else:
            kept[key] = checked
    return kept, warnings


_NOTHING = ("", "~", "null", "Null", "NULL")
_UNPRINTABLE = re.compile("[\0\ud800-\udfff]")  # what an escape in YAML can name and no file can hold
_KINDS = {"title": "line of text", "publisher": "line of text", "date": "date", "url": "web address"}


def _shown(value: Any) -> str:
    return repr(value[:80]) if isinstance(value, str) else "[…]" if isinstance(value, list) else "{…}"


def _plain(value: str) -> str | None:
    return re.sub(r"\s+", " ", value).strip()[:300] or None


def _iso_date(value: str) -> str | None:
    try:
        return datetime.fromisoformat(value.strip()).date().isoformat()
    except ValueError:
        return _written_date(value)


def _written_date(value: str) -> str | None:
    from dateutil import parser

    try:
        # A part the text does not name is filled from the default: two defaults that agree on nothing show it.
        first, second = (parser.parse(value, default=day, dayfirst=True, ignoretz=True) for day in _UNALIKE)
    except (ValueError, OverflowError):
        return None
    return first.date().isoformat() if first.date() == second.date() else None


_UNALIKE = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC))


def _web_address(value: str) -> str | None:
    text = value.strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", text) else None


def _title_from(text: str, path: Path) -> str:
    """The first line where it is short enough for a title, else the file's name as words."""
    first = text.strip().split("\n", 1)[0].strip()
    if len(first) <= MAX_TITLE:
        return first
    return re.sub(r"[-_\s]+", " ", path.stem).strip().capitalize() or path.name
