"""Noun phrases: where they end, whom they name, whether they are many."""

from __future__ import annotations

import re

from training.lists import lines
from training.news_questions_text import Span, Token, tokens, words_of
from training.news_questions_verbs import BASE, BE, ING, MODALS, PARTICIPLE, PAST, PRESENT

_DETERMINERS = words_of(
    "the a an its his her their this these all some several many dozens hundreds thousands former new two "
    "three four five six seven eight nine ten more nearly over about around another both least up at"
)
_STARTS = _DETERMINERS - {"over", "about", "around", "up", "at", "least", "both"}


def begins_noun(words: tuple[Token, ...], n: int) -> bool:
    """Whether a noun phrase surely begins at this word."""
    word = words[n].text
    if word == "at":
        return n + 1 < len(words) and words[n + 1].text == "least"
    if word in ("over", "about", "around", "nearly"):
        return n + 1 < len(words) and words[n + 1].text[0].isdigit()
    return word in _STARTS or word[0].isupper() or word[0].isdigit() or word[0] in "$€£"


PLURALS = words_of("police people men women children authorities troops militia scientists media staff")
ALSO_NOUNS = words_of(
    "attack strike strikes call fire force forces order plan plans raid raids report reports state states "
    "name visit veto vow support seal question release recall protest protests march crash bomb bombs "
    "burn cancel charge charges chase claim claims close cut demand fine grant guard hack halt hit host "
    "hosts issue lead ram rescue return steal storm storms strip tow trap defeat damage defence attacks "
    "offer pay open win ban fear fears pledge free sack"
)


def head_of(own: tuple[Token, ...]) -> str:
    """The word that a noun phrase is about."""
    cut = next((k for k, w in enumerate(own) if k and w.text in _PREPOSITIONS), len(own))
    return own[cut - 1].text


_PREPOSITIONS = words_of("of in from for at on near against over under between into")
_PHRASE_STOPS = words_of(
    "in at on after before for to with by during over following as because from amid amidst back against near while "
    "when that who which whom where into under since due despite through without within until along "
    "across outside inside about but or saying killing leaving citing including than if so then aboard "
    'off up down out around between toward towards today yesterday , . ; : ( ) " “ ” – — and ahead upon '
    "how why what whether except plus though although via per is are was were has have will would last "
    "this next early late late"
)


def noun_phrase(words: tuple[Token, ...], n: int) -> Span | None:
    """The noun phrase that begins at this word."""
    if n >= len(words) or not begins_noun(words, n):
        return None
    if words[n].text in ("this", "last", "next") or words[n].text in _WEEK:
        return None
    end = n + 2 if words[n].text == "at" else n + 1
    while end < len(words) and words[end].text not in _PHRASE_STOPS:
        end += 1
    if end < len(words) and words[end].text == "and":
        more = _joined(words, end)
        if more is None:
            return None
        end = more
    if _goes_on(words, end):
        return None
    own = _without_clause(words[n:end])
    while len(own) > 1 and own[-1].text in PARTICIPLE and own[-1].text not in ALSO_NOUNS:
        own = own[:-1]
    if end < len(words) - 1 and words[end].text == "," and len(own) == 1 and words[end + 1].text.islower():
        return None
    return (own[0].start, own[-1].end) if _is_whole(own) else None


def _goes_on(words: tuple[Token, ...], end: int) -> bool:
    """Whether what follows shows that the phrase is a clause's subject, or one of a list."""
    if end + 2 < len(words) and words[end].text == "," and words[end + 2].text in (",", "and"):
        return True
    return end < len(words) and (
        words[end].text == ":" or words[end].text in BE | MODALS | {"has", "have", "had"}
    )


def _is_whole(own: tuple[Token, ...]) -> bool:
    """Whether these words are a noun phrase and nothing else."""
    if len(own) > 12 or (len(own) == 1 and own[0].text.lower() in _DETERMINERS):
        return False
    if re.match(r"(?:kilomet|miles|km$|met(?:re|er)s)", own[1].text if len(own) > 1 else ""):
        return False
    if any(w.text.lower() in ING or w.text in BE or _looks_finite(w.text) for w in own[1:]):
        return False
    if any(w.text in PRESENT and w.text not in ALSO_NOUNS for w in own[1:]):
        return False
    return own[-1].text not in _UNFINISHED


_UNFINISHED = words_of(
    "'s ’s of - its his her their the more Minister President Secretary Governor Mayor General Ambassador Leader"
)


