"""The events about what is sought and ruled against a decision (upaya administratif), and what follows."""

from datetime import date

from pydantic import Field

from shared.contract import Code, EventData, Missed, Waited


class ObjectionFiled(EventData):
    """Keberatan diajukan: no effect until the PPK decides. `served`: days for which there was one before."""

    filed_on: date
    served: int | None = Field(default=None, ge=0)


class RemedyPeriodEnded(Waited):
    """Masa pengajuan upaya administratif berakhir: none was recorded until then."""


class AppealFiled(EventData):
    """Banding administratif kepada BPASN: no effect until it decides. `served`: as of an objection."""

    filed_on: date
    served: int | None = Field(default=None, ge=0)


class AppealAnswered(EventData):
    """Tanggapan PPK atas banding disampaikan. `authority`: by whom in the place of a PPK that is barred."""

    authority: Code | None = None


class RemedyDecided(EventData):
    """Upaya administratif diputus: `remedy` "objection", "appeal" or "court", with its ruling.

    "upheld", "lightened", "heavier", "changed" or "annulled"; `level` and `sanction` are what then counts.
    `ground` of an annulment: "procedure" or "substance". `authority`: who decided for one that is barred.
    """

    remedy: Code
    ruling: Code
    ground: Code | None = None
    level: Code | None = None
    sanction: Code | None = None
    authority: Code | None = None


class RemedySilent(Missed):
    """Keberatan tidak dijawab dalam waktunya. `effect`: what the silence brings about."""

    effect: Code


class CourtFilingRecorded(EventData):
    """Gugatan diajukan ke pengadilan. `stayed`: the court suspended the decision, else it is as it was.

    `effective_on` and `ends_on` are the time of a sanction that goes on, `served` the days of one that stops.
    """

    stayed: bool
    in_effect: bool
    effective_on: date | None = None
    ends_on: date | None = None
    served: int | None = Field(default=None, ge=0)


class DecisionRevoked(EventData):
    """Keputusan dicabut dan hak dipulihkan: it counts as never imposed.

    `authority`: who revoked it in the place of a PPK that is barred.
    """

    reason: Code
    authority: Code | None = None


class ProcedureRepeated(EventData):
    """Pemeriksaan diulang: the decision was annulled for its procedure."""
