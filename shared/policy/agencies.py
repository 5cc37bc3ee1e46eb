"""The policy data of central agencies (instansi pusat), whose heads are the PPK of their own officials."""

from typing import Annotated

from pydantic import Field

from shared.policy.entry import Entry, Words


class Agency(Entry):
    """A ministry or another agency of the centre. Its office in a case is "ppk-" with its id.

    `head`: by which title its PPK decides.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    head: Words
