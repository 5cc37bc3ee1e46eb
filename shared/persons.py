"""What identifies a person, field by field: name, NIP, telephone, mail address. Sealed wherever kept."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
Email = Annotated[
    str,
    StringConstraints(
        pattern=rf"^[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_LABEL}(?:\.{_LABEL})+$", max_length=254
    ),
]
"""One plain address (RFC 5322 dot-atom): nothing that a mail header could read as two, or as none."""


def _without(marks: str) -> BeforeValidator:
    return BeforeValidator(
        lambda given: given.translate(str.maketrans("", "", marks)) if isinstance(given, str) else given
    )


Nip = Annotated[str, _without(" ."), StringConstraints(pattern=r"^[0-9]{18}$")]
"""Nomor Induk Pegawai (Perka BKN 22/2007): 18 digits, often in groups. A report without it is accepted."""


def _national(number: str) -> str:
    return re.sub(r"^(?:\+?62|0)", "+62", number)


Phone = Annotated[
    str,
    _without(" .-()"),
    StringConstraints(pattern=r"^(?:\+?62|0)[2-9][0-9]{6,11}$"),
    AfterValidator(_national),
]
"""Nomor telepon of Indonesia, kept in its international form: 0812-… and +62 812 … are the same."""

Identifier = Literal["nip", "phone", "email"]
Whose = Literal["reporter", "respondent"]
Named = tuple[Identifier, str, Whose]
"""What identifies somebody, and who it is in the case."""


class Form(BaseModel):
    """A body in which no other field is allowed."""

    model_config = ConfigDict(extra="forbid")


class Respondent(Form):
    """Terlapor, as far as he or she is known."""

    name: Line | None = Field(default=None, examples=["Terlapor Contoh"])
    nip: Nip | None = Field(default=None, examples=["199001012015041001"])
    phone: Phone | None = Field(default=None, examples=["0812-0000-0000"])
    email: Email | None = Field(default=None, examples=["terlapor@contoh.example"])
    office: Line | None = Field(default=None, examples=["Dinas Contoh"])

    def named(self) -> Iterator[Named]:
        """What identifies the respondent."""
        return _named(self.nip, self.phone, self.email, "respondent")


class Reporter(Form):
    """Pelapor. Sealed at once; the address is used for nothing but telling the reporter."""

    name: Line = Field(examples=["Pelapor Contoh"])
    email: Email | None = Field(default=None, examples=["pelapor@contoh.example"])
    phone: Phone | None = Field(default=None, examples=["0812-0000-0001"])

    def named(self) -> Iterator[Named]:
        """What identifies the reporter."""
        return _named(None, self.phone, self.email, "reporter")


class Notes(Form):
    """Catatan yang disegel: what an officer's step says about persons. Sealed with the key of the case."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000)] | None = (
        Field(default=None, examples=["Terlapor mengakui unggahan itu."])
    )
    respondent: Respondent | None = None


def _named(nip: str | None, phone: str | None, email: str | None, whose: Whose) -> Iterator[Named]:
    if nip:
        yield "nip", nip, whose
    if phone:
        yield "phone", phone, whose
    if email:
        yield "email", email, whose
