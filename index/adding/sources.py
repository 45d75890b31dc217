"""Where drafts come from: pages of the web, feeds, files. Each source gives drafts, or says why it gives none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from index.adding.known import Known, Origin
from index.articles import FORMATS, Unreadable, read_bytes
from index.articles.draft import Draft, LeftOut, Refused, with_given, with_metadata
from index.articles.fetching import Fetched, Fetcher
from index.articles.formats import drafts_of_file
from index.articles.formats.feed import Entry, read_feed
from index.articles.formats.single import draft_of_content
from index.articles.web import draft_of, web_key
from index.errors import NotFetched, NotReached


class Found(NamedTuple):
    """A draft, and what is to be noted of the version of its source that it was read from.

    `source` is the file that it lay in, if it lay in one.
    """

    draft: Draft
    mark: str = ""
    etag: str | None = None
    modified: str | None = None
    source: str = ""


class Same(NamedTuple):
    """A source, by its key, that has not changed since it became the article, by its id; "" of a feed, with several."""

    source: str
    article: str


Sourced = Found | Same | LeftOut | Refused


def from_files(
    paths: Iterable[Path], corpus: Path | None = None, data: Path | None = None
) -> Iterator[Sourced]:
    """The articles in files of any format that is read, and in folders of such files.

    Those that the index is built from are there already, and what lies beside it was taken out.
    """
    for path in paths:

        def own(file: Path, path: Path = path) -> Refused | None:
            real, indexed = file.resolve(), file.suffix.lower() in FORMATS
            if corpus is not None and indexed and real.is_relative_to(corpus.resolve()):
                what = corpus if path.is_dir() else path
                return Refused(str(what), "it lies in the corpus already; `pullquote index` takes it in")
            if data is None or path.resolve().is_relative_to(data.resolve()):
                return None
            beside = real.is_relative_to(data.resolve())
            return Refused(str(data), "the index, and what was taken out of the corpus") if beside else None

        for draft in drafts_of_file(path, own):
            yield Found(draft, source=str(path.resolve())) if isinstance(draft, Draft) else draft


def completed(
    found: Iterable[Sourced], about: Mapping[str, str], corpus: Path, known: Known
) -> Iterator[Sourced]:
    """Drafts with what a person says of them; where a source is as it was, that is said of the article as it lies."""
    for one in found:
        told = _as_it_lies(one, corpus, known) if about and isinstance(one, Same) and one.article else one
        yield told._replace(draft=with_given(told.draft, about)) if isinstance(told, Found) else told


def _as_it_lies(same: Same, corpus: Path, known: Known) -> Found | Refused:
    path, origin = corpus / same.article, known.get(same.source) or Origin(same.article)
    try:
        draft = draft_of_content(read_bytes(path), path.name, same.source)
    except Unreadable as reason:
        return Refused(same.article, str(reason))
    return Found(replace(draft, feed=origin.feed is not False), origin.mark, origin.etag, origin.modified)


@dataclass(frozen=True)
class Web:
    """Pages and feeds, fetched only where they have changed; `there` tells whether an article's file is there.

    Of `whole_feeds` every entry is told, also where they are as they were.
    """

    fetcher: Fetcher
    known: Known
    there: Callable[[str], bool]
    whole_feeds: bool = False

    def pages(self, urls: Iterable[str]) -> Iterator[Sourced]:
        """The article at each address."""
        for url in urls:
            try:
                yield self._page(url, "")
            except (NotFetched, Unreadable) as reason:
                yield Refused(url, str(reason))

    def feeds(self, urls: Iterable[str]) -> Iterator[Sourced]:
        """The articles that each feed lists, but for those that were removed from the corpus."""
        for url in urls:
            try:
                yield from self._feed(url)
            except (NotFetched, Unreadable) as reason:
                yield Refused(url, str(reason))

    def _page(self, url: str, mark: str) -> Found | Same:
        """Raises NotFetched, Unreadable."""
        origin = self._origin(web_key(url))
        fetched = self.fetcher.fetch(url, etag=origin.etag, modified=origin.modified)
        if fetched is None:
            self.known.put(web_key(url), origin._replace(mark=mark))
            return Same(web_key(url), origin.article or "")
        return Found(draft_of(fetched, url), mark, fetched.etag, fetched.modified)

    def _origin(self, key: str) -> Origin:
        """What is known of a source whose article is there; where it is not, nothing that would spare reading it."""
        origin = self.known.get(key)
        return origin if origin and origin.article and self.there(origin.article) else Origin("")

    def _feed(self, url: str) -> Iterator[Sourced]:
        key = f"feed {web_key(url)}"
        origin = (None if self.whole_feeds else self.known.get(key)) or Origin("")
        fetched = self.fetcher.fetch(url, etag=origin.etag, modified=origin.modified)
        if fetched is None:
            return
        missed = False
        for entry in read_feed(fetched.content, fetched.url):
            taken = self._entry(entry)
            missed = missed or isinstance(taken, _Missed)
            if taken is not None:
                yield taken.refused if isinstance(taken, _Missed) else taken
        # Where a page could not be fetched, the feed is read again though it be the same.
        version = Fetched("", b"", "", None, None, None) if missed else fetched
        self.known.put(key, Origin("", "", version.etag, version.modified))

    def _entry(self, entry: Entry) -> Sourced | _Missed | None:
        key = web_key(entry.url) if entry.url else entry.key
        origin = self.known.get(key)
        if origin is not None and (
            origin.article is None or (origin.article and not self.there(origin.article))
        ):
            return None  # it was removed, or moved to another place
        if origin is not None and origin.mark == entry.mark:
            return Same(key, origin.article) if origin.article else None
        try:
            if not entry.url:
                raise Unreadable("an entry without an address")
            found = self._page(entry.url, entry.mark)
            return found if isinstance(found, Same) else found._replace(draft=_completed(found.draft, entry))
        except NotReached as error:
            later = "; what the feed itself has of it is not taken in its place, as the page may come later"
            return _Missed(Refused(entry.url, f"{error}{later}"))
        except (NotFetched, Unreadable) as error:
            reason = error
        try:
            draft = entry.draft(key)
        except Unreadable as error:
            refused = Refused(entry.url or entry.title, f"{reason}; and in the feed itself: {error}")
        else:
            told = (f"what the feed has of it, not its page: {reason}",) if entry.url else ()
            return Found(replace(draft, warnings=(*draft.warnings, *told)), entry.mark)
        if isinstance(reason, NotFetched):
            return _Missed(refused)
        self.known.put(key, Origin("", entry.mark))
        return refused


class _Missed(NamedTuple):
    """An entry whose page could not be fetched this time."""

    refused: Refused


def _completed(draft: Draft, entry: Entry) -> Draft:
    """A draft with what its page did not say and its feed does."""
    said = {"publisher": draft.publisher, "date": draft.date}
    known: Mapping[str, str | None] = {"publisher": entry.publisher, "date": entry.date}
    return with_metadata(
        draft, {name: known[name] for name, value in said.items() if value is None and known[name]}
    )
