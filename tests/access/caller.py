"""Calls the services of a stack as somebody."""

from typing import Any
from uuid import uuid4

import httpx

from deploy.stack import Stack
from tests.support.desk import TODAY
from tests.support.imposed import TEACHER

FORM = {
    "region": "32.08",
    "date_known": TODAY,
    "account": "Terlapor membagikan ajakan memilih calon di grup kantor.",
    "reporter": {"name": "Pelapor Contoh", "email": "pelapor@contoh.example"},
}
NOTES = {
    "text": "Terlapor Contoh mengakui unggahan itu.",
    "respondent": {"name": "Terlapor Contoh", "nip": "19900101 201504 1 001", "phone": "0812-3456-7801"},
}
"""What an officer seals with a step."""


class Caller:
    """`who`: a principal of the trial stack, or one with another office and region, or None for anybody."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        # dropped before a service drops it: a connection that it is about to close must not be used again
        kept = httpx.Limits(keepalive_expiry=2.0)
        self._http = httpx.Client(trust_env=False, timeout=30, limits=kept)

    def __call__(
        self,
        who: str | tuple[str, str | None, str | None] | None,
        method: str,
        path: str,
        body: Any = None,
        *,
        service: str = "intake",
        version: int | None = None,
        purpose: str | None = None,
        key: str | None = None,
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key or uuid4().hex}
        if who:
            name, agency, region = who if isinstance(who, tuple) else (who, None, None)
            headers["Authorization"] = f"Bearer {self.stack.token(name, agency, region)}"
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if purpose is not None:
            headers["Purpose"] = purpose
        url = self.stack.url(service) + path
        return self._http.request(method, url, headers=headers, json=body)


ACTED = {"contest": "pilkada-2024", "acted_on": "2024-09-30"}
RECOMMENDED = {"act": "DS-08", "level": "medium", **ACTED, **TEACHER}
