"""Who may call what: every route names its operation, and the policy's table says who may.

A route without an operation, or an operation that is not in the table, keeps the service from starting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.api.problems import Problem
from shared.auth import PUBLIC, KeysAway, Principal, Untrusted, Verifier
from shared.policy import Finding, Policy, PolicyFault
from shared.policy import permissions as table
from shared.policy.permissions import Permission

EXTENSION = "x-operation"
"""Where an OpenAPI document says which line of the table a route goes by."""

_bearer = HTTPBearer(auto_error=False, description="The bearer token of a principal")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


@dataclass(frozen=True, slots=True)
class Requires:
    """A dependency that answers the caller if the table allows it this operation, and refuses it otherwise.

    Where the public may, a caller without a token is let in; a wrong token never is.
    """

    operation: str

    async def __call__(self, request: Request, credentials: Credentials) -> Principal:
        """The caller, with the scope that its accepted roles give. Raises Problem 401, 403 or 503."""
        verifier: Verifier = request.app.state.verifier
        policy: Policy = request.app.state.policy
        permission: Permission = request.app.state.permissions[self.operation]
        public = table.PUBLIC in permission.roles
        if credentials is None:
            if public:
                return PUBLIC
            raise _unauthenticated("Send a bearer token in the header Authorization.")
        try:
            principal = await verifier.whose(credentials.credentials)
        except Untrusted as fault:
            raise _unauthenticated(str(fault)) from None
        except KeysAway as fault:
            raise Problem(503, "unavailable", f"{fault}. Try again.", headers={"Retry-After": "5"}) from None
        held = (principal.roles & permission.roles) - {table.SYSTEM}
        if not (held or public):
            wanted = ", ".join(sorted(permission.roles))
            raise Problem(403, "forbidden", f"This needs one of the roles: {wanted}.")
        scope = policy.scope(held, principal.agency, principal.region)
        if permission.nationwide and not scope.everything:
            raise Problem(403, "forbidden", "This needs a token for the whole country (region 00).")
        return replace(principal, scope=scope)


@dataclass(frozen=True, slots=True)
class OpenToAll:
    """A dependency of a route that the table opens to the public alone: nobody is asked for a token."""

    operation: str

    async def __call__(self) -> None:
        """Let the caller in."""


def requires(operation: str) -> Requires:
    """What a route depends on to be open to whom the table names for this operation."""
    return Requires(operation)


def open_to_all(operation: str) -> OpenToAll:
    """What a route depends on that shows everybody the same; the table must say so too."""
    return OpenToAll(operation)


def ruled(routes: APIRouter, permissions: Mapping[str, Permission]) -> APIRouter:
    """These routes, each with its line of the table in its OpenAPI document.

    Raises PolicyFault for a route that names no operation, and for an operation that is not in the table.
    """
    for route in routes.routes:
        if not isinstance(route, APIRoute):
            raise _unruled(None, f"{route} is no route that the table of permissions could rule")
        named = {*_operations(route)}
        if len(named) != 1:
            raise _unruled(None, f"{route.path}: a route names one operation, this one {len(named)}")
        (operation,) = named
        if operation.operation not in permissions:
            raise _unruled(operation.operation, f"no line for {operation.operation} ({route.path})")
        if isinstance(operation, OpenToAll) and permissions[operation.operation].roles != {table.PUBLIC}:
            raise _unruled(operation.operation, f"{operation.operation} is open to all")
        route.openapi_extra = {EXTENSION: operation.operation}
    return routes


def _operations(route: APIRoute) -> Iterator[Requires | OpenToAll]:
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Requires | OpenToAll):
            yield dependency.call


def _unruled(operation: str | None, reason: str) -> PolicyFault:
    return PolicyFault(
        [Finding("permissions.yaml", 1, operation, "services", reason, "let the route and its line agree")]
    )


def _unauthenticated(detail: str) -> Problem:
    return Problem(401, "unauthenticated", detail, headers={"WWW-Authenticate": "Bearer"})
