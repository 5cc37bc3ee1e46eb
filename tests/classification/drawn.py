"""Sets of facts drawn at random, and the same with less known."""

from datetime import date
from typing import Any, get_args

import hypothesis.strategies as st

from shared import policy
from shared.classification.facts import RespondentType
from shared.policy.catalogue import LEVELS
from shared.policy.contests import KINDS
from shared.policy.families import FLAGS

FAMILIES = [family.id for family in policy.load().families if not family.accompanies]
REGIONS = ("32.01", "36.04", "19.01", "92.71", "31")
DAYS = st.one_of(
    st.dates(date(2020, 8, 1), date(2032, 1, 1)),
    st.sampled_from(
        [
            day
            for contest in policy.load().contests
            for day in (contest.determined, contest.valid_from, contest.valid_to, contest.voting)
            if day is not None and day > date(2020, 8, 1)
        ]
    ),
)
MAYBE = st.sampled_from([True, False, None])


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What is drawn, or that it is not known."""
    return st.one_of(st.none(), strategy)


SUPPORTED = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["person", "party", "self", "unknown", None]),
        "relation": st.sampled_from(["spouse", "other", None]),
        "contest": optional(st.sampled_from(KINDS)),
        "region_code": optional(st.sampled_from(REGIONS)),
    }
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "id": st.just("f"),
    "respondent_type": st.sampled_from([*get_args(RespondentType), None]),
    "position_level": st.sampled_from(["pelaksana", "jpt_pratama", None]),
    "acts": optional(st.lists(st.sampled_from(FAMILIES), max_size=3)),
    "supported": optional(SUPPORTED),
    "act_date": optional(DAYS),
    "earlier_sanctions": optional(st.lists(st.sampled_from(LEVELS), max_size=2)),
}
OF_FLAGS: dict[str, st.SearchStrategy[Any]] = {flag: MAYBE for flag in FLAGS}  # noqa: C420
FACTS = st.fixed_dictionaries({**FIELDS, **OF_FLAGS})


@st.composite
def less_known(draw: st.DrawFn, known: dict[str, Any]) -> dict[str, Any]:
    """The same facts, of which some are not known any more."""
    forgotten = {
        name: None
        for name, value in known.items()
        if name != "id" and value is not None and draw(st.booleans())
    }
    less = {**known, **forgotten}
    if less["supported"]:
        less["supported"] = {
            name: None if draw(st.booleans()) else value for name, value in less["supported"].items()
        }
    return less
