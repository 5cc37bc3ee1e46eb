"""The events about a PPK that does not follow up in time (eskalasi), and the end of that."""

from shared.contract import Code, EventData, State


class WarningSent(EventData):
    """Teguran: BKN warns a PPK that did not follow up in time. `escalation` runs beside the state."""

    escalation: State


class ServiceBlocked(EventData):
    """Layanan kepegawaian diblokir: no promotion, transfer or pension until the PPK decides; pay goes on."""

    escalation: State


class ServiceUnblocked(EventData):
    """Blokir layanan dibuka: the PPK decided, or the case came to its end."""


class MinistryInformed(EventData):
    """Dilaporkan kepada menteri: a PPK whose services are blocked still did nothing."""

    escalation: State
    ministry: Code


class PresidentInformed(EventData):
    """Dilaporkan kepada Presiden, as long as KASN was there."""

    escalation: State