def _without_clause(own: tuple[Token, ...]) -> tuple[Token, ...]:
    """Up to a participle or a score that follows a noun: "a law | requiring …", "a yacht | bound"."""
    for k in range(1, len(own)):
        word, before = own[k].text, own[k - 1].text
        if re.fullmatch(r"\d+[–-]\d+", word):
            return own[:k]
        if (
            before.lower() in _DETERMINERS
            or before.endswith(("ly", "ed", "'s", "’s"))
            or before == "of"
            or k == 1
        ):
            continue
        last = k == len(own) - 1
        if re.fullmatch(r"[a-z]{3,}ing", word) and not last and word not in _ING_NOUNS:
            return own[:k]
        if (re.fullmatch(r"[a-z]{3,}ed", word) or word in _BOUND) and (last or not own[k + 1].text.islower()):
            return own[:k]
    return own


_BOUND = words_of("bound sent held made built written led known based used taken given found brought begun")
_ING_NOUNS = words_of(
    "building meeting bombing shooting funding training hearing ruling housing banking mining"
)
_WEEK = words_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


def _looks_finite(word: str) -> bool:
    return word in ("does", "do", "did", "can", "could", "may", "must", "be", "been", "not")


def _joined(words: tuple[Token, ...], at: int) -> int | None:
    """Where a phrase with "and" ends: before it where a verb follows, past another name, else unknown."""
    if at + 1 >= len(words):
        return None
    after = words[at + 1].text
    if (
        after in PRESENT
        or after in BASE
        or after in PAST
        or after in ING
        or re.search(r"[a-z](?:es|ing)$", after)
    ):
        return at if after not in PLURALS else None
    if not (after[0].isupper() or after in ("the", "a", "an")) or not words[at - 1].text[0].isupper():
        return None
    end = at + 2
    while end < len(words) and words[end].text not in _PHRASE_STOPS:
        if words[end].text in PRESENT or words[end].text in BE:
            return None
        end += 1
    return None if end < len(words) and words[end].text == "and" else end


_PEOPLE = frozenset(lines("news_people"))
_THINGS = re.compile(
    r"\b(?:[Hh]urricane|[Tt]yphoon|[Cc]yclone|[Ss]torm|[Ee]arthquake|[Ff]lood\w*|[Ff]ire|[Ww]ildfires?|[Bb]omb\w*|"
    r"[Bb]last|[Ee]xplosions?|[Cc]rash|[Aa]ttacks?|[Vv]olcano|[Mm]ount|[Tt]ornado\w*|[Aa]valanche|[Ll]andslides?|"
    r"[Pp]lane|[Tt]rain|[Ss]hip|[Bb]us|[Bb]oat|[Ff]ilm|[Aa]lbum|[Bb]ook|[Ss]atellite|[Pp]robe"
    r"|[Ss]pacecraft|[Rr]ocket|"
    r"[Mm]issiles?|[Ss]huttle|[Ff]light|[Ll]aw|[Bb]ill|[Rr]eports?|[Pp]olls?|[Ss]tudy|[Dd]eath|[Ss]trike"
    r"|[Aa]irstrikes?|"
    r"[Ee]lections?|[Rr]eferendum|[Pp]andemic|[Vv]irus|[Oo]utbreak|COVID-19|[Dd]ebris|[Hh]elicopter|[Gg]ame|Cup|Day|"
    r"[Rr]iots?|[Cc]lashes|[Tt]alks|[Pp]rotests?|[Pp]rices|[Rr]esults|[Rr]ains?|[Ww]inds?|[Ss]now"
    r"|[Mm]udslides?|[Bb]attle|"
    r"[Ee]vents?|[Ss]treet|[Aa]irport|[Bb]ridge|[Rr]iver|[Ss]tation|[Tt]ests?|[Cc]ases?|Award|Prize|War|Act)\b"
)


def is_somebody(phrase: str) -> bool:
    """Whether a phrase surely names a person, a group, a country or a body."""
    words = tuple(tokens(phrase, (0, len(phrase))))
    if not words or _THINGS.search(" ".join(w.text for w in words[: _cut(words)])):
        return False
    head = head_of(words)
    if head == words[0].text and re.search(r"(?:tion|ment|ing|ity|ness|ance|ism|ure|tests|ings)$", head):
        return False
    return head.lower() in _PEOPLE or head.lower() in PLURALS or (head[0].isupper() and not head.isdigit())


def _cut(words: tuple[Token, ...]) -> int:
    return next((k for k, w in enumerate(words) if k and w.text in _PREPOSITIONS), len(words))


def is_many(phrase: str) -> bool:
    """Whether a phrase is plural."""
    words = tuple(tokens(phrase, (0, len(phrase))))
    if not words or _SEVERAL.match(phrase) or " and " in phrase:
        return bool(words)
    head = head_of(words)
    return head in PLURALS or (head.islower() and head.endswith("s") and not head.endswith("ss"))


_SEVERAL = re.compile(
    r"(?i)(?:two|three|four|five|six|seven|eight|nine|ten|\d{2,}|[2-9]|several|dozens|hundreds)\b"
)
