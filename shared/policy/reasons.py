"""The policy data of reasons: the words that whoever is told of one gets, and where to go instead."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class ReasonText(BaseModel):
    """A reason (alasan). `out_of_scope`: the report is not for this procedure; the words say whose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    out_of_scope: bool
    source: str
    confidence: Literal["found", "known", "design", "unsure"]
    indonesian: str
    english: str


class Reasons(BaseModel):
    """All reasons that have words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    reasons: tuple[ReasonText, ...]
