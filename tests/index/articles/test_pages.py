"""Pages: the article, and not what stands round it."""

from __future__ import annotations

import pytest

from index.articles import Unreadable
from index.articles.titles import title_of, without_site
from tests.index.articles.conftest import Reader

FIRST = "The mill at Orrin, empty since 1988, will be turned into 46 flats, the council decided on Tuesday."
SECOND = "Work will begin in May and take eighteen months, said the builder, Corrie Homes, on its site."
TITLE = "<h1>Mill to be turned into flats</h1>"
STORY = f"{TITLE}<p>{FIRST}</p><p>{SECOND}</p>"


PRIVACY = f"<p>{'We and our partners keep what you do here. ' * 6}</p>"
FIRE = "<a href='/1'>Fire at Orrin mill did great damage</a>"
SWANS = "<a href='/2'>Swans come back to Orrin</a>"
JOIN = "<div class='x'><p>Our news at seven each morning, for 40,000 readers.</p><form><input></form></div>"
HEADLINES = "<h3>News</h3><ul><li>Swans come back to Orrin</li><li>Baker wins a prize</li></ul>"


def page(body: str, head: str = "") -> str:
    title = "<title>Mill to be turned into flats | Dale Post</title>"
    head = f"{title}<meta property='og:site_name' content='Dale Post'>{head}"
    return f"<html lang='en-GB'><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='cookie-bar'><h3>Privacy</h3>{PRIVACY}</div><aside class='x'>{STORY}</aside>",
        f"<dialog>{PRIVACY}</dialog><div><div>{STORY}</div></div>",
        f"<dialog>{PRIVACY}</dialog><footer role='main'>{STORY}</footer>",
        f"<div>{PRIVACY}</div><section>{STORY}</section>",
        f"<div><h1><a href='/'>Dale Post</a></h1></div><div>{STORY}</div>",
        f"<div>{STORY}<p>Related: {FIRE}</p></div>",
        f"<div>{STORY}<h3>Most read</h3><ul><li>{SWANS}</li><li>{FIRE}</li></ul></div>",
        f"<div>{STORY}<div class='box'><h3>{SWANS}</h3><p>They were seen on Monday.</p></div></div>",
        f"<div>{STORY}<p>Spotify | Apple | Post Radio</p></div>",
        f"<div>{JOIN}{STORY}</div>",
        f"<form id='aspnetForm'><input type='hidden'>{JOIN}<div class='widget'>{STORY}</div><button>Go</button></form>",
        f"<div>{TITLE}<div class='lead'><p>{FIRST}</p></div><div class='article-body'><p>{SECOND}</p></div></div>",
        f"<div><form><h1>Log in</h1><p>{'Enter the address that you gave us. ' * 2}</p></form>{STORY}</div>",
        f"<div>{STORY}<form id='comments'>{'<p>I think that this is a disgrace, as always.</p>' * 3}</form></div>",
        f"<main>{STORY}{HEADLINES}<p>{FIRE}</p></main>",
        "<div>" + STORY.replace("<p>", "<div>").replace("</p>", "</div>") + "</div>",
    ],
)
def test_only_the_article_is_read(read: Reader, body: str) -> None:
    article = read("a.html", page(body)).article
    assert (article.title, article.publisher) == ("Mill to be turned into flats", "Dale Post")
    assert [text for text in article.text.split("\n\n") if text != article.title] == [FIRST, SECOND]


def test_headlines_that_are_no_links_are_left_out_and_told(read: Reader) -> None:
    below = f"{HEADLINES}<p>Also: {FIRE}</p>"
    assert read("a.html", page(f"<main>{STORY}{below}</main>")).warnings == (
        "2 lines below 'News' are taken for other stories' headlines and left out",
    )
    kept = read("a.html", page(f"<main>{STORY}{below.split('<p>')[0]}</main>"))
    assert "Baker wins a prize" in kept.article.text
    assert kept.warnings == ()


def test_a_page_of_links_to_articles_is_none(read: Reader) -> None:
    cards = "".join(
        f"<div><h2><a href='/{n}'>Story {n} of the day in the dale</a></h2><p>It happened on Monday.</p></div>"
        for n in range(5)
    )
    with pytest.raises(Unreadable, match="links to articles"):
        read("a.html", page(f"<h1>Dale Post</h1>{cards}"))
    article = read(
        "a.html", page(f"<main>{STORY}<p>{FIRST[4:]}</p><p>{SECOND[5:]}</p></main>{cards}")
    ).article
    assert FIRST in article.text


