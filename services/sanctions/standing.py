"""Upon whom a sanction is to be imposed (kedudukan terlapor): in codes, naming nobody. Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.policy.authorities import NOTHING, Asked, Circumstance, Tier
from shared.policy.sanctions import Position

Known = Literal["is_ppk", "sekda", "seconded", "leads_unit"]
"""Of the circumstances those of the respondent; whether who would decide is there or barred is told apart."""


class Standing(BaseModel):
    """What is known of the respondent's standing; None: nothing was said of it."""

    model_config = ConfigDict(frozen=True)

    respondent_type: str | None = None
    position: Position | None = None
    tier: Tier | None = None
    circumstances: tuple[Known, ...] | None = None

    def corrected(self, said: object) -> "Standing":
        """This standing with what a command or an event says of it."""
        new = {name: getattr(said, name, None) for name in type(self).model_fields}
        return self.model_copy(update={name: value for name, value in new.items() if value is not None})

    def asked(self, imposed: str, *more: Circumstance) -> Asked | None:
        """Who is asked for, for this level or type of sanction; None while the standing is not known."""
        if self.respondent_type is None or self.position is None or self.tier is None:
            return None
        circumstances = NOTHING.union(self.circumstances or (), more)
        return Asked(self.position, self.tier, imposed, self.respondent_type, circumstances)
