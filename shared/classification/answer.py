"""What a classification answers with: codes of the catalogue, ranked, each with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.policy.catalogue import Branch, Level


@dataclass(slots=True)  # a frozen one takes a tenth of the time of a classification to make
class Suggestion:
    """Usulan: a code that the facts fit, or may fit. `text` is the rule's, `reasons` say why, in words.

    `instrument` is the one in force on the day of the act, `legal_basis` its citations of that day.
    """

    code: str
    branch: Branch
    levels: Sequence[Level]
    instrument: str
    legal_basis: Sequence[str]
    text: str
    reasons: Sequence[str]


@dataclass(slots=True)
class Answer:
    """The suggestions, the best first. `in_scope` None: it is not known whether the procedure is for them.

    `route` says where the report belongs, `needs` which facts would tell apart what is open, or add to it.
    """

    id: str
    in_scope: bool | None
    route: str | None
    suggestions: Sequence[Suggestion]
    needs: Sequence[str]
