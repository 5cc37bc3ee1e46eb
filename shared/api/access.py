"""Who may call what: every route names its roles; without one of them there is no answer but 401 or 403."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.api.problems import Problem
from shared.auth import PUBLIC, Keyring, Principal

_bearer = HTTPBearer(auto_error=False, description="The bearer token of a principal")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def requires(*roles: str) -> Callable[..., Awaitable[Principal]]:
    """A dependency that answers the caller if it holds one of these roles, and refuses it otherwise.

    With the role "public" a caller without a token is let in; a wrong token never is.
    """
    wanted = frozenset(roles)

    async def caller(request: Request, credentials: Credentials) -> Principal:
        keyring: Keyring = request.app.state.keyring
        if credentials is None:
            if "public" in wanted:
                return PUBLIC
            raise _unauthenticated("Send a bearer token in the header Authorization.")
        principal = keyring.whose(credentials.credentials)
        if principal is None:
            raise _unauthenticated("This token is not known here.")
        if not (principal.roles & wanted or "public" in wanted):
            raise Problem(403, "forbidden", f"This needs one of the roles: {', '.join(roles)}.")
        return principal

    return caller


def _unauthenticated(detail: str) -> Problem:
    return Problem(401, "unauthenticated", detail, headers={"WWW-Authenticate": "Bearer"})
