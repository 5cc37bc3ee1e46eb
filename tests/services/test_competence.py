"""A decision is taken by whoever may, of a type that fits, with what it needs; there is always somebody."""

from datetime import UTC, date, datetime
from typing import Any, get_args

import hypothesis.strategies as st
import pytest
from hypothesis import given

from services.sanctions.competence import Competence
from services.sanctions.deciders import competence
from services.sanctions.standing import Known, Standing
from shared.case import Refused
from shared.policy.authorities import Tier
from shared.policy.catalogue import LEVELS
from shared.policy.sanctions import Position
from shared.write.session import Change, Stamp
from tests.support.imposed import AGENCIES
from tests.support.life import CASE, MONDAY, RULES, Life

POWERS = Competence(RULES)
UNKNOWN: dict[str, Any] = {"respondent_type": None, "position": None, "tier": None}
IN_2024 = datetime(2024, 10, 7, 3, tzinfo=UTC)
"""While heads of regions need the minister's approval to a change of officials."""
NEXT_DAY = datetime(2024, 10, 8, 3, tzinfo=UTC)


def awaiting(level: str = "heavy", **upon: Any) -> Life:
    """A case of an act that leads to all levels of discipline, examined by a team, in October 2024."""
    life = Life("sanctions")
    life.give("QueueRecommendation", IN_2024)
    life.give(
        "IssueRecommendation", IN_2024, act="PD-N1", level=level, override="impact",
        acted_on=date(2024, 10, 1), **upon,
    )  # fmt: skip
    life.give("FormExaminationTeam", IN_2024)
    life.give("IssueSummons", IN_2024, examination_on=NEXT_DAY.date())
    life.give("HoldExamination", NEXT_DAY)
    life.give("SignBap", NEXT_DAY)
    return life


def refusal(life: Life, **given: Any) -> Refused:
    result = life._carry_out("IssueDecision", NEXT_DAY, "officer", given, CASE)
    assert isinstance(result, Refused), result
    return result


def issued(life: Life, **given: Any) -> Any:
    life.give("IssueDecision", NEXT_DAY, **given)
    return life.session.written[-1].data


class TestWhoDecides:
    @pytest.mark.parametrize(
        ("upon", "level", "sanction", "authorities"),
        [
            (("pns", "pengawas", "regency"), "medium", "penurunan-pangkat", {"jpt-pratama", "ppk"}),
            (("pns", "pengawas", "centre"), "medium", "penurunan-pangkat", {"jpt-pratama"}),
            (("pns", "administrator", "province"), "light", "teguran-lisan", {"jpt-pratama"}),
            (("pns", "jpt_madya", "province"), "heavy", "pembebasan-jabatan", {"ppk"}),
            (("pns", "jpt_madya", "centre"), "heavy", "pdhtaps", {"presiden"}),
            (("pppk", "jf", "regency"), "heavy", "pppk-pemutusan-tidak-atas-permintaan", {"ppk"}),
            (("cpns", "pelaksana", "regency"), "heavy", "pdhtaps", {"ppk"}),
        ],
    )
    def test_the_competent_are_taken_and_no_others(
        self, upon: tuple[str, str, str], level: str, sanction: str, authorities: set[str]
    ) -> None:
        here = dict(zip(UNKNOWN, upon, strict=True))
        for authority in RULES.authorities.ids:
            said: dict[str, Any] = {"level": level, "sanction": sanction, "authority": authority, **here}
            said["conditions"] = tuple(RULES.conditions.ids)
            if authority in authorities:
                data = issued(awaiting(**here), **said)
                assert (data.authority, data.sanction, data.position) == (authority, sanction, upon[1])
            else:
                refused = refusal(awaiting(**here), **said)
                assert refused.code == "not-competent"
                assert all(one in refused.detail for one in (*authorities, "PP 94/2021 Pasal 16"))

    def test_without_the_standing_nothing_is_decided_and_the_decision_may_give_it(self) -> None:
        life = awaiting(**UNKNOWN)
        refused = refusal(life, level="heavy", **UNKNOWN)
        assert refused.code == "position-unknown"
        assert "respondent_type, position and tier" in refused.detail
        assert issued(life, level="heavy").position == "jf"

    def test_the_decision_may_correct_the_standing_which_is_remembered(self) -> None:
        life = awaiting(**UNKNOWN | {"position": "jpt_pratama"})
        before = life.session.cases[CASE].facts.standing
        assert before == Standing(position="jpt_pratama")
        said = {"sanction": "pembebasan-jabatan", "circumstances": ("leads_unit",)}
        data = issued(life, level="heavy", conditions=("persetujuan-mendagri-pimpinan-unit",), **said)
        after = life.session.cases[CASE].facts.standing
        assert after == Standing().corrected(data)
        assert (after.position, after.circumstances) == ("jf", ("leads_unit",))

    def test_not_proven_needs_no_standing(self) -> None:
        awaiting(**UNKNOWN).give("DecideNotProven", NEXT_DAY)


