"""The performance suite: figures to read, never a timed test."""
