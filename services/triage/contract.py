"""The events that triage publishes, one model each. Nothing else of triage is imported by others."""

from uuid import UUID

from shared.contract import Approaching, Code, Contract, Erased, EventData, Missed


class StudyQueued(EventData):
    """Menunggu kajian: the registered case is on the study's worklist."""


class StudyBegun(EventData):
    """Kajian dimulai: the handling clock runs."""


class StudyConcluded(EventData):
    """Kajian selesai. `outcome`: "asn-violation" (alleged with grounds) or "no-violation"."""

    outcome: Code
    reason: Code | None = None


class ForwardedToBkn(EventData):
    """Diteruskan ke BKN: from here on sanctions owns the case."""


class StudyLapsed(EventData):
    """Kedaluwarsa: the time for handling ran out."""

    reason: Code


class DuplicateAccepted(EventData):
    """The case took another one in."""

    absorbed: UUID


class DuplicateRefused(EventData):
    """The case cannot take another one in; that one goes on by itself."""

    absorbed: UUID
    reason: Code


class PersonalDataErased(Erased):
    """Data pribadi dihapus, as the case's first owner did."""


class DeadlineApproaching(Approaching):
    """Batas waktu mendekat: the limit that runs for the case ends soon."""


class DeadlineMissed(Missed):
    """Batas waktu terlewati: the limit passed, and the duty goes on."""


CONTRACT = Contract.of(
    "triage",
    StudyQueued,
    StudyBegun,
    StudyConcluded,
    ForwardedToBkn,
    StudyLapsed,
    DuplicateAccepted,
    DuplicateRefused,
    DeadlineApproaching,
    DeadlineMissed,
    PersonalDataErased,
)
