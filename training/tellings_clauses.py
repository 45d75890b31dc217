"""Plain statements with a question that they answer, taken apart into subject, verb and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from index.building.keywords import stems
from training.lists import lines
from training.tellings_grammar import Lexicon, Verb, capital

BE = ("was", "were", "is", "are")
_HAVE = ("has", "have", "had")
_MODALS = ("can", "will", "could", "would", "may", "might", "must", "should")
_AUXILIARIES = (*BE, *_HAVE, *_MODALS)
_DETERMINERS = frozenset(lines("tellings_before_nouns"))
_ANIMATE = re.compile(
    r"^(?:he|she|they)$|\b(?:government|council|company|firm|police|army|team|party|president|minister|king|"
    r"queen|emperor|committee|court|club|union|parliament|congress|senate|church|pope|bishop|mayor|general|"
    r"ministry|agency|bank|board|airline|workers|soldiers|troops|authorities|officials|forces|leader|director|"
    r"commission|students|scientists|judge|coach|captain)$",
    re.IGNORECASE,
)
_SPOILS = re.compile(
    r"[;:“”\"()\[\]\n?!–—‘]|\bnot\b|n['’]t\b|\b(?:never|no|nor|neither|without|according|said|"
    r"say|says|claims?|claimed|believed|thought|may|might|could|if|would|should|alleged\w*|denied|"
    r"likely|possibly|perhaps|probably|suggest\w*|considered|planned|hoped|reported\w*)\b",
    re.IGNORECASE,
)
_ASKS_WHAT_IS = re.compile(r"\b(?:is|was|are|were)\b(?!.*\b(?:did|does)\b)")
"""Where the statement's verb is another, what such a question asks is mostly taken for granted in it."""
_NO_THING = re.compile(
    r"[,:;]|^(?:in|on|at|by|from|after|while|during|for|with|although|since)\b|"
    r"\b(?:that|which|who|there|it|what|to|because|if|when|as)\b",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"[Ã\u0370-\u1fff\u2e80-\uffff]")
