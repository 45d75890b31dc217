"""HTML pages to the article's text, its lists and tables with it, and what the page itself says of where it is from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, takewhile
from typing import Any

import trafilatura
from trafilatura.settings import Document

from index.articles.article import Source, Unreadable
from index.articles.blocks import WITHIN_A_LINE, narrow, paragraphs_of
from index.articles.characters import as_seen
from index.articles.dateline import dateline
from index.articles.gates import PROSE, WALLED, described, is_consent_page, says_free, walls, why_cut_short
from index.articles.markdown import Paragraph, joined
from index.articles.metadata import is_home, iso_date
from index.articles.posts import head_with_times
from index.articles.pruning import HOLDING, INLINE, LINE, drop, is_link, prune
from index.articles.tables import is_bold, square, unfold_layout
from index.articles.text import MOST_HEADING_WORDS
from index.articles.titles import publisher_of, title_of

BEGINNING = 25
"""Characters by which a paragraph is known again."""
LOST = 0.3
"""The share of a page's words in paragraphs that may be left out before that is said."""


def article_of(page: str) -> Source:
    """The article in a page's HTML. Raises Unreadable where there is none."""
    tree = _tree_of(page)
    if tree is None:
        raise Unreadable(NO_TEXT)
    if leads_elsewhere(tree):
        raise Unreadable("a page of links to articles, and none itself")
    if is_consent_page(tree):
        raise Unreadable("a page that asks for consent, and no article")
    site = next(iter(tree.xpath("//meta[@property='og:site_name']/@content")), "")
    dates = [date.strip() for date in _dates(tree) if date and date.strip()]
    american = str(tree.get("lang") or "").lower().replace("_", "-") == "en-us"
    unfold_layout(tree)
    _head_lists(tree)
    walled = walls(tree)
    drop(walled)
    doubtful = prune(tree)
    times = head_with_times(tree)
    _keep_article(tree)
    square(tree)
    _frame(tree)
    heading = " ".join(next((h1.text_content() for h1 in tree.iter("h1")), "").split())
    prose, asides = list(_prose(tree)), list(_asides(tree))
    whole = joined(paragraphs_of(tree.find(".//body"), INLINE), None)
    _close_lines(tree)
    found = _extracted(tree)
    taken = joined(_with_beginning(list(paragraphs_of(found.body, WITHIN_A_LINE)), tree), None)
    if _lacks_much(taken.text, prose, times) or _is_scraped(found.body):
        taken = whole
    if not re.search(r"\w", taken.text):
        raise Unreadable(NO_TEXT)
    doubtful += _left_out(taken.text, prose, asides)
    address = found.url or ""
    if walled and not says_free(tree, address):
        doubtful.append(WALLED)
    if short := why_cut_short(tree, address, taken.text):
        doubtful.append(short)
    publisher = publisher_of(as_seen(found.sitename or ""), heading, as_seen(site).strip())
    return Source(
        text=taken.text,
        title=title_of(narrow(as_seen(found.title or "")), narrow(heading), publisher),
        metadata=_metadata(found, publisher, _likeliest(dates, month_first=american)),
        warnings=tuple(doubtful),
        headings=taken.headings,
        items=taken.items,
        month_first=american,
    )


NO_TEXT = "no article text found in the HTML"


def _tree_of(page: str) -> Any:
    is_whole = re.search(r"<(?:html|head|body)\b", page, re.IGNORECASE)
    return trafilatura.load_html(page if is_whole else f"<html><body>{page}</body></html>")


def _head_lists(tree: Any) -> None:
    """Make a heading of a short paragraph in bold right above a list."""
    for items in tree.iter("ul", "ol", "dl"):
        above = items.getprevious()
        if above is not None and above.tag == "p" and is_bold(above) and not (above.tail or "").strip():
            words = above.text_content().split()
            if len(words) <= MOST_HEADING_WORDS and words[-1][-1] not in ".!?":
                above.tag = "h4"


