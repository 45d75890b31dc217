"""What was typed, read once: what kind of thing it is, and what it is about."""
