"""The mail that a notification becomes: Indonesian first, English second, nobody's name in it."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from services.notify.store import Due
from shared.policy import Policy

SENDER = "Netral <netral@netral.example>"


def letter(due: Due, to: str, policy: Policy, at: datetime) -> EmailMessage:
    """The mail to one recipient. Its Message-ID is the notification's id: a twin can be recognised."""
    template = policy.notifications.templates[due.template]
    state = policy.states[due.told_state]
    words = {
        "case": due.case_id,
        "state": state.id,
        "state_indonesian": state.indonesian,
        "state_english": state.english,
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
