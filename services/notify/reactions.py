"""What notify does about every event of the three stages: policy says who is told, notify tells them."""

from services.intake import contract as intake
from services.notify.domain import QueueNotification
from services.sanctions import contract as sanctions
from services.triage import contract as triage
from shared.contract import DeadlineNoted, EventData
from shared.event import Event
from shared.identifiers import derived_id
from shared.inbox.reactions import Reactions
from shared.outcome import Done, Outcome
from shared.policy import Policy
from shared.policy.deadlines import Deadline
from shared.policy.notifications import Recipient
from shared.policy.offices import PPK

SOURCES = (intake.CONTRACT, triage.CONTRACT, sanctions.CONTRACT)
"""Whose events are taken in; on Kafka the service may read these topics and no others."""


NATIONAL = frozenset({"reporter", "requester", "bkn", "authority"})
"""Whoever has no office in a region of their own."""


def _whom(policy: Policy, event: Event, who: Recipient) -> str:
    """Who a recipient of policy is in this case."""
    match who:
        case "authority":
            return policy.recommending_at(event.occurred_at).id
        case "requester":
            return "reporter"
        case _:
            return who


def _noted(policy: Policy, data: EventData) -> tuple[str | None, Deadline | None]:
    """What an event notes about a limit, and the limit; nothing where it is about none."""
    if not isinstance(data, DeadlineNoted):
        return None, None
    return data.noted, policy.deadlines.stamped(data.limit)


def _concerns(data: EventData, limit: Deadline | None) -> bool:
    """A reporter hears of requests and limits of his or her own alone: never that the respondent asked."""
    own_limit = limit is None or limit.whose == "citizen"
    return own_limit and getattr(data, "subject", "reporter") == "reporter"


def _told(policy: Policy, event: Event, data: EventData) -> tuple[tuple[Recipient, ...], str | None]:
    """Who is told of an event, and its template if it has one of its own; of a limit that has its own line
    in policy those, whatever state its case is in."""
    mail = policy.notifications
    if isinstance(data, DeadlineNoted) and data.noted:
        own = mail.of_limit(policy.family(data.limit), data.noted)
        if own is not None:
            return own
    kind = (event.source, event.type, data.state)
    return mail.recipients(*kind), mail.letter(*kind)


def _recipient(policy: Policy, kind: str, who: Recipient, data: EventData) -> str:
    """Who is told: of the PPK the one at whom the case lies, and before that the one of its region."""
    match data:
        case _ if who in NATIONAL:
            return kind
        case sanctions.AgencyAssigned() if who == "former":
            return data.moved_from
        case sanctions.ConflictDeclared() if who == "superior" and data.decided_at:
            return data.decided_at
        case _ if who == PPK and policy.offices.tier(data.office):
            return data.office
        case _:
            return f"{kind}-{data.region}"


def reactions(policy: Policy) -> Reactions:
    """Every event that policy tells somebody of is handled, in the order in which they caused each other."""

    def tell(event: Event, data: EventData) -> Outcome:
        """One notification for each recipient that policy names and that can exist for this case."""
        told, letter = _told(policy, event, data)
        limit, on = (data.limit, data.on) if isinstance(data, DeadlineNoted) else (None, None)
        if limit is None and letter is not None and data.due is not None:
            limit, on = data.due.limit, data.due.on  # what it asks for is due by then
        kinds = {_whom(policy, event, who): who for who in told}
        noted, known = _noted(policy, data)
        usual = f"{noted}-hours" if known and known.unit == "hours" else noted or "default"
        return Done(
            tuple(
                QueueNotification(
                    case_id=event.case_id,
                    notification=derived_id(str(event.id), kind),
                    of_event=event.id,
                    of_source=event.source,
                    of_version=event.version,
                    recipient=_recipient(policy, kind, who, data),
                    template=letter or usual,
                    limit=limit,
                    on=on,
                    reason=getattr(data, "reason", None),
                    state=data.state,
                    office=data.office,
                    region=data.region,
                    channel=data.channel,
                )
                for kind, who in kinds.items()
                if kind != "reporter" or (data.channel in intake.REPORTED and _concerns(data, known))
            )
        )

    models = {
        (contract.source, name): model for contract in SOURCES for name, model in contract.events.items()
    }
    told = [model for kind, model in models.items() if policy.notifications.tells_of(*kind)]
    return Reactions(
        contracts=SOURCES,
        handlers=dict.fromkeys(told, tell),
        no_interest=frozenset(set(models.values()) - set(told)),
        in_order=True,
    )
