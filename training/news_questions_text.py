"""News items as text: sentences, tokens, names and places, and what the whole set of items knows about words."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.lists import lines

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Item:
    """One news item."""

    date: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about an item; `span` is None where the item does not tell."""

    kind: str
    question: str
    span: Span | None
    tempting: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark, with its place in the item."""

    text: str
    start: int
    end: int


def words_of(text: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(text.split())


def read_items(path: Path, without: frozenset[str]) -> Iterator[Item]:
    """The items of all days but those left out; cut, linked-only and doubled ones are dropped."""
    seen: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            day = json.loads(line)
            if day["date"] in without:
                continue
            for item in day["items"]:
                text = " ".join(item["text"].split())
                if len(text) >= 40 and text not in seen and text[-1] in ".!?\"”')" and "?" not in text[:-1]:
                    seen.add(text)
                    yield Item(day["date"], ", ".join(item["topic"]), text)


_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[A-Z]\.(?= [A-Z])|(?:Dr|Mr|Mrs|Ms|St|Gen|Lt|Col|Sgt|Jr|Sr|vs|No|Rep|Sen|Gov)\."
    r"|(?:US|A|C)?[$€£]?\w+(?:[.,’'–/&-]\w+)*%?|\S"
)
_END = re.compile(r"(?<=[a-z0-9)\"”'%])[.!?][\"”']? +(?=[A-Z\"“0-9])")
_SHORT = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|St|Gen|Lt|Col|Sgt|Jr|Sr|vs|No|Rep|Sen|Gov|Msgr|Rev|Inc|Co|Corp|v|approx)$"
)
_TOPIC = re.compile(r"(?:[A-Z0-9“\"][^.:;]{2,90}: )+(?=[A-Z0-9\"“])")


def sentences(text: str) -> list[Span]:
    """Where each sentence lies; a heading before a colon is not part of the first."""
    starts, ends = [0], []
    for match in _END.finditer(text):
        if not _SHORT.search(text[: match.start()]):
            ends.append(match.end())
            starts.append(match.end())
    spans = [(start, len(text[:end].rstrip())) for start, end in zip(starts, [*ends, len(text)], strict=True)]
    topic = _TOPIC.match(text)
    if topic and topic.end() < spans[0][1]:
        spans[0] = (topic.end(), spans[0][1])
    return spans


def tokens(text: str, span: Span) -> list[Token]:
    """The words and marks of a sentence."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text, *span)]


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CAPITAL = r"[A-Z][\w’'-]*\w"
CAPITALS = rf"{_CAPITAL}(?: (?:(?:of|de|al|du|la|el|del|da|the) )?{_CAPITAL})*"
_PLACE = re.compile(
    rf"\b(in|near|at|outside) ((?:the )?(?:(?:city|province|town|village|district|state|region|capital|"
    rf"northern|southern|eastern|western|central|north|south|east|west|north-\w+|south-\w+|\w+ern)"
    rf"(?: \w+)? (?:of )?)?{CAPITALS}(?: (?:province|district|region|state|city|county|area))?"
    rf"(?:, {CAPITALS}(?: (?:province|state))?)*)"
    r"(?=[.,;:)]|$| (?:on|after|and|as|when|while|before|by|with|during|following|for|to|from|over|amid|due|where"
    r"|because|but|are|is|was|were|has|have|since|that|who|which|in|at|near|against|late|early|today|yesterday|this"
    r"|kills?|kill(?:ing|ed)|leav(?:es|ing)|injur(?:es|ing)|wound(?:s|ing)|dies?|just|at least)\b)"
)
TITLES = (
    *(
        "President",
        "Prime Minister",
        "Vice President",
        "Foreign Minister",
        "Defence Minister",
        "Defense Minister",
    ),
    *(
        "Finance Minister",
        "Interior Minister",
        "Minister",
        "Senator",
        "Chancellor",
        "Governor",
        "Mayor",
        "King",
    ),
    *("Prince", "Queen", "Pope", "General", "Secretary of State", "Secretary-General", "Secretary General"),
    *(
        "Attorney General",
        "Premier",
        "Justice",
        "Judge",
        "Congressman",
        "Representative",
        "Chairman",
        "Speaker",
    ),
    *("Ambassador", "Archbishop", "Bishop", "Cardinal", "Captain", "Colonel", "Sheikh", "leader", "actor"),
    *(
        "president",
        "prime minister",
        "foreign minister",
        "spokesman",
        "spokeswoman",
        "director",
        "actress",
        "singer",
    ),
    *(
        "journalist",
        "dissident",
        "activist",
        "politician",
        "mayor",
        "governor",
        "chairman",
        "author",
        "footballer",
    ),
)
_TITLED = re.compile(rf"\b(?:{'|'.join(TITLES)}) ([A-Z][a-zé’'-]+) (?=[A-Z][\w’'-]+)")


