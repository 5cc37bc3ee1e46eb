"""What identifies a person: sealed with keys kept apart, opened for recorded readings, erased for good."""
