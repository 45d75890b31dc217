"""The judge's rooms: question sets, what is right, figures, thresholds. The entry is index.evaluation.evaluate."""
