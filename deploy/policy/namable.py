"""What the four services have, for the check of what policy names of them."""

from dataclasses import replace
from functools import cache, reduce
from operator import or_

from deploy.verify.stages import stages
from shared.case import namable
from shared.policy.namable import Namable


@cache
def services() -> Namable:
    """The events of all contracts, and the steps of all procedures."""
    of_each = (namable(stage.contract, stage.procedure) for stage in stages().values())
    return replace(reduce(or_, of_each), whole=True)
