"""Which addresses a verification of a stack reads from."""

from deploy.environment import database_variable, external, owner_variable
from deploy.provision.migrations import SERVICES
from deploy.stack import Stack


def addresses(stack: Stack) -> dict[str, str]:
    """The database of each service as its owner; as its runtime role where only that address was given."""
    return {service: _address(stack, service) for service in SERVICES}


def _address(stack: Stack, service: str) -> str:
    alone = external(database_variable(service)) and not external(owner_variable(service))
    return stack.dsn(service, "runtime" if alone else "owner")