class TestNobodyThere:
    def test_the_next_higher_decides_by_designation(self) -> None:
        upon = {"position": "pelaksana", "level": "light", "sanction": "teguran-lisan"}
        nobody: dict[str, Any] = {"vacant": ("pengawas", "administrator"), **upon}
        life = awaiting()
        assert refusal(life, **upon, authority="jpt-pratama").code == "not-competent"
        refused = refusal(life, **nobody, authority="jpt-pratama")
        assert refused.code == "approval-needed"
        assert "penunjukan-pejabat-lebih-tinggi" in refused.detail
        data = issued(
            life, **nobody, authority="jpt-pratama", conditions=("penunjukan-pejabat-lebih-tinggi",)
        )
        assert data.vacant == ("pengawas", "administrator")

    def test_where_one_of_two_is_not_there_the_other_needs_no_designation(self) -> None:
        data = issued(awaiting(), level="medium", authority="jpt-pratama", vacant=("administrator",))
        assert data.conditions is None


class TestWhatItNeeds:
    def test_a_head_of_a_region_needs_the_ministers_approval_in_its_time(self) -> None:
        upon = {"position": "administrator", "sanction": "pembebasan-jabatan", "level": "heavy"}
        refused = refusal(awaiting(), **upon)
        assert refused.code == "approval-needed"
        assert "UU 10/2016 Pasal 71 ayat (2)" in refused.detail
        assert issued(awaiting(), **upon, conditions=("persetujuan-mendagri",)).conditions
        assert refusal(awaiting(), **upon, conditions=("usul-kepada-presiden",)).code == "approval-needed"
        other = {**upon, "position": "pelaksana", "sanction": "penurunan-jabatan"}
        assert not issued(awaiting(), **other).conditions

    def test_later_it_does_not(self) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation")
        for step in ("IssueRecommendation", "FormExaminationTeam", "IssueSummons"):
            life.give(step)
        day = datetime(2026, 12, 1, 3, tzinfo=UTC)
        life.give("HoldExamination", day)
        life.give("SignBap", day)
        life.give("IssueDecision", day, position="administrator")


class TestTypeOfSanction:
    @pytest.mark.parametrize(
        "said",
        [
            {"sanction": "teguran-lisan"},
            {"sanction": "pembebasan-jabatan", "position": "pelaksana"},
            {"sanction": "penurunan-jabatan", "respondent_type": "pppk"},
            {"sanction": "penurunan-jabatan", "respondent_type": "cpns"},
            {"sanction": "pemotongan-tukin-6", "level": "medium"},
            {"sanction": "penurunan-pangkat-3-tahun"},
        ],
    )
    def test_one_of_another_level_person_post_or_time_is_refused(self, said: dict[str, Any]) -> None:
        refused = refusal(awaiting(), **{"level": "heavy", **said})
        assert refused.code == "sanction-does-not-fit"
        assert "choose one of: " in refused.detail

    @pytest.mark.parametrize(
        "said",
        [
            {"sanction": "hukuman-cambuk"},
            {"authority": "bupati"},
            {"vacant": ("camat",)},
            {"conditions": ("restu",)},
            {"respondent_type": "tni"},
            {"respondent_type": "apa-saja"},
        ],
    )
    def test_what_is_nowhere_in_policy_is_bad_input(self, said: dict[str, Any]) -> None:
        assert refusal(awaiting(), **said).code == "invalid-input"

    @pytest.mark.parametrize("level", LEVELS)
    @pytest.mark.parametrize("who", ["pns", "cpns", "pppk"])
    @pytest.mark.parametrize("position", get_args(Position))
    def test_of_every_level_some_type_fits_everybody(self, level: str, who: str, position: Position) -> None:
        standing = Standing(respondent_type=who, position=position, tier="regency")
        types = POWERS.types(standing, level, MONDAY.date())
        assert types
        assert [one.weight for one in types] == sorted(one.weight for one in types)


