"""The long form of promise 4."""
