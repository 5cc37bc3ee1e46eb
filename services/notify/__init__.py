"""Conclude and tell (ISO 37002): tells the people and agencies concerned, and proves that it did."""
