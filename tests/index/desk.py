"""A news desk: a folder of articles of a test's own, with its index, on real files."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import Answer, Archive, BuildReport, build

GUNS = """---
title: Gun crime falls in London
publisher: The Example
date: 2024-03-19
url: https://example.org/guns
---

There were 145 firearms offences in London in the year to March, down from 196 in the year before.

Officers seized a total of 386 illegal firearms across the capital last year, police said.

Commander Ada Okafor of the Met said that the force would not let up.
"""
BRIDGE = """---
title: The Humber Bridge at forty
publisher: Bridge Weekly
date: 2021-07-17
---

The Humber Bridge was opened by the Queen on 17 July 1981.

Its main span measures 1,410 metres, which was then the longest in the world.
"""
OWL = """Owls return to the wood

Two pairs of barn owls are nesting in Hagg Wood for the first time since 1962, wardens said.

The birds were seen by a walker, Joan Little, who was looking for her dog.
"""
SEIZED, OPENED, SEEN = (
    "how many illegal firearms were seized?",
    "when was the Humber Bridge opened?",
    "which walker saw the owls?",
)


@dataclass(frozen=True)
class Desk:
    """A corpus with its data folder. `models` holds the encoder, exported once for all tests."""

    corpus: Path
    data: Path
    models: Path

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file into the corpus."""
        file = self.corpus / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def build(self, **options: Any) -> BuildReport:
        """Build the index."""
        return build(self.corpus, self.data, models=self.models, **options)

    def open(self) -> Archive:
        """Open the archive."""
        return Archive.open(self.data)

    def best(self, question: str) -> str:
        """The words that the index as it is now holds likeliest to answer."""
        with self.open() as archive:
            return best(archive.ask(question))

    def generations(self) -> list[Path]:
        """The folders of the published generations, and of whatever else lies beside them."""
        return sorted((self.data / "generations").iterdir())

    def forget(self) -> None:
        """Leave the newest generation alone: no other can answer in its place."""
        for folder in self.generations()[:-1]:
            shutil.rmtree(folder)

    @property
    def generation(self) -> Path:
        """The folder of the newest generation."""
        return self.generations()[-1]


def best(answer: Answer) -> str:
    """The marked words of the first quote, whether it is an answer or a refusal's nearest passage.

    So tests of other rooms hold whatever the confidence is fitted to be.
    """
    quote = (answer.quotes or answer.nearest)[0]
    ((start, end),) = quote.highlights
    return quote.text[start:end]
