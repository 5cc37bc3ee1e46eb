"""The policy data by which an act is classified: contests, days of determination, and branches."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Level = Literal["moral", "light", "medium", "heavy"]
"""Sanksi moral, or hukuman disiplin ringan, sedang, berat."""
Confidence = Literal["found", "known", "design", "unsure"]
BranchCode = Annotated[str, Field(pattern=r"^[A-Z]{2,3}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Elsewhere(_Entry):
    """A region whose candidates were determined on a day of its own."""

    region: Annotated[str, Field(pattern=r"^\d{2}(\.\d{2})?$")]
    determined: date
    source: str


class Contest(_Entry):
    """A contest (kontestasi) with the day on which its candidates were determined (penetapan calon)."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    determined: date
    source: str
    confidence: Confidence
    indonesian: str
    english: str
    elsewhere: tuple[Elsewhere, ...] = ()

    def determined_in(self, region: str) -> date:
        """The day for a region: its own, its province's, or the contest's."""
        own = {one.region: one.determined for one in self.elsewhere}
        return own.get(region) or own.get(region.partition(".")[0]) or self.determined


class Elections(_Entry):
    """All contests."""

    version: str
    contests: tuple[Contest, ...]


class Branch(_Entry):
    """A branch of the catalogue (cabang) and the levels of sanction that it knows."""

    code: BranchCode
    by_date: bool
    codes: frozenset[str] = Field(min_length=1)
    levels: frozenset[Level] = Field(min_length=1)
    indonesian: str
    english: str


class Classification(_Entry):
    """How the branch of an act follows from its code, and for some from the day of the act."""

    version: str
    source: str
    confidence: Confidence
    before: BranchCode
    after: BranchCode
    branches: tuple[Branch, ...]
    always: frozenset[str]

    def branch(self, act: str) -> Branch | None:
        """The branch of a code of the catalogue ("KE-04"), None for a code of none."""
        return next((one for one in self.branches if act in one.codes), None)

    def depends_on_the_day(self, act: str) -> bool:
        """Whether an act of this code has a twin in another branch, by the day on which it was done."""
        branch = self.branch(act)
        return branch is not None and branch.by_date and act not in self.always

    def suggested(self, contest: Contest, region: str, acted_on: date) -> str:
        """The branch of an act on that day. The day of determination counts as one with candidates."""
        return self.before if acted_on < contest.determined_in(region) else self.after

    @model_validator(mode="after")
    def _whole(self) -> Self:
        known = {one.code for one in self.branches}
        if missing := {self.before, self.after} - known:
            raise ValueError(f"there is no branch {', '.join(sorted(missing))}")
        if double := [a for one in self.branches for a in one.codes if self.branch(a) is not one]:
            raise ValueError(f"of two branches: {', '.join(sorted(double))}")
        if strange := {act for act in self.always if self.branch(act) is None}:
            raise ValueError(f"always: of no branch: {', '.join(sorted(strange))}")
        return self
