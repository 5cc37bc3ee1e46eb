"""Hands a file of media items in at the front desk, line by line, however long it is."""
