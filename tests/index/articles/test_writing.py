"""Drafts written as Markdown: the file reads as the very text that the draft has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, parse_article
from index.articles.article import QUOTATION
from index.articles.draft import Draft, draft_of_file
from index.articles.writing import difference, markdown_of

PAGE = """<html><head><title>Ferries | The Echo</title><meta property="og:site_name" content="The Echo">
<meta property="article:published_time" content="2024-03-19T08:00:00Z"></head><body><article><h1>Ferries</h1>
<p>The council bought #3 ferries *today* for $61m² [sic] and paid &lt;half&gt; of it, 1_000 in a_b_c | cash.</p>
<p>1986. A year to remember, said the mayor of the town and of all the islands that lie around it.</p>
<blockquote><p>It was far too dear for a town of this size, if you ask me.</p><p>We shall see.</p></blockquote>
<h2>What they carry</h2><ul><li>Cars:<ul><li>long ones</li><li>short ones</li></ul></li><li>- dogs</li></ul>
<table><tr><th>Ferry</th><th>Seats</th></tr><tr><td>Mary</td><td>1 | 2</td></tr><tr><td></td><td>40</td></tr></table>
<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>
<p>{{ nothing }} is lost, and {% nothing %} is made of it, though [gallery ids="1"] stood there once, or so.</p>
<p>= This is no heading, and neither is what stands before it in the article that we have here today.</p>
</article></body></html>"""


def read_again(draft: Draft) -> Article:
    return parse_article(markdown_of(draft).encode(), Path("a.md"), Path()).article


def test_a_page_is_written_as_it_was_read() -> None:
    draft = draft_of_file(PAGE.encode(), "page.html", "key")
    article = read_again(draft)
    assert article.text == draft.text
    assert (article.title, article.publisher, article.date) == ("Ferries", "The Echo", "2024-03-19")
    assert article.headings == draft.headings
    assert article.items == draft.items
    quoted = {place for place, depth in article.items.items() if depth == QUOTATION}
    assert quoted == {article.text.index("It was far"), article.text.index("We shall see")}
    assert "Mary\t1 | 2" in article.text
    assert "\n\na\tb\n\nc\td" in article.text


def test_a_text_keeps_its_lines() -> None:
    text = "A title\n\nOne line\nand another:\n- one\n- two\n  goes on\n\nThe end."
    draft = draft_of_file(text.encode(), "a.txt", "key")
    article = read_again(draft)
    assert article.text == "A title\n\nOne line\nand another:\n\none\n\ntwo\ngoes on\n\nThe end."
    assert sorted(article.items) == [article.text.index(word) for word in ("one\n\n", "two")]


def test_pages_stay_where_they_begin() -> None:
    text = "# One\n\nThe first page is cut in two.\n\nA third one."
    places = {0: 1, text.index("cut"): 2, text.index("A third"): 3}
    article = read_again(Draft("key", "Pages", text, pages=places))
    assert article.text == text
    assert article.pages == places


def test_what_stands_in_titles_stays() -> None:
    for title in ('He said: "no"', "1984", "yes", "# [x] & \\ é “”", "{a: b}", "null and void"):
        assert (
            read_again(Draft("key", title, "Some words.", publisher="A: b", url="https://a.b/c")).title
            == title
        )


CHARACTERS = st.text(st.sampled_from("ab1 .-*_#>[](){}<>|~^&`\\!=+:%/\"'²\n\té;"), min_size=1, max_size=60)


@given(st.lists(CHARACTERS, min_size=1, max_size=4))
def test_whatever_a_text_holds_it_is_read_again(paragraphs: list[str]) -> None:
    text = "\n\n".join(["Words at the top.", *paragraphs])
    once = draft_of_file(f"---\ntitle: T\n---\n{text}".encode(), "a.txt", "key")
    article = read_again(once)
    assert difference(once, article.text) is None


@pytest.mark.parametrize("sign", ["|", "\\", "\\|", "*", "`", "<b>", "&", "a_b", "_", "[1]", "^[x]", "~~x~~"])
def test_signs_in_cells(sign: str) -> None:
    text = f"a{sign}\t{sign}b\n\nc\t{sign}"
    assert read_again(Draft("key", "T", text)).text == text
