"""The events that notify publishes, one model each. Nothing else of notify is imported by others."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.contract import Code, Contract, EventData, RuleStamp


class NotificationQueued(EventData):
    """Pemberitahuan disiapkan: this recipient is to be told of that event. One for each such pair."""

    notification: UUID
    of_event: UUID
    of_source: Code
    of_version: int = Field(ge=1)
    recipient: Code
    template: Code
    limit: RuleStamp | None = None
    on: date | None = None
    """The limit that it tells of, and its last day at the office."""
    reason: Code | None = None
    """The reason that it tells of."""


class NotificationSent(EventData):
    """Pemberitahuan terkirim: the mail server took it over."""

    notification: UUID
    attempts: int = Field(ge=1)


class NotificationUndeliverable(EventData):
    """Pemberitahuan tidak dapat disampaikan: there is no way to reach the recipient."""

    notification: UUID
    attempts: int = Field(ge=1)
    reason: Code


CONTRACT = Contract.of("notify", NotificationQueued, NotificationSent, NotificationUndeliverable)
