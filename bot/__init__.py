"""People: settings, command line, REPL and Discord. Knows no FAISS and no model."""

__version__ = "0.1.0"
