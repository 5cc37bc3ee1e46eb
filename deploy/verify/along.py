"""Reading two sorted streams side by side without holding either."""

from collections.abc import AsyncIterator
from typing import Any, Generic, Protocol, TypeVar


class Ordered(Protocol):
    """What a stream can be sorted by."""

    def __le__(self, other: Any, /) -> bool:
        """Whether this one comes first or they are the same."""
        ...


K = TypeVar("K", bound=Ordered)
V = TypeVar("V")


class Along(Generic[K, V]):
    """Goes along a stream of (key, value), sorted by key, as far as another stream has come."""

    def __init__(self, stream: AsyncIterator[tuple[K, V]]) -> None:
        self._stream = stream
        self._next: tuple[K, V] | None = None
        self._begun = False

    async def until(self, key: K) -> list[tuple[K, V]]:
        """The pairs not given yet whose key is lower or equal. Keys asked for must not go down."""
        await self._begin()
        given = []
        while self._next is not None and self._next[0] <= key:
            given.append(self._next)
            await self._advance()
        return given

    async def rest(self) -> AsyncIterator[tuple[K, V]]:
        """Everything that was not given yet."""
        await self._begin()
        while self._next is not None:
            yield self._next
            await self._advance()

    async def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            await self._advance()

    async def _advance(self) -> None:
        self._next = await anext(self._stream, None)
