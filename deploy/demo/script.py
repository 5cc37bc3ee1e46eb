"""The stories of the demo. Everything that happens here to a case is invented, whatever the press reported.

Regions of media items are the officer's entry, fixed here; the labels of the file are not read.
"""

from deploy.demo.agencies import PPK
from deploy.demo.story import Agency, Await, CaseOf, Day, Give, Item, Report, Story

BAWASLU, BKN = "bawaslu-officer", "bkn-auditor"

Steps = tuple[Give | Await, ...]

BEGIN_REVIEW = Give("intake", BAWASLU, "begin-review", "InitialReviewBegun")
REGISTER = Give("intake", BAWASLU, "register-case", "CaseRegistered")
STUDY = Give("triage", BAWASLU, "begin-study", "StudyBegun")
FORWARD = Give("triage", BAWASLU, "forward-to-bkn", "ForwardedToBkn")
EXAMINED: Steps = (
    Give("sanctions", PPK, "issue-summons", "SummonsIssued", {"examination_on": Day(7)}),
    Give("sanctions", PPK, "hold-examination", "ExaminationHeld"),
    Give("sanctions", PPK, "sign-bap", "BapSigned", {"respondent_signed": True}),
)
COMPLETE = Give("sanctions", PPK, "complete-sanction", "SanctionCompleted")


def finding(region: str) -> Give:
    """A media item becomes a case of this region."""
    return Give("intake", BAWASLU, "establish-finding", "CaseRegistered", {"region": region})


def recommended(act: str, level: str) -> Give:
    """BKN recommends a level for an act of the catalogue."""
    return Give(
        "sanctions", BKN, "issue-recommendation", "RecommendationIssued", {"act": act, "level": level}
    )


def decided(level: str) -> Steps:
    """The PPK decides, delivers the decision and puts it into effect."""
    return (
        Give("sanctions", PPK, "issue-decision", "DecisionIssued", {"level": level}),
        Give("sanctions", PPK, "record-delivery", "DecisionDelivered", {"received_on": Day(0)}),
        Give("sanctions", PPK, "put-into-effect", "DecisionEffective"),
    )


def to_effect(act: str, level: str) -> Steps:
    """Study, recommendation, examination and decision, up to its effect."""
    return (STUDY, FORWARD, recommended(act, level), *EXAMINED, *decided(level))


NOT_PROVEN_BKN: Steps = (
    STUDY,
    FORWARD,
    Give("sanctions", BKN, "close-not-proven", "NotProven", {"reason": "no-grounds"}),
)
NOT_PROVEN_PPK: Steps = (
    STUDY,
    FORWARD,
    recommended("DS-04", "medium"),
    *EXAMINED,
    Give("sanctions", PPK, "decide-not-proven", "NotProven", {"reason": "evidence-refuted"}),
)
NO_VIOLATION: Steps = (
    STUDY,
    Give("triage", BAWASLU, "discontinue-study", "StudyConcluded", {"reason": "no-violation"}),
)
STUDY_LAPSED: Steps = (
    STUDY,
    Give("triage", BAWASLU, "lapse-study", "StudyLapsed", {"reason": "time-ran-out"}),
)
DISCONTINUED = Give("intake", BAWASLU, "discontinue-report", "ReportDiscontinued", {"reason": "no-evidence"})


def link(master: str) -> Give:
    """The desk merges this case into another story's."""
    return Give("intake", BAWASLU, "link-duplicate", "DuplicateLinked", {"master": CaseOf(master)})


def _found(item: str, region: str, steps: Steps, ends_at: Agency, ends_in: str) -> Story:
    return Story(item, Item(item), (finding(region), *steps), ends_at, ends_in)


def _reported(number: int, region: str, steps: Steps, ends_at: Agency, ends_in: str, account: str) -> Story:
    name, email = f"Pelapor Contoh {number}", f"pelapor-{number}@contoh.example"
    return Story(f"laporan-{number}", Report(region, account, name, email), steps, ends_at, ends_in)


