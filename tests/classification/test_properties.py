"""What holds for all facts: nothing but them, policy and the day counts, and knowing more never widens."""

import os
import random
from collections.abc import Iterator
from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from shared import policy
from shared.classification import Answer, Classifier, FactSet
from shared.classification.classifier import ORDER
from shared.policy.catalogue import Act
from tests.classification.asking import TODAY, branches, classifier, codes
from tests.classification.drawn import FACTS, less_known

ACTS = policy.load().catalogue
ACCOMPANYING = {code for family in policy.load().families if family.accompanies for code in family.codes}

OPEN = {"other", "hoax_hate_speech", "social_media_support", "campaign_team"}
"""Acts that may be more codes than they are for certain."""


def answered(given: dict[str, object], on: date = TODAY) -> Answer:
    return classifier().classify(FactSet.model_validate(given), on)


@settings(max_examples=40)
@given(FACTS, st.randoms(use_true_random=False), st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_the_answer_depends_on_nothing_but_facts_policy_and_day(
    drawn: dict[str, object], other: random.Random, on: date
) -> None:
    """Neither what was asked before, nor the order of fields, nor the environment, nor the random state."""
    fresh = Classifier(policy.load()).classify(FactSet.model_validate(drawn), on)
    names = list(drawn)
    other.shuffle(names)
    random.seed(other.random())
    os.environ["NETRAL_UNUSED"] = str(other.random())
    try:
        assert answered({name: drawn[name] for name in names}, on) == fresh
    finally:
        del os.environ["NETRAL_UNUSED"]


WHOM = {"kind": "person", "relation": "spouse", "contest": "pilbup"}
SPOUSE = {"acts": ["attend_declaration"], "supported": WHOM}


@pytest.mark.parametrize(
    ("known", "more"),
    [
        ({**SPOUSE, "on_unpaid_leave": False}, {"support_letter_with_id": True}),
        ({"acts": ["approach_party"], "on_unpaid_leave": True}, {"mobilised_others": True}),
        ({"acts": ["support_letter"], "supported": {"kind": "party"}}, {"state_facility": True}),
        (
            {"acts": ["banner"], "act_date": "2024-09-01", "supported": WHOM},
            {"party_position": True},
        ),
    ],
)
def test_circumstances_add_no_branch(known: dict[str, object], more: dict[str, object]) -> None:
    asked = {"id": "f", "respondent_type": "pns", "act_date": "2024-10-01", **known}
    assert branches(answered({**asked, **more})) <= branches(answered(asked))


@settings(max_examples=400)
@given(st.data(), FACTS)
def test_more_known_facts_never_widen_the_set_of_branches_nor_of_codes(
    data: st.DataObject, drawn: dict[str, object]
) -> None:
    more, less = answered(drawn), answered(data.draw(less_known(drawn)))
    assert branches(more) <= branches(less)
    assert set(codes(more)) - ACCOMPANYING <= set(codes(less))


@given(FACTS, st.sampled_from(["join_campaign", "attend_declaration"]))
def test_no_code_of_spouses_comes_first_while_the_relation_is_unknown(
    drawn: dict[str, object], act: str
) -> None:
    whom = {"kind": "person", "relation": None, "contest": "pilbup"}
    found = codes(answered({**drawn, "acts": [act], "supported": whom}))
    assert found[:1] != ["KE-07"] or found == ["KE-07"]


@settings(max_examples=300)
@given(FACTS)
@example({"id": "f"})
def test_every_code_that_comes_out_stands_in_the_catalogue_and_was_in_force_on_the_day(
    drawn: dict[str, object],
) -> None:
    found = answered(drawn)
    day = FactSet.model_validate(drawn).act_date or TODAY
    assert len(set(codes(found))) == len(found.suggestions)
    for one in found.suggestions:
        act = ACTS.on(one.code, day)
        assert act is not None
        assert act.suggested
        assert one.branch == act.branch
        assert (one.instrument, one.text) == (act.instrument, act.indonesian)
        instrument = policy.load().instruments.on(one.instrument, day)
        assert instrument is not None
        assert one.legal_basis
        assert one.reasons


@given(FACTS)
def test_needs_name_facts_in_their_order_and_only_where_something_is_open(drawn: dict[str, object]) -> None:
    found = answered(drawn)
    assert list(found.needs) == sorted(found.needs, key=ORDER.index)
    given = FactSet.model_validate(drawn)
    for fact in set(found.needs) & set(FactSet.model_fields) - {"acts"}:
        assert getattr(given, fact) in (None, "unknown")
    if "acts" in found.needs and not (given.party_position or given.support_letter_with_id):
        assert not given.acts or OPEN & set(given.acts)


@given(FACTS)
def test_only_the_civil_service_is_told_of_sanctions(drawn: dict[str, object]) -> None:
    found = answered(drawn)
    assert found.in_scope is not False or branches(found) <= {"criminal"}
    assert (found.in_scope is None) == (found.route is None)


def test_every_rule_of_the_catalogue_can_come_out() -> None:
    """For every version of every act a set of facts is generated that yields it for certain."""
    missing = [
        act.stamp
        for act in ACTS
        if act.suggested and not any(_yields(act.id, drawn) for drawn in _facts_of(act))
    ]
    assert missing == []


def test_what_is_not_suggested_stands_in_the_catalogue_all_the_same() -> None:
    assert [act.id for act in ACTS if not act.suggested] == ["DS-12"]


def _yields(code: str, drawn: dict[str, object]) -> bool:
    """Whether the code comes out for certain: none of its reasons says that something is not known."""
    return any(
        one.code == code and "Belum diketahui" not in " ".join(one.reasons)
        for one in answered(drawn).suggestions
    )


def _facts_of(act: Act) -> Iterator[dict[str, object]]:
    """Facts as the act's own entry asks for them, with each act of life that may be it."""
    for family in policy.load().families.in_force(TODAY):
        if act.id not in family.codes:
            continue
        for conditions in family.codes[act.id] or ({},):
            asked: dict[str, object] = {str(name): value for name, value in conditions.items()}
            relation = asked.pop("relation", "other")
            for contest, kind, day in _occasions(act.kinds):
                about = {"kind": kind, "relation": relation, "contest": contest, "region_code": "32.01"}
                if act.in_force(day):
                    yield {
                        "id": "f",
                        "respondent_type": act.respondents[0],
                        "acts": [family.id],
                        "supported": about,
                        "act_date": day,
                        **asked,
                    }


def _occasions(kinds: tuple[str, ...]) -> list[tuple[str, str, date]]:
    """Contests with days before and in their campaigns."""
    days: dict[str, tuple[date, ...]] = {
        "pilbup": (
            date(2020, 9, 15),
            date(2020, 10, 10),
            date(2024, 5, 1),
            date(2024, 10, 10),
            date(2024, 11, 20),
        ),
        "pilpres": (date(2019, 12, 1), date(2023, 5, 1), date(2024, 1, 10)),
    }
    return [
        (contest, kind, day)
        for contest in days
        if not kinds or contest in kinds
        for kind in ("person", "party")
        for day in days[contest]
    ]
