"""`netral token`: the bearer token of an identity of this stack."""

from typing import Annotated

import typer

from deploy.cli.options import DEFAULT_HOME, HomeOption, existing
from deploy.faults import Fault
from deploy.provision.principals import PRINCIPALS
from shared import policy

_NAMES = ", ".join(principal.id for principal in PRINCIPALS)


def token(
    role: Annotated[str, typer.Argument(help=f"One of: {_NAMES}.")],
    agency: Annotated[
        str | None,
        typer.Option("--agency", help="The office that it acts for, like ppk-32.08.", metavar="CODE"),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", help="Kemendagri code; 00 for the whole country.", metavar="CODE"),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Print a bearer token (JWT, good for 12 hours), to call the services in this role."""
    rules = policy.load()
    if region is not None and region not in rules.regions:
        raise Fault(f"--region {region!r} is no code of a province or regency", "Give one like 32 or 32.08")
    if agency is not None and not _is_office(rules, agency):
        raise Fault(f"--agency {agency!r} is no office", "Give one like bkn, ppk-32.08, ppk-kemenag")
    print(existing(home).token(role, agency, region))


def _is_office(rules: policy.Policy, agency: str) -> bool:
    """Of a kind that decides one of those that there are, of any other one with a mailbox."""
    if agency.partition("-")[0] in rules.authorities:
        return bool(rules.offices.acts_for(agency))
    return rules.mailbox(agency) is not None