def test_words_of_a_page_that_are_not_taken_are_told(read: Reader) -> None:
    hidden = f"<div class='comments' id='comments'>{''.join(f'<p>{n} {FIRST}</p>' for n in range(9))}</div>"
    warnings = read("a.html", page(f"<main>{STORY}</main><main>{hidden}</main>")).warnings
    assert not warnings or "are not taken for its article" in warnings[0]


def test_a_word_divided_at_a_line_s_end_of_a_page_is_divided_as_in_a_text(read: Reader) -> None:
    body = f"<article>{STORY}<p>The mill was sold on Tues-<br>\nday at noon, all of it.</p></article>"
    assert "on Tues-\nday at noon" in read("a.html", page(body)).article.text


def test_tags_that_were_escaped_twice_are_tags_however_few(read: Reader) -> None:
    body = f"<article>{STORY}<p>“We had &amp;lt;em&amp;gt;nothing&amp;lt;/em&amp;gt; to sell,” she said.</p></article>"
    assert "“We had nothing to sell,” she said." in read("a.html", page(body)).article.text


def test_tags_that_were_escaped_are_tags(read: Reader) -> None:
    body = f"<div>&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</div>"
    assert read("a.html", page(body)).article.text.split("\n\n") == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("title", "heading", "publisher", "expected"),
    [
        ("Mill opens | Dale Post", "", "Dale Post", "Mill opens"),
        ("Dale Post: Mill opens", "", "Dale Post", "Dale Post: Mill opens"),
        ("Dale Post – Mill opens", "", "Dale Post", "Mill opens"),
        ("Mill opens - News - The Dale Post", "Mill opens", "Dale Post", "Mill opens"),
        ("Mill opens | Dale Post", "Mill opens", "", "Mill opens"),
        ("Dale Post", "Mill opens", "Dale Post", "Mill opens"),
        ("Mill opens", "Dale Post", "Dale Post", "Mill opens"),
        ("Mill opens - at last", "Swans", "Dale Post", "Mill opens - at last"),
        ("", "", "", None),
    ],
)
def test_a_title_has_no_site_s_name(title: str, heading: str, publisher: str, expected: str | None) -> None:
    assert title_of(title, heading, publisher) == expected


def test_front_matter_may_have_the_publisher_in_the_title(read: Reader) -> None:
    assert without_site("Post | Mill", "Mill") == "Post"
    content = "---\ntitle: Mill opens | Dale Post\npublisher: Dale Post\n---\nIt opened.\n"
    assert read("a.md", content).article.title == "Mill opens"


def test_links_to_other_pages_are_no_paragraphs_of_markdown(read: Reader) -> None:
    source = "It opened.\n\nSee also: [Fire at the mill did harm](/1)\n\n- [Swans come back to Orrin](/2)\n- one bun\n"
    article, warnings = read("a.md", source)
    assert article.text == "It opened.\n\none bun"
    assert warnings == ("2 paragraphs that are links to other pages left out",)
    assert (
        read("a.md", "It [opened on the first day](/1) of May.").article.text
        == "It opened on the first day of May."
    )


@pytest.mark.parametrize(
    ("date", "expected", "told"),
    [
        ("1970-01-01T00:00:00Z", None, "a clock's zero"),
        ("0001-01-01", None, "a clock's zero"),
        ("2999-01-01", None, "in the future"),
        ("04/05/2021", "2021-05-04", "can be read in two ways; it is taken for 4 May 2021"),
        ("05/25/2021", "2021-05-25", "has its month first; it is taken for 25 May 2021"),
        ("25/05/2021", "2021-05-25", ""),
        ("05/05/2021", "2021-05-05", ""),
    ],
)
def test_dates_that_are_none_or_doubtful_are_told(
    read: Reader, date: str, expected: str | None, told: str
) -> None:
    for reading in (
        read("a.md", f"---\ntitle: Mill\ndate: {date}\n---\nIt opened.\n"),
        read("a.html", page(STORY, f"<meta name='date' content='{date}'>")),
    ):
        assert reading.article.date == expected
        assert len(reading.warnings) == bool(told)
        assert told in "".join(reading.warnings)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"{TITLE}<p>Friday 13 October 2023 &middot; Issue 41</p><p>{FIRST}</p><p>{SECOND}</p>",
            "2023-10-13",
        ),
        (f"<div>Friday 13 October 2023</div><main>{STORY}</main>", None),
        (f"{TITLE}<p>{FIRST}</p><p>It was shut on 13 October 2023.</p><p>{SECOND}</p>", None),
    ],
)
def test_the_day_right_below_the_headline_is_taken_where_nothing_else_tells_it(
    read: Reader, body: str, expected: str | None
) -> None:
    assert read("a.html", page(body)).article.date == expected


