"""Articles in another language than English, and questions in it: answered where their words stand in one sentence."""

from __future__ import annotations

import pytest

from index.question.question import FEWEST_WORDS
from tests.index.desk import Desk
from tests.index.pieces import asked

FERRY = """---
title: Neue Fähre für Wolden
publisher: Küstenbote
date: 2024-03-11
---

Die Gemeinde Wolden bekommt im Oktober eine neue Fähre.

Der Bau der Fähre kostet elf Millionen Euro, sagte Bürgermeisterin Silke Harms am Montag.

Das alte Schiff wurde nach einem Schaden am Ruder verkauft.
"""
MUSEUM = """---
title: Le musée du sel ferme ses portes
publisher: La Dépêche des Marais
date: 2024-02-02
---

Le musée du sel de Borsac fermera pour deux ans à partir du mois de mai.

La directrice du musée, Odile Varenne, a annoncé la nouvelle aux habitants jeudi soir.

Les travaux de la toiture seront payés par la région.
"""


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Wie viel kostet der Bau der Fähre?", "elf Millionen Euro"),
        ("Wer ist die Bürgermeisterin von Wolden, die am Montag sagte, was der Bau kostet?", "Silke Harms"),
        ("Quels travaux seront payés par la région ?", "toiture"),
        ("À partir de quel mois le musée du sel fermera ?", "mai"),
    ],
)
def test_its_words_are_found_in_one_sentence(question: str, holds: str, empty_desk: Desk) -> None:
    empty_desk.write("ferry.md", FERRY)
    empty_desk.write("museum.md", MUSEUM)
    empty_desk.build()
    with empty_desk.open() as archive:
        answer = archive.ask(question)
    assert answer.status == "answered"
    assert holds in answer.quotes[0].text
    assert answer.explanation.features.keys() == {"margin", "keyword", "held"}


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Fahrgäste beförderte die alte Fähre im letzten Jahr?",
        "Combien de visiteurs sont venus l'an dernier ?",
    ],
)
def test_what_no_sentence_says_is_refused(question: str, empty_desk: Desk) -> None:
    empty_desk.write("ferry.md", FERRY)
    empty_desk.write("museum.md", MUSEUM)
    empty_desk.build()
    with empty_desk.open() as archive:
        answer = archive.ask(question)
    assert (answer.status, answer.quotes) == ("refused", ())


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Kuinka paljon uusi lautta maksoi kunnalle?", True),
        ("Сколько стоила новая сыроварня в деревне?", True),
        ("wie teuer wird die neue fähre", True),
        ("how much did the new ferry to Wolden cost", False),
        ("Who is Silke Harms of Wolden?", False),
        ("what is it that you are", False),
        ("17 1981 2024 386", False),
    ],
)
def test_a_question_in_another_language_is_heard_as_such(question: str, foreign: bool) -> None:
    assert asked(question).is_foreign is foreign


def test_a_few_words_are_too_few_to_tell() -> None:
    assert not asked(" ".join(["zorblax"] * (FEWEST_WORDS - 1))).is_foreign
