"""Evidence: what is read in a passage is read again in its quote."""

from __future__ import annotations

from index import Archive
from index.evidence import CLOSER


def test_the_best_is_read_a_second_time_and_the_rest_is_no_surer(archive: Archive) -> None:
    evidence = sorted(archive.read("how many guns were seized?"), key=lambda item: -item.margin)
    best, rest = evidence[:CLOSER], evidence[CLOSER:]
    assert rest
    assert sum(item.closer != item.margin for item in best) == CLOSER
    assert max(item.closer for item in rest) <= min(item.closer for item in best)
