"""What every agency's HTTP API has in common."""
