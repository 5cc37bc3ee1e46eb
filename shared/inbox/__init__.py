"""The inbox: every upstream event takes effect once, in its case's order, whatever the stream does."""
