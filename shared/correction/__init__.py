"""Correction (pembetulan) of what was recorded wrongly: nothing is rewritten, what hung on it told anew."""
