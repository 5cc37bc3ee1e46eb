"""What the law suggests for an act of a day (usulan), in words. An officer confirms it, or says why not."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import BaseModel, Field

from services.sanctions.acts import BY_OBJECT, DISCIPLINE, ETHICS, Acts, Weighed, towards_whom
from shared.policy import Policy
from shared.policy.contests import Contest
from shared.policy.entry import Confidence
from shared.policy.instruments import cited

Both = tuple[str, str]
"""Indonesian and English."""
BRANCHES: Mapping[str | None, Both] = {
    ETHICS: ("Pelanggaran kode etik", "Breach of ethics"),
    DISCIPLINE: ("Pelanggaran disiplin", "Breach of discipline"),
    None: ("Belum dapat ditentukan: penetapan calon belum diketahui", "Open: the determination is not known"),
}
MARKS: Mapping[Confidence, Both] = {
    "found": ("Ditemukan dalam sumbernya", "Found in its source"),
    "known": ("Diketahui umum, belum dicocokkan dengan naskah", "Generally known, not held against the text"),
    "unsure": ("Belum dikonfirmasi: pejabat dapat menilai lain dengan alasan", "Not confirmed: an officer may"
               " judge otherwise, with a reason"),
}  # fmt: skip


MARK = {"indonesian": MARKS["found"][0], "english": MARKS["found"][1]}


class Words(BaseModel):
    """Indonesian first."""

    indonesian: str = Field(examples=["Pelanggaran kode etik"])
    english: str = Field(examples=["Breach of ethics"])


class SuggestedInstrument(Words):
    """Instrumen: as it is worded on the day of the act."""

    id: str = Field(examples=["skb-2022"])
    cited: str = Field(examples=["SKB Netralitas ASN 2022"])


class SuggestedAct(Words):
    """A code of the catalogue in the version that counts, and what it leads to."""

    code: str = Field(examples=["KE-04"])
    version: str = Field(examples=["2022"])
    fits: bool = Field(
        description="Whether it is one towards whom the day says; else a reason is needed", examples=[True]
    )
    pair: str | None = Field(description="The same act in the other branch", examples=["DS-06"])
    levels: list[str] = Field(
        description="The mildest first; none: an officer reasons by impact", examples=[["moral"]]
    )
    instrument: SuggestedInstrument = Field(
        examples=[
            {
                "id": "skb-2022",
                "cited": "SKB Netralitas ASN 2022",
                "indonesian": "Pedoman pembinaan dan pengawasan netralitas pegawai ASN",
                "english": "Joint decision on guidance and supervision of neutrality in elections",
            }
        ]
    )
    legal_basis: list[str] = Field(description="In force on the day", examples=[["PP 42/2004 Ps 11 huruf c"]])
    name_one_of: list[str] = Field(
        description="Not confirmed: the recommendation names one", examples=[["pp-94-2021"]]
    )
    source: str = Field(examples=["SKB Netralitas ASN 22 September 2022, Lampiran II"])
    confidence: Confidence = Field(examples=["found"])
    mark: Words = Field(description="What the confidence means", examples=[MARK])


class Suggestion(Words):
    """Usulan: the branch that the day of an act suggests, and the acts that it then is."""

    branch: str | None = Field(examples=["KE"])
    determined_on: date | None = Field(
        description="When the candidates were determined there", examples=["2024-09-22"]
    )
    source: str = Field(examples=["PKPU 2/2024: penetapan pasangan calon Pilkada 2024"])
    confidence: Confidence = Field(examples=["found"])
    mark: Words = Field(description="What the confidence means", examples=[MARK])
    acts: list[SuggestedAct] = Field(description="The acts that it then is, or the one asked for")


def suggestion(
    policy: Policy,
    held: Contest,
    region: str,
    acted_on: date,
    today: date,
    codes: Sequence[str] | None,
    overrides: Mapping[str, str],
) -> Suggestion:
    """What counts for an act of that day in that contest: these codes, or all that fit.

    `overrides` are what officers of the case read otherwise than policy.
    """
    acts = Acts(policy)
    asked = policy.catalogue.ids if codes is None else codes
    weighed = [
        found
        for code in asked
        if (
            found := acts.weighed(
                code, held.id, acted_on, region, today, acts.readings(code, overrides, today)
            )
        )
    ]
    likely = [one for one in weighed if one.confirmed and one.act.branch != "criminal"]
    shown = likely if codes is not None else [one for one in likely if one.fits]
    branch = BY_OBJECT.get(towards_whom(held, acted_on))
    return Suggestion(
        branch=branch,
        **_words(BRANCHES[branch]),
        determined_on=held.determined,
        source=held.source,
        confidence=held.confidence,
        mark=Words(**_words(MARKS[held.confidence])),
        acts=[_act(policy, acts, one) for one in shown],
    )


def _act(policy: Policy, acts: Acts, weighed: Weighed) -> SuggestedAct:
    act, day = weighed.act, weighed.day
    instrument = policy.instruments.on(act.instrument, day) or policy.instruments.versions(act.instrument)[-1]
    return SuggestedAct(
        code=act.id,
        version=act.version,
        fits=weighed.fits,
        pair=act.pair,
        indonesian=act.indonesian,
        english=act.english,
        levels=list(weighed.levels),
        instrument=SuggestedInstrument(
            id=instrument.id,
            cited=instrument.short,
            indonesian=instrument.indonesian,
            english=instrument.english,
        ),
        legal_basis=list(cited(act.legal_basis, policy.instruments, day)),
        name_one_of=list(acts.bases(weighed)) if act.officer_names_basis and weighed.basis is None else [],
        source=act.source,
        confidence=act.confidence,
        mark=Words(**_words(MARKS[act.confidence])),
    )


def _words(both: Both) -> dict[str, str]:
    return {"indonesian": both[0], "english": both[1]}
