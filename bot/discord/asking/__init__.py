"""From what people write to an answer: what is a question, to whom, and who may ask how often."""
