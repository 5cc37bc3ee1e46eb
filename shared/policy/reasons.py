"""The policy data of reasons: the steps that they are given for, and the words for whoever is told of one."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class ReasonText(BaseModel):
    """A reason (alasan), and the steps ("intake.LapseReport") that it may be given for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    steps: tuple[Annotated[str, Field(pattern=r"^(intake|triage|sanctions)\.[A-Za-z]+$")], ...]
    source: str
    confidence: Literal["found", "known", "design", "unsure"]
    indonesian: str
    english: str


class Reasons(BaseModel):
    """All reasons that have words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    reasons: tuple[ReasonText, ...]