def test_the_next_date_is_taken_where_one_is_none(read: Reader) -> None:
    head = "<meta name='date' content='1970-01-01'><meta name='pubdate' content='2021-05-04'>"
    assert read("a.html", page(STORY, head)).article.date == "2021-05-04"


def test_an_american_page_has_its_month_first(read: Reader) -> None:
    source = page(STORY, "<meta name='date' content='04/05/2021'>").replace("en-GB", "en-US")
    reading = read("a.html", source)
    assert (reading.article.date, reading.warnings) == ("2021-04-05", ())


LEAGUE = """<table><caption>League</caption><thead><tr><th rowspan="2">Team</th><th colspan="2">Games</th></tr>
<tr><th>Won</th><th>Lost</th></tr></thead><tbody><tr><td colspan="3">North</td></tr>
<tr><td rowspan="2">Orrin</td><td>4</td><td></td></tr><tr><td>5</td><td>2</td></tr></tbody></table>"""


def test_merged_cells_stand_in_every_place_that_they_cover(read: Reader) -> None:
    article = read("a.html", page(f"<main>{STORY}{LEAGUE}<p>{SECOND[5:]}</p></main>")).article
    rows = article.text.split("League\n\n")[1].split("\n\n")
    assert rows[:5] == ["Team\tGames\tGames", "Team\tWon\tLost", "North", "Orrin\t4", "Orrin\t5\t2"]
    heads = [article.text[start:].split("\n\n")[0] for start in article.headings]
    assert heads[-4:] == ["League", "Team\tGames\tGames", "Team\tWon\tLost", "North"]


def test_list_items_are_known_with_their_depth(read: Reader) -> None:
    nested = "<ul><li>One bun<ul><li>with jam</li></ul></li><li>Two teas</li></ul>"
    for name, source in (
        (
            "a.html",
            page(f"<main>{STORY}<p>It sold these at the opening, to all who came:</p>{nested}</main>"),
        ),
        ("a.md", "It sold:\n\n- One bun\n  - with jam\n- Two teas\n"),
    ):
        article = read(name, source).article
        items = {article.text[start:].split("\n")[0]: depth for start, depth in article.items.items()}
        assert items == {"One bun": 1, "with jam": 2, "Two teas": 1}
    article = read("a.txt", "It sold:\n- One bun\n- Two teas\n\nIt rained.\n- Not this\n").article
    assert [article.text[start:].split("\n")[0] for start in article.items] == ["- One bun", "- Two teas"]


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        ("MOST READ\n1. Parrot found\n2. Bus fares to go up", ["1. Parrot found", "2. Bus fares to go up"]),
        ("What to bring:\n- A cup", ["- A cup"]),
        ("Nobody was hurt.\n- A cup\n- A plate", []),
        ("The scores were\n3. Ida Roe", []),
    ],
)
def test_marked_lines_below_a_line_that_announces_them_are_a_list(
    read: Reader, lines: str, items: list[str]
) -> None:
    article = read("a.txt", f"Mill to be turned into flats\n\n{FIRST}\n\n{lines}\n").article
    assert [article.text[start:].split("\n")[0] for start in article.items] == items


