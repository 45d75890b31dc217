"""Units, by the words and signs that name them. Each is written out in the plural; none is converted."""

from __future__ import annotations

import re

from index.figures.figure import Kind

CURRENCY_SIGNS = {"£": "pounds", "$": "dollars", "€": "euros", "¥": "yen", "₹": "rupees"}
_CURRENCIES = {
    "pound": "pounds",
    "dollar": "dollars",
    "euro": "euros",
    "yen": "yen",
    "rupee": "rupees",
    "pence": "pence",
    "penny": "pence",
    "p": "pence",
    "cent": "cents",
    "franc": "francs",
    "krona": "kronor",
    "rouble": "roubles",
    "yuan": "yuan",
}
_DURATIONS = {
    unit: f"{unit}s"
    for unit in ("second", "minute", "hour", "day", "week", "fortnight", "month", "year", "decade")
} | {"century": "centuries", "centuries": "centuries"}
_MEASURES = {
    "metre": "metres",
    "meter": "metres",
    "km": "kilometres",
    "kilometre": "kilometres",
    "kilometer": "kilometres",
    "cm": "centimetres",
    "centimetre": "centimetres",
    "centimeter": "centimetres",
    "mm": "millimetres",
    "millimetre": "millimetres",
    "millimeter": "millimetres",
    "mile": "miles",
    "yard": "yards",
    "foot": "feet",
    "feet": "feet",
    "ft": "feet",
    "inch": "inches",
    "inches": "inches",
    "acre": "acres",
    "hectare": "hectares",
    "litre": "litres",
    "liter": "litres",
    "pint": "pints",
    "gallon": "gallons",
    "gram": "grams",
    "kg": "kilograms",
    "kilogram": "kilograms",
    "tonne": "tonnes",
    "ton": "tons",
    "ounce": "ounces",
    "lb": "pounds of weight",
    "lbs": "pounds of weight",
    "mph": "miles an hour",
    "kph": "kilometres an hour",
    "degree": "degrees",
    "°C": "degrees Celsius",
    "°F": "degrees Fahrenheit",
    "kW": "kilowatts",
    "kilowatt": "kilowatts",
    "MW": "megawatts",
    "megawatt": "megawatts",
    "GW": "gigawatts",
    "gigawatt": "gigawatts",
}
_NAMED: dict[str, tuple[Kind, str]] = {
    **{word: ("money", unit) for word, unit in _CURRENCIES.items()},
    **{word: ("duration", unit) for word, unit in _DURATIONS.items()},
    **{word: ("measure", unit) for word, unit in _MEASURES.items()},
}
LENGTHWAYS = r"\s+(?:long|tall|high|wide|deep|thick|away|above|below)\b"
"""What makes metres, not millions, of the m in 1.2m."""
_WORDS = "|".join(sorted(map(re.escape, _NAMED), key=len, reverse=True))
AFTER = re.compile(
    rf"\s?(?:-\s?)?(?P<per_cent>%|per\s?cent(?:age\s+points?)?\b|percentage\s+points?\b|pc\b)"
    r"|\s+(?P<speed>miles?|kilomet(?:re|er)s?|km|met(?:re|er)s?|feet)\s+(?:an?|per)\s+(?P<time>hour|minute|second)\b"
    rf"|(?:\s+|\s?-\s?)?(?:(?P<power>square|cubic|nautical|light)[\s-]+)?(?P<unit>{_WORDS})s?(?![\w°])"
    rf"|(?P<short>\s?m)(?={LENGTHWAYS})"
)
"""A unit right after its number: "%", " per cent", "p", "-year", " square miles"."""


def kind_and_unit(found: re.Match[str]) -> tuple[Kind, str]:
    """The kind and the unit that a match of AFTER names."""
    if found["per_cent"]:
        return "percentage", "percentage points" if "point" in found["per_cent"] else "%"
    if found["short"]:
        return "measure", "metres"
    if found["speed"]:
        way = found["speed"] if found["speed"] in _NAMED else found["speed"].removesuffix("s")
        return "measure", f"{_NAMED[way][1]} {'an' if found['time'] == 'hour' else 'a'} {found['time']}"
    kind, unit = _NAMED[found["unit"]]
    return ("measure", f"{found['power']} {unit}") if found["power"] else (kind, unit)
