"""An ethics panel is formed by whoever may declare the moral statement, and by nobody else."""

from datetime import date
from typing import Any

import pytest

from tests.support.imposed import AGENCIES
from tests.support.life import CASE, Life

SEKDA: dict[str, Any] = {"respondent_type": "pns", "position": "jpt_pratama", "circumstances": ("sekda",)}


def recommended(**standing: Any) -> Life:
    """A breach of ethics, recommended to the PPK."""
    life = Life("sanctions")
    life.give("QueueRecommendation")
    unknown = {"respondent_type": None, "position": None, "tier": None, **standing}
    life.give("IssueRecommendation", act="KE-04", level="moral", acted_on=date(2024, 9, 10), **unknown)
    return life


@pytest.mark.parametrize(
    ("standing", "by", "not_by"),
    [
        ({**SEKDA, "tier": "regency"}, "gubernur", "ppk"),
        ({**SEKDA, "tier": "regency"}, "gubernur", "mendagri"),
        ({**SEKDA, "tier": "province", "position": "jpt_madya"}, "mendagri", "gubernur"),
        ({"respondent_type": "pns", "position": "jf", "tier": "regency"}, "ppk", "gubernur"),
    ],
)
def test_for_a_sekda_it_is_not_the_ppk(standing: dict[str, Any], by: str, not_by: str) -> None:
    life = recommended(agency=AGENCIES[standing["tier"]])
    assert life.refused("FormEthicsPanel", formed_by=not_by, **standing) == "not-competent"
    formed = life.give("FormEthicsPanel", formed_by=by, **standing)
    assert (formed.state, formed.facts.standing.tier) == ("K31", standing["tier"])


def test_it_follows_from_the_standing_which_the_recommendation_may_have_told() -> None:
    nothing: dict[str, Any] = {"respondent_type": None, "position": None, "tier": None}
    assert recommended().refused("FormEthicsPanel", formed_by="ppk", **nothing) == "position-unknown"
    told = recommended(**SEKDA, tier="regency")
    assert told.give("FormEthicsPanel", formed_by="gubernur", **nothing, circumstances=None).state == "K31"


def test_where_the_ppk_is_barred_the_next_above_forms_it() -> None:
    life = recommended(respondent_type="pns", position="jf", tier="regency")
    life.give("DeclareConflict", barred="ppk", reason="named-in-case")
    life.give("DecideConflict", authority="gubernur", upheld=True, actor="superior")
    assert life.session.cases[CASE].facts.barred == ("ppk",)
    assert life.refused("FormEthicsPanel", formed_by="ppk") == "not-competent"
    assert life.give("FormEthicsPanel", formed_by="gubernur").state == "K31"
