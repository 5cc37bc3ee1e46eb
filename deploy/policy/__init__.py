"""Policy as people read it: entries of every kind in one shape, shown, compared, and printed as a page."""
