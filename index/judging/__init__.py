"""From evidence to what is shown: which passages, in which order, and whether any."""
