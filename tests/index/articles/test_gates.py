"""Pages that are no article: a wall for consent, a page that is not free, a stop on the way; and articles that are."""

from __future__ import annotations

import pytest
import trafilatura

from index.articles.article import Unreadable
from index.articles.gates import is_consent_page, why_cut_short, why_not_taken
from index.articles.page import page_source

URL = "https://example.org/a"

SENTENCE = "We use cookies and data to deliver and maintain services and to track outages. "
NEWS = "The council of Rye has bought a ferry for £4.5m, the mayor said on Monday in the town hall. "
OK = "<button>OK</button>"
ARTICLE = f"<article><h1>A ferry</h1><p>{NEWS * 4}</p></article>"


SCOPE = "itemscope itemtype='https://schema.org/"


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>T</title>{head}</head><body>{body}</body></html>"


def data(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "body",
    [
        f'<div id="onetrust-consent-sdk"><h2>Privacy</h2><p>{SENTENCE * 20}</p>{OK}</div>',
        f'<h1>Before</h1><p>{SENTENCE * 10}</p><form action="https://consent.example/save">{OK}</form>',
        f'<form class="consent-form" method="post"><p>{SENTENCE * 20}</p><input></form><footer>{NEWS}</footer>',
        f'<div class="cookie-wall"><p>{SENTENCE * 4}</p><a href="/ok">OK</a></div><p>Few words beside.</p>',
        f'<article><p>Few words.</p></article><section class="didomi-popup"><p>{SENTENCE * 9}</p>{OK}</section>',
    ],
)
def test_a_wall_for_consent_is_no_article(body: str) -> None:
    assert is_consent_page(trafilatura.load_html(page(body)))
    with pytest.raises(Unreadable, match="consent"):
        page_source(page(body))


@pytest.mark.parametrize(
    "body",
    [
        ARTICLE,
        f'{ARTICLE}<div class="cookie-banner"><p>{SENTENCE * 9}</p>{OK}</div>',
        f'<div class="cookies-enabled"><nav><a href="/">Home</a></nav>{ARTICLE}<form><input></form></div>',
        f"<h1>How cookies work</h1><p>{NEWS * 9}</p><div class='cookie-banner'><p>{SENTENCE}</p>{OK}</div>",
        f'<div class="cookie-recipe"><h1>Biscuits</h1><p>{NEWS * 9}</p></div>',
        f"<div><h1>A ferry</h1><p>{NEWS * 4}</p></div><form action='/subscribe'><input></form>",
    ],
)
def test_an_article_beside_a_banner_is_one(body: str) -> None:
    assert not is_consent_page(trafilatura.load_html(page(body)))
    assert "cookies and data" not in page_source(page(body)).text


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://consent.example.org/m?continue=https://example.org/a", "https://example.org/a"),
        ("https://example.org/login?next=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
    ],
)
def test_a_stop_on_the_way_is_no_article(url: str, asked: str) -> None:
    assert why_not_taken(page(ARTICLE), url, asked) is not None


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("https://www.example.org/news/a", "https://example.org/a"),
        ("https://example.org/news/consent-to-treatment", "https://example.org/a"),
        ("https://example.org/consent/what-the-law-says", "https://example.org/consent/what-the-law-says"),
        ("https://cmp.example.org/cmp/a", "https://cmp.example.org/cmp/a"),
        ("https://example.org/a?ref=https://other.example/", "https://example.org/b"),
        ("https://example.org/new-home/a", "https://example.org/"),
        ("https://www.example.org/a/?from=https://example.org/a", "https://example.org/a"),
    ],
)
def test_another_address_may_be_the_articles_own(url: str, asked: str) -> None:
    assert why_not_taken(page(ARTICLE), url, asked) is None


@pytest.mark.parametrize(
    "head",
    [
        data('{"@type": "NewsArticle", "isAccessibleForFree": false}'),
        data('{"@graph": [{"@type": "NewsArticle", "isAccessibleForFree": "False"}]}'),
        data('[{"@type": "NewsArticle", "isAccessibleForFree": "http://schema.org/False"}]'),
        '<meta property="article:content_tier" content="locked">',
        '<meta name="article:content_tier" content="metered">',
        data('{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "isAccessibleForFree": false}}'),
        f"<main {SCOPE}NewsArticle'><meta itemprop='isAccessibleForFree' content='False'></main>",
        data('{"@type": "NewsArticle", "hasPart": [{"cssSelector": ".a", "isAccessibleForFree": false}]}'),
        data(
            '[{"@type": "NewsArticle", "url": "https://example.org/b", "isAccessibleForFree": true},'
            '{"@type": "NewsArticle", "url": "https://example.org/a", "isAccessibleForFree": false}]'
        ),
    ],
)
def test_a_page_that_is_not_free(head: str) -> None:
    assert "not free" in (why_not_taken(page(ARTICLE, head), URL, URL) or "")