def _close_lines(tree: Any) -> None:
    """Make spaces of the newlines in a page's source, as a browser does: those that trafilatura gives are its own."""
    as_written = {element for pre in tree.iter("pre") for element in pre.iter()}
    for element in tree.iter():
        if isinstance(element.tag, str) and element.text and element not in as_written:
            element.text = element.text.replace("\n", " ")
        if element.tail and element.getparent() not in as_written:
            element.tail = element.tail.replace("\n", " ")


def _extracted(tree: Any) -> Any:
    """What trafilatura takes for the article in a page, with its metadata; where it finds none, of nothing."""
    preformatted = tree.find(".//pre") is not None
    found: Any = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
    )
    if found and found.body is not None and preformatted:  # of which trafilatura makes quotations, too
        for quotation in found.body.iter("quote"):
            quotation.tag = "p"
    return found or Document()


def _is_scraped(body: Any) -> bool:
    """Whether trafilatura found no article, and took all text as one paragraph."""
    return len(body) == 1 and len(body[0]) == 0 and "\n" in (body[0].text or "").strip()


def _with_beginning(taken: list[Paragraph], tree: Any) -> list[Paragraph]:
    """What was taken of a page, with the prose first that stands between the page's heading and it: a lead in a box."""
    below = list(dict.fromkeys(_prose(tree, "(//h1)[last()]/following::p")))
    known = {words[:BEGINNING] for words in below}
    begins = [" ".join(paragraph.text.split())[:BEGINNING] for paragraph in taken]
    first = next((place for place, words in enumerate(begins) if words in known), None)
    if first is None:
        return taken
    alone = {_squeezed(paragraph.text) for paragraph in taken}
    whole = _squeezed("".join(paragraph.text for paragraph in taken))
    before = takewhile(lambda words: words[:BEGINNING] != begins[first], below)
    # What stands within another paragraph is there already: trafilatura parts them at other places.
    lead = [words for words in before if _squeezed(words) in alone or _squeezed(words) not in whole]
    led = set(map(_squeezed, lead))
    rest = (paragraph for paragraph in taken[first:] if _squeezed(paragraph.text) not in led)
    return [*taken[:first], *map(Paragraph, lead), *rest]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _lacks_much(text: str, prose: list[str], times: Collection[str]) -> bool:
    """Whether a text has none or too few of a page's paragraphs, or not all of the times above its posts."""
    words, lost = _lost(prose, text)
    return not text or lost > LOST * words or not {*times} <= {*text.split("\n\n")}


def _left_out(text: str, prose: list[str], asides: list[str]) -> Iterator[str]:
    """What is doubtful about a text, for people: paragraphs and asides of its page that it lacks."""
    words, lost = _lost(prose, text)
    if lost > LOST * words:
        yield f"{lost} of {words} words in the page's paragraphs are not taken for its article"
    on_one_line = " ".join(text.split())
    for aside in asides:
        if aside[-BEGINNING:] not in on_one_line:
            yield f"{len(aside.split())} words set aside in the article are left out, from {aside[:40]!r} on"


def _metadata(found: Any, publisher: str, date: str | None) -> dict[str, Any]:
    # Sites whose every page says that it is best known by the home page mean none of them.
    url = None if found.url is None or is_home(found.url) else found.url
    metadata = {"publisher": publisher, "date": date, "url": url, "tags": list(found.tags or ())}
    return {key: value for key, value in metadata.items() if value}


def _likeliest(dates: Sequence[str], *, month_first: bool) -> str | None:
    """The first that is a date; where none is, the first, to be warned of."""
    good = (date for date in dates if iso_date(date, month_first=month_first))
    return next(good, next(iter(dates), None))


def _prose(tree: Any, among: str = "//p") -> Iterator[str]:
    """The paragraphs of a page that are sentences, outside what goes round an article."""
    for block in tree.xpath(among):
        words = (
            " ".join(block.itertext()) if block.find(".//br") is not None else block.text_content()
        ).split()
        if len(words) >= PROSE and not is_link(block) and not block.xpath(_AROUND):
            yield _shown(words)


