"""The events that sanctions publishes, one model each. Nothing else of it is imported by others."""

from datetime import date

from shared.contract import Approaching, Code, Contract, Erased, EventData, Missed


class RecommendationQueued(EventData):
    """Menunggu rekomendasi: the forwarded case is on BKN's worklist."""


class RecommendationIssued(EventData):
    """Rekomendasi terbit: the act's code in the catalogue and the proposed level.

    `level`: "moral", or hukuman disiplin "light" (ringan), "medium" (sedang), "heavy" (berat).
    """

    act: Code
    level: Code


class PpkNotified(EventData):
    """PPK diberi tahu: from here on the PPK must act."""


class NotProven(EventData):
    """Tidak terbukti."""

    reason: Code


class SummonsIssued(EventData):
    """Panggilan: the respondent is summoned in writing to an examination on that day."""

    examination_on: date


class ExaminationHeld(EventData):
    """Pemeriksaan tertutup: the respondent was heard."""


class BapSigned(EventData):
    """Berita Acara Pemeriksaan ditandatangani; a refusal to sign does not block it."""

    respondent_signed: bool


class DecisionIssued(EventData):
    """Keputusan ditetapkan (SK), with its level; not effective yet."""

    level: Code


class DecisionDelivered(EventData):
    """Keputusan disampaikan: proven receipt by the official."""

    received_on: date


class DecisionEffective(EventData):
    """Keputusan berlaku."""


class SanctionCompleted(EventData):
    """Selesai: the sanction has run its course."""


class PersonalDataErased(Erased):
    """Data pribadi dihapus, as the case's first owner did."""


class DeadlineApproaching(Approaching):
    """Batas waktu mendekat: the limit that runs for the case ends soon."""


class DeadlineMissed(Missed):
    """Batas waktu terlewati: the limit passed, and the duty goes on."""


CONTRACT = Contract.of(
    "sanctions",
    RecommendationQueued,
    RecommendationIssued,
    PpkNotified,
    NotProven,
    SummonsIssued,
    ExaminationHeld,
    BapSigned,
    DecisionIssued,
    DecisionDelivered,
    DecisionEffective,
    SanctionCompleted,
    DeadlineApproaching,
    DeadlineMissed,
    PersonalDataErased,
)