standings = st.builds(
    Standing,
    respondent_type=st.sampled_from(["pns", "cpns", "pppk"]),
    position=st.sampled_from(get_args(Position)),
    tier=st.sampled_from(get_args(Tier)),
    circumstances=st.none() | st.lists(st.sampled_from(get_args(Known)), unique=True).map(tuple),
)
some = st.sets(st.sampled_from(RULES.authorities.ids))


@given(
    standings,
    st.sampled_from([*LEVELS, *RULES.sanctions.ids]),
    st.dates(date(2010, 1, 1), date(2035, 1, 1)),
    some,
    some,
)
def test_no_case_is_ever_left_with_nobody_competent(
    standing: Standing, imposed: str, day: date, barred: set[str], vacant: set[str]
) -> None:
    found = [one.authority for one in POWERS.deciders(standing, imposed, day, barred, vacant)]
    assert found
    assert [one.rank for one in found] == sorted(one.rank for one in found), "the lower is proposed"
    others = {one.id for one in found if one.above}
    assert not others & (barred | vacant), "who is barred or not there decides only where nobody is above"


@given(standings, st.sampled_from(LEVELS), st.data())
def test_whatever_is_shown_as_possible_is_taken(standing: Standing, level: str, data: st.DataObject) -> None:
    """Whoever follows what the API shows is not refused."""
    life = awaiting(**UNKNOWN)
    facts = life.session.cases[CASE].facts.model_copy(
        update={"standing": standing, "levels": LEVELS, "act": None}
    )
    office = f"ppk-{AGENCIES[str(standing.tier)]}"
    life.session.cases[CASE] = life.session.cases[CASE]._replace(facts=facts, office=office)
    shown = competence(RULES, facts, [level], NEXT_DAY.date(), (), office)
    assert shown
    type = data.draw(st.sampled_from(shown.types))
    decider = data.draw(st.sampled_from(type.deciders))
    command = next(row.command for row in life._procedure.rows if row.name == "IssueDecision")(
        case_id=CASE,
        level=level,
        sanction=type.id,
        authority=decider.id,
        conditions=tuple(one.id for one in decider.needs),
    )
    assert isinstance(life.session.carry_out(command, Stamp("officer", NEXT_DAY)), Change)


def test_while_the_standing_is_not_known_nothing_is_shown() -> None:
    facts = awaiting(**UNKNOWN).session.cases[CASE].facts
    assert competence(RULES, facts, ["heavy"], NEXT_DAY.date(), (), "ppk-32.08") is None


def test_it_shows_the_proposed_first_with_what_it_rests_on() -> None:
    facts = awaiting(position="pengawas").session.cases[CASE].facts
    shown = competence(RULES, facts, ["medium", "heavy"], NEXT_DAY.date(), (), "ppk-32.08")
    assert shown
    medium, heavy = shown.types[0], shown.types[-1]
    assert [(one.id, one.office) for one in medium.deciders] == [
        ("jpt-pratama", "ppk-32.08"),
        ("ppk", "ppk-32.08"),
    ]
    assert medium.deciders[0].legal_basis == ["PP 94/2021 Pasal 16"]
    assert (heavy.id, heavy.deciders[0].needs) == ("pdhtaps", [])
    removal = next(one for one in shown.types if one.id == "pembebasan-jabatan")
    assert [one.id for one in removal.deciders[0].needs] == ["persetujuan-mendagri"]


def test_it_shows_whose_officers_act() -> None:
    barred = awaiting().session.cases[CASE].facts.model_copy(update={"barred": ("ppk",)})
    for office, acts in (("ppk-32.08", "gubernur-32"), ("bkn", None)):
        shown = competence(RULES, barred, ["heavy"], NEXT_DAY.date(), (), office)
        assert shown
        assert {one.office for type in shown.types for one in type.deciders} == {acts}
