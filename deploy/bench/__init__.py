"""`netral bench`: how fast the mechanism is, measured against the same work written by hand."""
