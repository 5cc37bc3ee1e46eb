"""How a long start tells what it is doing, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Told by `Stack.up` from several threads at once."""

    def step(self, text: str) -> None:
        """Something begins or is done; one short line."""
        ...

    def download(self, done: int, total: int) -> None:
        """Bytes fetched so far, and bytes in all. Called often; `done == total` ends it."""
        ...


class Silent:
    """For tests and programs."""

    def step(self, text: str) -> None:
        """Tells nobody."""

    def download(self, done: int, total: int) -> None:
        """Tells nobody."""
