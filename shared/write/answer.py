"""The answer to a creating request, and the key under which it is given again."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RequestKey:
    """`Idempotency-Key` in its scope: principal and route. `request` is the SHA-256 of the body."""

    principal: str
    route: str
    key: str
    request: bytes = field(compare=False)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two keys the same key."""
        return self.principal, self.route, self.key


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, headers and exact body; `request` is the hash it was given for."""

    status: int
    headers: dict[str, str]
    body: bytes
    request: bytes = b""
