"""How a file becomes an Article: its text, and what is known about where that is from."""

from index.articles.article import Article, Reading, Skipped, Unreadable
from index.articles.files import FORMATS, MAX_FILE_BYTES, article_files, check_corpus, read_bytes
from index.articles.parse import MAX_TITLE, parse_article, read_article

__all__ = [
    "FORMATS",
    "MAX_FILE_BYTES",
    "MAX_TITLE",
    "Article",
    "Reading",
    "Skipped",
    "Unreadable",
    "article_files",
    "check_corpus",
    "parse_article",
    "read_article",
    "read_bytes",
]
