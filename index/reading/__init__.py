"""Search, and what is found read: passages, spans, quotes."""