@pytest.mark.parametrize(
    ("first", "second", "times"),
    [
        ("<time datetime='2024-02-03T10:42Z'>10:42</time>", "<time>09.15 GMT</time>", ("10:42", "09.15 GMT")),
        ("<header><a href='#p1'><span>7h05</span></a></header>", "<b>6.50pm</b>", ("7h05", "6.50pm")),
        (
            "<div>8:01:30 a.m.</div>",
            "<span class='t'>Sat, <time>3 Feb</time></span>",
            ("8:01:30 a.m.", "Sat, 3 Feb"),
        ),
    ],
)
def test_the_times_of_a_live_blog_head_its_posts(
    read: Reader, first: str, second: str, times: tuple[str, str]
) -> None:
    for more in ("", f" {FIRST} {SECOND}"):
        body = (
            "<main><h1>Mill vote, live</h1><p>By Jo Reed, <time>3 Feb 2024</time></p>"
            f"<article>{first}<h2>Yes</h2><p>{FIRST}{more}</p></article><div>{second}<p>{SECOND}{more}</p></div></main>"
        )
        article = read("a.html", page(body)).article
        paragraphs = article.text.split("\n\n")
        headings = [article.text[start:].split("\n\n")[0] for start in article.headings]
        assert paragraphs[-5:] == [times[0], "Yes", f"{FIRST}{more}", times[1], f"{SECOND}{more}"]
        assert headings[-3:] == [times[0], "Yes", times[1]]


@pytest.mark.parametrize("kind", ["comment", "card"])
def test_what_stands_below_an_article_with_times_is_no_part_of_it(read: Reader, kind: str) -> None:
    said = "I have never seen a mill as ugly as that one, number {}."
    below = "".join(
        f"<div class='{kind}'><time>10:4{number}</time><p>{said.format(number)}</p></div>"
        for number in range(3)
    )
    body = f"<article>{STORY * 3}</article><section class='{kind}s'>{below}</section>"
    assert "ugly" not in read("a.html", page(body)).article.text


def test_a_live_blog_whose_posts_begin_with_a_link_to_themselves_is_an_article(read: Reader) -> None:
    for begins in ("<a href='#p{}'>{} minutes ago</a>", "<a href='/p{}'><time>{} minutes ago</time></a>"):
        posts = "".join(
            f"<div><div>{begins.format(number, number)}</div><p>{SECOND}</p></div>" for number in range(2, 8)
        )
        assert SECOND in read("a.html", page(f"<h1>Mill vote, live</h1>{posts}")).article.text


def test_a_long_page_of_links_and_times_is_read(read: Reader) -> None:
    links = "".join(
        f"<div><a href='/{number}'>Swans come back to Orrin</a></div>" for number in range(10_000)
    )
    times = "".join(f"<p>10:42</p><div><time>10:43</time><p>{SECOND}</p></div>" for _ in range(5_000))
    assert FIRST in read("a.html", page(f"{STORY}<p>{FIRST * 9}</p>{links}")).article.text
    assert SECOND in read("a.html", page(f"<h1>Mill vote, live</h1>{times}")).article.text


def test_the_times_of_an_article_are_no_headings(read: Reader) -> None:
    meta = "<div class='meta'><time>3 Feb 2024</time> <time>11:00</time></div>"
    body = f"<main>{meta}{STORY}<p>The vote came at <time>10:42</time>, and took an hour in all.</p></main>"
    text = read("a.html", page(body)).article.text
    assert "3 Feb" not in text
    assert "The vote came at 10:42, and took an hour in all." in text


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ("<time datetime='2024-02-03T10:42Z'>10:42</time>", "10:42"),
        ("<q>the <i>old</i> mill</q>", "“the old mill”"),
        ("<q>a mill</q>", "“a mill”"),
        ("<a href='/x'><code>mill.org</code></a>", "mill.org"),
        ("<label>the mill</label>", "the mill"),
        ("<output>46</output>", "46"),
    ],
)
@pytest.mark.parametrize("block", ["p", "li", "h2"])
def test_whatever_an_element_within_a_sentence_is_called_its_words_stay(
    read: Reader, element: str, words: str, block: str
) -> None:
    said = "The council named {}, and the vote took an hour in all"
    inner = f"<{block}>{said.format(element)}</{block}>"
    body = f"<article>{STORY}{f'<ul>{inner}</ul>' if block == 'li' else inner}<p>{SECOND}</p></article>"
    assert said.format(words) in read("a.html", page(body)).article.text.split("\n\n")


