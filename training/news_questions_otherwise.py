"""Verbs for what an item does not say was done."""

from __future__ import annotations

import random
import re

from training.news_questions_verbs import BASE, Verb


def other_verb(verb: Verb, text: str, rng: random.Random) -> Verb | None:
    """A verb for what the item does not say was done; none where the item uses it or a like one."""
    if verb.base == "win" and re.search(r"(?i)defeat|beat|victory|over |against|second|runner|ahead", text):
        return None
    fits = [
        BASE[base]
        for base in _OTHER.get(verb.base, ())
        if base[: max(4, len(base) - 2)] not in text.lower() and BASE[base].past not in text
    ]
    return rng.choice(fits) if fits else None


_OTHER = {
    "arrest": ("release", "kidnap"),
    "detain": ("release", "sentence"),
    "release": ("withhold",),
    "kill": ("rescue", "arrest"),
    "win": ("lose",),
    "lose": ("win",),
    "approve": ("reject", "veto"),
    "reject": ("approve", "accept"),
    "accept": ("reject",),
    "ban": ("legalise", "support"),
    "impose": ("lift",),
    "lift": ("impose",),
    "appoint": ("dismiss", "arrest"),
    "name": ("dismiss",),
    "launch": ("cancel", "postpone"),
    "elect": ("dismiss", "arrest"),
    "nominate": ("reject", "oust"),
    "buy": ("sell",),
    "acquire": ("sell",),
    "sell": ("buy",),
    "condemn": ("praise", "defend"),
    "criticise": ("praise", "defend"),
    "open": ("close",),
    "criticize": ("praise", "defend"),
    "praise": ("criticise", "condemn"),
    "close": ("open",),
    "sign": ("reject",),
    "attack": ("defend", "rescue"),
    "rescue": ("kidnap", "attack"),
    "kidnap": ("rescue", "arrest"),
    "raise": ("lower", "cut"),
    "cut": ("raise",),
    "lower": ("raise",),
    "expel": ("invite",),
    "invite": ("expel",),
    "pardon": ("convict", "sentence"),
    "convict": ("acquit", "pardon"),
    "acquit": ("convict", "execute"),
    "sentence": ("pardon", "acquit"),
    "cancel": ("organise",),
    "pass": ("reject", "veto"),
    "seize": ("sell", "lose"),
    "destroy": ("restore", "build"),
    "build": ("destroy", "demolish"),
    "begin": ("end", "cancel"),
    "end": ("begin",),
    "start": ("end", "cancel"),
    "reopen": ("close",),
    "suspend": ("resume",),
    "resume": ("suspend",),
    "capture": ("free", "lose"),
    "defend": ("attack", "condemn"),
    "support": ("oppose",),
    "oppose": ("support",),
    "sack": ("hire", "appoint"),
    "dismiss": ("appoint", "hire"),
    "publish": ("ban",),
    "veto": ("sign", "approve"),
    "discover": ("destroy", "steal"),
    "unveil": ("destroy", "steal"),
    "abolish": ("introduce",),
    "ease": ("impose",),
    "introduce": ("abolish", "scrap"),
    "uphold": ("overturn",),
    "overturn": ("uphold",),
    "deport": ("invite",),
    "injure": ("rescue", "arrest"),
    "shoot": ("rescue", "arrest"),
    "stab": ("rescue",),
    "execute": ("pardon",),
    "visit": ("leave", "avoid"),
    "assassinate": ("arrest", "rescue"),
    "murder": ("rescue",),
    "evacuate": ("attack",),
    "bomb": ("visit", "rebuild"),
    "deploy": ("withdraw",),
    "withdraw": ("deploy",),
    "halt": ("resume",),
    "ratify": ("reject",),
    "recognise": ("reject",),
    "complete": ("abandon",),
    "declare": ("reject",),
    "announce": ("reject",),
    "extend": ("lift", "end"),
    "revoke": ("grant",),
    "storm": ("defend", "leave"),
}
for _base, _others in list(_OTHER.items()):
    _OTHER[_base] = tuple(other for other in _others if other in BASE)