_AROUND = "ancestor::nav or ancestor::footer or ancestor::header or ancestor::aside or ancestor::figure"


def _asides(tree: Any) -> Iterator[str]:
    """What stands in asides between the paragraphs of an article and is no link: boxes of facts, it may be."""
    for aside in tree.xpath("//aside[preceding-sibling::p and following-sibling::p]"):
        words = " ".join(aside.itertext()).split()
        if len(words) >= PROSE and not is_link(aside):
            yield _shown(words)


def _shown(words: list[str]) -> str:
    """Words of a page on one line, as they are read."""
    return narrow(" ".join(words)).replace(LINE, " ")


def _lost(prose: list[str], text: str) -> tuple[int, int]:
    """How many words these paragraphs have, and how many of them a text lacks or has within another paragraph."""
    begins = {" ".join(paragraph.split())[:BEGINNING] for paragraph in text.split("\n\n")}
    lengths = [(len(block.split()), block[:BEGINNING] in begins) for block in prose]
    return sum(words for words, _ in lengths), sum(words for words, there in lengths if not there)


def leads_elsewhere(tree: Any) -> bool:
    """Whether a page is an index: headlines that are links, and between them no article's worth of text.

    An article stands below a heading that is no link; a story on an index has a few sentences at most.
    """
    headlines, longest, run = 0, 0, 0
    for block in tree.xpath(f"//body//*[({_BLOCKS}) and not({_ASIDE})]"):
        linked = is_link(block) or bool(block.xpath("ancestor::a"))
        if block.tag in _HEADLINES or (linked and (block.tag == "li" or _begins_a_story(block))):
            headlines += linked
            run = 0 if linked else run
        elif not linked:
            run += len(block.text_content().split())
            longest = max(longest, run)
    return headlines >= FEWEST_HEADLINES and longest < SHORTEST_ARTICLE


def _begins_a_story(block: Any) -> bool:
    """Whether a link is the first that a box has, with more words below it that are none: a story's headline."""
    if block.xpath(".//time or .//a[starts-with(@href, '#')]"):
        return False  # what a post of a live blog begins with: when, and a link to itself
    while block.tag not in ("body", "main") and _is_all(block):
        block = block.getparent()
    above = (other.text_content() for other in block.itersiblings(preceding=True))
    return not any(map(str.strip, above)) and any(
        len(other.text_content().split()) > 2 and not is_link(other) for other in block.itersiblings()
    )


def _is_all(block: Any) -> bool:
    """Whether an element has all words of the one that it is in. Ends at the first other word: lists are long."""
    around = block.getparent()
    return not (around.text or "").strip() and not any(
        (child.tail or "").strip() or (child is not block and child.text_content().strip())
        for child in around
    )


_HEADLINES = ("h1", "h2", "h3", "h4")
_BLOCKS = " or ".join(f"self::{tag}" for tag in (*_HEADLINES, "p", "li")) + (
    f" or self::div[not(.//*[{HOLDING} or self::script or self::style])]"
)
_ASIDE = "ancestor::nav or ancestor::footer or ancestor::form"
FEWEST_HEADLINES = 4
"""Headlines on a page that leads elsewhere."""
SHORTEST_ARTICLE = 60
"""Words between two headlines that are links; more may be an article beside links."""


