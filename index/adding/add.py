"""Adding: drafts become files of the corpus; one that was there before is replaced, one that did not change is not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from index.adding.corpus import (
    forget_unfinished,
    free_path,
    holds,
    is_same,
    name_for,
    put_aside,
    read_there,
    write,
)
from index.adding.known import Known, Origin, catalogue_of
from index.adding.sources import Found, Same, Sourced
from index.articles import Article, Unreadable, parse_article
from index.articles.article import FEWEST_WORDS
from index.articles.draft import Draft, LeftOut, Refused, with_given
from index.articles.files import MAX_FILE_BYTES, OWN
from index.articles.web import web_key
from index.articles.writing import difference, markdown_of
from index.building.boilerplate import words_of_news
from index.building.passages import sentences
from index.building.selection import Selection

What = Literal["added", "changed", "unchanged", "left out", "refused"]


NEWS = 0.2
"""The share of its words that an article has at least in paragraphs of news. Of some 1,000 articles all have more; the
text of a page that asks for consent has next to none."""


class Outcome(NamedTuple):
    """What became of a source: `name` is the article's id, or what became none; `detail` the title, or the reason."""

    what: What
    name: str
    detail: str
    warnings: tuple[str, ...] = ()


class Shelf:
    """A corpus that articles are put into for everybody, with what is known of those that are there.

    What lies in `private` folders, or was added by a single server, is nobody else's: it stands for no new article.
    """

    def __init__(self, corpus: Path, data: Path, known: Known, private: Collection[str] = ()) -> None:
        self._corpus, self._data, self._known = corpus, data, known
        self._by_url, self._by_text = _catalogued(data, corpus, Selection(hidden=frozenset({OWN, *private})))
        self._written: set[str] = set()
        self._firsts: dict[tuple[str, str, bool], str] = {}
        forget_unfinished(corpus)

    def there(self, id: str) -> bool:
        """Whether an article's file is in the corpus."""
        return (self._corpus / id).is_file()

    def put(self, found: Iterable[Sourced]) -> Iterator[Outcome]:
        """Write each draft into the corpus, or say why not, one after the other as they come. Raises CorpusError."""
        for one in found:
            match one:
                case Same(source, article):
                    yield Outcome("unchanged", article or source, self._titled(article))
                case LeftOut(what, reason):
                    yield Outcome("left out", what, reason)
                case Refused(what, reason):
                    yield Outcome("refused", what, reason)
                case Found():
                    yield self._put(one)

    def _titled(self, id: str) -> str:
        """What is said of a source that is as it was: its article's title, where it is one's alone."""
        there = read_there(self._corpus / id, self._corpus) if id else None
        return there.title if there is not None else "nothing is new in it"

    def as_written(self, one: Sourced) -> Sourced:
        """A draft as it would be written, with what a person gave of the article that it would replace."""
        if not isinstance(one, Found):
            return one
        try:
            return self._completed(one).found
        except Unreadable as reason:
            return Refused(one.draft.key, str(reason))

    def _put(self, found: Found) -> Outcome:
        try:
            return self._take(*self._completed(found))
        except Unreadable as reason:
            return Outcome("refused", found.draft.key, str(reason))

    def _completed(self, found: Found) -> _Completed:
        """Raises Unreadable."""
        content, article = self._written_as(found.draft)
        draft = replace(found.draft, key=self._key(found, article.sha256))
        before = self._before(draft, article.sha256)
        if given := self._given_before(draft, before):
            draft = with_given(draft, given)
            content, article = self._written_as(draft)
        return _Completed(found._replace(draft=draft), before, article, content)

    def _written_as(self, draft: Draft) -> tuple[bytes, Article]:
        """The file that a draft becomes, and the article that this reads as. Raises Unreadable."""
        content = markdown_of(draft).encode("utf-8", "replace")
        if (size := len(content)) > MAX_FILE_BYTES:
            raise Unreadable(f"{size / 2**20:.1f} MB; an article may have {MAX_FILE_BYTES // 2**20} MB")
        article = parse_article(content, self._corpus / "draft.md", self._corpus).article
        if differs := difference(draft, article.text):
            raise Unreadable(f"it cannot be written as Markdown: {differs}")
        cut = sentences(article.text, article.headings, article.items)
        news, every = words_of_news(article.text, cut), len(article.text.split())
        if news < FEWEST_WORDS <= every and news < NEWS * every:
            raise Unreadable(
                "nearly all of it asks for consent or money, or advertises: there is no article in it"
            )
        return content, article

    def _given_before(self, draft: Draft, before: str | None) -> dict[str, str]:
        """What a person gave of the article that a draft is the new version of, and does not give anew."""
        there = read_there(self._corpus / before, self._corpus) if before is not None else None
        names = there.given if there is not None else ()
        return {name: value for name in names if name not in draft.given and (value := getattr(there, name))}

    def _take(self, found: Found, before: str | None, article: Article, content: bytes) -> Outcome:
        draft = found.draft
        if before is None:
            twin = self._by_text.get(article.sha256)
            if twin is not None and holds(self._corpus, twin, article.sha256):
                self._note(found, twin)
                return Outcome("unchanged", twin, "the same text was there already")
            path = free_path(self._corpus, name_for(draft.title, draft.date), article)
        else:
            path = self._corpus / before
            if is_same(article, path, self._corpus):
                self._note(found, before)
                return Outcome("unchanged", before, draft.title)
            if draft.feed and not self._is_of_feed(draft.key, before):
                return self._left(found, before)
            if path.suffix == ".md":
                put_aside(path, self._data, move=False)
            else:
                path = free_path(path.parent, path.stem, article)
        id = path.relative_to(self._corpus).as_posix()
        if id != before:
            self._known.put_pending(draft.key, id, article.sha256)
        write(path, content)
        if before is not None and before != id:
            put_aside(self._corpus / before, self._data, move=True)  # now that the new one is there
        self._note(found, id)
        self._by_text[article.sha256] = id
        return Outcome("added" if before is None else "changed", id, draft.title, draft.told)

    def _key(self, found: Found, text: str) -> str:
        """What a draft is known by: where several of one key come, but for the first with its title or text, too.

        One that was known so before is known so again, in whatever order they come. Of a page that is
        fetched twice, with other words under the same title, the later is the newer version.
        """
        draft, key = found.draft, found.draft.key
        apart_by = [("title", draft.title), ("text", text)] if found.source else [("title", draft.title)]
        for what, own in apart_by:
            apart = f"{key}#{own}"
            known = self._known.get(apart)
            again = known is not None and known.article is not None and self.there(known.article)
            if again or self._firsts.setdefault((key, what, draft.feed), own) != own:
                key = apart
        return key

    def _before(self, draft: Draft, text: str) -> str | None:
        """The article that a draft is the new version of: from the same source, or with the same address.

        A page may say of itself that it is another one: where that has other words under another title, it is not.
        """
        origin = self._known.get(draft.key)
        if origin and origin.article and self.there(origin.article):
            return origin.article
        pending = self._known.pending(draft.key)
        if pending and pending.article and holds(self._corpus, pending.article, pending.mark):
            return pending.article  # an addition died after writing it
        # Where all that comes from one file bears one address, it is no article's own.
        id = self._by_url.get(web_key(draft.url)) if draft.url else None
        if id is None or id in self._written or not self.there(id):
            return None
        there = read_there(self._corpus / id, self._corpus)
        alike = there is not None and (draft.title == there.title or text == there.sha256)
        return id if alike or web_key(draft.url or "") == draft.key else None

    def _is_of_feed(self, key: str, id: str) -> bool:
        origin = self._known.get(key)
        return origin is not None and origin.article == id and origin.feed is not False

    def _left(self, found: Found, id: str) -> Outcome:
        """Leave an article whose page was read as it is: what a feed has of it may be its beginning only."""
        origin = self._known.get(found.draft.key) or Origin(id)
        self._known.put(found.draft.key, origin._replace(article=id, mark=found.mark), found.source)
        told = "; ".join([f"{id} stays as it was", *found.draft.told])
        return Outcome("refused", found.draft.key, f"{told}; this does not replace a page that was read")

    def _note(self, found: Found, id: str) -> None:
        self._written.add(id)
        origin = Origin(id, found.mark, found.etag, found.modified, found.draft.feed)
        self._known.put(found.draft.key, origin, found.source)
        if found.draft.url:
            self._by_url.setdefault(web_key(found.draft.url), id)


class _Completed(NamedTuple):
    """A draft known by its key, the article that it replaces, and the one and the file that it becomes."""

    found: Found
    before: str | None
    article: Article
    content: bytes


def _catalogued(data: Path, corpus: Path, everybodys: Selection) -> tuple[dict[str, str], dict[str, str]]:
    """The articles that are indexed and shown to everybody, by their address and by the hash of their text."""
    with catalogue_of(data, corpus) as catalogue:
        if catalogue is None:
            return {}, {}
        texts = {text: id for id, (_, text) in catalogue.hashes().items() if not everybodys.hides(id)}
        return {web_key(url): id for id, url in catalogue.urls() if not everybodys.hides(id)}, texts
