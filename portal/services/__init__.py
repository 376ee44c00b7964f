"""Writes: one verb a function, keyword arguments; only the caller's unit of work commits."""
