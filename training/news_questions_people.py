"""Ages, offices and names of people: told near the name, or not at all."""

from __future__ import annotations

import functools
import random
import re

from training.news_questions_text import Asked, Item, Known, Span, words_of

_NAME = r"(?P<name>[A-Z][a-zéáíóúñüöç’'-]+ (?:(?:[A-Z]\.|al-|bin|de|van|von|el-) ?)?[A-Z][\w-]*\w)(?![\w-])"
_LONG_NAME = r"(?P<name>[A-Z][\w-]+(?: (?:[A-Z]\.|al-|bin|de|van|von|el-|da|dos))*(?: [A-Z][\w-]*\w){1,3})"
_AGE = (
    re.compile(rf"{_NAME},? (?:aged )?\(?(?P<age>\d{{1,3}})\)?(?=[,.;)]| years? old)"),
    re.compile(
        rf"{_NAME}(?:, [^,.;]{{3,60}},)? (?:has )?(?:dies|died"
        rf"|passes away) (?:[^.;]{{0,40}} )?(?:at (?:the )?age (?:of )?|aged |at )(?P<age>\d{{1,3}})\b"
    ),
    re.compile(rf"\b(?P<age>\d{{1,3}})-year-old (?:[A-Za-z-]+ ){{0,4}}?{_NAME}"),
)
_ANY_AGE = re.compile(
    r"\b\d{1,3}[- ]years?[- ]old|\baged? (?:of )?\d|, \d{1,3}[,.)]|\(\d{1,3}\)|\bborn\b|birthday|at \d\d\b"
    r"|centenarian"
)


def ages(item: Item, known: Known, rng: random.Random) -> list[Asked]:
    """How old somebody is or was."""
    asked: list[Asked] = []
    done: set[str] = set()
    for pattern in _AGE:
        for match in pattern.finditer(item.text):
            name, age = match.group("name"), int(match.group("age"))
            first = name.split()[0]
            if first not in known.first_names or name in done or not 1 < age < 115:
                continue
            done.add(name)
            others = tuple(
                m.span() for m in re.finditer(r"\b\d[\d,.]*\d?\b", item.text) if m.span() != match.span("age")
            )
            asked.append(Asked("age", _old(name, item, rng), match.span("age"), others[:3]))
    if not asked and not _ANY_AGE.search(item.text):
        names = [n for n in _people(item, known) if n.group() not in done]
        numbers = tuple(m.span() for m in re.finditer(r"\b\d[\d,.]*\d?\b", item.text))
        if names and (numbers or rng.random() < 0.2):
            asked.append(
                Asked(
                    "age, untold",
                    _old(rng.choice(names).group(), item, rng),
                    None,
                    numbers[:4] or (names[0].span(),),
                )
            )
    return asked


def _old(name: str, item: Item, rng: random.Random) -> str:
    if re.search(r"\b(?:dies|died|dead|killed)\b", item.text) and rng.random() < 0.7:
        return rng.choice(
            (f"How old was {name}?", f"At what age did {name} die?", f"How old was {name} when it happened?")
        )
    return rng.choice((f"How old is {name}?", f"What is the age of {name}?", f"{name} age"))


def _people(item: Item, known: Known) -> list[re.Match[str]]:
    pattern = (
        r"(?<![A-Z] )(?<![a-z] [A-Z]\. )\b([A-Z][a-zéáíóúñüöç]+) (?:(?:[A-Z]\.|al-|bin|de"
        r"|van) ?)?[A-Z][a-zéáíóúñüöç]+\b(?! [A-Z])(?!['’]s|-)"
    )
    return [
        m
        for m in re.finditer(pattern, item.text)
        if m.group(1) in known.first_names and m.group().split()[-1] not in _NOT_LAST
    ]


_NOT_LAST = words_of(
    "Cup League Airport Hospital Prize Award University School Institute Party Church Trophy Museum "
    "Center Centre House Army Brigade Street Stadium Park Foundation Act County City Province District "
    "Police Team Division Bank"
)
_OFFICES = (
    *(
        "President",
        "Prime Minister",
        "Foreign Minister",
        "Vice President",
        "Defence Minister",
        "Finance Minister",
    ),
    *("Interior Minister", "Health Minister", "Chancellor", "King", "Secretary of State", "Attorney General"),
)
_HELD = rf"(?P<office>{'|'.join(_OFFICES)}|{'|'.join(o.lower() for o in _OFFICES)})"


@functools.cache
def _office_patterns(
    countries: tuple[tuple[str, str], ...],
) -> tuple[dict[str, str], tuple[re.Pattern[str], ...]]:
    """Countries by adjective, and what finds "French President X" and "President of France X"."""
    adjectives = {adjective: country for country, adjective in countries}
    adjectives |= {"US": "United States", "U.S.": "United States", "UK": "United Kingdom"}
    word = "|".join(re.escape(adjective) for adjective in adjectives)
    names = "|".join(country for country, _ in countries)
    return adjectives, (
        re.compile(rf"(?<!former )(?<!Former )(?<!ex-)\b(?P<land>{word}) {_HELD} {_LONG_NAME}"),
        re.compile(rf"\b{_HELD} of (?:the )?(?P<country>{names}),? {_LONG_NAME}"),
    )


def offices(item: Item, known: Known, rng: random.Random) -> list[Asked]:
    """Who holds an office and which office somebody holds; other offices are not told."""
    adjectives, patterns = _office_patterns(known.places.rows)
    asked: list[Asked] = []
    for match in [m for pattern in patterns for m in pattern.finditer(item.text)][:2]:
        groups = match.groupdict()
        country = groups.get("country") or adjectives[match.group("land")]
        if (
            match.group("name").split()[0] not in known.first_names
            or "former" in item.text[: match.start()][-12:].lower()
        ):
            continue
        asked += _office(item, match, country, known, rng)
    return asked


