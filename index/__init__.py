"""Articles in, answers out: the engine of Pullquote.

from index import Archive, build

build("corpus", "data")
with Archive.open("data") as archive:
    answer = archive.ask("how many guns were seized?")
"""

from index.answers import Answer, Candidate, Citation, Excerpt, Explanation, Quote
from index.archive import Archive, ArchiveStatus
from index.articles import Article, Skipped
from index.building.build import BuildReport, build
from index.building.encoder import DEFAULT_MODEL
from index.building.milvus.address import Milvus
from index.building.selection import Selection
from index.question.filters import Filter
from index.question.question import MAX_QUESTION

__all__ = [
    "DEFAULT_MODEL",
    "MAX_QUESTION",
    "Answer",
    "Archive",
    "ArchiveStatus",
    "Article",
    "BuildReport",
    "Candidate",
    "Citation",
    "Excerpt",
    "Explanation",
    "Filter",
    "Milvus",
    "Quote",
    "Selection",
    "Skipped",
    "build",
]
