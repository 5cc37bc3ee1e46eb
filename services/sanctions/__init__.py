"""Address (ISO 37002): BKN's recommendation, the PPK's procedure and decision."""
