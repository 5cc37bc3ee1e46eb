"""The relay: ships ledger events to Kafka and numbers them, one active relay a service."""
