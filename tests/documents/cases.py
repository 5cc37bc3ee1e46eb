"""Three invented cases, as the ledgers of the stages that issue documents about them have them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared import policy
from shared.documents.filling import Filling, Material, Page
from shared.documents.store import Document, Told

POLICY = policy.load()
BASES = {
    "ReportReceived": "penerimaan-laporan@1",
    "ForwardedToBkn": "penerusan@2",
    "RecommendationIssued": "rekomendasi@2",
    "SummonsIssued": "panggilan@1",
    "BapSigned": "pemeriksaan@1",
    "DecisionIssued": "keputusan@1",
    "DecisionDelivered": "penyampaian@1",
}
"""The events that issue documents, with the rule that each rests on."""
KINDS = tuple(id for id in POLICY.documents.ids)


@dataclass(frozen=True)
class Story:
    """What is true of a case, as documents say it."""

    id: UUID
    region: str
    begins: datetime
    persons: Mapping[str, str]
    events: Mapping[str, Mapping[str, Any]]
    notes: Mapping[str, str] = field(default_factory=dict)
    numbers: int = 1
    ppk: str | None = None


SHORT = Story(
    UUID("018f5a00-0000-7000-8000-000000000001"),
    "32.08",
    datetime(2024, 10, 7, 3, tzinfo=UTC),
    {
        "respondent.name": "Terlapor Contoh Satu",
        "respondent.nip": "199001012015041001",
        "respondent.office": "Dinas Contoh",
        "reporter.name": "Pelapor Contoh Satu",
        "account": "Terlapor membagikan ajakan memilih calon di grup kantor.",
    },
    {
        "ReportReceived": {"date_known": "2024-10-04", "contest": "pilkada-2024"},
        "StudyQueued": {"contest": "pilkada-2024"},
        "StudyBegun": {},
        "StudyConcluded": {"outcome": "asn-violation"},
        "ForwardedToBkn": {"verification": "satgas"},
        "RecommendationIssued": {
            "act": "DS-06", "act_version": "2022", "level": "heavy", "branch": "DS", "authority": "bkn",
            "contest": "pilkada-2024", "acted_on": "2024-10-03",
        },
        "SummonsIssued": {"examination_on": "2024-10-28", "number": 1},
        "ExaminationHeld": {"by_team": True},
        "BapSigned": {"respondent_signed": True, "examiner_signed": True, "copy_given": True},
        "DecisionIssued": {
            "level": "heavy", "branch": "DS", "decided_on": "2024-10-27",
            "sanction": "penurunan-jabatan", "authority": "ppk",
        },
        "DecisionDelivered": {"received_on": "2024-10-29"},
    },
    {"ExaminationHeld": "Yang diperiksa mengakui membagikan unggahan itu dan menyesalinya."},
)  # fmt: skip
SPARSE = Story(
    UUID("018f5a00-0000-7000-8000-000000000002"),
    "73.71",
    datetime(2024, 12, 30, 17, 30, tzinfo=UTC),
    {"reporter.name": "Pelapor Contoh Dua", "account": "Seorang pegawai terlihat di panggung kampanye."},
    {
        **SHORT.events,
        "ReportReceived": {"date_known": "2024-12-28"},
        "StudyQueued": {},
        "RecommendationIssued": {
            "act": "KE-04", "act_version": "2022", "level": "moral", "branch": "KE", "authority": "bkn",
            "override": "day-not-known", "legal_basis": "pp-42-2004",
        },
        "SummonsIssued": {"examination_on": "2025-01-20", "number": 2, "reason": "urgent"},
        "ExaminationHeld": {"by_team": False},
        "BapSigned": {"respondent_signed": False, "refusal": "no-reason-given"},
        "DecisionIssued": {"level": "moral", "branch": "KE", "decided_on": "2025-01-20"},
        "DecisionDelivered": {"received_on": "2025-01-22"},
    },
    numbers=128,
)  # fmt: skip
LONG = Story(
    UUID("018f5a00-0000-7000-8000-000000000003"),
    "11",
    datetime(2025, 2, 3, 2, tzinfo=UTC),
    {
        "respondent.name": "Đỗ Thị Contoh-Panjangsekali Nama Tanpa Akhir, S.Kom., M.Si. <b>& Rekan</b> 张伟",
        "respondent.nip": "198512312010012002",
        "respondent.office": "Dinas Pekerjaan Umum, Penataan Ruang, Perumahan dan Kawasan Permukiman " * 2,
        "reporter.name": "Pelapor Contoh " + "Bernama Panjang " * 8,
        "account": "\n".join(
            f"{n}. Terlapor hadir dan berbicara pada acara ke-{n}. " * 4 for n in range(1, 31)
        ),
    },
    {
        **SHORT.events,
        "SummonsIssued": {"examination_on": "2025-02-24", "number": 1},
        "DecisionIssued": {"level": "medium", "branch": "DS", "decided_on": "2025-02-23"},
        "DecisionDelivered": {"received_on": "2025-02-25"},
    },
    {
        "StudyConcluded": "Kajian memuat tangkapan layar dan keterangan saksi.\n" * 12,
        "RecommendationIssued": "Dampak perbuatan meluas ke beberapa instansi. " * 20,
        "SummonsIssued": "Ruang rapat lantai dua, pukul sembilan.",
        "ExaminationHeld": "\n".join(
            f"Tanya {n}: …? Jawab {n}: " + "keterangan panjang " * 25 for n in range(1, 25)
        ),
        "DecisionIssued": "Yang bersangkutan belum pernah dijatuhi hukuman. " * 6,
        "DecisionDelivered": "Diserahkan langsung di kantor.",
        "BapSigned": "Salinan diserahkan hari itu juga.",
    },
    numbers=1001,
)
STORIES = {"short": SHORT, "sparse": SPARSE, "long": LONG}


def told(story: Story) -> list[Told]:
    """The events, one every two days."""
    office = f"bawaslu-{story.region}"
    found: list[Told] = []
    for number, (type, data) in enumerate(story.events.items(), 1):
        if type == "RecommendationIssued":
            office = story.ppk or f"ppk-{story.region}"
        whole = {"office": office, "region": story.region, "channel": "public", **data}
        at = story.begins + timedelta(days=2 * number)
        id = UUID(int=story.id.int + (number << 16))
        found.append(Told(id, number, type, at, BASES.get(type, "kajian@1"), story.region, whole))
    return found


def documents(story: Story) -> list[Document]:
    """The documents that these events issue."""
    issuing = {template.event.partition(".")[2]: template for template in POLICY.documents}
    found: list[Document] = []
    for event in told(story):
        if template := issuing.get(event.type):
            office = event.data.get(template.issuer) or event.data["office"]
            day: date = POLICY.calendar.day_of(event.occurred_at, POLICY.calendar.seat(office, story.region))
            id, place = UUID(int=event.id.int + 1), len(found) + 1
            of = (id, story.id, event.version, event.id, template.id, template.stamp, office, day)
            found.append(Document(*of, story.numbers, place, None))
    return found


def filled(story: Story, kind: str) -> Page:
    """A document of the case in words."""
    document = next(one for one in documents(story) if one.kind == kind)
    template = POLICY.documents.stamped(document.template)
    assert template
    events = [event for event in told(story) if event.version <= document.version]
    notes = {event.version: story.notes[event.type] for event in events if event.type in story.notes}
    hidden = () if template.of_the_reporter else ("reporter.name", "account")
    persons = {name: value for name, value in story.persons.items() if name not in hidden}
    material = Material(document, documents(story), events, persons, notes)
    return Filling(POLICY, material).page(template)
