"""The mail that a notification becomes: Indonesian first, English second, nobody's name in it."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from services.notify.store import Due
from shared.policy import Policy

SENDER = "Netral <netral@netral.example>"


def letter(due: Due, to: str, policy: Policy, at: datetime) -> EmailMessage:
    """The mail to one recipient. Its Message-ID is the notification's id: a twin can be recognised.

    The usual words are taken where those of its own name a limit and none runs.
    """
    templates = policy.notifications.templates
    template = templates[due.template]
    if template.of_a_limit and due.due_limit is None:
        template = templates["default"]
    state = policy.states[due.told_state]
    words = {
        "case": due.case_id,
        "state": state.id,
        "state_indonesian": state.indonesian,
        "state_english": state.english,
        **_limit(due, policy),
        **_reason(due, policy),
    }
    mail = EmailMessage()
    mail["From"] = SENDER
    mail["To"] = to
    mail["Subject"] = template.subject.format(**words)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{due.id}@netral.example>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{template.indonesian.format(**words)}\n---\n{template.english.format(**words)}")
    return mail


def _limit(due: Due, policy: Policy) -> dict[str, object]:
    """What is said of a limit; nothing where the mail is about none."""
    if due.due_limit is None:
        return {}
    known = policy.deadlines.stamped(due.due_limit)
    return {
        "limit_indonesian": known.indonesian if known else due.due_limit,
        "limit_english": known.english if known else due.due_limit,
        "passes_indonesian": known.passes.indonesian if known else "",
        "passes_english": known.passes.english if known else "",
        "on": due.due_on,
        "zone": policy.calendar.zone(policy.calendar.seat(due.office, due.region)),
    }


def _reason(due: Due, policy: Policy) -> dict[str, str]:
    """The words that policy has for the reason; none where it has none."""
    known = policy.reasons.latest(due.reason or "")
    return {
        "reason_indonesian": known.indonesian if known else "",
        "reason_english": known.english if known else "",
    }