def _keep_article(tree: Any) -> None:
    """Where a page's heading and nearly all that comes after it share a box, leave nothing but that box.

    What the box is called does not matter: an aside that holds the page's heading is its article.
    """
    body, heading = tree.find(".//body"), next(iter(tree.iter("h1")), None)
    if body is None or heading is None:
        return
    after = heading.xpath(f"following::text()[not({_OUTSIDE})]")
    whole = sum(len(text.split()) for text in after)
    for box in heading.iterancestors():
        if box is body or box.tag in ("main", "article"):
            return
        within = box.xpath("count(ancestor::*)")
        held = sum(
            len(t.split()) for t in after if box in t.getparent().iterancestors() or t.getparent() is box
        )
        if whole and held >= KEPT * whole and within:
            break
    else:
        return
    parent = box.getparent()
    parent.remove(box)
    box.tag, box.tail = "article", None
    for name in ("class", "id", "role"):
        box.attrib.pop(name, None)
    for child in list(body):
        if child.tag != "script":
            body.remove(child)
    body.text = None
    body.append(box)


_OUTSIDE = "ancestor::nav or ancestor::footer or ancestor::script or ancestor::a"
KEPT = 0.9


def _frame(tree: Any) -> None:
    """Where a page does not mark its main part, let its body be that.

    Without a main part trafilatura gathers paragraphs and passes over the lists between them. A part that is
    marked in another way (article, a known class) still comes first.
    """
    body = tree.find("body")
    if body is None or tree.xpath(_MAIN):
        return
    children = list(body)
    main = body.makeelement("main")
    main.text, body.text = body.text, None
    main.extend(children)
    body.append(main)


_MAIN = "//main | //*[starts-with(@id, 'main') or starts-with(@class, 'main') or starts-with(@role, 'main')]"


def _dates(tree: Any) -> Iterator[str | None]:
    """The dates of publication that the page's metadata give, and the one that stands below its headline.

    What its text says elsewhere is never taken for one: many pages tell above all else what day it is today.
    """
    for script in tree.xpath("//script[@type='application/ld+json']"):
        yield from _linked_dates(script.text or "")
    for meta in tree.xpath("//meta[@content]"):
        names = (meta.get(key, "").lower() for key in ("property", "name", "itemprop"))
        if any(name in _PUBLISHED for name in names):
            yield meta.get("content")
    apart = tree.xpath(f"//time[not({_IN_PROSE})]")[:1]
    for time in [*tree.xpath(f"//time[{_MARKED}]"), *apart, *_byline_times(tree)]:
        yield time.get("datetime") or "".join(time.itertext())
    for headline in islice(tree.iter("h1"), 1):
        yield dateline(line.text_content() for line in headline.itersiblings("*"))


def _byline_times(tree: Any) -> list[Any]:
    """The times in the first short line above all paragraphs of prose that has some and is no sentence."""
    for line in tree.iter("p"):
        words = line.text_content().strip().rstrip("\"'”’)")
        if len(words.split()) > MOST_BYLINE:
            return []
        times: list[Any] = line.findall(".//time")
        if times and words[-1:] not in ".!?":
            return times
    return []


MOST_BYLINE = 14
"""Words of a paragraph that says who wrote an article and when."""


_PUBLISHED = frozenset(
    (
        *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
        *("datepublished", "date", "pubdate", "pub_date", "publishdate", "publish-date", "publish_date"),
        *("publication_date", "publication-date", "dc.date", "dc.date.issued", "dc.date.created"),
        *("dcterms.date", "dcterms.issued", "dcterms.created", "parsely-pub-date", "sailthru.date"),
        *("citation_publication_date", "citation_date", "article.published", "cxenseparse:recs:publishtime"),
    )
)
"""The names under which pages give the date of publication: Open Graph, schema.org, Dublin Core and publishers' own."""
_MARKED = "@pubdate or @itemprop='datePublished'"
_IN_PROSE = "ancestor::p or ancestor::li or ancestor::td or ancestor::dd or ancestor::blockquote"


def _linked_dates(script: str) -> Iterator[str]:
    """`datePublished` of the articles and pages in a JSON-LD script (schema.org), articles first."""
    things = list(described(script))
    for kinds in (r"Article|Posting|Report\b|Review", r"Page|CreativeWork"):
        for thing in things:
            date = thing.get("datePublished")
            if isinstance(date, str) and re.search(kinds, str(thing.get("@type"))):
                yield date