CELL, BOLD = "<td><p>{}</p></td>", "<td><p><strong>{}</strong></p></td>"


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td></td><td><b>Won</b></td><td><b>Lost</b></td></tr><tr><td><b>Orrin</b></td><td>4</td><td>2</td></tr>",
        f"<tr><td></td>{BOLD.format('Won')}{BOLD.format('Lost')}</tr><tr>{CELL.format('Orrin')}{CELL.format(4)}{CELL.format(2)}</tr>",
    ],
)
def test_a_first_row_in_bold_heads_a_table_whatever_its_cells_hold(read: Reader, table: str) -> None:
    foot = "<tr><td colspan='3'>Source: the league</td></tr>"
    article = read(
        "a.html", page(f"<main>{STORY}<table>{table}{foot}</table><p>{SECOND[5:]}</p></main>")
    ).article
    assert article.text.split("\n\n")[-4:-1] == ["\tWon\tLost", "Orrin\t4\t2", "Source: the league"]
    assert [article.text[start:].split("\n")[0] for start in article.headings][1:] == ["Won\tLost"]


def test_a_letter_that_is_laid_out_in_tables_has_paragraphs(read: Reader) -> None:
    item = "<table role='presentation'><tr><td><h2>{}</h2></td></tr><tr><td>{}</td></tr></table>"
    told = (item.format(*one) for one in (("Flats", FIRST), ("Work", SECOND)))
    items = "".join(f"<tr><td>{one}</td></tr>" for one in told)
    text = read("a.html", page(f"<table><tr><td>View it</td></tr>{items}</table>")).article.text
    assert text.split("\n\n")[-4:] == ["Flats", FIRST, "Work", SECOND]


def test_a_table_of_facts_with_blocks_of_text_keeps_its_rows(read: Reader) -> None:
    rows = "<tr><th>Day<th>Who<tr><td>Monday<td>Ida Roe of the Mill<tr><td>Tuesday<td><p>Al</p><p>Bob</p>"
    text = read("a.html", page(f"{STORY}<table>{rows}</table>")).article.text
    assert "Day\tWho\n\nMonday\tIda Roe of the Mill\n\nTuesday\tAl" in text


def test_what_is_set_as_it_was_typed_keeps_its_lines_and_is_no_quotation(read: Reader) -> None:
    article = read("a.html", page(f"{STORY}<pre><code>line one here\nline two here</code></pre>")).article
    assert article.text.endswith("line one here\n\nline two here")
    assert not article.items


def test_lines_of_a_page_s_source_are_none_of_its_text(read: Reader) -> None:
    first = FIRST.replace(" will", "\nwill")
    body = f"<table><tr><td>News</td><td><b>Mill</b><p>{first}<p>{SECOND}<hr></td></tr></table>"
    assert FIRST in read("a.html", page(body)).article.text.split("\n\n")


def test_a_paragraph_in_bold_above_a_list_heads_it(read: Reader) -> None:
    items = "<ul><li>Ida Roe</li></ul>"
    for above, heads in (("<b>Judges</b>", True), ("<b>Judges</b> are", False), ("<b>It rained.</b>", False)):
        article = read("a.html", page(f"{STORY}<p>{above}</p>{items}")).article
        headings = [article.text[place:].split("\n")[0] for place in article.headings]
        assert ("Judges" in headings) is heads
        assert "Ida Roe" in article.text


def test_what_is_said_of_a_term_stands_below_it(read: Reader) -> None:
    body = (
        f"{STORY}<dl><dt>Route 9</dt><dd>Will not run.</dd><dt>Route 14</dt><dd>Every ten minutes.</dd></dl>"
    )
    article = read("a.html", page(body)).article
    depths = {article.text[place:].split("\n")[0]: depth for place, depth in article.items.items()}
    assert depths == {"Route 9": 1, "Will not run.": 2, "Route 14": 1, "Every ten minutes.": 2}


def test_a_table_that_is_all_in_bold_has_facts(read: Reader) -> None:
    rows = "<tr><td><b>Orrin</b></td><td><b>4</b></td></tr><tr><td><b>Mell</b></td><td><b>2</b></td></tr>"
    article = read("a.html", page(f"<main>{STORY}<table>{rows}</table></main>")).article
    assert article.text.endswith("Orrin\t4\n\nMell\t2")
    assert len(article.headings) == 1


def test_a_page_that_is_laid_out_as_a_table_has_paragraphs(read: Reader) -> None:
    old = f"<table width='600'><tr><td><a href='/'>Home</a></td><td>{STORY}</td></tr></table>"
    assert read("a.html", page(old)).article.text.split("\n\n")[-2:] == [FIRST, SECOND]


CARD = "<div class='card'>{}<div>{}</div></div>"


