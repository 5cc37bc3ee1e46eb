"""Worked cases: files that say what agencies do with a case and what must come of it, and their player."""
