"""The steps that stories are made of, each given by whom the law names."""

from typing import Any

from deploy.demo.story import Give, Pass, Step, Workday

DESK = ANALYST = "bawaslu-officer"
VALIDATOR, VERIFIER, BKN = "bawaslu-validator", "satgas-verifier", "bkn-auditor"
PPK, EXAMINER, PANEL = "ppk-officer", "examiner", "ethics-panel"

Steps = tuple[Step, ...]

BEGIN_REVIEW = Give("intake", DESK, "begin-review", "InitialReviewBegun")
REGISTER = Give("intake", DESK, "register-case", "CaseRegistered")
STUDY = Give("triage", ANALYST, "begin-study", "StudyBegun")
FORWARD = Give("triage", ANALYST, "forward-to-bkn", "ForwardedToBkn")
VERIFY = Give("triage", VERIFIER, "verify-report", "SatgasVerified")
VALIDATE = Give("triage", VALIDATOR, "validate-report", "BawasluValidated")
FOUND: Steps = (STUDY, FORWARD, VERIFY)
"""What Bawaslu found itself is verified, not validated."""
REPORTED: Steps = (BEGIN_REVIEW, REGISTER, STUDY, FORWARD, VERIFY, VALIDATE)
TEAM = Give("sanctions", PPK, "form-examination-team", "ExaminationTeamFormed")
SUMMONS = Give("sanctions", EXAMINER, "issue-summons", "SummonsIssued", {"examination_on": Workday(7)})
ABSENT = Give("sanctions", EXAMINER, "record-absence", "RespondentAbsent")
SIGNED = {"examiner_signed": True, "respondent_signed": True, "copy_given": True}
EXAMINED: Steps = (
    SUMMONS,
    Pass("sanctions", "last day"),
    Give("sanctions", EXAMINER, "hold-examination", "ExaminationHeld"),
    Give("sanctions", EXAMINER, "sign-bap", "BapSigned", SIGNED),
)
ABSENT_TWICE: Steps = (
    SUMMONS,
    Pass("sanctions", "last day"),
    ABSENT,
    Give(
        "sanctions", EXAMINER, "issue-second-summons", "SummonsIssued", {"examination_on": Workday(7)}, nth=2
    ),
    Pass("sanctions", "last day"),
    Give("sanctions", EXAMINER, "record-absence", "RespondentAbsent", nth=2),
)
COMPLETE = Give("sanctions", PPK, "complete-sanction", "SanctionCompleted")


def finding(region: str) -> Give:
    """A media item becomes a case of this region."""
    return Give("intake", DESK, "establish-finding", "CaseRegistered", {"region": region})


BASIS_NAMED = frozenset({"DS-02", "DS-04"})
"""Acts whose legal basis is not confirmed: the officer names it."""


UPON: dict[str, Any] = {"respondent_type": "pns", "position": "jf", "tier": "regency"}
"""All respondents of the demo are teachers and other functional officers of a regency or city."""
IMPOSED: dict[str, dict[str, str]] = {
    "moral": {"sanction": "pernyataan-terbuka", "authority": "ppk"},
    "medium": {"sanction": "penurunan-pangkat", "authority": "jpt-pratama"},
    "heavy": {"sanction": "penurunan-jabatan", "authority": "ppk"},
}
"""The type of sanction and who decides it, by level."""


def recommended(act: str, level: str, *, acted_on: str | None = None) -> Give:
    """BKN recommends a level for an act of the catalogue: before the candidates were determined, or after."""
    day = acted_on or ("2024-09-10" if act.startswith("KE") else "2024-09-30")
    body: dict[str, Any] = {"act": act, "level": level, "contest": "pilkada-2024", "acted_on": day, **UPON}
    if act in BASIS_NAMED:
        body["legal_basis"] = "pp-94-2021"
    return Give("sanctions", BKN, "issue-recommendation", "RecommendationIssued", body)


def decided(level: str) -> Steps:
    """The PPK decides, delivers the decision and puts it into effect, after the time that it waits."""
    return (
        Give("sanctions", PPK, "issue-decision", "DecisionIssued", {"level": level, **IMPOSED[level]}),
        Give("sanctions", PPK, "record-delivery", "DecisionDelivered", {"received_on": Workday(0)}),
        Pass("sanctions", "over"),
        Give("sanctions", PPK, "put-into-effect", "DecisionEffective"),
    )


def ethics(act: str) -> Steps:
    """Recommendation, ethics panel and moral sanction."""
    return (
        recommended(act, "moral"),
        Give("sanctions", PPK, "form-ethics-panel", "EthicsPanelFormed", {"formed_by": "ppk"}),
        Give("sanctions", PANEL, "conclude-panel", "PanelConcluded", {"hearing": "heard"}),
        *decided("moral"),
    )


def discipline(act: str, level: str) -> Steps:
    """Recommendation, examination and decision, up to its effect; a heavy sanction with a team."""
    team: Steps = (TEAM,) if level == "heavy" else ()
    return (recommended(act, level), *team, *EXAMINED, *decided(level))
