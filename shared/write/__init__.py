"""The one write path: commands and upstream events become ledger events in one transaction."""
