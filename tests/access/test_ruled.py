"""A route that the table of permissions does not rule keeps its service from starting."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends

from shared.api.access import EXTENSION, open_to_all, requires, ruled
from shared.policy import PolicyFault
from shared.policy.permissions import Permission

TABLE = {
    "look": Permission(operation="look", roles=frozenset({"auditor"})),
    "glance": Permission(operation="glance", roles=frozenset({"public"})),
}


def routes(*dependencies: object) -> APIRouter:
    made = APIRouter()

    @made.get("/thing", dependencies=[Depends(one) for one in dependencies])  # type: ignore[arg-type]
    async def thing() -> None: ...

    return made


def test_a_ruled_route_says_by_which_line() -> None:
    (route,) = ruled(routes(requires("look")), TABLE).routes
    assert route.openapi_extra == {EXTENSION: "look"}  # type: ignore[attr-defined]
    ruled(routes(open_to_all("glance")), TABLE)


def test_a_dependency_of_a_parameter_counts_too() -> None:
    made = APIRouter()

    @made.get("/thing")
    async def thing(_: Annotated[object, Depends(requires("look"))]) -> None: ...

    assert ruled(made, TABLE).routes


@pytest.mark.parametrize(
    ("dependencies", "why"),
    [
        ((), "names one operation"),
        ((requires("look"), requires("glance")), "names one operation"),
        ((requires("invent"),), "no line for invent"),
        ((open_to_all("look"),), "open to all"),
    ],
)
def test_any_other_is_refused(dependencies: tuple[object, ...], why: str) -> None:
    with pytest.raises(PolicyFault, match=why):
        ruled(routes(*dependencies), TABLE)
