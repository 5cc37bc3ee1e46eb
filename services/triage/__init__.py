"""Assess (ISO 37002): Bawaslu's study (kajian) of registered cases."""
