"""The facts (fakta) by which acts are classified. Whatever but `id` is missing or null is not known."""

import re
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

from shared.policy.contests import ContestKind

RespondentType = Literal[
    "pns", "cpns", "pppk", "ppnpn", "village_head", "village_official", "tni", "polri", "other", "unknown"
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=128)]
"""Under which an answer comes back: as it was given."""
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Flag = Annotated[bool, Strict()]
Region = Annotated[str, StringConstraints(pattern=r"^\d{2}(\.\d{2})?$")]


class Unknown(NamedTuple):
    """A value that policy does not know: in which field, and what is wrong with it."""

    field: str
    reason: str
    remedy: str


def _written(day: object) -> object:
    if isinstance(day, date) or (isinstance(day, str) and A_DAY.fullmatch(day)):
        return day
    raise ValueError("is no day like 2024-09-21")


Day = Annotated[date, BeforeValidator(_written)]
"""Taken from text of that form alone, not from a number or a moment."""


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Supported(_Facts):
    """Whom the act favours, or is directed against."""

    kind: Literal["person", "party", "self", "unknown"] | None = Field(default=None, examples=["person"])
    relation: Literal["spouse", "other"] | None = Field(
        default=None, description="Of the respondent to the person", examples=["other"]
    )
    contest: ContestKind | None = Field(default=None, examples=["pilbup"])
    region_code: Region | None = Field(default=None, examples=["32.08"])


class EarlierSanction(BaseModel):
    """An earlier sanction of the respondent. It counts unless told to be annulled or without effect."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: Text | None = Field(default=None, examples=["DS-06"])
    level: Text | None = Field(default=None, examples=["medium"])
    type: Text | None = Field(default=None, examples=["penundaan-pangkat"])
    effective: Flag | None = None
    annulled: Flag | None = None


class FactSet(_Facts):
    """The facts of one case. `acts` are families of policy; the flags say more about them, true or false."""

    id: Name = Field(examples=["laporan-17"])
    respondent_type: RespondentType | None = Field(default=None, examples=["pns"])
    position_level: Text | None = Field(default=None, examples=["pelaksana"])
    acts: tuple[Text, ...] | None = Field(default=None, max_length=32, examples=[["banner"]])
    supported: Supported | None = None
    act_date: Day | None = Field(default=None, examples=["2024-09-21"])
    party_attributes: Flag | None = None
    civil_service_attributes: Flag | None = None
    mobilised_others: Flag | None = None
    state_facility: Flag | None = None
    decision_power: Flag | None = None
    passive_attendance: Flag | None = None
    party_position: Flag | None = None
    support_letter_with_id: Flag | None = None
    on_unpaid_leave: Flag | None = None
    earlier_sanctions: tuple[EarlierSanction | Text, ...] | None = Field(
        default=None, max_length=64, examples=[[{"code": "DS-06", "level": "medium"}]]
    )

    @property
    def relation(self) -> str | None:
        """Of the respondent to whom is supported. A party is no spouse: a contradiction is neither."""
        if self.supported is None:
            return None
        told = self.supported.relation
        if self.supported.kind not in ("party", "self"):
            return told
        return "neither" if told == "spouse" else "other"


NOBODY = Supported()
"""What is known of the supported where nothing is said."""
