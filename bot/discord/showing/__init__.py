"""What an answer looks like, and what its buttons do."""
