"""Agencies watching over each other: lost events are fetched, rewritten history is noticed."""
