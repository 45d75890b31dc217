"""Speakers: who a sentence says that its words are from."""

from __future__ import annotations

import pytest

from bot.followups.speakers import speaker_in


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Officers seized 386 illegal firearms in London last year, police said.", "police"),
        ("Three patients were moved on Friday night, the hospital said.", "the hospital"),
        ("In a statement the hospital said that three had moved.", "the hospital"),
        ("“We moved three,” said a spokesman for the hospital.", "a spokesman for the hospital"),
        ("Crime fell, according to the council.", "the council"),
        ("A report by the council says that rents rose.", "A report by the council"),
        ("The water company told customers to boil it.", "The water company"),
        ("Commander Ada Okafor of the Met said that it would go on.", "Commander Ada Okafor of the Met"),
        ("“Guns ruin lives,” said Paul Brogden.", "Paul Brogden"),
    ],
)
def test_a_speaker_is_named_or_described(text: str, speaker: str) -> None:
    found = speaker_in(text)
    assert found is not None
    assert text[slice(*found)] == speaker


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was built in 1981 and carried 5 million vehicles.",
        "It said that three moved.",
        "The project, called Crossrail, was late.",
        "The report, which was published on Monday, said that rents rose.",
        "The owner added a second floor in 1962.",
    ],
)
def test_where_nobody_is_said_to_speak_there_is_no_speaker(text: str) -> None:
    assert speaker_in(text) is None