FINDINGS = (
    _found("mc-001", "32.08", (*to_effect("DS-06", "heavy"), COMPLETE), "sanctions", "K95"),
    _found("mc-008", "15.08", (*to_effect("DS-02", "medium"), COMPLETE), "sanctions", "K95"),
    _found("mc-012", "14.05", (*to_effect("DS-03", "medium"), COMPLETE), "sanctions", "K95"),
    _found("mc-029", "17.06", (*to_effect("DS-01", "light"), COMPLETE), "sanctions", "K95"),
    _found("mc-051", "31.73", (*to_effect("DS-05", "heavy"), COMPLETE), "sanctions", "K95"),
    _found("mc-136", "33.29", (*to_effect("KE-02", "moral"), COMPLETE), "sanctions", "K95"),
    _found("mc-031", "35.73", to_effect("DS-02", "medium"), "sanctions", "K60"),
    _found("mc-071", "74.13", to_effect("DS-04", "medium"), "sanctions", "K60"),
    _found("mc-095", "33.74", to_effect("KE-01", "moral"), "sanctions", "K60"),
    _found("mc-019", "32.03", NOT_PROVEN_BKN, "sanctions", "K93"),
    _found("mc-039", "36.73", NOT_PROVEN_BKN, "sanctions", "K93"),
    _found("mc-067", "21.71", NOT_PROVEN_BKN, "sanctions", "K93"),
    _found("mc-042", "34.02", NOT_PROVEN_PPK, "sanctions", "K93"),
    _found("mc-061", "51.01", NOT_PROVEN_PPK, "sanctions", "K93"),
    _found("mc-027", "33.74", NO_VIOLATION, "triage", "K91"),
    _found("mc-072", "33.18", NO_VIOLATION, "triage", "K91"),
    _found("mc-142", "82.03", NO_VIOLATION, "triage", "K91"),
    _found("mc-091", "33.09", STUDY_LAPSED, "triage", "K90"),
    _found("mc-114", "51.01", STUDY_LAPSED, "triage", "K90"),
    _found("mc-044", "32.04", STUDY_LAPSED, "triage", "K90"),
)
"""Twenty media items that become cases."""

SET_ASIDE = tuple(
    Story(item, Item(item), (DISCONTINUED,), "intake", "K91", told=False)
    for item in ("mc-149", "mc-171", "mc-192")
)
"""Media items that report no act of anybody. Nobody filed them, so nobody is told."""

REPORTS = (
    _reported(
        1, "32.08", (BEGIN_REVIEW, REGISTER, *to_effect("DS-02", "medium"), COMPLETE), "sanctions", "K95",
        "Terlapor membagikan ajakan memilih seorang calon di grup percakapan kantor.",
    ),
    _reported(
        2, "33.74", (BEGIN_REVIEW, REGISTER, *NOT_PROVEN_BKN), "sanctions", "K93",
        "Terlapor diduga menghadiri kampanye terbuka dengan mengenakan pakaian dinas.",
    ),
    _reported(
        3, "32.08",
        (
            BEGIN_REVIEW,
            Await("intake", "CaseRegistered", of="mc-001"),
            link("mc-001"),
            Await("triage", "DuplicateAccepted", of="mc-001"),
        ), "intake", "K04",
        "Baliho bergambar terlapor dipasang di depan kantor; hal ini sudah diberitakan.",
    ),
    _reported(
        4, "35.75",
        (
            BEGIN_REVIEW,
            Await("intake", "DuplicateAccepted"),
            REGISTER,
            *to_effect("DS-03", "medium"),
        ), "sanctions", "K60",
        "Terlapor memakai kendaraan dinas untuk mengangkut alat peraga kampanye.",
    ),
    _reported(
        5, "35.75",
        (
            BEGIN_REVIEW,
            Await("intake", "InitialReviewBegun", of="laporan-4"),
            link("laporan-4"),
        ), "intake", "K04",
        "Kendaraan dinas yang sama terlihat mengangkut alat peraga kampanye pada hari itu.",
    ),
    _reported(
        6, "32.76", (Give("intake", BAWASLU, "lapse-report", "ReportLapsed", {"reason": "filed-too-late"}),),
        "intake", "K90",
        "Terlapor menghadiri deklarasi calon beberapa bulan yang lalu.",
    ),
    _reported(
        7, "36.73", (BEGIN_REVIEW, DISCONTINUED), "intake", "K91",
        "Seseorang yang tidak dikenal diduga mendukung calon, tanpa bukti apa pun.",
    ),
    _reported(
        8, "33.18",
        (
            BEGIN_REVIEW,
            Await("triage", "StudyConcluded", of="mc-072"),
            link("mc-072"),
            Await("intake", "DuplicateReturned"),
            REGISTER,
            *NO_VIOLATION,
        ), "triage", "K91",
        "Peristiwa yang sudah diberitakan; perkaranya ternyata telah dihentikan.",
    ),
)  # fmt: skip
"""Reports of invented persons; three of them are merged, one of these comes back."""

STORIES = (*FINDINGS, *SET_ASIDE, *REPORTS)