_PRONOUNS = frozenset(lines("tellings_pronouns"))
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|will|can|became|began|led|won|took|made|gave|went|came|found|"
    r"which|who|whose|where|that|when|while|although|though|whereas|because|since|as|after|before|until|"
    r"and \w+(?:ed|s)|but|so|he|she|it|they|we)\b"
)
_SECOND = re.compile(
    r"\b(?:which|who|whose|that|but)\b|\band (?:\w+(?:ed|s)|was|were|had|became|began|led|won|took|made|gave|went|came|"
    r"found|he|she|it|they|we)\b"
)
"""A second thing told."""
_TAIL = re.compile(
    r", (?:which|who|whose|where|while|although|though|whereas|but|and (?:he|she|it|they|was|were|is|are|has|had|the)|"
    r"making|causing|leading|leaving|with|as|when|after|because|since|including|such as)\b"
)
_CONNECTIVE = re.compile(
    r"^(?:However|But|And|Also|Moreover|Furthermore|Thus|Therefore|So|Meanwhile|Additionally|In addition|"
    r"For example|For instance|As a result|Similarly|Finally|Instead|Consequently|Nevertheless|Yet|Still|Indeed|"
    r"In fact|On the other hand|Subsequently|Then|Later),? "
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement in parts, and what was asked about it.

    `kind` is "did", "does", "be" or "other"; for "did" and "does" `verb` is the full verb, for "be" it is "be".
    """

    lead: str
    subject: str
    adverb: str
    kind: str
    word: str
    verb: Verb
    rest: str
    question: str
    answer: str
    title: str = ""
    before: str = ""
    after: str = ""
    source: int = -1
    animate: bool = False
    turns: bool = True
    """Whether the question has the statement's verb, so that it can be turned with it."""
    others: tuple[tuple[str, str], ...] = field(default=())
    """More questions with their answers."""

    @property
    def plural(self) -> bool:
        """Whether the subject takes "were"."""
        if self.kind == "be":
            return self.word in ("were", "are")
        head = re.split(
            r" (?:of|at|in|for|from|on|with|by|near|to|between|among|under|drawn|made|held|written|given) ",
            self.subject,
        )[0]
        if head.lower() in ("they", "we") or " and " in head:
            return True
        return bool(re.search(r"(?<![su'i])s$", head)) and not re.search(r"[A-Z]\w*$|&", head)

    @property
    def statement(self) -> str:
        """The whole, without the full stop."""
        lead = f"{self.lead}, " if self.lead else ""
        adverb = f"{self.adverb} " if self.adverb else ""
        return capital(f"{lead}{self.subject} {adverb}{self.word} {self.rest}".strip())

    def form(self, word: str, lexicon: Lexicon) -> str:
        """The predicate with the verb in this form; what led the sentence comes last."""
        tail = f" {lexicon.small(self.lead)}" if self.lead else ""
        adverb = f"{self.adverb} " if self.adverb else ""
        return f"{adverb}{word} {self.rest}{tail}"


def simple(sentence: str, start: int, end: int) -> str | None:
    """The sentence without connective, full stop and what trails after its answer; None if it is not plain."""
    answer = sentence[start:end]
    sentence = sentence[: tail.start() + end] if (tail := _TAIL.search(sentence[end:])) else sentence
    cut = _CONNECTIVE.sub("", sentence).strip()
    cut = re.sub(r", an? [\w-]+(?: [\w-]+)?$", "", capital(cut).rstrip(" .,"))
    words = len(cut.split())
    if len(answer.split()) > 0.6 * words or answer.lower() in _PRONOUNS:
        return None
    if (
        not 4 <= words <= 30
        or _SPOILS.search(cut)
        or cut.lower().count(answer.lower()) != 1
        or _FOREIGN.search(cut)
    ):
        return None
    return cut


def covers(sentence: str, question: str, answer: str) -> bool:
    """Whether the sentence has most of the question's weighty words."""
    asked = set(stems(question))
    told = set(stems(sentence))
    return len(asked & told) >= 0.5 * len(asked) and bool(asked - set(stems(answer)))


def parse(sentence: str, question: str, answer: str, lexicon: Lexicon) -> Clause | None:
    """A plain sentence whose main verb is the question's verb; None where there is none."""
    lead = ""
    if match := re.match(r"((?:In|On|At|By|During|After|From|Under|For|Since) [^,]{2,40}), ", sentence):
        lead, sentence = match[1], sentence[match.end() :]
        if _FINITE.search(lead):
            return None
    words = sentence.split(" ")
    for n in range(1, min(9, len(words) - 1)):
        found = _verb_at(words, n, lexicon)
        if not found:
            continue
        kind, verb = found
        subject, rest = words[:n], " ".join(words[n + 1 :])
        adverb = (
            subject.pop()
            if len(subject) > 1
            and re.fullmatch(
                r"[a-z]+ly|also|once|soon|first|then|later|often|still|just|now|himself|herself|itself",
                subject[-1],
            )
            else ""
        )
        name = " ".join(subject)
        turns = _asks(question, kind, words[n], verb, rest)
        turns = turns and (kind != "be" or _complement_asked(question, rest, answer))
        if not _is_thing(name) or (_SECOND if turns else _FINITE).search(rest):
            return None
        if not turns and kind != "be" and _ASKS_WHAT_IS.search(question):
            return None
        if not turns and kind == "be" and answer not in f"{lead} | {name} | {rest[: len(answer) + 20]}":
            return None
        if not turns and re.search(rf", {re.escape(answer)}|{re.escape(answer)},", sentence):
            return None
        alive = bool(_ANIMATE.search(name)) or (question.lower().startswith("who ") and answer in name)
        return Clause(
            lead,
            lexicon.small(name) if not lead else name,
            adverb,
            kind,
            words[n],
            verb,
            rest,
            question,
            answer,
            animate=alive,
            turns=turns,
        )
    return None


def _verb_at(words: list[str], n: int, lexicon: Lexicon) -> tuple[str, Verb] | None:
    word = words[n]
    if word in BE:
        return "be", Verb("be")
    if word in _HAVE:
        return (
            ("other", Verb("have"))
            if word != "had" or _participle_like(words[n + 1])
            else ("did", Verb("have"))
        )
    if word in _MODALS:
        return "other", Verb(word)
    if not word.isalpha() or not word.islower() or words[n - 1].lower() in _DETERMINERS:
        return None
    if verb := lexicon.of_past(word):
        return "did", verb
    if (verb := lexicon.of_present(word)) and n + 1 < len(words) and words[n + 1] not in _AUXILIARIES:
        return "does", verb
    return None


def _participle_like(word: str) -> bool:
    return word.endswith("ed") or word in (
        "been",
        "become",
        "made",
        "taken",
        "won",
        "gone",
        "come",
        "built",
        "given",
        "begun",
        "lost",
        "left",
        "found",
        "grown",
        "seen",
        "written",
    )


def _is_thing(subject: str) -> bool:
    return not _NO_THING.search(subject)


def _asks(question: str, kind: str, word: str, verb: Verb, rest: str) -> bool:
    """Whether the question's own verb is this one."""
    words = re.findall(r"[\w'-]+", question)
    if kind == "be":
        return bool(re.search(r"\b(?:was|were|is|are)\b", question)) and not re.search(
            r"\bdid\b|\bdoes\b", question
        )
    if kind == "other":
        follows = next((w for w in rest.split() if not w.endswith("ly") and w != "been"), "")
        return word in words and follows.strip(",") in words
    if kind == "did":
        return (re.search(r"\bdid\b", question) is not None and verb.base in words) or (
            word in words and not re.search(r"\b(?:was|were|is|are|does|do)\b", question)
        )
    return (re.search(r"\bdoes\b", question) is not None and verb.base in words) or (
        word in words and not re.search(r"\b(?:was|were|is|are|did|do)\b", question)
    )


def _complement_asked(question: str, rest: str, answer: str) -> bool:
    """Whether the word after "was" is in the question, or is where the answer stands."""
    follows = next(
        (w.strip(",") for w in rest.split() if not w.endswith("ly") and w not in ("also", "the", "a", "an")),
        "",
    )
    return re.search(rf"\b{re.escape(follows)}\b", question) is not None or rest.find(answer) in (0, 2, 3, 4)
