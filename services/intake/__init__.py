"""Receive (ISO 37002): the Bawaslu front desk for the public, its own findings and the media."""
