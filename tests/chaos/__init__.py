"""The long form of the kill tests."""
