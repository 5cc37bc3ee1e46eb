"""Who may decide what in a case, and what it needs (kewenangan memutus), in words."""

from collections.abc import Collection, Sequence
from datetime import date

from pydantic import BaseModel, Field

from services.sanctions.commands import SanctionsFacts
from services.sanctions.competence import Competence, Decider
from shared.policy import Policy
from shared.policy.authorities import Authority, Condition
from shared.policy.entry import Confidence
from shared.policy.instruments import cited
from shared.policy.sanctions import Sanction


class Ruled(BaseModel):
    """Something of policy in words, with what it rests on."""

    id: str = Field(examples=["ppk"])
    indonesian: str = Field(examples=["Pejabat Pembina Kepegawaian (PPK)"])
    english: str = Field(examples=["Appointing authority of the agency (PPK)"])
    legal_basis: list[str] = Field(description="In force on the day", examples=[["PP 94/2021 Pasal 16"]])
    source: str = Field(examples=["PP 94/2021"])
    confidence: Confidence = Field(examples=["found"])


class DeciderDocument(Ruled):
    """Pejabat yang berwenang: who may decide, and the conditions whose documents lie with its decision."""

    needs: list[Ruled]
    office: str | None = Field(
        description="Whose officers act for it (agency in the token); null while the case lies at no PPK",
        examples=["ppk-32.08"],
    )


class TypeDocument(Ruled):
    """Jenis sanksi that may be imposed, the lightest first, with who decides it: the first is proposed."""

    id: str = Field(examples=["penurunan-jabatan"])
    level: str = Field(examples=["heavy"])
    months: int | None = Field(description="How long it lasts", examples=[12])
    deciders: list[DeciderDocument]


class CompetenceDocument(BaseModel):
    """Kewenangan memutus: upon whom, and what may be imposed by whom on this day."""

    on: date
    respondent_type: str = Field(examples=["pns"])
    position: str = Field(examples=["jf"])
    tier: str = Field(examples=["regency"])
    circumstances: list[str] = Field(examples=[["leads_unit"]])
    barred: list[str] = Field(description="Who does not decide, for a conflict of interest", examples=[[]])
    types: list[TypeDocument]


def competence(
    policy: Policy,
    facts: SanctionsFacts,
    levels: Sequence[str],
    day: date,
    vacant: Collection[str],
    office: str,
) -> CompetenceDocument | None:
    """Who may impose the types of these levels in a case at this office.

    None while the respondent's standing is not known.
    """
    powers, standing = Competence(policy), facts.standing
    if standing.asked("") is None:
        return None
    types = [one for level in levels for one in powers.types(standing, level, day)]
    return CompetenceDocument(
        on=day,
        **standing.model_dump(exclude={"circumstances"}),
        circumstances=list(standing.circumstances or ()),
        barred=list(facts.barred),
        types=[
            TypeDocument(
                **_ruled(policy, one, day),
                level=one.level,
                months=one.months,
                deciders=[
                    _decider(policy, decider, day, office)
                    for decider in powers.deciders(standing, one.id, day, facts.barred, vacant)
                ],
            )
            for one in types
        ],
    )


def _decider(policy: Policy, decider: Decider, day: date, office: str) -> DeciderDocument:
    needs = [Ruled(**_ruled(policy, one, day)) for one in decider.needs]
    acts = policy.offices.of(decider.authority.id, office) if policy.offices.tier(office) else None
    return DeciderDocument(**_ruled(policy, decider.authority, day), needs=needs, office=acts)


def _ruled(policy: Policy, entry: Authority | Condition | Sanction, day: date) -> dict[str, object]:
    words = entry.model_dump(include={"id", "indonesian", "english", "source", "confidence"})
    return {**words, "legal_basis": list(cited(entry.legal_basis, policy.instruments, day))}
