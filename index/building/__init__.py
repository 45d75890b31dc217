"""The corpus and the last generation -> the next one."""
