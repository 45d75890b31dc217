"""Corrected articles: the catalogue keeps what the text was, and whoever was quoted it is told."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from index.building import generations
from index.building.catalogue import Catalogue
from index.building.revisions import Revision, revision_of
from index.building.verify import Verified, verify
from tests.index.desk import GUNS, SEIZED, Desk

CORRECTED = GUNS.replace("386", "387").replace("2024-03-19", "2024-03-21")


def quoted(desk: Desk) -> dict[str, Any]:
    """The quote about the guns, as it comes back from JSON."""
    with desk.open() as archive:
        form = json.loads(json.dumps(archive.ask(SEIZED).to_json()))
    return next(quote for quote in [*form["quotes"], *form["nearest"]] if "386" in quote["text"])


def catalogue_of(desk: Desk) -> closing[Catalogue]:
    return closing(Catalogue.open(desk.generation / generations.CATALOGUE, desk.corpus))


def verified(desk: Desk, quote: dict[str, Any]) -> Verified:
    with catalogue_of(desk) as catalogue:
        return verify(quote, None, catalogue)


def test_a_corrected_article_leaves_its_hash_and_date(desk: Desk) -> None:
    quote = quoted(desk)
    sha256, today = quote["citation"]["sha256"], datetime.now(UTC).date().isoformat()
    desk.write("guns.md", CORRECTED)
    desk.build()
    with catalogue_of(desk) as catalogue:
        kept = revision_of(catalogue, "guns.md", sha256)
        now = catalogue.article("guns.md")
        assert revision_of(catalogue, "bridge.md", sha256) is None
    assert now is not None
    assert kept is not None
    assert kept == Revision(sha256, "2024-03-19", kept.replaced)
    found = verified(desk, quote)
    assert found.verdict == "CHANGED"
    assert found.detail == (
        f"the article no longer says so, but “{quote['text'].replace('386', '387')}”; "
        f"the text {sha256[:12]} of 2024-03-19 was replaced on {today} by {now.sha256[:12]} of 2024-03-21"
    )
    # What is known of it outlives later builds, one from nothing among them.
    desk.write("guns.md", CORRECTED.replace("387", "388"))
    desk.build(full=True)
    desk.write("other.txt", "Another title\n\nWords that have nothing to do with it.")
    desk.build()
    with catalogue_of(desk) as catalogue:
        assert revision_of(catalogue, "guns.md", sha256) == kept
        assert revision_of(catalogue, "guns.md", now.sha256) is not None
    # An earlier index that cannot be read takes what it knew with it, and nothing else.
    desk.forget()
    (desk.generation / generations.CATALOGUE).write_bytes(b"damaged")
    desk.build()
    with catalogue_of(desk) as catalogue:
        assert revision_of(catalogue, "guns.md", sha256) is None


def test_a_quote_is_cited_with_the_page_on_which_it_begins(desk: Desk) -> None:
    text = (
        "<!-- page 3 -->\n\nThe mill of Rye was built in 1740 by <!-- page 4 -->Ezra Prigg.\n\n"
        "It ground 12 tonnes of flour.\n"
    )
    desk.write("mill.md", f"---\ntitle: The mill of Rye\n---\n{text}")
    desk.build()
    with desk.open() as archive:
        first = archive.ask("who built the mill of Rye?")
        second = archive.ask("how many tonnes of flour did the mill of Rye grind?")
        article = archive.article("mill.md")
    assert article is not None
    assert "page" not in article.text
    for answer, words, page in ((first, "Ezra", 3), (second, "12 tonnes", 4)):
        quote = next(quote for quote in (*answer.quotes, *answer.nearest) if words in quote.text)
        assert quote.citation.page == page
        assert article.text[quote.start : quote.end] == quote.text
        assert json.loads(json.dumps(answer.to_json()))["question"]
