"""Completing a follow-up: what its pronouns stand for, what its gaps leave out, where its topic belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.followups import words as w
from bot.followups.antecedents import Exchange, Kind, antecedents, without_year
from bot.followups.fragments import is_fragment, opener, replaced
from bot.followups.phrases import YEAR, Phrase, phrases_of
from bot.followups.words import Word, is_verb, weight, words_of
from index.keywords import stems
from index.support import WEIGHTY

MOST = 3
"""Completions that are worth asking: the likeliest, and what it may mean else."""


class FollowUp(NamedTuple):
    """What a follow-up may mean, likeliest first. `certain` says that it does not stand on its own."""

    completions: tuple[str, ...]
    certain: bool


def follow_up(question: str, exchanges: Sequence[Exchange]) -> FollowUp | None:
    """What a question means after these exchanges, oldest first; None where it stands on its own."""
    question = " ".join(question.split())
    if not exchanges or not words_of(question):
        return None
    head, core = _last_sentence(question)
    rest = opener(core)
    if is_fragment(core):
        inner = resolved(rest, exchanges) or [rest]
        found = [new for one in inner for new in replaced(one, exchanges[-1])]
        return FollowUp(_most(found), certain=True) if found else None
    found = [head + one for one in resolved(rest, exchanges, said_before=head)]
    if found:
        return FollowUp(_most(found), certain=True)
    gap = [head + one for one in _gap_filled(rest, exchanges)]
    if gap:
        return FollowUp(_most(gap), certain=True)
    bridged = [head + one for one in _bridged(rest, exchanges, said_before=head)]
    return FollowUp(_most(bridged), certain=False) if bridged else None


def _most(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_sentence(one) for one in found))[:MOST]


def _sentence(text: str) -> str:
    """As a question is written: a capital to begin with, a mark at the end."""
    text = re.sub(r"\s+", " ", text).strip()
    return text[:1].upper() + text[1:] + ("" if text[-1:] in "?.!" else "?")


def _last_sentence(question: str) -> tuple[str, str]:
    """What is said first, and the last sentence, which asks."""
    cut = max((match.end() for match in re.finditer(r"[.!?;]\s+(?=\w)", question)), default=0)
    return question[:cut], question[cut:]


def resolved(question: str, exchanges: Sequence[Exchange], said_before: str = "") -> list[str]:
    """The question with its pronouns replaced by what they may stand for; empty where it has none."""
    words = words_of(question)
    pronouns = [at for at in range(len(words)) if _refers(words, at, question, said_before)]
    if not pronouns:
        return []
    first = _with_replaced(question, words, pronouns, exchanges, rank=0)
    others = [_with_replaced(question, words, pronouns, exchanges, rank=rank) for rank in (1, 2)]
    return [one for one in (first, *others) if one is not None]


def _with_replaced(
    question: str, words: Sequence[Word], pronouns: Sequence[int], exchanges: Sequence[Exchange], rank: int
) -> str | None:
    """The question with each pronoun replaced by its likeliest meaning but `rank`; None where there is no such."""
    taken: dict[str, str] = {}
    pieces, at = [], 0
    changed = False
    for number in pronouns:
        word = words[number]
        kind = _kind(words, number)
        key = "person" if kind == "person" else kind
        if key in taken:
            continue
        choices = [text for text in antecedents(exchanges, kind, question) if text not in taken.values()]
        if kind == "person" and not choices:
            choices = antecedents(exchanges, "thing", question)
        choices = _with_shorter(choices)
        wanted = rank if not taken else 0
        if len(choices) <= wanted:
            if rank and not changed:
                return None
            continue
        taken[key] = choices[wanted]
        start, end, text = _put(words, number, choices[wanted])
        pieces += [question[at:start], text]
        at, changed = end, True
        del word
    return "".join([*pieces, question[at:]]) if changed else None


def _with_shorter(choices: Sequence[str]) -> list[str]:
    """The first choice, then without its year, then the others."""
    return list(dict.fromkeys([*choices[:1], *(without_year(choice) for choice in choices)]))


def _put(words: Sequence[Word], number: int, text: str) -> tuple[int, int, str]:
    """What to write in place of a pronoun, and where."""
    word = words[number]
    after = words[number + 1] if number + 1 < len(words) else None
    owns = word.lower in w.POSSESSIVES and after is not None and not after.is_mark and _may_be_owned(after)
    if owns or word.lower in ("theirs", "hers"):
        return word.start, word.end, text + ("'" if text.endswith("s") else "'s")
    if re.search(r"['’]s$", word.text):
        return word.start, word.end, f"{text}'s"
    if word.lower == "there":
        return word.start, word.end, f"in {text}"
    if word.lower in w.DEMONSTRATIVES and after is not None and _heads_phrase(words, number):
        return word.start, word.end, f"the {text}" if False else f"{_bare(text)}"
    if word.lower == "each":
        return word.start, word.end, f"each of {text}"
    return word.start, word.end, text


def _bare(text: str) -> str:
    return re.sub(r"^(?:the|a|an|The) ", "", text)


def _may_be_owned(word: Word) -> bool:
    return word.lower not in w.FUNCTION_WORDS - {"own", "most", "more", "first"} or word.lower in ("other", "own")


def _heads_phrase(words: Sequence[Word], number: int) -> bool:
    """Whether a demonstrative is the determiner of a phrase."""
    after = words[number + 1] if number + 1 < len(words) else None
    return (
        after is not None
        and not after.is_mark
        and after.lower not in w.FUNCTION_WORDS
        and (words[number].lower in ("these", "those", "this") or not is_verb(after))
    )


def _kind(words: Sequence[Word], number: int) -> Kind:
    word = words[number].lower
    if word in w.HE | w.SHE:
        return "person"
    if word in w.THEY or word in ("these", "those", "each", "both"):
        return "things"
    if word == "there":
        return "place"
    return "thing"


def _refers(words: Sequence[Word], at: int, question: str, said_before: str) -> bool:
    """Whether a word of a question refers to what was said before it."""
    word = words[at].lower
    if word in w.HE | w.SHE | w.THEY | w.IT:
        return not _is_empty_it(words, at) and not _has_own_antecedent(words, at, question, said_before)
    if word in w.DEMONSTRATIVES:
        return _points(words, at) and not _has_own_antecedent(words, at, question, said_before)
    before = words[at - 1].lower if at else ""
    if word == "there":
        return before not in w.BE and not (at + 1 < len(words) and words[at + 1].lower in w.AUXILIARIES)
    if word == "each":
        return at + 1 == len(words) or words[at + 1].is_mark or words[at + 1].lower in w.AUXILIARIES or is_verb(words[at + 1])
    return False


def _is_empty_it(words: Sequence[Word], at: int) -> bool:
    """ "It" that stands for nothing: "is it true that", "how long does it take to"."""
    if words[at].lower != "it":
        return False
    after = " ".join(word.lower for word in words[at + 1 :])
    return re.match(r"(?:take|cost|\w+ (?:that|to|for)\b|(?:rain|snow)s?\b)", after) is not None and (
        re.search(r"\b(?:to|that|for)\b", after) is not None and not re.match(r"\w+ to\b.*\bto\b", after)
    ) and re.match(r"(?:compare|relate|belong|happen|come|go|apply|get|mean|lead|refer|named?|used?|related|connected|"
                   r"known|done|need|have|begin|start|try|want|similar|close|next|due) ", after) is None


def _has_own_antecedent(words: Sequence[Word], at: int, question: str, said_before: str) -> bool:
    """Whether a phrase earlier in the same turn, in another clause, is what a pronoun stands for."""
    start = words[at].start
    if said_before and any(phrase.weight >= WEIGHTY for phrase in phrases_of(said_before)):
        return True
    clause = max((word.start for word in words[:at] if word.lower in _NEW_CLAUSE or word.text in ",;:"), default=-1)
    return any(phrase.end <= clause and phrase.weight >= WEIGHTY for phrase in phrases_of(question[:start]))


_NEW_CLAUSE = frozenset("and or but so if when because while although before after that who which".split())


def _points(words: Sequence[Word], at: int) -> bool:
    """Whether "this", "that", "these" or "those" points back rather than joining clauses."""
    word, before = words[at].lower, words[at - 1].lower if at else ""
    after = words[at + 1] if at + 1 < len(words) else None
    if word != "that":
        return True
    if after is None or after.is_mark:
        return True
    return before in w.BE | w.DO | (w.PREPOSITIONS - {"except"}) | {"", "like", "why", "how", "and", "said"} and (
        after.lower not in w.WH
    )


def _gap_filled(question: str, exchanges: Sequence[Exchange]) -> list[str]:
    """With the noun that "the first", "the biggest", "a new one" or "which ones" leaves out; empty without a gap."""
    words = words_of(question)
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        ends = after is None or after.is_mark or after.lower in w.AUXILIARIES | w.PREPOSITIONS | {"and", "ever", "to"} or is_verb(after)
        before = words[at - 1].lower if at else ""
        if word.lower in ("one", "ones") and ends and at and before not in ("number", "no", "day", "of", "from") and (
            before not in w.PREPOSITIONS
        ):
            heads = _heads(exchanges, plural=word.lower == "ones")
            return [f"{question[: word.start]}{head}{question[word.end :]}" for head in heads]
        if ends and _is_ordinal(words, at) and before == "the" and not word.is_capital:
            heads = _heads(exchanges, plural=False)
            return [f"{question[: word.end]} {head}{question[word.end :]}" for head in heads]
    return []


def _is_ordinal(words: Sequence[Word], at: int) -> bool:
    word = words[at].lower
    if word in ("first", "second", "third", "last", "other", "others", "latter", "former", "best", "worst"):
        return True
    if re.fullmatch(r"\w{2,}est", word) and word not in _NO_SUPERLATIVES:
        return True
    return at > 1 and words[at - 1].lower in ("most", "least") and words[at - 2].lower == "the"


_NO_SUPERLATIVES = frozenset("west forest interest harvest protest request guest test rest contest arrest quest".split())


def _heads(exchanges: Sequence[Exchange], *, plural: bool) -> list[str]:
    """Nouns of the last questions, likeliest first."""
    texts = antecedents(exchanges, "things" if plural else "topic")
    heads = [_without_superlative(_bare(text)) for text in texts]
    return [head for head in heads if head][:2]


def _without_superlative(text: str) -> str:
    return re.sub(r"^(?:(?:first|second|last|other|new|old|\w+est|most \w+|different) )+", "", text)


def _bridged(question: str, exchanges: Sequence[Exchange], said_before: str) -> list[str]:
    """With the topic put in where a question seems to take one for granted; empty where it names its own."""
    phrases = phrases_of(question)
    coreferent = _longer(question, phrases, exchanges)
    if coreferent is not None:
        return [coreferent]
    if any(phrase.is_name or phrase.is_year for phrase in phrases_of(said_before + question)):
        return []
    loose = [phrase for number, phrase in enumerate(phrases) if _is_loose(question, phrases, number)]
    telling = [phrase for phrase in phrases if phrase.weight >= WEIGHTY]
    if telling and not loose:
        return []
    if said_before and any(phrase.weight >= WEIGHTY for phrase in phrases_of(said_before)):
        return []
    place = loose[0].end if loose else (phrases[-1].end if phrases else len(question.rstrip("?!. ")))
    if not loose and question[place:].strip("?!. "):
        place = len(question.rstrip("?!. "))
    topics = [text for text in _with_shorter(antecedents(exchanges, "topic", question)) if weight(text) >= WEIGHTY]
    return [f"{question[:place]} of {text}{question[place:]}" for text in topics]


def _is_loose(question: str, phrases: Sequence[Phrase], number: int) -> bool:
    """Whether a phrase takes for granted what it belongs to: "the towers", with nothing after that says of what."""
    phrase = phrases[number]
    if phrase.determiner != "the" or phrase.is_name:
        return False
    if number and question[phrases[number - 1].end : phrase.start].strip().lower() in ("of", "between"):
        return False
    after = question[phrase.end :].lstrip().lower()
    return re.match(r"(?:of|in|for|on|between|behind|to|that|which|who|with|about|from|around|at)\b(?! (?:it|them)\b)", after) is None


def _longer(question: str, phrases: Sequence[Phrase], exchanges: Sequence[Exchange]) -> str | None:
    """With "the bridge" written out as the bridge that was spoken of: an earlier phrase that ends so and says more."""
    for phrase in phrases:
        if phrase.determiner != "the" or phrase.is_name or phrase.owns and False:
            continue
        for text in antecedents(exchanges, "topic"):
            earlier = without_year(text)
            if " of " in earlier:
                continue
            bare = _bare(earlier)
            if len(bare.split()) > len(phrase.bare.split()) and stems(bare)[-len(stems(phrase.bare)) :] == stems(phrase.bare):
                name = earlier if earlier.lower().startswith(("the ", "a ", "an ")) else f"the {earlier}"
                return f"{question[: phrase.start]}{re.sub(r'^(?:a|an|The) ', 'the ', name)}{question[phrase.end :]}"
    return None


YEARS = re.compile(YEAR)
Completer = Callable[[str, Sequence[Exchange]], list[str]]
