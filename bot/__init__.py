"""People: settings, command line, REPL and Discord. Knows no FAISS and no model."""
