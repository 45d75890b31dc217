"""Quoting: an answer span to the whole sentences around it, exactly as they stand in the article."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from index.articles import Article
from index.articles.article import QUOTATION
from index.building.as_read import is_row
from index.building.passages import Sentence, Span
from index.reading.marked import LONGEST_BEFORE

MOST_LISTED = 80
"""Words of a list that a quote takes in with what announces it."""
FRAGMENT = 6
"""Words up to which a list item says nothing without what announces it."""
MAX_EXTENSION = 4
"""Sentences that a quote may reach back for its speaker; farther than that it is no longer short enough to read."""


def quote_span(article: Article, sentences: Sequence[Sentence], span: Span) -> Span:
    """The whole sentences that hold the span; where these are nothing but speech, back to who speaks, or on to that.

    What announces a list is quoted with the list, and a few words in a list with what announces them.
    """
    text = _with_double_marks(article.text)
    first, last = _holding(sentences, span)
    last = _with_items(text, sentences, last)
    speaker = _before_speech(text, sentences, _with_speaker(text, sentences, first), last)
    begins = min(speaker, _announced(text, sentences, first))
    return Span(sentences[begins].start, sentences[_after_speech(text, sentences, begins, last)].end)


@functools.lru_cache(maxsize=32)
def _with_double_marks(text: str) -> str:
    """A text, as long as before, in which speech in single marks and in those of other languages has double ones.

    What stands in single marks is speech if it ends a clause (‘We left.’), or begins a sentence and goes on in a
    paragraph that begins with a mark as it does, and stands in no other speech; ‘green’ and ’90s are none.
    """

    def double(said: re.Match[str]) -> str:
        begins = text.rfind("\n\n", 0, said.start()) + 1
        before = text[begins : said.start()]
        goes_on = said["end"] or (said["words"][0].isupper() and before.rstrip()[-1:] in _BEFORE_SPEECH)
        if _left_open(before) or not goes_on:
            return said.group()
        return f"“{said['words']}{'”' if said['end'] else ''}"

    text = _FOREIGN.sub(lambda said: f"“{said.group()[1:-1]}”", text)
    return _SINGLE.sub(double, text) if "‘" in text or "'" in text else text


_WITHIN = r"(?:[^«»„“”\n]|\n(?!\s*\n)){1,1500}"
_FOREIGN = re.compile(rf"«{_WITHIN}»|(?<![\w»])»(?=\S){_WITHIN}(?<=\S)«|„{_WITHIN}[“”]")
"""Speech in the marks of other languages, open and closed in one paragraph: a single » is often a bullet."""
_BEFORE_SPEECH = (*".:,!?", "")
_SINGLE = re.compile(
    r"""(?<!\w)(?P<mark>[‘'])(?P<words>(?:[^‘’'“”\n]|(?<=\w)[’'](?=\w)|\n(?!\s*\n)){1,1500}"""
    r"""(?<=[.,!?…;—]))(?:(?P<end>[’'])(?!\w)|(?=\s*\n\s*\n(?P=mark)))"""
)


def _with_items(text: str, sentences: Sequence[Sentence], number: int) -> int:
    """The last sentence of the list that this one announces or heads, as far as that is short; else this one."""
    if text[sentences[number].end - 1] != ":" and not _heads_items(sentences[number]):
        return number
    last, words = number, 0
    for item in range(number + 1, len(sentences)):
        words += len(text[sentences[item].start : sentences[item].end].split())
        if sentences[item].item <= max(0, sentences[number].item) or words > MOST_LISTED:
            break
        last = item
    return last


def _heads_items(sentence: Sentence) -> bool:
    """Whether items below a sentence would be its own: it is a heading, or an item that has items of its own."""
    return bool(sentence.heading) or sentence.item > 0


def listed_below(sentences: Sequence[Sentence], quote: Span, span: Span) -> Span:
    """The items in a quote where the span lies in what heads them: the list is what that tells; else the span."""
    above = next((one for one in sentences if one.start <= span.start and span.end <= one.end), None)
    if above is None or span.start == span.end or not _heads_items(above):
        return span
    below = [one for one in sentences if above.end <= one.start and one.end <= quote.end]
    if not below or below[0].item <= max(0, above.item):
        return span
    return Span(below[0].start, below[-1].end)


def _announced(text: str, sentences: Sequence[Sentence], number: int) -> int:
    """The sentence that announces the list in which this one is a fragment, if that is near; else this one."""
    depth = sentences[number].item
    if depth <= 0 or len(text[sentences[number].start : sentences[number].end].split()) > FRAGMENT:
        return number
    for before in range(number - 1, -1, -1):
        if sentences[before].item < depth:
            listed = text[sentences[before].start : sentences[number].end]
            above = sentences[before]
            announces = (text[above.end - 1] == ":" or above.item > 0) and not above.heading
            return before if announces and len(listed.split()) <= MOST_LISTED else number
    return number


def with_sentence_before(sentences: Sequence[Sentence], quote: Span) -> Span:
    """The quote and the sentence before it, if there is one."""
    first, _ = _holding(sentences, quote)
    return Span(sentences[max(0, first - 1)].start, quote.end)


def read_from(text: str, sentences: Sequence[Sentence], quote: Span) -> int:
    """Where the sentences begin that the careful reader reads before a quote: offset in the text.

    One where there is one, more of the same section as far as all have no more than LONGEST_BEFORE characters; of a
    table no more than one row.
    """
    first, _ = _holding(sentences, quote)
    begins = max(0, first - 1)
    while begins > 0 and quote.start - sentences[begins - 1].start <= LONGEST_BEFORE:
        if any(_stands_alone(text, one) for one in sentences[begins - 1 : begins + 1]):
            break
        begins -= 1
    return sentences[begins].start


def _stands_alone(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is a heading or a table's row, which what stands above does not lead up to."""
    return bool(sentence.heading) or is_row(text, Span(sentence.start, sentence.end))


def paragraph_of(sentences: Sequence[Sentence], span: Span) -> int:
    """The paragraph in which the span begins, counted from 1."""
    return sentences[_holding(sentences, span)[0]].paragraph + 1


def _holding(sentences: Sequence[Sentence], span: Span) -> tuple[int, int]:
    first = next(number for number, sentence in enumerate(sentences) if sentence.end > span.start)
    last = next(n for n in range(first, len(sentences)) if sentences[n].end >= span.end)
    return first, last


def _with_speaker(text: str, sentences: Sequence[Sentence], number: int) -> int:
    """The sentence that opens the quotation in which this one stands, if it opened in an earlier paragraph.

    In news, every paragraph of a long quotation begins with an opening mark and only the last one is closed,
    so a paragraph that begins with a mark after one that was left open carries on the same speech.
    """
    speaker = number
    while (previous := _continued_from(text, sentences, speaker)) is not None:
        speaker = previous
        if number - speaker > MAX_EXTENSION:
            return number
    return speaker


def _before_speech(text: str, sentences: Sequence[Sentence], first: int, last: int) -> int:
    """Of sentences that are speech alone, the one in their paragraph where it opens, or the one before that.

    What somebody says, without a word of who says it, would stand as the article's own; so would a quotation set apart,
    which the sentence above it leads up to.
    """
    if all(one.item == QUOTATION for one in sentences[first : last + 1]):
        above = next((n for n in range(first, -1, -1) if sentences[n].item != QUOTATION), -1)
        end = next((n for n in range(last, len(sentences)) if sentences[n].item != QUOTATION), len(sentences))
        signed = any(_is_signed(text, one.end) for one in sentences[last:end])
        is_led_up_to = _introduces(text, sentences, above) and not signed
        return (
            _to_a_name(text, sentences, above, last)
            if is_led_up_to and last - above <= MAX_EXTENSION
            else first
        )
    begins = _begin_of_paragraph(sentences, first)
    opens = first
    while opens > begins and _left_open(text[sentences[begins].start : sentences[opens].start]):
        opens -= 1
    if not _is_speech(text[sentences[first].start : sentences[last].end], inside=opens < first):
        return first
    opened = opens
    if _is_speech(text[sentences[opens].start : sentences[first].start]):
        opens -= 1
    if opens < begins and not _introduced(text, sentences, opens, last):
        return first
    if last - opens > MAX_EXTENSION:
        return first
    return _to_a_name(text, sentences, opens, last) if opens < opened else opens


def _after_speech(text: str, sentences: Sequence[Sentence], first: int, last: int) -> int:
    """Of sentences that are speech alone, the next one in their paragraph that is not, if it names somebody."""
    begins = sentences[first].start
    if not _is_speech(text[begins : sentences[last].end]):
        return last
    for after in range(last + 1, min(last + 1 + MAX_EXTENSION, len(sentences))):
        if sentences[after].paragraph != sentences[last].paragraph:
            break
        if not _is_speech(text[begins : sentences[after].end]):
            return after if _NAME.search(text[sentences[after].start : sentences[after].end]) else last
    return last


def _to_a_name(text: str, sentences: Sequence[Sentence], number: int, last: int) -> int:
    """This sentence, or the one before it in its paragraph where that alone names somebody ("She had no notes:")."""
    before = number - 1
    apart = number <= 0 or sentences[before].paragraph != sentences[number].paragraph
    if apart or last - before > MAX_EXTENSION:
        return number
    this, other = (text[sentences[each].start : sentences[each].end] for each in (number, before))
    return before if _NAME.search(other) and not _NAME.search(this) and not _is_speech(other) else number


def _introduces(text: str, sentences: Sequence[Sentence], number: int) -> bool:
    """Whether a sentence leads up to the quotation below it, or names somebody whose it may be."""
    if number < 0 or sentences[number].heading:
        return False
    words = text[sentences[number].start : sentences[number].end]
    return words.endswith(":") or _NAME.search(words) is not None


def _introduced(text: str, sentences: Sequence[Sentence], before: int, last: int) -> bool:
    """Whether the sentence before names somebody, and what comes after it is paragraphs of nothing but speech."""
    if not _introduces(text, sentences, before) or _is_speech(
        text[sentences[before].start : sentences[before].end]
    ):
        return False
    end = max(one.end for one in sentences[last:] if one.paragraph == sentences[last].paragraph)
    return not _is_signed(text, end) and _is_speech(text[sentences[before + 1].start : end])


def _is_signed(text: str, end: int) -> bool:
    """Whether a line with a dash below what ends there says who speaks."""
    return text[end:].lstrip().startswith(_DASHES)


_NAME = re.compile(r"(?<=\w[ ,])\W?[^\W\d_a-z]\w")
"""A word with a capital that does not come of beginning a sentence."""
_DASHES = ("-", "–", "—", "―")


def _begin_of_paragraph(sentences: Sequence[Sentence], number: int) -> int:
    paragraph = sentences[number].paragraph
    return next(n for n in range(number, -1, -1) if n == 0 or sentences[n - 1].paragraph != paragraph)


def _is_speech(text: str, *, inside: bool = False) -> bool:
    """Whether every word stands between quotation marks; `inside` says that one is open where the text begins."""
    for character in text:
        if character in _MARKS:
            inside = character == "“" or (character == '"' and not inside)
        elif not inside and character.isalnum():
            return False
    return True


def _continued_from(text: str, sentences: Sequence[Sentence], number: int) -> int | None:
    """The last paragraph's sentence in which its quotation opens, if this sentence's paragraph carries it on."""
    begins = _begin_of_paragraph(sentences, number)
    if begins == 0 or text[sentences[begins].start] not in _OPENING:
        return None
    before = sentences[begins - 1].paragraph
    earlier = [n for n in range(begins - 1, -1, -1) if sentences[n].paragraph == before]
    return next(
        (n for n in earlier if _left_open(text[sentences[n].start : sentences[begins - 1].end])), None
    )


_OPENING, _MARKS = '"“', '"“”'


def _left_open(text: str) -> bool:
    if "“" in text or "”" in text:
        return text.rfind("“") > text.rfind("”")
    return text.count('"') % 2 == 1
