"""A generation, open: everything that a question needs, and how many questions are using it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from index import generations
from index.catalogue import Catalogue
from index.encoder import ENCODERS, Encoder, export_folder
from index.errors import IndexDamaged, IndexMismatch, UnusableIndex
from index.keywords import KeywordIndex
from index.vectors import VectorIndex


class OpenGeneration:
    """One open generation, and how many questions are being answered from it."""

    def __init__(self, folder: Path, data: Path, model: str | None) -> None:
        """Open a folder. `model`, if given, must be the encoder it was made with.

        Raises IndexDamaged, IndexMismatch, EncoderError.
        """
        self.name = folder.name
        self.manifest = generations.read_manifest(folder)
        if model is not None:
            generations.check_encoder(self.manifest, model)
        try:
            self.vectors = VectorIndex.load(folder / generations.VECTORS)
            self.keywords = KeywordIndex(folder / generations.KEYWORDS)
            self.catalogue = Catalogue.open(folder / generations.CATALOGUE, Path(self.manifest.corpus))
        except (OSError, RuntimeError, ValueError, sqlite3.DatabaseError) as error:
            mend = "Run `pullquote index --full` to build it anew."
            raise IndexDamaged(f"The index in {folder} is damaged ({error}). {mend}") from error
        self.encoder = Encoder(export_folder(self.manifest.encoder, data / ENCODERS))
        if self.encoder.description.sha256 != self.manifest.encoder_sha256:
            raise IndexMismatch(
                f"The index in {folder} was made with another export of the encoder {self.manifest.encoder!r} "
                "than the one beside it. Run `pullquote index --full` to build it anew."
            )
        self.in_use = 0
        self.retired = False


def open_current(data: Path, model: str | None) -> OpenGeneration:
    """Open the current generation; where it is pruned away while being opened, the one that replaced it."""
    while True:
        folder = generations.require_current(data)
        try:
            return OpenGeneration(folder, data, model)
        except UnusableIndex:
            if generations.current(data) == folder:
                raise
