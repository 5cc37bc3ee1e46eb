"""What keeps the minutes of an examination from being signed (Berita Acara Pemeriksaan). Pure."""

from services.sanctions.commands import SignBap
from shared.case import Cases, Decision, Refused, Step


def is_signed(command: SignBap, _cases: Cases, _step: Step) -> Decision | None:
    """A respondent who does not sign refuses, which is recorded and blocks nothing (PP 94/2021)."""
    if command.respondent_signed and command.refusal is not None:
        return Refused("invalid-input", "body.refusal is given, though the respondent signed")
    if not command.respondent_signed and command.refusal is None:
        return Refused("reason-needed", "the respondent did not sign: say in refusal why not")
    return None
