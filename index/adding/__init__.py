"""Articles from elsewhere into the corpus, and out of it again: files that an index is then built from."""
