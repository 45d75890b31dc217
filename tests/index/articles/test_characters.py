"""Characters, shortcodes and footnotes: what a source holds and a reader does not see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles.characters import as_seen
from index.articles.footnotes import without_marks
from index.articles.shortcodes import without_shortcodes
from tests.index.articles.conftest import Reader


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Roe &amp;amp; Lee&#8217;s &pound;3m", "Roe & Lee’s £3m"),
        ("AT&T, R&D; and Q&A", "AT&T, R&D; and Q&A"),
        ("a soft\u00ad\nhyphen", "a soft\u00ad\nhyphen"),
        ("the har¬ \nbour and a har¬", "the har\u00ad \nbour and a har\u00ad"),
        ("A ¬ B means that B is not so", "A ¬ B means that B is not so"),
        ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
        ("&#0; &#xFFFFFF;", "&#0; &#xFFFFFF;"),
    ],
)
def test_characters_as_they_are_seen(text: str, seen: str) -> None:
    assert as_seen(text) == seen


@pytest.mark.parametrize(("name", "markup"), [("a.md", "{}"), ("a.txt", "{}"), ("a.html", "<p>{}</p>")])
def test_what_was_escaped_twice_is_read_in_every_format(read: Reader, name: str, markup: str) -> None:
    said = "The mill of Roe &amp;amp; Lee was sold for &amp;pound;3m, and nobody&amp;#8217;s surprised."
    assert read(name, markup.format(said)).article.text == (
        "The mill of Roe & Lee was sold for £3m, and nobody’s surprised."
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{{< youtube "x" >}}It opened.', "It opened."),
        ('{{< figure src="a.png" caption="The new mill" >}}', "\n\nThe new mill\n\n"),
        ("{{< youtube x\n\nIt opened. {{< rule >}}", "{{< youtube x\n\nIt opened. "),
        ("{% gallery\n\nIt opened.{% rule %}", "{% gallery\n\nIt opened."),
        ("{{% note %}}\nShut on Sundays.\n{{% /note %}}", "\nShut on Sundays.\n"),
        ("{% include ad.html %}It opened. {{ page.title }}", "It opened. "),
        ('[gallery ids="1,2"]It opened.', "It opened."),
        ("{% comment %}check the {{ name }}{% endcomment %}It opened.", "It opened."),
        ("{mosimage}It opened. *|MC_PREVIEW_TEXT|* *|2|*", "It opened.  *|2|*"),
        ("[gallery]\nIt opened.", "\nIt opened."),
        ('[contact-form-7 404 "Not Found"]', ""),
        ('[caption id="x" width="9"]The mill[/caption]', "\n\nThe mill\n\n"),
        ('[caption id="x"]<img src="a"> The mill[/caption]', '<p><img src="a"> The mill</p>'),
        ("[/col][vc_image image=”20121″ add=”yes”][col]The mill[/col]", "The mill\n\n"),
        (
            'It opened ({{< ref "mill.md" >}}) in May. [Mill]({{< ref "mill.md" >}})',
            "It opened in May. [Mill]()",
        ),
        ("[dropcap]T[/dropcap]he mill", "The mill"),
        ("[row][col]The mill[/col][/row]", "\n\nThe mill\n\n"),
        ('[[{"fid":"7","fields":{"alt[und][0]":false},"height":"480"}]]It opened.', "It opened."),
        ("[[nid:8790]]It opened. [video:https://vimeo.example/1 width:640]", "It opened. "),
        ("{youtube}b7Qm|600{/youtube}It {tip Built in 1856::Old}opened{/tip}.", "It opened."),
        ("{loadmodule mod_ads,Half}It opened.\n{AdSense 250x250}\n", "It opened.\n\n"),
        ("{quote}1893{/quote} was the year.", "1893 was the year."),
        ("He said {the mayor} go, [doi:10.1/2] [[w:A|B]] [https://example.org/a] f() {return x}.",) * 2,
        ("<script>a=[[{x:1}]]</script><p>It opened.</p><script>b=[[{y:1}]]</script>",) * 2,
        (
            "He wrote {nothing} and {a: 1} of [it: so he said].",
            "He wrote {nothing} and {a: 1} of [it: so he said].",
        ),
        ("[[The firm]] paid. [see:](https://example.org)", "[[The firm]] paid. [see:](https://example.org)"),
        ("He [sic] said [the firm] paid [nearly] all.", "He [sic] said [the firm] paid [nearly] all."),
        (
            "[a link](https://example.org) [text][ref]\n\n[ref]: x",
            "[a link](https://example.org) [text][ref]\n\n[ref]: x",
        ),
    ],
)
def test_shortcodes_go_and_words_in_brackets_stay(source: str, text: str) -> None:
    assert without_shortcodes(source) == text


@given(st.text(alphabet="[]{}<>%/ab= \"'\n", max_size=60))
def test_no_shortcode_crashes_or_adds_words(source: str) -> None:
    assert set(without_shortcodes(source)) <= set(source) | set("<p>/\n")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Two came[^1] late.[^b]", "Two came late."),
        ("It cost $40m² then.\n\n² Before tax.", "It cost $40m then.\n\n² Before tax."),
        ("It has 40 m² and cost $40m².\n\n² Before tax.", "It has 40 m² and cost $40m.\n\n² Before tax."),
        ("It has 40 m² of glass.", "It has 40 m² of glass."),
        ("It has 40 m² of glass for £61m².", "It has 40 m² of glass for £61m."),
        ("It owes $10¹² and $10m².", "It owes $10¹² and $10m."),
        ("It cost € 1.5bn³ and 1,200² came.", "It cost € 1.5bn and 1,200² came."),
        ("Two¹ of 90² came.\n\n¹ Lee. ² Counted twice.", "Two of 90 came.\n\n¹ Lee. ² Counted twice."),
        ("Two came.[3] He [3] left.", "Two came. He [3] left."),
        ("The † is kept.", "The † is kept."),
        ("[text][1] stays\n\n[1]: https://example.org", "[text][1] stays\n\n[1]: https://example.org"),
        ("One^[That is, two.] came.", "One came.\n\nThat is, two."),
    ],
)
def test_marks_of_footnotes_leave_their_words(source: str, text: str) -> None:
    assert without_marks(source) == text


def test_notes_of_markdown_are_paragraphs(read: Reader) -> None:
    text = read("a.md", "Two came[^1] late.\n\n[^1]: Lee and Roe.\n[^2]: Others").article.text
    assert text.split("\n\n") == ["Two came late.", "Lee and Roe.", "Others"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It has 900<sup>2</sup> of them.", "It has 900² of them."),
        (
            "It has 900<sup>2</sup> of them.\n\n<sup>2</sup> Counted twice.",
            "It has 900 of them.\n\n² Counted twice.",
        ),
        ('It has 900<sup id="r1"><a href="#n1">1</a></sup> of them.', "It has 900 of them."),
        ("It has 10<sup>6</sup> of 5 km<sup>2</sup>.", "It has 10⁶ of 5 km²."),
        ("It cost £61m<sup>[4]</sup>, on the 5<sup>th</sup>.", "It cost £61m, on the 5th."),
    ],
)
def test_raised_figures_of_markdown_are_no_part_of_the_figure_before(
    read: Reader, source: str, text: str
) -> None:
    assert read("a.md", source).article.text == text


def test_notes_of_a_page(read: Reader) -> None:
    page = (
        "<p>The mill cost $40m<sup>2</sup> and has 900 m<sup>2</sup> of floor, they say."
        "<sup><a href='#n'>1</a></sup></p>"
        "<p>It has 10<sup>6</sup> bricks<a href='#m'>[7]</a>, the owner says to whoever asks.</p>"
        "<p><sup>2</sup> Before tax, and not counting what was paid for the land.</p>"
    )
    assert read("a.html", page).article.text.split("\n\n") == [
        "The mill cost $40m and has 900 m² of floor, they say.",
        "It has 10⁶ bricks, the owner says to whoever asks.",
        "Before tax, and not counting what was paid for the land.",
    ]


def test_what_is_struck_out_is_no_longer_said(read: Reader) -> None:
    assert read("a.md", "It opens at ~~nine~~ ten.").article.text == "It opens at  ten."
    assert read("a.html", "<p>It opens at <del>nine</del> ten in the morning.</p>").article.text == (
        "It opens at ten in the morning."
    )