class Places:
    """Names of countries and of towns, the latter learnt from "in Town, Country"."""

    def __init__(self, texts: list[str]) -> None:
        """Learn the towns."""
        self.rows = tuple((line.split("\t")[0], line.split("\t")[1]) for line in lines("news_countries"))
        self.people = dict(self.rows)
        self.countries = [country for country, _ in self.rows]
        near: Counter[tuple[str, str]] = Counter()
        pattern = re.compile(rf"\b(?:in|near) ({_CAPITAL}(?: {_CAPITAL})?), ({'|'.join(self.countries)})\b")
        for text in texts:
            near.update((m.group(1), m.group(2)) for m in pattern.finditer(text))
        self.towns: dict[str, str] = {}
        for (town, country), count in near.most_common():
            if count >= 2 and town not in self.people and town not in MONTHS:
                self.towns.setdefault(town, country)
        self.all_towns = sorted(self.towns)

    def kind(self, name: str) -> str:
        """Whether this names a country, a town, or nothing known."""
        plain = name.removeprefix("the ")
        return "country" if plain in self.people else "town" if plain in self.towns else ""

    def is_place(self, phrase: str) -> bool:
        """Whether a phrase after "in" surely names a place."""
        if re.search(rf"\b(?:{'|'.join((*MONTHS, *DAYS))}|\d+|Cup|League|Operation|World|Open)\b", phrase):
            return False
        parts = phrase.split(", ")
        last_words = re.sub(r"^.*?(?=[A-Z])", "", parts[0])
        return any(self.kind(part) for part in (*parts, last_words)) or bool(
            re.search(r"\b(?:[Pp]rovince|[Dd]istrict|region|state|city|[Cc]ounty)\b", phrase)
        )

    def find(self, text: str, span: Span) -> list[tuple[str, Span]]:
        """Places after a preposition: the preposition and where the name lies."""
        return [
            (m.group(1), m.span(2))
            for m in _PLACE.finditer(text, *span)
            if self.is_place(m.group(2))
            and m.end() <= span[1]
            and not (m.group(1) == "at" and self.kind(m.group(2)) == "country")
        ]


_NO_FIRST = words_of(
    "Air Assembly Ayatollah Bah Mary Abu Vice House National Party Supreme Foreign Defence Defense"
)
_BEFORE_NAMES = words_of(
    "former two three four five six seven eight nine ten at about over several many more ousted outgoing "
    "incumbent new some all senior retired suspected police thousands hundreds dozens one both its his "
    "her their another newly"
)


class Known:
    """What all items together know: words that are usually small, first names, places."""

    def __init__(self, items: list[Item]) -> None:
        """Read every item once."""
        small: Counter[str] = Counter()
        large: Counter[str] = Counter()
        first: Counter[str] = Counter()
        for item in items:
            for span in sentences(item.text):
                for word in re.findall(r"(?<=[a-z,] )[A-Za-z][\w’'-]*", item.text[slice(*span)]):
                    (small if word[0].islower() else large)[word.lower()] += 1
            first.update(m.group(1) for m in _TITLED.finditer(item.text))
        self._small = {word for word, count in small.items() if count > 2 * large[word] and count > 1}
        self.places = Places([item.text for item in items])
        adjectives = set(self.places.people.values()) | set(self.places.people)
        self.first_names = {
            name
            for name, count in first.items()
            if count >= 2
            and len(name) > 2
            and name not in _NO_FIRST
            and name not in adjectives
            and name.lower() not in self._small
        } - set(TITLES)
        self.by_kind: dict[str, list[str]] = defaultdict(list)

    def is_small(self, word: str) -> bool:
        """Whether the word is mostly written small within sentences."""
        return word.lower() in self._small

    def inside(self, phrase: str, *, definite: bool = True) -> str:
        """A phrase as it reads within a question: no capital for its position, "a" mostly "the"."""
        first, _, rest = phrase.partition(" ")
        lowers = self.is_small(first) and (not rest[:1].isupper() or first.lower() in _BEFORE_NAMES)
        if first[:1].isupper() and not first.isupper() and (lowers or first in ("A", "An", "The")):
            first = first[0].lower() + first[1:]
        if first == "A":
            first = "a"
        if definite and first in ("a", "an") and rest:
            first = "the"
        return f"{first} {rest}" if rest else first

    def short_name(self, phrase: str) -> str | None:
        """Only the last name of a person with a title or a known first name."""
        match = re.search(r"(?:^|.* )([A-Z][\w’'-]+) ((?:al-|bin |de |van )?[A-Z][\w’'-]+)$", phrase)
        if match and match.group(1) in self.first_names and match.group(2) not in self.places.people:
            return match.group(2)
        return None
