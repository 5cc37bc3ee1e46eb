"""`netral token`: the bearer token of an identity of this stack."""

from typing import Annotated

import typer

from deploy.cli.options import DEFAULT_HOME, HomeOption, existing
from deploy.provision.principals import PRINCIPALS

_NAMES = ", ".join(principal.id for principal in PRINCIPALS)


def token(
    principal: Annotated[str, typer.Argument(help=f"One of: {_NAMES}.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Print a bearer token, to call a service as this identity."""
    print(existing(home).token(principal))