def _office(item: Item, match: re.Match[str], country: str, known: Known, rng: random.Random) -> list[Asked]:
    office, name, span = match.group("office").lower(), match.group("name"), match.span("name")
    land = country if country not in _WITH_THE else f"the {country}"
    adjective = known.places.people[country]
    rest = tuple(m.span() for m in _people(item, known) if m.span()[1] <= span[0] or m.span()[0] >= span[1])[
        :2
    ]
    forms = (
        "Who is the {o} of {c}?",
        "What is the name of the {a} {o}?",
        "Who is {c}'s {o}?",
        "name of the {a} {o}",
    )

    def put(which: str, of: str, adj: str) -> str:
        fit = [f for f in forms if "'s" not in f or country not in _WITH_THE]
        return rng.choice(fit).format(o=which, c=of, a=adj)

    asked = [Asked("who holds office", put(office, land, adjective), span, rest)]
    others = [
        o.lower()
        for o in _OFFICES
        if o.lower() not in item.text.lower() and o != "King" and o.lower() not in office
    ]
    if others and rng.random() < 0.7:
        asked.append(
            Asked("who holds office, untold", put(rng.choice(others), land, adjective), None, (span, *rest))
        )
    new = rng.choice(known.places.countries)
    if (
        new != country
        and new not in item.text
        and known.places.people[new] not in item.text
        and rng.random() < 0.4
    ):
        of = new if new not in _WITH_THE else f"the {new}"
        asked.append(
            Asked("who holds office, untold", put(office, of, known.places.people[new]), None, (span, *rest))
        )
    start = (
        match.start("land")
        if "land" in match.groupdict() and match.groupdict()["land"]
        else match.start("office")
    )
    end = match.end("country") if match.groupdict().get("country") else match.end("office")
    asked.append(
        Asked(
            "which office",
            rng.choice(("What office does {n} hold?", "What is {n}'s position?", "Who is {n}?")).format(
                n=name
            ),
            (start, end),
            rest,
        )
    )
    return asked


_WITH_THE = frozenset(("Netherlands", "Philippines", "United States", "United Kingdom"))
_ROLES = (
    *(
        "suspect",
        "gunman",
        "driver",
        "pilot",
        "victim",
        "attacker",
        "spokesman",
        "spokeswoman",
        "judge",
        "mayor",
        "captain",
    ),
    *(
        "coach",
        "shooter",
        "teenager",
        "journalist",
        "soldier",
        "police officer",
        "girl",
        "boy",
        "woman",
        "man",
        "bomber",
    ),
    *(
        "student",
        "priest",
        "diplomat",
        "lawyer",
        "doctor",
        "teacher",
        "singer",
        "governor",
    ),
    *(
        "hiker",
        "climber",
        "farmer",
        "tourist",
        "hunter",
        "engineer",
        "scientist",
        "nurse",
    ),
    *(
        "fisherman",
        "banker",
        "musician",
        "artist",
        "survivor",
        "passenger",
        "cyclist",
        "sailor",
        "diver",
        "toddler",
    ),
)
_ROLE = "|".join(_ROLES)
_UNNAMED = re.compile(
    rf"\b(?:[Aa]|[Aa]n|[Tt]he|[Oo]ne) (?P<adj>(?:[a-z-]+ |[A-Z][a-z]+(?:an|ese|ish|i"
    rf"|ch) ){{0,2}})(?P<role>{_ROLE})\b(?!,? [A-Z(]| (?:shooting|killing|attack)|[’'-])"
)
_NAMED = re.compile(rf"\b(?P<role>{_ROLE}),? (?:named |identified as |called )?{_LONG_NAME}")
_CALLED = re.compile(r"\b(?:named|identified|called|known as|name)\b")


def names(item: Item, known: Known, rng: random.Random) -> list[Asked]:
    """What somebody is called who is only a role in the item, and where the name is told."""
    asked: list[Asked] = []
    named = [m for m in _NAMED.finditer(item.text) if m.group("name").split()[0] in known.first_names]
    for match in named[:1]:
        role = match.group("role")
        if len(re.findall(rf"\b{role}s?\b", item.text)) == 1 and role != "company":
            rest = tuple(m.span() for m in _people(item, known) if m.group() != match.group("name"))[:3]
            asked.append(Asked("name", _called(role, "", rng), match.span("name"), rest))
    people = _people(item, known)
    if not named and not _CALLED.search(item.text) and len(people) <= 3:
        for match in list(_UNNAMED.finditer(item.text))[:1]:
            role, adjective = match.group("role"), match.group("adj").strip()
            if len(re.findall(rf"\b{role}(?:s|es)?\b", item.text)) == 1 and not re.search(
                r"year|same|other|first", adjective
            ):
                tempting: tuple[Span, ...] = tuple(m.span() for m in people) or (match.span(),)
                if _is_apart(item, match, people):
                    asked.append(Asked("name, untold", _called(role, adjective, rng), None, tempting))
    return asked


def _called(role: str, adjective: str, rng: random.Random) -> str:
    full = f"{adjective} {role}".strip()
    return rng.choice(
        (
            f"What is the name of the {full}?",
            f"What was the {full} called?",
            f"Who was the {full}?",
            f"name of the {full}",
        )
    )


def _is_apart(item: Item, match: re.Match[str], people: list[re.Match[str]]) -> bool:
    """Whether no name stands beside the role as its apposition or is said to be it."""
    for person in people:
        low, high = sorted((match.span(), person.span()))
        between = item.text[low[1] : high[0]]
        if len(between) < 40 or re.search(r"\b(?:is|was|becomes?|as|,)\b", between[:4]):
            return False
    return True
