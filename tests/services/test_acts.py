"""A recommendation and its decision keep to what the catalogue says of the act, by the law of its day."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.sanctions.domain import procedure
from services.sanctions.suggestion import suggestion
from shared.case import Procedure
from shared.policy.catalogue import LEVELS, Act, Level
from shared.policy.entry import Timeline
from tests.support.life import MONDAY, RULES, Life

WITH_CANDIDATES, WITHOUT = date(2024, 10, 1), date(2024, 9, 10)
DISCIPLINE: tuple[Level, ...] = ("light", "medium", "heavy")
COUNTING = [
    act for act in RULES.catalogue.in_force(WITH_CANDIDATES) if act.branch != "criminal" and act.suggested
]


def queued(law: Procedure[Any] | None = None, at: datetime = MONDAY) -> Life:
    life = Life("sanctions", law)
    life.give("QueueRecommendation", at)
    return life


def given(act: Act, **more: Any) -> dict[str, Any]:
    """What a recommendation of this act needs to say."""
    day = WITH_CANDIDATES if "candidate" in act.objects else WITHOUT
    named = act.legal_basis[-1].instrument if act.officer_names_basis else None
    return {"act": act.id, "acted_on": day, "legal_basis": named, **more}


def issued(life: Life) -> Any:
    return next(w.data for w in life.session.written if w.event.type == "RecommendationIssued")


class TestLevels:
    @pytest.mark.parametrize("act", COUNTING, ids=lambda act: act.id)
    def test_those_of_the_act_are_taken_and_others_need_a_reason(self, act: Act) -> None:
        own = {*act.levels, *(act.raised.levels if act.raised else ())}
        for level in LEVELS:
            if level in own:
                life = queued()
                life.give("IssueRecommendation", **given(act, level=level))
                assert set(issued(life).levels) == own
            elif act.branch == "discipline" and level in DISCIPLINE:
                code = "level-does-not-fit" if own else "reason-needed"
                assert queued().refused("IssueRecommendation", **given(act, level=level)) == code
                queued().give("IssueRecommendation", **given(act, level=level, override="impact"))
            else:
                wrong = given(act, level=level, override="impact")
                assert queued().refused("IssueRecommendation", **wrong) == "level-does-not-fit"

    @pytest.mark.parametrize(
        ("contest", "acted_on", "refusal"),
        [
            ("pilkada-2024", WITH_CANDIDATES, None),
            ("pilkada-2024", WITHOUT, "level-does-not-fit"),
            ("pemilu-2024-presiden", date(2024, 1, 10), None),
            ("pemilu-2024-legislatif", date(2024, 1, 10), "level-does-not-fit"),
            (None, None, "level-does-not-fit"),
        ],
    )
    def test_ds_08_is_heavy_where_pd_n6_is_met(
        self, contest: str | None, acted_on: date | None, refusal: str | None
    ) -> None:
        life = queued()
        said: dict[str, Any] = {"act": "DS-08", "contest": contest, "acted_on": acted_on}
        life.give("IssueRecommendation", **said, level="medium")
        life = queued()
        if refusal is None:
            life.give("IssueRecommendation", **said, level="heavy")
        else:
            assert life.refused("IssueRecommendation", **said, level="heavy") == refusal
            life.give("IssueRecommendation", **said, level="heavy", override="impact")

    @pytest.mark.parametrize(
        ("act", "level", "override", "decided"),
        [
            ("DS-06", "heavy", None, {"heavy"}),
            ("DS-06", "light", "impact", {"light", "heavy"}),
            ("DS-08", "medium", None, {"medium", "heavy"}),
            ("PD-N1", "light", "impact", set(DISCIPLINE)),
            ("DS-05", "ptdh", None, {"ptdh"}),
        ],
    )
    def test_the_decision_stays_within_what_the_recommendation_left(
        self, act: str, level: str, override: str | None, decided: set[str]
    ) -> None:
        for wanted in LEVELS:
            life = queued()
            life.give("IssueRecommendation", act=act, level=level, override=override)
            life.give("FormExaminationTeam")
            life.give("IssueSummons", examination_on=date(2026, 11, 24))
            day = datetime(2026, 11, 24, 3, tzinfo=UTC)
            life.give("HoldExamination", day)
            life.give("SignBap", day)
            if wanted in decided:
                life.give("IssueDecision", day, level=wanted)
            else:
                assert life.refused("IssueDecision", day, level=wanted) == "level-does-not-fit"

    def test_ptdh_needs_a_team_like_a_heavy_sanction(self) -> None:
        life = queued()
        life.give("IssueRecommendation", act="DS-05", level="ptdh")
        life.give("IssueSummons", examination_on=date(2026, 11, 24))
        assert life.refused("HoldExamination", datetime(2026, 11, 24, 3, tzinfo=UTC)) == "team-needed"


class TestCodes:
    @pytest.mark.parametrize(
        ("act", "acted_on", "refusal"),
        [
            ("PID-188", WITH_CANDIDATES, "criminal-code"),
            ("DS-12", WITH_CANDIDATES, "code-not-confirmed"),
            ("KE-07", date(2020, 9, 9), "not-in-force"),
            ("DS-06", date(2019, 12, 1), "not-in-force"),
            ("PD-N5", date(2021, 1, 10), "not-in-force"),
        ],
    )
    def test_what_counts_for_no_such_act_is_refused_whatever_the_reason(
        self, act: str, acted_on: date, refusal: str
    ) -> None:
        said: dict[str, Any] = {"act": act, "acted_on": acted_on, "level": "medium", "override": "impact"}
        assert queued().refused("IssueRecommendation", **said) == refusal

    def test_a_contest_counts_in_its_regions_and_days_alone(self) -> None:
        elsewhere: dict[str, Any] = {
            "contest": "psu-2025-04-19",
            "acted_on": date(2025, 3, 1),
            "act": "DS-06",
        }
        assert queued().refused("IssueRecommendation", **elsewhere) == "branch-unknown"
        later: dict[str, Any] = {"contest": "pilkada-2024", "acted_on": date(2025, 6, 1), "act": "DS-06"}
        assert queued().refused("IssueRecommendation", **later) == "branch-unknown"

    def test_an_act_of_the_day_itself_is_no_act_of_the_future(self) -> None:
        life = queued(at=datetime(2024, 10, 1, 3, tzinfo=UTC))
        life.give("IssueRecommendation", datetime(2024, 10, 1, 3, tzinfo=UTC), acted_on=date(2024, 10, 1))


class TestLegalBasis:
    @pytest.mark.parametrize("act", ["DS-01", "DS-02", "DS-04", "DS-07", "DS-09"])
    def test_an_officer_names_it_where_it_is_not_confirmed(self, act: str) -> None:
        assert queued().refused("IssueRecommendation", act=act) == "basis-needed"
        life = queued()
        life.give("IssueRecommendation", act=act, legal_basis="pp-94-2021")
        assert issued(life).legal_basis == "pp-94-2021"

    @pytest.mark.parametrize("named", ["pp-42-2004", "uu-5-2014", "anything"])
    def test_it_is_one_of_the_act_and_in_force_on_its_day(self, named: str) -> None:
        assert queued().refused("IssueRecommendation", act="DS-01", legal_basis=named) == "invalid-input"


def catalogue(**levels: tuple[Level, ...]) -> Procedure[Any]:
    """Sanctions where DS-06 leads to these levels under the SKB of 2020 and of 2022."""
    changed = [
        act.model_copy(update={"levels": levels[f"skb_{act.version}"]}) if act.id == "DS-06" else act
        for act in RULES.catalogue
    ]
    return procedure(replace(RULES, catalogue=Timeline(changed)))


class TestSubstanceByTheDayOfTheAct:
    """An act of January 2021 towards a candidate in the Pilkada of 2020, recommended upon in 2023."""

    IN_2023 = datetime(2023, 3, 1, 3, tzinfo=UTC)
    ACT: dict[str, Any] = {"act": "DS-06", "contest": "pilkada-2020", "acted_on": date(2021, 1, 10)}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("skb_2020", "skb_2022", "version"),
        [
            (("heavy",), ("heavy",), "2020"),
            (("medium",), ("heavy",), "2020"),
            (("heavy",), ("medium",), "2022"),
            (("heavy",), ("medium", "heavy"), "2022"),
            (("medium", "heavy"), ("heavy",), "2020"),
            (("medium",), ("heavy", "ptdh"), "2020"),
        ],
    )
    def test_it_is_judged_by_the_skb_of_2020_unless_that_of_2022_is_milder(
        self, skb_2020: tuple[Level, ...], skb_2022: tuple[Level, ...], version: str
    ) -> None:
        law, leads = catalogue(skb_2020=skb_2020, skb_2022=skb_2022), {"2020": skb_2020, "2022": skb_2022}
        for level in DISCIPLINE:
            life = queued(law, self.IN_2023)
            if level in leads[version]:
                life.give("IssueRecommendation", self.IN_2023, **self.ACT, level=level)
                data = issued(life)
                assert (data.act_version, data.levels) == (version, leads[version])
            else:
                refusal = life.refused("IssueRecommendation", self.IN_2023, **self.ACT, level=level)
                assert refusal == "level-does-not-fit"

    def test_a_milder_rule_of_later_rests_on_what_is_in_force_with_it(self) -> None:
        law = catalogue(skb_2020=("heavy",), skb_2022=("medium",))
        life = queued(law, datetime(2023, 12, 1, 3, tzinfo=UTC))
        on_repealed = {**self.ACT, "level": "medium", "legal_basis": "pp-53-2010"}
        at = datetime(2023, 12, 1, 3, tzinfo=UTC)
        assert life.refused("IssueRecommendation", at, **on_repealed) == "invalid-input"
        life.give("IssueRecommendation", at, **{**on_repealed, "legal_basis": "pp-94-2021"})

    def test_a_milder_rule_that_is_yet_to_come_does_not_count(self) -> None:
        law, before = (
            catalogue(skb_2020=("heavy",), skb_2022=("medium",)),
            datetime(2022, 9, 21, 3, tzinfo=UTC),
        )
        life = queued(law, before)
        life.give("IssueRecommendation", before, **self.ACT, level="heavy")
        assert issued(life).act_version == "2020"

    def test_an_act_under_the_skb_of_2022_is_never_judged_by_that_of_2020(self) -> None:
        law = catalogue(skb_2020=("medium",), skb_2022=("heavy",))
        assert queued(law).refused("IssueRecommendation", act="DS-06", level="medium") == "level-does-not-fit"


class TestReadingsOfOfficers:
    """What is not confirmed of an act, read otherwise by a named officer in the case (OverrideDefault)."""

    def read(self, default: str, option: str) -> Life:
        life = queued()
        life.give("OverrideDefault", default=default, option=option, reason="sources-differ")
        return life

    @pytest.mark.parametrize(
        ("default", "option", "act", "levels"),
        [
            ("ds-03-level", "heavy", "DS-03", ("heavy",)),
            ("ds-08-level", "medium", "DS-08", ("medium",)),
            ("pd-n1-level", "light", "PD-N1", ("light",)),
            ("ds-12-text", "campaign-participant", "DS-12", ("medium", "heavy")),
        ],
    )
    def test_the_levels_are_those_of_the_reading(
        self, default: str, option: str, act: str, levels: tuple[Level, ...]
    ) -> None:
        for level in DISCIPLINE:
            life = self.read(default, option)
            if level in levels:
                life.give("IssueRecommendation", act=act, level=level)
                assert issued(life).levels == levels
            else:
                assert life.refused("IssueRecommendation", act=act, level=level) == "level-does-not-fit"
        assert self.read(default, option).give("IssueRecommendation", act="DS-06").state == "K30"

    def test_a_basis_that_was_read_need_not_be_named(self) -> None:
        life = self.read("ds-01-basis", "n-5")
        life.give("IssueRecommendation", act="DS-01")
        assert issued(life).legal_basis == "pp-94-2021"
        assert self.read("ds-01-basis", "n-5").refused("IssueRecommendation", act="DS-02") == "basis-needed"

    def test_before_the_decision_the_level_may_be_read_anew(self) -> None:
        day = datetime(2026, 11, 24, 3, tzinfo=UTC)
        life = queued()
        life.give("IssueRecommendation", act="DS-03", level="medium")
        life.give("FormExaminationTeam")
        life.give("IssueSummons", examination_on=day.date())
        life.give("HoldExamination", day)
        life.give("SignBap", day)
        assert life.refused("IssueDecision", day, level="heavy") == "level-does-not-fit"
        life.give("OverrideDefault", day, default="ds-03-level", option="heavy", reason="sources-differ")
        assert life.refused("IssueDecision", day, level="medium") == "level-does-not-fit"
        life.give("IssueDecision", day, level="heavy")


class TestSuggestion:
    def suggested(self, day: date, *codes: str, contest: str = "pilkada-2024") -> Any:
        held = RULES.contests.on(contest, day)
        assert held is not None
        return suggestion(RULES, held, "32.08", day, date(2024, 10, 20), codes or None, {})

    def test_it_shows_every_act_that_would_be_taken_and_no_other(self) -> None:
        for day in (WITH_CANDIDATES, WITHOUT):
            shown = {act.code for act in self.suggested(day).acts}
            for act in RULES.catalogue.in_force(day):
                level = (*act.levels, "medium")[0]
                life = queued()
                said: dict[str, Any] = {**given(act, level=level), "acted_on": day, "contest": "pilkada-2024"}
                if act.id in shown and act.levels:
                    life.give("IssueRecommendation", **said)
                elif act.id not in shown:
                    life.refused("IssueRecommendation", **said)

    def test_it_says_what_an_act_leads_to_on_what_and_how_sure_that_is(self) -> None:
        (act,) = self.suggested(WITH_CANDIDATES, "DS-01").acts
        assert (act.levels, act.pair, act.instrument.cited) == (["heavy"], "KE-01", "SKB Netralitas ASN 2022")
        assert act.name_one_of == ["uu-20-2023", "pp-94-2021"], "UU 5/2014 is repealed"
        (unsure,) = self.suggested(WITH_CANDIDATES, "DS-03").acts
        assert unsure.confidence == "unsure"
        assert unsure.mark.indonesian.startswith("Belum dikonfirmasi")
        assert unsure.mark.english.startswith("Not confirmed")

    def test_an_act_that_does_not_fit_its_day_says_so_and_names_the_other(self) -> None:
        found = self.suggested(WITHOUT, "DS-06")
        assert (found.branch, found.acts[0].fits, found.acts[0].pair) == ("KE", False, "KE-04")

    def test_while_the_determination_is_not_known_both_branches_are_open(self) -> None:
        held = RULES.contests.on("pilkada-berikutnya", date(2031, 1, 10))
        assert held is not None
        found = suggestion(RULES, held, "32.08", date(2031, 1, 10), date(2031, 2, 1), ("KE-04", "DS-06"), {})
        assert (found.branch, found.determined_on) == (None, None)
        assert [act.fits for act in found.acts] == [False, False]
