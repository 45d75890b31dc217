"""What happened and where, as a question names it: "in the bus crash in Peru"; and others of like kind."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace

from training.lists import lines
from training.news_questions_text import Item, Known, Span, sentences

_GROUPS = dict(line.split("\t") for line in lines("news_events"))
_EVENT = re.compile(rf"\b(?:{'|'.join(sorted(_GROUPS, key=len, reverse=True))})\b", re.IGNORECASE)
_BY_VERB = (
    (r"\b(?:bomb|device|bomber|suicide bomber|car bomb)\w*(?: \w+){0,4} (?:explod|detonat|blow)", "bombing"),
    (r"\bopen(?:s|ed)? fire|\bgunm[ae]n\b|\bshoots?\b|\bshot\b", "shooting"),
    (r"\b(?:bus|coach)\b.{0,60}\b(?:crash|overturn|plung|collid|veer|fall|fell)", "bus crash"),
    (r"\btrain\b.{0,60}\b(?:crash|derail|collid)", "train crash"),
    (r"\bhelicopter\b.{0,60}\bcrash", "helicopter crash"),
    (r"\b(?:plane|aircraft|airliner|jet|Boeing|Airbus|Antonov|Cessna)\b.{0,60}\bcrash", "plane crash"),
    (r"\b(?:boat|ferry|ship|vessel)\b.{0,60}\b(?:sink|sank|capsiz)", "boat accident"),
    (r"\bclash(?:es)?\b", "clashes"),
    (r"\bexplo(?:des?|ded|sion)", "explosion"),
    (r"\bcollaps", "collapse"),
    (r"\bstabs?\b|\bstabbed\b|\bknife\b", "stabbing"),
    (r"\berupt", "eruption"),
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event's name, perhaps nothing, and its place with the preposition, perhaps nothing."""

    name: str
    place: str

    def tail(self, rng: random.Random) -> str:
        """How a question ends that is about this event."""
        name = _SAME.get(self.name, self.name) if rng.random() < 0.25 else self.name
        preposition = (
            "during" if name in ("clashes", "fighting", "riots", "riot") and rng.random() < 0.3 else "in"
        )
        town = re.fullmatch(r" (?:in|near|at) ([A-Z][\w-]+)", self.place)
        draw = rng.random()
        if not name:
            return self.place
        if town and draw < 0.25:
            return f" {preposition} the {town.group(1)} {name}"
        if self.place and draw < 0.35:
            return self.place
        if len(name.split()) > 1 and draw < 0.45:
            return f" {preposition} the {name}"
        return f" {preposition} the {name}{self.place}"

    def allows(self, state: str) -> bool:
        """Whether people are often arrested, or go missing, in such an event."""
        group = _GROUPS.get(self.name.lower(), self.name)
        if state == "arrested":
            return group in ("attack", "shooting", "stabbing", "clashes", "raid", "violence", "explosion", "")
        if state == "missing":
            return group in (
                "quake",
                "flood",
                "landslide",
                "avalanche",
                "storm",
                "plane",
                "boat accident",
                "fire",
                "",
            )
        return True

    def other(self, item: Item, rng: random.Random) -> Event | None:
        """Another kind of event, of which the item has no word."""
        group = _GROUPS.get(self.name.lower())
        if not group:
            return None
        kin = next((family for family in _FAMILIES if group in family), ())
        fits = [
            name
            for name, its in sorted(_GROUPS.items())
            if its in kin
            and its != group
            and its not in _LIKE.get(group, ())
            and name not in item.text.lower()
        ]
        fits = [n for n in fits if not any(w[:5] in item.text.lower() for w in n.split())]
        return replace(self, name=rng.choice(fits)) if fits else None

    def elsewhere(self, item: Item, known: Known, rng: random.Random) -> Event | None:
        """The same kind of event at another place of like kind."""
        other = other_place(self.place, item, known, rng)
        return replace(self, place=other) if other and other != self.place else None


_SAME = {
    "earthquake": "quake",
    "quake": "earthquake",
    "explosion": "blast",
    "blast": "explosion",
    "suicide bombing": "suicide attack",
    "bombing": "bomb attack",
    "shooting": "gun attack",
    "plane crash": "air crash",
    "clashes": "fighting",
    "airstrike": "air raid",
    "bus crash": "bus accident",
    "train crash": "rail accident",
    "floods": "flooding",
    "flooding": "floods",
    "wildfire": "bush fire",
}
_FAMILIES = (
    ("quake", "flood", "landslide", "avalanche", "storm", "eruption", "fire", "cold", "heat"),
    ("plane", "helicopter", "bus", "train", "fire"),
    ("attack", "shooting", "stabbing", "clashes", "air", "plane", "quake", "stampede"),
)
_LIKE = {
    "quake": ("flood", "landslide", "avalanche"),
    "flood": ("storm", "landslide", "quake", "cold"),
    "landslide": ("flood", "storm", "quake", "avalanche"),
    "storm": ("flood", "landslide", "cold"),
    "avalanche": ("landslide", "cold", "storm", "quake"),
    "cold": ("storm", "avalanche", "flood"),
    "heat": ("fire",),
    "fire": ("heat", "plane", "bus", "train", "helicopter"),
    "plane": ("fire", "attack", "shooting", "air", "helicopter"),
    "helicopter": ("fire", "plane"),
    "bus": ("fire",),
    "train": ("fire",),
    "attack": ("shooting", "air", "clashes"),
    "shooting": ("attack", "clashes"),
    "clashes": ("shooting", "attack", "air", "stampede"),
    "air": ("attack", "clashes"),
    "eruption": ("fire", "quake"),
}


def event_of(item: Item, span: Span, known: Known) -> Event | None:
    """What the sentence (or the heading before it) says happened, and where; None where it says neither."""
    said = item.text[slice(*span)]
    places = known.places.find(item.text, span) or [
        p for s in sentences(item.text)[:2] for p in known.places.find(item.text, s)
    ]
    place = ""
    if len({item.text[slice(*where)] for _, where in places}) <= 2 and places:
        place = f" {places[0][0]} {item.text[slice(*places[0][1])]}"
    names = {m.group().lower() for m in _EVENT.finditer(said)} - {"bomb", "attack", "storm", "fire"}
    groups = {_GROUPS[n] for n in names}
    name = ""
    if len(groups) == 1:
        name = max(sorted(names), key=len)
    elif not groups:
        name = next((n for pattern, n in _BY_VERB if re.search(pattern, said)), "")
        if not name and re.search(r"\battacks?\b", said, re.IGNORECASE):
            name = "attack"
    if not name and not place:
        return None
    return Event(name, place)


def other_place(place: str, item: Item, known: Known, rng: random.Random) -> str | None:
    """The place phrase with another country or town of like kind, which the item does not name."""
    match = re.fullmatch(r" (in|near|at|outside) (.+)", place)
    if not match:
        return None
    parts = match.group(2).removeprefix("the ").split(", ")
    kinds = [known.places.kind(part) for part in parts]
    if "" in kinds:
        return None
    places = known.places
    one_country = len(parts) == 1 and kinds[0] == "country"
    new = rng.choice(places.countries if one_country else places.all_towns)
    country = places.towns.get(new, new)
    own = {places.towns.get(part, part) for part in parts}
    if country in own or any(name in item.text for name in (new, country, places.people[country])):
        return None
    if len(parts) == 2 and country != new:
        new = f"{new}, {country}"
    the = "the " if new in ("Philippines", "Netherlands", "United States", "United Kingdom") else ""
    return f" {match.group(1)} {the}{new}"
