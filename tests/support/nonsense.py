"""Every way to ask a POST route wrongly, made from its own OpenAPI document."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

JSON = {"Content-Type": "application/json"}
TOO_LARGE = 300_000  # bytes
WRONG = {"no": ["such", "value"]}
"""Of no type that any field has."""


@dataclass(frozen=True)
class Route:
    """A POST route with a request that is right in every way that its document tells."""

    path: str
    operation: Mapping[str, Any]
    components: Mapping[str, Any]

    @property
    def body(self) -> dict[str, Any] | None:
        """A body that the schema allows, None if the route takes none."""
        if "requestBody" not in self.operation:
            return None
        found = _example(self.schema, self.components)
        assert isinstance(found, dict)
        return found

    @property
    def schema(self) -> Mapping[str, Any]:
        """The schema of the body's object."""
        given = self.operation["requestBody"]["content"]["application/json"]["schema"]
        return _object(given, self.components)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that make it safe to repeat."""
        names = {each["name"] for each in self.operation.get("parameters", ()) if each["in"] == "header"}
        right = {"Idempotency-Key": uuid4().hex, "If-Match": '"1"'}
        return {name: value for name, value in right.items() if name in names}

    def at(self, identity: object) -> str:
        """The path about one case or letter."""
        named = self.path.replace("{case_id}", str(identity)).replace("{letter_id}", str(identity))
        return named.replace("{number}", "NTR-AAAA-AAAA-AAAA-AAAA")

    @property
    def about_one(self) -> bool:
        """Whether the path names a case or letter."""
        return "_id}" in self.path


@dataclass(frozen=True)
class Nonsense:
    """One wrong request, and what the answer must be. `told` is the path that the problem names."""

    what: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    statuses: frozenset[int]
    told: str = ""
    chunked: bool = field(default=False)


def routes(document: Mapping[str, Any]) -> list[Route]:
    """All POST routes of an OpenAPI document."""
    schemas = document["components"]["schemas"]
    return [Route(p, ops["post"], schemas) for p, ops in document["paths"].items() if "post" in ops]


def of(route: Route, case_id: UUID) -> Iterator[Nonsense]:
    """Everything that is wrong with a request, one thing at a time."""
    yield from _of_headers(route, case_id)
    if route.about_one:
        yield _asked(route, "not-a-uuid", "a path without an id", 422, "path.")
    if route.body is not None:
        yield from _of_bytes(route, case_id)
        yield from _of_fields(route, case_id)


def _of_headers(route: Route, case_id: UUID) -> Iterator[Nonsense]:
    for name, wrong in {
        "If-Match": ("abc", '"-1"', "*", '"1.5"', '"٣"'.encode().decode("latin-1"), "9" * 33, ""),
        "Idempotency-Key": ("short", "k" * 129),
    }.items():
        if name not in route.headers:
            continue
        rest = {key: value for key, value in route.headers.items() if key != name}
        yield _asked(route, case_id, f"no {name}", 428, headers=rest)
        for value in wrong:
            what = f"{name}: {value[:20]!r}"
            yield _asked(route, case_id, what, 422, f"header.{name}", headers={**rest, name: value})
        if name == "If-Match":
            huge = {**rest, name: '"99999999999999999999"'}
            yield _asked(route, case_id, "a version beyond all", {404, 412, 422}, headers=huge)


def _of_bytes(route: Route, case_id: UUID) -> Iterator[Nonsense]:
    for what, body in {
        "no JSON": b"{nope",
        "half of it": json.dumps(route.body).encode()[:-1],
        "no text": b"\xff\xfe\x00",
        "a number that is none": b'{"a": 1e}',
    }.items():
        yield _asked(route, case_id, what, {400, 422}, body=body)
    yield _asked(route, case_id, "depth without end", {400, 413, 422}, body=b"[" * 100_000)
    yield _asked(route, case_id, "depth with an end", {400, 413, 422}, body=b"[" * 9_000 + b"]" * 9_000)
    for body in (b"[]", b"3", b'"text"', b"true"):
        yield _asked(route, case_id, f"the body {body!r}", 422, "body", body=body)
    large = json.dumps({**(route.body or {}), "account": "x" * TOO_LARGE}).encode()
    yield _asked(route, case_id, "a body too large", 413, body=large)
    yield _asked(route, case_id, "a body too large that says no length", 413, body=large, chunked=True)
    plain = {**route.headers, "Content-Type": "text/plain"}
    body = json.dumps(route.body).encode()
    yield _asked(route, case_id, "a body that says it is text", {415, 422}, body=body, headers=plain)


def _of_fields(route: Route, case_id: UUID) -> Iterator[Nonsense]:
    right = route.body or {}
    if route.schema.get("additionalProperties") is False:
        body = json.dumps({**right, "surprise": 1}).encode()
        yield _asked(route, case_id, "an unknown field", 422, "body.surprise", body=body)
    for where, kind in _fields(route.schema, route.components):
        name = ".".join(where)
        for wrong in (WRONG, *_wrong(kind)):
            body = json.dumps(_with(right, where, wrong)).encode()
            yield _asked(route, case_id, f"{name}={str(wrong)[:40]!r}", 422, f"body.{name}", body=body)
    for name in route.schema.get("required", ()):
        body = json.dumps({key: value for key, value in right.items() if key != name}).encode()
        yield _asked(route, case_id, f"no {name}", 422, f"body.{name}", body=body)


def _wrong(kind: Mapping[str, Any]) -> tuple[object, ...]:
    """Values of the right type that still cannot be."""
    if kind.get("format") == "date-time":
        return (
            *("yesterday", "2026-11-22T10:00:00", "9999-12-31T23:59:59.999999-14:00"),
            *("2026-02-30T00:00:00Z", "2199-01-01T00:00:00Z", 1e30, "0001-01-01T00:00:00+14:00"),
        )
    if kind.get("format") == "date":
        return ("tomorrow", "2026-13-01", "22/11/2026")
    if kind.get("format") == "uuid":
        return ("not-a-uuid", 7)
    if "enum" in kind or "pattern" in kind:
        return ("\u0000", 7)
    return (7,) if kind.get("type") == "string" else ()


def _fields(
    schema: Mapping[str, Any], components: Mapping[str, Any], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for name, given in schema.get("properties", {}).items():
        kind = _object(given, components)
        yield (*above, name), kind
        if "properties" in kind:
            yield from _fields(kind, components, (*above, name))


def _with(body: Mapping[str, Any], where: tuple[str, ...], value: object) -> dict[str, Any]:
    first, *rest = where
    return {**body, first: _with(body.get(first) or {}, tuple(rest), value) if rest else value}


def _object(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself: references followed, "or null" left away."""
    if "$ref" in schema:
        return _object(components[schema["$ref"].rpartition("/")[2]], components)
    if "anyOf" in schema:
        real = next(each for each in schema["anyOf"] if each.get("type") != "null")
        return {**{k: v for k, v in schema.items() if k != "anyOf"}, **_object(real, components)}
    return schema


def _example(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    kind = _object(schema, components)
    if kind.get("examples"):
        return kind["examples"][0]
    if "properties" in kind:
        required = kind.get("required", ())
        return {name: _example(kind["properties"][name], components) for name in required}
    if "enum" in kind:
        return kind["enum"][0]
    if kind.get("type") == "boolean":
        return True
    formats = {"uuid": str(uuid4()), "date": "2026-11-20", "date-time": "2026-11-20T10:00:00Z"}
    return formats.get(kind.get("format", ""), "kode-1")


def _asked(
    route: Route,
    identity: object,
    what: str,
    statuses: int | set[int],
    told: str = "",
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    chunked: bool = False,
) -> Nonsense:
    right = route.body
    return Nonsense(
        what,
        route.at(identity),
        body if body is not None else (b"" if right is None else json.dumps(right).encode()),
        {**JSON, **(route.headers if headers is None else headers)},
        frozenset({statuses} if isinstance(statuses, int) else statuses),
        told,
        chunked,
    )