@pytest.mark.parametrize(
    "head",
    [
        data('{"@type": "NewsArticle", "isAccessibleForFree": true}'),
        data('{"@type": "Article", "isAccessibleForFree": true, "hasPart": {"isAccessibleForFree": false}}'),
        data('{"@type": "Event", "isAccessibleForFree": false}'),
        data('{"@type": "Article", "url": "https://[", "isAccessibleForFree": true}'),
        data(
            '[{"@type": "NewsArticle", "isAccessibleForFree": true},'
            '{"@type": "NewsArticle", "url": "https://example.org/b", "isAccessibleForFree": false}]'
        ),
        f"<main {SCOPE}Museum'><meta itemprop='isAccessibleForFree' content='False'></main>",
        data("{"),
        data("[1, null]"),
        data("[" * 99_999),
        '<meta property="article:content_tier" content="free">',
    ],
)
def test_a_page_that_says_nothing_of_the_kind(head: str) -> None:
    assert why_not_taken(page(ARTICLE, head), URL, URL) is None


BEGINNING = f"<p>{NEWS * 2}</p><p>{NEWS}</p>"
JOIN = (
    "<h2>This post is for paying readers</h2><p>Join us to go on.</p><a href='/join'>Join for £2 a week</a>"
)


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="body markup">{BEGINNING}</div><div class="paywall" data-testid="paywall">{JOIN}</div>',
        f'<section>{BEGINNING}<aside class="gh-post-upgrade-cta"><div>{JOIN}</div></aside></section>',
        f'<div class="entry">{BEGINNING}<div class="pmpro"><div class="pmpro_content_message">{JOIN}</div></div></div>',
        f'<div class="entry">{BEGINNING}<div class="wc-memberships-content-restricted-message">{JOIN}</div></div>',
        f'<div>{BEGINNING}<div data-area="paywall"><script>a()</script>{JOIN}</div><footer>{NEWS}</footer></div>',
    ],
)
def test_an_article_that_stops_at_a_paywall(body: str) -> None:
    whole = page(f"<main><article><h1>A ferry</h1>{body}</article></main><p>{NEWS}</p>")
    assert "subscribers" in (why_not_taken(whole, URL, URL) or "")
    source = page_source(whole)
    assert any("subscribers" in told for told in source.warnings)
    assert "paying readers" not in source.text
    assert "bought a ferry" in source.text


@pytest.mark.parametrize(
    "body",
    [
        f'<div class="paywall"><h1>A ferry</h1>{BEGINNING}<a href="/join">Join</a></div>',
        f'<h1>A ferry</h1><p>{NEWS}</p><div class="paywall">{BEGINNING}</div>',
        f'<h1>A ferry</h1><p>{NEWS}</p><div class="paywall"><p>{NEWS}<a href="/rye">Rye</a> paid.</p></div>',
        f'<h1>A ferry</h1>{BEGINNING}<div class="paywall">{JOIN}</div>{BEGINNING}',
        f'<h1>A ferry</h1>{BEGINNING}<div class="paywall" style="display:none">{JOIN}</div>',
        f'<h1>A ferry</h1>{BEGINNING}<div hidden><div class="paywall">{JOIN}</div></div>',
        f'<h1>A ferry</h1>{BEGINNING}<div class="paywall"></div>',
        f'<main><h1>A ferry</h1><div>{BEGINNING}</div></main><footer>About</footer><div id="paywall">{JOIN}</div>',
    ],
)
def test_an_article_beside_what_is_named_a_paywall_is_whole(body: str) -> None:
    assert why_not_taken(page(body), URL, URL) is None


@pytest.mark.parametrize(
    ("told", "free"),
    [
        ('{"@type": "NewsArticle", "isAccessibleForFree": true}', True),
        ('{"@type": "NewsArticle", "isAccessibleForFree": "https://schema.org/True"}', True),
        (
            '{"@type": "NewsArticle", "hasPart": {"isAccessibleForFree": false}, "isAccessibleForFree": true}',
            False,
        ),
        ('{"@type": "WebPage", "isAccessibleForFree": true}', False),
        ('{"@type": "NewsArticle"}', False),
    ],
)
def test_a_box_after_an_article_that_says_that_it_is_free_asks_for_no_more_than_support(
    told: str, free: bool
) -> None:
    body = f'<main><article><h1>A ferry</h1><div>{BEGINNING}</div><div class="paywall">{JOIN}</div></article></main>'
    whole = page(body, data(told))
    source = page_source(whole)
    assert (why_not_taken(whole, URL, URL) is None) == free
    assert (source.warnings == ()) == free
    assert "paying readers" not in source.text


def test_an_article_that_says_that_it_has_far_more_words() -> None:
    told = data('{"@type": "NewsArticle", "wordCount": "1,200"}')
    assert "has 1200 words, of which" in (why_cut_short(page(ARTICLE, told), URL, NEWS * 4) or "")
    assert any("1200 words" in warning for warning in page_source(page(ARTICLE, told)).warnings)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ('{"@type": "NewsArticle", "wordCount": 160}', NEWS * 4),
        (f'{{"@type": "NewsArticle", "wordCount": "{"9" * 5000}"}}', NEWS * 4),
        ('{"@type": "NewsArticle", "wordCount": "many"}', NEWS * 4),
        ('{"@type": "NewsArticle"}', NEWS * 4),
        ('{"@type": "Book", "wordCount": 90000}', NEWS * 4),
        (
            '{"@type": "NewsArticle", "wordCount": 480}',
            "议会以四百五十万英镑买下了一艘渡轮，市长星期一说。" * 20,
        ),
    ],
)
def test_an_article_that_has_about_as_many_words_as_it_says(told: str, text: str) -> None:
    assert why_cut_short(page(ARTICLE, data(told)), URL, text) is None
