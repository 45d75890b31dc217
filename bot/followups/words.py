"""The words of a question, and the closed classes of English that tell which of them name something."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from index.keywords import stems
from index.support import question_words

TELLING = 0.45
"""Words from this weight on name something by themselves: "tower", "toll", not "kind", "people" or "effect"."""
VERBS = Path(__file__).parent / "verbs.tsv"


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written with spaces."""
    return frozenset(words.split())


WH = listed("who whom whose what which when where why how")
BE = listed("am is are was were be been being")
DO = listed("do does did can could will would shall should may might must")
HAVE = listed("have has had")
AUXILIARIES = BE | DO | HAVE
ARTICLES = listed("the a an")
DETERMINERS = ARTICLES | listed("this that these those my your our each every another no both all")
HE = listed("he him his himself")
SHE = listed("she her hers herself")
IT = listed("it its itself")
THEY = listed("they them their theirs themselves")
POSSESSIVES = listed("his her its their")
DEMONSTRATIVES = listed("this that these those")
OTHER_PRONOUNS = listed(
    "i me my mine we us our ours you your yours someone somebody anyone anybody everyone everybody something "
    "anything everything nothing nobody myself yourself ourselves"
)
PREPOSITIONS = listed(
    "about above across after against along among amongst around as at before behind below beneath beside "
    "besides between beyond by despite down during except for from in inside into like near of off on onto out "
    "outside over past per since than through throughout to toward towards under underneath until till up upon "
    "versus vs via with within without"
)
CONJUNCTIONS = listed("and or but nor so yet if because while although though whether unless once")
ADVERBS = listed(
    "not n't there here then now also too very quite just only even still already again ever never always often "
    "sometimes usually typically generally currently really actually exactly particularly instead together "
    "apart away back else ago maybe perhaps please ok okay yes well oh hmm wow more most less least much many "
    "how few several some any such own enough almost about roughly"
)
INTERJECTIONS = listed(
    "hey hi hello ah oh um uh hm hmm wow ok okay well cool great nice good awesome amazing interesting incredible "
    "thanks thank yes yeah no right sure really agreed sorry please indeed"
)
PAST = listed(
    "ate beat became began bent bit blew bore bought bound broke brought built burnt came caught chose cost crept "
    "cut dealt died drank drew drove dug fed fell felt fled flew forbade forgot fought found froze gave got grew "
    "held hid hit hung hurt kept knew laid lay led left lent lit lost made meant met paid put ran rang read rode "
    "rose said sang sank sat saw sent shone shook shot shrank shut slept slid sold sought spent split spoke "
    "sprang stole stood struck stuck swam swept swore taught thought threw told took tore understood wept went "
    "woke won wore wrote"
)
"""Past forms of irregular verbs."""
IMPERATIVES = listed("tell show give describe explain list name find let say compare remind expand")
ONES = listed("one ones")
"""What stands for a noun that was said before: "the newer one"."""
FUNCTION_WORDS = (
    WH
    | AUXILIARIES
    | DETERMINERS
    | HE
    | SHE
    | IT
    | THEY
    | OTHER_PRONOUNS
    | PREPOSITIONS
    | CONJUNCTIONS
    | ADVERBS
)


class Word(NamedTuple):
    """A word or a mark of a question, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        """In lower case, with a straight apostrophe and without a contracted verb: "what" for "What’s"."""
        if len(self.text) > 1 and self.text.isupper():
            return self.text  # "US" is no pronoun
        plain = self.text.lower().replace("’", "'")
        if plain.endswith("n't"):
            return {"won't": "will", "can't": "can"}.get(plain, plain[:-3])
        head, apostrophe, tail = plain.partition("'")
        return head if apostrophe and tail in _CONTRACTED and (tail != "s" or head in _NO_OWNERS) else plain

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it begins with a figure."""
        return self.text[0].isdigit()

    @property
    def owns(self) -> bool:
        """Whether it is in the possessive: "Hubble’s"."""
        return bool(re.fullmatch(r".+(?:['’]s|s['’])", self.text)) and self.lower not in _NO_OWNERS


_CONTRACTED = ("s", "re", "ve", "d", "ll", "m")
_NO_OWNERS = WH | IT | HE | SHE | listed("that there here let")
_WORD = re.compile(
    r"(?:St|Mt|Dr|Mr|Mrs|Ms)\.(?= )|\d+(?:[.,/–-]\d+)*%?|\w+(?:[-'’&]\w+)*\+?(?:(?<=s)['’](?!\w))?|[^\w\s]"
)


def words_of(text: str) -> list[Word]:
    """The words and marks of a text, in order."""
    return [Word(match.group(), *match.span()) for match in _WORD.finditer(text)]


def is_verb(word: Word) -> bool:
    """Whether a word in lower case is more often a verb than part of a name for something."""
    if not word.text.islower() or word.lower in FUNCTION_WORDS | ONES:
        return False
    if word.text in PAST:
        return True
    share = _verbs().get(word.text)
    return share is not None or (word.text not in _known() and bool(re.fullmatch(r"\w{3,}ed", word.text)))


@functools.cache
def _verbs() -> dict[str, float]:
    rows = (line.split("\t") for line in VERBS.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return {word: float(share) for word, share in rows}


@functools.cache
def _known() -> frozenset[str]:
    """Words in -ed that are no verbs."""
    return listed("hundred sacred naked wicked rugged aged biped indeed speed breed seed feed weed")


def weight(text: str) -> float:
    """How telling the most telling word of a text is, from 0 to 1; figures tell nothing here."""
    return max((word.weight for word in question_words(text) if not word.is_number), default=0.0)


def share_of_stems(some: str, others: Iterable[str]) -> bool:
    """Whether a text shares a stem with any of the others."""
    held = {stem for other in others for stem in stems(other)}
    return not held.isdisjoint(stems(some))
