"""A case lies at the PPK of the respondent's own agency, and can be moved there; nobody else is competent."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from services.notify.reactions import reactions
from shared.outcome import Done
from tests.services.test_competence import IN_2024, NEXT_DAY, awaiting, issued, refusal
from tests.support.life import CASE, RULES, Life

CLERK: dict[str, Any] = {"respondent_type": "pns", "position": "pelaksana", "circumstances": None}
MINISTRY: dict[str, Any] = {**CLERK, "agency": "kemenag", "tier": "centre"}
MOVED: dict[str, Any] = {"to_agency": "kemenag", "reason": "other-agency"}


def recommended(**said: Any) -> Life:
    life = Life("sanctions")
    life.give("QueueRecommendation", IN_2024)
    life.give("IssueRecommendation", IN_2024, **said)
    return life


def told(life: Life, type: str) -> set[str]:
    """Who hears of the last event of that type."""
    (written,) = [one for one in life.session.written if one.event.type == type][-1:]
    outcome = reactions(RULES).handlers[written.data.__class__](written.event, written.data)
    assert isinstance(outcome, Done)
    return {command.recipient for command in outcome.commands}  # type: ignore[attr-defined]


class TestWhoseCase:
    @pytest.mark.parametrize(
        ("agency", "tier", "office"),
        [
            (None, "regency", "ppk-32.08"),
            ("32.08", "regency", "ppk-32.08"),
            ("32", "province", "ppk-32"),
            ("33.18", "regency", "ppk-33.18"),
            ("kemenag", "centre", "ppk-kemenag"),
            ("kemenag", None, "ppk-kemenag"),
        ],
    )
    def test_it_goes_to_the_ppk_of_the_agency_whose_official_the_respondent_is(
        self, agency: str | None, tier: str | None, office: str
    ) -> None:
        life = recommended(agency=agency, tier=tier)
        case = life.session.cases[CASE]
        assert (case.state, case.office, case.region) == ("K30", office, "32.08")
        assert told(life, "PpkNotified") == {office}

    @pytest.mark.parametrize("agency", ["00", "99", "kemenangin", "ppk", "bawaslu"])
    def test_an_agency_that_there_is_not_is_refused(self, agency: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation", IN_2024)
        assert life.refused("IssueRecommendation", IN_2024, agency=agency) == "invalid-input"

    @pytest.mark.parametrize(
        ("agency", "day", "there"),
        [
            ("klhk", date(2024, 10, 20), True),
            ("klhk", date(2024, 10, 21), False),
            ("kemenhut", date(2024, 10, 20), True),
            ("kemenhut", date(2024, 10, 21), True),
        ],
    )
    def test_a_ministry_that_was_divided_is_there_until_its_last_day(
        self, agency: str, day: date, there: bool
    ) -> None:
        found = RULES.offices.ppk(agency, day)
        assert found == (f"ppk-{agency}" if there else None)

    @pytest.mark.parametrize(
        ("agency", "tier"), [(None, "centre"), (None, "province"), ("kemenag", "regency"), ("32", "centre")]
    )
    def test_the_tier_is_that_of_the_agency(self, agency: str | None, tier: str) -> None:
        life = Life("sanctions")
        life.give("QueueRecommendation", IN_2024)
        assert life.refused("IssueRecommendation", IN_2024, agency=agency, tier=tier) == "wrong-agency"

    def test_a_superior_summons_for_the_own_agency(self) -> None:
        life = Life("sanctions")
        day: dict[str, Any] = {"examination_on": NEXT_DAY.date(), "reason": "urgent"}
        refused = life.refused("OpenByDuty", IN_2024, **day, agency=None, tier=None, region="99.99")
        assert refused == "invalid-input"
        assert life.refused("OpenByDuty", IN_2024, **{**day, "agency": "emperor"}) == "invalid-input"
        assert life.refused("OpenByDuty", IN_2024, **MINISTRY | day | {"tier": "regency"}) == "wrong-agency"
        opened = life.give("OpenByDuty", IN_2024, **MINISTRY | day)
        assert (opened.state, opened.office, opened.region) == ("K32", "ppk-kemenag", "32.08")
        assert told(life, "DutyOpened") == {"bkn", "ppk-kemenag"}

    def test_a_changed_recommendation_stays_at_the_ppk_that_disputed_it(self) -> None:
        life = recommended(**MINISTRY)
        life.give("DisputeRecommendation", IN_2024)
        for elsewhere in ("32.08", "kemenkeu"):
            refused = life.refused("ChangeRecommendation", IN_2024, actor="bkn", agency=elsewhere, tier=None)
            assert refused == "invalid-input"
        changed = life.give("ChangeRecommendation", IN_2024, actor="bkn", **{**MINISTRY, "agency": None})
        assert (changed.state, changed.office) == ("K30", "ppk-kemenag")


class TestAtAMinistry:
    @pytest.mark.parametrize(
        ("position", "level", "sanction", "authority"),
        [
            ("pengawas", "medium", "penurunan-pangkat", "jpt-pratama"),
            ("administrator", "medium", "penurunan-pangkat", "jpt-madya"),
            ("jpt_pratama", "light", "teguran-lisan", "jpt-madya"),
            ("jpt_pratama", "heavy", "pembebasan-jabatan", "ppk"),
            ("jpt_madya", "heavy", "pembebasan-jabatan", "ppk"),
        ],
    )
    def test_those_of_the_centre_decide_and_the_minister_what_is_the_ppks(
        self, position: str, level: str, sanction: str, authority: str
    ) -> None:
        upon = {**MINISTRY, "position": position}
        own = {"position": position, "tier": "centre", "level": level, "sanction": sanction}
        life = awaiting(**upon)
        assert refusal(life, **own, authority="gubernur").code == "not-competent"
        data = issued(life, **own, authority=authority)
        assert (data.office, data.authority, data.conditions) == ("ppk-kemenag", authority, None)

    def test_above_its_minister_is_the_president_and_nobody_else(self) -> None:
        life = recommended(**MINISTRY)
        life.give("DeclareConflict", IN_2024, actor="bkn", barred="ppk")
        for other in ("gubernur", "mendagri"):
            assert life.refused("DecideConflict", NEXT_DAY, authority=other) == "not-competent"
        life.give("DecideConflict", NEXT_DAY, authority="presiden", upheld=True)
        assert RULES.offices.of("presiden", "ppk-kemenag") == "presiden"
        assert "ppk-kemenag" in RULES.offices.beneath("presiden")
        assert "ppk-kemenag" not in RULES.offices.beneath("mendagri")
        assert "ppk" in RULES.offices.acts_for("ppk-kemenag")

    def test_days_end_by_the_clocks_of_the_capital_wherever_the_act_happened(self) -> None:
        late = datetime.fromisoformat("2024-10-07T15:30:00+00:00")  # Monday in Jakarta, Tuesday in Papua
        life = Life("sanctions")
        life.give("QueueRecommendation", late, region="94.04")
        case = life.give("IssueRecommendation", late, **MINISTRY, override="elsewhere")
        assert case.due is not None
        assert (case.due.on, case.due.since) == (date(2024, 10, 21), date(2024, 10, 7))
        assert life.refused("IssueSummons", late, examination_on=date(2024, 10, 7)) == "invalid-input"
        life.give("IssueSummons", late, examination_on=date(2024, 10, 8), reason="urgent")

    @pytest.mark.parametrize(("agency", "first"), [("kemenag", 8), ("94.04", 9)])
    def test_a_superior_summons_by_the_clocks_of_the_own_office(self, agency: str, first: int) -> None:
        late = datetime.fromisoformat("2024-10-07T15:30:00+00:00")
        for begun in (False, True):
            life = Life("sanctions")
            if begun:
                life.give("QueueRecommendation", late, region="94.04")
            here: dict[str, Any] = {
                "region": "94.04",
                "agency": agency,
                "tier": None,
                "override": "elsewhere",
            }
            refused = life.refused("OpenByDuty", late, **here, examination_on=date(2024, 10, first - 1))
            assert refused == "invalid-input"
            life.give("OpenByDuty", late, **here, examination_on=date(2024, 10, first), reason="urgent")

    def test_mendagri_oversees_regional_heads_alone(self) -> None:
        life = recommended(**MINISTRY)
        for step, days in (("WarnPpk", 20), ("BlockService", 50)):
            life.give(step, IN_2024 + timedelta(days=days))
        later = IN_2024 + timedelta(days=80)
        assert life.refused("ReportToMinistry", later, ministry="mendagri") == "not-competent"
        life.give("ReportToMinistry", later, ministry="menpanrb")


class TestMoved:
    def test_the_new_ppk_has_its_whole_time_and_both_are_told(self) -> None:
        life = recommended()
        later = IN_2024 + timedelta(days=3)
        before = life.session.cases[CASE].due
        case = life.give("AssignAgency", later, **MOVED)
        assert (case.state, case.office, case.facts.standing.tier) == ("K30", "ppk-kemenag", "centre")
        assert case.due
        assert before
        assert (case.due.limit, case.due.on > before.on) == (before.limit, True)
        assert told(life, "AgencyAssigned") == {"ppk-32.08", "bawaslu-32.08"}
        assert told(life, "PpkNotified") == {"ppk-kemenag"}

    @pytest.mark.parametrize("steps", range(5))
    def test_from_every_state_until_the_decision_and_its_clock_goes_on(self, steps: int) -> None:
        life = Life("sanctions")
        way = ["IssueSummons", "RecordAbsence", "IssueSecondSummons", "HoldExamination", "SignBap"][:steps]
        life.give("QueueRecommendation")
        life.give("IssueRecommendation")
        life.give("FormExaminationTeam")
        at = datetime.fromisoformat("2026-12-01T03:00:00+00:00")
        for step in way:
            on = (at + timedelta(days=1)).date()
            said: dict[str, Any] = {"examination_on": on, "reason": "urgent"} if "Summons" in step else {}
            life.give(step, at, **said)
            at += timedelta(days=1)
        before = life.session.cases[CASE]
        after = life.give("AssignAgency", at, **MOVED)
        assert (after.state, after.office) == (before.state, "ppk-kemenag")
        assert before.state == "K30" or after.due == before.due

    def test_a_panel_of_the_former_agency_is_none_of_the_new_one(self) -> None:
        life = recommended(act="KE-04", level="moral", acted_on=date(2024, 9, 10))
        life.give("FormEthicsPanel", IN_2024, formed_by="ppk")
        case = life.give("AssignAgency", NEXT_DAY, actor="bkn", **MOVED)
        assert (case.state, case.due and case.due.limit) == ("K30", "tindak-lanjut-ppk@1")
        assert life.refused("ConcludePanel", NEXT_DAY) == "wrong-state"
        assert life.give("FormEthicsPanel", NEXT_DAY, **CLERK, tier="centre", formed_by="ppk").state == "K31"

    def test_not_where_it_lies_nor_to_nobody_nor_while_a_conflict_is_open_nor_after_the_decision(
        self,
    ) -> None:
        life = recommended()
        assert life.refused("AssignAgency", IN_2024, **{**MOVED, "to_agency": "32.08"}) == "conflict"
        assert life.refused("AssignAgency", IN_2024, **{**MOVED, "to_agency": "emperor"}) == "invalid-input"
        life.give("DeclareConflict", IN_2024, actor="bkn", barred="ppk")
        assert life.refused("AssignAgency", IN_2024, **MOVED) == "conflict-open"
        decided = awaiting()
        issued(decided, level="heavy")
        assert decided.refused("AssignAgency", NEXT_DAY, **MOVED) == "wrong-state"
        nothing = Life("sanctions")
        nothing.give("QueueRecommendation")
        assert nothing.refused("AssignAgency", **MOVED) == "wrong-state"

    def test_who_was_barred_there_is_nobody_here_and_who_is_above_both_stays_so(self) -> None:
        life = recommended()
        above = {"ppk": "gubernur", "gubernur": "mendagri", "mendagri": "presiden"}
        for barred, superior in above.items():
            life.give("DeclareConflict", IN_2024, actor="bkn", barred=barred)
            life.give("DecideConflict", IN_2024, actor="above", authority=superior, upheld=True)
        case = life.give("AssignAgency", IN_2024, **{**MOVED, "to_agency": "33.18"})
        assert case.facts.barred == ("mendagri",)
        assert life.give("AssignAgency", IN_2024, **MOVED).facts.barred == ()

    def test_nothing_escalates_against_a_ppk_for_what_another_left_undone(self) -> None:
        life = recommended()
        for step, days in (("WarnPpk", 20), ("BlockService", 50)):
            life.give(step, IN_2024 + timedelta(days=days))
        case = life.give("AssignAgency", IN_2024 + timedelta(days=60), **MOVED)
        assert (case.facts.escalation, case.facts.blocked) == (None, False)
        assert life.types[-3:] == ["AgencyAssigned", "PpkNotified", "ServiceUnblocked"]
        assert life.refused("BlockService", IN_2024 + timedelta(days=61)) == "conflict"
        assert life.refused("WarnPpk", IN_2024 + timedelta(days=61)) == "limit-runs"

    @pytest.mark.parametrize("step", ["IssueDecision", "FormEthicsPanel"])
    def test_no_correction_of_the_standing_makes_another_agency_competent(self, step: str) -> None:
        if step == "IssueDecision":
            life = awaiting(**CLERK)
        else:
            life = recommended(act="KE-04", level="moral", acted_on=date(2024, 9, 10))
        assert life.refused(step, NEXT_DAY, tier="centre") == "wrong-agency"
        life.give("AssignAgency", NEXT_DAY, actor="bkn", **MOVED)
        assert life.refused(step, NEXT_DAY, tier="regency") == "wrong-agency"
        life.give(step, NEXT_DAY, tier="centre", **CLERK)


def test_every_central_agency_has_an_office_that_acts_and_one_above_it() -> None:
    for id in RULES.agencies.ids:
        office = f"ppk-{id}"
        assert RULES.offices.tier(office) == "centre"
        assert "ppk" in RULES.offices.acts_for(office)
        assert office in RULES.offices.beneath("presiden")
        assert RULES.mailbox(office)
        assert RULES.calendar.seat(office, "94.04") == "00"
    assert not set(RULES.agencies.ids) & set(RULES.regions)
