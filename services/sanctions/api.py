"""The API of sanctions: its worklist and commands come from its table of transitions."""

from fastapi import APIRouter

from shared.runtime import Runtime


def routes(runtime: Runtime) -> APIRouter:
    """No routes beside the common ones."""
    return APIRouter()
