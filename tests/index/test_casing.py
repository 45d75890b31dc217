"""Capitals for names typed without any."""

from __future__ import annotations

from index.casing import with_capitals


def test_names_are_written_as_the_articles_write_them() -> None:
    texts = [
        "It is the longest, at Kessock. The Kessock Bridge took over from the Verrazzano of old, NASA said."
    ]
    assert with_capitals("did nasa close the kessock bridge, or is the bridge open?", texts) == (
        "did NASA close the Kessock Bridge, or is the bridge open?"
    )
    assert with_capitals("did NASA close the kessock bridge?", texts) == "did NASA close the kessock bridge?"
    assert with_capitals("is it the end of may", texts) == "is it the end of may"