@pytest.mark.parametrize(
    "headline",
    [
        "<div><a href='/{0}'>{1}</a></div>",
        "<a href='/{0}'><div class='headline'>{1}</div></a>",
        "<p><a href='/{0}'>{1}</a></p>",
    ],
)
def test_an_index_whose_headlines_are_no_headings_is_none(read: Reader, headline: str) -> None:
    told = (
        "Fire at Orrin mill did great damage",
        "Swans come back to Orrin",
        "Baker wins a prize",
        "Rain on Sunday",
    )
    cards = "".join(CARD.format(headline.format(n, one), FIRST) for n, one in enumerate(told))
    with pytest.raises(Unreadable, match="links to articles"):
        read("a.html", page(f"<main><h1>News</h1>{cards}</main>"))


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{FIRST}</div><div>{SECOND}</div><div>{FIRST} {SECOND}</div>"
        + "".join(f"<h3><a href='/{n}'>Swans come back to Orrin</a></h3>" for n in range(5)),
        "".join(f"<p>{FIRST}</p><p><a href='/{n}'>Swans come back to Orrin</a></p>" for n in range(5)),
        "".join(
            f"<section><p>{FIRST}</p><p><a href='/{n}'>The full report on it</a></p></section>"
            for n in range(5)
        ),
    ],
)
def test_an_article_with_links_between_its_paragraphs_is_one(read: Reader, body: str) -> None:
    text = read(
        "a.html", page(f"<article><h1>Mill to be turned into flats</h1>{body}</article>")
    ).article.text
    assert FIRST in text
    assert "Swans" not in text


@pytest.mark.parametrize(
    "named",
    ["class='ad'", "class='c-box inline-ad-slot'", "id='sponsored'", "class='advert box'"],
)
def test_a_box_that_is_named_as_an_advertisement_is_none_of_the_article(read: Reader, named: str) -> None:
    advert = f"<div {named}><p>Save 40% on windows this week, call 0555 0100.</p></div>"
    body = f"<article>{STORY}{advert}<p>{SECOND}</p></article>"
    assert "windows" not in read("a.html", page(body)).article.text


@pytest.mark.parametrize("label", ["ADVERTISEMENT", "Sponsored content", "Paid post"])
def test_a_sponsor_s_box_that_is_labelled_is_none_of_the_article(read: Reader, label: str) -> None:
    advert = f"<p><small>{label}</small></p><h3>Windows</h3><p>Save 40% this week, call 0555 0100.</p>"
    body = f"<article>{STORY}<div class='sponsor'>{advert}</div><p>{SECOND}</p></article>"
    text = read("a.html", page(body)).article.text
    assert "Windows" not in text
    assert "40%" not in text


@pytest.mark.parametrize(
    "box",
    [
        "<div id='sponsor'><h2>Who pays</h2><p>Orrin Bank gives a tenth of the cost.</p></div>",
        "<p class='bill-sponsor'>Orrin Bank gives a tenth of the cost.</p>",
        "<div><div class='slot'>Advertisement</div><h2>Cost</h2><p>Orrin Bank gives a tenth of the cost.</p></div>",
        "<div class='sponsor'><p>Paid</p><p>Orrin Bank gives a tenth of the cost.</p></div>",
        "<section><p>Promoted</p><h3>Orrin</h3><p>Orrin Bank gives a tenth of the cost.</p></section>",
    ],
)
def test_what_tells_of_sponsors_or_stands_below_an_advertisement_is_the_article(
    read: Reader, box: str
) -> None:
    body = f"<article>{STORY}{box}<p>{SECOND}</p></article>"
    assert "Orrin Bank gives a tenth of the cost." in read("a.html", page(body)).article.text


@pytest.mark.parametrize(
    "story", [f"<article>{STORY}</article>", f"<div>{STORY}</div>", f"<div><h2>Mill</h2><p>{FIRST}</p></div>"]
)
@pytest.mark.parametrize("name", ["Dale Post", "<a href='/'>Dale Post</a>"])
def test_a_site_s_own_footer_is_none_of_the_article(read: Reader, story: str, name: str) -> None:
    about = (
        "<p>The Dale Post was founded in 1874, and it has forty thousand readers in the county, on paper.</p>"
        * 2
    )
    text = read("a.html", page(f"{story}<footer><h1>{name}</h1>{about}</footer>")).article.text
    assert FIRST in text
    assert "1874" not in text


