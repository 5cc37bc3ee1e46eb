"""Who may call what: every route names its roles; without one of them there is no answer but 401 or 403."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.api.problems import Problem
from shared.auth import PUBLIC, KeysAway, Principal, Untrusted, Verifier
from shared.policy import Policy

_bearer = HTTPBearer(auto_error=False, description="The bearer token of a principal")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def requires(*roles: str, nationwide: bool = False) -> Callable[..., Awaitable[Principal]]:
    """A dependency that answers the caller if it holds one of these roles, and refuses it otherwise.

    With the role "public" a caller without a token is let in; a wrong token never is. `nationwide`: what the
    route shows belongs to no single region, so whoever may look into one alone is refused.
    """
    wanted = frozenset(roles)

    async def caller(request: Request, credentials: Credentials) -> Principal:
        verifier: Verifier = request.app.state.verifier
        policy: Policy = request.app.state.policy
        if credentials is None:
            if "public" in wanted:
                return PUBLIC
            raise _unauthenticated("Send a bearer token in the header Authorization.")
        try:
            principal = await verifier.whose(credentials.credentials)
        except Untrusted as fault:
            raise _unauthenticated(str(fault)) from None
        except KeysAway as fault:
            raise Problem(503, "unavailable", f"{fault}. Try again.", headers={"Retry-After": "5"}) from None
        held = principal.roles & wanted
        if not (held or "public" in wanted):
            raise Problem(403, "forbidden", f"This needs one of the roles: {', '.join(roles)}.")
        scope = policy.scope(held, principal.agency, principal.region)
        if nationwide and not scope.everything:
            raise Problem(403, "forbidden", "This needs a token for the whole country (region 00).")
        return replace(principal, scope=scope)

    return caller


def _unauthenticated(detail: str) -> Problem:
    return Problem(401, "unauthenticated", detail, headers={"WWW-Authenticate": "Bearer"})