def test_paragraphs_that_are_named_after_advertisements_and_are_the_article_stay(read: Reader) -> None:
    body = f"<article>{STORY}</article>".replace("<p>", "<p class='with-ads'>")
    assert FIRST in read("a.html", page(body)).article.text


@pytest.mark.parametrize(
    "named", ["class='has-ads'", "class='load'", "id='adverse-weather'", "class='no-ads page'"]
)
def test_an_article_in_a_box_of_such_a_name_is_read(read: Reader, named: str) -> None:
    assert (
        FIRST
        in read("a.html", page(f"<main><h1>Mill</h1><div {named}><p>{FIRST}</p></div></main>")).article.text
    )


def test_what_is_set_aside_in_an_article_and_left_out_is_told(read: Reader) -> None:
    facts = "<aside><h2>The mill in figures</h2><ul><li>Built in 1848</li><li>It has 212 windows</li></ul></aside>"
    article, warnings = read("a.html", page(f"<article>{STORY}{facts}<p>{SECOND[5:]}</p></article>"))
    assert "212 windows" not in article.text
    assert warnings == (
        "11 words set aside in the article are left out, from 'The mill in figures Built in 1848 It has' on",
    )
    pulled = f"<aside><p>{FIRST}</p></aside>"
    assert read("a.html", page(f"<article>{STORY}{pulled}<p>{SECOND[5:]}</p></article>")).warnings == ()


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("The mill was sold,<br>the council said.", ["The mill was sold, the council said."]),
        ("The mill <br/>\n<i>at</i> Orrin was sold.", ["The mill at Orrin was sold."]),
        ("The mill was sold.<br>iPads were not.", ["The mill was sold.", "iPads were not."]),
        ("Jo Lee<br>Al Roe", ["Jo Lee", "Al Roe"]),
        ("The mill was sold on Tues-<br>\nday at noon.", ["The mill was sold on Tues- day at noon."]),
        ("The mill was sweet-<br>And the mill was sold.", ["The mill was sweet-", "And the mill was sold."]),
        ("Jo Roe-<br>\nLee sold the <i>mill-</i><br>race.", ["Jo Roe-Lee sold the mill- race."]),
        ("The mill was sold<br><br>on a Friday", ["The mill was sold", "on a Friday"]),
        ("It was sold <sup>[1]</sup> again.", ["It was sold again."]),
        (
            'It was <a href="/x">sold<span class="sr-only"> (opens a window)</span></a> again.',
            ["It was sold again."],
        ),
    ],
)
def test_lines_and_marks_within_a_sentence(read: Reader, written: str, seen: list[str]) -> None:
    text = read("a.html", page(f"<article>{STORY}<p>{written}</p><p>{SECOND[5:]}</p></article>")).article.text
    assert [" ".join(one.split()) for one in text.split("\n\n")[3:-1]] == seen


def test_lines_and_list_items_of_a_table_s_cell_are_words_apart(read: Reader) -> None:
    table = "<tr><th>Town<th>Trees<tr><td>Orrin<br>Mell<td><ul><li>Oak</li><li>Elm</li></ul><tr><td>A<td>B"
    text = read("a.html", page(f"<main>{STORY}<table>{table}</table></main>")).article.text
    assert "Orrin Mell\tOak Elm" in text


def test_a_lead_is_put_back_once_and_takes_nothing_away(read: Reader) -> None:
    said = "The mayor of Orle, Ada Fenn, said on {} that nobody had told her of the bridge."
    lead, later = said.format("Monday"), said.format("Tuesday")
    boxes = "".join(f"<div class='{name}'><p>{lead}</p></div>" for name in ("mobile", "desktop"))
    story = f"<article><p>{FIRST}</p><p>{SECOND}</p><p>{later}</p><p>{FIRST[4:]}</p></article>"
    text = read("a.html", page(f"<div>{TITLE}{boxes}{story}</div>")).article.text
    assert [text.count(one) for one in (lead, later)] == [1, 1]
    assert text.index(lead) < text.index(FIRST)


def test_a_first_paragraph_with_broken_lines_is_read_once(read: Reader) -> None:
    first = "<p>ORLE, May 3 (Post) -<br>The bridge will be shut for nine weeks.</p>"
    text = read(
        "a.html", page(f"<div>{TITLE}<div class='story'>{first}<p>{FIRST}</p><p>{SECOND}</p></div></div>")
    ).article.text
    assert text.count("nine weeks") == text.count("(Post)") == 1
